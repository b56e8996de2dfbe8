//! Stand-ins for colours, shapes, drawing and the modifiers that the screens use.

public struct Color: Leaf, Sendable {
    public enum RGBColorSpace: Sendable { case sRGB }
    public nonisolated init(
        _ space: RGBColorSpace = .sRGB, red: Double, green: Double, blue: Double, opacity: Double = 1
    ) {}
}

public struct Font: Sendable {
    public enum Weight: Sendable { case regular, medium, semibold, bold }
    public static let body = Font(), title2 = Font(), title3 = Font(), headline = Font(), footnote = Font(),
        largeTitle = Font()
    public func weight(_ weight: Weight) -> Font { self }
    public func monospacedDigit() -> Font { self }
}

public struct RoundedRectangle: Leaf, Sendable {
    public init(cornerRadius: CGFloat) {}
}

public struct Path {
    public init() {}
    public mutating func move(to point: CGPoint) {}
    public mutating func addLine(to point: CGPoint) {}
}

public struct StrokeStyle: Sendable {
    public init(lineWidth: CGFloat = 1) {}
}

public struct GraphicsContext {
    public enum Shading {
        case color(Color)
    }
    public func stroke(_ path: Path, with shading: Shading, style: StrokeStyle) {}
}

public struct Canvas: Leaf {
    public init(renderer: @escaping (inout GraphicsContext, CGSize) -> Void) {}
}

@MainActor @preconcurrency public protocol Gesture<Value> {
    associatedtype Value
}

extension Gesture {
    public func onChanged(_ action: @escaping @MainActor (Value) -> Void) -> Self { self }
    public func onEnded(_ action: @escaping @MainActor (Value) -> Void) -> Self { self }
}

public struct DragGesture: Gesture {
    public struct Value: Equatable, Sendable {
        public var time: Date
        public var location: CGPoint
        public var startLocation: CGPoint
    }
    public init(minimumDistance: CGFloat = 10) {}
}

public struct UnitPoint: Hashable, Sendable {
    public static let top = UnitPoint(), center = UnitPoint()
}

public struct EnabledTextSelectability: Sendable {
    public static let enabled = EnabledTextSelectability()
}

extension View {
    public func font(_ font: Font?) -> some View { Modified(self) }
    public func foregroundStyle(_ color: Color) -> some View { Modified(self) }
    public func background(_ color: Color) -> some View { Modified(self) }
    public func clipShape(_ shape: RoundedRectangle) -> some View { Modified(self) }
    public func padding(_ length: CGFloat? = nil) -> some View { Modified(self) }
    public func padding(_ edges: Edge.Set, _ length: CGFloat? = nil) -> some View { Modified(self) }
    public func frame(width: CGFloat? = nil, height: CGFloat? = nil) -> some View { Modified(self) }
    public func frame(
        minWidth: CGFloat? = nil, maxWidth: CGFloat? = nil, minHeight: CGFloat? = nil,
        maxHeight: CGFloat? = nil, alignment: Alignment = .center
    ) -> some View { Modified(self) }
    public func disabled(_ disabled: Bool) -> some View { Modified(self, isDisabled: disabled) }
    public func id<ID: Hashable>(_ id: ID) -> some View { Modified(self) }
    public func textSelection(_ selectability: EnabledTextSelectability) -> some View { Modified(self) }
    public func gesture<G: Gesture>(_ gesture: G) -> some View { Modified(self) }
    public func navigationTitle<S: StringProtocol>(_ title: S) -> some View { Modified(self, [Text(title)]) }
    public func navigationBarBackButtonHidden(_ hides: Bool = true) -> some View { Modified(self) }
    public func navigationDestination<D: Hashable, C: View>(
        for data: D.Type, @ViewBuilder destination: @escaping (D) -> C
    ) -> some View { Modified(self) }
    public func safeAreaInset<C: View>(
        edge: VerticalEdge, spacing: CGFloat? = nil, @ViewBuilder content: () -> C
    ) -> some View { Modified(self, [content()]) }
    public func task<T: Equatable>(
        id value: T, @_inheritActorContext _ action: sending @escaping @isolated(any) () async -> Void
    ) -> some View { Modified(self) }
    public func task(
        @_inheritActorContext _ action: sending @escaping @isolated(any) () async -> Void
    ) -> some View { Modified(self) }
    public func onChange<V: Equatable>(
        of value: V, initial: Bool = false, _ action: @escaping () -> Void
    ) -> some View { Modified(self) }
    public func onSubmit(_ action: @escaping () -> Void) -> some View { Modified(self) }
    public func onDisappear(perform action: (() -> Void)? = nil) -> some View { Modified(self) }
    public func alert<S: StringProtocol, A: View>(
        _ title: S, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A
    ) -> some View { Modified(self) }
    public func accessibilityLabel<S: StringProtocol>(_ label: S) -> some View {
        Modified(self, [Text(label)])
    }
    public func accessibilityHidden(_ hidden: Bool) -> some View { Modified(self) }
    public func accessibilityIdentifier(_ identifier: String) -> some View { Modified(self) }
    public func environment<V>(_ path: WritableKeyPath<EnvironmentValues, V>, _ value: V) -> some View {
        Modified(self)
    }
}
