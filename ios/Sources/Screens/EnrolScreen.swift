//! The first thing that a new phone asks: where the office listens, and its code.
//!
//! An invitation that was opened as a link stands there already. What was typed is handed on
//! without the blanks around it; whether it is right is the office's to say.

import AppModel
import SwiftUI

/// Registers this phone with an office by a code.
typealias Enrol = @MainActor (_ office: String, _ token: String) -> Void

/// A phone that is not enrolled.
struct EnrolScreen: View {
    private let enrol: Enrol
    private let isSyncing: Bool
    @State private var office: String
    @State private var token: String
    @Environment(\.words) private var words

    init(invitation: Invitation?, enrol: @escaping Enrol, isSyncing: Bool = false) {
        self.enrol = enrol
        self.isSyncing = isSyncing
        _office = State(initialValue: invitation?.office ?? "")
        _token = State(initialValue: invitation?.token ?? "")
    }

    var body: some View {
        ScreenFrame(words("screen/enrol.title")) {
            Text(words("screen/enrol.why")).font(.body)
            field("screen/enrol.office", $office)
            field("screen/enrol.token", $token)
        } bottom: {
            if isSyncing {
                Quiet(words("app/on-the-way"))
            } else {
                PrimaryButton(words("button/enrol")) {
                    enrol(
                        office.trimmingCharacters(in: .whitespacesAndNewlines),
                        token.trimmingCharacters(in: .whitespacesAndNewlines))
                }
            }
        }
    }

    private func field(_ key: String, _ text: Binding<String>) -> some View {
        TextField(words(key), text: text).font(.body).frame(minHeight: Spacing.target)
    }
}
