//! The ports with their stand-ins, and the moments of a sync on the real core.

import DoorstepCore
import Foundation
import PortStandIns
import Ports
import Testing

@testable import AppModel

@MainActor @Suite("Ports and the moments of a sync", .timeLimit(.minutes(2)))
struct PortTests {
    private let visit = "FW-20261123-0001-1"

    @Test("A job arrives by itself when a network comes, and background work says that it came to its end")
    func network() async throws {
        let bed = try Bed()
        let office = Office(bed)
        let token = try office.prepare(visit)
        let address = try office.serve()
        let phone = try await PhoneModel.open(folder: bed.folder.appendingPathComponent("phone").path)
        #expect(await phone.enrol(office: address, token: token) == nil)
        let list = phone.holder(.today)
        #expect(await list.open() == nil)
        let (network, background) = (ToldNetwork(), ToldBackground())
        #expect(await background.run() == false, "nothing asked to be woken")
        let keeper = SyncKeeper(phone)
        keeper.start(network: network, background: background)
        network.tell(false)
        network.tell(true)
        _ = await list.until { if case .today(let model) = $0 { !model.rows.isEmpty } else { false } }
        #expect(await background.run())
        keeper.stop()
        list.close()
        await phone.close()
        #expect(await background.run() == false, "a closed phone does not sync")
        withExtendedLifetime(office) {}
    }

    @Test("A camera gives the file that it wrote, and none where there is no camera")
    func camera() async {
        #expect(await FileCamera(path: "/tmp/picture.png").photograph() == "/tmp/picture.png")
        #expect(await NoCamera().photograph() == nil)
    }
}
