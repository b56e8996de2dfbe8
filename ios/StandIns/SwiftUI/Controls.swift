//! Stand-ins for the texts, controls and containers that the screens use.

public struct LocalizedStringKey: ExpressibleByStringInterpolation {
    public let text: String
    public init(stringLiteral value: String) { text = value }
}

public struct Text: Leaf {
    public let said: String?
    public init(_ key: LocalizedStringKey) { said = key.text }
    @_disfavoredOverload public init<S: StringProtocol>(_ content: S) { said = String(content) }
    public init(verbatim content: String) { said = content }
}

public struct Image: Leaf {
    public init(systemName: String) {}
}

public enum HorizontalAlignment: Sendable { case leading, center, trailing }
public enum VerticalAlignment: Sendable { case top, center, bottom, firstTextBaseline }
public enum Edge: Sendable {
    case top, leading, bottom, trailing
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int8
        public init(rawValue: Int8) { self.rawValue = rawValue }
        public static let horizontal = Set(rawValue: 1), vertical = Set(rawValue: 2), all = Set(rawValue: 3)
    }
}
public enum VerticalEdge: Sendable { case top, bottom }
public struct Alignment: Sendable {
    public static let leading = Alignment(), center = Alignment(), trailing = Alignment()
}

public struct VStack<C: View>: Leaf {
    let content: C
    public var inside: [any View] { [content] }
    public init(
        alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> C
    ) { self.content = content() }
}

public struct HStack<C: View>: Leaf {
    let content: C
    public var inside: [any View] { [content] }
    public init(
        alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> C
    ) { self.content = content() }
}

public struct ScrollView<C: View>: Leaf {
    let content: C
    public var inside: [any View] { [content] }
    public init(@ViewBuilder content: () -> C) { self.content = content() }
}

public struct ScrollViewProxy {
    @MainActor public func scrollTo<ID: Hashable>(_ id: ID, anchor: UnitPoint? = nil) {}
}

public struct ScrollViewReader<C: View>: Leaf {
    let content: C
    public var inside: [any View] { [content] }
    public init(@ViewBuilder content: @escaping (ScrollViewProxy) -> C) {
        self.content = content(ScrollViewProxy())
    }
}

public struct Group<C: View>: Leaf {
    let content: C
    public var inside: [any View] { [content] }
    public init(@ViewBuilder content: () -> C) { self.content = content() }
}

public struct NavigationStack<Data, C: View>: Leaf {
    let content: C
    public var inside: [any View] { [content] }
    public init(path: Binding<Data>, @ViewBuilder root: () -> C)
    where
        Data: MutableCollection & RandomAccessCollection & RangeReplaceableCollection, Data.Element: Hashable
    {
        content = root()
    }
}

public struct ForEach<D: RandomAccessCollection, ID: Hashable, C: View>: Leaf {
    let rows: [any View]
    public var inside: [any View] { rows }
    public init(
        _ data: D, id: KeyPath<D.Element, ID>, @ViewBuilder content: @escaping (D.Element) -> C
    ) { rows = data.map(content) }
}

public struct Spacer: Leaf {
    public init(minLength: CGFloat? = nil) {}
}

public struct Divider: Leaf {
    public init() {}
}

public struct ProgressView: Leaf {
    public init() {}
}

public struct ButtonRole: Sendable {
    public static let destructive = ButtonRole(), cancel = ButtonRole()
}

public struct Button<L: View>: Leaf {
    let label: L
    private let action: @MainActor () -> Void
    public var inside: [any View] { [label] }
    public var pressed: (@MainActor () -> Void)? { action }
    public init(role: ButtonRole? = nil, action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> L)
    {
        self.label = label()
        self.action = action
    }
}

extension Button where L == Text {
    @_disfavoredOverload public init<S: StringProtocol>(
        _ title: S, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void
    ) { self.init(role: role, action: action) { Text(title) } }
}

public struct Link<L: View>: Leaf {
    let label: L
    public var inside: [any View] { [label] }
    public init(destination: URL, @ViewBuilder label: () -> L) { self.label = label() }
}

public struct Toggle<L: View>: Leaf {
    let label: L
    public var inside: [any View] { [label] }
    public init(isOn: Binding<Bool>, @ViewBuilder label: () -> L) { self.label = label() }
}

public struct TextField<L: View>: Leaf {
    let label: L
    public var inside: [any View] { [label] }
}

extension TextField where L == Text {
    @_disfavoredOverload public init<S: StringProtocol>(_ title: S, text: Binding<String>) {
        label = Text(title)
    }
}

public struct DatePicker<L: View>: Leaf {
    let label: L
    public var inside: [any View] { [label] }
    public init(selection: Binding<Date>, @ViewBuilder label: () -> L) { self.label = label() }
}
