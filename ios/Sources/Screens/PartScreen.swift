//! Draws the parts of a visit: what is asked for, fitted, wrong or missing.

import AppModel
import DoorstepCore
import SwiftUI

/// Parts.
struct PartScreen: View {
    let model: PartModel
    let send: Send
    let sendVan: @MainActor (VanAct) -> Void
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/part.title")) {
            if model.needs.isEmpty { Text(words("screen/part.nothing")) }
            ForEach(model.needs, id: \.part) { NeedView(need: $0, send: send, sendVan: sendVan) }
            PagePart(words("screen/part.fitted")) {
                ForEach(Array(model.fitted.enumerated()), id: \.offset) { _, row in
                    InfoRow("\(words.of(row.text)) ×\(row.count)", row.serial)
                    Text(words.of("old-part", row.oldPart)).font(.footnote)
                    SecondaryButton(words("button/take-out")) {
                        send(.takeOutPart(part: row.part, count: row.count, serial: serial(row.serial)))
                    }
                }
            }
            PagePart(words("screen/part.missing")) {
                ForEach(model.missing, id: \.part) { InfoRow(words.of($0.text), "\($0.count)") }
            }
            PagePart(words("screen/part.rejected")) {
                ForEach(Array(model.rejected.enumerated()), id: \.offset) { _, row in
                    InfoRow("\(words.of(row.text)) ×\(row.count)", words.of("rejection", row.why))
                }
            }
        } bottom: {
            SecondaryButton(words("screen/quote.title")) { go(.quote(visit: model.visit)) }
        }
    }
}

private func serial(_ typed: String) -> SerialNo? {
    typed.isEmpty ? nil : typed
}

private struct NeedView: View {
    let need: PartNeed
    let send: Send
    let sendVan: @MainActor (VanAct) -> Void
    @State private var piece = ""
    @State private var chosen = ""
    @State private var old = OldPart.returned
    @Environment(\.words) private var words

    var body: some View {
        PagePart("\(words.of(need.text)) \(need.fitted)/\(need.count)") {
            InfoRow(words("screen/part.old"), words.of("old-part-policy", need.oldPart))
            ForEach(need.choices, id: \.part) { row in
                SecondaryButton("\(words.of(row.text)) · \(words("screen/part.usable")) \(row.usable)") {
                    chosen = row.part
                }
                if row.isOriginal { StateChip(words("screen/part.original"), tone: .quiet) }
            }
            InfoRow(words("screen/part.chosen"), chosen)
            if need.isTracked { TextField(words("screen/part.serial"), text: $piece) }
            KeyChoice("old-part", OldPart.allCases.map(\.key), chosen: old.key) {
                old = OldPart(key: $0) ?? old
            }
            PrimaryButton(words("button/fit"), refusal: need.refusal) {
                send(.fitPart(part: part, count: 1, serial: serial(piece), oldPart: old))
            }
            SecondaryButton(words("button/miss")) { send(.missPart(part: need.part, count: 1)) }
            ForEach(Rejection.allCases, id: \.self) { why in
                SecondaryButton(words.of("rejection", why.key)) {
                    send(.rejectPart(part: part, count: 1, serial: serial(piece), why: why))
                }
            }
            SecondaryButton(words("button/load-from-colleague")) {
                sendVan(.load(part: part, count: 1, serial: serial(piece), from: .colleague))
            }
        }
    }

    private var part: PartNo {
        chosen.isEmpty ? need.part : chosen
    }
}
