//! Draws one job: who, where, what; what is likely; how far it is; what comes next.
//!
//! What is seldom wanted lies folded behind its title. Which step is open, what may be
//! agreed or handed over, and what comes next is the core's.

import AppModel
import DoorstepCore
import SwiftUI

/// One job.
struct JobScreen: View {
    let model: JobModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/job.title"), sync: model.sync) {
            WhoView(model: model)
            WhatView(model: model)
            if !model.likely.isEmpty { Likely(likely: model.likely) }
            if let work = model.work { WorkView(visit: model.visit, work: work, send: send, go: go) }
        } bottom: {
            JobBottom(model: model, send: send, go: go)
        }
    }
}

/// What comes next, and what may come between.
private struct JobBottom: View {
    let model: JobModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        if model.work == nil {
            PrimaryButton(words("button/accept")) { send(.accept) }
        } else {
            SideBySide {
                SecondaryButton(words("screen/incident.title")) { go(.incident(visit: model.visit)) }
                if let next = model.next.screen(of: model.visit) {
                    PrimaryButton("\(words("button/next")) · \(place)") { go(next) }
                }
            }
        }
    }

    /// The name of the place that comes next: a step's own, else that of its screen.
    private var place: String {
        let next = model.next
        return next.place == .step ? words.of("step", next.step) : words.of("next-place", next.place.key)
    }
}

/// Who it is for and where; the address can be taken along for a map.
private struct WhoView: View {
    let model: JobModel
    @Environment(\.words) private var words

    var body: some View {
        PagePart(model.job) {
            Text(model.customer).font(.title3)
            Text(model.address).font(.body).textSelection(.enabled)
            ForEach(model.phones, id: \.self) { CallButton(phone: $0) }
            if model.isElderly { Notice(words("screen/job.elderly"), tone: .warning) }
            StateChip(words.of("state", model.state.key), tone: .quiet)
        }
    }
}

/// What is to be done, as the ticket says it.
private struct WhatView: View {
    let model: JobModel
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words.of("service", model.service)) {
            InfoRow(words("screen/job.window"), words.window(model.fromMs, model.untilMs))
            InfoRow(words("screen/job.model"), model.model)
            InfoRow(words("screen/job.warranty"), words(model.isInWarranty ? "warranty/in" : "warranty/out"))
            InfoRow(words("screen/job.symptom"), model.symptom)
            InfoRow(words("screen/job.request"), model.request)
        }
    }
}

/// What is likely wrong and what to bring; the likeliest lies open.
private struct Likely: View {
    let likely: [LikelyModel]
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/job.likely")) {
            ForEach(Array(likely.enumerated()), id: \.element.article) { at, one in
                if at > 0 { Divider() }
                Fold(words.of(one.title), isOpenFirst: at == 0) { LikelyView(likely: one) }
            }
        }
    }
}

private struct LikelyView: View {
    let likely: LikelyModel
    @Environment(\.words) private var words

    var body: some View {
        if likely.isByCode { StateChip(words("screen/job.by-code"), tone: .good) }
        ForEach(Array(likely.causes.enumerated()), id: \.offset) { at, cause in
            Text("\(at + 1). \(words.of(cause))").font(.body)
        }
        ForEach(likely.parts, id: \.part) { NamedPartView(name: words.of($0.text), number: $0.part) }
        if let advice = likely.phoneAdvice { Notice(words.of(advice), tone: .quiet) }
        if likely.mayLeaveHome { Notice(words("screen/prepare.loaner"), tone: .warning) }
    }
}

/// What an accepted job knows beside.
private struct WorkView: View {
    let visit: VisitId
    let work: WorkModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        if let way = work.way { WayView(way: way, send: send, go: go, visit: visit) }
        if let earlier = work.earlier { EarlierView(earlier: earlier) }
        UntitledPart {
            StepsView(visit: visit, rows: work.steps, go: go)
            Divider()
            FieldsView(fields: work.fields, send: send)
            Divider()
            CallsView(calls: work.calls, send: send)
            Divider()
            RebookView(work: work, send: send)
            Divider()
            HandOverView(work: work, send: send)
            Divider()
            AdviseView(offer: work.advise, send: send)
        }
        PagePart(words("screen/job.more")) {
            LinkRow(words("screen/quote.title")) { go(.quote(visit: visit)) }
            LinkRow(words("screen/part.title")) { go(.part(visit: visit)) }
            LinkRow(words("screen/custody.title")) { go(.custody(visit: visit)) }
            LinkRow(words("screen/knowledge.title")) { go(.knowledge(visit: visit, query: "")) }
        }
    }
}

/// The steps and how each stands.
private struct StepsView: View {
    let visit: VisitId
    let rows: [StepRow]
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        let done = rows.count { $0.stand == .done || $0.stand == .skipped }
        Fold("\(words("screen/job.steps")) · \(done)/\(rows.count)") {
            ForEach(rows, id: \.step) { row in
                if let step = Step(key: row.step) {
                    let stand = words.of("progress", row.stand.key)
                    LinkRow("\(words.of("step", row.step)) · \(stand) \(row.done)/\(row.of)") {
                        go(step.screen(of: visit))
                    }
                }
            }
        }
    }
}

/// What an earlier visit of the same job left behind.
private struct EarlierView: View {
    let earlier: EarlierModel
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/job.earlier")) {
            Quiet(earlier.visit)
            InfoRow(
                words("screen/job.earlier-left"), earlier.leftMs.map(words.date) ?? words("verdict/unknown"))
            if let total = earlier.total { InfoRow(words("screen/quote.total"), words.money(total)) }
            ForEach(earlier.fitted, id: \.part) {
                InfoRow("\(words("screen/part.fitted")) \(words.of($0.text))", pieces($0.count))
            }
            ForEach(earlier.missing, id: \.part) {
                InfoRow("\(words("screen/part.missing")) \(words.of($0.text))", pieces($0.count))
            }
            if earlier.inCustody > 0 {
                InfoRow(words("screen/custody.open"), pieces(earlier.inCustody))
            }
        }
    }

    private func pieces(_ count: UInt32) -> String {
        words("unit/pieces", ["n": count])
    }
}
