// swift-tools-version: 6.0
//! The iOS app as a package: the generated core, the app model, the ports, the screens.
//!
//! On Linux the core is the built library of the workspace and SwiftUI is the stand-in
//! module of `StandIns/`, which type-checks and never ships. On a Mac the core is an
//! XCFramework made from the same header, and SwiftUI is Apple's.

import PackageDescription

#if os(Linux)
    let library = Context.environment["DOORSTEP_LIBRARY"] ?? "\(Context.packageDirectory)/../target/release"
    let core: [Target] = [.target(name: "doorstepFFI")]
    let link: [LinkerSetting] = [
        // The second flag: Swift 6.0's own libswiftObservation names a symbol that nobody has.
        .unsafeFlags(["-L\(library)", "-Xlinker", "--allow-shlib-undefined"]),
        .linkedLibrary("doorstep_ffi"),
    ]
    let standIns: [Target] = [.target(name: "SwiftUI", path: "StandIns/SwiftUI")]
    let screensNeed: [Target.Dependency] = ["AppModel", "DoorstepCore", "Ports", "SwiftUI"]
#else
    let core: [Target] = [.binaryTarget(name: "doorstepFFI", path: "doorstepFFI.xcframework")]
    let link: [LinkerSetting] = []
    let standIns: [Target] = []
    let screensNeed: [Target.Dependency] = ["AppModel", "DoorstepCore", "Ports"]
#endif

let package = Package(
    name: "Doorstep",
    defaultLocalization: "zh-Hans",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "Screens", targets: ["Screens"])],
    targets: core + standIns + [
        .target(
            name: "DoorstepCore", dependencies: ["doorstepFFI"], linkerSettings: link),
        .target(name: "Ports"),
        .target(name: "PortStandIns", dependencies: ["Ports"]),
        .target(name: "AppModel", dependencies: ["DoorstepCore", "Ports"]),
        .target(name: "Screens", dependencies: screensNeed),
        .testTarget(
            name: "PhoneTests",
            dependencies: ["AppModel", "DoorstepCore", "Ports", "PortStandIns", "Screens"]),
    ],
    swiftLanguageModes: [.v6]
)
