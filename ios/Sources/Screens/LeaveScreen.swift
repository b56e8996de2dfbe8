//! Draws leaving: the last checks, the one result, how long it took, what is owed now.

import AppModel
import DoorstepCore
import SwiftUI

/// Leaving.
struct LeaveScreen: View {
    let model: LeaveModel
    let send: Send
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScrollViewReader { page in
            ScreenFrame(words("screen/leave.title"), sync: model.step.sync) {
                if !model.outcome.isEmpty {
                    StateChip(
                        words("screen/leave.left", ["outcome": words.of("outcome", model.outcome)]),
                        tone: .good)
                }
                StepChecks(model: model.step, send: send)
                if model.outcome.isEmpty { OtherOutcomes(model: model, send: send) }
                if let time = model.onSite { OnSiteView(time: time) }
                if model.inCustody > 0 {
                    LinkRow(words("screen/leave.in-custody", ["n": model.inCustody])) {
                        go(.custody(visit: model.visit))
                    }
                }
                if !model.owed.isEmpty {
                    PagePart(words("screen/leave.owed")) {
                        ForEach(model.owed, id: \.rule) { LeftOwing(row: $0) }
                    }
                }
            } bottom: {
                LeaveBottom(model: model, send: send, go: go) { page.scrollTo($0, anchor: .center) }
            }
        }
    }
}

/// The checks that are missing, then the result that is open first; after it the way to the list.
private struct LeaveBottom: View {
    let model: LeaveModel
    let send: Send
    let go: Go
    let bringIntoSight: @MainActor (CheckId) -> Void
    @Environment(\.words) private var words

    var body: some View {
        if !model.outcome.isEmpty {
            PrimaryButton(words("screen/today.title")) { go(.today) }
        } else if !model.step.missing.isEmpty {
            WayOn(model: model.step, bringIntoSight: bringIntoSight)
        } else if let first = model.firstOpen, let outcome = Outcome(key: first.key) {
            PrimaryButton(words.of("outcome", first.key)) { send(.leave(outcome: outcome)) }
        }
    }
}

/// Every other result, open or refused with its reason.
private struct OtherOutcomes: View {
    let model: LeaveModel
    let send: Send
    @Environment(\.words) private var words

    var body: some View {
        let first = model.step.missing.isEmpty ? model.firstOpen : nil
        let others = model.outcomes.filter { $0 != first }
        let sorted = others.filter { $0.refusal == nil } + others.filter { $0.refusal != nil }
        FoldedSection(words("screen/leave.outcomes"), isOpenFirst: first == nil) {
            ForEach(sorted, id: \.key) { offer in
                if let outcome = Outcome(key: offer.key) {
                    SecondaryButton(words.of("outcome", offer.key), refusal: offer.refusal) {
                        send(.leave(outcome: outcome))
                    }
                }
            }
        }
    }
}

private struct OnSiteView: View {
    let time: OnSiteModel
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/leave.on-site")) {
            InfoRow(
                words("screen/leave.worked"),
                time.workedMs.map(words.minutes) ?? words("screen/leave.worked-unknown"))
            if time.isPaused { StateChip(words("screen/leave.paused"), tone: .quiet) }
            switch time.isOver {
            case .yes: StateChip(words("screen/leave.over"), tone: .warning)
            case .unknown: StateChip(words("screen/leave.over-unknown"), tone: .quiet)
            case .no: EmptyView()
            }
        }
    }
}

/// Something that is owed from now on, in short.
private struct LeftOwing: View {
    let row: OwedRow
    @Environment(\.words) private var words

    var body: some View {
        Text(words.of(row.text)).font(.body)
        InfoRow(words("screen/follow-up.owner"), words.of("owner", row.owner))
        if let due = row.dueAtMs { InfoRow(words("screen/follow-up.due"), words.date(due)) }
    }
}

extension LeaveModel {
    /// The first result that is open.
    fileprivate var firstOpen: Offer? { outcomes.first { $0.refusal == nil } }
}
