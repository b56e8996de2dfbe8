//! The key adapter on the stand-in of Apple's key store.

import DoorstepCore
import Foundation
import Security
import Testing

@testable import ApplePhone

@Suite("The installation's key in the stand-in key store", .serialized)
struct KeyTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        StandInKeyStore.lock(false)
        StandInKeyStore.enclave(true)
        StandInKeyStore.lose()
    }

    @Test("The key is made once, in the Secure Enclave, and found again by a later start of the app")
    func once() throws {
        let key = InstallationKey(folder: folder)
        #expect(key.home == nil)
        let point = try key.publicPoint()
        #expect(point.count == 65 && point.first == 4)
        #expect(key.home == .enclave)
        #expect(try key.publicPoint() == point)
        #expect(try InstallationKey(folder: folder).publicPoint() == point)
        #expect(StandInKeyStore.count == 1)
        #expect(try key.signDer(bytes: Data([1])).first == 0x30, "DER")
    }

    @Test("Without a Secure Enclave the key is in the Keychain, and it says so")
    func fallback() throws {
        StandInKeyStore.enclave(false)
        let key = InstallationKey(folder: folder)
        _ = try key.publicPoint()
        #expect(key.home == .keychain)
        StandInKeyStore.enclave(true)
        _ = try InstallationKey(folder: folder).publicPoint()
        #expect(StandInKeyStore.count == 1, "a phone that has chosen never changes")
    }

    @Test("A key store that is locked or lost its key is no reason for another key")
    func unreadable() throws {
        let key = InstallationKey(folder: folder)
        #expect(throws: VaultError.self) { try key.signDer(bytes: Data([1])) }
        let point = try key.publicPoint()
        StandInKeyStore.lock(true)
        #expect(throws: VaultError.Unreadable(reason: "key store: -25308")) { try key.publicPoint() }
        #expect(throws: VaultError.self) { try key.signDer(bytes: Data([1])) }
        StandInKeyStore.lock(false)
        #expect(try key.publicPoint() == point)
        StandInKeyStore.lose()
        #expect(throws: VaultError.Unreadable(reason: "key store: -25300")) { try key.publicPoint() }
        #expect(StandInKeyStore.count == 0)
    }

    @Test("A locked key store makes no key, and another installation has another one")
    func other() throws {
        let key = InstallationKey(folder: folder)
        StandInKeyStore.lock(true)
        #expect(throws: VaultError.Unreadable(reason: "key store: -25308")) { try key.publicPoint() }
        #expect(key.home == nil)
        StandInKeyStore.lock(false)
        let point = try key.publicPoint()
        try FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        #expect(try InstallationKey(folder: folder).publicPoint() != point)
    }
}
