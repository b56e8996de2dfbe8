//! Small things that several screens draw: quiet text, rows of text that are pressed,
//! things of equal weight side by side, counts, digits, languages.

import AppModel
import DoorstepCore
import SwiftUI

/// A sentence that explains and does not shout; nothing where there is none.
struct Quiet: View {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    var body: some View {
        if !text.isEmpty { Text(text).font(.footnote).foregroundStyle(Paint.quiet) }
    }
}

/// A text that is pressed, for what is seldom wanted.
struct TextButtonRow: View {
    private let text: String
    private let action: @MainActor () -> Void

    init(_ text: String, action: @escaping @MainActor () -> Void) {
        self.text = text
        self.action = action
    }

    var body: some View {
        Button(action: action) {
            Text(text).font(.headline).foregroundStyle(Paint.accent)
                .frame(minWidth: Spacing.target, minHeight: Spacing.target, alignment: .leading)
        }
    }
}

/// A whole row that leads to another screen.
struct LinkRow: View {
    private let text: String
    private let action: @MainActor () -> Void

    init(_ text: String, action: @escaping @MainActor () -> Void) {
        self.text = text
        self.action = action
    }

    var body: some View {
        Button(action: action) {
            HStack(spacing: Spacing.grid) {
                Text(text).font(.body).foregroundStyle(Paint.ink)
                Spacer(minLength: Spacing.grid)
                Image(systemName: "chevron.right").foregroundStyle(Paint.quiet).accessibilityHidden(true)
            }
            .frame(maxWidth: .infinity, minHeight: Spacing.target, alignment: .leading)
        }
    }
}

/// Things of equal weight in one line; below each other where the person reads large letters.
struct SideBySide<Content: View>: View {
    private let content: Content
    @Environment(\.dynamicTypeSize) private var size

    init(@ViewBuilder content: () -> Content) {
        self.content = content()
    }

    var body: some View {
        if size.isAccessibilitySize {
            VStack(spacing: Spacing.grid) { content }
        } else {
            HStack(alignment: .top, spacing: Spacing.grid) { content }
        }
    }
}

/// How many; never less than one.
struct CountStepper: View {
    @Binding var count: UInt32

    var body: some View {
        HStack(spacing: Spacing.grid) {
            SecondaryButton("−") { count = max(1, count - 1) }
            Text("\(count)").font(.title2.monospacedDigit())
            SecondaryButton("+") { count += 1 }
        }
    }
}

/// Digits on big keys, with a point where amounts are typed.
struct DigitPad: View {
    @Binding var typed: String
    let digits: Int
    var hasPoint = false
    @Environment(\.words) private var words

    private static let rows = [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]

    var body: some View {
        VStack(alignment: .leading, spacing: Spacing.grid) {
            Text(typed.isEmpty ? "–" : typed).font(.largeTitle.monospacedDigit())
            ForEach(Self.rows, id: \.self) { row in
                HStack(spacing: Spacing.grid) { ForEach(row, id: \.self) { key($0) } }
            }
            HStack(spacing: Spacing.grid) {
                if hasPoint { key(".") } else { Text("").frame(maxWidth: .infinity) }
                key("0")
                SecondaryButton(words("button/erase")) { typed = "" }
            }
        }
    }

    private func key(_ sign: String) -> some View {
        SecondaryButton(sign) { if typed.count < digits { typed += sign } }
    }
}

/// Both languages, the person's own first.
struct LanguageButtons: View {
    private let choose: @MainActor (Language) -> Void
    @Environment(\.language) private var own
    @Environment(\.words) private var words

    init(choose: @escaping @MainActor (Language) -> Void) {
        self.choose = choose
    }

    var body: some View {
        ForEach([own] + Language.allCases.filter { $0 != own }, id: \.self) { language in
            SecondaryButton(words(language == .chinese ? "language/zh" : "language/en")) { choose(language) }
        }
    }
}

/// A part by its name, its number below.
struct NamedPartView: View {
    let name: String
    let number: String

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            Text(name).font(.body).foregroundStyle(Paint.ink)
            Quiet(number)
        }
    }
}

extension String {
    /// Nothing was typed that can be read.
    var isBlank: Bool { allSatisfy(\.isWhitespace) }

    /// In groups of so many letters, as it is read out.
    func grouped(by size: Int) -> String {
        enumerated().reduce(into: "") { text, letter in
            if letter.offset > 0, letter.offset.isMultiple(of: size) { text += " " }
            text.append(letter.element)
        }
    }
}

extension Array {
    /// Two and two, in their order.
    var inPairs: [[Element]] {
        stride(from: 0, to: count, by: 2).map { Array(self[$0..<Swift.min($0 + 2, count)]) }
    }
}
