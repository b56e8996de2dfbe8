/**
 * Things of equal weight in one line, where each on a line of its own would be scrolled for;
 * below each other where the person reads large letters.
 */
package app.doorstep.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalDensity
import app.doorstep.screens.design.Spacing

/** Draws [all] in one line; [each] gets the modifier that places it. */
@Composable
internal fun <T> SideBySide(all: List<T>, each: @Composable (T, Modifier) -> Unit) {
    val gap = Arrangement.spacedBy(Spacing.half)
    if (LocalDensity.current.fontScale > LARGE) {
        Column(verticalArrangement = gap) { all.forEach { each(it, Modifier.fillMaxWidth()) } }
    } else {
        Row(horizontalArrangement = gap) { all.forEach { each(it, Modifier.weight(1f)) } }
    }
}

private const val LARGE = 1.3f
