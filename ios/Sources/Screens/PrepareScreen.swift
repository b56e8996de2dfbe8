//! Draws what is done before setting off: the way, what to bring, the certificate, the checks.

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
        ScrollViewReader { page in
            ScreenFrame(words("screen/prepare.title"), sync: model.step.sync) {
                if let way = model.way { WayView(way: way, send: send, go: go, visit: model.visit) }
                BringView(model: model)
                CertificateView(certificate: model.certificate)
                StepChecks(model: model.step, send: send, title: words.of("step", model.step.step))
            } bottom: {
                WayOn(model: model.step) { page.scrollTo($0, anchor: .center) }
            }
        }
    }
}

/// The parts to bring, and whether a loaner comes along.
private struct BringView: View {
    let model: PrepareModel
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/prepare.bring")) {
            if model.bring.isEmpty, !model.bringLoaner { Quiet(words("screen/prepare.bring-nothing")) }
            ForEach(Array(model.bring.enumerated()), id: \.element.part) { at, row in
                if at > 0 { Divider() }
                BringRowView(row: row)
            }
            if model.bringLoaner { Notice(words("screen/prepare.loaner"), tone: .warning) }
        }
    }
}

private struct BringRowView: View {
    let row: BringRow
    @Environment(\.words) private var words

    var body: some View {
        NamedPartView(name: words.of(row.text), number: row.part)
        if row.usable > 0 {
            StateChip(words("screen/prepare.in-van", ["n": row.usable]), tone: .good)
        } else {
            StateChip(words("screen/prepare.not-in-van"), tone: row.isNeeded ? .danger : .warning)
        }
        if row.isNeeded { StateChip(words("screen/prepare.needed"), tone: .danger) }
    }
}

private struct CertificateView: View {
    let certificate: CertificateModel?
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/prepare.certificate")) {
            if let certificate {
                InfoRow(
                    words("screen/prepare.grade"),
                    words("screen/prepare.grade-of", ["n": certificate.grade]))
                InfoRow(words("screen/prepare.valid-until"), certificate.validUntil)
            } else {
                Notice(words("screen/prepare.no-certificate"), tone: .danger)
            }
        }
    }
}
