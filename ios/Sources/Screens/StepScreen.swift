//! Draws one step of a visit. Knows nothing beyond what its model says.

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
        ScreenFrame(words.of("step", model.step), sync: model.sync) {
            StepChecks(model: model, send: send)
        } bottom: {
            SecondaryButton(words("screen/incident.title")) { go(.incident(visit: model.visit)) }
            SecondaryButton(words("screen/job.title")) { go(.job(visit: model.visit)) }
        }
    }
}

/// The checks of a step, wherever a screen shows them.
struct StepChecks: View {
    let model: StepModel
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words.of("step", model.step)) {
            StateChip(words.of("progress", model.stand.key), tone: model.stand == .done ? .good : .quiet)
            if let missing {
                Notice("\(words("screen/step.missing")) \(missing)", tone: .warning)
            }
            ForEach(model.checks, id: \.id) { CheckRow(check: $0, acts: .visit(send)) }
            if !model.group.isEmpty {
                SecondaryButton("\(words("button/confirm-group")) \(model.group.count)") {
                    send(.confirmGroup(checks: model.group))
                }
            }
        }
    }

    private var missing: String? {
        if model.missing.isEmpty { return nil }
        let check = model.checks.first { $0.id == model.missing }
        return check.map { words.of($0.text) } ?? words("screen/step.comes-first")
    }
}
