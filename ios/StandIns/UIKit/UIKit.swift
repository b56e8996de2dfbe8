//! A stand-in for what the app uses of Apple's UIKit. Nothing here ships.

@_exported import Foundation
import Synchronization

public final class UIImage {
    private let bytes: Data
    public init?(data: Data) { bytes = data }
    public func jpegData(compressionQuality: CGFloat) -> Data? { bytes }
}

@MainActor open class UIViewController: NSObject {
    public private(set) var presentedViewController: UIViewController?
    private weak var below: UIViewController?
    public var modalPresentationStyle = UIModalPresentationStyle.automatic
    public nonisolated override init() {}

    public func present(_ above: UIViewController, animated: Bool, completion: (() -> Void)? = nil) {
        presentedViewController = above
        above.below = self
        completion?()
    }

    public func dismiss(animated: Bool, completion: (() -> Void)? = nil) {
        below?.presentedViewController = nil
        completion?()
    }
}

public enum UIModalPresentationStyle: Sendable { case automatic, fullScreen }

@MainActor public protocol UINavigationControllerDelegate: AnyObject {}

@MainActor public protocol UIImagePickerControllerDelegate: AnyObject {
    func imagePickerController(
        _ picker: UIImagePickerController,
        didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any])
    func imagePickerControllerDidCancel(_ picker: UIImagePickerController)
}

@MainActor public final class UIImagePickerController: UIViewController {
    public enum SourceType: Sendable { case camera }
    public struct InfoKey: RawRepresentable, Hashable, Sendable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public static let originalImage = InfoKey(rawValue: "UIImagePickerControllerOriginalImage")
    }
    public var sourceType = SourceType.camera
    public weak var delegate: (any UIImagePickerControllerDelegate & UINavigationControllerDelegate)?

    public static func isSourceTypeAvailable(_ sourceType: SourceType) -> Bool { hasCamera }
    /// Stand-in only: whether the phone has a camera.
    public static var hasCamera = true
}

@MainActor open class UIScene: NSObject {}

@MainActor public final class UIWindow {
    public var rootViewController: UIViewController? = UIViewController()
}

@MainActor public final class UIWindowScene: UIScene {
    public var keyWindow: UIWindow? = UIWindow()
}

public struct UIBackgroundTaskIdentifier: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let invalid = UIBackgroundTaskIdentifier(rawValue: 0)
}

public enum UIBackgroundRefreshStatus: Int, Sendable { case restricted, denied, available }

@MainActor public final class UIApplication {
    public static let shared = UIApplication()
    public struct LaunchOptionsKey: RawRepresentable, Hashable, Sendable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
    }
    public private(set) var connectedScenes: Set<UIScene> = [UIWindowScene()]
    public var backgroundRefreshStatus = UIBackgroundRefreshStatus.available
    /// Stand-in only: spans of background time that were begun, and those that were ended.
    public private(set) var begun = 0
    public private(set) var ended = 0

    public func beginBackgroundTask(
        withName name: String?, expirationHandler: (@MainActor @Sendable () -> Void)? = nil
    ) -> UIBackgroundTaskIdentifier {
        begun += 1
        return UIBackgroundTaskIdentifier(rawValue: begun)
    }

    public func endBackgroundTask(_ identifier: UIBackgroundTaskIdentifier) {
        if identifier != .invalid { ended += 1 }
    }
}

@MainActor public protocol UIApplicationDelegate: NSObject {
    /// Stand-in only: Apple's adaptor makes a delegate by the Objective-C runtime.
    init()
    func application(
        _ application: UIApplication,
        didFinishLaunchingWithOptions launchOptions: [UIApplication.LaunchOptionsKey: Any]?
    ) -> Bool
}
