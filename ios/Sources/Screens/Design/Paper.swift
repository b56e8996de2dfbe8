//! What stands on a page: sections, rows, chips, notices.

import AppModel
import DoorstepCore
import SwiftUI

/// A titled part of a page.
struct PagePart<Content: View>: View {
    private let title: String
    private let content: Content

    init(_ title: String, @ViewBuilder content: () -> Content) {
        self.title = title
        self.content = content()
    }

    var body: some View {
        VStack(alignment: .leading, spacing: Spacing.grid) {
            Text(title).font(.headline).foregroundStyle(Paint.quiet)
            content
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(Spacing.grid)
        .background(Paint.surface)
        .clipShape(RoundedRectangle(cornerRadius: Spacing.corner))
    }
}

/// A label and its value; nothing where there is no value.
struct InfoRow: View {
    private let label: String
    private let value: String

    init(_ label: String, _ value: String) {
        self.label = label
        self.value = value
    }

    var body: some View {
        if !value.isEmpty {
            HStack(alignment: .firstTextBaseline, spacing: Spacing.grid) {
                Text(label).foregroundStyle(Paint.quiet)
                Spacer(minLength: Spacing.grid)
                Text(value).foregroundStyle(Paint.ink)
            }
            .font(.body)
        }
    }
}

/// One word about how something stands.
struct StateChip: View {
    private let text: String
    private let tone: Tone

    init(_ text: String, tone: Tone) {
        self.text = text
        self.tone = tone
    }

    var body: some View {
        HStack(spacing: 4) {
            Image(systemName: tone.sign).accessibilityLabel(text)
            Text(text)
        }
        .font(.footnote)
        .foregroundStyle(tone.color)
    }
}

/// A sentence that has to be seen.
struct Notice: View {
    private let text: String
    private let tone: Tone

    init(_ text: String, tone: Tone) {
        self.text = text
        self.tone = tone
    }

    var body: some View {
        HStack(alignment: .top, spacing: Spacing.grid) {
            Image(systemName: tone.sign).accessibilityLabel(text)
            Text(text).font(.body)
        }
        .foregroundStyle(tone.color)
        .frame(maxWidth: .infinity, alignment: .leading)
        .padding(Spacing.grid)
        .background(Paint.surface)
        .clipShape(RoundedRectangle(cornerRadius: Spacing.corner))
    }
}

/// A frozen text, whole, as it will be signed.
struct PaperView: View {
    let paper: PaperModel
    @Environment(\.words) private var words

    var body: some View {
        VStack(alignment: .leading, spacing: Spacing.grid) {
            Text(verbatim: paper.text).font(.title3)
            Divider()
            Text(words.money(paper.total)).font(.largeTitle.monospacedDigit())
        }
        .frame(maxWidth: .infinity, alignment: .leading)
    }
}
