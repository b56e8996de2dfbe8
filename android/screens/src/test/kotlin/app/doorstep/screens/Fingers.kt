/**
 * A person with one thumb: reads the screen, taps what is next, and counts every tap.
 *
 * What is asked is read from the model; what is pressed is a node that is drawn, scrolled
 * into sight first. Scrolling and letters are not taps, reaching for a field is one.
 */
package app.doorstep.screens

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isEnabled
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onLast
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTouchInput
import app.doorstep.core.CallResult
import app.doorstep.core.CheckModel
import app.doorstep.core.CheckTask
import app.doorstep.core.DoorNextModel
import app.doorstep.core.LeaveModel
import app.doorstep.core.PartModel
import app.doorstep.core.QuoteModel
import app.doorstep.core.Screen
import app.doorstep.core.ScreenModel
import app.doorstep.core.SignModel
import app.doorstep.core.Step
import app.doorstep.core.StepModel
import app.doorstep.screens.design.Spoken
import app.doorstep.state.PhoneModel
import app.doorstep.state.key
import kotlinx.coroutines.runBlocking

/** One thumb on one [phone]; [passTime] is how this person waits. */
@OptIn(ExperimentalTestApi::class)
internal class Fingers(
    private val test: SkikoComposeUiTest,
    private val phone: PhoneModel,
    private val visit: String,
    private val part: String,
    private val passTime: (ms: Long) -> Unit,
) {
    private val words = Spoken(phone.language)

    /** Where every tap went, in order. */
    val taps = mutableListOf<String>()

    /** Taps until [isOver]; fails where the screens lead nowhere. */
    fun workUntil(isOver: (Screen, ScreenModel) -> Boolean) {
        repeat(MOST_TURNS) {
            val screen = phone.path.value.lastOrNull() ?: Screen.Today
            val model = look(screen)
            if (isOver(screen, model)) return
            turn(screen, model)
            settle(screen, model)
        }
        error("after ${taps.size} taps the visit is not done: ${taps.takeLast(12)}")
    }

    private fun look(screen: Screen): ScreenModel = runBlocking { checkNotNull(phone.look(screen)) { "$screen shows nothing" } }

    /**
     * Waits until what was tapped is on the screen: another screen, or another model of it; a
     * step that was answered to its end leads on by itself.
     */
    private fun settle(screen: Screen, before: ScreenModel) {
        test.waitUntil(timeoutMillis = WAIT_MS) {
            val now = phone.path.value.lastOrNull() ?: Screen.Today
            val model = look(now)
            val isLeading = now == screen && screen !is Screen.Leave && isOpen(before) && !isOpen(model)
            now != screen || (model != before && !isLeading) || taps.last().startsWith("~")
        }
        test.waitForIdle()
    }

    private fun isOpen(model: ScreenModel): Boolean {
        val step = when (model) {
            is ScreenModel.Prepare -> model.v1.step
            is ScreenModel.Doorstep -> model.v1.step
            is ScreenModel.Step -> model.v1
            else -> return false
        }
        return step.checks.any { !it.isSettled && it.refusal == null }
    }

    private fun turn(screen: Screen, model: ScreenModel) = when (model) {
        is ScreenModel.Today -> press("today", hasText(model.v1.rows.first { it.visit == visit }.customer, substring = true))
        is ScreenModel.Job -> primary("job")
        is ScreenModel.Prepare -> step(model.v1.step)
        is ScreenModel.Doorstep -> door(model)
        is ScreenModel.Step -> step(model.v1)
        is ScreenModel.Quote -> quote(model.v1)
        is ScreenModel.Part -> parts(model.v1)
        is ScreenModel.Sign -> sign(model.v1)
        is ScreenModel.Leave -> leave(model.v1)
        else -> error("an ordinary visit does not lead to $screen")
    }

    private fun step(model: StepModel) {
        val missing = model.checks.firstOrNull { it.id == model.missing }
        when {
            model.group.size > 1 -> press("${model.step}: together", hasText(words("screen/step.together", "n" to model.group.size)))
            missing?.refusal?.code == "part/none-fitted" || isForParts(model) -> press("repair: parts", hasText(words("screen/part.title")))
            missing != null -> answer(missing)
            else -> primary("${model.step}: on")
        }
    }

    private var isFitted = false

    private fun isForParts(model: StepModel): Boolean = model.step == Step.REPAIR.key && !isFitted

    private fun answer(check: CheckModel) {
        val first = check.refusal?.takeIf { it.field.isNotEmpty() && it.field != check.id }
        check(first == null) { "${check.id} waits for ${first?.field}" }
        when (val task = check.task) {
            CheckTask.Confirm -> pressIn(check.id, words.of(check.text))
            is CheckTask.Choose -> pressIn(check.id, words.of(task.v1.options.first().text))
            is CheckTask.Measure -> measure(check.id, words.milli(task.v1.expectedLowMilli))
            is CheckTask.Photograph -> pressIn(check.id, words("button/photograph"))
            is CheckTask.Write -> write(check.id, "已说明", words("button/write"))
            is CheckTask.Wait -> wait(check, task)
            is CheckTask.Call -> pressIn(check.id, words.of("call-result", CallResult.REACHED.key))
        }
    }

    private fun measure(id: String, value: String) {
        value.forEach { sign -> pressIn(id, sign.toString(), isQuiet = true) }
        pressIn(id, words("button/done"))
    }

    private fun wait(check: CheckModel, task: CheckTask.Wait) {
        if (!task.v1.isRunning) return pressIn(check.id, words("button/start-timer"))
        passTime(task.v1.atLeastMs)
        pressIn(check.id, words("button/end-timer"))
    }

    private fun door(model: ScreenModel.Doorstep) {
        val missing = model.v1.step.checks.firstOrNull { it.id == model.v1.step.missing && it.refusal == null }
        when {
            missing != null -> answer(missing)
            model.v1.step.missing.isEmpty() -> primary("door: on")
            model.v1.next is DoorNextModel.Try -> primary("door: try")
            else -> error("the door leads nowhere: ${model.v1.step.missing}")
        }
    }

    private fun quote(model: QuoteModel) {
        if (model.lines.none { it.text.zh == partText(model) }) {
            press("quote: add", hasText(words("button/add-line")), isQuiet = true)
            press("quote: part", hasText(partText(model)))
        } else {
            primary("quote")
        }
    }

    private fun partText(model: QuoteModel): String = words.of(model.parts.first { it.id == part }.text)

    private fun parts(model: PartModel) {
        val need = model.needs.firstOrNull { it.fitted < it.count }
        if (need == null) {
            isFitted = true
            return primary("parts: on")
        }
        press("parts: old", hasText(words.of("old-part", "returned")), isQuiet = true)
        if (need.isTracked) {
            taps += "~parts: number"
            test.onNode(hasSetTextAction()).performScrollTo().performTextInput("SN20261123A")
        }
        press("parts: fit", hasText(words("button/fit")))
    }

    private fun sign(model: SignModel) {
        val isCustomers = test.onAllNodesWithTag("signature").fetchSemanticsNodes().isNotEmpty()
        if (!isCustomers || model.accepted != null) {
            primary(if (model.shown == null) "sign: show" else "~sign: who")
            return
        }
        test.onNodeWithTag("signature").performTouchInput {
            down(Offset(40f, 60f)); moveBy(Offset(80f, 40f)); moveBy(Offset(60f, -50f)); up()
        }
        taps += "~sign: draw"
        press("sign: signed", hasText(words("button/signed")))
    }

    private fun leave(model: LeaveModel) {
        if (model.step.missing.isNotEmpty()) step(model.step) else primary("leave")
    }

    private fun primary(name: String) {
        taps += name
        val wanted = hasAnyAncestor(hasTestTag("primary")) and hasClickAction() and isEnabled()
        test.waitUntil(timeoutMillis = WAIT_MS) { test.onAllNodes(wanted).fetchSemanticsNodes().isNotEmpty() }
        test.onAllNodes(wanted).onLast().performClick()
    }

    private fun write(id: String, text: String, button: String) {
        taps += "~$id: field"
        test.onNode(hasAnyAncestor(hasTestTag(id)) and hasSetTextAction()).performScrollTo().performTextInput(text)
        pressIn(id, button)
    }

    private fun pressIn(id: String, text: String, isQuiet: Boolean = false) =
        press(id, hasAnyAncestor(hasTestTag(id)) and hasText(text), isQuiet)

    /** Scrolls to what is said and presses it; a quiet press changes no model. */
    private fun press(name: String, matcher: SemanticsMatcher, isQuiet: Boolean = false) {
        taps += if (isQuiet) "~$name" else name
        test.waitUntil(timeoutMillis = WAIT_MS) { test.onAllNodes(matcher and hasClickAction()).fetchSemanticsNodes().isNotEmpty() }
        val node = test.onAllNodes(matcher and hasClickAction()).onFirst()
        runCatching { node.performScrollTo() }
        node.performClick()
        test.waitForIdle()
    }

    private companion object {
        const val MOST_TURNS = 200
        const val WAIT_MS = 20_000L
    }
}
