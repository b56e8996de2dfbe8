//! Draws one job: who, where, what; what is likely; the log of calls; what comes next.

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
            who
            what
            ForEach(model.likely, id: \.article) { LikelyView(likely: $0) }
            if let work = model.work { WorkView(visit: model.visit, work: work, send: send, go: go) }
        } bottom: {
            if model.work == nil {
                PrimaryButton(words("button/accept")) { send(.accept) }
            } else {
                SecondaryButton(words("screen/incident.title")) { go(.incident(visit: model.visit)) }
                if let next = model.next.screen(of: model.visit) {
                    PrimaryButton(words("button/next")) { go(next) }
                }
            }
        }
    }

    private var who: some View {
        PagePart(model.job) {
            Text(model.customer).font(.title3)
            Text(model.address).font(.body)
            ForEach(model.phones, id: \.self) { CallButton(phone: $0) }
            if model.isElderly { Notice(words("screen/job.elderly"), tone: .warning) }
            StateChip(words.of("state", model.state.key), tone: .quiet)
        }
    }

    private var what: some View {
        PagePart(words.of("service", model.service)) {
            InfoRow(words("screen/job.window"), words.window(model.fromMs, model.untilMs))
            InfoRow(words("screen/job.model"), model.model)
            InfoRow(words("screen/job.warranty"), words(model.isInWarranty ? "warranty/in" : "warranty/out"))
            InfoRow(words("screen/job.symptom"), model.symptom)
            InfoRow(words("screen/job.request"), model.request)
        }
    }
}

/// What is likely wrong and what to bring.
struct LikelyView: View {
    let likely: LikelyModel
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words.of(likely.title)) {
            if likely.isByCode { StateChip(words("screen/job.by-code"), tone: .good) }
            ForEach(likely.causes, id: \.self) { Text(words.of($0)) }
            ForEach(likely.parts, id: \.part) { InfoRow(words.of($0.text), $0.part) }
            if let advice = likely.phoneAdvice { Notice(words.of(advice), tone: .quiet) }
            if likely.mayLeaveHome { Notice(words("screen/prepare.loaner"), tone: .warning) }
        }
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
        PagePart(words("screen/job.steps")) {
            ForEach(work.steps, id: \.step) { row in
                if let step = Step(key: row.step) {
                    SecondaryButton(
                        "\(words.of("step", row.step)) · \(words.of("progress", row.stand.key)) \(row.done)/\(row.of)"
                    ) { go(step.screen(of: visit)) }
                }
            }
        }
        if let earlier = work.earlier { EarlierView(earlier: earlier) }
        PagePart(words("screen/job.fields")) {
            ForEach(work.fields, id: \.field) { FieldView(row: $0, send: send) }
        }
        CallsView(calls: work.calls, send: send)
        RebookView(work: work, send: send)
        HandOverView(work: work, send: send)
        PagePart(words("screen/job.advise")) {
            SecondaryButton(words("button/advise"), refusal: work.advise.refusal) {
                send(.advise(article: nil, isAccepted: true))
            }
            SecondaryButton(words("button/advise-not-accepted"), refusal: work.advise.refusal) {
                send(.advise(article: nil, isAccepted: false))
            }
        }
        if let way = work.way { WayView(way: way, send: send, go: go, visit: visit) }
        PagePart(words("screen/job.more")) {
            SecondaryButton(words("screen/quote.title")) { go(.quote(visit: visit)) }
            SecondaryButton(words("screen/part.title")) { go(.part(visit: visit)) }
            SecondaryButton(words("screen/custody.title")) { go(.custody(visit: visit)) }
            SecondaryButton(words("screen/knowledge.title")) { go(.knowledge(visit: visit, query: "")) }
        }
    }
}

private struct EarlierView: View {
    let earlier: EarlierModel
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/job.earlier")) {
            InfoRow(earlier.visit, earlier.leftMs.map(words.date) ?? words("verdict/unknown"))
            if let total = earlier.total { InfoRow(words("screen/quote.total"), words.money(total)) }
            ForEach(earlier.fitted, id: \.part) {
                InfoRow("\(words("screen/part.fitted")) \(words.of($0.text))", "\($0.count)")
            }
            ForEach(earlier.missing, id: \.part) {
                InfoRow("\(words("screen/part.missing")) \(words.of($0.text))", "\($0.count)")
            }
            if earlier.inCustody > 0 { InfoRow(words("screen/custody.open"), "\(earlier.inCustody)") }
        }
    }
}

private struct FieldView: View {
    let row: FieldRow
    let send: Send
    @State private var isAsking = false
    @Environment(\.words) private var words

    var body: some View {
        InfoRow(words.of("ticket-field", row.field), row.value)
        InfoRow(words("screen/job.corrected"), row.corrected)
        if !row.source.isEmpty {
            StateChip(words.of("party", row.source), tone: .good)
        } else if !isAsking {
            SecondaryButton(words("button/ask-field")) { isAsking = true }
        } else if let field = TicketField(key: row.field) {
            PrimaryButton(words("button/ticket-right")) {
                send(.confirmField(field: field, source: .customer, text: ""))
            }
            TextEntry(words("screen/job.corrected"), button: words("button/correct")) {
                send(.confirmField(field: field, source: .customer, text: $0))
            }
        }
    }
}
