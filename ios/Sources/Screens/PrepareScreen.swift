//! Draws what is done before setting off: what to bring, the certificate, the way.

import AppModel
import DoorstepCore
import SwiftUI

/// Before setting off.
struct PrepareScreen: View {
    let model: PrepareModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/prepare.title"), sync: model.step.sync) {
            if let way = model.way { WayView(way: way, send: send, go: go, visit: model.visit) }
            PagePart(words("screen/prepare.bring")) {
                ForEach(model.bring, id: \.part) { row in
                    InfoRow(words.of(row.text), "\(row.part) · \(words("screen/part.usable")) \(row.usable)")
                    if row.isNeeded { StateChip(words("screen/prepare.needed"), tone: .danger) }
                }
                if model.bringLoaner { Notice(words("screen/prepare.loaner"), tone: .warning) }
            }
            PagePart(words("screen/prepare.certificate")) {
                if let certificate = model.certificate {
                    InfoRow(words("screen/prepare.grade"), "\(certificate.grade)")
                    InfoRow(words("screen/prepare.valid-until"), certificate.validUntil)
                } else {
                    Notice(words("screen/prepare.no-certificate"), tone: .danger)
                }
            }
            StepChecks(model: model.step, send: send)
        }
    }
}
