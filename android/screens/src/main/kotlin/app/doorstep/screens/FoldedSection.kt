/**
 * A part of a page that is seldom wanted: its title says what lies in it, a press unfolds it.
 */
package app.doorstep.screens

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.Spacing
import app.doorstep.screens.design.paint

/** A titled part of a page that opens when its title is pressed; [name] tells it from its neighbours. */
@Composable
internal fun FoldedSection(title: String, name: String, isOpenFirst: Boolean = false, content: @Composable () -> Unit) =
    Section("") { Fold(title, name, isOpenFirst, content) }

/** The same without a frame of its own: several stand in one section. */
@Composable
internal fun Fold(title: String, name: String, isOpenFirst: Boolean = false, content: @Composable () -> Unit) {
    var isOpen by rememberSaveable(name, isOpenFirst) { mutableStateOf(isOpenFirst) }
    Column(verticalArrangement = Arrangement.spacedBy(Spacing.half)) {
        FoldTitle(title, isOpen) { isOpen = !isOpen }
        if (isOpen) content()
    }
}

/** A title that unfolds or folds what lies below it. */
@Composable
internal fun FoldTitle(title: String, isOpen: Boolean, onClick: () -> Unit) {
    val words = LocalWords.current
    Row(
        Modifier.fillMaxWidth().heightIn(min = Spacing.target).clickable(role = Role.Button, onClick = onClick),
        verticalAlignment = Alignment.CenterVertically,
        horizontalArrangement = Arrangement.spacedBy(Spacing.grid),
    ) {
        Text(title, Modifier.weight(1f), style = MaterialTheme.typography.bodyLarge, color = paint.ink)
        Text(
            words(if (isOpen) "button/less" else "button/more"),
            style = MaterialTheme.typography.labelLarge,
            color = paint.accent,
        )
    }
}
