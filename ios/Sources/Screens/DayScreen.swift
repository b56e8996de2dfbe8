//! Draws the day: what does not agree, what begins it, its supervision cards, what ends it.
//!
//! What is behind the engineer lies folded with its count; what is ahead stands open. What
//! may be begun, handed in or ended is the core's: what is refused stays in sight and says
//! why, until it is over.

import AppModel
import DoorstepCore
import SwiftUI

/// Carries out an act on the day.
typealias SendDay = @MainActor (DayAct) -> Void

/// An engineer's day.
struct DayScreen: View {
    let model: DayModel
    let sendDay: SendDay
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        let next = offers.first { $0.refusal == nil }
        ScreenFrame(words("screen/day.title"), sync: model.sync) {
            StateChip(words.of("day-stand", model.stand.key), tone: model.stand == .ended ? .good : .quiet)
            Mismatches(model: model)
            DayChecks(
                title: words("day-part/start"), checks: model.start, isAhead: model.stand == .new,
                sendDay: sendDay)
            if !model.visits.isEmpty { Visits(visits: model.visits, sendDay: sendDay) }
            DayChecks(
                title: words("day-part/end"), checks: model.end, isAhead: model.stand == .underWay,
                sendDay: sendDay)
            ForEach(offers.filter { $0 != next }, id: \.key) { offer in
                if let act = offer.act {
                    SecondaryButton(words.of("offer", offer.key), refusal: offer.refusal) { sendDay(act) }
                }
            }
        } bottom: {
            if let next, let act = next.act {
                PrimaryButton(words.of("offer", next.key)) { sendDay(act) }
            }
        }
    }

    /// What is not over yet: a day that began is not begun again.
    private var offers: [Offer] {
        model.offers.filter { offer in
            switch offer.act {
            case .start: model.stand == .new
            case .end: model.stand != .ended
            default: false
            }
        }
    }
}

/// What does not agree, by the customer's name where it is known.
private struct Mismatches: View {
    let model: DayModel
    @Environment(\.words) private var words

    var body: some View {
        ForEach(model.mismatches, id: \.self) { row in
            Notice("\(name(of: row.visit)) · \(words(row.code))", tone: .warning)
        }
    }

    private func name(of visit: VisitId) -> String {
        let customer = model.visits.first { $0.visit == visit }?.customer ?? ""
        return customer.isEmpty ? visit : customer
    }
}

/// The checks of a part of the day; open while they are ahead, else folded.
private struct DayChecks: View {
    let title: String
    let checks: [CheckModel]
    let isAhead: Bool
    let sendDay: SendDay

    var body: some View {
        let done = checks.count(where: \.isSettled)
        FoldedSection("\(title) · \(done)/\(checks.count)", isOpenFirst: isAhead) {
            ForEach(Array(checks.enumerated()), id: \.element.id) { at, check in
                if at > 0 { Divider() }
                CheckRow(check: check, acts: .day(sendDay))
            }
        }
    }
}

/// The visits of the day with their cards.
private struct Visits: View {
    let visits: [DayVisitRow]
    let sendDay: SendDay
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/day.visits")) {
            ForEach(Array(visits.enumerated()), id: \.element.visit) { at, row in
                if at > 0 { Divider() }
                CardEntry(row: row, sendDay: sendDay)
            }
        }
    }
}

extension Offer {
    /// What it does to the day; none where this app does not know it.
    fileprivate var act: DayAct? {
        switch key {
        case "start": .start
        case "end": .end
        default: nil
        }
    }
}
