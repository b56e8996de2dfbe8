//! When the phone syncs by itself: when a network comes, and when iOS wakes the app.
//!
//! How to sync, what is due and what has arrived is the core's; here is only the moment.

import Ports

/// Syncs a phone when the platform says that it may.
@MainActor
public final class SyncKeeper {
    private let phone: PhoneModel
    private var watching: Task<Void, Never>?

    /// iOS gives background work about half a minute; a sync takes less and says what is left.
    private static let inBackgroundMs: Int64 = 20_000
    private static let inForegroundMs: Int64 = 120_000

    /// Keeps this phone, once it is started.
    public init(_ phone: PhoneModel) {
        self.phone = phone
    }

    /// Begins to listen to the platform.
    public func start(network: any NetworkWatch, background: any BackgroundWork) {
        watching?.cancel()
        watching = Task { [phone] in
            for await isThere in network.changes() where isThere {
                _ = await phone.syncNow(atMostMs: Self.inForegroundMs)
            }
        }
        background.wake { [phone] in
            await phone.syncNow(atMostMs: Self.inBackgroundMs) == nil
        }
    }

    /// Listens no more.
    public func stop() {
        watching?.cancel()
        watching = nil
    }
}
