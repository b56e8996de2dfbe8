//! An engineer at work on one visit: looks at the topmost screen, does what is missing there,
//! goes on where the core says. Counts every act; knows no step by heart.

import AppModel
import DoorstepCore
import Foundation
import PortStandIns

/// One engineer with one phone in hand.
@MainActor
public final class Engineer {
    /// Every act that was saved, in order.
    public private(set) var acts: [String]

    private let visit: VisitId
    private let clock: ToldClock
    private let picture: String
    private let part = "BX-FJ-12"
    private let mostTurns = 250

    /// Why the work does not go on.
    public struct Stuck: Error, CustomStringConvertible {
        public let description: String
    }

    /// An engineer who did these acts of the visit, and whose camera sees this picture.
    public init(visit: VisitId, clock: ToldClock, picture: String, did acts: [String] = []) {
        self.visit = visit
        self.clock = clock
        self.picture = picture
        self.acts = acts
    }

    /// Works on this phone until the screen says that it is over.
    public func work(with phone: PhoneModel, until isOver: (ScreenModel) -> Bool) async throws {
        for _ in 0..<mostTurns {
            let screen = phone.path.last ?? .job(visit: visit)
            let model = try await phone.look(screen)
            if isOver(model) { return }
            if let act = wanted(model) {
                try await send(act, with: phone)
            } else if let refusal = await phone.onward(visit) {
                throw stuck("on from \(screen): \(refusal)")
            } else if phone.path.last == screen {
                throw stuck("\(screen) leads nowhere: \(model)")
            }
        }
        throw stuck("not over")
    }

    private func send(_ act: Act, with phone: PhoneModel) async throws {
        clock.pass(ms: 7_000)
        if let refusal = await phone.send(Intent(visit: visit, act: act)) {
            throw stuck("\(act): \(refusal)")
        }
        acts.append(name(of: act))
    }

    private func stuck(_ why: String) -> Stuck {
        Stuck(description: "\(why), after \(acts.count) acts: \(acts.suffix(12))")
    }

    /// What is to be done on this screen; none where it leads on.
    private func wanted(_ model: ScreenModel) -> Act? {
        switch model {
        case .job(let job): job.state == .new ? .accept : nil
        case .prepare(let model): missing(model.step)
        case .doorstep(let model): arrive(model) ?? missing(model.step)
        case .step(let model): model.step == Step.repair.key ? fit() ?? missing(model) : missing(model)
        case .quote(let model): quote(model)
        case .sign(let model): sign(model)
        case .leave(let model):
            missing(model.step) ?? (model.outcome.isEmpty ? .leave(outcome: .solved) : nil)
        default: nil
        }
    }

    /// Sets off, arrives, tries the door as the core wants it, goes in.
    private func arrive(_ model: DoorstepModel) -> Act? {
        guard let row = model.way?.milestones.first(where: { !$0.isReached }), row.refusal == nil,
            let milestone = Milestone(key: row.milestone)
        else { return nil }
        if milestone == .entered, model.tries == 0, case .try(let task) = model.next {
            return DoorTry(key: task.how).map { .tryDoor(how: $0) }
        }
        clock.pass(ms: 15 * 60_000)
        return .reach(milestone: milestone)
    }

    private func missing(_ step: StepModel) -> Act? {
        if step.group.count > 1 { return .confirmGroup(checks: step.group) }
        guard let check = step.checks.first(where: { $0.id == step.missing && $0.refusal == nil }) else {
            return nil
        }
        switch check.task {
        case .confirm: return .confirm(check: check.id)
        case .choose(let task): return task.options.first.map { .choose(check: check.id, option: $0.id) }
        case .measure(let task): return .measure(check: check.id, valueMilli: task.expectedLowMilli)
        case .photograph: return .photograph(check: check.id, path: picture)
        case .write: return .write(check: check.id, text: "冷冻风机轴承磨损，已更换，试机正常")
        case .call: return .answerCall(check: check.id, result: .reached)
        case .wait(let task):
            guard task.isRunning else { return .startTimer(check: check.id) }
            clock.pass(ms: task.atLeastMs)
            return .endTimer(check: check.id)
        }
    }

    private func quote(_ model: QuoteModel) -> Act? {
        guard model.answer.isEmpty else { return nil }
        if model.lines.isEmpty { return .addPart(part: part, count: 1) }
        return model.shown == nil ? .showQuote(language: .chinese) : .answerQuote(answer: .accepted)
    }

    private func fit() -> Act? {
        guard !acts.contains("fitPart") else { return nil }
        return .fitPart(part: part, count: 1, serial: "FJ12-26093177", oldPart: .returned)
    }

    private func sign(_ model: SignModel) -> Act? {
        guard model.accepted == nil else { return nil }
        guard model.shown != nil else { return .showConfirmation(language: .chinese) }
        let line = (0..<24).map { (at: Int32) -> Point in
            Point(x: 20 + at * 10, y: 60 + at % 5 * 9, tMs: UInt32(at) * 15, pressure: 0)
        }
        return .sign(signer: .customer, width: 320, height: 160, strokes: [line])
    }

    private func name(of act: Act) -> String {
        let name = Mirror(reflecting: act).children.first?.label ?? String(describing: act)
        switch act {
        case .tryDoor(let how): return "\(name) \(how)"
        case .reach(let milestone): return "\(name) \(milestone)"
        case .confirm(let check), .choose(let check, _), .measure(let check, _): return "\(name) \(check)"
        case .confirmGroup(let checks): return "\(name) \(checks.joined(separator: " "))"
        default: return name
        }
    }
}

/// A model as one line, the same in every process.
public func fingerprint(_ model: ScreenModel) -> String {
    String(describing: model).split(whereSeparator: \.isNewline).joined(separator: " ")
}
