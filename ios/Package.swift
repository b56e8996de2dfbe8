// swift-tools-version: 6.0
//! The iOS app as a package: the generated core, the app model, the ports, the screens.
//!
//! On Linux the core is the built library of the workspace; SwiftUI, UIKit and the other
//! modules of Apple are the stand-ins of `StandIns/`, which type-check and never ship, so the
//! app itself and its adapters are built too. On a Mac the core is an XCFramework made from
//! the same header and SwiftUI is Apple's; the app is then a target of `project.yml`.

import PackageDescription

#if os(Linux)
    let library = Context.environment["DOORSTEP_LIBRARY"] ?? "\(Context.packageDirectory)/../target/release"
    let core: [Target] = [.target(name: "doorstepFFI")]
    let link: [LinkerSetting] = [
        // The second flag: Swift 6.0's own libswiftObservation names a symbol that nobody has.
        .unsafeFlags(["-L\(library)", "-Xlinker", "--allow-shlib-undefined"]),
        .linkedLibrary("doorstep_ffi"),
    ]
    let swiftUI: [Target.Dependency] = ["SwiftUI", "UIKit"]
    let tested: [Target.Dependency] = ["ApplePhone"]
    let notTested: [String] = []
    let apple: [Target.Dependency] = [
        "BackgroundTasks", "DarwinStandIn", "Network", "Security", "SwiftUI", "UIKit",
    ]
    let onlyHere: [Target] = [
        .target(name: "BackgroundTasks", path: "StandIns/BackgroundTasks"),
        .target(name: "DarwinStandIn", path: "StandIns/DarwinStandIn"),
        .target(name: "Network", path: "StandIns/Network"),
        .target(name: "Security", dependencies: ["PortStandIns"], path: "StandIns/Security"),
        .target(name: "SwiftUI", dependencies: ["UIKit"], path: "StandIns/SwiftUI"),
        .target(name: "UIKit", path: "StandIns/UIKit"),
        .target(
            name: "ApplePhone", dependencies: ["AppModel", "DoorstepCore", "Ports"] + apple, path: "App/Apple"
        ),
        .executableTarget(
            name: "DoorstepApp",
            dependencies: ["AppModel", "ApplePhone", "DoorstepCore", "Ports", "Screens"] + apple,
            path: "App/Doorstep", exclude: ["Info.plist"]),
        .executableTarget(
            name: "LostPhone", dependencies: ["AppModel", "DoorstepCore", "PortStandIns", "Testbed"],
            path: "Tests/LostPhone"),
    ]
#else
    let core: [Target] = [.binaryTarget(name: "doorstepFFI", path: "doorstepFFI.xcframework")]
    let link: [LinkerSetting] = []
    let swiftUI: [Target.Dependency] = []
    let apple: [Target.Dependency] = []
    let tested: [Target.Dependency] = []
    let notTested = ["Apple"]
    let onlyHere: [Target] = []
#endif

let everywhere: [Target] = [
    .target(name: "DoorstepCore", dependencies: ["doorstepFFI"], linkerSettings: link),
    .target(name: "Ports"),
    .target(name: "PortStandIns", dependencies: ["DoorstepCore", "Ports"]),
    .target(name: "AppModel", dependencies: ["DoorstepCore", "Ports"]),
    .target(name: "Screens", dependencies: ["AppModel", "DoorstepCore", "Ports"] + swiftUI),
    .target(
        name: "Testbed", dependencies: ["AppModel", "DoorstepCore", "PortStandIns"], path: "Tests/Testbed"),
    .testTarget(
        name: "PhoneTests",
        dependencies: ["AppModel", "DoorstepCore", "Ports", "PortStandIns", "Screens", "Testbed"] + tested
            + apple,
        exclude: notTested),
]

let package = Package(
    name: "Doorstep",
    defaultLocalization: "zh-Hans",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: ["AppModel", "DoorstepCore", "Ports", "Screens"].map { .library(name: $0, targets: [$0]) },
    targets: core + everywhere + onlyHere,
    swiftLanguageModes: [.v6]
)
