//! Draws one step of a visit: its checks, and at the bottom what is still missing and the way on.
//!
//! While something is missing here, a press brings it into sight; once nothing is, or it is
//! elsewhere, the press leads on. Knows nothing beyond what its model says.

import AppModel
import DoorstepCore
import SwiftUI

/// One step.
struct StepScreen: View {
    let model: StepModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScrollViewReader { page in
            ScreenFrame(words.of("step", model.step), sync: model.sync) {
                StepChecks(model: model, send: send)
            } bottom: {
                SideBySide {
                    SecondaryButton(words("screen/incident.title")) { go(.incident(visit: model.visit)) }
                    SecondaryButton(words("screen/part.title")) { go(.part(visit: model.visit)) }
                }
                WayOn(model: model) { page.scrollTo($0, anchor: .center) }
            }
        }
    }
}

/// What is still missing and where; with nothing missing here, the way to the next thing.
struct WayOn: View {
    private let model: StepModel
    private let bringIntoSight: @MainActor (CheckId) -> Void
    @Environment(\.onward) private var onward
    @Environment(\.words) private var words

    init(model: StepModel, bringIntoSight: @escaping @MainActor (CheckId) -> Void) {
        self.model = model
        self.bringIntoSight = bringIntoSight
    }

    var body: some View {
        if let check = model.checks.first(where: { $0.id == model.missing }) {
            SecondaryButton(words("screen/step.missing-one", ["what": words.of(check.text)])) {
                bringIntoSight(check.id)
            }
        } else if !model.missing.isEmpty {
            let known = "missing/\(model.missing)"
            Quiet(words(words.has(known) ? known : "screen/step.comes-first"))
            PrimaryButton(words("button/go")) { onward(model.visit) }
        } else {
            PrimaryButton(words("button/next")) { onward(model.visit) }
        }
    }
}
