//! Draws what comes between: safety first and one press away, what is open, how it may end.

import AppModel
import DoorstepCore
import SwiftUI

/// Incidents.
struct IncidentScreen: View {
    let model: IncidentModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/incident.title")) {
            ForEach(model.safety, id: \.incident) { row in
                DangerButton(words.of(row.text)) { send(.openIncident(incident: row.incident)) }
            }
            if model.isPaused { StateChip(words("screen/leave.paused"), tone: .quiet) }
            ForEach(model.open, id: \.number) { incident in
                OpenIncidentView(incident: incident, signers: model.signers, send: send)
            }
            rows(words("screen/incident.here"), model.here)
            rows(words("screen/incident.others"), model.others)
            if model.ended > 0 { InfoRow(words("screen/incident.ended"), "\(model.ended)") }
        } bottom: {
            SecondaryButton(words("screen/job.title")) { go(.job(visit: model.visit)) }
        }
    }

    private func rows(_ title: String, _ rows: [IncidentRow]) -> some View {
        PagePart(title) {
            ForEach(rows, id: \.incident) { row in
                SecondaryButton(words.of(row.text)) { send(.openIncident(incident: row.incident)) }
            }
        }
    }
}

private struct OpenIncidentView: View {
    let incident: OpenIncident
    let signers: [String]
    let send: Send
    @State private var consent: Signer?
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words.of(incident.text)) {
            StateChip(incident.atMs.map(words.time) ?? words("verdict/unknown"), tone: .quiet)
            if incident.isSafety { StateChip(words("incident-kind/safety"), tone: .danger) }
            if let say = incident.say { Notice(words.of(say), tone: .quiet) }
            ForEach(incident.guide, id: \.self) { Text(words.of($0)) }
            ForEach(incident.outcomes, id: \.outcome) { row in
                ForEach(row.untold, id: \.self) { key in
                    if let party = Party(key: key) {
                        TellView(party: party, isSafety: incident.isSafety, send: send)
                    }
                }
                if row.needsConsent {
                    KeyChoice("signer", signers, chosen: consent?.key ?? "") { consent = Signer(key: $0) }
                }
                PrimaryButton(words.of(row.text), refusal: row.refusal) {
                    send(
                        .closeIncident(
                            number: incident.number, outcome: row.outcome,
                            consent: row.needsConsent ? consent : nil, text: ""))
                }
                Text(words.of("then", row.then)).font(.footnote)
            }
        }
    }
}

/// Records the call to somebody who has to be told: one tap.
private struct TellView: View {
    let party: Party
    let isSafety: Bool
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        InfoRow(words("screen/incident.tell"), words.of("party", party.key))
        ForEach(CallResult.allCases, id: \.self) { result in
            SecondaryButton(words.of("call-result", result.key)) {
                send(.call(to: party, reason: isSafety ? .safety : .report, result: result, text: ""))
            }
        }
    }
}
