//! Where a key lives that never leaves the phone: Keychain, or the Secure Enclave.
//!
//! The core opens its device key as a file in its folder today; the vault is here for
//! the day when it asks for a signature instead. A vault never hands out a private key.

/// Holds keys by name and signs with them.
public protocol KeyVault: Sendable {
    /// The public half of this key as DER; it is made if it is not there.
    func publicKey(named name: String) throws -> [UInt8]
    /// Signs these bytes with this key.
    func sign(_ bytes: [UInt8], with name: String) throws -> [UInt8]
    /// Forgets this key for good.
    func erase(_ name: String) throws
}

/// Why a vault does nothing.
public enum KeyVaultError: Error, Equatable, Sendable {
    /// There is no key of this name.
    case noSuchKey
    /// The phone is locked since it was started.
    case locked
}
