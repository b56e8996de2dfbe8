//! Stand-ins for the app, its scenes and their moments. Nothing here ships.

import Foundation
import UIKit

@MainActor @preconcurrency public protocol Scene {
    associatedtype Body: Scene
    @SceneBuilder @MainActor @preconcurrency var body: Body { get }
}

/// Stand-in only: a scene without a body of its own.
@MainActor public protocol LeafScene: Scene where Body == Self {}

extension LeafScene {
    public var body: Self { self }
}

@MainActor @resultBuilder public struct SceneBuilder {
    public static func buildBlock<S: Scene>(_ content: S) -> S { content }
}

public struct WindowGroup<C: View>: LeafScene {
    let content: C
    public init(@ViewBuilder content: () -> C) { self.content = content() }
}

extension Scene {
    public func onChange<V: Equatable>(
        of value: V, initial: Bool = false, _ action: @escaping (_ old: V, _ new: V) -> Void
    ) -> some Scene { self }
}

@MainActor @preconcurrency public protocol App {
    associatedtype Body: Scene
    @SceneBuilder @MainActor @preconcurrency var body: Body { get }
    @MainActor @preconcurrency init()
}

extension App {
    /// Stand-in only: nothing runs here.
    @MainActor @preconcurrency public static func main() {}
}

@MainActor @preconcurrency @propertyWrapper
public struct UIApplicationDelegateAdaptor<Delegate: NSObject & UIApplicationDelegate> {
    public let wrappedValue: Delegate
    public init(_ type: Delegate.Type = Delegate.self) { wrappedValue = Delegate() }
}

public enum ScenePhase: Comparable, Hashable, Sendable { case background, inactive, active }

private struct ScenePhaseKey: EnvironmentKey {
    static let defaultValue = ScenePhase.active
}

extension EnvironmentValues {
    public var scenePhase: ScenePhase { self[ScenePhaseKey.self] }
}

public struct ZStack<C: View>: Leaf {
    let content: C
    public var inside: [any View] { [content] }
    public init(alignment: Alignment = .center, @ViewBuilder content: () -> C) { self.content = content() }
}

extension View {
    public func ignoresSafeArea() -> some View { Modified(self) }
    public func onOpenURL(perform action: @escaping (URL) -> Void) -> some View { Modified(self) }
}
