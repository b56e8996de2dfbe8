/**
 * What is owed to customers: who owes it, until when, how often somebody tried.
 *
 * The order is the core's. Buttons stand only at what is the engineer's own and open; what
 * is done lies folded at the end.
 */
package app.doorstep.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import app.doorstep.core.Act
import app.doorstep.core.FollowUpModel
import app.doorstep.core.FollowUpResult
import app.doorstep.core.OwedRow
import app.doorstep.core.Screen
import app.doorstep.core.Verdict
import app.doorstep.screens.design.CallButton
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.Spacing
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.keyed

/** Draws what is owed; every row names its own visit to [send] to. */
@Composable
fun FollowUpScreen(model: FollowUpModel, send: (String, Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    var isOpen by rememberSaveable { mutableStateOf(false) }
    val (done, open) = model.rows.partition { it.isDone }
    ScreenFrame(words("screen/follow-up.title"), sync = model.sync, back = { go(Screen.Today) }) {
        if (model.rows.isEmpty()) Quiet(words("screen/follow-up.nothing"))
        open.forEach { row ->
            OwedSection(row) { if (row.isMine) Results(row, model.results, send) }
        }
        if (done.isNotEmpty()) {
            FoldTitle("${words("progress/done")} · ${done.size}", isOpen) { isOpen = !isOpen }
        }
        if (isOpen) done.forEach { OwedSection(it) {} }
    }
}

/** Something that is owed, with what may be done about it below. */
@Composable
private fun OwedSection(row: OwedRow, results: @Composable () -> Unit) {
    val words = LocalWords.current
    Section(words.of(row.text)) {
        if (row.isOverdue == Verdict.YES) StateChip(words("screen/follow-up.overdue"), Tone.DANGER)
        if (row.isDone) StateChip(words("follow-up-result/${row.result}"), Tone.QUIET)
        Text(row.customer.ifEmpty { row.visit }, style = MaterialTheme.typography.titleLarge, color = paint.ink)
        InfoRow(words("screen/follow-up.owner"), words("owner/${row.owner}"))
        InfoRow(words("screen/follow-up.due"), row.dueAtMs?.let { words.date(it) } ?: words("verdict/unknown"))
        if (row.tries > 0u) InfoRow(words("screen/follow-up.tries"), "${row.tries}")
        if (!row.isDone) {
            row.phones.forEach { phone -> if (row.isMine) CallButton(phone) else Quiet(phone) }
        }
        results()
    }
}

/** What a try may come to, two beside each other; the reason of a refusal is said once. */
@Composable
private fun Results(row: OwedRow, results: List<String>, send: (String, Act) -> Unit) {
    val words = LocalWords.current
    if (row.refusal != null) {
        SecondaryButton(words("button/record-call"), {}, refusal = row.refusal)
        return
    }
    Column(verticalArrangement = Arrangement.spacedBy(Spacing.half)) {
        results.chunked(2).forEach { pair ->
            Row(Modifier.fillMaxWidth(), horizontalArrangement = Arrangement.spacedBy(Spacing.half)) {
                pair.forEach { key ->
                    val result = keyed<FollowUpResult>(key) ?: return@forEach
                    SecondaryButton(words("follow-up-result/$key"), {
                        send(row.visit, Act.TryFollowUp(row.rule, result, ""))
                    }, Modifier.weight(1f))
                }
            }
        }
    }
}
