/**
 * What there is to say when a screen has nothing to show yet: why, and the way back.
 */
package app.doorstep.screens

import androidx.compose.runtime.Composable
import app.doorstep.core.ClosedModel
import app.doorstep.core.Screen
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.Tone

/** There is nothing to show yet, and why. */
@Composable
fun ClosedScreen(model: ClosedModel, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val today = { go(Screen.Today) }
    ScreenFrame(
        words("screen/closed.title"),
        sync = null,
        back = today,
        bottom = { PrimaryButton(words("screen/today.title"), today) },
    ) {
        Notice(words(model.code), Tone.WARNING)
    }
}
