/**
 * The parts of a visit: what is asked for, fitted, wrong or missing.
 */
package app.doorstep.screens

import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
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
import app.doorstep.core.Act
import app.doorstep.core.Depot
import app.doorstep.core.FittedRow
import app.doorstep.core.OldPart
import app.doorstep.core.OptionModel
import app.doorstep.core.PartModel
import app.doorstep.core.PartNeed
import app.doorstep.core.Rejection
import app.doorstep.core.Screen
import app.doorstep.core.SuggestionRow
import app.doorstep.core.VanAct
import app.doorstep.core.Words
import app.doorstep.screens.design.Choice
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.key
import app.doorstep.state.keyed

/** Draws the parts. */
@Composable
fun PartScreen(model: PartModel, send: (Act) -> Unit, sendVan: (VanAct) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val onward = LocalOnward.current
    ScreenFrame(
        words("screen/part.title"),
        sync = null,
        back = { go(Screen.Job(model.visit)) },
        bottom = {
            if (model.needs.all { it.fitted >= it.count }) {
                PrimaryButton(words("button/next"), { onward(model.visit) })
            } else {
                SecondaryButton(words("screen/quote.title"), { go(Screen.Quote(model.visit)) })
            }
        },
    ) {
        if (model.needs.isEmpty()) Quiet(words("screen/part.nothing"))
        model.needs.forEach { need -> key(need.part) { Need(need, send, sendVan) } }
        if (model.fitted.isNotEmpty()) Section(words("screen/part.fitted")) { model.fitted.forEach { Fitted(it, send) } }
        if (model.missing.isNotEmpty()) {
            Section(words("screen/part.missing")) { model.missing.forEach { InfoRow(words.of(it.text), "×${it.count}") } }
        }
        if (model.rejected.isNotEmpty()) {
            Section(words("screen/part.rejected")) {
                model.rejected.forEach { InfoRow("${words.of(it.text)} ×${it.count}", words.of("rejection", it.why)) }
            }
        }
    }
}

@Composable
private fun Fitted(row: FittedRow, send: (Act) -> Unit) {
    val words = LocalWords.current
    InfoRow("${words.of(row.text)} ×${row.count}", row.serial)
    StateChip(words.of("old-part", row.oldPart), Tone.QUIET)
    TextButtonRow(words("button/take-out")) { send(Act.TakeOutPart(row.part, row.count, piece(row.serial))) }
}

/** One part that was agreed: which piece, where the old one went, and the press that says it is in. */
@Composable
private fun Need(need: PartNeed, send: (Act) -> Unit, sendVan: (VanAct) -> Unit) {
    val words = LocalWords.current
    var chosen by rememberSaveable { mutableStateOf(need.choices.firstOrNull()?.part ?: need.part) }
    var serial by rememberSaveable { mutableStateOf("") }
    var old by rememberSaveable { mutableStateOf("") }
    Section("${words.of(need.text)} · ${need.fitted}/${need.count}") {
        if (need.fitted >= need.count) {
            StateChip(words("screen/part.fitted-count", "n" to need.fitted), Tone.GOOD)
            return@Section
        }
        need.choices.forEach { Suggestion(it, it.part == chosen) { chosen = it.part } }
        if (need.oldPart.isNotEmpty()) InfoRow(words("screen/part.old"), words.of("old-part-policy", need.oldPart))
        KeyChoice("old-part", OldPart.entries.map { it.key }, old) { old = it }
        if (need.isTracked) Serial(serial) { serial = it }
        val went = keyed<OldPart>(old)
        if (went != null) {
            PrimaryButton(words("button/fit"), { send(Act.FitPart(chosen, 1u, piece(serial), went)) }, refusal = need.refusal)
        } else {
            Quiet(words("screen/part.old-went"))
        }
        NotFitted(need, chosen, serial, send, sendVan)
    }
}

@Composable
private fun Suggestion(row: SuggestionRow, isChosen: Boolean, choose: () -> Unit) {
    val words = LocalWords.current
    val stock = if (row.usable > 0u) words("screen/part.in-van", "n" to row.usable) else words("screen/part.not-in-van")
    val kind = words(if (row.isOriginal) "screen/part.original" else "screen/part.compatible")
    Picked("${words.of(row.text)} · $kind · $stock", isChosen, choose)
}

/** One of several, with the state said by shape. */
@Composable
private fun Picked(text: String, isChosen: Boolean, choose: () -> Unit) =
    Choice(
        listOf(OptionModel("it", Words(text, text))),
        if (isChosen) "it" else "",
    ) { choose() }

@Composable
private fun Serial(typed: String, onTyped: (String) -> Unit) {
    val words = LocalWords.current
    OutlinedTextField(
        typed,
        onTyped,
        Modifier.fillMaxWidth(),
        label = { Text(words("screen/part.serial-needed")) },
        textStyle = MaterialTheme.typography.bodyLarge.copy(color = paint.ink),
    )
}

/** What else may have happened to it; folded, because it is seldom so. */
@Composable
private fun ColumnScope.NotFitted(need: PartNeed, part: String, serial: String, send: (Act) -> Unit, sendVan: (VanAct) -> Unit) {
    val words = LocalWords.current
    Fold(words("screen/part.why-rejected"), need.part) {
        SecondaryButton(words("button/miss"), { send(Act.MissPart(need.part, 1u)) })
        Rejection.entries.forEach { why ->
            SecondaryButton(words.of("rejection", why.key), { send(Act.RejectPart(part, 1u, piece(serial), why)) })
        }
        SecondaryButton(words("button/load-from-colleague"), { sendVan(VanAct.Load(part, 1u, piece(serial), Depot.COLLEAGUE)) })
    }
}

private fun piece(typed: String): String? = typed.ifBlank { null }
