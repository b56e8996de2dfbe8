//! A stand-in for what the app uses of Apple's BackgroundTasks. Nothing here ships.

@_exported import Foundation
import Synchronization

open class BGTaskRequest {
    public let identifier: String
    public var earliestBeginDate: Date?
    init(identifier: String) { self.identifier = identifier }
}

public final class BGAppRefreshTaskRequest: BGTaskRequest {
    public override init(identifier: String) { super.init(identifier: identifier) }
}

public final class BGProcessingTaskRequest: BGTaskRequest {
    public var requiresNetworkConnectivity = false
    public var requiresExternalPower = false
    public override init(identifier: String) { super.init(identifier: identifier) }
}

open class BGTask {
    public let identifier: String
    public var expirationHandler: (() -> Void)?
    private let told = Mutex<[Bool]>([])

    init(identifier: String) { self.identifier = identifier }

    public func setTaskCompleted(success: Bool) {
        told.withLock { $0.append(success) }
    }

    /// Stand-in only: what it was told, each time.
    public var ends: [Bool] { told.withLock { $0 } }
}

public final class BGTaskScheduler: @unchecked Sendable {
    public static let shared = BGTaskScheduler()
    private let lock = NSLock()
    private var handlers: [String: (BGTask) -> Void] = [:]
    private var requests: [String] = []

    @discardableResult
    public func register(
        forTaskWithIdentifier identifier: String, using queue: DispatchQueue?,
        launchHandler: @escaping (BGTask) -> Void
    ) -> Bool {
        lock.withLock { handlers[identifier] = launchHandler }
        return true
    }

    public func submit(_ taskRequest: BGTaskRequest) throws {
        let long = taskRequest as? BGProcessingTaskRequest
        let needs = long.map { $0.requiresNetworkConnectivity && $0.requiresExternalPower } ?? true
        lock.withLock { requests.append(taskRequest.identifier + (needs ? "" : " without a network")) }
    }

    /// Stand-in only: begins a turn as iOS does; none where nobody registered for it.
    public func launch(_ identifier: String) -> BGTask? {
        guard let handler = lock.withLock({ handlers[identifier] }) else { return nil }
        let task = BGTask(identifier: identifier)
        handler(task)
        return task
    }

    /// Stand-in only: what was asked for, in order.
    public var asked: [String] { lock.withLock { requests } }
}
