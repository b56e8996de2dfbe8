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
            if model.isPaused { Notice(words("screen/incident.paused"), tone: .quiet) }
            open { $0.isSafety }
            if !model.safety.isEmpty { SafetyView(rows: model.safety, send: send) }
            open { !$0.isSafety }
            Rows(
                title: words("screen/incident.here"), rows: model.here, isOpenFirst: model.open.isEmpty,
                send: send)
            Rows(title: words("screen/incident.others"), rows: model.others, isOpenFirst: false, send: send)
            if model.ended > 0 { Quiet(words("screen/incident.ended-count", ["n": model.ended])) }
        } bottom: {
            SecondaryButton(words("screen/job.title")) { go(.job(visit: model.visit)) }
        }
    }

    private func open(_ isShown: (OpenIncident) -> Bool) -> some View {
        ForEach(model.open.filter(isShown), id: \.number) { incident in
            OpenIncidentView(incident: incident, signers: model.signers, send: send)
        }
    }
}

/// Danger, before everything that is not danger itself: one press, two side by side so that
/// little is scrolled.
private struct SafetyView: View {
    let rows: [IncidentRow]
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/incident.safety")) {
            Quiet(words("screen/incident.safety-hint"))
            ForEach(rows.inPairs, id: \.first?.incident) { pair in
                SideBySide {
                    ForEach(pair, id: \.incident) { row in
                        DangerButton(words.of(row.text)) { send(.openIncident(incident: row.incident)) }
                    }
                }
            }
        }
    }
}

private struct Rows: View {
    let title: String
    let rows: [IncidentRow]
    let isOpenFirst: Bool
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        if !rows.isEmpty {
            FoldedSection("\(title) · \(rows.count)", isOpenFirst: isOpenFirst) {
                ForEach(rows, id: \.incident) { row in
                    SecondaryButton(words.of(row.text)) { send(.openIncident(incident: row.incident)) }
                }
            }
        }
    }
}

/// One that is open: what to say, what to do, who has to be told, how it ended.
private struct OpenIncidentView: View {
    let incident: OpenIncident
    let signers: [String]
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words.of(incident.text)) {
            if incident.isSafety { StateChip(words("incident-kind/safety"), tone: .danger) }
            StateChip(since, tone: .quiet)
            if let say = incident.say {
                Quiet(words("screen/incident.say"))
                Notice(words.of(say), tone: .quiet)
            }
            if !incident.guide.isEmpty { Quiet(words("screen/incident.guide")) }
            ForEach(Array(incident.guide.enumerated()), id: \.offset) { at, line in
                Text("\(at + 1). \(words.of(line))").font(.body)
            }
            ForEach(untold, id: \.key) { TellView(party: $0, isSafety: incident.isSafety, send: send) }
            Quiet(words("screen/incident.how-ended"))
            ForEach(incident.outcomes, id: \.outcome) { row in
                Ending(incident: incident, row: row, signers: signers, send: send)
            }
        }
    }

    private var since: String {
        guard let at = incident.atMs else { return words("screen/incident.open") }
        return words("screen/incident.open-since", ["time": words.time(at)])
    }

    /// Everybody who has to be told before it may end, each once.
    private var untold: [Party] {
        incident.outcomes.flatMap(\.untold).compactMap(Party.init(key:)).reduce(into: []) { all, party in
            if !all.contains(party) { all.append(party) }
        }
    }
}

/// One way in which it may end; where somebody must consent, the press asks who did.
private struct Ending: View {
    let incident: OpenIncident
    let row: OutcomeRow
    let signers: [String]
    let send: Send
    @State private var isAsking = false
    @Environment(\.words) private var words

    var body: some View {
        SecondaryButton(words.of(row.text), refusal: row.refusal) {
            if row.needsConsent { isAsking.toggle() } else { close(nil) }
        }
        if !row.then.isEmpty {
            Quiet(words("screen/incident.then", ["then": words.of("then", row.then)]))
        }
        if isAsking, row.refusal == nil {
            Quiet(words("screen/incident.consent"))
            SideBySide {
                ForEach(signers.compactMap(Signer.init(key:)), id: \.self) { signer in
                    SecondaryButton(words.of("signer", signer.key)) { close(signer) }
                }
            }
        }
    }

    private func close(_ consent: Signer?) {
        send(.closeIncident(number: incident.number, outcome: row.outcome, consent: consent, text: ""))
    }
}

/// Records the call to somebody who has to be told: one press on how it went.
private struct TellView: View {
    let party: Party
    let isSafety: Bool
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        Notice(
            words("screen/incident.tell-first", ["who": words.of("party", party.key)]), tone: .warning)
        SideBySide { results([.reached]) }
        ForEach(CallResult.allCases.filter { $0 != .reached }.inPairs, id: \.self) { pair in
            SideBySide { results(pair) }
        }
    }

    private func results(_ results: [CallResult]) -> some View {
        ForEach(results, id: \.self) { result in
            SecondaryButton(words.of("call-result", result.key)) {
                send(.call(to: party, reason: isSafety ? .safety : .report, result: result, text: ""))
            }
        }
    }
}
