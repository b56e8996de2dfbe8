//! Draws the first screen: the visits by their window, what will not be in time, where else to go.
//!
//! A visit that is left takes one line; who has to be told that it gets late is named on the
//! visit itself. What is late, and what clashes, is the core's to say.

import AppModel
import DoorstepCore
import SwiftUI

/// Today's list.
struct TodayScreen: View {
    let model: TodayModel
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/today.title"), sync: model.sync) {
            InfoRow(words("screen/today.engineer"), model.engineer)
            if !model.hasBooks { Notice(words("visit/no-edition"), tone: .warning) }
            if model.rows.isEmpty { Notice(words("screen/today.nothing"), tone: .quiet) }
            ForEach(model.rows, id: \.visit) { row in
                if row.state == .left {
                    LeftRow(row: row, go: go)
                } else {
                    VisitCard(row: row, go: go)
                }
            }
        } bottom: {
            TodayBottom(model: model, go: go)
        }
    }
}

/// Where else to go: the day and what is owed, then the book and the office.
private struct TodayBottom: View {
    let model: TodayModel
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        if !model.day.isEmpty {
            SecondaryButton(
                "\(words("screen/day.title")) · \(words.of("day-stand", model.dayStand.key))"
            ) { go(.day(day: model.day)) }
        }
        if model.owed > 0 {
            SecondaryButton("\(words("screen/follow-up.title")) · \(model.owed)") { go(.followUp) }
        }
        SideBySide {
            SecondaryButton(words("screen/knowledge.title")) { go(.knowledge(visit: nil, query: "")) }
            SecondaryButton(words("screen/sync.title")) { go(.sync) }
        }
    }
}

/// A visit that is behind the engineer.
private struct LeftRow: View {
    let row: TodayRow
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        let window = words.window(row.fromMs, row.untilMs)
        LinkRow("\(window) · \(row.customer) · \(words.of("state", row.state.key))") {
            go(.job(visit: row.visit))
        }
    }
}

/// A visit that is ahead or under way; all of it leads to its job.
private struct VisitCard: View {
    let row: TodayRow
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        Button {
            go(.job(visit: row.visit))
        } label: {
            PagePart(words.window(row.fromMs, row.untilMs)) {
                Text(row.customer).font(.title3)
                Text(row.address).font(.body)
                Text("\(words.of("service", row.service)) · \(row.symptom)").font(.body)
                StateChip(words.of("state", row.state.key), tone: .quiet)
                if let expected = row.expectedMs {
                    InfoRow(words("screen/way.expected"), words.time(expected))
                }
                Lateness(row: row)
            }
            .foregroundStyle(Paint.ink)
        }
    }
}

/// What will not be in time, the worst first.
private struct Lateness: View {
    let row: TodayRow
    @Environment(\.words) private var words

    var body: some View {
        if row.tellNow {
            Notice(words("screen/today.tell-late", ["min": row.lateMin]), tone: .danger)
        } else if row.lateMin > 0 {
            StateChip(words("screen/today.late-by", ["min": row.lateMin]), tone: .warning)
        }
        if row.clashMin > 0 {
            StateChip(words("screen/today.clash-by", ["min": row.clashMin]), tone: .warning)
        }
    }
}
