//! Draws what head office has, in full. "Arrived" is only what the office proved.

import AppModel
import DoorstepCore
import SwiftUI

/// What head office has.
struct SyncScreen: View {
    let model: SyncModel
    let sync: @MainActor () -> Void
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/sync.title"), sync: model.line) {
            InfoRow(words("screen/today.engineer"), model.engineer)
            InfoRow(words("screen/sync.installation"), model.installation)
            InfoRow(words("screen/sync.office"), model.office)
            if model.rows.isEmpty { Text(words("screen/sync.nothing")) }
            ForEach(model.rows, id: \.subject) { row in
                PagePart(row.subject) {
                    InfoRow(words("screen/sync.events"), "\(row.eventsWaiting)")
                    InfoRow(words("screen/sync.photos"), "\(row.photosWaiting)")
                    if row.quarantined > 0 {
                        StateChip("\(words("screen/sync.quarantined")) \(row.quarantined)", tone: .warning)
                    }
                    if row.isForked { Notice(words("sync-state/forked"), tone: .danger) }
                }
            }
        } bottom: {
            PrimaryButton(words("button/sync-now"), action: sync)
        }
    }
}
