//! The phone as the app holds it: one core, the navigation path, what is sent and synced.
//!
//! The core's calls block until they are saved, so they run off the main actor, one after
//! the other in the order in which they were wanted. Holds no rule of the trade.

import Dispatch
import DoorstepCore
import Observation
import Ports

/// One phone.
@MainActor @Observable
public final class PhoneModel {
    /// The screens that lie over today's list, the topmost last.
    public var path: [Screen] = []
    /// The language that the person reads.
    public var language: Language
    /// A sync is running.
    public var isSyncing: Bool { running != nil }
    /// How many things the office had not proved after the last sync; none before one.
    public private(set) var unproved: Int64?

    /// The invitation that was opened last, for a phone that is not enrolled.
    public private(set) var invitation: Invitation?

    /// Says that something was saved, for one listener; what was said before it listens is said once.
    @ObservationIgnored public let saved: AsyncStream<Void>

    private var running: Task<Refusal?, Never>?
    @ObservationIgnored private let says: AsyncStream<Void>.Continuation
    @ObservationIgnored private let core: any DoorstepProtocol
    @ObservationIgnored private let wishes = DispatchQueue(label: "app.doorstep.wishes")
    @ObservationIgnored private let syncs = DispatchQueue(label: "app.doorstep.syncs")

    /// A phone over this core.
    public init(core: any DoorstepProtocol, language: Language = .chinese) {
        self.core = core
        self.language = language
        (saved, says) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Opens the phone that lives in this folder, or makes a new one there, with its key in a
    /// file of the folder: for machines without a key store.
    public static func open(folder: String, language: Language = .chinese) async throws(Refusal) -> PhoneModel
    {
        try await open(language) { try Doorstep.open(folder: folder) }
    }

    /// Opens the phone that lives in this folder on the platform's own clocks and key store, under its rules.
    public static func open(
        folder: String, clock: any PhoneClock, vault: any KeyVault, rules: any PhoneRules,
        language: Language = .chinese
    ) async throws(Refusal) -> PhoneModel {
        try await open(language) {
            try Doorstep.openOn(folder: folder, clock: clock, vault: vault, rules: rules)
        }
    }

    private static func open(
        _ language: Language, _ core: @escaping @Sendable () throws -> Doorstep
    ) async throws(Refusal) -> PhoneModel {
        let opening = DispatchQueue(label: "app.doorstep.open")
        return PhoneModel(core: try await run(on: opening, core), language: language)
    }

    /// One screen, not shown before it is opened.
    public func holder(_ screen: Screen) -> ScreenModelHolder {
        ScreenModelHolder(screen: screen, phone: self)
    }

    /// Lays a screen over what is shown; one that lies there already is gone back to.
    public func go(_ screen: Screen) {
        if screen == .today {
            path = []
        } else if let there = path.firstIndex(of: screen) {
            path.removeSubrange(path.index(after: there)...)
        } else {
            path.append(screen)
        }
    }

    /// Puts a screen in place of the topmost one; one that lies there already is gone back to.
    public func instead(_ screen: Screen) {
        if path.contains(screen) {
            go(screen)
        } else {
            path = path.dropLast() + [screen]
        }
    }

    /// Goes where the visit's next missing thing can be done, in place of the topmost screen.
    public func onward(_ visit: VisitId) async -> Refusal? {
        do throws(Refusal) {
            instead(try await next(visit))
            return nil
        } catch {
            return error
        }
    }

    /// Goes back to the visit that is under way, where one is and nothing else is open.
    public func resume() async -> Refusal? {
        do throws(Refusal) {
            guard case .today(let today) = try await look(.today),
                let visit = today.rows.first(where: { $0.state == .underWay })?.visit
            else { return nil }
            let (job, next) = (Screen.job(visit: visit), try await next(visit))
            if path.isEmpty { path = next == job ? [job] : [job, next] }
            return nil
        } catch {
            return error
        }
    }

    /// The screen of the next missing thing; the job where this app does not know the step.
    private func next(_ visit: VisitId) async throws(Refusal) -> Screen {
        let job = Screen.job(visit: visit)
        guard case .job(let model) = try await look(job) else { return job }
        return model.next.screen(of: visit) ?? job
    }

    /// What a screen shows now, once.
    public func look(_ screen: Screen) async throws(Refusal) -> ScreenModel {
        try await call { try $0.look(screen: screen) }
    }

    /// Takes an invitation that was opened as a link; another link changes nothing.
    public func invite(link: String) {
        invitation = Invitation(link: link) ?? invitation
    }

    /// Registers this phone with the office by a single-use token.
    public func enrol(office: String, token: String) async -> Refusal? {
        await wish { try $0.enrol(office: office, token: token) }
    }

    /// Carries out one intent; saved when this returns.
    public func send(_ intent: Intent) async -> Refusal? {
        await wish { try $0.send(intent: intent) }
    }

    /// Carries out one intent about a day; saved when this returns.
    public func sendDay(_ intent: DayIntent) async -> Refusal? {
        await wish { try $0.sendDay(intent: intent) }
    }

    /// Carries out one intent about the van; saved when this returns.
    public func sendVan(_ act: VanAct) async -> Refusal? {
        await wish { try $0.sendVan(act: act) }
    }

    /// Carries out one intent about the phone itself; saved when this returns.
    public func sendPhone(_ act: PhoneAct) async -> Refusal? {
        await wish { try $0.sendPhone(act: act) }
    }

    /// Syncs until there is nothing to do, for this long at most; one sync at a time. One that runs is
    /// waited for, and then there is another one: what was saved meanwhile it may not have seen.
    public func syncNow(atMostMs: Int64) async -> Refusal? {
        while let running { _ = await running.value }
        let task = Task {
            // Ended by the task itself: whoever waits for it may go on before its caller does.
            defer { running = nil }
            return await sync(atMostMs: atMostMs)
        }
        running = task
        return await task.value
    }

    private func sync(atMostMs: Int64) async -> Refusal? {
        do throws(Refusal) {
            unproved = try await Self.run(on: syncs) { [core] in try core.syncNow(atMostMs: atMostMs) }
            return nil
        } catch {
            return error
        }
    }

    /// Closes the phone's store after what was wanted before; every later call is refused.
    public func close() async {
        _ = await refusal { $0.shutDown() }
    }

    func subscribe(_ screen: Screen, _ relay: ScreenRelay) async throws(Refusal) -> Subscription {
        try await call { try $0.subscribe(screen: screen, listener: relay) }
    }

    /// A wish that is saved where it is not refused.
    private func wish(_ wish: @escaping @Sendable (any DoorstepProtocol) throws -> Void) async -> Refusal? {
        let refusal = await refusal(wish)
        if refusal == nil { says.yield() }
        return refusal
    }

    private func refusal(_ wish: @escaping @Sendable (any DoorstepProtocol) throws -> Void) async -> Refusal?
    {
        do throws(Refusal) {
            try await call(wish)
            return nil
        } catch {
            return error
        }
    }

    private func call<T: Sendable>(
        _ wish: @escaping @Sendable (any DoorstepProtocol) throws -> T
    ) async throws(Refusal) -> T {
        try await Self.run(on: wishes) { [core] in try wish(core) }
    }

    /// Off the main actor, after everything that was put on this queue before.
    private static func run<T: Sendable>(
        on queue: DispatchQueue, _ work: @escaping @Sendable () throws -> T
    ) async throws(Refusal) -> T {
        let done = await withCheckedContinuation { (done: CheckedContinuation<Result<T, any Error>, Never>) in
            queue.async { done.resume(returning: Result(catching: work)) }
        }
        switch done {
        case .success(let value): return value
        case .failure(let error): throw Refusal(error)
        }
    }
}

extension Refusal: Error {}
