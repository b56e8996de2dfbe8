//! Whether there is a network, and when iOS lets the app work in the background.
//!
//! Neither says whether the office can be reached: only a sync finds out.

/// Watches the network: `NWPathMonitor` on a phone.
public protocol NetworkWatch: Sendable {
    /// Whether there is a network, now and at every change.
    func changes() -> AsyncStream<Bool>
}

/// Work while the app is not on screen: `BGTaskScheduler` on a phone.
public protocol BackgroundWork: Sendable {
    /// Asks to be woken; `work` is told how long it may take, and says whether it came to its end.
    func wake(for work: @escaping @Sendable (_ atMostMs: Int64) async -> Bool)
}
