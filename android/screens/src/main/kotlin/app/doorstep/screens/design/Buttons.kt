/**
 * What is pressed: a refused action stays visible, cannot be pressed and says why.
 */
package app.doorstep.screens.design

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.selected
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import app.doorstep.core.OptionModel
import app.doorstep.core.RefusalModel

/** The one thing to do; not [isOpen] without a refusal where what is missing is plain to see above it. */
@Composable
fun PrimaryButton(
    text: String,
    onClick: () -> Unit,
    modifier: Modifier = Modifier,
    refusal: RefusalModel? = null,
    isOpen: Boolean = refusal == null,
) = PressedBlock(
    text, onClick, modifier.testTag("primary"), refusal, isOpen,
    back = paint.accent, front = paint.onAccent, edge = paint.accent,
)

/** Something else that may be done. */
@Composable
fun SecondaryButton(text: String, onClick: () -> Unit, modifier: Modifier = Modifier, refusal: RefusalModel? = null) =
    PressedBlock(text, onClick, modifier, refusal, refusal == null, back = paint.surface, front = paint.accent, edge = paint.line)

/** Something that cannot be taken back, or where somebody may come to harm. */
@Composable
fun DangerButton(text: String, onClick: () -> Unit, modifier: Modifier = Modifier, refusal: RefusalModel? = null) =
    PressedBlock(text, onClick, modifier, refusal, refusal == null, back = paint.danger, front = paint.onDanger, edge = paint.danger)

@Composable
private fun PressedBlock(
    text: String,
    onClick: () -> Unit,
    modifier: Modifier,
    refusal: RefusalModel?,
    isOpen: Boolean,
    back: Color,
    front: Color,
    edge: Color,
) {
    val words = LocalWords.current
    val shape = RoundedCornerShape(Spacing.corner)
    Column(modifier.fillMaxWidth(), verticalArrangement = Arrangement.spacedBy(4.dp)) {
        Box(
            Modifier.fillMaxWidth()
                .heightIn(min = Spacing.target)
                .clip(shape)
                .background(if (isOpen) back else paint.paper)
                .border(BorderStroke(1.dp, if (isOpen) edge else paint.line), shape)
                .clickable(enabled = isOpen, role = Role.Button, onClick = onClick)
                .padding(horizontal = Spacing.grid, vertical = Spacing.half),
            contentAlignment = Alignment.Center,
        ) {
            Text(
                text,
                style = MaterialTheme.typography.labelLarge,
                color = if (isOpen) front else paint.quiet,
                textAlign = TextAlign.Center,
            )
        }
        refusal?.let { Text(words.refusal(it), style = MaterialTheme.typography.bodySmall, color = paint.warning) }
    }
}

/** One of several answers. */
@Composable
fun Choice(options: List<OptionModel>, chosen: String, onChoose: (String) -> Unit) {
    val words = LocalWords.current
    Column {
        options.forEach { option -> ChoiceLine(words.of(option.text), option.id == chosen) { onChoose(option.id) } }
    }
}

@Composable
private fun ChoiceLine(text: String, isChosen: Boolean, onChoose: () -> Unit) {
    val (mark, ring) = paint.accent to paint.quiet
    Row(
        Modifier.fillMaxWidth()
            .heightIn(min = Spacing.target)
            .clickable(role = Role.RadioButton, onClick = onChoose)
            .semantics { selected = isChosen }
            .padding(vertical = Spacing.half),
        verticalAlignment = Alignment.CenterVertically,
        horizontalArrangement = Arrangement.spacedBy(Spacing.grid),
    ) {
        Canvas(Modifier.size(24.dp)) {
            drawCircle(if (isChosen) mark else ring, radius = size.minDimension / 2 - 1.dp.toPx(), style = Stroke(2.dp.toPx()))
            if (isChosen) drawCircle(mark, radius = size.minDimension / 4)
        }
        Text(text, Modifier.weight(1f), style = MaterialTheme.typography.bodyLarge, color = paint.ink)
    }
}

/** A whole row that leads to another screen. */
@Composable
fun LinkRow(text: String, onClick: () -> Unit) {
    val quiet = paint.quiet
    Row(
        Modifier.fillMaxWidth()
            .heightIn(min = Spacing.target)
            .clickable(role = Role.Button, onClick = onClick)
            .padding(vertical = Spacing.half),
        verticalAlignment = Alignment.CenterVertically,
        horizontalArrangement = Arrangement.spacedBy(Spacing.grid),
    ) {
        Text(text, Modifier.weight(1f), style = MaterialTheme.typography.bodyLarge, color = paint.ink)
        Canvas(Modifier.size(16.dp)) {
            val tip = Offset(size.width * 0.7f, size.height / 2)
            drawLine(quiet, Offset(size.width * 0.3f, 0f), tip, 2.dp.toPx(), StrokeCap.Round)
            drawLine(quiet, Offset(size.width * 0.3f, size.height), tip, 2.dp.toPx(), StrokeCap.Round)
        }
    }
}
