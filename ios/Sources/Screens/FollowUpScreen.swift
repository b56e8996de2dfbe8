//! Draws what is owed to customers: who owes it, until when, how often somebody tried.

import AppModel
import DoorstepCore
import SwiftUI

/// What is owed.
struct FollowUpScreen: View {
    let model: FollowUpModel
    let send: @MainActor (VisitId, Act) -> Void
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/follow-up.title"), sync: model.sync) {
            if model.rows.isEmpty { Text(words("screen/follow-up.nothing")) }
            ForEach(model.rows, id: \.self) { row in
                OwedView(row: row)
                if row.isMine && !row.isDone { results(row) }
            }
        }
    }

    private func results(_ row: OwedRow) -> some View {
        ForEach(model.results, id: \.self) { key in
            if let result = FollowUpResult(key: key) {
                SecondaryButton(words.of("follow-up-result", key), refusal: row.refusal) {
                    send(row.visit, .tryFollowUp(followUp: row.rule, result: result, text: ""))
                }
            }
        }
    }
}

/// Something that is owed.
struct OwedView: View {
    let row: OwedRow
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words.of(row.text)) {
            Text(row.customer).font(.title3)
            ForEach(row.phones, id: \.self) { CallButton(phone: $0) }
            InfoRow(words("screen/follow-up.owner"), words.of("owner", row.owner))
            InfoRow(words("screen/follow-up.due"), row.dueAtMs.map(words.date) ?? words("verdict/unknown"))
            if row.isOverdue == .yes { StateChip(words("screen/follow-up.overdue"), tone: .danger) }
            if row.tries > 0 { InfoRow(words("screen/follow-up.tries"), "\(row.tries)") }
            if row.isDone { StateChip(words.of("follow-up-result", row.result), tone: .good) }
        }
    }
}
