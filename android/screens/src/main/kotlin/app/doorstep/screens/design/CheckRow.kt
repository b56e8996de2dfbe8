/**
 * One check: what is asked, how it is answered, how it was, why it cannot be now.
 */
package app.doorstep.screens.design

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import app.doorstep.core.Act
import app.doorstep.core.AnswerModel
import app.doorstep.core.CallResult
import app.doorstep.core.CheckModel
import app.doorstep.core.CheckTask
import app.doorstep.core.DayAct
import app.doorstep.core.OptionModel
import app.doorstep.core.WaitTask
import app.doorstep.core.Words
import app.doorstep.screens.LocalCamera
import app.doorstep.screens.Quiet
import app.doorstep.screens.TextButtonRow
import app.doorstep.state.key
import app.doorstep.state.keyed

/** How a check is answered; a visit and a day have acts of their own for it. */
class CheckActs(
    val confirm: (String) -> Unit,
    val choose: (String, String) -> Unit,
    val photograph: (String, String) -> Unit,
    val write: (String, String) -> Unit,
    val waive: (String, String) -> Unit,
    val measure: (String, Long) -> Unit = { _, _ -> },
    val startTimer: (String) -> Unit = {},
    val endTimer: (String) -> Unit = {},
    val answerCall: (String, CallResult) -> Unit = { _, _ -> },
) {
    companion object {
        /** The acts of a visit. */
        fun visit(send: (Act) -> Unit) = CheckActs(
            confirm = { send(Act.Confirm(it)) },
            choose = { check, option -> send(Act.Choose(check, option)) },
            photograph = { check, path -> send(Act.Photograph(check, path)) },
            write = { check, text -> send(Act.Write(check, text)) },
            waive = { check, reason -> send(Act.Waive(check, reason, "")) },
            measure = { check, milli -> send(Act.Measure(check, milli)) },
            startTimer = { send(Act.StartTimer(it)) },
            endTimer = { send(Act.EndTimer(it)) },
            answerCall = { check, result -> send(Act.AnswerCall(check, result)) },
        )

        /** The acts of a day. */
        fun day(send: (DayAct) -> Unit) = CheckActs(
            confirm = { send(DayAct.Confirm(it)) },
            choose = { check, option -> send(DayAct.Choose(check, option)) },
            photograph = { check, path -> send(DayAct.Photograph(check, path)) },
            write = { check, text -> send(DayAct.Write(check, text)) },
            waive = { check, reason -> send(DayAct.Waive(check, reason, "")) },
        )
    }
}

/** One check of a visit. */
@Composable
fun CheckRow(check: CheckModel, send: (Act) -> Unit) = CheckRow(check, CheckActs.visit(send))

/** One check. A confirm check is pressed anywhere on its row. */
@Composable
fun CheckRow(check: CheckModel, acts: CheckActs) {
    val words = LocalWords.current
    Column(Modifier.fillMaxWidth().testTag(check.id), verticalArrangement = Arrangement.spacedBy(4.dp)) {
        CheckTitle(check, acts)
        if (!check.isSettled) check.hint?.let { Quiet(words.of(it)) }
        check.answer?.let { AnswerLine(it, check) }
        val refusal = check.refusal
        when {
            refusal != null && !check.isSettled -> Quiet(words.refusal(refusal))
            refusal == null -> {
                CheckTaskView(check, acts)
                if (check.reasons.isNotEmpty() && !check.isSettled) Waiving(check, acts)
            }
        }
    }
}

@Composable
private fun CheckTitle(check: CheckModel, acts: CheckActs) {
    val words = LocalWords.current
    val isPressed = check.task is CheckTask.Confirm && !check.isSettled && check.refusal == null
    val stand = words(if (check.isSettled) "progress/done" else "progress/open")
    Row(
        Modifier.fillMaxWidth()
            .heightIn(min = if (check.task is CheckTask.Confirm) Spacing.target else 0.dp)
            .clickable(enabled = isPressed, role = Role.Checkbox) { acts.confirm(check.id) }
            .padding(vertical = Spacing.half),
        horizontalArrangement = Arrangement.spacedBy(Spacing.grid),
    ) {
        CheckMark(check.isSettled, stand)
        Column(Modifier.weight(1f)) {
            Text(words.of(check.text), style = MaterialTheme.typography.bodyLarge, color = paint.ink)
            if (!check.isSettled) {
                Text(words.of("weight", check.weight.key), style = MaterialTheme.typography.labelSmall, color = paint.quiet)
            }
        }
    }
}

@Composable
private fun CheckMark(isSettled: Boolean, stand: String) {
    val (accent, quiet) = paint.accent to paint.quiet
    Canvas(Modifier.padding(top = 2.dp).size(24.dp).semantics { contentDescription = stand }) {
        if (isSettled) tick(accent) else drawRect(quiet, style = Stroke(2.dp.toPx()))
    }
}

