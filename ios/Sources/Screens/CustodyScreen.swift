//! Draws what leaves the home and what is lent, until it is back.

import AppModel
import DoorstepCore
import SwiftUI

/// Custody.
struct CustodyScreen: View {
    let model: CustodyModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/custody.title")) {
            PagePart(words("screen/custody.open")) {
                if model.open.isEmpty { Quiet(words("screen/custody.nothing")) }
                ForEach(model.open, id: \.place) { OutView(row: $0, send: send) }
            }
            NewCustodyView(model: model, send: send).id(model.open.count + model.closed.count)
            if !model.closed.isEmpty {
                PagePart(words("screen/custody.closed")) {
                    ForEach(model.closed, id: \.self) { row in
                        InfoRow(
                            words("screen/custody.number", ["n": row.number]),
                            words.of("custody-end", row.end))
                        Quiet(words("screen/custody.from-visit", ["visit": row.from]))
                    }
                }
            }
        } bottom: {
            SecondaryButton(words("screen/job.title")) { go(.job(visit: model.visit)) }
        }
    }
}

private struct OutView: View {
    let row: CustodyRow
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        Text(words.of("custody-kind", row.kind)).font(.headline)
        InfoRow(words("screen/part.serial"), row.serial)
        InfoRow(words("screen/custody.due"), words.date(row.dueMs))
        switch row.isLate {
        case .yes: StateChip(words("screen/custody.late"), tone: .danger)
        case .unknown: StateChip(words("screen/custody.late-unknown"), tone: .warning)
        case .no: EmptyView()
        }
        Fold(words("screen/custody.how")) {
            ForEach(CustodyEnd.allCases, id: \.self) { end in
                SecondaryButton(words.of("custody-end", end.key), refusal: row.refusal) {
                    send(.closeCustody(from: row.from, number: row.number, end: end, text: ""))
                }
            }
        }
    }
}

/// Something changes hands: the outside is photographed first, the rest is asked once that is done.
private struct NewCustodyView: View {
    let model: CustodyModel
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        FoldedSection(words("screen/custody.new"), isOpenFirst: model.photos > 0) {
            PhotoRow(title: words("screen/custody.photos-first"), count: Int(model.photos)) {
                send(.photographCustody(path: $0))
            }
            if model.kinds.contains(where: { $0.refusal == nil }) { Slip(model: model, send: send) }
        }
    }
}

/// What it is, its condition, when it is due, and who signs for it: the customer first.
private struct Slip: View {
    let model: CustodyModel
    let send: Send
    @State private var kind: CustodyKind?
    @State private var serial = ""
    @State private var condition = ""
    @State private var customer: Drawing?
    @Environment(\.language) private var language
    @Environment(\.words) private var words

    var body: some View {
        KeyChoice("custody-kind", model.kinds.map(\.key), chosen: kind?.key ?? "") {
            kind = CustodyKind(key: $0)
        }
        if let refusal = model.kinds.first(where: { $0.key == kind?.key })?.refusal {
            Quiet(words.refusal(refusal))
        }
        TextField(words("screen/part.serial"), text: $serial)
        TextField(words("screen/custody.condition-hint"), text: $condition)
        InfoRow(words("screen/custody.due"), words.date(model.proposedDueMs))
        if let kind {
            if customer == nil {
                SignaturePad(title: words("screen/custody.customer-signs")) { customer = signed($0) }
            } else {
                SignaturePad(title: words("screen/custody.engineer-signs")) { open(kind, signed($0)) }
            }
        }
    }

    /// A pad that nobody drew on is no signature.
    private func signed(_ drawn: Drawing) -> Drawing? {
        drawn.strokes.isEmpty ? nil : drawn
    }

    /// Nothing is sent before both have signed; the rest the core says.
    private func open(_ kind: CustodyKind, _ engineer: Drawing?) {
        guard let customer, let engineer else { return }
        send(
            .openCustody(
                kind: kind, serial: serial.isBlank ? nil : serial, condition: condition,
                dueMs: model.proposedDueMs, language: language, customer: customer, engineer: engineer))
    }
}

extension CustodyRow {
    /// Tells it from its neighbours.
    fileprivate var place: String { "\(from)/\(number)" }
}
