//! Draws the protocol at the door: ring, wait, telephone, look around, leave a note.

import AppModel
import DoorstepCore
import SwiftUI

/// At the door.
struct DoorstepScreen: View {
    let model: DoorstepModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words
    @Environment(\.camera) private var camera

    var body: some View {
        ScreenFrame(words("screen/doorstep.title"), sync: model.step.sync) {
            if let way = model.way { WayView(way: way, send: send, go: go, visit: model.visit) }
            PagePart(words("screen/doorstep.now")) {
                next
                InfoRow(words("screen/doorstep.tries"), "\(model.tries)")
                if let waited = model.waitedMs { InfoRow(words("screen/step.waited"), "\(waited / 1000) s") }
                if model.phoneDue == .yes { Notice(words("screen/doorstep.phone-due"), tone: .warning) }
                ForEach(model.phones, id: \.self) { CallButton(phone: $0) }
            }
            PagePart(words("screen/doorstep.list")) { list }
            StepChecks(model: model.step, send: send)
        } bottom: {
            ForEach(model.offers, id: \.key) { offer in
                if let how = DoorTry(key: offer.key) {
                    PrimaryButton(words.of("door-try", offer.key), refusal: offer.refusal) {
                        send(.tryDoor(how: how))
                    }
                } else if let outcome = Outcome(key: offer.key) {
                    DangerButton(words.of("outcome", offer.key), refusal: offer.refusal) {
                        send(.leave(outcome: outcome))
                    }
                } else {
                    SecondaryButton(words.of("offer", offer.key), refusal: offer.refusal) {
                        Task { if let path = await camera.photograph() { send(.leaveDoorNote(path: path)) } }
                    }
                }
            }
        }
    }

    @ViewBuilder private var next: some View {
        switch model.next {
        case .try(let task):
            Text("\(words.of("door-try", task.how)) \(task.times) × \(task.taps)").font(.title2)
        case .wait(let task):
            Text("\(words("screen/step.wait")) \(task.atLeastMs / 1000) s").font(.title2)
        case .do(let task):
            Text(words.of("door-act", task.act)).font(.title2)
        case .nothing:
            if model.isAnswered { StateChip(words("screen/doorstep.answered"), tone: .good) }
            if model.noAccessReady { StateChip(words("screen/doorstep.no-access-ready"), tone: .warning) }
        }
    }

    @ViewBuilder private var list: some View {
        ForEach(model.list, id: \.act) { row in
            StateChip(words.of("door-act", row.act), tone: row.isDone ? .good : .quiet)
            if !row.isDone { tries(row.act) }
        }
    }

    /// What may be recorded for one thing of the list: a search has results, a call has results.
    @ViewBuilder private func tries(_ act: String) -> some View {
        if let place = DoorSearch(key: act) {
            KeyChoice("search-result", SearchResult.allCases.map(\.key)) { key in
                if let result = SearchResult(key: key) { send(.searchDoor(place: place, result: result)) }
            }
        } else if let party = DoorstepScreen.party(of: act) {
            KeyChoice("call-result", CallResult.allCases.map(\.key)) { key in
                if let result = CallResult(key: key) {
                    send(.call(to: party, reason: .noAccess, result: result, text: ""))
                }
            }
        }
    }

    /// Whom an act of the list telephones; none where it telephones nobody.
    private static func party(of act: String) -> Party? {
        act == "phone" ? .customer : Party(key: act)
    }
}
