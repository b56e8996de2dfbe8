//! The screens on the stand-in of SwiftUI: what they say, what can be pressed, what a press sends.
//!
//! Shows that views and models fit and that nothing is without words. Shows nothing of
//! layout, looks or Apple's own SwiftUI.

import DoorstepCore
import Foundation
import SwiftUI
import Testing

@testable import AppModel
@testable import Screens

private let visit = "FW-20261123-0001-1"

/// What a walk through a view finds.
@MainActor
private struct Walk {
    private(set) var texts: [String] = []
    private(set) var buttons: [(title: String, press: @MainActor () -> Void)] = []

    init(_ view: any View) {
        walk(view, isOpen: true)
    }

    private mutating func walk(_ view: any View, isOpen: Bool) {
        let open = isOpen && !view.isDisabled
        if let said = view.said { texts.append(said) }
        if let press = view.pressed, open { buttons.append((Walk.title(view), press)) }
        for part in view.inside { walk(part, isOpen: open) }
    }

    private static func title(_ view: any View) -> String {
        let own = view.said.map { [$0] } ?? []
        return (own + view.inside.map { title($0) }).joined()
    }
}

/// What the screens sent.
@MainActor
private final class Sent {
    var acts: [Act] = []
    var days: [DayAct] = []
    var places: [Screen] = []
    var enrolments: [[String]] = []

    func content(_ model: ScreenModel) -> StageContent {
        StageContent(
            model: model, send: { self.acts.append($0) }, sendOn: { self.acts.append($1) },
            sendDay: { self.days.append($0) }, sendVan: { _ in }, ask: { _ in }, sync: {},
            go: { self.places.append($0) }, enrol: { self.enrolments.append([$0, $1]) })
    }
}

@MainActor @Suite("The screens, type-checked and walked against stand-ins", .timeLimit(.minutes(2)))
struct DrawingTests {
    private let bed: Bed

    init() throws {
        bed = try Bed()
    }

    private func accepted() async throws -> (PhoneModel, Office) {
        let office = Office(bed)
        let token = try office.prepare(visit)
        let address = try office.serve()
        let phone = try await PhoneModel.open(folder: bed.folder.appendingPathComponent("phone").path)
        #expect(await phone.enrol(office: address, token: token) == nil)
        #expect(await phone.syncNow(atMostMs: 60_000) == nil)
        #expect(await phone.send(Intent(visit: visit, act: .accept)) == nil)
        return (phone, office)
    }

    private func screens(_ phone: PhoneModel) async throws -> [Screen] {
        let day = try await phone.look(.today).listed().day
        return [
            .today, .job(visit: visit), .prepare(visit: visit), .doorstep(visit: visit),
            .quote(visit: visit), .part(visit: visit), .custody(visit: visit), .sign(visit: visit),
            .leave(visit: visit), .incident(visit: visit), .knowledge(visit: visit, query: "制冷"),
            .followUp, .day(day: day), .sync, .job(visit: "FW-20261123-9999-1"),
        ] + Step.allCases.map { .step(visit: visit, step: $0) }
    }

    @Test("Every screen of a visit is drawn, and nothing on it is without words")
    func words() async throws {
        let (phone, office) = try await accepted()
        for screen in try await screens(phone) {
            let walk = Walk(Sent().content(try await phone.look(screen)))
            #expect(walk.texts.count > 2, "\(screen)")
            let bare = walk.texts.filter { $0.contains(/(^|\s)[a-z]+(-[a-z]+)*\/[a-z]/) }
            #expect(bare.isEmpty, "\(screen)")
        }
        await phone.close()
        withExtendedLifetime(office) {}
    }

    @Test("A phone that is not enrolled asks for the office and the code, and for nothing else")
    func enrolment() async throws {
        let phone = try await PhoneModel.open(folder: bed.folder.appendingPathComponent("phone").path)
        let sent = Sent()
        let words = Words(.chinese)
        let model = try await phone.look(.today)
        let first = Walk(sent.content(model))
        #expect(first.texts.contains(words("screen/enrol.why")))
        #expect(first.buttons.map(\.title) == [words("button/enrol")])
        #expect(first.texts.filter { $0.contains("/") } == [])
        await phone.close()

        let link = "doorstep://enrol?office=%20http%3A%2F%2Fcentre%3A8080%0A&token=abcd%20"
        let screen = EnrolScreen(
            invitation: Invitation(link: link), enrol: { sent.enrolments.append([$0, $1]) })
        try #require(Walk(screen).buttons.first).press()
        #expect(sent.enrolments == [["http://centre:8080", "abcd"]])
        for other in [
            "", "https://enrol?office=a&token=b", "doorstep://else?office=a&token=b",
            "doorstep://enrol?office=a",
        ] {
            #expect(Invitation(link: other) == nil)
        }
    }

