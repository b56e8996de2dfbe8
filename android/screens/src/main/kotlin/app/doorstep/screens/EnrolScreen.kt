/**
 * The first thing that a new phone asks: where the office listens, and its code.
 *
 * An invitation that was opened as a link stands there already. What was typed is handed on
 * without the blanks around it; whether it is right is the office's to say.
 */
package app.doorstep.screens

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.input.KeyboardType
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.Spacing
import app.doorstep.screens.design.paint
import app.doorstep.state.Invitation

/** Draws what a phone that is not enrolled asks; [invitation] is what stands there already. */
@Composable
fun EnrolScreen(
    invitation: Invitation?,
    enrol: (office: String, token: String) -> Unit,
    isSyncing: Boolean = false,
) {
    val words = LocalWords.current
    var office by rememberSaveable(invitation?.office) { mutableStateOf(invitation?.office.orEmpty()) }
    var token by rememberSaveable(invitation?.token) { mutableStateOf(invitation?.token.orEmpty()) }
    ScreenFrame(
        words("screen/enrol.title"),
        sync = null,
        back = null,
        bottom = {
            if (isSyncing) Quiet(words("app/on-the-way"))
            else PrimaryButton(words("button/enrol"), { enrol(office.trim(), token.trim()) })
        },
    ) {
        Text(words("screen/enrol.why"), style = MaterialTheme.typography.bodyLarge, color = paint.ink)
        Field(words("screen/enrol.office"), office, KeyboardType.Uri) { office = it }
        Field(words("screen/enrol.token"), token, KeyboardType.Ascii) { token = it }
    }
}

@Composable
private fun Field(label: String, typed: String, keyboard: KeyboardType, onTyped: (String) -> Unit) = OutlinedTextField(
    typed,
    onTyped,
    Modifier.fillMaxWidth(),
    label = { Text(label) },
    textStyle = MaterialTheme.typography.bodyLarge.copy(color = paint.ink),
    keyboardOptions = KeyboardOptions(keyboardType = keyboard, autoCorrectEnabled = false),
    singleLine = true,
    shape = RoundedCornerShape(Spacing.corner),
)
