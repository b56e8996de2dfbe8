//! The installation's P-256 key in the phone's key store: made there, used there, never read.
//!
//! It lies in the Secure Enclave. Where there is none (a simulator, a phone whose Enclave
//! refuses) it lies in the Keychain, which is software, and `home` says so: the app shows it
//! over every screen. It asks for no face and no unlocked screen, because work is sent while
//! the phone lies in a pocket; before the first unlocking after a start it cannot be used.
//!
//! iOS keeps Keychain items when an app is deleted and gives none of these to another phone.
//! So the name of the key is in the installation's folder: a new installation has a new
//! name and a new key. A key that was made and cannot be read is not an absent key: no second
//! one is made in its place. Leaves to the core: what a signature is for.

import DoorstepCore
import Foundation
import Security

/// The key of the installation in one folder.
public final class InstallationKey: KeyVault {
    /// Where the private half lies.
    public enum Home: String, Sendable {
        /// In hardware that does not give it out.
        case enclave
        /// In the Keychain: encrypted by the system, in software.
        case keychain
    }

    private let note: URL
    private let lock = NSLock()

    /// The key of the installation that lives in this folder.
    public init(folder: URL) {
        note = folder.appendingPathComponent("key-name")
    }

    /// Where the key lies; none before it was made.
    public var home: Home? {
        try? lock.withLock { try noted()?.home }
    }

    public func publicPoint() throws -> Data {
        try lock.withLock {
            guard let whole = SecKeyCopyPublicKey(try kept() ?? made()) else {
                throw unreadable("no public half")
            }
            var wrong: Unmanaged<CFError>?
            guard let point = SecKeyCopyExternalRepresentation(whole, &wrong) else { throw unreadable(wrong) }
            return point as Data
        }
    }

    public func signDer(bytes: Data) throws -> Data {
        try lock.withLock {
            guard let key = try kept() else { throw unreadable("no key was made") }
            var wrong: Unmanaged<CFError>?
            let signature = SecKeyCreateSignature(
                key, .ecdsaSignatureMessageX962SHA256, bytes as CFData, &wrong)
            guard let signature else { throw unreadable(wrong) }
            return signature as Data
        }
    }

    /// The key that was made before; none where none was.
    private func kept() throws -> SecKey? {
        guard let noted = try noted() else { return nil }
        let query: [CFString: Any] = [
            kSecClass: kSecClassKey,
            kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom,
            kSecAttrApplicationTag: noted.tag,
            kSecReturnRef: true,
        ]
        var item: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &item)
        guard status == errSecSuccess, let item, CFGetTypeID(item) == SecKeyGetTypeID() else {
            throw unreadable("key store: \(status)")
        }
        return unsafeDowncast(item, to: SecKey.self)
    }

    /// A new key, in the best home there is; its name is kept once it is there.
    private func made() throws -> SecKey {
        let tag = Data("app.doorstep.device.\(UUID().uuidString)".utf8)
        var last: Unmanaged<CFError>?
        for home in [Home.enclave, .keychain] {
            last?.release()
            last = nil
            if let key = SecKeyCreateRandomKey(try attributes(tag, home) as CFDictionary, &last) {
                try (Data("\(home.rawValue)\n".utf8) + tag).write(to: note, options: .atomic)
                return key
            }
        }
        throw unreadable(last)
    }

    private func attributes(_ tag: Data, _ home: Home) throws -> [CFString: Any] {
        var wrong: Unmanaged<CFError>?
        let access = SecAccessControlCreateWithFlags(
            nil, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly, home == .enclave ? .privateKeyUsage : [],
            &wrong)
        guard let access else { throw unreadable(wrong) }
        let mine: [CFString: Any] = [
            kSecAttrIsPermanent: true, kSecAttrApplicationTag: tag, kSecAttrAccessControl: access,
        ]
        var all: [CFString: Any] = [
            kSecAttrKeyType: kSecAttrKeyTypeECSECPrimeRandom, kSecAttrKeySizeInBits: 256,
            kSecPrivateKeyAttrs: mine,
        ]
        if home == .enclave { all[kSecAttrTokenID] = kSecAttrTokenIDSecureEnclave }
        return all
    }

    /// What was noted when the key was made; none where there is no note. One that cannot be
    /// read is not an absent one.
    private func noted() throws -> (home: Home, tag: Data)? {
        guard FileManager.default.fileExists(atPath: note.path) else { return nil }
        guard let bytes = try? Data(contentsOf: note), let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
            let home = Home(rawValue: String(decoding: bytes[..<end], as: UTF8.self))
        else { throw unreadable("the name of the key") }
        return (home, Data(bytes[bytes.index(after: end)...]))
    }

    private func unreadable(_ wrong: Unmanaged<CFError>?) -> VaultError {
        unreadable("key store: \(wrong.map { CFErrorGetCode($0.takeRetainedValue()) } ?? 0)")
    }

    private func unreadable(_ reason: String) -> VaultError {
        .Unreadable(reason: reason)
    }
}
