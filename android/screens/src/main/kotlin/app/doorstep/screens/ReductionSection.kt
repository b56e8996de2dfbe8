/**
 * Less by the centre's word: what is asked for, the mark to read out, the eight digits that
 * come back, and what holds only as claimed. Whether a code is right, and how often one may
 * be tried, is the core's.
 */
package app.doorstep.screens

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.text.font.FontFamily
import app.doorstep.core.Act
import app.doorstep.core.GrantedModel
import app.doorstep.core.ReductionModel
import app.doorstep.core.ReductionRow
import app.doorstep.screens.design.Choice
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone

/** Less by the centre's word. */
@Composable
internal fun ReductionSection(model: ReductionModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    Section(words("screen/reduction.title")) {
        model.granted?.let { Granted(it) }
        model.requests.forEach { Request(it, model, send) }
        AskReduction(model, send)
    }
}

@Composable
private fun Granted(granted: GrantedModel) {
    val words = LocalWords.current
    InfoRow(words("screen/reduction.new-total"), words.money(granted.total))
    Quiet(words("screen/reduction.instead-of", "price" to words.money(granted.insteadOf)))
    if (granted.isVerified) {
        StateChip(words("screen/reduction.verified"), Tone.GOOD)
    } else {
        StateChip(words("screen/reduction.claimed"), Tone.WARNING)
        Notice(words("screen/reduction.claimed-why"), Tone.WARNING)
    }
}

/** One request; while it is open, what to read out and where the digits go. */
@Composable
private fun Request(row: ReductionRow, model: ReductionModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    Text(words("screen/reduction.number", "n" to row.request), style = MaterialTheme.typography.titleMedium)
    InfoRow(words("screen/reduction.from-to"), "${words.money(row.from)} → ${words.money(row.to)}")
    model.reasons.firstOrNull { it.id == row.reason }?.let { InfoRow(words("screen/reduction.why"), words.of(it.text)) }
    if (row.wrong > 0u) StateChip(words("screen/reduction.wrong-times", "n" to row.wrong), Tone.WARNING)
    when {
        row.isOpen -> OpenRequest(row, send)
        model.granted?.request != row.request -> Quiet(words("screen/reduction.closed"))
    }
}

@Composable
private fun OpenRequest(row: ReductionRow, send: (Act) -> Unit) {
    val words = LocalWords.current
    Notice(words("screen/reduction.call"), Tone.QUIET)
    Text(
        "${row.request}  ${row.mark.chunked(MARK_GROUP).joinToString(" ")}",
        style = MaterialTheme.typography.headlineMedium,
        fontFamily = FontFamily.Monospace,
    )
    InfoRow(words("screen/reduction.tries-left"), words("unit/times", "n" to row.triesLeft))
    var typed by rememberSaveable(row.request.toInt()) { mutableStateOf("") }
    Quiet(words("screen/reduction.code-entry"))
    DigitPad(typed, CODE_DIGITS) { typed = it }
    val code = typed.takeIf { it.length == CODE_DIGITS }?.toUIntOrNull()
    if (code != null) PrimaryButton(words("button/ask-field"), { send(Act.EnterCode(row.request, code)) })
    if (code != null && row.wrong > 0u) {
        SecondaryButton(words("button/claim"), { send(Act.ClaimReduction(row.request, code)) })
        Quiet(words("screen/reduction.claimed-why"))
    }
}

/** Asks for a lower total; refused in sight where the core refuses. */
@Composable
private fun AskReduction(model: ReductionModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    var isOpen by rememberSaveable { mutableStateOf(false) }
    var typed by rememberSaveable { mutableStateOf("") }
    var reason by rememberSaveable { mutableStateOf("") }
    if (!isOpen || model.refusal != null) {
        SecondaryButton(words("button/ask-reduction"), { isOpen = true }, refusal = model.refusal)
        return
    }
    Quiet(words("screen/reduction.asked"))
    DigitPad(typed, AMOUNT_DIGITS, hasPoint = true) { typed = it }
    Quiet(words("screen/reduction.why"))
    Choice(model.reasons, reason) { reason = it }
    val total = minorUnits(typed)
    if (total != null && reason.isNotEmpty()) {
        PrimaryButton(words("screen/reduction.ask"), {
            send(Act.AskReduction(total, reason))
            isOpen = false
        })
    }
    SecondaryButton(words("button/cancel"), { isOpen = false })
}

private const val CODE_DIGITS = 8
private const val AMOUNT_DIGITS = 9
private const val MARK_GROUP = 4
