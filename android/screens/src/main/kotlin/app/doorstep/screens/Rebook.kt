/**
 * Another window, agreed with somebody in the home: which day, from when until when, why,
 * who consented.
 *
 * Begins with the window that holds, a day later; whether a window may be agreed is the
 * core's to say.
 */
package app.doorstep.screens

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import app.doorstep.core.Act
import app.doorstep.core.Signer
import app.doorstep.core.WayModel
import app.doorstep.core.WorkModel
import app.doorstep.screens.design.Choice
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.state.key
import app.doorstep.state.keyed

/** Agrees another window; refused in sight where the core refuses. */
@Composable
internal fun RebookView(work: WorkModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    val refusal = work.rebookRefusal
    Fold(words("screen/job.rebook"), "rebook") {
        val way = work.way
        if (refusal != null) {
            SecondaryButton(words("button/rebook"), {}, refusal = refusal)
        } else if (way != null) {
            RebookForm(way, work, send)
        }
    }
}

@Composable
private fun RebookForm(way: WayModel, work: WorkModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    var from by rememberSaveable(way.fromMs) { mutableStateOf(way.fromMs + DAY_MS) }
    var until by rememberSaveable(way.untilMs) { mutableStateOf(way.untilMs + DAY_MS) }
    var reason by rememberSaveable { mutableStateOf("") }
    var consent by rememberSaveable { mutableStateOf("") }
    val day = words("unit/days", "n" to 1)
    val half = words("unit/minutes", "n" to HALF_MIN)
    InfoRow(words("screen/job.from"), words.date(from))
    Steppers(day) { from += it * DAY_MS; until += it * DAY_MS }
    Steppers(half) { from += it * HALF_MS; until += it * HALF_MS }
    InfoRow(words("screen/job.until"), words.date(until))
    Steppers(half) { until = maxOf(from, until + it * HALF_MS) }
    Quiet(words("screen/job.consent"))
    KeyChoice("signer", Signer.entries.map { it.key }, consent) { consent = it }
    Quiet(words("screen/job.rebook-why"))
    Choice(work.rebookReasons, reason) { reason = it }
    val who = keyed<Signer>(consent)
    if (who != null && reason.isNotEmpty()) {
        PrimaryButton(words("button/rebook"), { send(Act.MoveAppointment(from, until, reason, who)) })
    }
}

/** Earlier or later by one [step]. */
@Composable
private fun Steppers(step: String, onStep: (Int) -> Unit) = TwoPresses(
    { SecondaryButton("− $step", { onStep(-1) }, it) },
    { SecondaryButton("+ $step", { onStep(1) }, it) },
)

private const val DAY_MS = 86_400_000L
private const val HALF_MIN = 30
private const val HALF_MS = HALF_MIN * 60_000L
