//! A visit on the real core, asked of screens and answered through the app model.

import DoorstepCore
import Foundation
import Testing

@testable import AppModel

private let visit = "FW-20261123-0001-1"

@MainActor @Suite("The app model on the real core", .timeLimit(.minutes(2)))
struct VisitTests {
    private let bed: Bed
    private let folder: String

    init() throws {
        bed = try Bed()
        folder = bed.folder.appendingPathComponent("phone").path
    }

    /// A phone that has the job of the visit, and the office that gave it.
    private func enrolled() async throws -> (PhoneModel, Office) {
        let office = Office(bed)
        let token = try office.prepare(visit)
        let address = try office.serve()
        let phone = try await PhoneModel.open(folder: folder)
        #expect(await phone.enrol(office: address, token: token) == nil)
        #expect(await phone.syncNow(atMostMs: 60_000) == nil)
        return (phone, office)
    }

    private func opened(_ phone: PhoneModel, _ screen: Screen) async throws -> ScreenModelHolder {
        let holder = phone.holder(screen)
        let refusal = await holder.open()
        try #require(refusal == nil, "\(screen): \(String(describing: refusal))")
        return holder
    }

    private func act(_ check: CheckModel) throws -> Act {
        switch check.task {
        case .confirm: .confirm(check: check.id)
        case .choose(let task): .choose(check: check.id, option: try #require(task.options.first).id)
        case .measure(let task): .measure(check: check.id, valueMilli: task.expectedLowMilli)
        case .photograph:
            .photograph(
                check: check.id, path: bed.fixtures.appendingPathComponent("photos/part-label.png").path)
        case .write: .write(check: check.id, text: "厨房里有点挤，已说明")
        case .wait: .startTimer(check: check.id)
        case .call: .answerCall(check: check.id, result: .reached)
        }
    }

    /// Answers whatever the step says is missing until it is done; the ids that are settled.
    private func play(_ phone: PhoneModel, _ step: Step) async throws -> [CheckId] {
        let holder = try await opened(phone, .step(visit: visit, step: step))
        defer { holder.close() }
        var model = try await holder.until { $0.step?.checks.isEmpty == false }.asked()
        while model.stand != .done {
            let before = model
            let missing = try #require(
                before.checks.first { $0.id == before.missing }, "missing: \(before.missing)")
            let refusal = await holder.send(try act(missing))
            #expect(refusal == nil, "\(missing.id)")
            model = try await holder.until { $0.step != nil && $0.step != before }.asked()
        }
        return model.checks.filter(\.isSettled).map(\.id)
    }

    @Test("A screen of a new phone says that it is not enrolled, and shows nothing after it is closed")
    func newPhone() async throws {
        let phone = try await PhoneModel.open(folder: folder)
        let today = try await opened(phone, .today)
        _ = await today.until { if case .today(let model) = $0 { model.engineer.isEmpty } else { false } }
        let shown = today.model
        today.close()
        #expect(await today.open() == nil, "a closed screen can be opened again")
        #expect(today.model == shown)
        let job = try await phone.look(.job(visit: visit))
        #expect(job == .closed(ClosedModel(code: "visit/no-job")))
        today.close()
        await phone.close()
        #expect(await phone.send(Intent(visit: visit, act: .accept)) == Refusal(code: "phone/closed"))
        #expect(await phone.holder(.today).open() == Refusal(code: "phone/closed"))
    }

    @Test("A visit that was said to be saved is there after closing and opening again")
    func crossing() async throws {
        let (phone, office) = try await enrolled()
        let list = try await opened(phone, .today)
        let today = try await list.until {
            if case .today(let model) = $0 { !model.rows.isEmpty && model.hasBooks } else { false }
        }.listed()
        let row = try #require(today.rows.first { $0.visit == visit })
        #expect(row.customer.unicodeScalars.contains { $0.value > 0x3000 }, "Chinese names cross whole")

        let job = try await opened(phone, .job(visit: visit))
        #expect(await job.send(.confirm(check: "no-such-check")) == Refusal(code: "visit/not-open"))
        #expect(job.refusal?.code == "visit/not-open")
        job.dismissRefusal()
        #expect(job.refusal == nil)
        #expect(await job.send(.accept) == nil)
        _ = await job.until { if case .job(let model) = $0 { model.state == .underWay } else { false } }
        job.close()

        _ = try await play(phone, .accept)
        let asked = try await play(phone, .prepare)
        #expect(!asked.isEmpty)
        let prepare = try await opened(phone, .prepare(visit: visit))
        let unknown = await prepare.send(.confirm(check: "no-such-check"))
        #expect(unknown == Refusal(code: "check/unknown", field: "no-such-check"))
        #expect(await prepare.send(.leave(outcome: .interrupted)) == nil)
        prepare.close()
        list.close()
        await phone.close()

        let again = try await PhoneModel.open(folder: folder)
        let left = try await again.look(.today).listed()
        #expect(left.rows.first { $0.visit == visit }?.state == .left)
        let step = try await again.look(.step(visit: visit, step: .prepare)).asked()
        #expect(step.checks.filter(\.isSettled).map(\.id) == asked)
        #expect(await again.sendDay(DayIntent(day: today.day, act: .start)) == nil)
        #expect(await again.syncNow(atMostMs: 60_000) == nil)
        #expect(again.unproved == 0, "everything has arrived")
        await again.close()
        withExtendedLifetime(office) {}
    }

