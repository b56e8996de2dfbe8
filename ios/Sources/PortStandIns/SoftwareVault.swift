//! The core's key port with a P-256 key in a file, for tests on Linux. Never shipped.
//!
//! It signs as a phone's key store does, by OpenSSL's libcrypto, so that the real core and
//! a real office believe it. It can be locked, as a phone is before its first unlocking.

#if os(Linux)
    import DoorstepCore
    import Foundation
    import Synchronization

    /// One key, made when it is first asked for and found again in its file.
    public final class SoftwareVault: KeyVault {
        private let file: URL
        private let state = Mutex(State())

        private struct State {
            var isLocked = false
            var signed = 0
        }

        /// The vault with the key of this file.
        public init(file: URL) {
            self.file = file
        }

        /// How many times it signed.
        public var signed: Int { state.withLock(\.signed) }

        /// From now on it gives no key, or gives it again.
        public func lock(_ isLocked: Bool) {
            state.withLock { $0.isLocked = isLocked }
        }

        public func publicPoint() throws -> Data {
            try unlocked { try SoftwareKey.kept(in: file).point() }
        }

        public func signDer(bytes: Data) throws -> Data {
            try unlocked {
                state.withLock { $0.signed += 1 }
                return try SoftwareKey.kept(in: file).sign(bytes)
            }
        }

        private func unlocked(_ work: () throws -> Data) throws -> Data {
            guard !state.withLock(\.isLocked) else { throw VaultError.Unreadable(reason: "locked") }
            return try work()
        }
    }
#endif
