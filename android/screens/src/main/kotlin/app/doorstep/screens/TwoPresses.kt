/**
 * Two presses beside each other, each written where it stands.
 */
package app.doorstep.screens

import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier

/** Draws both in one line where the letters leave room; each gets the modifier that places it. */
@Composable
internal fun TwoPresses(first: @Composable (Modifier) -> Unit, second: @Composable (Modifier) -> Unit) =
    SideBySide(listOf(first, second)) { press, modifier -> press(modifier) }
