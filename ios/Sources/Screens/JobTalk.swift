//! Draws what a job is talked about with: the ticket's fields, calls, handing over, advice
//! instead of a visit.
//!
//! Each lies folded behind its title and is recorded with as few presses as there are
//! questions; nothing is chosen beforehand that somebody has to have said.

import AppModel
import DoorstepCore
import SwiftUI

/// The fields of the ticket and what was asked about them.
struct FieldsView: View {
    let fields: [FieldRow]
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        let asked = fields.count { !$0.source.isEmpty }
        Fold("\(words("screen/job.fields")) · \(asked)/\(fields.count)") {
            ForEach(fields, id: \.field) { row in
                FieldView(row: row, send: send)
                Divider()
            }
        }
    }
}

/// One field: what the ticket says; while nobody was asked, whether it is right.
private struct FieldView: View {
    let row: FieldRow
    let send: Send
    @State private var isWrong = false
    @Environment(\.words) private var words

    var body: some View {
        InfoRow(
            words.of("ticket-field", row.field), row.value.isEmpty ? words("screen/job.no-words") : row.value)
        InfoRow(words("screen/job.corrected"), row.corrected)
        if !row.source.isEmpty {
            StateChip(words("screen/job.asked", ["who": words.of("party", row.source)]), tone: .good)
        } else if isWrong {
            TextEntry(words("screen/job.corrected"), button: words("button/correct"), done: say)
        } else {
            SideBySide {
                SecondaryButton(words("button/correct")) { isWrong = true }
                SecondaryButton(words("button/ticket-right")) { say("") }
            }
        }
    }

    private func say(_ text: String) {
        if let field = TicketField(key: row.field) {
            send(.confirmField(field: field, source: .customer, text: text))
        }
    }
}

/// Every call, and one more.
struct CallsView: View {
    let calls: [CallRow]
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        Fold("\(words("screen/job.calls")) · \(calls.count)") {
            if calls.isEmpty { Quiet(words("screen/job.no-calls")) }
            ForEach(Array(calls.enumerated()), id: \.offset) { _, call in
                InfoRow(
                    [call.atMs.map(words.time), words.of("party", call.to)].compactMap(\.self)
                        .joined(separator: " "),
                    "\(words.of("call-reason", call.reason)) · \(words.of("call-result", call.result))")
                Quiet(call.text)
            }
            NewCall(send: send)
        }
    }
}

/// Whom, why, with what result: one question after the other, the last one records it.
private struct NewCall: View {
    let send: Send
    @State private var isOpen = false
    @State private var to: Party?
    @State private var reason: CallReason?
    @Environment(\.words) private var words

    var body: some View {
        InfoRow(words("screen/job.call-to"), words.of("party", to?.key ?? ""))
        InfoRow(words("screen/job.call-reason"), words.of("call-reason", reason?.key ?? ""))
        if !isOpen {
            SecondaryButton(words("button/record-call")) { isOpen = true }
        } else if let to {
            if let reason {
                KeyChoice("call-result", CallResult.allCases.map(\.key)) { record(to, reason, $0) }
            } else {
                KeyChoice("call-reason", CallReason.allCases.map(\.key)) { reason = CallReason(key: $0) }
            }
        } else {
            KeyChoice("party", Party.allCases.map(\.key)) { to = Party(key: $0) }
        }
    }

    private func record(_ party: Party, _ why: CallReason, _ key: String) {
        if let result = CallResult(key: key) {
            send(.call(to: party, reason: why, result: result, text: ""))
        }
        isOpen = false
        to = nil
        reason = nil
    }
}

/// Hands the job over: first why, then to whom.
struct HandOverView: View {
    let work: WorkModel
    let send: Send
    @State private var reason = ""
    @Environment(\.words) private var words

    var body: some View {
        let to = words.of("party", work.handedOverTo)
        Fold([words("screen/job.hand-over"), to].filter { !$0.isEmpty }.joined(separator: " · ")) {
            InfoRow(words("screen/job.handed-over-to"), to)
            if work.handOver.contains(where: { $0.refusal == nil }) {
                Quiet(words("screen/job.hand-over-why"))
                Choice(work.handOverReasons, chosen: reason) { reason = $0 }
            }
            ForEach(work.handOver.filter { !reason.isEmpty || $0.refusal != nil }, id: \.key) { offer in
                if let party = Party(key: offer.key) {
                    SecondaryButton(words.of("party", offer.key), refusal: offer.refusal) {
                        send(.handOver(to: party, reason: reason, text: ""))
                    }
                }
            }
        }
    }
}

/// Advice by telephone instead of a visit, and whether the customer took it.
struct AdviseView: View {
    let offer: Offer
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        Fold(words("screen/job.advise")) {
            Quiet(words("screen/job.advise-why"))
            SecondaryButton(words("button/advise"), refusal: offer.refusal) {
                send(.advise(article: nil, isAccepted: true))
            }
            if offer.refusal == nil {
                SecondaryButton(words("button/advise-not-accepted")) {
                    send(.advise(article: nil, isAccepted: false))
                }
            }
        }
    }
}
