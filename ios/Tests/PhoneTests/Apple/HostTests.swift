//! The app's phone with every adapter in its place, on the real core and a real office.

import AppModel
import BackgroundTasks
import DoorstepCore
import Foundation
import PortStandIns
import Ports
import Security
import Testing
import UIKit

@testable import ApplePhone

private let visit = "FW-20261123-0001-1"

@MainActor @Suite("The app's phone, on stand-ins of iOS and the real core", .timeLimit(.minutes(2)))
struct HostTests {
    private let bed: Bed

    init() throws {
        bed = try Bed()
    }

    private func host(network: any NetworkWatch = PathWatch()) -> PhoneHost {
        let folder = bed.folder
        return PhoneHost(language: .chinese, network: network, background: BackgroundSync()) {
            try PhoneFolder(support: folder, caches: folder)
        }
    }

    private func opened(_ host: PhoneHost) throws -> PhoneModel {
        guard case .open(let phone, _) = host.stand else {
            Issue.record("not open: \(host.stand)")
            throw CancellationError()
        }
        return phone
    }

    @Test("An enrolled phone signs with its stored key, is sent away in time, and is the same one later")
    func key() async throws {
        let office = Office(bed)
        let token = try office.prepare(visit)
        let address = try office.serve()
        let first = host()
        await first.open()
        await first.open()
        let phone = try opened(first)
        #expect(first.keyHome != nil)
        #expect(await phone.enrol(office: address, token: token) == nil)
        #expect(await phone.syncNow(atMostMs: 60_000) == nil)
        #expect(await phone.send(Intent(visit: visit, act: .accept)) == nil)
        let spans = UIApplication.shared.begun
        await first.sentAway()
        #expect(phone.unproved == 0, "sent while it was sent away")
        #expect(UIApplication.shared.begun == spans + 1 && UIApplication.shared.ended == spans + 1)
        await phone.close()

        let later = host()
        await later.open()
        let again = try opened(later)
        #expect(await again.send(Intent(visit: visit, act: .write(check: nil, text: "再开"))) == nil)
        #expect(await again.syncNow(atMostMs: 60_000) == nil)
        #expect(again.unproved == 0, "the office believes the stored key")
        let files = try FileManager.default.subpathsOfDirectory(atPath: bed.folder.path)
        #expect(files.contains("Doorstep/key-name"))
        #expect(!files.contains { $0.hasPrefix("Doorstep/") && $0.hasSuffix(".pem") })
        await again.close()
        withExtendedLifetime(office) {}
    }

    @Test("What is saved while there is a network is sent by itself")
    func saved() async throws {
        let office = Office(bed)
        let token = try office.prepare(visit)
        let address = try office.serve()
        let network = ToldNetwork()
        let first = host(network: network)
        await first.open()
        let phone = try opened(first)
        network.tell(true)
        #expect(await phone.enrol(office: address, token: token) == nil)
        var today = try await phone.look(.today).listed()
        while !today.hasBooks || !today.rows.contains(where: { $0.visit == visit }) {
            await Task.yield()
            today = try await phone.look(.today).listed()
        }
        #expect(await phone.send(Intent(visit: visit, act: .accept)) == nil)
        let access = try office.accessToken()
        while try await told("\(address)/api/v1/visits", access)["visits"].map({ "\($0)" })?.contains(visit)
            != true
        {
            await Task.yield()
        }
        await phone.close()
        withExtendedLifetime(office) {}
    }

    @Test("A phone that cannot be opened says why, and opens when the reason is gone")
    func notOpened() async throws {
        let place = bed.folder.appendingPathComponent("Doorstep")
        try Data([1]).write(to: place)
        let host = host()
        await host.open()
        guard case .notOpened(let why) = host.stand else {
            Issue.record("opened: \(host.stand)")
            return
        }
        #expect(why.code == "open/folder")
        try FileManager.default.removeItem(at: place)
        await host.open()
        try await opened(host).close()
    }
}
