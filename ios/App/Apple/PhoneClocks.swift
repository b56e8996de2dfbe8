//! The phone's clocks as the core asks for them.
//!
//! Tells what iOS tells and corrects nothing: the wall clock may be wrong; the other one goes
//! on while the phone sleeps and begins again with each start of the phone.

import DoorstepCore
import Foundation

#if canImport(Darwin)
    import Darwin
#else
    import DarwinStandIn
#endif

/// The clocks of this phone.
public final class PhoneClocks: PhoneClock {
    /// The number of this start of the phone, read once: it cannot change while the app lives.
    private let boot: Int64
    private let base: mach_timebase_info_data_t

    /// Notes which start of the phone this is.
    public init() {
        var base = mach_timebase_info_data_t()
        mach_timebase_info(&base)
        self.base = base
        boot = Self.session().map(Self.number) ?? Self.uncounted()
    }

    public func read() -> ClockReading {
        ClockReading(
            wallMs: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)),
            awakeOrAsleepMs: Int64(clamping: nanoseconds(mach_continuous_time()) / 1_000_000), boot: boot)
    }

    /// Divided first: a product of years in ticks would not fit. It loses less than a tick's unit.
    private func nanoseconds(_ ticks: UInt64) -> UInt64 {
        base.denom == 0 ? 0 : ticks / UInt64(base.denom) * UInt64(base.numer)
    }

    /// The name that iOS gives to this start of the phone; none where it does not say.
    private static func session() -> UUID? {
        var size = 0
        guard sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0) == 0, size > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: size)
        guard sysctlbyname("kern.bootsessionuuid", &bytes, &size, nil, 0) == 0 else { return nil }
        return UUID(uuidString: String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
    }

    /// Half of the name is enough to tell two starts of one phone apart.
    private static func number(_ session: UUID) -> Int64 {
        withUnsafeBytes(of: session.uuid) { bytes in
            Int64(truncatingIfNeeded: bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
    }

    /// A phone that does not name its starts: each start of the app then counts as one, which
    /// claims less than it could and never more.
    private static func uncounted() -> Int64 {
        Int64.random(in: Int64.min..<0)
    }
}
