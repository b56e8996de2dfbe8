//! Clocks that say what a test tells them.

import DoorstepCore
import Synchronization

/// A phone's clocks, moved by hand.
public final class ToldClock: PhoneClock {
    private let now: Mutex<ClockReading>

    /// Clocks that stand at this instant, after this start of the phone.
    public init(wallMs: Int64, boot: Int64 = 1) {
        now = Mutex(ClockReading(wallMs: wallMs, awakeOrAsleepMs: 0, boot: boot))
    }

    public func read() -> ClockReading {
        now.withLock { $0 }
    }

    /// So much time passes on both clocks.
    public func pass(ms: Int64) {
        now.withLock {
            $0.wallMs += ms
            $0.awakeOrAsleepMs += ms
        }
    }

    /// The phone was off for so long, and starts again: the other clock begins anew.
    public func restart(afterMs: Int64) {
        now.withLock { $0 = ClockReading(wallMs: $0.wallMs + afterMs, awakeOrAsleepMs: 0, boot: $0.boot + 1) }
    }
}
