//! The one open phone of the app: opened when it is first wanted, kept in sync while it lives.
//!
//! Screens and background turns share it, because the core's store has one owner. An opening
//! that failed, because the phone is locked since it was started or its disk is full, is tried
//! again when the person comes back. Leaves to the core: everything that is kept.

import AppModel
import DoorstepCore
import Foundation
import Observation
import Ports
import UIKit

/// The app's phone, and how far its opening is.
@MainActor @Observable
public final class PhoneHost {
    /// How far the opening is.
    public enum Stand {
        /// Not wanted yet, or under way.
        case opening
        /// Open, with the camera that writes where the core reads.
        case open(PhoneModel, any Camera)
        /// Not opened, and why.
        case notOpened(Refusal)
    }

    /// How far the opening is.
    public private(set) var stand = Stand.opening
    /// Where the phone's key lies, once it is open.
    public private(set) var keyHome: InstallationKey.Home?

    private var isOpening = false
    @ObservationIgnored private let folder: () throws -> PhoneFolder
    @ObservationIgnored private let language: Language
    @ObservationIgnored private let network: any NetworkWatch
    @ObservationIgnored private let background: any BackgroundWork
    @ObservationIgnored private var keeper: SyncKeeper?
    @ObservationIgnored private let rules = PathRules()

    /// How long iOS lets an app go on that was sent away.
    private static let sentAwayMs: Int64 = 20_000

    /// A phone in this folder, read in this language.
    public init(
        language: Language, network: any NetworkWatch, background: any BackgroundWork,
        folder: @escaping () throws -> PhoneFolder = { try PhoneFolder() }
    ) {
        self.language = language
        self.network = network
        self.background = background
        self.folder = folder
    }

    /// Opens the phone where it is not open yet.
    public func open() async {
        rules.note(Self.backgroundRule())
        if case .open = stand { return }
        guard !isOpening else { return }
        isOpening = true
        defer { isOpening = false }
        stand = .opening
        do throws(Refusal) {
            try await openNow()
        } catch {
            stand = .notOpened(error)
        }
    }

    /// Moves records that cannot be opened to where somebody can look at them, and opens anew.
    public func beginAnew() async {
        if case .open = stand { return }
        do {
            _ = try setAside(folder: try folder().home.path)
        } catch {
            stand = .notOpened(Refusal(error))
            return
        }
        await open()
    }

    /// What iOS says of work in the background, which the person can switch off.
    private static func backgroundRule() -> BackgroundRule {
        switch UIApplication.shared.backgroundRefreshStatus {
        case .available: .allowed
        case .denied, .restricted: .restricted
        @unknown default: .unknown
        }
    }

    /// The app was sent away: what is small is sent in the time that iOS leaves it.
    public func sentAway() async {
        guard case .open(let phone, _) = stand else { return }
        let time = TimeLeft()
        _ = await phone.syncNow(atMostMs: Self.sentAwayMs)
        time.end()
    }

    private func openNow() async throws(Refusal) {
        let place: PhoneFolder
        do { place = try folder() } catch {
            throw Refusal(code: "open/folder", reportId: "\(type(of: error))")
        }
        let key = InstallationKey(folder: place.home)
        do { _ = try key.publicPoint() } catch { throw Refusal(code: "open/key", reportId: "\(error)") }
        let phone = try await PhoneModel.open(
            folder: place.home.path, clock: PhoneClocks(), vault: key, rules: rules, language: language)
        let keeper = SyncKeeper(phone)
        keeper.start(network: network, background: background)
        self.keeper = keeper
        keyHome = key.home
        stand = .open(phone, PhoneCamera(folder: place.pictures))
    }
}

/// Time that iOS leaves an app which was sent away; given back once.
@MainActor
private final class TimeLeft {
    private var time = UIBackgroundTaskIdentifier.invalid

    init() {
        time = UIApplication.shared.beginBackgroundTask(withName: "sync") { [weak self] in self?.end() }
    }

    func end() {
        guard time != .invalid else { return }
        UIApplication.shared.endBackgroundTask(time)
        time = .invalid
    }
}
