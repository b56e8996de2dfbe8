//! Draws the quote: its lines and why each costs that much, what may be added, the answer.

import AppModel
import DoorstepCore
import SwiftUI

/// The quote.
struct QuoteScreen: View {
    let model: QuoteModel
    let send: Send
    let go: Go
    @State private var isAdding = false
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/quote.title")) {
            PagePart(words("screen/quote.lines")) {
                if model.lines.isEmpty { Text(words("screen/quote.nothing")) }
                ForEach(model.lines, id: \.line) { LineView(line: $0, send: send) }
                InfoRow(words("screen/quote.total"), words.money(model.total))
                if !model.answer.isEmpty { StateChip(words.of("quote-answer", model.answer), tone: .good) }
            }
            if let shown = model.shown { PaperView(paper: shown) }
            ReductionView(model: model.reduction, send: send)
            adding
        } bottom: {
            ForEach(model.offers, id: \.key) { offer in
                if let answer = QuoteAnswer(key: offer.key) {
                    PrimaryButton(words.of("quote-answer", offer.key), refusal: offer.refusal) {
                        send(.answerQuote(answer: answer))
                    }
                } else {
                    PrimaryButton(words.of("offer", offer.key), refusal: offer.refusal) {
                        send(.showQuote(language: .chinese))
                    }
                }
            }
        }
    }

    @ViewBuilder private var adding: some View {
        if isAdding {
            PagePart(words("screen/quote.fees")) {
                ForEach(model.fees, id: \.id) { fee in
                    InfoRow(words.of("fee-kind", fee.kind), words.of("fault-class", fee.faultClass))
                    SecondaryButton("\(words.of(fee.text)) · \(words.money(fee.price))") {
                        send(.addFee(row: fee.id, count: 1))
                    }
                }
            }
            PagePart(words("screen/quote.parts")) {
                ForEach(model.parts, id: \.id) { part in
                    SecondaryButton(words.of(part.text)) { send(.addPart(part: part.id, count: 1)) }
                }
            }
        } else {
            SecondaryButton(words("button/add-line")) { isAdding = true }
        }
    }
}

private struct LineView: View {
    let line: LineModel
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        InfoRow("\(words.of(line.text)) ×\(line.count)", words.money(line.amount))
        Text(words.of("reason-why", line.why.key)).font(.footnote).foregroundStyle(Paint.quiet)
        if let other = line.insteadOf { InfoRow(words("screen/quote.instead-of"), words.money(other)) }
        SecondaryButton(words("button/remove-line")) { send(.removeLine(line: line.line)) }
    }
}
