//! Draws less by the centre's word: what is asked for, the mark to read out, the eight digits.

import AppModel
import DoorstepCore
import SwiftUI

/// Less by the centre's word.
struct ReductionView: View {
    let model: ReductionModel
    let send: Send
    @State private var asked = ""
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/reduction.title")) {
            if let granted = model.granted {
                InfoRow(words("screen/quote.total"), words.money(granted.total))
                InfoRow(words("screen/quote.instead-of"), words.money(granted.insteadOf))
                StateChip(
                    words(granted.isVerified ? "screen/reduction.verified" : "screen/reduction.claimed"),
                    tone: granted.isVerified ? .good : .warning)
            }
            ForEach(model.requests, id: \.request) {
                RequestView(row: $0, reasons: model.reasons, send: send)
            }
            if let refusal = model.refusal {
                Text(words.refusal(refusal)).font(.footnote).foregroundStyle(Paint.warning)
            } else {
                InfoRow(words("screen/reduction.asked"), asked)
                NumberPad(words("screen/reduction.new-total")) { asked = $0 }
                Choice(model.reasons) { reason in
                    if let total = ReductionView.minor(asked) {
                        send(.askReduction(totalMinor: total, reason: reason))
                    }
                }
            }
        }
    }

    /// What was typed in minor units; none where it is no amount.
    static func minor(_ typed: String) -> Int64? {
        NumberPad.milli(typed).map { $0 / 10 }
    }
}

private struct RequestView: View {
    let row: ReductionRow
    let reasons: [OptionModel]
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        InfoRow("\(words("screen/reduction.request")) \(row.request)", row.mark)
        InfoRow(words("screen/reduction.from-to"), "\(words.money(row.from)) → \(words.money(row.to))")
        if let reason = reasons.first(where: { $0.id == row.reason }) { Text(words.of(reason.text)) }
        if row.wrong > 0 { StateChip("\(words("screen/reduction.wrong")) \(row.wrong)", tone: .warning) }
        if row.isOpen {
            InfoRow(words("screen/reduction.tries-left"), "\(row.triesLeft)")
            CodePad(row: row, send: send)
        }
    }
}

private struct CodePad: View {
    let row: ReductionRow
    let send: Send
    @State private var typed: UInt32?
    @Environment(\.words) private var words

    var body: some View {
        NumberPad(words("screen/reduction.code"), most: 8) { digits in
            typed = UInt32(digits)
            if let code = typed { send(.enterCode(request: row.request, code: code)) }
        }
        if let code = typed {
            SecondaryButton(words("button/claim")) { send(.claimReduction(request: row.request, code: code)) }
        }
    }
}
