//! Draws what there is to say when a screen has nothing to show yet: why, and the way back.

import AppModel
import DoorstepCore
import SwiftUI

/// There is nothing to show yet, and why.
struct ClosedScreen: View {
    let model: ClosedModel
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/closed.title")) {
            Notice(words(model.code), tone: .warning)
        } bottom: {
            PrimaryButton(words("screen/today.title")) { go(.today) }
        }
    }
}
