//! The adapters on the stand-ins of Apple's modules: what they ask iOS for, and what they do
//! with what it says. Shows nothing of Apple's own modules.

import AppModel
import BackgroundTasks
import DoorstepCore
import Foundation
import Network
import Ports
import Testing
import UIKit

@testable import ApplePhone

@MainActor @Suite("The adapters, on stand-ins", .serialized, .timeLimit(.minutes(1)))
struct AdapterTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("adapter-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test("The clock that goes on asleep goes on, and the start of the phone keeps its number")
    func clocks() {
        let (first, second) = (PhoneClocks(), PhoneClocks())
        let (before, after) = (first.read(), second.read())
        #expect(before.boot == after.boot && before.boot != 0)
        #expect(before.awakeOrAsleepMs > 0 && after.awakeOrAsleepMs >= before.awakeOrAsleepMs)
        var up = timespec()
        clock_gettime(CLOCK_BOOTTIME, &up)
        #expect(
            abs(first.read().awakeOrAsleepMs - Int64(up.tv_sec) * 1000) < 5_000, "milliseconds, not ticks")
        #expect(abs(after.wallMs - Int64(Date().timeIntervalSince1970 * 1000)) < 5_000)
    }

    @Test("What iOS wants to read in Info.plist stands there: the turns, why there is a camera, the link")
    func declared() throws {
        let app = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../App/Doorstep")
        let bytes = try Data(contentsOf: app.appendingPathComponent("Info.plist").standardized)
        let info = try #require(
            try PropertyListSerialization.propertyList(from: bytes, format: nil) as? [String: Any])
        #expect(
            info["BGTaskSchedulerPermittedIdentifiers"] as? [String]
                == BackgroundSync.Turn.allCases.map(\.rawValue))
        #expect(info["UIBackgroundModes"] as? [String] == ["fetch", "processing"])
        let links = try #require(info["CFBundleURLTypes"] as? [[String: Any]])
        #expect(links.compactMap { $0["CFBundleURLSchemes"] as? [String] } == [["doorstep"]])
        for language in try #require(info["CFBundleLocalizations"] as? [String]) {
            let words = app.appendingPathComponent("\(language).lproj/InfoPlist.strings").standardized
            #expect(try String(contentsOf: words, encoding: .utf8).contains("NSCameraUsageDescription"))
        }
    }

    @Test("A turn that iOS gives before the phone is open waits for it, and asks for the next one")
    func early() async throws {
        let background = BackgroundSync()
        #expect(background.register())
        let before = BGTaskScheduler.shared.asked.count
        let task = try #require(BGTaskScheduler.shared.launch("app.doorstep.sync.large"))
        #expect(task.ends.isEmpty)
        let (times, says) = AsyncStream<Int64>.makeStream()
        background.wake { atMostMs in
            says.yield(atMostMs)
            return true
        }
        var time = times.makeAsyncIterator()
        #expect(await time.next() == 240_000)
        while task.ends.isEmpty { await Task.yield() }
        #expect(task.ends == [true])
        let asked = BGTaskScheduler.shared.asked.dropFirst(before)
        #expect(asked == ["app.doorstep.sync.large", "app.doorstep.sync.soon", "app.doorstep.sync.large"])
    }

    @Test("A turn that iOS ends is told once, as not done")
    func expired() async throws {
        let background = BackgroundSync()
        background.register()
        let (begun, begins) = AsyncStream<Void>.makeStream()
        let (ended, ends) = AsyncStream<Void>.makeStream()
        background.wake { _ in
            begins.yield()
            for await _ in ended { break }
            return true
        }
        let task = try #require(BGTaskScheduler.shared.launch("app.doorstep.sync.soon"))
        var beginning = begun.makeAsyncIterator()
        await beginning.next()
        task.expirationHandler?()
        while task.ends.isEmpty { await Task.yield() }
        ends.yield()
        for _ in 0..<50 { await Task.yield() }
        #expect(task.ends == [false])
    }

    @Test("A listener hears every change of the network until it listens no more")
    func network() async {
        let before = StandInNetwork.count
        let listening = Task { @MainActor in
            var heard: [Bool] = []
            for await isThere in PathWatch().changes() {
                heard.append(isThere)
                if heard.count == 3 { break }
            }
            return heard
        }
        while StandInNetwork.count == before { await Task.yield() }
        for status in [NWPath.Status.unsatisfied, .satisfied, .requiresConnection] {
            StandInNetwork.tell(status)
        }
        #expect(await listening.value == [false, true, false])
        while StandInNetwork.count > before { await Task.yield() }

        let rules = PathRules()
        #expect(rules.network() == .unknown, "no network is not a free one")
        StandInNetwork.tell(.satisfied)
        #expect(rules.network() == .unmetered)
        StandInNetwork.tell(.satisfied, isExpensive: true)
        #expect(rules.network() == .metered)
        StandInNetwork.tell(.satisfied, isConstrained: true)
        #expect(rules.network() == .metered)
        #expect(rules.background() == .unknown)
        rules.note(.restricted)
        #expect(rules.background() == .restricted)
    }

    @Test("A picture is written where the core reads, and one that was not taken is none")
    func camera() async throws {
        let camera = PhoneCamera(folder: folder)
        let taken = Task { await camera.photograph() }
        let picker = try await presented()
        #expect(await camera.photograph() == nil, "one picture at a time")
        let image = try #require(UIImage(data: Data([1, 2, 3])))
        picker.delegate?.imagePickerController(picker, didFinishPickingMediaWithInfo: [.originalImage: image])
        let path = try #require(await taken.value)
        #expect(path.hasPrefix(folder.path) && path.hasSuffix(".jpg"))
        #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))

        let none = Task { await camera.photograph() }
        let again = try await presented()
        again.delegate?.imagePickerControllerDidCancel(again)
        #expect(await none.value == nil)
        UIImagePickerController.hasCamera = false
        #expect(await camera.photograph() == nil)
        UIImagePickerController.hasCamera = true
    }

    private func presented() async throws -> UIImagePickerController {
        let scene = try #require(UIApplication.shared.connectedScenes.first as? UIWindowScene)
        let root = try #require(scene.keyWindow?.rootViewController)
        while root.presentedViewController == nil { await Task.yield() }
        return try #require(root.presentedViewController as? UIImagePickerController)
    }

    @Test("The phone's folders are there, and pictures of an earlier start are thrown away")
    func folders() throws {
        let place = try PhoneFolder(support: folder, caches: folder)
        try Data([1]).write(to: place.home.appendingPathComponent("store"))
        try Data([1]).write(to: place.pictures.appendingPathComponent("old.jpg"))
        let again = try PhoneFolder(support: folder, caches: folder)
        #expect(try FileManager.default.contentsOfDirectory(atPath: again.home.path) == ["store"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: again.pictures.path) == [])
    }
}
