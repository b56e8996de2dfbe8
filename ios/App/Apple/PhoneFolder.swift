//! Where the installation lives on the phone, and how iOS guards it.
//!
//! Readable from the first unlocking after a start, because a sync runs while the phone is
//! locked; never part of a backup, because a copy of it on another phone has not its key.
//! Pictures wait in a folder of their own until the core has taken them, and are thrown away
//! at the next start.

import Foundation

/// The folders of one installation.
public struct PhoneFolder: Sendable {
    /// The installation: the core's store and the name of the key.
    public let home: URL
    /// Pictures that the core has not taken yet.
    public let pictures: URL

    /// Makes what is missing below the app's own system folders, and guards it.
    public init() throws {
        let find = { (place: FileManager.SearchPathDirectory) throws in
            try FileManager.default.url(for: place, in: .userDomainMask, appropriateFor: nil, create: true)
        }
        try self.init(support: find(.applicationSupportDirectory), caches: find(.cachesDirectory))
    }

    /// Makes what is missing below these folders, and guards it.
    init(support: URL, caches: URL) throws {
        home = support.appendingPathComponent("Doorstep", isDirectory: true)
        pictures = caches.appendingPathComponent("Pictures", isDirectory: true)
        try? FileManager.default.removeItem(at: pictures)
        for folder in [home, pictures] { try Self.guardedFolder(folder) }
    }

    private static func guardedFolder(_ folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.setAttributes(
            [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication],
            ofItemAtPath: folder.path)
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        var guarded = folder
        try guarded.setResourceValues(values)
    }
}
