//! Draws the protocol at the door: ring, wait, telephone, look around, leave a note.
//!
//! What is to be done now stands large and its press lies at the bottom; what is tried when
//! nobody opens stays folded until it begins. Which of it comes next is the core's to say.

import AppModel
import DoorstepCore
import SwiftUI

/// At the door.
struct DoorstepScreen: View {
    let model: DoorstepModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScrollViewReader { page in
            ScreenFrame(words("screen/doorstep.title"), sync: model.step.sync) {
                if let way = model.way { WayView(way: way, send: send, go: go, visit: model.visit) }
                NowView(model: model)
                DoorList(model: model, send: send)
                StepChecks(model: model.step, send: send, title: words.of("step", model.step.step))
            } bottom: {
                let isDone = model.step.missing.isEmpty
                if !isDone, !model.noAccessReady {
                    WayOn(model: model.step) { page.scrollTo($0, anchor: .center) }
                }
                DoorButtons(model: model, send: send)
                if isDone { WayOn(model: model.step) { page.scrollTo($0, anchor: .center) } }
            }
        }
    }
}

/// What to do now, and how long it has been going on.
private struct NowView: View {
    let model: DoorstepModel
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/doorstep.now")) {
            if !sentence.isEmpty { Text(sentence).font(.title2) }
            if model.isAnswered { StateChip(words("screen/doorstep.answered"), tone: .good) }
            if model.noAccessReady { Notice(words("screen/doorstep.no-access-ready"), tone: .warning) }
            InfoRow(words("screen/doorstep.tries"), words("unit/times", ["n": model.tries]))
            if let waited = model.waitedMs { InfoRow(words("screen/step.waited"), span(waited)) }
            if model.phoneDue == .yes, !wasPhoned {
                Notice(words("screen/doorstep.phone-due"), tone: .warning)
            }
            ForEach(model.phones, id: \.self) { CallButton(phone: $0) }
        }
    }

    private var wasPhoned: Bool {
        model.list.contains { $0.act == DoorActRow.phone && $0.isDone }
    }

    /// What to do next, said whole; empty where there is nothing to do.
    private var sentence: String {
        switch model.next {
        case .try(let task) where DoorTry(key: task.how) == .knock:
            words("screen/doorstep.knocks", ["times": task.times, "taps": task.taps])
        case .try: words("screen/doorstep.ring")
        case .wait(let task): words("screen/doorstep.wait", ["s": task.atLeastMs / 1000])
        case .do(let task): words.of("door-act", task.act)
        case .nothing: ""
        }
    }

    /// Minutes and seconds of a span.
    private func span(_ ms: Int64) -> String {
        let seconds = ms / 1000
        if seconds < 60 { return words("unit/seconds", ["n": seconds]) }
        return words("unit/minutes-seconds", ["m": seconds / 60, "s": seconds % 60])
    }
}

/// The presses at the door, the one that is wanted most visibly; none is once nothing is missing here.
private struct DoorButtons: View {
    let model: DoorstepModel
    let send: Send

    var body: some View {
        if model.noAccessReady {
            NoAccess(model: model, send: send)
        } else if tries.count == 2, tries.contains(where: { $0.refusal == nil }) {
            SideBySide {
                ForEach(tries, id: \.key) { TryButton(offer: $0, isWanted: $0.key == wanted, send: send) }
            }
        }
    }

    /// The wanted one last, under the thumb.
    private var tries: [Offer] {
        let tries = model.offers.filter { DoorTry(key: $0.key) != nil }
        return tries.filter { $0.key != wanted } + tries.filter { $0.key == wanted }
    }

    private var wanted: String? {
        guard case .try(let task) = model.next, !model.step.missing.isEmpty else { return nil }
        return task.how
    }
}

private struct TryButton: View {
    let offer: Offer
    let isWanted: Bool
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        if let how = DoorTry(key: offer.key) {
            if isWanted {
                PrimaryButton(words.of("door-try", offer.key), refusal: offer.refusal) {
                    send(.tryDoor(how: how))
                }
            } else {
                SecondaryButton(words.of("door-try", offer.key), refusal: offer.refusal) {
                    send(.tryDoor(how: how))
                }
            }
        }
    }
}
