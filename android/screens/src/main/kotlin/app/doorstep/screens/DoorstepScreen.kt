/**
 * The protocol at the door: ring, wait, telephone, look around, leave a note.
 *
 * What is to be done now stands large and its press lies at the bottom; what is tried when
 * nobody opens stays folded until it begins. Which of it comes next is the core's to say.
 */
package app.doorstep.screens

import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import app.doorstep.core.Act
import app.doorstep.core.DoorNextModel
import app.doorstep.core.DoorTry
import app.doorstep.core.DoorstepModel
import app.doorstep.core.Offer
import app.doorstep.core.Outcome
import app.doorstep.core.Screen
import app.doorstep.core.Verdict
import app.doorstep.screens.design.CallButton
import app.doorstep.screens.design.DangerButton
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.keyed

/** Draws what happens at the door. */
@Composable
fun DoorstepScreen(model: DoorstepModel, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val missing = remember { BringIntoViewRequester() }
    ScreenFrame(
        words("screen/doorstep.title"),
        sync = model.step.sync,
        back = { go(Screen.Job(model.visit)) },
        bottom = {
            val isDone = model.step.missing.isEmpty()
            if (!isDone && !model.noAccessReady) WayOn(model.step, missing)
            DoorButtons(model, send)
            if (isDone) WayOn(model.step, missing)
        },
    ) {
        model.way?.let { WayView(it, model.visit, send, go) }
        Now(model)
        DoorList(model, send)
        StepChecks(model.step, send, missing, words.of("step", model.step.step))
    }
}

/** What to do now, and how long it has been going on. */
@Composable
private fun Now(model: DoorstepModel) {
    val words = LocalWords.current
    Section(words("screen/doorstep.now")) {
        val now = sentence(model.next)
        if (now.isNotEmpty()) Text(now, style = MaterialTheme.typography.headlineSmall, color = paint.ink)
        if (model.isAnswered) StateChip(words("screen/doorstep.answered"), Tone.GOOD)
        if (model.noAccessReady) Notice(words("screen/doorstep.no-access-ready"), Tone.WARNING)
        InfoRow(words("screen/doorstep.tries"), words("unit/times", "n" to model.tries))
        model.waitedMs?.let { InfoRow(words("screen/step.waited"), span(it)) }
        val wasPhoned = model.list.any { it.act == PHONE && it.isDone }
        if (model.phoneDue == Verdict.YES && !wasPhoned) Notice(words("screen/doorstep.phone-due"), Tone.WARNING)
        model.phones.forEach { CallButton(it) }
    }
}

/** What to do next, said whole; empty where there is nothing to do. */
@Composable
private fun sentence(next: DoorNextModel): String {
    val words = LocalWords.current
    return when (next) {
        is DoorNextModel.Try ->
            if (keyed<DoorTry>(next.v1.how) == DoorTry.KNOCK) {
                words("screen/doorstep.knocks", "times" to next.v1.times, "taps" to next.v1.taps)
            } else {
                words("screen/doorstep.ring")
            }

        is DoorNextModel.Wait -> words("screen/doorstep.wait", "s" to next.v1.atLeastMs / SECOND_MS)
        is DoorNextModel.Do -> words.of("door-act", next.v1.act)
        DoorNextModel.Nothing -> ""
    }
}

/** Minutes and seconds of a span. */
@Composable
private fun span(ms: Long): String {
    val words = LocalWords.current
    val seconds = ms / SECOND_MS
    return if (seconds < MINUTE_S) {
        words("unit/seconds", "n" to seconds)
    } else {
        words("unit/minutes-seconds", "m" to seconds / MINUTE_S, "s" to seconds % MINUTE_S)
    }
}

/** The presses at the door, the one that is wanted most visibly; none is once nothing is missing here. */
@Composable
private fun DoorButtons(model: DoorstepModel, send: (Act) -> Unit) {
    if (model.noAccessReady) {
        NoAccess(model, send)
        return
    }
    val wanted = (model.next as? DoorNextModel.Try)?.v1?.how.takeIf { model.step.missing.isNotEmpty() }
    val tries = model.offers.filter { keyed<DoorTry>(it.key) != null }.sortedBy { it.key == wanted }
    if (tries.size != 2 || tries.all { it.refusal != null }) return
    val (other, next) = tries
    TwoPresses({ TryButton(other, isWanted = false, it, send) }, { TryButton(next, next.key == wanted, it, send) })
}

@Composable
private fun TryButton(offer: Offer, isWanted: Boolean, modifier: Modifier, send: (Act) -> Unit) {
    val how = keyed<DoorTry>(offer.key) ?: return
    val text = LocalWords.current.of("door-try", offer.key)
    val press = { send(Act.TryDoor(how)) }
    if (isWanted) {
        PrimaryButton(text, press, modifier, offer.refusal)
    } else {
        SecondaryButton(text, press, modifier, offer.refusal)
    }
}

/** Leaving because nobody opened; loud only once everything was tried. */
@Composable
internal fun NoAccess(model: DoorstepModel, send: (Act) -> Unit) {
    val text = LocalWords.current("screen/doorstep.leave")
    model.offers.forEach { offer ->
        val outcome = keyed<Outcome>(offer.key) ?: return@forEach
        val press = { send(Act.Leave(outcome)) }
        if (model.noAccessReady) {
            DangerButton(text, press, refusal = offer.refusal)
        } else {
            SecondaryButton(text, press, refusal = offer.refusal)
        }
    }
}

private const val SECOND_MS = 1000
private const val MINUTE_S = 60
