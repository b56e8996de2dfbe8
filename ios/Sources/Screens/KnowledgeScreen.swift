//! Draws what was found for a question, the best first.

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
            TextEntry(words("screen/knowledge.question"), button: words("button/search"), done: ask)
            InfoRow(words("screen/knowledge.asked"), model.query)
            InfoRow(words("screen/knowledge.articles"), "\(model.articles.count)/\(model.of)")
            if !model.hasBooks { Notice(words("visit/no-edition"), tone: .warning) }
            if model.isLoose { Notice(words("screen/knowledge.loose"), tone: .quiet) }
            if model.articles.isEmpty { Text(words("screen/knowledge.nothing")) }
            ForEach(model.articles, id: \.id) { ArticleView(article: $0) }
        }
    }
}

private struct ArticleView: View {
    let article: ArticleModel
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words.of(article.title)) {
            if article.isForThisAppliance { StateChip(words("screen/knowledge.this-appliance"), tone: .good) }
            InfoRow(words("screen/knowledge.codes"), article.codes.joined(separator: " "))
            Text(words.of(article.symptoms)).foregroundStyle(Paint.quiet)
            ForEach(article.causes, id: \.self) { InfoRow(words("screen/knowledge.cause"), words.of($0)) }
            ForEach(article.remedies, id: \.self) { InfoRow(words("screen/knowledge.remedy"), words.of($0)) }
            ForEach(article.parts, id: \.part) { InfoRow(words.of($0.text), $0.part) }
            if let advice = article.phoneAdvice { Notice(words.of(advice), tone: .quiet) }
            if article.mayLeaveHome { Notice(words("screen/prepare.loaner"), tone: .warning) }
        }
    }
}
