//! Draws the first screen: the visits by their window. Knows nothing beyond its model.

import AppModel
import DoorstepCore
import SwiftUI

/// Today's list.
struct TodayScreen: View {
    let model: TodayModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/today.title"), sync: model.sync) {
            InfoRow(words("screen/today.engineer"), model.engineer)
            if !model.hasBooks { Notice(words("visit/no-edition"), tone: .warning) }
            if model.rows.isEmpty { Text(words("screen/today.nothing")) }
            ForEach(model.rows, id: \.visit) { row in
                Button {
                    go(.job(visit: row.visit))
                } label: {
                    TodayRowView(row: row)
                }
            }
        } bottom: {
            if !model.day.isEmpty {
                SecondaryButton(
                    "\(words("screen/day.title")) · \(words.of("day-stand", model.dayStand.key))"
                ) { go(.day(day: model.day)) }
            }
            if model.owed > 0 {
                SecondaryButton("\(words("screen/follow-up.title")) \(model.owed)") { go(.followUp) }
            }
            SecondaryButton(words("screen/knowledge.title")) { go(.knowledge(visit: nil, query: "")) }
            SecondaryButton(words("screen/sync.title")) { go(.sync) }
        }
    }
}

private struct TodayRowView: View {
    let row: TodayRow
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words.window(row.fromMs, row.untilMs)) {
            Text(row.customer).font(.title3)
            Text(row.address).font(.body)
            Text("\(words.of("service", row.service)) · \(row.symptom)").font(.body)
            StateChip(words.of("state", row.state.key), tone: row.state == .left ? .good : .quiet)
            if let expected = row.expectedMs { InfoRow(words("screen/way.expected"), words.time(expected)) }
            if row.tellNow {
                Notice("\(words("screen/today.tell-now")) \(row.lateMin)", tone: .danger)
            } else if row.lateMin > 0 {
                StateChip("\(words("screen/today.late")) \(row.lateMin)", tone: .warning)
            }
            if row.clashMin > 0 {
                StateChip("\(words("screen/today.clash")) \(row.clashMin)", tone: .warning)
            }
        }
    }
}
