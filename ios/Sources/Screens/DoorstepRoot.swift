//! The whole app: today's list, and the path of screens over it.

import AppModel
import DoorstepCore
import Ports
import SwiftUI

/// The app over one phone; a visit that is under way is gone back to when the app starts.
public struct DoorstepRoot: View {
    @Bindable private var phone: PhoneModel
    private let camera: any Camera
    @State private var today: ScreenModelHolder

    /// The app over this phone, with this camera.
    public init(phone: PhoneModel, camera: any Camera) {
        self.phone = phone
        self.camera = camera
        _today = State(initialValue: phone.holder(.today))
    }

    public var body: some View {
        NavigationStack(path: $phone.path) {
            Stage(holder: today, phone: phone)
                .navigationDestination(for: Screen.self) { screen in
                    Placed(screen: screen, phone: phone)
                }
        }
        .environment(\.words, Words(phone.language))
        .environment(\.language, phone.language)
        .environment(\.camera, camera)
        .environment(\.onward, onward)
        .task { _ = await phone.resume() }
    }

    private func onward(_ visit: VisitId) {
        Task { await phone.onward(visit) }
    }
}

/// Keeps the holder of a screen for as long as it lies on the path.
private struct Placed: View {
    private let phone: PhoneModel
    @State private var holder: ScreenModelHolder

    init(screen: Screen, phone: PhoneModel) {
        self.phone = phone
        _holder = State(initialValue: phone.holder(screen))
    }

    var body: some View {
        Stage(holder: holder, phone: phone)
    }
}
