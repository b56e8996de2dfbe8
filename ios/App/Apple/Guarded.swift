//! One value behind one lock, for what iOS calls on threads of its own.
//!
//! `Mutex` of Synchronization would do, but only from iOS 18 on.

import Foundation

/// A value that one caller at a time holds.
final class Guarded<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    /// Guards this value.
    init(_ value: Value) {
        self.value = value
    }

    /// Alone with the value.
    func with<R>(_ work: (inout Value) throws -> R) rethrows -> R {
        try lock.withLock { try work(&value) }
    }
}
