/**
 * The quote: its lines and why each costs that much, what may be added, the customer's
 * answer. Prices and reasons are the core's; nothing is reckoned here.
 */
package app.doorstep.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import app.doorstep.core.Act
import app.doorstep.core.LineModel
import app.doorstep.core.Offer
import app.doorstep.core.PaperModel
import app.doorstep.core.QuoteAnswer
import app.doorstep.core.QuoteModel
import app.doorstep.core.Screen
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.state.key
import app.doorstep.state.keyed

/** Draws one quote. */
@Composable
fun QuoteScreen(model: QuoteModel, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    ScreenFrame(
        words("screen/quote.title"),
        sync = null,
        back = { go(Screen.Job(model.visit)) },
        bottom = { QuoteBottom(model, send, go) },
    ) {
        QuoteLines(model, send)
        model.shown?.let { PaperSection(words("screen/quote.paper"), it) }
        OtherAnswers(model, send)
        AddSection(model, send)
        ReductionSection(model.reduction, send)
    }
}

/** What is to be done now: show it, take the answer, go on. */
@Composable
private fun QuoteBottom(model: QuoteModel, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    when {
        model.answer.isNotEmpty() ->
            PrimaryButton(words("button/work-on"), { go(Screen.Job(model.visit)) })

        model.shown != null -> answers(model).forEachIndexed { at, offer ->
            AnswerButton(offer, isFirst = at == 0, send)
        }

        else -> model.offers.filter { it.key == SHOW }.forEach { offer ->
            val language = words.language
            PrimaryButton(words("offer/$SHOW"), { send(Act.ShowQuote(language)) }, refusal = offer.refusal)
        }
    }
}

/** What may be done besides: an answer before or after its time, showing the paper again. */
@Composable
private fun OtherAnswers(model: QuoteModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    val isAtBottom = model.shown != null && model.answer.isEmpty()
    Section(words("screen/quote.answer")) {
        if (model.answer.isNotEmpty()) {
            StateChip(words("quote-answer/${model.answer}"), if (model.answer == ACCEPTED) Tone.GOOD else Tone.QUIET)
        }
        if (model.shown != null) {
            Quiet(words("screen/quote.shown"))
            ShowAgain(send)
        } else {
            Quiet(words("screen/quote.not-shown"))
            Quiet(words("screen/quote.hand-over"))
        }
        val others = answers(model).filterNot { isAtBottom || it.key == model.answer }
        others.forEach { AnswerButton(it, isFirst = false, send) }
    }
}

@Composable
private fun ShowAgain(send: (Act) -> Unit) {
    val words = LocalWords.current
    LanguageButtons { language -> send(Act.ShowQuote(language)) }
    Quiet(words("screen/quote.hand-over"))
}

@Composable
private fun AnswerButton(offer: Offer, isFirst: Boolean, send: (Act) -> Unit) {
    val answer = keyed<QuoteAnswer>(offer.key) ?: return
    val words = LocalWords.current
    val press = { send(Act.AnswerQuote(answer)) }
    if (isFirst) {
        PrimaryButton(words("offer/${offer.key}"), press, refusal = offer.refusal)
    } else {
        SecondaryButton(words("offer/${offer.key}"), press, refusal = offer.refusal)
    }
}

private fun answers(model: QuoteModel): List<Offer> = model.offers.filterNot { it.key == SHOW }

@Composable
private fun QuoteLines(model: QuoteModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    Section(words("screen/quote.lines")) {
        if (model.lines.isEmpty()) Quiet(words("screen/quote.nothing"))
        model.lines.forEach { line ->
            QuoteLine(line) { send(Act.RemoveLine(line.line)) }
            HorizontalDivider(color = MaterialTheme.colorScheme.outlineVariant)
        }
        Row(Modifier.fillMaxWidth(), horizontalArrangement = Arrangement.SpaceBetween) {
            Text(words("screen/quote.total"), style = MaterialTheme.typography.titleLarge)
            Text(words.money(model.total), style = MaterialTheme.typography.headlineMedium)
        }
    }
}

/** One line: what it is, what it costs, why that much, what it would be otherwise. */
@Composable
private fun QuoteLine(line: LineModel, remove: () -> Unit) {
    val words = LocalWords.current
    Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
        InfoRow(words.of(line.text), words.money(line.amount))
        val pieces = if (line.count > 1u) words("screen/quote.count", "n" to line.count) + " · " else ""
        Quiet(pieces + words("reason-why/${line.why.key}"))
        line.insteadOf?.let { Quiet(words("screen/quote.each-would-be", "price" to words.money(it))) }
        TextButtonRow(words("button/remove-line"), remove)
    }
}

/** A frozen text, whole, as the customer sees it. */
@Composable
internal fun PaperSection(title: String, paper: PaperModel) = Section(title) {
    Text(paper.text, style = MaterialTheme.typography.bodyLarge)
}

/** What may be put onto the quote; folded, because it is long. */
@Composable
private fun AddSection(model: QuoteModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    var isOpen by rememberSaveable { mutableStateOf(false) }
    var count by rememberSaveable { mutableStateOf(1) }
    if (!isOpen) {
        SecondaryButton(words("button/add-line"), { isOpen = true })
        return
    }
    Section(words("screen/quote.add")) {
        CountStepper(count) { count = it }
        model.fees.groupBy { it.kind }.forEach { (kind, fees) ->
            Quiet(words("fee-kind/$kind"))
            fees.forEach { fee ->
                SecondaryButton("${words.of(fee.text)} ${words.money(fee.price)}", {
                    send(Act.AddFee(fee.id, count.toUInt()))
                })
            }
        }
        Quiet(words("screen/quote.parts"))
        model.parts.forEach { part ->
            SecondaryButton(words.of(part.text), { send(Act.AddPart(part.id, count.toUInt())) })
        }
        SecondaryButton(words("button/less"), { isOpen = false })
    }
}

private const val SHOW = "show"
private const val ACCEPTED = "accepted"
