//! Draws the confirmation for the customer: large, whole, and the way back guarded.

import AppModel
import DoorstepCore
import SwiftUI

/// The confirmation and its signature.
struct SignScreen: View {
    let model: SignModel
    let send: Send
    let go: Go
    @State private var signer: Signer?
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/sign.title")) {
            if !model.missing.isEmpty { Notice(words("screen/step.comes-first"), tone: .warning) }
            if model.isChangedAfterSigning { Notice(words("screen/sign.changed"), tone: .danger) }
            if let shown = model.shown {
                PaperView(paper: shown)
            } else {
                InfoRow(words("screen/quote.total"), words.money(model.total))
            }
            if let accepted = model.accepted {
                let kind = accepted.isSigned ? "signer" : "no-signature"
                StateChip(words.of(kind, accepted.how), tone: .good)
                InfoRow(words("screen/sign.accepted-total"), words.money(accepted.total))
            } else if let signer {
                SignaturePad(title: words.of("signer", signer.key)) { drawn in
                    send(
                        .sign(
                            signer: signer, width: drawn.width, height: drawn.height, strokes: drawn.strokes))
                }
            }
        } bottom: {
            choices
        }
        .navigationBarBackButtonHidden(signer != nil && model.accepted == nil)
    }

    @ViewBuilder private var choices: some View {
        if model.accepted != nil {
            PrimaryButton(words("screen/leave.title")) { go(.leave(visit: model.visit)) }
        } else if signer != nil {
            SecondaryButton(words("button/back-to-engineer")) { signer = nil }
        } else {
            PrimaryButton(words("button/show-confirmation"), refusal: model.showRefusal) {
                send(.showConfirmation(language: .chinese))
            }
            ForEach(model.signers, id: \.key) { offer in
                SecondaryButton(words.of("signer", offer.key), refusal: offer.refusal) {
                    signer = Signer(key: offer.key)
                }
            }
            ForEach(model.unsigned, id: \.key) { offer in
                if let why = NoSignature(key: offer.key) {
                    SecondaryButton(words.of("no-signature", offer.key), refusal: offer.refusal) {
                        send(.leaveUnsigned(why: why, text: ""))
                    }
                }
            }
        }
    }
}
