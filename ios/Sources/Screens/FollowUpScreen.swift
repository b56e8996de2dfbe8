//! Draws what is owed to customers: who owes it, until when, how often somebody tried.
//!
//! The order is the core's. Buttons stand only at what is the engineer's own and open; what
//! is done lies folded at the end.

import AppModel
import DoorstepCore
import SwiftUI

/// What is owed; every row names its own visit.
struct FollowUpScreen: View {
    let model: FollowUpModel
    let send: @MainActor (VisitId, Act) -> Void
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        let done = model.rows.filter(\.isDone)
        ScreenFrame(words("screen/follow-up.title"), sync: model.sync) {
            if model.rows.isEmpty { Quiet(words("screen/follow-up.nothing")) }
            ForEach(model.rows.filter { !$0.isDone }, id: \.self) { row in
                OwedView(row: row) {
                    if row.isMine { ResultsView(row: row, results: model.results, send: send) }
                }
            }
            if !done.isEmpty {
                Fold("\(words("progress/done")) · \(done.count)") {
                    ForEach(done, id: \.self) { OwedView(row: $0) { EmptyView() } }
                }
            }
        }
    }
}

/// Something that is owed, with what may be done about it below.
private struct OwedView<Results: View>: View {
    private let row: OwedRow
    private let results: Results
    @Environment(\.words) private var words

    init(row: OwedRow, @ViewBuilder results: () -> Results) {
        self.row = row
        self.results = results()
    }

    var body: some View {
        PagePart(words.of(row.text)) {
            if row.isOverdue == .yes { StateChip(words("screen/follow-up.overdue"), tone: .danger) }
            if row.isDone { StateChip(words.of("follow-up-result", row.result), tone: .quiet) }
            Text(row.customer.isEmpty ? row.visit : row.customer).font(.title3)
            InfoRow(words("screen/follow-up.owner"), words.of("owner", row.owner))
            InfoRow(words("screen/follow-up.due"), row.dueAtMs.map(words.date) ?? words("verdict/unknown"))
            if row.tries > 0 { InfoRow(words("screen/follow-up.tries"), "\(row.tries)") }
            if !row.isDone {
                ForEach(row.phones, id: \.self) { phone in
                    if row.isMine { CallButton(phone: phone) } else { Quiet(phone) }
                }
            }
            results
        }
    }
}

/// What a try may come to, two beside each other; the reason of a refusal is said once.
private struct ResultsView: View {
    let row: OwedRow
    let results: [String]
    let send: @MainActor (VisitId, Act) -> Void
    @Environment(\.words) private var words

    var body: some View {
        if let refusal = row.refusal {
            SecondaryButton(words("button/record-call"), refusal: refusal) {}
        } else {
            ForEach(results.compactMap(FollowUpResult.init(key:)).inPairs, id: \.self) { pair in
                SideBySide {
                    ForEach(pair, id: \.self) { result in
                        SecondaryButton(words.of("follow-up-result", result.key)) {
                            send(row.visit, .tryFollowUp(followUp: row.rule, result: result, text: ""))
                        }
                    }
                }
            }
        }
    }
}
