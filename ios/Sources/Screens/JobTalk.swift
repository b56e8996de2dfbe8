//! Draws what a job is talked about with: calls, another window, handing over.

import AppModel
import DoorstepCore
import SwiftUI

/// Every call, and one more.
struct CallsView: View {
    let calls: [CallRow]
    let send: Send
    @State private var to = Party.customer
    @State private var reason = CallReason.confirm
    @State private var isCalling = false
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/job.calls")) {
            ForEach(Array(calls.enumerated()), id: \.offset) { _, call in
                InfoRow(
                    "\(call.atMs.map(words.time) ?? "") \(words.of("party", call.to))",
                    "\(words.of("call-reason", call.reason)) · \(words.of("call-result", call.result))")
                if !call.text.isEmpty { Text(call.text) }
            }
            if isCalling { asking } else { SecondaryButton(words("button/record-call")) { isCalling = true } }
        }
    }

    @ViewBuilder private var asking: some View {
        KeyChoice("party", Party.allCases.map(\.key), chosen: to.key) { to = Party(key: $0) ?? to }
        KeyChoice("call-reason", CallReason.allCases.map(\.key), chosen: reason.key) {
            reason = CallReason(key: $0) ?? reason
        }
        ForEach(CallResult.allCases, id: \.self) { result in
            PrimaryButton(words.of("call-result", result.key)) {
                send(.call(to: to, reason: reason, result: result, text: ""))
                isCalling = false
            }
        }
    }
}

/// Agrees another window with somebody in the home.
struct RebookView: View {
    let work: WorkModel
    let send: Send
    @State private var from = Date()
    @State private var until = Date()
    @State private var consent = Signer.customer
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/job.rebook")) {
            if let refusal = work.rebookRefusal {
                Text(words.refusal(refusal)).foregroundStyle(Paint.warning)
            } else {
                DatePicker(selection: $from) { Text(words("screen/job.from")) }
                DatePicker(selection: $until) { Text(words("screen/job.until")) }
                KeyChoice("signer", Signer.allCases.map(\.key), chosen: consent.key) {
                    consent = Signer(key: $0) ?? consent
                }
                Choice(work.rebookReasons) { reason in
                    send(
                        .moveAppointment(
                            fromMs: ms(from), untilMs: ms(until), reason: reason, consent: consent))
                }
            }
        }
    }

    private func ms(_ date: Date) -> Int64 {
        Int64(date.timeIntervalSince1970) * 1000
    }
}

/// Hands the job over.
struct HandOverView: View {
    let work: WorkModel
    let send: Send
    @State private var reason = ""
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/job.hand-over")) {
            InfoRow(words("screen/job.handed-over-to"), words.of("party", work.handedOverTo))
            Choice(work.handOverReasons, chosen: reason) { reason = $0 }
            ForEach(work.handOver, id: \.key) { offer in
                if let party = Party(key: offer.key) {
                    SecondaryButton(words.of("party", offer.key), refusal: offer.refusal) {
                        send(.handOver(to: party, reason: reason, text: ""))
                    }
                }
            }
        }
    }
}
