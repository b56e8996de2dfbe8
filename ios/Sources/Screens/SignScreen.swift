//! Draws the confirmation for the customer: large, whole, and the way back guarded while it is theirs.
//!
//! Signing is a way of its own, and so is not signing: both are one press once the text was
//! shown. Leaves to the core: what is shown, who may sign, what is still missing.

import AppModel
import DoorstepCore
import SwiftUI

/// What was begun: somebody signs, or nobody does.
private enum Signing: Hashable {
    case by(Signer)
    case nobody
}

/// The confirmation and its signature.
struct SignScreen: View {
    let model: SignModel
    let send: Send
    let go: Go
    @State private var signing: Signing?
    @Environment(\.words) private var words

    var body: some View {
        Group {
            if let shown = model.shown, model.accepted == nil, case .by(let signer) = signing {
                CustomerMode(signer: signer, paper: shown, end: { signing = nil }) { drawn in
                    send(
                        .sign(
                            signer: signer, width: drawn.width, height: drawn.height, strokes: drawn.strokes))
                }
            } else {
                page
            }
        }
        .onChange(of: model.accepted == nil) { if model.accepted != nil { signing = nil } }
    }

    private var page: some View {
        ScreenFrame(words("screen/sign.title")) {
            if !model.missing.isEmpty { Notice(words("screen/sign.not-ready"), tone: .warning) }
            if model.isChangedAfterSigning { Notice(words("screen/sign.changed"), tone: .danger) }
            if let accepted = model.accepted { AcceptedView(accepted: accepted) }
            if let shown = model.shown {
                ConfirmationPaper(paper: shown)
                if model.accepted == nil {
                    LanguageButtons { send(.showConfirmation(language: $0)) }
                }
            } else {
                InfoRow(words("screen/sign.total"), words.money(model.total))
            }
        } bottom: {
            if model.shown != nil, model.accepted == nil, signing == .nobody {
                Unsigned(model: model, back: { signing = nil }, send: send)
            } else {
                SignBottom(model: model, begin: { signing = $0 }, send: send)
            }
        }
    }
}

/// The screen in the customer's hands: the text whole, the pad, and no other way than back to the engineer.
private struct CustomerMode: View {
    let signer: Signer
    let paper: PaperModel
    let end: @MainActor () -> Void
    let sign: @MainActor (Drawing) -> Void
    @State private var isAsking = false
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/sign.customer-mode")) {
            ConfirmationPaper(paper: paper, isCustomers: true)
        } bottom: {
            SignaturePad(title: words.of("signer", signer.key), done: sign)
            if isAsking {
                SecondaryButton(words("button/back-to-engineer"), action: end)
            } else {
                TextButtonRow(words("screen/sign.why-not")) { isAsking = true }
            }
        }
        .navigationBarBackButtonHidden(true)
    }
}

/// The frozen text, whole, larger in the customer's hands, with its total larger still.
private struct ConfirmationPaper: View {
    let paper: PaperModel
    var isCustomers = false
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/sign.confirmation")) {
            Text(verbatim: paper.text).font(isCustomers ? .title2 : .body)
            Text(words.money(paper.total)).font(.largeTitle.monospacedDigit())
        }
    }
}

private struct AcceptedView: View {
    let accepted: AcceptedModel
    @Environment(\.words) private var words

    var body: some View {
        if accepted.isSigned {
            StateChip(
                words("screen/sign.signed-by", ["who": words.of("signer", accepted.how)]), tone: .good)
        } else {
            StateChip(
                words("screen/sign.unsigned", ["why": words.of("no-signature", accepted.how)]),
                tone: .warning)
        }
        InfoRow(words("screen/sign.accepted-total"), words.money(accepted.total))
    }
}

/// What is to be done now: show it, hand it over, go on.
private struct SignBottom: View {
    let model: SignModel
    let begin: @MainActor (Signing) -> Void
    let send: Send
    @Environment(\.language) private var language
    @Environment(\.onward) private var onward
    @Environment(\.words) private var words

    var body: some View {
        if model.accepted != nil, !model.isChangedAfterSigning {
            PrimaryButton(words("button/next")) { onward(model.visit) }
        } else if !model.missing.isEmpty {
            PrimaryButton(words("button/go")) { onward(model.visit) }
        } else if model.shown == nil {
            PrimaryButton(words("button/show-confirmation"), refusal: model.showRefusal) {
                send(.showConfirmation(language: language))
            }
        } else {
            Quiet(words("screen/sign.who"))
            ForEach(model.signers.prefix(1), id: \.key) { offer in
                PrimaryButton(words.of("signer", offer.key), refusal: offer.refusal) { press(offer) }
            }
            SideBySide {
                ForEach(model.signers.dropFirst(), id: \.key) { offer in
                    SecondaryButton(words.of("signer", offer.key), refusal: offer.refusal) { press(offer) }
                }
            }
            TextButtonRow(words("screen/sign.why-not")) { begin(.nobody) }
        }
    }

    private func press(_ offer: Offer) {
        if let signer = Signer(key: offer.key) { begin(.by(signer)) }
    }
}

/// Nobody signs, which is as good a way: why, or back to who does.
private struct Unsigned: View {
    let model: SignModel
    let back: @MainActor () -> Void
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        Text(words("screen/sign.why-not")).font(.headline)
        Quiet(words("screen/sign.not-signing"))
        ForEach(model.unsigned, id: \.key) { offer in
            if let why = NoSignature(key: offer.key) {
                SecondaryButton(words.of("no-signature", offer.key), refusal: offer.refusal) {
                    send(.leaveUnsigned(why: why, text: ""))
                }
            }
        }
        TextButtonRow(words("button/back"), action: back)
    }
}
