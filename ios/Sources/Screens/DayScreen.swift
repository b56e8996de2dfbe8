//! Draws the day: what begins it, its supervision cards, what does not agree, what ends it.

import AppModel
import DoorstepCore
import SwiftUI

/// An engineer's day.
struct DayScreen: View {
    let model: DayModel
    let sendDay: @MainActor (DayAct) -> Void
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/day.title"), sync: model.sync) {
            StateChip(words.of("day-stand", model.stand.key), tone: model.stand == .ended ? .good : .quiet)
            ForEach(model.mismatches, id: \.self) { row in
                Notice("\(row.visit) \(words(row.code))", tone: .warning)
            }
            checks(words("day-part/start"), model.start)
            PagePart(words("screen/day.visits")) {
                ForEach(model.visits, id: \.visit) { CardView(row: $0, sendDay: sendDay) }
            }
            checks(words("day-part/end"), model.end)
        } bottom: {
            ForEach(model.offers, id: \.key) { offer in
                PrimaryButton(words.of("offer", offer.key), refusal: offer.refusal) {
                    sendDay(offer.key == "start" ? .start : .end)
                }
            }
        }
    }

    private func checks(_ title: String, _ checks: [CheckModel]) -> some View {
        PagePart(title) {
            ForEach(checks, id: \.id) { CheckRow(check: $0, acts: .day(sendDay)) }
        }
    }
}

private struct CardView: View {
    let row: DayVisitRow
    let sendDay: @MainActor (DayAct) -> Void
    @State private var isSigned = true
    @Environment(\.words) private var words

    private let says: [(CardSays, Bool?)] = [(.satisfied, true), (.notSatisfied, false), (.nothing, nil)]

    var body: some View {
        InfoRow("\(row.visit) \(row.customer)", words.of("state", row.state.key))
        ForEach(row.cards, id: \.self) { card in
            StateChip(words.of("card-says", card.says.key), tone: card.isSigned ? .good : .warning)
            if !card.isSigned { StateChip(words("screen/day.unsigned"), tone: .warning) }
        }
        Toggle(isOn: $isSigned) { Text(words("screen/day.card-signed")) }
        ForEach(says, id: \.0) { key, satisfied in
            SecondaryButton(words.of("card-says", key.key), refusal: row.refusal) {
                sendDay(.handInCard(visit: row.visit, isSigned: isSigned, satisfied: satisfied))
            }
        }
    }
}
