/**
 * The checks of a step, wherever a screen shows them, in the book's order.
 *
 * What was settled before the screen was opened lies folded in its place; what is settled
 * while it is open stays where it is, so that nothing slides under a thumb. A reading's keys
 * lie open only where they are wanted next. Where the last answer leaves nothing open, advice
 * included, the visit leads on by itself; who comes back to an answered step stays there.
 * Leaves to the core: what is asked, and when.
 */
package app.doorstep.screens

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.foundation.relocation.bringIntoViewRequester
import androidx.compose.material3.HorizontalDivider
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import app.doorstep.core.Act
import app.doorstep.core.CheckModel
import app.doorstep.core.CheckTask
import app.doorstep.core.StepModel
import app.doorstep.core.StepStand
import app.doorstep.screens.design.CheckRow
import app.doorstep.screens.design.LinkRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.key

/** All checks of a step under a [title]; [missing] is brought into sight on request. */
@Composable
internal fun StepChecks(model: StepModel, send: (Act) -> Unit, missing: BringIntoViewRequester, title: String = "") {
    val words = LocalWords.current
    val settledBefore = remember(model.visit, model.step) { settled(model) }
    val stand = words.of("progress", model.stand.key)
    LeadOn(model)
    Section(title) {
        val count = if (model.checks.isEmpty()) "" else " · ${settled(model).size}/${model.checks.size}"
        StateChip(stand + count, if (model.stand == StepStand.DONE) Tone.GOOD else Tone.QUIET)
        if (model.checks.isEmpty() && model.stand != StepStand.CLOSED) Quiet(words("screen/step.nothing"))
        runs(model.checks, settledBefore).forEach { run ->
            key(run.first().id) {
                if (run.first().id in settledBefore) {
                    SettledRun(run, send)
                } else {
                    OpenRun(run, model, missing, send)
                }
            }
        }
        Together(model, send)
    }
}

/** Leads on by itself when the last thing that could be answered here was answered while it was seen. */
@Composable
private fun LeadOn(model: StepModel) {
    val onward = LocalOnward.current
    val isOpen = model.checks.any { !it.isSettled && it.refusal == null }
    var wasOpen by rememberSaveable(model.step) { mutableStateOf(isOpen) }
    LaunchedEffect(isOpen) {
        val isAnswered = wasOpen && !isOpen
        wasOpen = isOpen
        if (isAnswered) onward(model.visit)
    }
}

/** Checks that were open when the screen was, one after the other. */
@Composable
private fun OpenRun(run: List<CheckModel>, model: StepModel, missing: BringIntoViewRequester, send: (Act) -> Unit) {
    val next = model.checks.firstOrNull { !it.isSettled && it.refusal == null }?.id
    run.forEach { check ->
        key(check.id) {
            val isMissing = check.id == model.missing
            val place = if (isMissing) Modifier.bringIntoViewRequester(missing) else Modifier
            Box(place.fillMaxWidth()) { OpenCheck(check, isNext = isMissing || check.id == next, send) }
            HorizontalDivider(color = paint.line)
        }
    }
}

/** The advice that one press may confirm: nothing that is a must is ever among it. */
@Composable
private fun Together(model: StepModel, send: (Act) -> Unit) {
    if (model.group.size < 2) return
    val words = LocalWords.current
    SecondaryButton(words("screen/step.together", "n" to model.group.size), { send(Act.ConfirmGroup(model.group)) })
}

/** Checks that were settled before, one after the other. */
@Composable
private fun SettledRun(run: List<CheckModel>, send: (Act) -> Unit) {
    val words = LocalWords.current
    var isOpen by rememberSaveable(run.first().id) { mutableStateOf(false) }
    FoldTitle("${words("progress/done")} · ${run.size}", isOpen) { isOpen = !isOpen }
    if (isOpen) run.forEach { check -> key(check.id) { CheckRow(check, send) } }
    HorizontalDivider(color = paint.line)
}

/** One check; a reading that is not next shows its name until it is wanted. */
@Composable
private fun OpenCheck(check: CheckModel, isNext: Boolean, send: (Act) -> Unit) {
    val words = LocalWords.current
    var isWanted by rememberSaveable(check.id) { mutableStateOf(false) }
    val isFolded = check.task is CheckTask.Measure && !check.isSettled && check.refusal == null
    if (isFolded && !isNext && !isWanted) {
        LinkRow(words.of(check.text)) { isWanted = true }
    } else {
        CheckRow(check, send)
    }
}

private fun settled(model: StepModel): Set<String> = model.checks.filter { it.isSettled }.map { it.id }.toSet()

/** The checks in their order, cut wherever those that were settled [before] begin or end. */
private fun runs(checks: List<CheckModel>, before: Set<String>): List<List<CheckModel>> =
    checks.fold(listOf()) { runs, check ->
        val last = runs.lastOrNull()
        if (last != null && (last.last().id in before) == (check.id in before)) {
            runs.dropLast(1) + listOf(last + check)
        } else {
            runs + listOf(listOf(check))
        }
    }
