//! Whether iOS has a network, told anew where its cost changes. It does not say whether the office can be
//! reached.

import Dispatch
import Network
import Ports

/// Watches the network by `NWPathMonitor`, one monitor for each listener.
public struct PathWatch: NetworkWatch {
    /// Watches nothing until somebody listens.
    public init() {}

    public func changes() -> AsyncStream<Bool> {
        AsyncStream { says in
            let monitor = NWPathMonitor()
            monitor.pathUpdateHandler = { says.yield($0.status == .satisfied) }
            says.onTermination = { _ in monitor.cancel() }
            monitor.start(queue: DispatchQueue(label: "app.doorstep.network"))
        }
    }
}
