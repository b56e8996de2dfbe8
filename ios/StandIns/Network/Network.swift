//! A stand-in for what the app uses of Apple's Network. Nothing here ships.

@_exported import Dispatch
import Synchronization

public struct NWPath: Equatable, Sendable {
    public enum Status: Sendable { case satisfied, unsatisfied, requiresConnection }
    public let status: Status
    public var isExpensive = false
    public var isConstrained = false
}

public final class NWPathMonitor: Sendable {
    private let handler = Mutex<(@Sendable (NWPath) -> Void)?>(nil)

    public var currentPath: NWPath { StandInNetwork.path.withLock { $0 } }

    public init() {}

    public var pathUpdateHandler: (@Sendable (NWPath) -> Void)? {
        get { handler.withLock { $0 } }
        set { handler.withLock { $0 = newValue } }
    }

    public func start(queue: DispatchQueue) {
        if pathUpdateHandler != nil { StandInNetwork.started.withLock { $0.append(self) } }
    }

    public func cancel() {
        StandInNetwork.started.withLock { $0.removeAll { $0 === self } }
    }
}

/// Stand-in only: the network of a phone that is not there.
public enum StandInNetwork {
    static let started = Mutex<[NWPathMonitor]>([])

    static let path = Mutex(NWPath(status: .unsatisfied))

    /// Tells every monitor that was started and not cancelled.
    public static func tell(_ status: NWPath.Status, isExpensive: Bool = false, isConstrained: Bool = false) {
        let now = NWPath(status: status, isExpensive: isExpensive, isConstrained: isConstrained)
        path.withLock { $0 = now }
        let monitors = started.withLock { $0 }
        for monitor in monitors { monitor.pathUpdateHandler?(now) }
    }

    /// How many monitors have somebody who listens.
    public static var count: Int { started.withLock { $0.count } }
}
