/**
 * Looking something up: what was found for a question, the best first and open, the others
 * by their headline. What is found and in which order is the core's.
 */
package app.doorstep.screens

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.input.ImeAction
import app.doorstep.core.ArticleModel
import app.doorstep.core.KnowledgeModel
import app.doorstep.core.Screen
import app.doorstep.core.Words
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LinkRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.Spacing
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint

/** Draws what was found; [back] leads to where the question came from. */
@Composable
fun KnowledgeScreen(
    model: KnowledgeModel,
    ask: (String) -> Unit,
    go: (Screen) -> Unit,
    back: () -> Unit = { go(Screen.Today) },
) {
    val words = LocalWords.current
    ScreenFrame(
        words("screen/knowledge.title"),
        sync = null,
        back = back,
        bottom = { Question(ask) },
    ) {
        InfoRow(words("screen/knowledge.asked"), model.query)
        if (model.articles.isNotEmpty()) {
            InfoRow(words("screen/knowledge.articles"), "${model.articles.size}/${model.of}")
        }
        when {
            !model.hasBooks -> Notice(words("visit/no-edition"), Tone.WARNING)
            model.articles.isEmpty() -> Notice(words("screen/knowledge.nothing"), Tone.QUIET)
            model.isLoose -> Notice(words("screen/knowledge.loose"), Tone.QUIET)
        }
        model.articles.forEachIndexed { at, article ->
            key(article.id) { Article(article, isBest = at == 0) }
        }
    }
}

/** Where a question is typed. */
@Composable
private fun Question(ask: (String) -> Unit) {
    val words = LocalWords.current
    var typed by rememberSaveable { mutableStateOf("") }
    val done = { if (typed.isNotBlank()) ask(typed.trim()) }
    OutlinedTextField(
        value = typed,
        onValueChange = { typed = it },
        modifier = Modifier.fillMaxWidth(),
        label = { Text(words("screen/knowledge.question")) },
        textStyle = MaterialTheme.typography.bodyLarge,
        shape = RoundedCornerShape(Spacing.corner),
        singleLine = true,
        keyboardOptions = KeyboardOptions(imeAction = ImeAction.Search),
        keyboardActions = KeyboardActions(onSearch = { done() }),
    )
    PrimaryButton(words("button/search"), done)
}

/** One article; what is not the best stays folded to its headline. */
@Composable
private fun Article(article: ArticleModel, isBest: Boolean) {
    val words = LocalWords.current
    var isOpen by rememberSaveable(article.id) { mutableStateOf(isBest) }
    if (!isOpen) {
        LinkRow(words.of(article.title), { isOpen = true })
        return
    }
    Section(words.of(article.title)) {
        if (article.isForThisAppliance) StateChip(words("screen/knowledge.this-appliance"), Tone.GOOD)
        InfoRow(words("screen/knowledge.codes"), article.codes.joinToString(" "))
        Quiet(words.of(article.symptoms))
        Listed(words("screen/knowledge.cause"), article.causes)
        Listed(words("screen/knowledge.remedy"), article.remedies)
        article.parts.forEach { InfoRow(it.part, words.of(it.text)) }
        article.phoneAdvice?.let { Notice(words.of(it), Tone.QUIET) }
        if (article.mayLeaveHome) Notice(words("screen/prepare.loaner"), Tone.WARNING)
    }
}

/** A list under its name, the likeliest first. */
@Composable
private fun Listed(title: String, texts: List<Words>) {
    if (texts.isEmpty()) return
    val words = LocalWords.current
    Text(title, style = MaterialTheme.typography.titleSmall, color = paint.quiet)
    texts.forEachIndexed { at, text ->
        Text("${at + 1}. ${words.of(text)}", style = MaterialTheme.typography.bodyLarge, color = paint.ink)
    }
}
