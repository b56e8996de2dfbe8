//! A part of a page that is seldom wanted: its title says what lies in it, a press unfolds it.

import SwiftUI

/// A titled part of a page that opens when its title is pressed.
struct FoldedSection<Content: View>: View {
    private let title: String
    private let isOpenFirst: Bool
    private let content: Content

    init(_ title: String, isOpenFirst: Bool = false, @ViewBuilder content: () -> Content) {
        self.title = title
        self.isOpenFirst = isOpenFirst
        self.content = content()
    }

    var body: some View {
        UntitledPart { Fold(title, isOpenFirst: isOpenFirst) { content } }
    }
}

/// The same without a frame of its own: several stand in one part.
struct Fold<Content: View>: View {
    private let title: String
    private let isOpenFirst: Bool
    private let content: Content
    @State private var isOpen: Bool

    init(_ title: String, isOpenFirst: Bool = false, @ViewBuilder content: () -> Content) {
        self.title = title
        self.isOpenFirst = isOpenFirst
        self.content = content()
        _isOpen = State(initialValue: isOpenFirst)
    }

    var body: some View {
        VStack(alignment: .leading, spacing: Spacing.grid) {
            FoldTitle(title: title, isOpen: $isOpen)
            if isOpen { content }
        }
        .onChange(of: isOpenFirst) { isOpen = isOpenFirst }
    }
}

/// A title that unfolds or folds what lies below it.
struct FoldTitle: View {
    let title: String
    @Binding var isOpen: Bool
    @Environment(\.words) private var words

    var body: some View {
        Button {
            isOpen.toggle()
        } label: {
            HStack(spacing: Spacing.grid) {
                Text(title).font(.body).foregroundStyle(Paint.ink)
                Spacer(minLength: Spacing.grid)
                Text(words(isOpen ? "button/less" : "button/more"))
                    .font(.headline).foregroundStyle(Paint.accent)
            }
            .frame(maxWidth: .infinity, minHeight: Spacing.target, alignment: .leading)
        }
    }
}

/// A part of a page whose content says its own titles.
struct UntitledPart<Content: View>: View {
    private let content: Content

    init(@ViewBuilder content: () -> Content) {
        self.content = content()
    }

    var body: some View {
        VStack(alignment: .leading, spacing: Spacing.grid) { content }
            .frame(maxWidth: .infinity, alignment: .leading)
            .padding(Spacing.grid)
            .background(Paint.surface)
            .clipShape(RoundedRectangle(cornerRadius: Spacing.corner))
    }
}
