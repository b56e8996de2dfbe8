//! One check: what is asked, how it is answered, how it was, why it cannot be now.

import AppModel
import DoorstepCore
import SwiftUI

/// How a check is answered; a visit and a day have acts of their own for it.
@MainActor
struct CheckActs {
    let confirm: @MainActor (CheckId) -> Void
    let choose: @MainActor (CheckId, String) -> Void
    let photograph: @MainActor (CheckId, String) -> Void
    let write: @MainActor (CheckId, String) -> Void
    let waive: @MainActor (CheckId, String) -> Void
    var measure: @MainActor (CheckId, Int64) -> Void = { _, _ in }
    var startTimer: @MainActor (CheckId) -> Void = { _ in }
    var endTimer: @MainActor (CheckId) -> Void = { _ in }
    var answerCall: @MainActor (CheckId, CallResult) -> Void = { _, _ in }

    /// The acts of a visit.
    static func visit(_ send: @escaping Send) -> CheckActs {
        CheckActs(
            confirm: { send(.confirm(check: $0)) },
            choose: { send(.choose(check: $0, option: $1)) },
            photograph: { send(.photograph(check: $0, path: $1)) },
            write: { send(.write(check: $0, text: $1)) },
            waive: { send(.waive(check: $0, reason: $1, text: "")) },
            measure: { send(.measure(check: $0, valueMilli: $1)) },
            startTimer: { send(.startTimer(check: $0)) },
            endTimer: { send(.endTimer(check: $0)) },
            answerCall: { send(.answerCall(check: $0, result: $1)) })
    }

    /// The acts of a day.
    static func day(_ send: @escaping @MainActor (DayAct) -> Void) -> CheckActs {
        CheckActs(
            confirm: { send(.confirm(check: $0)) },
            choose: { send(.choose(check: $0, option: $1)) },
            photograph: { send(.photograph(check: $0, path: $1)) },
            write: { send(.write(check: $0, text: $1)) },
            waive: { send(.waive(check: $0, reason: $1, text: "")) })
    }
}

/// One check.
struct CheckRow: View {
    let check: CheckModel
    let acts: CheckActs
    @State private var isWaiving = false
    @Environment(\.words) private var words

    var body: some View {
        VStack(alignment: .leading, spacing: Spacing.grid) {
            HStack(alignment: .top, spacing: Spacing.grid) {
                Image(systemName: check.isSettled ? "checkmark.circle.fill" : "circle")
                    .accessibilityLabel(words(check.isSettled ? "progress/done" : "progress/open"))
                Text(words.of(check.text)).font(.body)
            }
            if let hint = check.hint { Text(words.of(hint)).font(.footnote).foregroundStyle(Paint.quiet) }
            StateChip(words.of("weight", check.weight.key), tone: .quiet)
            if let answer = check.answer { AnswerLine(answer: answer, check: check) }
            if let refusal = check.refusal {
                Text(words.refusal(refusal)).font(.footnote).foregroundStyle(Paint.warning)
            } else {
                CheckTaskView(check: check, acts: acts)
                if !check.reasons.isEmpty { waiving }
            }
        }
        .padding(.vertical, Spacing.grid)
        .accessibilityIdentifier(check.id)
    }

    @ViewBuilder private var waiving: some View {
        if isWaiving {
            Choice(check.reasons) { acts.waive(check.id, $0) }
        } else {
            SecondaryButton(words("button/waive")) { isWaiving = true }
        }
    }
}

/// What answering a check takes.
private struct CheckTaskView: View {
    let check: CheckModel
    let acts: CheckActs
    @Environment(\.words) private var words

    var body: some View {
        switch check.task {
        case .confirm:
            if !check.isSettled { PrimaryButton(words("button/confirm")) { acts.confirm(check.id) } }
        case .choose(let task):
            Choice(task.options, chosen: chosen) { acts.choose(check.id, $0) }
        case .measure(let task):
            let (low, high) = (words.milli(task.expectedLowMilli), words.milli(task.expectedHighMilli))
            InfoRow(words("screen/step.expected"), "\(low)–\(high) \(task.unit)")
            NumberPad("", unit: task.unit) { typed in
                if let value = NumberPad.milli(typed) { acts.measure(check.id, value) }
            }
        case .photograph(let task):
            PhotoRow(title: "\(words("screen/step.photos")) \(task.atLeast)–\(task.atMost)", count: photos) {
                acts.photograph(check.id, $0)
            }
        case .write:
            TextEntry(words("screen/step.note"), button: words("button/write")) { acts.write(check.id, $0) }
        case .wait(let task):
            InfoRow(words("screen/step.wait"), words.minutes(task.atLeastMs))
            if task.isRunning {
                InfoRow(
                    words("screen/step.waited"), task.waitedMs.map(words.minutes) ?? words("verdict/unknown"))
                PrimaryButton(words("button/end-timer")) { acts.endTimer(check.id) }
            } else {
                PrimaryButton(words("button/start-timer")) { acts.startTimer(check.id) }
            }
        case .call(let task):
            InfoRow(words("screen/step.call"), words.of("party", task.to))
            KeyChoice("call-result", CallResult.allCases.map(\.key)) { key in
                if let result = CallResult(key: key) { acts.answerCall(check.id, result) }
            }
        }
    }

    private var chosen: String {
        if case .chosen(let answer) = check.answer { answer.option } else { "" }
    }

    private var photos: Int {
        if case .photographed(let answer) = check.answer { answer.photos.count } else { 0 }
    }
}

/// How a check was answered.
private struct AnswerLine: View {
    let answer: AnswerModel
    let check: CheckModel
    @Environment(\.words) private var words

    var body: some View {
        switch answer {
        case .confirmed, .chosen, .photographed: EmptyView()
        case .measured(let measured):
            let tone: Tone = measured.isOutOfRange ? .warning : .good
            StateChip(words.milli(measured.valueMilli), tone: tone)
            if measured.isOutOfRange { Notice(words("screen/step.out-of-range"), tone: .warning) }
        case .written: StateChip(words("screen/step.written"), tone: .good)
        case .waited(let waited): StateChip(words.minutes(waited.waitedMs), tone: .good)
        case .called(let called): StateChip(words.of("call-result", called.result), tone: .good)
        case .waived(let waived):
            let reason = check.reasons.first { $0.id == waived.reason }
            StateChip(reason.map { words.of($0.text) } ?? words("kind/check-waived"), tone: .warning)
        }
    }
}
