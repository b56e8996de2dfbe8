//! What stands in the window: the screens as soon as the phone is open, else why it is not.

import AppModel
import ApplePhone
import DoorstepCore
import Screens
import SwiftUI

/// The phone, or why there is none yet.
struct HostView: View {
    let host: PhoneHost

    var body: some View {
        switch host.stand {
        case .opening: ProgressView()
        case .open(let phone, let camera):
            VStack(spacing: 0) {
                if host.keyHome != .enclave { KeyNote(language: phone.language) }
                DoorstepRoot(phone: phone, camera: camera)
            }
            .onOpenURL { phone.invite(link: $0.absoluteString) }
        case .notOpened(let why):
            NotOpened(
                why: why,
                again: { Task { await host.open() } },
                anew: { Task { await host.beginAnew() } }
            )
        }
    }
}

/// One line over every screen, where the key is not as safe as it could be.
private struct KeyNote: View {
    let language: Language

    var body: some View {
        Text(
            verbatim: language == .chinese
                ? "这台手机没有安全芯片，登记密钥只由系统软件保管。请告诉中心。"
                : "This phone has no secure chip: the system keeps its key in software. Tell the centre."
        )
        .font(.footnote)
        .padding()
    }
}

/// Why the phone cannot be opened, in both languages because neither is known, another try, and
/// the way on where no try helps.
private struct NotOpened: View {
    let why: Refusal
    let again: @MainActor () -> Void
    let anew: @MainActor () -> Void

    var body: some View {
        VStack(spacing: 24) {
            ForEach([Language.chinese, .english], id: \.self) { language in
                Text(verbatim: Words(language)(why.code)).font(.title3)
            }
            if !why.reportId.isEmpty { Text(verbatim: why.reportId).font(.footnote) }
            Button("再试一次 · Try again", action: again)
            if (try? asksToSetAside(code: why.code)) == true {
                ForEach([Language.chinese, .english], id: \.self) { language in
                    Text(verbatim: Words(language)("app/set-aside-told")).font(.footnote)
                    Button(Words(language)("app/set-aside"), action: anew)
                }
            }
        }
        .padding()
    }
}
