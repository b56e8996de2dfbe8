//! Draws another window, agreed with somebody in the home: which day, from when until when,
//! why, who consented.
//!
//! Begins with the window that holds, a day later; whether a window may be agreed is the
//! core's to say.

import AppModel
import DoorstepCore
import SwiftUI

/// Agrees another window; refused in sight where the core refuses.
struct RebookView: View {
    let work: WorkModel
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        Fold(words("screen/job.rebook")) {
            if let refusal = work.rebookRefusal {
                SecondaryButton(words("button/rebook"), refusal: refusal) {}
            } else if let way = work.way {
                RebookForm(way: way, work: work, send: send).id("\(way.fromMs) \(way.untilMs)")
            }
        }
    }
}

private struct RebookForm: View {
    private let work: WorkModel
    private let send: Send
    @State private var from: Int64
    @State private var until: Int64
    @State private var reason = ""
    @State private var consent: Signer?
    @Environment(\.words) private var words

    private static let dayMs: Int64 = 86_400_000
    private static let halfMin: Int64 = 30
    private static let halfMs = halfMin * 60_000

    init(way: WayModel, work: WorkModel, send: @escaping Send) {
        self.work = work
        self.send = send
        _from = State(initialValue: way.fromMs + Self.dayMs)
        _until = State(initialValue: way.untilMs + Self.dayMs)
    }

    var body: some View {
        let day = words("unit/days", ["n": 1])
        let half = words("unit/minutes", ["n": Self.halfMin])
        InfoRow(words("screen/job.from"), words.date(from))
        Steppers(step: day) { move(by: $0 * Self.dayMs) }
        Steppers(step: half) { move(by: $0 * Self.halfMs) }
        InfoRow(words("screen/job.until"), words.date(until))
        Steppers(step: half) { until = max(from, until + $0 * Self.halfMs) }
        Quiet(words("screen/job.consent"))
        KeyChoice("signer", Signer.allCases.map(\.key), chosen: consent?.key ?? "") {
            consent = Signer(key: $0)
        }
        Quiet(words("screen/job.rebook-why"))
        Choice(work.rebookReasons, chosen: reason) { reason = $0 }
        if let consent, !reason.isEmpty {
            PrimaryButton(words("button/rebook")) {
                send(.moveAppointment(fromMs: from, untilMs: until, reason: reason, consent: consent))
            }
        }
    }

    private func move(by ms: Int64) {
        from += ms
        until += ms
    }
}

/// Earlier or later by one step.
private struct Steppers: View {
    let step: String
    let move: @MainActor (Int64) -> Void

    var body: some View {
        SideBySide {
            SecondaryButton("− \(step)") { move(-1) }
            SecondaryButton("+ \(step)") { move(1) }
        }
    }
}
