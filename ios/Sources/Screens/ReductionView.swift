//! Draws less by the centre's word: what is asked for, the mark to read out, the eight digits
//! that come back, and what holds only as claimed. Whether a code is right, and how often
//! one may be tried, is the core's.

import AppModel
import DoorstepCore
import SwiftUI

/// Less by the centre's word.
struct ReductionView: View {
    let model: ReductionModel
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/reduction.title")) {
            if let granted = model.granted { GrantedView(granted: granted) }
            ForEach(model.requests, id: \.request) { RequestView(row: $0, model: model, send: send) }
            AskReduction(model: model, send: send)
        }
    }

    /// What was typed in minor units; none where it is no amount.
    static func minor(_ typed: String) -> Int64? {
        guard let milli = NumberPad.milli(typed), milli.isMultiple(of: 10) else { return nil }
        return milli / 10
    }
}

private struct GrantedView: View {
    let granted: GrantedModel
    @Environment(\.words) private var words

    var body: some View {
        InfoRow(words("screen/reduction.new-total"), words.money(granted.total))
        Quiet(words("screen/reduction.instead-of", ["price": words.money(granted.insteadOf)]))
        if granted.isVerified {
            StateChip(words("screen/reduction.verified"), tone: .good)
        } else {
            StateChip(words("screen/reduction.claimed"), tone: .warning)
            Notice(words("screen/reduction.claimed-why"), tone: .warning)
        }
    }
}

/// One request; while it is open, what to read out and where the digits go.
private struct RequestView: View {
    let row: ReductionRow
    let model: ReductionModel
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        Text(words("screen/reduction.number", ["n": row.request])).font(.headline)
        InfoRow(words("screen/reduction.from-to"), "\(words.money(row.from)) → \(words.money(row.to))")
        if let reason = model.reasons.first(where: { $0.id == row.reason }) {
            InfoRow(words("screen/reduction.why"), words.of(reason.text))
        }
        if row.wrong > 0 {
            StateChip(words("screen/reduction.wrong-times", ["n": row.wrong]), tone: .warning)
        }
        if row.isOpen {
            OpenRequest(row: row, send: send)
        } else if model.granted?.request != row.request {
            Quiet(words("screen/reduction.closed"))
        }
    }
}

private struct OpenRequest: View {
    let row: ReductionRow
    let send: Send
    @State private var typed = ""
    @Environment(\.words) private var words

    private static let digits = 8

    var body: some View {
        Notice(words("screen/reduction.call"), tone: .quiet)
        Text("\(row.request)  \(row.mark.grouped(by: 4))").font(.title2.monospacedDigit())
        InfoRow(words("screen/reduction.tries-left"), words("unit/times", ["n": row.triesLeft]))
        Quiet(words("screen/reduction.code-entry"))
        DigitPad(typed: $typed, digits: Self.digits)
        if typed.count == Self.digits, let code = UInt32(typed) {
            PrimaryButton(words("button/ask-field")) { send(.enterCode(request: row.request, code: code)) }
            if row.wrong > 0 {
                SecondaryButton(words("button/claim")) {
                    send(.claimReduction(request: row.request, code: code))
                }
                Quiet(words("screen/reduction.claimed-why"))
            }
        }
    }
}

/// Asks for a lower total; refused in sight where the core refuses.
private struct AskReduction: View {
    let model: ReductionModel
    let send: Send
    @State private var isOpen = false
    @State private var typed = ""
    @State private var reason = ""
    @Environment(\.words) private var words

    var body: some View {
        if isOpen, model.refusal == nil {
            Quiet(words("screen/reduction.asked"))
            DigitPad(typed: $typed, digits: 9, hasPoint: true)
            Quiet(words("screen/reduction.why"))
            Choice(model.reasons, chosen: reason) { reason = $0 }
            if let total = ReductionView.minor(typed), !reason.isEmpty {
                PrimaryButton(words("screen/reduction.ask")) {
                    send(.askReduction(totalMinor: total, reason: reason))
                    isOpen = false
                }
            }
            SecondaryButton(words("button/cancel")) { isOpen = false }
        } else {
            SecondaryButton(words("button/ask-reduction"), refusal: model.refusal) { isOpen = true }
        }
    }
}
