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
    private let work = Mutex<(@Sendable () async -> Bool)?>(nil)

    /// Nothing waits to be woken.
    public init() {}

    public func wake(for work: @escaping @Sendable () async -> Bool) {
        self.work.withLock { $0 = work }
    }

    /// Wakes it; false where nothing asked for it or it did not come to its end.
    public func run() async -> Bool {
        guard let work = work.withLock({ $0 }) else { return false }
        return await work()
    }
}

/// A vault in memory. Its "signature" only shows that key and bytes arrived.
public final class MemoryVault: KeyVault {
    private let keys = Mutex<[String: UInt8]>([:])

    /// A vault without keys.
    public init() {}

    public func publicKey(named name: String) throws -> [UInt8] {
        keys.withLock { keys in
            let made = keys[name] ?? UInt8(truncatingIfNeeded: keys.count + 1)
            keys[name] = made
            return [made]
        }
    }

    public func sign(_ bytes: [UInt8], with name: String) throws -> [UInt8] {
        guard let key = keys.withLock({ $0[name] }) else { throw KeyVaultError.noSuchKey }
        return bytes.map { $0 ^ key }
    }

    public func erase(_ name: String) throws {
        guard keys.withLock({ $0.removeValue(forKey: name) }) != nil else { throw KeyVaultError.noSuchKey }
    }
}
