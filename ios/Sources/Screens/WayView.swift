//! Draws the way to a customer and how punctual it is, wherever a screen shows it.
//!
//! Before setting off it says when; on the way and after, how punctual. Times, lateness and
//! what being late asks for are the core's.

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
            if way.setOff != .gone { times }
            SetOffView(setOff: way.setOff)
            if let expected = way.expectedMs { InfoRow(words("screen/way.expected"), words.time(expected)) }
            if way.lateMin > 0 {
                StateChip(words("screen/way.late-by", ["min": way.lateMin]), tone: .warning)
            }
            CallAheadView(way: way)
            if way.expectedMs == nil {
                InfoRow(words("screen/way.punctuality"), words.of("punctuality", way.punctuality))
            }
            if let ladder = way.ladder { LadderView(ladder: ladder, visit: visit, send: send, go: go) }
            Milestones(way: way, send: send)
        }
    }

    /// When to plan, set off and be there.
    @ViewBuilder private var times: some View {
        InfoRow(words("screen/way.plan-by"), words.time(way.planByMs))
        InfoRow(words("screen/way.leave"), span(way.leaveFromMs, way.leaveUntilMs))
        InfoRow(words("screen/way.arrive"), span(way.arriveFromMs, way.arriveUntilMs))
    }

    private func span(_ from: Int64, _ until: Int64) -> String {
        "\(words.time(from))–\(words.time(until))"
    }
}

/// What the time asks for now; nothing once the engineer is on the way.
private struct SetOffView: View {
    let setOff: SetOffModel
    @Environment(\.words) private var words

    var body: some View {
        let text = words.of("set-off", setOff.key)
        switch setOff {
        case .gone: EmptyView()
        case .notYet: StateChip(text, tone: .quiet)
        case .planNow, .leaveNow: Notice(text, tone: .warning)
        case .overdue: Notice(text, tone: .danger)
        }
    }
}

/// How it stands with the call to a customer who waits; nothing where none is needed.
private struct CallAheadView: View {
    let way: WayModel
    @Environment(\.words) private var words

    var body: some View {
        let text = words.of("call-ahead", way.callAhead.key)
        switch way.callAhead {
        case .notNeeded: EmptyView()
        case .soon: StateChip(text, tone: .quiet)
        case .called: StateChip(text, tone: .good)
        case .now: Notice(text, tone: .warning)
        case .passed: Notice(text, tone: .danger)
        }
        if way.callInMs > 0 { InfoRow(words("screen/way.call-in"), words.minutes(way.callInMs)) }
    }
}

/// What being late asks for: an incident that guides through it.
private struct LadderView: View {
    let ladder: LadderModel
    let visit: VisitId
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        if ladder.isOpened {
            StateChip(words.of(ladder.text), tone: .warning)
        } else {
            Quiet(words("screen/way.ladder"))
            DangerButton(words.of(ladder.text)) {
                send(.openIncident(incident: ladder.incident))
                go(.incident(visit: visit))
            }
        }
    }
}

/// The moments of the way: those that were, the press for the next one; behind a press those
/// that were passed over, those that are far, and the true reason to be late.
private struct Milestones: View {
    let way: WayModel
    let send: Send
    @State private var isOpen = false
    @Environment(\.words) private var words

    var body: some View {
        if let because = way.lateReasons.first(where: { $0.id == way.lateBecause }) {
            InfoRow(words("screen/way.because"), words.of(because.text))
        }
        if isOpen || way.ladder != nil || way.lateMin > 0 { WhyLate(way: way, send: send) }
        ForEach(shown, id: \.milestone) { MilestoneView(row: $0, send: send) }
        TextButtonRow(words(isOpen ? "button/less" : "button/more")) { isOpen.toggle() }
    }

    private var shown: [MilestoneRow] {
        let rows = way.milestones
        let next = rows.suffix(from: rows.lastIndex(where: \.isReached).map { $0 + 1 } ?? 0).first
        return rows.filter { $0.isReached || $0 == next || isOpen }
    }
}

/// The true reason to be late; its list lies folded.
private struct WhyLate: View {
    let way: WayModel
    let send: Send
    @State private var isOpen = false
    @Environment(\.words) private var words

    var body: some View {
        if way.lateReasons.isEmpty {
            EmptyView()
        } else if isOpen {
            Choice(way.lateReasons, chosen: way.lateBecause) {
                send(.explainLateness(reason: $0))
                isOpen = false
            }
        } else {
            SecondaryButton(words("button/explain-lateness")) { isOpen = true }
        }
    }
}

/// A moment of the way: when it was, or the press that says it is now.
private struct MilestoneView: View {
    let row: MilestoneRow
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        if row.isReached {
            InfoRow(
                words.of("milestone", row.milestone), row.atMs.map(words.time) ?? words("verdict/unknown"))
        } else if let milestone = Milestone(key: row.milestone) {
            SecondaryButton(words(MilestoneView.press(milestone)), refusal: row.refusal) {
                send(.reach(milestone: milestone))
            }
        }
    }

    private static func press(_ milestone: Milestone) -> String {
        switch milestone {
        case .departed: "button/i-left"
        case .arrived: "button/i-arrived"
        case .entered: "button/i-entered"
        }
    }
}
