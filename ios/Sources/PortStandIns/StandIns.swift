//! Ports without a phone: whole implementations for tests, never shipped.

import Ports
import Synchronization

/// A camera that always takes the picture of this file.
public struct FileCamera: Camera {
    private let path: String

    /// A camera that takes this picture.
    public nonisolated init(path: String) {
        self.path = path
    }

    public func photograph() async -> String? { path }
}

/// A network that comes and goes when it is told.
public final class ToldNetwork: NetworkWatch {
    private let stream: AsyncStream<Bool>
    private let says: AsyncStream<Bool>.Continuation

    /// A network that has said nothing yet.
    public init() {
        (stream, says) = AsyncStream<Bool>.makeStream()
    }

    public func changes() -> AsyncStream<Bool> { stream }

    /// Now it is there, or gone.
    public func tell(_ isThere: Bool) {
        says.yield(isThere)
    }

    /// It says nothing any more.
    public func end() {
        says.finish()
    }
}

/// Background work that runs when a test wants it.
public final class ToldBackground: BackgroundWork {
    private let work = Mutex<(@Sendable (Int64) async -> Bool)?>(nil)

    /// Nothing waits to be woken.
    public init() {}

    public func wake(for work: @escaping @Sendable (_ atMostMs: Int64) async -> Bool) {
        self.work.withLock { $0 = work }
    }

    /// Wakes it; false where nothing asked for it or it did not come to its end.
    public func run() async -> Bool {
        guard let work = work.withLock({ $0 }) else { return false }
        return await work(20_000)
    }
}
