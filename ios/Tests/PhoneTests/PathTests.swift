//! Navigation as a value.

import DoorstepCore
import Testing

@testable import AppModel

@MainActor @Suite("The path of screens")
struct PathTests {
    private let visit = "FW-20261123-0001-1"
    private let phone = PhoneModel(core: Silent())

    @Test("Going to a screen that lies below goes back to it")
    func back() {
        phone.go(.job(visit: visit))
        phone.go(.quote(visit: visit))
        phone.go(.part(visit: visit))
        phone.go(.job(visit: visit))
        #expect(phone.path == [.job(visit: visit)])
        phone.go(.sync)
        #expect(phone.path == [.job(visit: visit), .sync])
        phone.go(.today)
        #expect(phone.path.isEmpty)
    }

    @Test("What comes next has a screen, and a step that this app does not know has none")
    func next() {
        let place = { (place: NextPlace, step: String) in
            NextModel(place: place, step: step, item: "").screen(of: visit)
        }
        #expect(place(.step, "diagnose") == .step(visit: visit, step: .diagnose))
        #expect(place(.step, "prepare") == .prepare(visit: visit))
        #expect(place(.step, "a-step-of-tomorrow") == nil)
        #expect(place(.doorstep, "") == .doorstep(visit: visit))
        #expect(place(.followUp, "") == .followUp)
    }

    @Test("A screen that is about no visit does not send an act of one")
    func noVisit() async {
        let holder = phone.holder(.sync)
        #expect(await holder.send(.accept) == Refusal(code: "app/no-visit-here"))
    }

    @Test("Our own fault keeps the name of its occurrence")
    func broken() async {
        let refusal = await phone.send(Intent(visit: visit, act: .accept))
        #expect(refusal == Refusal(code: "store/broken", reportId: "r-1"))
    }
}

/// A core that breaks on everything.
private final class Silent: DoorstepProtocol {
    private let wrong = DoorstepError.Broken(code: "store/broken", reportId: "r-1")
    func enrol(office: String, token: String) throws { throw wrong }
    func look(screen: Screen) throws -> ScreenModel { throw wrong }
    func send(intent: Intent) throws { throw wrong }
    func sendDay(intent: DayIntent) throws { throw wrong }
    func sendPhone(act: PhoneAct) throws { throw wrong }
    func sendVan(act: VanAct) throws { throw wrong }
    func shutDown() {}
    func subscribe(screen: Screen, listener: any ScreenListener) throws -> Subscription { throw wrong }
    func syncNow(atMostMs: Int64) throws -> Int64 { throw wrong }
}
