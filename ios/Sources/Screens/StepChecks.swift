//! Draws the checks of a step, wherever a screen shows them, in the book's order.
//!
//! What was settled before the screen was opened lies folded in its place; what is settled
//! while it is open stays where it is, so that nothing slides under a thumb. A reading's keys
//! lie open only where they are wanted next. Where the last answer leaves nothing open, advice
//! included, the visit leads on by itself; who comes back to an answered step stays there.
//! Leaves to the core: what is asked, and when.

import AppModel
import DoorstepCore
import SwiftUI

/// The checks of a step; a screen that shows more than them says their title.
struct StepChecks: View {
    private let model: StepModel
    private let send: Send
    private let title: String
    @State private var settledBefore: Set<CheckId>
    @Environment(\.onward) private var onward
    @Environment(\.words) private var words

    init(model: StepModel, send: @escaping Send, title: String = "") {
        self.model = model
        self.send = send
        self.title = title
        _settledBefore = State(initialValue: Set(model.checks.filter(\.isSettled).map(\.id)))
    }

    /// Something can be answered here that was not.
    private var isOpen: Bool {
        model.checks.contains { !$0.isSettled && $0.refusal == nil }
    }

    var body: some View {
        Group {
            if title.isEmpty { UntitledPart { content } } else { PagePart(title) { content } }
        }
        .onChange(of: isOpen) {
            if !isOpen { onward(model.visit) }
        }
    }

    @ViewBuilder private var content: some View {
        StateChip(stand, tone: model.stand == .done ? .good : .quiet)
        if model.checks.isEmpty { Quiet(words("screen/step.nothing")) }
        ForEach(runs, id: \.first?.id) { run in
            if run.contains(where: { settledBefore.contains($0.id) }) {
                SettledRun(run: run, send: send)
            } else {
                ForEach(run, id: \.id) { check in
                    OpenCheck(check: check, isNext: check.id == model.missing || check.id == next, send: send)
                        .id(check.id)
                    Divider()
                }
            }
        }
        if model.group.count > 1 {
            SecondaryButton(words("screen/step.together", ["n": model.group.count])) {
                send(.confirmGroup(checks: model.group))
            }
        }
    }

    private var stand: String {
        let stand = words.of("progress", model.stand.key)
        if model.checks.isEmpty { return stand }
        return "\(stand) · \(model.checks.count(where: \.isSettled))/\(model.checks.count)"
    }

    private var next: CheckId? {
        model.checks.first { !$0.isSettled && $0.refusal == nil }?.id
    }

    /// The checks in their order, cut wherever those that were settled before begin or end.
    private var runs: [[CheckModel]] {
        model.checks.reduce(into: []) { runs, check in
            let isOld = settledBefore.contains(check.id)
            if let last = runs.last?.last, settledBefore.contains(last.id) == isOld {
                runs[runs.count - 1].append(check)
            } else {
                runs.append([check])
            }
        }
    }
}

/// Checks that were settled before, one after the other.
private struct SettledRun: View {
    let run: [CheckModel]
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        Fold("\(words("progress/done")) · \(run.count)") {
            ForEach(run, id: \.id) { CheckRow(check: $0, acts: .visit(send)).id($0.id) }
        }
        Divider()
    }
}

/// One check; a reading that is not next shows its name until it is wanted.
private struct OpenCheck: View {
    let check: CheckModel
    let isNext: Bool
    let send: Send
    @State private var isWanted = false
    @Environment(\.words) private var words

    var body: some View {
        if isFolded, !isNext, !isWanted {
            LinkRow(words.of(check.text)) { isWanted = true }
        } else {
            CheckRow(check: check, acts: .visit(send))
        }
    }

    private var isFolded: Bool {
        guard case .measure = check.task else { return false }
        return !check.isSettled && check.refusal == nil
    }
}
