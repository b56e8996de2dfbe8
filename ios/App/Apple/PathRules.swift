//! What iOS allows now: what the network at hand costs, whether the app may work unseen.
//!
//! "Expensive" is a mobile network or somebody's hotspot, "constrained" is one that the person
//! set to save data: both count as metered. Whether the app may work in the background iOS says
//! on its main thread only; it is noted when the app comes to the front, and unknown before.

import Dispatch
import DoorstepCore
import Network

/// The rules of this phone.
public final class PathRules: PhoneRules {
    private let monitor = NWPathMonitor()
    private let noted = Guarded(BackgroundRule.unknown)

    /// Watches the network from now on, for as long as it lives.
    public init() {
        monitor.start(queue: DispatchQueue(label: "app.doorstep.cost"))
    }

    deinit {
        monitor.cancel()
    }

    public func network() -> NetworkCost {
        let path = monitor.currentPath
        guard path.status == .satisfied else { return .unknown }
        return path.isExpensive || path.isConstrained ? .metered : .unmetered
    }

    public func background() -> BackgroundRule {
        noted.with { $0 }
    }

    /// What iOS said of work in the background.
    func note(_ rule: BackgroundRule) {
        noted.with { $0 = rule }
    }
}
