//! A real office on loopback, run by the real program, for the tests beside it.

import AppModel
import DoorstepCore
import Foundation
import Observation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Where the built program and the fixtures are.
struct Bed {
    let program: URL
    let fixtures: URL
    let folder: URL

    init() throws {
        let environment = ProcessInfo.processInfo.environment
        let library = try #require(environment["DOORSTEP_LIBRARY"], "the folder of the built library")
        program = URL(fileURLWithPath: library).appendingPathComponent("doorstep")
        fixtures =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../fixtures").standardized
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("doorstep-ios-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// What the camera sees.
    var picture: String {
        fixtures.appendingPathComponent("photos/part-label.png").path
    }

    /// A program that was built beside these tests.
    func built(_ name: String) throws -> URL {
        let tests = URL(fileURLWithPath: try #require(CommandLine.arguments.first))
        let program = tests.deletingLastPathComponent().appendingPathComponent(name)
        try #require(FileManager.default.isExecutableFile(atPath: program.path), "\(program.path)")
        return program
    }

    /// The file of the job that this visit is for.
    func job(of visit: VisitId) throws -> URL {
        let jobs = try FileManager.default.contentsOfDirectory(
            at: fixtures.appendingPathComponent("jobs"), includingPropertiesForKeys: nil)
        let job = try jobs.first { try String(contentsOf: $0, encoding: .utf8).contains(visit) }
        return try #require(job, "no job has this visit")
    }
}

/// Ends its process when it goes away.
final class Office {
    private let bed: Bed
    private let data: URL
    private var serving: Process?

    init(_ bed: Bed) {
        self.bed = bed
        data = bed.folder.appendingPathComponent("office")
    }

    deinit {
        // Killed: a lost office is what the phone has to live with, and nothing waits for it.
        if let serving { kill(serving.processIdentifier, SIGKILL) }
    }

    /// What the program says to these words; a failure of it is a failure of the test.
    @discardableResult
    func admin(_ command: String, _ words: String...) throws -> String {
        try run(command, ["--data", data.path] + words)
    }

    /// An access token for a supervisor's program.
    func accessToken() throws -> String {
        try run("token", ["make", "--data", data.path, "tests"])
    }

    private func run(_ command: String, _ words: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = bed.program
        process.arguments = ["admin", command] + words
        process.standardOutput = pipe
        try process.run()
        let said = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "admin \(command)")
        return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Serves until it goes away, on any port or on this one; the address.
    @discardableResult
    func serve(port: Int = 0) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = bed.program
        process.arguments = ["serve", "--data", data.path, "--port", String(port)]
        process.standardOutput = pipe
        try process.run()
        serving = process
        var said = ""
        while true {
            let more = pipe.fileHandleForReading.availableData
            try #require(!more.isEmpty, "the office ended before it listened")
            said += String(decoding: more, as: UTF8.self)
            if let address = said.firstMatch(of: /http:\/\/[0-9.:]+/), said.hasSuffix("\n") {
                return String(address.output)
            }
        }
    }

    /// An office with books, one engineer and the job of this visit; the token of an invitation.
    func prepare(_ visit: VisitId) throws -> String {
        try admin("publish", bed.fixtures.appendingPathComponent("books/home-service").path)
        try admin("engineer", bed.fixtures.appendingPathComponent("people/E1001.toml").path)
        try admin("assign", try bed.job(of: visit).path)
        return try admin("invite", "E1001")
    }
}

extension ScreenModelHolder {
    /// The model as soon as it says what is wanted; the suite's time limit ends the wait.
    func until(_ wanted: (ScreenModel) -> Bool) async -> ScreenModel {
        while true {
            if let model, wanted(model) { return model }
            await changed()
        }
    }

    /// Comes back when the model changes, which is after this look: both are on the main actor.
    private func changed() async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            withObservationTracking {
                _ = model
            } onChange: {
                done.resume()
            }
        }
        await Task.yield()
    }
}

/// What the supervisor's API says at this address to a program with this token.
@MainActor func told(_ address: String, _ token: String) async throws -> [String: Any] {
    var request = URLRequest(url: try #require(URL(string: address)))
    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    let (data, answer) = try await URLSession.shared.data(for: request)
    #expect((answer as? HTTPURLResponse)?.statusCode == 200)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
}
