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
                if model.open.isEmpty { Text(words("screen/custody.nothing")) }
                ForEach(model.open, id: \.self) { OpenCustodyView(row: $0, send: send) }
            }
            PagePart(words("screen/custody.closed")) {
                ForEach(model.closed, id: \.self) {
                    InfoRow("\($0.from) \($0.number)", words.of("custody-end", $0.end))
                }
            }
            NewCustodyView(model: model, send: send)
        }
    }
}

private struct OpenCustodyView: View {
    let row: CustodyRow
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        InfoRow(words.of("custody-kind", row.kind), row.serial)
        InfoRow(words("screen/custody.due"), words.date(row.dueMs))
        if row.isLate != .no {
            StateChip(words(row.isLate == .yes ? "screen/custody.late" : "verdict/unknown"), tone: .danger)
        }
        ForEach(CustodyEnd.allCases, id: \.self) { end in
            SecondaryButton(words.of("custody-end", end.key), refusal: row.refusal) {
                send(.closeCustody(from: row.from, number: row.number, end: end, text: ""))
            }
        }
    }
}

/// Something changes hands: outside photographed, condition written, slip signed by both.
private struct NewCustodyView: View {
    let model: CustodyModel
    let send: Send
    @State private var serial = ""
    @State private var condition = ""
    @State private var customer: Drawing?
    @State private var engineer: Drawing?
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/custody.new")) {
            PhotoRow(title: words("screen/custody.photos"), count: Int(model.photos)) {
                send(.photographCustody(path: $0))
            }
            TextField(words("screen/part.serial"), text: $serial)
            TextField(words("screen/custody.condition"), text: $condition)
            InfoRow(words("screen/custody.due"), words.date(model.proposedDueMs))
            SignaturePad(title: words("signer/customer")) { customer = $0 }
            SignaturePad(title: words("owner/engineer")) { engineer = $0 }
            ForEach(model.kinds, id: \.key) { offer in
                if let kind = CustodyKind(key: offer.key) {
                    PrimaryButton(words.of("custody-kind", offer.key), refusal: offer.refusal) { open(kind) }
                }
            }
        }
    }

    /// Nothing is sent before both have signed; the rest the core says.
    private func open(_ kind: CustodyKind) {
        guard let customer, let engineer else { return }
        send(
            .openCustody(
                kind: kind, serial: serial.isEmpty ? nil : serial, condition: condition,
                dueMs: model.proposedDueMs, language: .chinese, customer: customer, engineer: engineer))
    }
}