    @Test("What is wanted at once is carried out in the order in which it was wanted")
    func order() async throws {
        let (phone, office) = try await enrolled()
        #expect(await phone.send(Intent(visit: visit, act: .accept)) == nil)
        async let first = phone.send(Intent(visit: visit, act: .write(check: nil, text: "一")))
        async let second = phone.send(Intent(visit: visit, act: .leave(outcome: .interrupted)))
        #expect(await [first, second] == [nil, nil])
        #expect(await phone.send(Intent(visit: visit, act: .accept)) != nil, "a visit is accepted once")
        await phone.close()
        withExtendedLifetime(office) {}
    }

    @Test("Every screen of an accepted visit shows its own model")
    func everyScreen() async throws {
        let (phone, office) = try await enrolled()
        #expect(await phone.send(Intent(visit: visit, act: .accept)) == nil)
        let day = try await phone.look(.today).listed().day
        let screens: [Screen] = [
            .today, .job(visit: visit), .prepare(visit: visit), .doorstep(visit: visit),
            .step(visit: visit, step: .diagnose), .quote(visit: visit), .part(visit: visit),
            .custody(visit: visit), .sign(visit: visit), .leave(visit: visit), .incident(visit: visit),
            .knowledge(visit: visit, query: "制冷"), .followUp, .day(day: day), .sync,
        ]
        for screen in screens {
            let holder = try await opened(phone, screen)
            let model = await holder.until { _ in true }
            let (place, shown) = (name(of: screen), name(of: model))
            #expect(place == shown)
            holder.close()
        }
        await phone.close()
        withExtendedLifetime(office) {}
    }

    @Test("An id that is none is refused by its code, and the phone goes on")
    func noId() async throws {
        let phone = try await PhoneModel.open(folder: folder)
        #expect(await phone.holder(.day(day: "E1001/2026-11-23")).open()?.code == "id/malformed")
        await phone.close()
    }

    @Test("A key that the core says is the key of a case that the app knows")
    func keys() async throws {
        let (phone, office) = try await enrolled()
        #expect(await phone.send(Intent(visit: visit, act: .accept)) == nil)
        guard case .job(let job) = try await phone.look(.job(visit: visit)),
            case .leave(let leave) = try await phone.look(.leave(visit: visit)),
            case .sign(let sign) = try await phone.look(.sign(visit: visit)),
            case .custody(let custody) = try await phone.look(.custody(visit: visit)),
            case .followUp(let followUp) = try await phone.look(.followUp)
        else {
            Issue.record("a screen of an accepted visit is closed")
            return
        }
        let work = try #require(job.work)
        let way = try #require(work.way)
        #expect(work.steps.compactMap { Step(key: $0.step)?.key } == work.steps.map(\.step))
        #expect(work.fields.compactMap { TicketField(key: $0.field)?.key } == TicketField.allCases.map(\.key))
        #expect(work.handOver.allSatisfy { Party(key: $0.key) != nil })
        #expect(way.milestones.map(\.milestone) == Milestone.allCases.map(\.key))
        #expect(leave.outcomes.map(\.key) == Outcome.allCases.map(\.key))
        #expect(sign.signers.map(\.key) == Signer.allCases.map(\.key))
        #expect(sign.unsigned.map(\.key) == NoSignature.allCases.map(\.key))
        #expect(custody.kinds.map(\.key) == CustodyKind.allCases.map(\.key))
        #expect(followUp.results == FollowUpResult.allCases.map(\.key))
        #expect(Outcome(key: "no-such-outcome") == nil)
        await phone.close()
        withExtendedLifetime(office) {}
    }

    private func name(of value: Any) -> String {
        Mirror(reflecting: value).children.first?.label ?? String(describing: value)
    }
}

extension ScreenModel {
    /// The step that it shows, if it is one.
    var step: StepModel? {
        if case .step(let model) = self { model } else { nil }
    }

    func asked() throws -> StepModel {
        try #require(step)
    }

    func listed() throws -> TodayModel {
        guard case .today(let model) = self else {
            Issue.record("this is not the list: \(self)")
            throw CancellationError()
        }
        return model
    }
}
