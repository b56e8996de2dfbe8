//! Stand-ins for what the screens use of SwiftUI: the view and its builder, state,
//! environment. Shapes are those of Apple's public documentation; nothing here ships.
//!
//! `inside` is the stand-in's own: it lets tests walk a view and read its texts.

@_exported import Foundation
@_exported import Observation

@MainActor @preconcurrency public protocol View {
    associatedtype Body: View
    @ViewBuilder @MainActor @preconcurrency var body: Body { get }
    /// Stand-in only: what a walk finds in this view.
    @MainActor var inside: [any View] { get }
    /// Stand-in only: the text that this view itself shows.
    @MainActor var said: String? { get }
    /// Stand-in only: what a press on this view itself does.
    @MainActor var pressed: (@MainActor () -> Void)? { get }
    /// Stand-in only: whether it cannot be pressed, with everything inside it.
    @MainActor var isDisabled: Bool { get }
}

extension View {
    public var inside: [any View] { [body] }
    public var said: String? { nil }
    public var pressed: (@MainActor () -> Void)? { nil }
    public var isDisabled: Bool { false }
}

/// Stand-in only: a view without a body of its own.
@MainActor public protocol Leaf: View where Body == Self {}

extension Leaf {
    public var body: Self { self }
    public var inside: [any View] { [] }
}

/// Stand-in only: what a modifier returns.
public struct Modified<Content: View>: Leaf {
    let content: Content
    let more: [any View]
    public let isDisabled: Bool
    public var inside: [any View] { [content] + more }
    init(_ content: Content, _ more: [any View] = [], isDisabled: Bool = false) {
        self.content = content
        self.more = more
        self.isDisabled = isDisabled
    }
}

public struct EmptyView: Leaf {
    public init() {}
}

public struct TupleView<T>: Leaf {
    let views: [any View]
    public var inside: [any View] { views }
}

public enum Either<A: View, B: View>: Leaf {
    case first(A)
    case second(B)
    public var inside: [any View] {
        switch self {
        case .first(let view): [view]
        case .second(let view): [view]
        }
    }
}

extension Optional: View where Wrapped: View {
    public var body: EmptyView { EmptyView() }
    public var inside: [any View] { map { [$0] } ?? [] }
}

@MainActor @resultBuilder public struct ViewBuilder {
    public static func buildExpression<C: View>(_ content: C) -> C { content }
    public static func buildBlock() -> EmptyView { EmptyView() }
    public static func buildBlock<C: View>(_ content: C) -> C { content }
    public static func buildBlock<each C: View>(_ content: repeat each C) -> TupleView<(repeat each C)> {
        var views: [any View] = []
        repeat views.append(each content)
        return TupleView(views: views)
    }
    public static func buildOptional<C: View>(_ content: C?) -> C? { content }
    public static func buildEither<A: View, B: View>(first: A) -> Either<A, B> { .first(first) }
    public static func buildEither<A: View, B: View>(second: B) -> Either<A, B> { .second(second) }
}

final class Box<Value> {
    var value: Value
    init(_ value: Value) { self.value = value }
}

@MainActor @preconcurrency @propertyWrapper public struct State<Value> {
    private let box: Box<Value>
    public init(wrappedValue: Value) { box = Box(wrappedValue) }
    public init(initialValue: Value) { box = Box(initialValue) }
    public var wrappedValue: Value {
        get { box.value }
        nonmutating set { box.value = newValue }
    }
    public var projectedValue: Binding<Value> {
        Binding(get: { [box] in box.value }, set: { [box] in box.value = $0 })
    }
}

extension State where Value: ExpressibleByNilLiteral {
    public init() { self.init(wrappedValue: nil) }
}

@MainActor @preconcurrency @dynamicMemberLookup @propertyWrapper public struct Binding<Value> {
    private let read: () -> Value
    private let write: (Value) -> Void
    public init(get: @escaping () -> Value, set: @escaping (Value) -> Void) {
        read = get
        write = set
    }
    public static func constant(_ value: Value) -> Binding<Value> { Binding(get: { value }, set: { _ in }) }
    public var wrappedValue: Value {
        get { read() }
        nonmutating set { write(newValue) }
    }
    public var projectedValue: Binding<Value> { self }
    public subscript<T>(dynamicMember path: WritableKeyPath<Value, T>) -> Binding<T> {
        Binding<T>(
            get: { read()[keyPath: path] },
            set: {
                var whole = read()
                whole[keyPath: path] = $0
                write(whole)
            })
    }
}

@MainActor @dynamicMemberLookup @propertyWrapper public struct Bindable<Value> {
    public var wrappedValue: Value
    public var projectedValue: Bindable<Value> { self }
    public init(wrappedValue: Value) where Value: Observable & AnyObject { self.wrappedValue = wrappedValue }
    public init(_ value: Value) where Value: Observable & AnyObject { wrappedValue = value }
    public subscript<T>(dynamicMember path: ReferenceWritableKeyPath<Value, T>) -> Binding<T>
    where Value: AnyObject {
        let object = wrappedValue
        return Binding<T>(get: { object[keyPath: path] }, set: { object[keyPath: path] = $0 })
    }
}

public protocol EnvironmentKey {
    associatedtype Value
    static var defaultValue: Value { get }
}

public struct EnvironmentValues {
    private var values: [ObjectIdentifier: Any] = [:]
    public init() {}
    public subscript<K: EnvironmentKey>(key: K.Type) -> K.Value {
        get { values[ObjectIdentifier(key)] as? K.Value ?? K.defaultValue }
        set { values[ObjectIdentifier(key)] = newValue }
    }
}

public enum DynamicTypeSize: Hashable, Comparable, CaseIterable, Sendable {
    case xSmall, small, medium, large, xLarge, xxLarge, xxxLarge
    case accessibility1, accessibility2, accessibility3, accessibility4, accessibility5
    public var isAccessibilitySize: Bool { self >= .accessibility1 }
}

private struct DynamicTypeSizeKey: EnvironmentKey {
    static let defaultValue = DynamicTypeSize.large
}

extension EnvironmentValues {
    public var dynamicTypeSize: DynamicTypeSize {
        get { self[DynamicTypeSizeKey.self] }
        set { self[DynamicTypeSizeKey.self] = newValue }
    }
}

@MainActor @preconcurrency @propertyWrapper public struct Environment<Value> {
    private let path: KeyPath<EnvironmentValues, Value>
    public init(_ path: KeyPath<EnvironmentValues, Value>) { self.path = path }
    public var wrappedValue: Value { EnvironmentValues()[keyPath: path] }
}
