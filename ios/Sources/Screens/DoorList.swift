//! Draws what is tried when nobody opens: each thing of the list, what came of it, and leaving.

import AppModel
import DoorstepCore
import SwiftUI

/// The list; folded until something of it is done or comes next.
struct DoorList: View {
    let model: DoorstepModel
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        let done = model.list.count(where: \.isDone)
        FoldedSection(
            "\(words("screen/doorstep.list")) · \(done)/\(model.list.count)",
            isOpenFirst: next != nil || done > 0
        ) {
            ForEach(model.list, id: \.act) { row in
                DoorActView(row: row, isNext: row.act == next, send: send)
            }
            if !model.noAccessReady { NoAccess(model: model, send: send) }
        }
    }

    private var next: String? {
        if case .do(let task) = model.next { task.act } else { nil }
    }
}

/// One thing of the list; what came of it is asked where it is next, else on request.
private struct DoorActView: View {
    private let row: DoorActRow
    private let isNext: Bool
    private let send: Send
    @State private var isOpen: Bool
    @Environment(\.words) private var words

    init(row: DoorActRow, isNext: Bool, send: @escaping Send) {
        self.row = row
        self.isNext = isNext
        self.send = send
        _isOpen = State(initialValue: isNext)
    }

    var body: some View {
        let name = words.of("door-act", row.act)
        Group {
            if row.isDone {
                StateChip("\(name) · \(words("screen/doorstep.done"))", tone: .good)
            } else if isOpen {
                StateChip(name, tone: .quiet)
                Tried(act: row.act, send: send)
            } else {
                LinkRow("\(name) · \(words("screen/doorstep.not-done"))") { isOpen = true }
            }
        }
        .onChange(of: isNext) { isOpen = isNext }
    }
}

/// What may be recorded for one thing: a search and a call have results, a note has a picture.
private struct Tried: View {
    let act: String
    let send: Send
    @Environment(\.camera) private var camera
    @Environment(\.words) private var words

    var body: some View {
        if let place = DoorSearch(key: act) {
            KeyChoice("search-result", SearchResult.allCases.map(\.key)) { key in
                if let result = SearchResult(key: key) { send(.searchDoor(place: place, result: result)) }
            }
        } else if let party = act == DoorActRow.phone ? .customer : Party(key: act) {
            KeyChoice("call-result", CallResult.allCases.map(\.key)) { key in
                if let result = CallResult(key: key) {
                    send(.call(to: party, reason: .noAccess, result: result, text: ""))
                }
            }
        } else {
            SecondaryButton(words("button/photograph")) {
                Task { if let path = await camera.photograph() { send(.leaveDoorNote(path: path)) } }
            }
        }
    }
}

/// Leaving because nobody opened; loud only once everything was tried.
struct NoAccess: View {
    let model: DoorstepModel
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        ForEach(model.offers, id: \.key) { offer in
            if let outcome = Outcome(key: offer.key) {
                if model.noAccessReady {
                    DangerButton(words("screen/doorstep.leave"), refusal: offer.refusal) {
                        send(.leave(outcome: outcome))
                    }
                } else {
                    SecondaryButton(words("screen/doorstep.leave"), refusal: offer.refusal) {
                        send(.leave(outcome: outcome))
                    }
                }
            }
        }
    }
}

extension DoorActRow {
    /// The act of the list that telephones the customer.
    static let phone = "phone"
}
