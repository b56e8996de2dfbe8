//! A stand-in for what the app uses of Darwin's clocks. Nothing here ships.
//!
//! Not named after its original: the test runner takes a module of that name for a Mac.

import Glibc

// swift-format-ignore: TypeNamesShouldBeCapitalized
public struct mach_timebase_info_data_t: Sendable {
    public var numer: UInt32
    public var denom: UInt32
    public init() {
        numer = 0
        denom = 0
    }
}

/// The ticks of an iPhone.
// swift-format-ignore: AlwaysUseLowerCamelCase
@discardableResult
public func mach_timebase_info(_ info: UnsafeMutablePointer<mach_timebase_info_data_t>) -> Int32 {
    info.pointee.numer = 125
    info.pointee.denom = 3
    return 0
}

// swift-format-ignore: AlwaysUseLowerCamelCase
public func mach_continuous_time() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_BOOTTIME, &now)
    return (UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)) / 125 * 3
}

/// Knows one name: this start of the machine.
public func sysctlbyname(
    _ name: UnsafePointer<CChar>, _ old: UnsafeMutableRawPointer?, _ size: UnsafeMutablePointer<Int>?,
    _ new: UnsafeMutableRawPointer?, _ newSize: Int
) -> Int32 {
    guard String(cString: name) == "kern.bootsessionuuid", let size else { return -1 }
    guard let old else {
        size.pointee = 37
        return 0
    }
    let file = open("/proc/sys/kernel/random/boot_id", O_RDONLY)
    guard file >= 0 else { return -1 }
    defer { close(file) }
    guard size.pointee >= 37, Glibc.read(file, old, 36) == 36 else { return -1 }
    old.storeBytes(of: 0, toByteOffset: 36, as: UInt8.self)
    size.pointee = 37
    return 0
}
