//! A platform's rules for tests: whatever a test says.

import DoorstepCore
import Synchronization

/// Rules that are told.
public final class ToldRules: PhoneRules {
    private let cost: Mutex<NetworkCost>

    /// A network that costs this.
    public init(_ cost: NetworkCost = .unmetered) {
        self.cost = Mutex(cost)
    }

    public func network() -> NetworkCost { cost.withLock { $0 } }

    public func background() -> BackgroundRule { .allowed }

    /// The network costs this now.
    public func tell(_ cost: NetworkCost) {
        self.cost.withLock { $0 = cost }
    }
}
