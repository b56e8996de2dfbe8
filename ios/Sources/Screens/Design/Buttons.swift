//! What is pressed: a refused action stays visible, cannot be pressed and says why.

import AppModel
import DoorstepCore
import SwiftUI

/// The one thing to do.
struct PrimaryButton: View {
    private let text: String
    private let refusal: RefusalModel?
    private let action: @MainActor () -> Void

    init(_ text: String, refusal: RefusalModel? = nil, action: @escaping @MainActor () -> Void) {
        self.text = text
        self.refusal = refusal
        self.action = action
    }

    var body: some View {
        PressedBlock(text, back: Paint.accent, front: Paint.onAccent, refusal: refusal, action: action)
    }
}

/// Something else that may be done.
struct SecondaryButton: View {
    private let text: String
    private let refusal: RefusalModel?
    private let action: @MainActor () -> Void

    init(_ text: String, refusal: RefusalModel? = nil, action: @escaping @MainActor () -> Void) {
        self.text = text
        self.refusal = refusal
        self.action = action
    }

    var body: some View {
        PressedBlock(text, back: Paint.surface, front: Paint.accent, refusal: refusal, action: action)
    }
}

/// Something that cannot be taken back, or where somebody may come to harm.
struct DangerButton: View {
    private let text: String
    private let refusal: RefusalModel?
    private let action: @MainActor () -> Void

    init(_ text: String, refusal: RefusalModel? = nil, action: @escaping @MainActor () -> Void) {
        self.text = text
        self.refusal = refusal
        self.action = action
    }

    var body: some View {
        PressedBlock(text, back: Paint.danger, front: Paint.onAccent, refusal: refusal, action: action)
    }
}

private struct PressedBlock: View {
    private let text: String
    private let back: Color
    private let front: Color
    private let refusal: RefusalModel?
    private let action: @MainActor () -> Void
    @Environment(\.words) private var words

    init(
        _ text: String, back: Color, front: Color, refusal: RefusalModel?,
        action: @escaping @MainActor () -> Void
    ) {
        self.text = text
        self.back = back
        self.front = front
        self.refusal = refusal
        self.action = action
    }

    var body: some View {
        VStack(alignment: .leading, spacing: 4) {
            Button(action: action) {
                Text(text)
                    .font(.headline)
                    .frame(maxWidth: .infinity, minHeight: Spacing.target)
                    .foregroundStyle(refusal == nil ? front : Paint.quiet)
                    .background(refusal == nil ? back : Paint.surface)
                    .clipShape(RoundedRectangle(cornerRadius: Spacing.corner))
            }
            .disabled(refusal != nil)
            if let refusal {
                Text(words.refusal(refusal)).font(.footnote).foregroundStyle(Paint.warning)
            }
        }
    }
}

/// One of several answers.
struct Choice: View {
    private let options: [OptionModel]
    private let chosen: String
    private let choose: @MainActor (String) -> Void
    @Environment(\.words) private var words

    init(_ options: [OptionModel], chosen: String = "", choose: @escaping @MainActor (String) -> Void) {
        self.options = options
        self.chosen = chosen
        self.choose = choose
    }

    var body: some View {
        ForEach(options, id: \.id) { option in
            ChoiceLine(words.of(option.text), isChosen: option.id == chosen) { choose(option.id) }
        }
    }
}

/// One of several named things, by their keys.
struct KeyChoice: View {
    private let kind: String
    private let keys: [String]
    private let chosen: String
    private let choose: @MainActor (String) -> Void
    @Environment(\.words) private var words

    init(
        _ kind: String, _ keys: [String], chosen: String = "", choose: @escaping @MainActor (String) -> Void
    ) {
        self.kind = kind
        self.keys = keys
        self.chosen = chosen
        self.choose = choose
    }

    var body: some View {
        ForEach(keys, id: \.self) { key in
            ChoiceLine(words.of(kind, key), isChosen: key == chosen) { choose(key) }
        }
    }
}

private struct ChoiceLine: View {
    private let text: String
    private let isChosen: Bool
    private let choose: @MainActor () -> Void

    init(_ text: String, isChosen: Bool, choose: @escaping @MainActor () -> Void) {
        self.text = text
        self.isChosen = isChosen
        self.choose = choose
    }

    var body: some View {
        Button(action: choose) {
            HStack(spacing: Spacing.grid) {
                Image(systemName: isChosen ? "largecircle.fill.circle" : "circle").accessibilityLabel(text)
                Text(text).font(.body)
                Spacer()
            }
            .frame(maxWidth: .infinity, minHeight: Spacing.target, alignment: .leading)
            .foregroundStyle(Paint.ink)
        }
    }
}

/// Calls a number.
struct CallButton: View {
    let phone: String

    var body: some View {
        if let number = URL(string: "tel:\(phone.filter { $0.isNumber || $0 == "+" })") {
            Link(destination: number) {
                HStack(spacing: Spacing.grid) {
                    Image(systemName: "phone").accessibilityLabel(phone)
                    Text(phone).font(.title3.monospacedDigit())
                }
                .frame(minHeight: Spacing.target)
                .foregroundStyle(Paint.accent)
            }
        }
    }
}
