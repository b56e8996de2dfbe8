/**
 * One open screen: opened when it appears, closed when it goes; says why a wish was refused.
 */
package app.doorstep.screens

import androidx.compose.material3.AlertDialog
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import app.doorstep.core.ScreenModel
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.paint
import app.doorstep.state.ScreenHolder

/** Draws whatever [holder] shows, and over it why the last wish did not happen. */
@Composable
internal fun Opened(holder: ScreenHolder, content: @Composable (ScreenModel) -> Unit) {
    LaunchedEffect(holder) { holder.open() }
    DisposableEffect(holder) { onDispose { holder.close() } }
    val model by holder.model.collectAsState()
    val refusal by holder.refusal.collectAsState()
    model?.let { content(it) }
    refusal?.let { why ->
        val words = LocalWords.current
        AlertDialog(
            onDismissRequest = holder::dismissRefusal,
            confirmButton = { PrimaryButton(words("button/understood"), holder::dismissRefusal) },
            text = { Text(words(why.code) + reported(why.reportId), style = MaterialTheme.typography.bodyLarge) },
            containerColor = paint.surface,
        )
    }
}

private fun reported(id: String): String = if (id.isEmpty()) "" else " ($id)"
