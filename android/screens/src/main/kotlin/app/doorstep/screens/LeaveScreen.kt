/**
 * Leaving: the last checks, the one result, how long it took, what is owed now.
 */
package app.doorstep.screens

import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import app.doorstep.core.Act
import app.doorstep.core.LeaveModel
import app.doorstep.core.OnSiteModel
import app.doorstep.core.Outcome
import app.doorstep.core.OwedRow
import app.doorstep.core.Screen
import app.doorstep.core.Verdict
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LinkRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.keyed

/** Draws leaving. */
@Composable
fun LeaveScreen(model: LeaveModel, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val missing = remember { BringIntoViewRequester() }
    ScreenFrame(
        words("screen/leave.title"),
        sync = model.step.sync,
        back = { go(Screen.Job(model.visit)) },
        bottom = { LeaveBottom(model, missing, send, go) },
    ) {
        if (model.outcome.isNotEmpty()) {
            StateChip(words("screen/leave.left", "outcome" to words.of("outcome", model.outcome)), Tone.GOOD)
        }
        StepChecks(model.step, send, missing)
        if (model.outcome.isEmpty()) OtherOutcomes(model, send)
        model.onSite?.let { OnSite(it) }
        if (model.inCustody > 0u) {
            LinkRow(words("screen/leave.in-custody", "n" to model.inCustody)) { go(Screen.Custody(model.visit)) }
        }
        if (model.owed.isNotEmpty()) Section(words("screen/leave.owed")) { model.owed.forEach { Owed(it) } }
    }
}

/** The checks that are missing, then the result that is open first; after it the way to the list. */
@Composable
private fun LeaveBottom(model: LeaveModel, missing: BringIntoViewRequester, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val first = model.outcomes.firstOrNull { it.refusal == null }
    val outcome = first?.let { keyed<Outcome>(it.key) }
    when {
        model.outcome.isNotEmpty() -> PrimaryButton(words("screen/today.title"), { go(Screen.Today) })
        model.step.missing.isNotEmpty() -> WayOn(model.step, missing)
        outcome != null -> PrimaryButton(words.of("outcome", first.key), { send(Act.Leave(outcome)) })
    }
}

/** Every other result, open or refused with its reason. */
@Composable
private fun OtherOutcomes(model: LeaveModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    val first = model.outcomes.firstOrNull { it.refusal == null && model.step.missing.isEmpty() }
    FoldedSection(words("screen/leave.outcomes"), "outcomes", isOpenFirst = first == null) {
        model.outcomes.filter { it != first }.sortedBy { it.refusal != null }.forEach { offer ->
            val outcome = keyed<Outcome>(offer.key) ?: return@forEach
            SecondaryButton(words.of("outcome", offer.key), { send(Act.Leave(outcome)) }, refusal = offer.refusal)
        }
    }
}

@Composable
private fun OnSite(time: OnSiteModel) {
    val words = LocalWords.current
    Section(words("screen/leave.on-site")) {
        InfoRow(words("screen/leave.worked"), time.workedMs?.let(words::minutes) ?: words("screen/leave.worked-unknown"))
        if (time.isPaused) StateChip(words("screen/leave.paused"), Tone.QUIET)
        when (time.isOver) {
            Verdict.YES -> StateChip(words("screen/leave.over"), Tone.WARNING)
            Verdict.UNKNOWN -> StateChip(words("screen/leave.over-unknown"), Tone.QUIET)
            Verdict.NO -> Unit
        }
    }
}

@Composable
private fun Owed(row: OwedRow) {
    val words = LocalWords.current
    Text(words.of(row.text), style = MaterialTheme.typography.bodyLarge, color = paint.ink)
    InfoRow(words("screen/follow-up.owner"), words.of("owner", row.owner))
    row.dueAtMs?.let { InfoRow(words("screen/follow-up.due"), words.date(it)) }
}
