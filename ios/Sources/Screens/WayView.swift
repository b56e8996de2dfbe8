//! Draws the way to a customer and how punctual it is, wherever a screen shows it.

import AppModel
import DoorstepCore
import SwiftUI

/// The way.
struct WayView: View {
    let way: WayModel
    let send: Send
    let go: Go
    let visit: VisitId
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/way.title")) {
            InfoRow(words("screen/job.window"), words.window(way.fromMs, way.untilMs))
            if way.isMoved { StateChip(words("screen/way.moved"), tone: .warning) }
            InfoRow(words("screen/way.plan-by"), words.time(way.planByMs))
            InfoRow(words("screen/way.leave"), span(way.leaveFromMs, way.leaveUntilMs))
            InfoRow(words("screen/way.arrive"), span(way.arriveFromMs, way.arriveUntilMs))
            StateChip(words.of("set-off", way.setOff.key), tone: way.setOff == .overdue ? .danger : .quiet)
            if let expected = way.expectedMs { InfoRow(words("screen/way.expected"), words.time(expected)) }
            if way.lateMin > 0 { StateChip("\(words("screen/today.late")) \(way.lateMin)", tone: .warning) }
            StateChip(
                words.of("call-ahead", way.callAhead.key), tone: way.callAhead == .passed ? .danger : .quiet)
            if way.callInMs > 0 { InfoRow(words("screen/way.call-in"), words.minutes(way.callInMs)) }
            InfoRow(words("screen/way.punctuality"), words.of("punctuality", way.punctuality))
            lateness
            milestones
        }
    }

    @ViewBuilder private var lateness: some View {
        if let ladder = way.ladder {
            if ladder.isOpened {
                StateChip(words.of(ladder.text), tone: .warning)
            } else {
                DangerButton(words.of(ladder.text)) {
                    send(.openIncident(incident: ladder.incident))
                    go(.incident(visit: visit))
                }
            }
        }
        if !way.lateReasons.isEmpty {
            Choice(way.lateReasons, chosen: way.lateBecause) { send(.explainLateness(reason: $0)) }
        }
    }

    private var milestones: some View {
        ForEach(way.milestones, id: \.milestone) { row in
            if row.isReached {
                InfoRow(
                    words.of("milestone", row.milestone), row.atMs.map(words.time) ?? words("verdict/unknown")
                )
            } else if let milestone = Milestone(key: row.milestone) {
                SecondaryButton(words.of("milestone", row.milestone), refusal: row.refusal) {
                    send(.reach(milestone: milestone))
                }
            }
        }
    }

    private func span(_ from: Int64, _ until: Int64) -> String {
        "\(words.time(from))–\(words.time(until))"
    }
}
