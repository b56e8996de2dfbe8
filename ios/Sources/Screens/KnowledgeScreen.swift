//! Draws what was found for a question, the best first and open, the others by their
//! headline. What is found and in which order is the core's.

import AppModel
import DoorstepCore
import SwiftUI

/// Looking something up.
struct KnowledgeScreen: View {
    let model: KnowledgeModel
    let ask: @MainActor (String) -> Void
    let go: Go
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/knowledge.title")) {
            InfoRow(words("screen/knowledge.asked"), model.query)
            if !model.articles.isEmpty {
                InfoRow(words("screen/knowledge.articles"), "\(model.articles.count)/\(model.of)")
            }
            if !model.hasBooks {
                Notice(words("visit/no-edition"), tone: .warning)
            } else if model.articles.isEmpty {
                Text(words("screen/knowledge.nothing"))
            } else if model.isLoose {
                Notice(words("screen/knowledge.loose"), tone: .quiet)
            }
            ForEach(Array(model.articles.enumerated()), id: \.element.id) { at, article in
                ArticleView(article: article, isBest: at == 0)
            }
        } bottom: {
            Question(ask: ask)
        }
    }
}

/// Where a question is typed.
private struct Question: View {
    let ask: @MainActor (String) -> Void
    @State private var typed = ""
    @Environment(\.words) private var words

    var body: some View {
        TextField(words("screen/knowledge.question"), text: $typed)
            .font(.body).frame(minHeight: Spacing.target).onSubmit { done() }
        PrimaryButton(words("button/search")) { done() }
    }

    private func done() {
        if !typed.isBlank { ask(typed.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
}

/// One article; what is not the best stays folded to its headline.
private struct ArticleView: View {
    private let article: ArticleModel
    @State private var isOpen: Bool
    @Environment(\.words) private var words

    init(article: ArticleModel, isBest: Bool) {
        self.article = article
        _isOpen = State(initialValue: isBest)
    }

    var body: some View {
        if isOpen {
            PagePart(words.of(article.title)) { content }
        } else {
            LinkRow(words.of(article.title)) { isOpen = true }
        }
    }

    @ViewBuilder private var content: some View {
        if article.isForThisAppliance { StateChip(words("screen/knowledge.this-appliance"), tone: .good) }
        InfoRow(words("screen/knowledge.codes"), article.codes.joined(separator: " "))
        Quiet(words.of(article.symptoms))
        Listed(title: words("screen/knowledge.cause"), texts: article.causes)
        Listed(title: words("screen/knowledge.remedy"), texts: article.remedies)
        ForEach(article.parts, id: \.part) { InfoRow($0.part, words.of($0.text)) }
        if let advice = article.phoneAdvice { Notice(words.of(advice), tone: .quiet) }
        if article.mayLeaveHome { Notice(words("screen/prepare.loaner"), tone: .warning) }
    }
}

/// A list under its name, the likeliest first.
private struct Listed: View {
    let title: String
    let texts: [DoorstepCore.Words]
    @Environment(\.words) private var words

    var body: some View {
        if !texts.isEmpty { Text(title).font(.headline).foregroundStyle(Paint.quiet) }
        ForEach(Array(texts.enumerated()), id: \.offset) { at, text in
            Text("\(at + 1). \(words.of(text))").font(.body)
        }
    }
}
