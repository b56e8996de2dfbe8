//! The app: one window over one phone, and the moments that iOS tells it.

import ApplePhone
import DoorstepCore
import SwiftUI
import UIKit

/// The app.
@main
struct DoorstepApp: App {
    @UIApplicationDelegateAdaptor(Launch.self) private var launch
    @Environment(\.scenePhase) private var phase

    var body: some Scene {
        WindowGroup {
            PrivacyCover(isUp: phase != .active) { HostView(host: launch.host) }
        }
        .onChange(of: phase) { _, now in
            switch now {
            case .active: Task { await launch.host.open() }
            case .background: Task { await launch.host.sentAway() }
            default: break
            }
        }
    }
}

/// What has to be done before the app has started: iOS takes no background turn later.
@MainActor
final class Launch: NSObject, UIApplicationDelegate {
    let host: PhoneHost
    private let background = BackgroundSync()

    override init() {
        let isEnglish = Locale.preferredLanguages.first?.hasPrefix("en") == true
        host = PhoneHost(
            language: isEnglish ? .english : .chinese, network: PathWatch(), background: background)
        super.init()
    }

    func application(
        _ application: UIApplication,
        didFinishLaunchingWithOptions launchOptions: [UIApplication.LaunchOptionsKey: Any]?
    ) -> Bool {
        background.register()
        Task { await host.open() }
        return true
    }
}