    @Test("A phone is enrolled from its first screen, and then shows its day")
    func enrolled() async throws {
        let office = Office(bed)
        let token = try office.prepare(visit)
        let address = try office.serve()
        let phone = try await PhoneModel.open(folder: bed.folder.appendingPathComponent("phone").path)
        let list = phone.holder(.today)
        #expect(await list.enrol(office: address, token: "no-such-token")?.code == "enrol/unknown-token")
        #expect(list.refusal?.code == "enrol/unknown-token")
        #expect(await list.enrol(office: address, token: token) == nil)
        let walk = Walk(Sent().content(try await phone.look(.today)))
        #expect(walk.texts.contains(Words(.chinese)("screen/today.engineer")))
        #expect(try await phone.look(.today).listed().rows.contains { $0.visit == visit })
        await phone.close()
        withExtendedLifetime(office) {}
    }

    @Test("A key without words is seen by the test that looks for one")
    func bareKey() {
        let walk = Walk(ClosedScreen(model: ClosedModel(code: "visit/no-such-code"), go: { _ in }))
        #expect(walk.texts.contains { $0.contains(/(^|\s)[a-z]+(-[a-z]+)*\/[a-z]/) })
    }

    @Test("Every key that a screen names has words in both languages")
    func keys() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Screens").standardized
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var named = Set<String>()
        for case let file as URL in files where file.pathExtension == "swift" {
            guard file.lastPathComponent != "WordTable.swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            named.formUnion(text.matches(of: /"([a-z-]+\/[a-z.-]+)"/).map { String($0.output.1) })
        }
        #expect(named.count > 100)
        #expect(named.filter { WordTable.zh[$0] == nil || WordTable.en[$0] == nil }.sorted() == [])
        #expect(WordTable.zh.keys.filter { WordTable.en[$0] == nil }.sorted() == [])
    }

    @Test("Every name that an act may ask for has words in both languages")
    func names() {
        func check<K: Keyed>(_ kind: String, _ type: K.Type) {
            for name in type.allCases {
                let key = "\(kind)/\(name.key)"
                #expect(WordTable.zh[key] != nil && WordTable.en[key] != nil, "\(key)")
            }
        }
        check("call-ahead", CallAheadModel.self)
        check("call-reason", CallReason.self)
        check("call-result", CallResult.self)
        check("card-says", CardSays.self)
        check("custody-end", CustodyEnd.self)
        check("custody-kind", CustodyKind.self)
        check("day-stand", DayStand.self)
        check("door-try", DoorTry.self)
        check("follow-up-result", FollowUpResult.self)
        check("milestone", Milestone.self)
        check("no-signature", NoSignature.self)
        check("old-part", OldPart.self)
        check("outcome", Outcome.self)
        check("party", Party.self)
        check("progress", StepStand.self)
        check("quote-answer", QuoteAnswer.self)
        check("reason-why", ReasonWhy.self)
        check("rejection", Rejection.self)
        check("search-result", SearchResult.self)
        check("set-off", SetOffModel.self)
        check("signer", Signer.self)
        check("state", VisitState.self)
        check("step", Step.self)
        check("sync-state", SyncState.self)
        check("ticket-field", TicketField.self)
        check("weight", WeightModel.self)
    }

    @Test("The steps before setting off are done by pressing what their screens offer")
    func pressing() async throws {
        let (phone, office) = try await accepted()
        var presses = 0
        for step in [Step.accept, .prepare] {
            while try await phone.look(.step(visit: visit, step: step)).asked().stand != .done {
                let sent = Sent()
                let model = try await phone.look(.step(visit: visit, step: step)).asked()
                let missing = try #require(model.checks.first { $0.id == model.missing })
                let row = Walk(CheckRow(check: missing, acts: .visit { sent.acts.append($0) }))
                let button = try #require(row.buttons.first, "\(missing.id) offers nothing to press")
                button.press()
                let act = try #require(sent.acts.first, "\(button.title) sends nothing")
                #expect(await phone.send(Intent(visit: visit, act: act)) == nil)
                presses += 1
            }
        }
        #expect(presses > 0)
        await phone.close()
        withExtendedLifetime(office) {}
    }

    @Test("A refused action is said with its reason and cannot be pressed")
    func refused() async throws {
        let (phone, office) = try await accepted()
        let model = try await phone.look(.leave(visit: visit))
        guard case .leave(let leave) = model else {
            Issue.record("leaving is closed")
            return
        }
        let solved = try #require(leave.outcomes.first { $0.key == "solved" })
        let refusal = try #require(solved.refusal)
        let walk = Walk(LeaveScreen(model: leave, send: { _ in }, go: { _ in }))
        let words = Words(.chinese)
        #expect(walk.texts.contains(words(refusal.code)))
        #expect(!walk.buttons.contains { $0.title == words("outcome/solved") })
        #expect(walk.buttons.contains { $0.title == words("outcome/interrupted") })
        await phone.close()
        withExtendedLifetime(office) {}
    }

    @Test("A screen in the customer's hands shows the text, the pad and no other way")
    func customerMode() throws {
        let sent = Sent()
        let amount = Amount(minor: 12_800, currency: "CNY")
        let model = SignModel(
            visit: visit, missing: "", total: amount,
            shown: PaperModel(document: "d", text: "the whole text", total: amount), showRefusal: nil,
            signers: [Offer(key: "customer", refusal: nil), Offer(key: "family", refusal: nil)],
            unsigned: [Offer(key: "declined", refusal: nil)], accepted: nil, isChangedAfterSigning: false)
        let screen = SignScreen(model: model, send: { sent.acts.append($0) }, go: { sent.places.append($0) })
        let words = Words(.chinese)
        let before = Walk(screen)
        try #require(before.buttons.first { $0.title == words("signer/customer") }).press()
        let during = Walk(screen)
        #expect(during.texts.contains("the whole text"))
        // Nothing is drawn yet: "signed" stands there and cannot be pressed.
        #expect(during.texts.contains(words("button/signed")))
        #expect(during.buttons.map(\.title) == [words("button/erase"), words("screen/sign.why-not")])
        #expect(sent.acts.isEmpty && sent.places.isEmpty)
    }

    @Test("Where the old part went is never chosen beforehand")
    func oldPart() throws {
        let sent = Sent()
        let name = DoorstepCore.Words(zh: "压缩机", en: "Compressor")
        let need = PartNeed(
            part: "P-1", text: name, count: 1, fitted: 0, isTracked: false, oldPart: "", choices: [],
            refusal: nil)
        let model = PartModel(visit: visit, needs: [need], fitted: [], missing: [], rejected: [])
        let view = PartScreen(model: model, send: { sent.acts.append($0) }, sendVan: { _ in }, go: { _ in })
        let words = Words(.chinese)
        // ForEach of the stand-in keeps the rows that it made: one walk shows one state of them.
        #expect(!Walk(view).buttons.contains { $0.title == words("button/fit") })
        #expect(Walk(view).texts.contains(words("screen/part.old-went")))
    }

    @Test("A loaner can be chosen while it is refused for what is not typed yet")
    func loaner() throws {
        let refusal = RefusalModel(code: "visit/no-serial", field: "")
        let model = CustodyModel(
            visit: visit, open: [], closed: [], photos: 1,
            kinds: [Offer(key: "taken", refusal: nil), Offer(key: CustodyKind.loaner.key, refusal: refusal)],
            proposedDueMs: 1_795_402_800_000)
        let walk = Walk(CustodyScreen(model: model, send: { _ in }, go: { _ in }))
        let words = Words(.chinese)
        #expect(walk.buttons.contains { $0.title.contains(words.of("custody-kind", CustodyKind.loaner.key)) })
        #expect(!walk.buttons.contains { $0.title == words("button/signed") })
    }

    @Test("Places in words are filled by name")
    func filled() {
        let words = Words(.english)
        #expect(words("screen/doorstep.knocks", ["times": 3, "taps": 2]) == "3 knocks of 2 light taps")
    }

    @Test("On is where the next missing thing can be done")
    func onward() async throws {
        let (phone, office) = try await accepted()
        phone.go(.job(visit: visit))
        phone.go(.sign(visit: visit))
        #expect(await phone.onward(visit) == nil)
        let job = try await phone.look(.job(visit: visit))
        guard case .job(let model) = job else {
            Issue.record("no job")
            return
        }
        let next = try #require(model.next.screen(of: visit))
        #expect(phone.path == [.job(visit: visit), next])
        phone.instead(.job(visit: visit))
        #expect(phone.path == [.job(visit: visit)])
        phone.path = []
        #expect(await phone.resume() == nil)
        #expect(phone.path == [.job(visit: visit), next])
        phone.path = [.sync]
        #expect(await phone.resume() == nil)
        #expect(phone.path == [.sync])
        await phone.close()
        withExtendedLifetime(office) {}
    }

    @Test("Amounts, thousandths and times are written as people read them")
    func numbers() {
        let words = Words(.chinese)
        #expect(words.money(Amount(minor: 12_805, currency: "CNY")) == "CNY 128.05")
        #expect(words.money(Amount(minor: -50, currency: "CNY")) == "CNY -0.50")
        #expect(words.milli(198_500) == "198.5")
        #expect(words.milli(-30_000) == "-30")
        #expect(words.milli(7) == "0.007")
        #expect(words.time(1_795_402_800_000) == "11:00")
        #expect(NumberPad.milli("198.5") == 198_500)
        #expect(NumberPad.milli("abc") == nil)
        #expect(ReductionView.minor("99.5") == 9_950)
    }
}
