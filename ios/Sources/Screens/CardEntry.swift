//! Draws a visit of the day and its supervision card: the card that is here, or what is read
//! off the one in the hand.
//!
//! Nothing is filled in beforehand: whether the card is signed is always somebody's answer.

import AppModel
import DoorstepCore
import SwiftUI

/// One visit with its card.
struct CardEntry: View {
    let row: DayVisitRow
    let sendDay: SendDay
    @State private var isOpen = false
    @Environment(\.words) private var words

    var body: some View {
        InfoRow(row.customer.isEmpty ? row.visit : row.customer, words.of("state", row.state.key))
        if !row.customer.isEmpty { Quiet(row.visit) }
        ForEach(row.cards, id: \.self) { HandedIn(card: $0) }
        if isOpen, row.refusal == nil {
            CardForm(visit: row.visit) { act in
                sendDay(act)
                isOpen = false
            }
        } else if row.refusal == nil || row.cards.isEmpty {
            SecondaryButton(words("button/hand-in-card"), refusal: row.refusal) { isOpen = true }
        }
    }
}

private struct HandedIn: View {
    let card: CardRow
    @Environment(\.words) private var words

    var body: some View {
        HStack(spacing: Spacing.grid) {
            if card.isSigned {
                StateChip(words("screen/day.card-signed"), tone: .good)
            } else {
                StateChip(words("screen/day.unsigned"), tone: .warning)
            }
            StateChip(words.of("card-says", card.says.key), tone: .quiet)
        }
    }
}

/// Read off the card: signed or not, then what it says; the second answer hands it in.
private struct CardForm: View {
    let visit: VisitId
    let handIn: SendDay
    @State private var isSigned: Bool?
    @Environment(\.words) private var words

    private static let signed = "signed"
    private static let unsigned = "unsigned"

    var body: some View {
        Choice(options, chosen: chosen) { isSigned = $0 == Self.signed }
        if let isSigned {
            ForEach(CardSays.allCases, id: \.self) { says in
                SecondaryButton(words.of("card-says", says.key)) {
                    handIn(
                        .handInCard(visit: visit, isSigned: isSigned, satisfied: CardForm.satisfied(says)))
                }
            }
        }
    }

    private var chosen: String {
        isSigned.map { $0 ? Self.signed : Self.unsigned } ?? ""
    }

    private var options: [OptionModel] {
        [(Self.signed, "screen/day.card-signed"), (Self.unsigned, "screen/day.unsigned")].map { id, key in
            OptionModel(id: id, text: DoorstepCore.Words(zh: words(key), en: words(key)))
        }
    }

    private static func satisfied(_ says: CardSays) -> Bool? {
        switch says {
        case .satisfied: true
        case .notSatisfied: false
        case .nothing: nil
        }
    }
}
