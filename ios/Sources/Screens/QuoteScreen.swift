//! Draws the quote: its lines and why each costs that much, what may be added, the
//! customer's answer. Prices and reasons are the core's; nothing is reckoned here.

import AppModel
import DoorstepCore
import SwiftUI

/// The quote.
struct QuoteScreen: View {
    let model: QuoteModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/quote.title")) {
            QuoteLines(model: model, send: send)
            if let shown = model.shown {
                PagePart(words("screen/quote.paper")) { PaperView(paper: shown) }
            }
            OtherAnswers(model: model, send: send)
            AddSection(model: model, send: send)
            ReductionView(model: model.reduction, send: send)
        } bottom: {
            QuoteBottom(model: model, send: send, go: go)
        }
    }
}

/// What is to be done now: show it, take the answer, go on.
private struct QuoteBottom: View {
    let model: QuoteModel
    let send: Send
    let go: Go
    @Environment(\.language) private var language
    @Environment(\.words) private var words

    var body: some View {
        if !model.answer.isEmpty {
            PrimaryButton(words("button/work-on")) { go(.job(visit: model.visit)) }
        } else if model.shown != nil {
            ForEach(Array(model.answers.enumerated()), id: \.element.key) { at, offer in
                AnswerButton(offer: offer, isFirst: at == 0, send: send)
            }
        } else {
            ForEach(model.offers.filter(\.isShowing), id: \.key) { offer in
                PrimaryButton(words.of("offer", offer.key), refusal: offer.refusal) {
                    send(.showQuote(language: language))
                }
            }
        }
    }
}

/// What may be done besides: an answer before or after its time, showing the paper again.
private struct OtherAnswers: View {
    let model: QuoteModel
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/quote.answer")) {
            if !model.answer.isEmpty {
                StateChip(
                    words.of("quote-answer", model.answer),
                    tone: model.answer == QuoteAnswer.accepted.key ? .good : .quiet)
            }
            if model.shown != nil {
                Quiet(words("screen/quote.shown"))
                LanguageButtons { send(.showQuote(language: $0)) }
            } else {
                Quiet(words("screen/quote.not-shown"))
            }
            Quiet(words("screen/quote.hand-over"))
            ForEach(others, id: \.key) { AnswerButton(offer: $0, isFirst: false, send: send) }
        }
    }

    private var others: [Offer] {
        let isAtBottom = model.shown != nil && model.answer.isEmpty
        return isAtBottom ? [] : model.answers.filter { $0.key != model.answer }
    }
}

private struct AnswerButton: View {
    let offer: Offer
    let isFirst: Bool
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        if let answer = QuoteAnswer(key: offer.key) {
            if isFirst {
                PrimaryButton(words.of("offer", offer.key), refusal: offer.refusal) {
                    send(.answerQuote(answer: answer))
                }
            } else {
                SecondaryButton(words.of("offer", offer.key), refusal: offer.refusal) {
                    send(.answerQuote(answer: answer))
                }
            }
        }
    }
}

private struct QuoteLines: View {
    let model: QuoteModel
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/quote.lines")) {
            if model.lines.isEmpty { Quiet(words("screen/quote.nothing")) }
            ForEach(model.lines, id: \.line) { line in
                QuoteLine(line: line) { send(.removeLine(line: line.line)) }
                Divider()
            }
            HStack(spacing: Spacing.grid) {
                Text(words("screen/quote.total")).font(.title3)
                Spacer(minLength: Spacing.grid)
                Text(words.money(model.total)).font(.title2.monospacedDigit())
            }
        }
    }
}

/// One line: what it is, what it costs, why that much, what it would be otherwise.
private struct QuoteLine: View {
    let line: LineModel
    let remove: @MainActor () -> Void
    @Environment(\.words) private var words

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            InfoRow(words.of(line.text), words.money(line.amount))
            Quiet(pieces + words.of("reason-why", line.why.key))
            if let other = line.insteadOf {
                Quiet(words("screen/quote.each-would-be", ["price": words.money(other)]))
            }
            TextButtonRow(words("button/remove-line"), action: remove)
        }
    }

    private var pieces: String {
        line.count > 1 ? words("screen/quote.count", ["n": line.count]) + " · " : ""
    }
}

/// What may be put onto the quote; folded, because it is long.
private struct AddSection: View {
    let model: QuoteModel
    let send: Send
    @State private var isOpen = false
    @State private var count: UInt32 = 1
    @Environment(\.words) private var words

    var body: some View {
        if isOpen {
            PagePart(words("screen/quote.add")) {
                CountStepper(count: $count)
                ForEach(kinds, id: \.self) { kind in
                    Quiet(words.of("fee-kind", kind))
                    ForEach(model.fees.filter { $0.kind == kind }, id: \.id) { fee in
                        SecondaryButton("\(words.of(fee.text)) \(words.money(fee.price))") {
                            send(.addFee(row: fee.id, count: count))
                        }
                    }
                }
                Quiet(words("screen/quote.parts"))
                ForEach(model.parts, id: \.id) { part in
                    SecondaryButton(words.of(part.text)) { send(.addPart(part: part.id, count: count)) }
                }
                SecondaryButton(words("button/less")) { isOpen = false }
            }
        } else {
            SecondaryButton(words("button/add-line")) { isOpen = true }
        }
    }

    /// The kinds of fees in the book's order, each once.
    private var kinds: [String] {
        model.fees.map(\.kind).reduce(into: []) { kinds, kind in
            if !kinds.contains(kind) { kinds.append(kind) }
        }
    }
}

extension QuoteModel {
    /// What the customer may say to it.
    fileprivate var answers: [Offer] { offers.filter { !$0.isShowing } }
}

extension Offer {
    /// Shows the paper; no answer to it.
    fileprivate var isShowing: Bool { key == "show" }
}
