//! When the phone syncs by itself: when a network comes, when something was saved while there
//! is one, and when iOS wakes the app.
//!
//! How to sync, what is due and what has arrived is the core's; here is only the moment.

import Ports

/// Syncs a phone when the platform says that it may.
@MainActor
public final class SyncKeeper {
    private let phone: PhoneModel
    private var watching: [Task<Void, Never>] = []
    private var isThere = false

    private static let inForegroundMs: Int64 = 120_000

    /// Keeps this phone, once it is started.
    public init(_ phone: PhoneModel) {
        self.phone = phone
    }

    /// Begins to listen to the platform and to the phone.
    public func start(network: any NetworkWatch, background: any BackgroundWork) {
        stop()
        watching = [
            Task { [weak self] in
                for await isThere in network.changes() {
                    self?.isThere = isThere
                    await self?.syncIfThere()
                }
            },
            Task { [weak self, saved = phone.saved] in
                for await _ in saved { await self?.syncIfThere() }
            },
        ]
        background.wake { [phone] atMostMs in
            await phone.syncNow(atMostMs: atMostMs) == nil
        }
    }

    /// Listens no more.
    public func stop() {
        for task in watching { task.cancel() }
        watching = []
    }

    private func syncIfThere() async {
        if isThere { _ = await phone.syncNow(atMostMs: Self.inForegroundMs) }
    }
}
