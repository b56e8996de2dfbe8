//! When iOS wakes the app to sync: a short refresh, and a long turn on a charger.
//!
//! iOS decides whether and when; each turn asks for the next one. The handlers have to be
//! registered before the app has started, the phone opens later: a turn that comes before
//! waits for it. A turn that iOS ends is told as not done. Holds no rule: what is sent first
//! and what is left is the core's.

import BackgroundTasks
import Foundation
import Ports

/// Work by `BGTaskScheduler`.
public final class BackgroundSync: BackgroundWork {
    /// A reason to be woken. The names stand in Info.plist too.
    public enum Turn: String, CaseIterable, Sendable {
        /// Text and whatever is small: about half a minute, a quarter of an hour from now at the earliest.
        case soon = "app.doorstep.sync.soon"
        /// Photos and whatever is big: minutes, with a charger and a network.
        case large = "app.doorstep.sync.large"

        /// How long a sync may take then: less than iOS gives.
        public var atMostMs: Int64 {
            switch self {
            case .soon: 20_000
            case .large: 240_000
            }
        }
    }

    public typealias Work = @Sendable (_ atMostMs: Int64) async -> Bool

    private enum Ready {
        case not([CheckedContinuation<Work, Never>])
        case ready(Work)
    }

    private let ready = Guarded(Ready.not([]))
    private static let pauseSeconds: TimeInterval = 15 * 60

    /// Nothing is registered yet.
    public init() {}

    /// Registers both turns; false where iOS does not take one. Only while the app starts.
    @discardableResult
    public func register() -> Bool {
        Turn.allCases.map { turn in
            BGTaskScheduler.shared.register(forTaskWithIdentifier: turn.rawValue, using: nil) {
                [weak self] task in
                if let self { self.begin(turn, task) } else { task.setTaskCompleted(success: false) }
            }
        }.allSatisfy(\.self)
    }

    public func wake(for work: @escaping Work) {
        let waiting = ready.with { ready in
            defer { ready = .ready(work) }
            if case .not(let waiting) = ready { return waiting }
            return []
        }
        for turn in waiting { turn.resume(returning: work) }
        for turn in Turn.allCases { ask(turn) }
    }

    private func begin(_ turn: Turn, _ task: BGTask) {
        ask(turn)
        let running = Running(task)
        let doing = Task { running.end(await self.work()(turn.atMostMs)) }
        task.expirationHandler = {
            doing.cancel()
            running.end(false)
        }
    }

    private func work() async -> Work {
        await withCheckedContinuation { (done: CheckedContinuation<Work, Never>) in
            let work: Work? = ready.with { ready in
                switch ready {
                case .ready(let work): return work
                case .not(let waiting):
                    ready = .not(waiting + [done])
                    return nil
                }
            }
            if let work { done.resume(returning: work) }
        }
    }

    /// Asks for the next turn. Where iOS refuses (a simulator, background work switched off),
    /// the app syncs while it is open.
    private func ask(_ turn: Turn) {
        switch turn {
        case .soon:
            let request = BGAppRefreshTaskRequest(identifier: turn.rawValue)
            request.earliestBeginDate = Date(timeIntervalSinceNow: Self.pauseSeconds)
            try? BGTaskScheduler.shared.submit(request)
        case .large:
            let request = BGProcessingTaskRequest(identifier: turn.rawValue)
            request.requiresNetworkConnectivity = true
            request.requiresExternalPower = true
            try? BGTaskScheduler.shared.submit(request)
        }
    }
}

/// One turn, told to iOS as ended once.
private final class Running: Sendable {
    private let task: Guarded<BGTask?>

    init(_ task: BGTask) {
        self.task = Guarded(task)
    }

    func end(_ isDone: Bool) {
        let task = task.with { task in
            defer { task = nil }
            return task
        }
        task?.setTaskCompleted(success: isDone)
    }
}
