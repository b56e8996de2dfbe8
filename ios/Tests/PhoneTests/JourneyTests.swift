//! P1 to P4 as an engineer lives them on this app: a whole visit with no office in reach, the
//! phone lost in the middle and taken up again, then the same visit in the supervisor's API.

import DoorstepCore
import Foundation
import PortStandIns
import Testbed
import Testing

@testable import AppModel

private let visit = "FW-20261123-0001-1"

@MainActor @Suite("A whole visit", .timeLimit(.minutes(3)))
struct JourneyTests {
    private let bed: Bed
    /// A quarter to eight in China; the customer was promised nine to ten.
    private let morningMs: Int64 = 1_795_391_100_000

    init() throws {
        bed = try Bed()
    }

    private func open(_ clock: ToldClock) async throws -> PhoneModel {
        try await PhoneModel.open(
            folder: bed.folder.appendingPathComponent("phone").path, clock: clock,
            vault: SoftwareVault(file: bed.folder.appendingPathComponent("vault.der")),
            rules: ToldRules())
    }

    /// A phone that has its job; the office that gave it is gone again. Where that listened.
    private func enrolled() async throws -> String {
        let office = Office(bed)
        let token = try office.prepare(visit)
        let address = try office.serve()
        let phone = try await open(ToldClock(wallMs: morningMs))
        #expect(await phone.enrol(office: address, token: token) == nil)
        #expect(await phone.syncNow(atMostMs: 60_000) == nil)
        await phone.close()
        return address
    }

    @Test(
        "A whole visit offline, killed in the middle and taken up on the same screen, is the visit at the office"
    )
    func journey() async throws {
        let address = try await enrolled()
        let left = try firstHalf()
        let clock = ToldClock(wallMs: left.clockMs + 40_000, boot: 2)
        let phone = try await open(clock)
        #expect(await phone.resume() == nil)
        let screen = try #require(phone.path.last)
        #expect("\(screen)" == left.screen, "the same screen")
        #expect(fingerprint(try await phone.look(screen)) == left.model, "and the same on it")
        let engineer = Engineer(visit: visit, clock: clock, picture: bed.picture, did: left.acts)
        try await engineer.work(with: phone) {
            if case .leave(let model) = $0 { !model.outcome.isEmpty } else { false }
        }
        #expect(try await phone.look(.today).listed().rows.first { $0.visit == visit }?.state == .left)
        print("acts before the phone was killed: \(left.acts.count), on \(left.screen)")
        check(engineer)

        let office = Office(bed)
        try office.serve(port: try #require(URL(string: address)?.port))
        #expect(await phone.syncNow(atMostMs: 60_000) == nil)
        #expect(phone.unproved == 0, "everything has arrived")
        await phone.close()
        try await arrived(at: address, try office.accessToken())
        withExtendedLifetime(office) {}
    }

    /// The visit up to the quote that is about to be shown, in a process of its own that is
    /// killed there; what it had said.
    private func firstHalf() throws -> (acts: [String], screen: String, model: String, clockMs: Int64) {
        let process = Process()
        let (pipe, input) = (Pipe(), Pipe())
        process.executableURL = try bed.built("LostPhone")
        process.arguments = [bed.folder.path, visit, String(morningMs), bed.picture]
        process.standardOutput = pipe
        process.standardInput = input
        try process.run()
        defer { kill(process.processIdentifier, SIGKILL) }
        var said = ""
        while !said.contains("\nhere") {
            let more = pipe.fileHandleForReading.availableData
            try #require(!more.isEmpty, "the first half ended before it came to the quote: \(said)")
            said += String(decoding: more, as: UTF8.self)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try #require(process.terminationReason == .uncaughtSignal, "it was killed")
        let lines = said.split(separator: "\n").map(String.init)
        try #require(lines.count >= 4)
        return (
            lines[0].split(separator: "|").map(String.init), lines[1], lines[2], try #require(Int64(lines[3]))
        )
    }

    /// What an ordinary visit is made of, in its order.
    private func check(_ engineer: Engineer) {
        let acts = engineer.acts
        print("acts of a whole visit: \(acts.count)")
        let told = [
            "accept", "departed", "arrived", "tryDoor", "entered", "shoe-cover-first", "shoe-cover-second",
            "mat-spread", "cause-class",
            "addPart", "showQuote", "answerQuote", "fitPart", "wiped-clean", "showConfirmation", "sign",
            "leave",
        ]
        let places = told.map { wanted in
            acts.firstIndex { $0.split(separator: " ").contains(Substring(wanted)) }
        }
        #expect(!places.contains(nil), "\(zip(told, places).filter { $0.1 == nil }.map(\.0)) of \(acts)")
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
    }

    /// The visit as the supervisor's API tells it, in the list and by itself.
    private func arrived(at address: String, _ token: String) async throws {
        let list = try await told("\(address)/api/v1/visits", token)
        let visits = try #require(list["visits"] as? [[String: Any]])
        let row = try #require(visits.first { $0["visit"] as? String == visit })
        #expect(row["state"] as? String == "left")
        #expect(row["outcome"] as? String == "solved")
        let whole = try await told("\(address)/api/v1/visits/\(visit)", token)
        let summary = try #require(whole["summary"] as? [String: Any])
        let number = { (name: String) in summary[name] as? Int }
        #expect(["quarantined", "contents_lacking"].map(number) == [0, 0])
        #expect(number("photos_named") == number("photos_arrived"))
        let heads = try #require(whole["lanes"] as? [[String: Any]]).compactMap { $0["head_seq"] as? Int }
        #expect(number("events") == heads.reduce(0, +))
        print("events at the office: \(number("events") ?? 0), photos: \(number("photos_arrived") ?? 0)")
        #expect(try #require(number("events")) > 60, "a whole visit")
    }
}
