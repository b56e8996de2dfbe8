/**
 * One step of a visit: its checks, and at the bottom what is still missing and the way on.
 *
 * While something is missing here, a press brings it into sight; once nothing is, or it is
 * elsewhere, the press leads on. Knows nothing beyond what
 * its model says.
 */
package app.doorstep.screens

import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import app.doorstep.core.Act
import app.doorstep.core.Screen
import app.doorstep.core.StepModel
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.SecondaryButton
import kotlinx.coroutines.launch

/** Draws one step. */
@Composable
fun StepScreen(model: StepModel, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val missing = remember { BringIntoViewRequester() }
    ScreenFrame(
        words.of("step", model.step),
        sync = model.sync,
        back = { go(Screen.Job(model.visit)) },
        bottom = {
            TwoPresses(
                { SecondaryButton(words("screen/incident.title"), { go(Screen.Incident(model.visit)) }, it) },
                { SecondaryButton(words("screen/part.title"), { go(Screen.Part(model.visit)) }, it) },
            )
            WayOn(model, missing)
        },
    ) {
        StepChecks(model, send, missing)
    }
}

/** What is still missing and where; with nothing missing here, the way to the next thing. */
@Composable
internal fun WayOn(model: StepModel, missing: BringIntoViewRequester) {
    val words = LocalWords.current
    val scope = rememberCoroutineScope()
    val onward = LocalOnward.current
    val check = model.checks.firstOrNull { it.id == model.missing }
    when {
        check != null -> SecondaryButton(
            words("screen/step.missing-one", "what" to words.of(check.text)),
            { scope.launch { missing.bringIntoView() } },
        )

        model.missing.isNotEmpty() -> {
            val known = "missing/${model.missing}"
            Quiet(words(if (words.has(known)) known else "screen/step.comes-first"))
            PrimaryButton(words("button/go"), { onward(model.visit) })
        }

        else -> PrimaryButton(words("button/next"), { onward(model.visit) })
    }
}
