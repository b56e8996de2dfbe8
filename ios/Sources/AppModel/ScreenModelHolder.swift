//! One open screen: its newest whole model, and the one way to want something there.
//!
//! Models arrive on a thread of the core; one ordered hop brings them to the main actor.
//! Nothing is shown after `close`. Leaves to `PhoneModel`: the order of what is sent.

import DoorstepCore
import Observation

/// One open screen.
@MainActor @Observable
public final class ScreenModelHolder {
    /// Which screen.
    public let screen: Screen
    /// What it shows now; none until the first model is here.
    public private(set) var model: ScreenModel?
    /// Why the last wish did not happen; none where it did or was dismissed.
    public private(set) var refusal: Refusal?

    @ObservationIgnored private let phone: PhoneModel
    @ObservationIgnored private var subscription: Subscription?
    @ObservationIgnored private var showing: Task<Void, Never>?

    init(screen: Screen, phone: PhoneModel) {
        self.screen = screen
        self.phone = phone
    }

    /// Begins to show; why not, where it cannot. A screen that is open stays as it is.
    public func open() async -> Refusal? {
        guard subscription == nil else { return nil }
        let (models, relay) = ScreenRelay.make()
        do throws(Refusal) {
            subscription = try await phone.subscribe(screen, relay)
        } catch {
            refusal = error
            return error
        }
        showing = Task { [weak self] in
            for await model in models {
                self?.model = model
            }
        }
        return nil
    }

    /// Carries out one act on the screen's visit; saved when this returns.
    @discardableResult
    public func send(_ act: Act) async -> Refusal? {
        guard let visit = screen.visit else {
            refusal = Refusal(code: "app/no-visit-here")
            return refusal
        }
        return await send(act, on: visit)
    }

    /// Carries out one act on a visit that the screen names itself.
    @discardableResult
    public func send(_ act: Act, on visit: VisitId) async -> Refusal? {
        refusal = await phone.send(Intent(visit: visit, act: act))
        return refusal
    }

    /// Carries out one act on a day.
    @discardableResult
    public func sendDay(_ act: DayAct, on day: DayId) async -> Refusal? {
        refusal = await phone.sendDay(DayIntent(day: day, act: act))
        return refusal
    }

    /// Carries out one act on the engineer's van.
    @discardableResult
    public func sendVan(_ act: VanAct) async -> Refusal? {
        refusal = await phone.sendVan(act)
        return refusal
    }

    /// Carries out one act on the phone itself.
    @discardableResult
    public func sendPhone(_ act: PhoneAct) async -> Refusal? {
        refusal = await phone.sendPhone(act)
        return refusal
    }

    /// Registers this phone with the office by a single-use token, and fetches what it has for it.
    @discardableResult
    public func enrol(office: String, token: String) async -> Refusal? {
        refusal = await phone.enrol(office: office, token: token)
        if refusal == nil { refusal = await phone.syncNow(atMostMs: 60_000) }
        return refusal
    }

    /// The refusal was read.
    public func dismissRefusal() {
        refusal = nil
    }

    /// Shows nothing any more.
    public func close() {
        subscription?.cancel()
        subscription = nil
        showing?.cancel()
        showing = nil
    }
}

/// Takes models on any thread and hands them on in order.
final class ScreenRelay: ScreenListener {
    private let models: AsyncStream<ScreenModel>.Continuation

    private init(_ models: AsyncStream<ScreenModel>.Continuation) {
        self.models = models
    }

    static func make() -> (AsyncStream<ScreenModel>, ScreenRelay) {
        let (stream, continuation) = AsyncStream<ScreenModel>.makeStream()
        return (stream, ScreenRelay(continuation))
    }

    func show(model: ScreenModel) {
        models.yield(model)
    }
}