@Composable
private fun Waiving(check: CheckModel, acts: CheckActs) {
    val words = LocalWords.current
    var isOpen by rememberSaveable(check.id) { mutableStateOf(false) }
    if (isOpen) {
        Choice(check.reasons, "") { acts.waive(check.id, it) }
    } else {
        TextButtonRow(words("button/waive")) { isOpen = true }
    }
}

/** What answering a check takes. */
@Composable
private fun CheckTaskView(check: CheckModel, acts: CheckActs) {
    when (val task = check.task) {
        CheckTask.Confirm -> Unit
        is CheckTask.Choose -> ChooseView(check, task.v1.options, acts)
        is CheckTask.Measure ->
            if (!check.isSettled) {
                NumberPad(task.v1.unit, task.v1.expectedLowMilli, task.v1.expectedHighMilli) { acts.measure(check.id, it) }
            } else {
                Again { NumberPad(task.v1.unit, task.v1.expectedLowMilli, task.v1.expectedHighMilli) { acts.measure(check.id, it) } }
            }
        is CheckTask.Photograph -> {
            val camera = LocalCamera.current
            val taken = (check.answer as? AnswerModel.Photographed)?.v1?.photos?.size ?: 0
            PhotoRow(taken) { camera.take { path -> acts.photograph(check.id, path) } }
        }
        is CheckTask.Write -> WriteView(check, acts)
        is CheckTask.Wait -> WaitView(check.id, task.v1, check.isSettled, acts)
        is CheckTask.Call -> if (!check.isSettled) CallView(check.id, task.v1.to, acts)
    }
}

@Composable
private fun ChooseView(check: CheckModel, options: List<OptionModel>, acts: CheckActs) {
    val chosen = (check.answer as? AnswerModel.Chosen)?.v1?.option.orEmpty()
    if (chosen.isEmpty()) {
        Choice(options, "") { acts.choose(check.id, it) }
        return
    }
    val words = LocalWords.current
    options.firstOrNull { it.id == chosen }?.let { StateChip(words.of(it.text), Tone.GOOD) }
    Again { Choice(options, chosen) { acts.choose(check.id, it) } }
}

/** An answer that was given can be given again; folded, because it is seldom wanted. */
@Composable
private fun Again(content: @Composable () -> Unit) {
    val words = LocalWords.current
    var isOpen by rememberSaveable { mutableStateOf(false) }
    if (isOpen) content() else TextButtonRow(words("button/change")) { isOpen = true }
}

@Composable
private fun WriteView(check: CheckModel, acts: CheckActs) {
    val words = LocalWords.current
    if (!check.isSettled) TextEntry(words("screen/step.note"), words("button/write")) { acts.write(check.id, it) }
}

@Composable
private fun WaitView(id: String, task: WaitTask, isSettled: Boolean, acts: CheckActs) {
    val words = LocalWords.current
    if (isSettled) return
    InfoRow(words("screen/step.wait"), words.minutes(task.atLeastMs))
    if (task.isRunning) {
        InfoRow(words("screen/step.waited"), task.waitedMs?.let(words::minutes) ?: words("verdict/unknown"))
        SecondaryButton(words("button/end-timer"), { acts.endTimer(id) })
    } else {
        SecondaryButton(words("button/start-timer"), { acts.startTimer(id) })
    }
}

@Composable
private fun CallView(id: String, to: String, acts: CheckActs) {
    val words = LocalWords.current
    InfoRow(words("screen/step.call"), words.of("party", to))
    val options = CallResult.entries.map { result -> words.of("call-result", result.key).let { OptionModel(result.key, Words(it, it)) } }
    Choice(options, "") { key -> keyed<CallResult>(key)?.let { acts.answerCall(id, it) } }
}

/** How a check was answered, where its task does not show it. */
@Composable
private fun AnswerLine(answer: AnswerModel, check: CheckModel) {
    val words = LocalWords.current
    when (answer) {
        AnswerModel.Confirmed, is AnswerModel.Chosen, is AnswerModel.Photographed -> Unit
        is AnswerModel.Measured -> {
            val unit = (check.task as? CheckTask.Measure)?.v1?.unit.orEmpty()
            val isOut = answer.v1.isOutOfRange
            StateChip("${words.milli(answer.v1.valueMilli)} $unit", if (isOut) Tone.WARNING else Tone.GOOD)
            if (isOut) Notice(words("screen/step.out-of-range"), Tone.WARNING)
        }
        AnswerModel.Written -> StateChip(words("screen/step.written"), Tone.GOOD)
        is AnswerModel.Waited -> StateChip(words.minutes(answer.v1.waitedMs), Tone.GOOD)
        is AnswerModel.Called -> StateChip(words.of("call-result", answer.v1.result), Tone.GOOD)
        is AnswerModel.Waived -> {
            val reason = check.reasons.firstOrNull { it.id == answer.v1.reason }
            StateChip(reason?.let { words.of(it.text) } ?: words("kind/check-waived"), Tone.WARNING)
        }
    }
}
