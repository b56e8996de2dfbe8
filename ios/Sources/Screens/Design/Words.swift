//! The words of the screens: by key from the table, or of a book in two languages.
//!
//! A key without words shows itself; the tests fail on one. Times are those of
//! Asia/Shanghai, amounts are shown from minor units; neither is ever reckoned with here.

import AppModel
import DoorstepCore
import SwiftUI

/// Finds words in the language that the person reads.
public struct Words: Sendable {
    private let language: Language

    /// Words in this language.
    public init(_ language: Language) {
        self.language = language
    }

    /// The words of this key.
    public func callAsFunction(_ key: String) -> String {
        (language == .chinese ? WordTable.zh : WordTable.en)[key] ?? key
    }

    /// The words of a named thing: `of("outcome", "solved")`.
    public func of(_ kind: String, _ key: String) -> String {
        key.isEmpty ? "" : self("\(kind)/\(key)")
    }

    /// A book's text.
    public func of(_ text: DoorstepCore.Words) -> String {
        language == .chinese ? text.zh : text.en
    }

    /// Why something is refused; what it is about stands in brackets.
    public func refusal(_ refusal: RefusalModel) -> String {
        self(refusal.code)
    }

    /// `CNY 128.00`.
    public func money(_ amount: Amount) -> String {
        let (whole, rest) = amount.minor.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = amount.minor < 0 ? "-" : ""
        return "\(amount.currency) \(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// A measured value from thousandths: `198.5`.
    public func milli(_ value: Int64) -> String {
        let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: 1000)
        var digits = String(1000 + rest).dropFirst()
        while digits.hasSuffix("0") { digits = digits.dropLast() }
        return (value < 0 ? "-" : "") + String(whole) + (digits.isEmpty ? "" : "." + digits)
    }

    /// `09:30`.
    public func time(_ ms: Int64) -> String { format(ms, "HH:mm") }

    /// `11-23 09:30`.
    public func date(_ ms: Int64) -> String { format(ms, "MM-dd HH:mm") }

    /// `1.5 MB`, in thousands of thousands as networks count.
    public func bytes(_ many: Int64) -> String {
        let units: [(Int64, String)] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")]
        guard let (unit, name) = units.first(where: { many >= $0.0 }) else { return "\(many) B" }
        let tenths = (many + unit / 20) / (unit / 10)
        return "\(tenths / 10)\(tenths % 10 == 0 ? "" : ".\(tenths % 10)") \(name)"
    }

    /// Whole minutes of a span.
    public func minutes(_ ms: Int64) -> String {
        "\(ms / 60_000) \(self("screen/minutes"))"
    }

    /// A promised window, `11-23 09:30–10:30`.
    public func window(_ fromMs: Int64, _ untilMs: Int64) -> String {
        "\(date(fromMs))–\(time(untilMs))"
    }

    private func format(_ ms: Int64, _ pattern: String) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "Asia/Shanghai")
        formatter.dateFormat = pattern
        return formatter.string(from: Date(timeIntervalSince1970: Double(ms) / 1000))
    }
}

private struct WordsKey: EnvironmentKey {
    static let defaultValue = Words(.chinese)
}

extension EnvironmentValues {
    /// The words of the language that the person reads.
    public var words: Words {
        get { self[WordsKey.self] }
        set { self[WordsKey.self] = newValue }
    }
}
