//! Draws what head office has, in full: what is only here, what is on its way, what the
//! office proved, what is safe, what it kept aside or refused and what to do, where it knows something
//! otherwise.
//!
//! "Arrived" is only what the office proved: an empty phone and a running sync prove nothing.

import AppModel
import DoorstepCore
import SwiftUI

/// What head office has; why the last sync did not happen, by code.
struct SyncScreen: View {
    let model: SyncModel
    let sync: @MainActor () -> Void
    let go: Go
    var isSyncing = false
    var refused = ""
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/sync.title")) {
            StandView(model: model)
            if !model.office.isEmpty { EverythingView(line: model.line, there: model.there) }
            ForEach(model.rows, id: \.subject) { WaitingRow(row: $0) }
            UntitledPart {
                InfoRow(words("screen/today.engineer"), model.engineer)
                InfoRow(words("screen/sync.installation"), model.installation.grouped(by: 4))
                InfoRow(words("screen/sync.office"), model.office)
                LinkRow(words("screen/help.title")) { go(.help) }
            }
        } bottom: {
            if !refused.isEmpty { Notice(words(refused), tone: .warning) }
            if isSyncing {
                Quiet(words("app/on-the-way"))
            } else {
                PrimaryButton(words("button/sync-now"), action: sync)
            }
        }
    }
}

/// All of it together in a sentence; good only where there is an office that proved it.
private struct StandView: View {
    let model: SyncModel
    @Environment(\.words) private var words

    var body: some View {
        if model.line.state == .enrolAgain {
            Notice(words("screen/sync.enrol-again"), tone: .danger)
        } else if model.office.isEmpty {
            Notice(words("phone/not-enrolled"), tone: .warning)
        } else if model.line.state == .waiting {
            Notice(words("sync-state/waiting"), tone: .quiet)
        } else if model.rows.isEmpty {
            Notice(words("screen/sync.nothing"), tone: .good)
        }
        if model.line.state != .arrived { Quiet(words("app/saved-here")) }
        if model.waitsForWifi { Notice(words("screen/sync.waits-for-wifi"), tone: .warning) }
        if let failed = model.failed {
            let time = words("screen/sync.failed", ["time": words.date(failed.atMs)])
            Notice("\(time) \(words(failed.code))", tone: .warning)
        }
        if let moved = model.moved {
            Notice(words("screen/sync.copied", ["n": "\(moved)"]), tone: .warning)
        }
        if let restored = model.officeRestoredMs {
            Notice(words("screen/sync.office-restored", ["time": words.date(restored)]), tone: .quiet)
        }
    }
}

/// What is only here, what the office proved, and what of it is safe.
private struct EverythingView: View {
    let line: SyncLine
    let there: SyncThere
    @Environment(\.words) private var words

    var body: some View {
        UntitledPart {
            InfoRow(words("screen/sync.here"), count(line.eventsWaiting, line.photosWaiting))
            InfoRow(words("screen/sync.there"), count(there.eventsProved, there.photosProved))
            InfoRow(words("screen/sync.safe"), count(there.eventsSafe, there.photosSafe))
        }
    }

    private func count(_ events: UInt32, _ photos: UInt32) -> String {
        words("screen/sync.of", ["events": events, "photos": photos])
    }
}

/// How much has not arrived; nothing where nothing waits.
private struct WaitingView: View {
    let events: UInt32
    let photos: UInt32
    @Environment(\.words) private var words

    var body: some View {
        if events > 0 { InfoRow(words("screen/sync.events"), "\(events)") }
        if photos > 0 { InfoRow(words("screen/sync.photos"), "\(photos)") }
    }
}

/// What of one visit, van or day has not arrived.
private struct WaitingRow: View {
    let row: SyncRow
    @Environment(\.words) private var words

    var body: some View {
        PagePart(subject) {
            WaitingView(events: row.eventsWaiting, photos: row.photosWaiting)
            Stuck("screen/sync.quarantined", why: "screen/sync.quarantined-why", many: row.quarantined)
            Stuck("screen/sync.withheld", why: "screen/sync.withheld-why", many: row.withheld)
            let (refused, damaged) = (row.photosRefused, row.photosDamaged)
            Stuck("screen/sync.photos-refused", why: "screen/sync.photos-refused-why", many: refused)
            Stuck("screen/sync.photos-damaged", why: "screen/sync.photos-damaged-why", many: damaged)
        }
    }

    /// `visit/FW-1` as people call it; a kind that this app is too old to know stays as it is.
    private var subject: String {
        let parts = row.subject.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, words.has("subject/\(parts[0])") else { return row.subject }
        return words("subject/\(parts[0])", ["id": parts[1]])
    }
}

/// What does not go its ordinary way, how many, and what to do; nothing where there is none.
private struct Stuck: View {
    private let what: String
    private let why: String
    private let many: UInt32
    @Environment(\.words) private var words

    init(_ what: String, why: String, many: UInt32) {
        self.what = what
        self.why = why
        self.many = many
    }

    var body: some View {
        if many > 0 {
            StateChip("\(words(what)) \(many)", tone: .warning)
            Quiet(words(why))
        }
    }
}
