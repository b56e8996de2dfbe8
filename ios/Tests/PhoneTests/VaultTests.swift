//! The device key in a vault, through the real core and a real office.

import DoorstepCore
import Foundation
import PortStandIns
import Testing

@testable import AppModel

private let visit = "FW-20261123-0001-1"
private let morningMs: Int64 = 1_795_395_600_000

@MainActor @Suite("The device key in a vault", .timeLimit(.minutes(2)))
struct VaultTests {
    private let bed: Bed
    private let folder: String
    private let key: URL
    private let clock = ToldClock(wallMs: morningMs)

    init() throws {
        bed = try Bed()
        folder = bed.folder.appendingPathComponent("phone").path
        key = bed.folder.appendingPathComponent("vault.der")
    }

    private func open(_ vault: SoftwareVault) async throws(Refusal) -> PhoneModel {
        try await PhoneModel.open(folder: folder, clock: clock, vault: vault, rules: ToldRules())
    }

    /// A phone that has the job of the visit, and the office that gave it.
    private func enrolled(_ vault: SoftwareVault) async throws -> (PhoneModel, Office) {
        let office = Office(bed)
        let token = try office.prepare(visit)
        let address = try office.serve()
        let phone = try await open(vault)
        #expect(await phone.enrol(office: address, token: token) == nil)
        #expect(await phone.syncNow(atMostMs: 60_000) == nil)
        return (phone, office)
    }

    @Test("A phone whose key is in a vault enrols, syncs and is the same phone after it was closed")
    func sameKey() async throws {
        let vault = SoftwareVault(file: key)
        let (phone, office) = try await enrolled(vault)
        #expect(await phone.send(Intent(visit: visit, act: .accept)) == nil)
        await phone.close()
        #expect(vault.signed > 0, "the core asked the vault")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
        #expect(!files.contains { $0.hasSuffix(".pem") }, "no second key lies in the folder")

        let later = SoftwareVault(file: key)
        let again = try await open(later)
        #expect(try later.publicPoint() == vault.publicPoint())
        #expect(await again.send(Intent(visit: visit, act: .write(check: nil, text: "再开"))) == nil)
        #expect(await again.syncNow(atMostMs: 60_000) == nil)
        #expect(again.unproved == 0, "the office proves what the vault signed")
        #expect(later.signed > 0)
        await again.close()
        withExtendedLifetime(office) {}
    }

    @Test("A vault that is locked gives no key, and no other key is made in its place")
    func locked() async throws {
        let vault = SoftwareVault(file: key)
        let (phone, office) = try await enrolled(vault)
        let point = try vault.publicPoint()
        vault.lock(true)
        #expect(throws: VaultError.self) { try vault.publicPoint() }
        #expect(await phone.send(Intent(visit: visit, act: .accept)) == nil, "work goes on without the key")
        #expect(await phone.syncNow(atMostMs: 2_000) == nil)
        #expect(try #require(phone.unproved) > 0, "nothing is sent that is not signed")
        await phone.close()
        vault.lock(false)
        #expect(try vault.publicPoint() == point)
        let again = try await open(vault)
        #expect(await again.syncNow(atMostMs: 60_000) == nil)
        #expect(again.unproved == 0)
        await again.close()
        withExtendedLifetime(office) {}
    }

    @Test("With another key the folder is another installation, silent until it is enrolled")
    func otherKey() async throws {
        let (phone, office) = try await enrolled(SoftwareVault(file: key))
        #expect(await phone.send(Intent(visit: visit, act: .accept)) == nil)
        await phone.close()
        let other = SoftwareVault(file: bed.folder.appendingPathComponent("other.der"))
        let copy = try await open(other)
        #expect(await copy.syncNow(atMostMs: 2_000) == nil)
        #expect(other.signed == 0, "no office would believe this key")
        #expect(try #require(copy.unproved) > 0, "the work is still here")
        await copy.close()
        withExtendedLifetime(office) {}
    }
}
