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
    @Environment(\.onward) private var onward
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/part.title")) {
            if model.needs.isEmpty { Quiet(words("screen/part.nothing")) }
            ForEach(model.needs, id: \.part) { NeedView(need: $0, send: send, sendVan: sendVan) }
            if !model.fitted.isEmpty {
                PagePart(words("screen/part.fitted")) {
                    ForEach(Array(model.fitted.enumerated()), id: \.offset) { _, row in
                        FittedView(row: row, send: send)
                    }
                }
            }
            if !model.missing.isEmpty {
                PagePart(words("screen/part.missing")) {
                    ForEach(model.missing, id: \.part) { InfoRow(words.of($0.text), "×\($0.count)") }
                }
            }
            if !model.rejected.isEmpty {
                PagePart(words("screen/part.rejected")) {
                    ForEach(Array(model.rejected.enumerated()), id: \.offset) { _, row in
                        InfoRow("\(words.of(row.text)) ×\(row.count)", words.of("rejection", row.why))
                    }
                }
            }
        } bottom: {
            if model.needs.allSatisfy(\.isFitted) {
                PrimaryButton(words("button/next")) { onward(model.visit) }
            } else {
                SecondaryButton(words("screen/quote.title")) { go(.quote(visit: model.visit)) }
            }
        }
    }
}

private struct FittedView: View {
    let row: FittedRow
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        InfoRow("\(words.of(row.text)) ×\(row.count)", row.serial)
        StateChip(words.of("old-part", row.oldPart), tone: .quiet)
        TextButtonRow(words("button/take-out")) {
            send(.takeOutPart(part: row.part, count: row.count, serial: serial(row.serial)))
        }
    }
}

/// One part that was agreed: which piece, where the old one went, and the press that says it is in.
private struct NeedView: View {
    private let need: PartNeed
    private let send: Send
    private let sendVan: @MainActor (VanAct) -> Void
    @State private var chosen: PartNo
    @State private var piece = ""
    @State private var old: OldPart?
    @Environment(\.words) private var words

    init(need: PartNeed, send: @escaping Send, sendVan: @escaping @MainActor (VanAct) -> Void) {
        self.need = need
        self.send = send
        self.sendVan = sendVan
        _chosen = State(initialValue: need.choices.first?.part ?? need.part)
    }

    var body: some View {
        PagePart("\(words.of(need.text)) · \(need.fitted)/\(need.count)") {
            if need.isFitted {
                StateChip(words("screen/part.fitted-count", ["n": need.fitted]), tone: .good)
            } else {
                fitting
                NotFitted(need: need, part: chosen, serial: serial(piece), send: send, sendVan: sendVan)
            }
        }
    }

    @ViewBuilder private var fitting: some View {
        Suggestions(rows: need.choices, chosen: chosen) { chosen = $0 }
        InfoRow(words("screen/part.old"), words.of("old-part-policy", need.oldPart))
        KeyChoice("old-part", OldPart.allCases.map(\.key), chosen: old?.key ?? "") { old = OldPart(key: $0) }
        if need.isTracked { TextField(words("screen/part.serial-needed"), text: $piece) }
        if let old {
            PrimaryButton(words("button/fit"), refusal: need.refusal) {
                send(.fitPart(part: chosen, count: 1, serial: serial(piece), oldPart: old))
            }
        } else {
            Quiet(words("screen/part.old-went"))
        }
    }
}

/// What would do: what it is, whose, and whether it is in the van.
private struct Suggestions: View {
    let rows: [SuggestionRow]
    let chosen: PartNo
    let choose: @MainActor (PartNo) -> Void
    @Environment(\.words) private var words

    var body: some View {
        Choice(rows.map(option), chosen: chosen, choose: choose)
    }

    private func option(_ row: SuggestionRow) -> OptionModel {
        let kind = words(row.isOriginal ? "screen/part.original" : "screen/part.compatible")
        let stock =
            row.usable > 0 ? words("screen/part.in-van", ["n": row.usable]) : words("screen/part.not-in-van")
        let text = "\(words.of(row.text)) · \(kind) · \(stock)"
        return OptionModel(id: row.part, text: DoorstepCore.Words(zh: text, en: text))
    }
}

/// What else may have happened to it; folded, because it is seldom so.
private struct NotFitted: View {
    let need: PartNeed
    let part: PartNo
    let serial: SerialNo?
    let send: Send
    let sendVan: @MainActor (VanAct) -> Void
    @Environment(\.words) private var words

    var body: some View {
        Fold(words("screen/part.why-rejected")) {
            SecondaryButton(words("button/miss")) { send(.missPart(part: need.part, count: 1)) }
            ForEach(Rejection.allCases, id: \.self) { why in
                SecondaryButton(words.of("rejection", why.key)) {
                    send(.rejectPart(part: part, count: 1, serial: serial, why: why))
                }
            }
            SecondaryButton(words("button/load-from-colleague")) {
                sendVan(.load(part: part, count: 1, serial: serial, from: .colleague))
            }
        }
    }
}

/// A serial number as it was typed; none where nothing was.
private func serial(_ typed: String) -> SerialNo? {
    typed.isBlank ? nil : typed
}

extension PartNeed {
    /// Every piece that was agreed is in.
    fileprivate var isFitted: Bool { fitted >= count }
}
