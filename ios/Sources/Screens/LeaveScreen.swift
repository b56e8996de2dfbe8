//! Draws leaving: the last checks, the one result, how long it took, what is owed now.

import AppModel
import DoorstepCore
import SwiftUI

/// Leaving.
struct LeaveScreen: View {
    let model: LeaveModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/leave.title"), sync: model.step.sync) {
            if !model.outcome.isEmpty { StateChip(words.of("outcome", model.outcome), tone: .good) }
            if let time = model.onSite {
                PagePart(words("screen/leave.on-site")) {
                    InfoRow(
                        words("screen/leave.worked"),
                        time.workedMs.map(words.minutes) ?? words("verdict/unknown"))
                    if time.isPaused { StateChip(words("screen/leave.paused"), tone: .quiet) }
                    if time.isOver == .yes { StateChip(words("screen/leave.over"), tone: .warning) }
                }
            }
            if model.inCustody > 0 {
                SecondaryButton("\(words("screen/custody.open")) \(model.inCustody)") {
                    go(.custody(visit: model.visit))
                }
            }
            StepChecks(model: model.step, send: send)
            ForEach(model.owed, id: \.rule) { OwedView(row: $0) }
        } bottom: {
            if model.outcome.isEmpty {
                ForEach(model.outcomes, id: \.key) { offer in
                    if let outcome = Outcome(key: offer.key) {
                        SecondaryButton(words.of("outcome", offer.key), refusal: offer.refusal) {
                            send(.leave(outcome: outcome))
                        }
                    }
                }
            } else {
                PrimaryButton(words("screen/today.title")) { go(.today) }
            }
        }
    }
}
