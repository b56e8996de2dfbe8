//! A stand-in for what the app uses of Apple's Security and CoreFoundation: names and shapes
//! are those of the public documentation, the keys are libcrypto's. Nothing here ships.

@_exported import Foundation
import PortStandIns
import Synchronization

public typealias CFString = String
public typealias CFData = Data
public typealias CFDictionary = [CFString: Any]
public typealias CFTypeRef = AnyObject
public typealias CFTypeID = UInt
public typealias CFIndex = Int
public typealias CFAllocator = NSObject
public typealias OSStatus = Int32

public final class CFError: Error, Sendable {
    let code: CFIndex
    init(_ code: OSStatus) { self.code = CFIndex(code) }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
public func CFErrorGetCode(_ err: CFError!) -> CFIndex { err?.code ?? 0 }
// swift-format-ignore: AlwaysUseLowerCamelCase
public func CFGetTypeID(_ cf: CFTypeRef!) -> CFTypeID { cf is SecKey ? SecKeyGetTypeID() : 0 }
// swift-format-ignore: AlwaysUseLowerCamelCase
public func SecKeyGetTypeID() -> CFTypeID { 7 }

public let errSecSuccess: OSStatus = 0
public let errSecUnimplemented: OSStatus = -4
public let errSecParam: OSStatus = -50
public let errSecItemNotFound: OSStatus = -25300
public let errSecInteractionNotAllowed: OSStatus = -25308

public let kSecClass: CFString = "class"
public let kSecClassKey: CFString = "keys"
public let kSecAttrKeyType: CFString = "type"
public let kSecAttrKeyTypeECSECPrimeRandom: CFString = "73"
public let kSecAttrKeySizeInBits: CFString = "bsiz"
public let kSecAttrApplicationTag: CFString = "atag"
public let kSecAttrTokenID: CFString = "tkid"
public let kSecAttrTokenIDSecureEnclave: CFString = "com.apple.setoken"
public let kSecAttrIsPermanent: CFString = "perm"
public let kSecAttrAccessControl: CFString = "accc"
public let kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly: CFString = "cku"
public let kSecPrivateKeyAttrs: CFString = "private"
public let kSecReturnRef: CFString = "r_Ref"

public final class SecAccessControl: Sendable {}

public struct SecAccessControlCreateFlags: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let privateKeyUsage = SecAccessControlCreateFlags(rawValue: 1 << 30)
}

public struct SecKeyAlgorithm: Equatable, Sendable {
    let name: String
    public static let ecdsaSignatureMessageX962SHA256 = SecKeyAlgorithm(name: "message")
    public static let ecdsaSignatureDigestX962SHA256 = SecKeyAlgorithm(name: "digest")
}

public final class SecKey: @unchecked Sendable {
    let key: SoftwareKey
    let isPrivate: Bool
    init(_ key: SoftwareKey, isPrivate: Bool = true) {
        self.key = key
        self.isPrivate = isPrivate
    }
}

/// Stand-in only: the key store of a phone that is not there.
public enum StandInKeyStore {
    struct State {
        var isLocked = false
        var hasEnclave = true
        var keys: [Data: SecKey] = [:]
    }

    static let state = Mutex(State())

    /// Locked since it was started, or not.
    public static func lock(_ isLocked: Bool) { state.withLock { $0.isLocked = isLocked } }
    /// With a Secure Enclave, or without.
    public static func enclave(_ isThere: Bool) { state.withLock { $0.hasEnclave = isThere } }
    /// Loses every key.
    public static func lose() { state.withLock { $0.keys = [:] } }
    /// How many keys it holds.
    public static var count: Int { state.withLock { $0.keys.count } }
}

private typealias Wrong = UnsafeMutablePointer<Unmanaged<CFError>?>

private func fail<T>(_ code: OSStatus, _ error: Wrong?) -> T? {
    error?.pointee = .passRetained(CFError(code))
    return nil
}

// swift-format-ignore: AlwaysUseLowerCamelCase
public func SecAccessControlCreateWithFlags(
    _ allocator: CFAllocator?, _ protection: CFString, _ flags: SecAccessControlCreateFlags,
    _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> SecAccessControl? { SecAccessControl() }

// swift-format-ignore: AlwaysUseLowerCamelCase
public func SecKeyCreateRandomKey(
    _ parameters: CFDictionary, _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> SecKey? {
    let mine = parameters[kSecPrivateKeyAttrs] as? CFDictionary
    let isEnclave = parameters[kSecAttrTokenID] as? CFString == kSecAttrTokenIDSecureEnclave
    return StandInKeyStore.state.withLock { state in
        if state.isLocked { return fail(errSecInteractionNotAllowed, error) }
        if isEnclave, !state.hasEnclave { return fail(errSecUnimplemented, error) }
        guard parameters[kSecAttrKeyType] as? CFString == kSecAttrKeyTypeECSECPrimeRandom,
            parameters[kSecAttrKeySizeInBits] as? Int == 256, mine?[kSecAttrIsPermanent] as? Bool == true,
            mine?[kSecAttrAccessControl] is SecAccessControl,
            let tag = mine?[kSecAttrApplicationTag] as? Data, let key = try? SoftwareKey.make()
        else { return fail(errSecParam, error) }
        let made = SecKey(key)
        state.keys[tag] = made
        return made
    }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
public func SecItemCopyMatching(
    _ query: CFDictionary, _ result: UnsafeMutablePointer<CFTypeRef?>?
) -> OSStatus {
    StandInKeyStore.state.withLock { state in
        if state.isLocked { return errSecInteractionNotAllowed }
        guard query[kSecClass] as? CFString == kSecClassKey, query[kSecReturnRef] as? Bool == true,
            let tag = query[kSecAttrApplicationTag] as? Data
        else { return errSecParam }
        guard let key = state.keys[tag] else { return errSecItemNotFound }
        result?.pointee = key
        return errSecSuccess
    }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
public func SecKeyCopyPublicKey(_ key: SecKey) -> SecKey? { SecKey(key.key, isPrivate: false) }

// swift-format-ignore: AlwaysUseLowerCamelCase
public func SecKeyCopyExternalRepresentation(
    _ key: SecKey, _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> CFData? {
    // A private half does not come out.
    guard !key.isPrivate else { return fail(errSecParam, error) }
    return try? key.key.point()
}

// swift-format-ignore: AlwaysUseLowerCamelCase
public func SecKeyCreateSignature(
    _ key: SecKey, _ algorithm: SecKeyAlgorithm, _ dataToSign: CFData,
    _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> CFData? {
    guard key.isPrivate, algorithm == .ecdsaSignatureMessageX962SHA256 else {
        return fail(errSecParam, error)
    }
    return try? key.key.sign(dataToSign)
}
