/**
 * What stands on a page: sections, rows, chips, notices. State is said by shape and word,
 * never by colour alone.
 */
package app.doorstep.screens.design

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
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
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp

/** What a chip or a notice means; always said by word and sign too. */
enum class Tone { GOOD, QUIET, WARNING, DANGER }

/** A titled part of a page. */
@Composable
fun Section(title: String, content: @Composable ColumnScope.() -> Unit) {
    val shape = RoundedCornerShape(Spacing.corner)
    Column(
        Modifier.fillMaxWidth()
            .clip(shape)
            .background(paint.surface)
            .border(BorderStroke(1.dp, paint.line), shape)
            .padding(Spacing.grid),
        verticalArrangement = Arrangement.spacedBy(Spacing.half),
    ) {
        if (title.isNotEmpty()) {
            Text(
                title,
                Modifier.semantics { heading() },
                style = MaterialTheme.typography.titleSmall,
                color = paint.quiet,
            )
        }
        content()
    }
}

/** A label and its value; nothing where there is no value. */
@Composable
fun InfoRow(label: String, value: String) {
    if (value.isEmpty()) return
    val style = MaterialTheme.typography.bodyMedium
    if (LocalDensity.current.fontScale > BIG_LETTERS) {
        Column(Modifier.fillMaxWidth()) {
            Text(label, style = style, color = paint.quiet)
            Text(value, style = style, color = paint.ink)
        }
        return
    }
    Row(Modifier.fillMaxWidth(), horizontalArrangement = Arrangement.spacedBy(Spacing.grid)) {
        Text(label, Modifier.weight(2f), style = style, color = paint.quiet)
        Text(value, Modifier.weight(3f), style = style, color = paint.ink, textAlign = TextAlign.End)
    }
}

/** From this size of letters on, a label and its value stand below each other. */
private const val BIG_LETTERS = 1.3f

/** One word about how something stands. */
@Composable
fun StateChip(text: String, tone: Tone) {
    Row(verticalAlignment = Alignment.CenterVertically, horizontalArrangement = Arrangement.spacedBy(Spacing.half)) {
        ToneMark(tone)
        Text(text, style = MaterialTheme.typography.labelMedium, color = tone.color)
    }
}

/** A sentence that has to be seen. */
@Composable
fun Notice(text: String, tone: Tone) {
    val shape = RoundedCornerShape(Spacing.corner)
    Row(
        Modifier.fillMaxWidth()
            .clip(shape)
            .background(paint.surface)
            .border(BorderStroke(if (tone == Tone.QUIET) 1.dp else 2.dp, if (tone == Tone.QUIET) paint.line else tone.color), shape)
            .padding(Spacing.grid),
        horizontalArrangement = Arrangement.spacedBy(Spacing.grid),
    ) {
        ToneMark(tone)
        Text(text, Modifier.weight(1f), style = MaterialTheme.typography.bodyMedium, color = if (tone == Tone.QUIET) paint.ink else tone.color)
    }
}

internal val Tone.color: Color
    @Composable
    get() = when (this) {
        Tone.GOOD -> paint.accent
        Tone.QUIET -> paint.quiet
        Tone.WARNING -> paint.warning
        Tone.DANGER -> paint.danger
    }

/** The sign of a tone: a tick, a ring, a triangle, a cross. */
@Composable
internal fun ToneMark(tone: Tone) {
    val color = tone.color
    Canvas(Modifier.padding(top = 3.dp).size(16.dp)) {
        when (tone) {
            Tone.GOOD -> tick(color)
            Tone.QUIET -> drawCircle(color, radius = size.width / 2 - 3.dp.toPx(), style = Stroke(2.dp.toPx()))
            Tone.WARNING -> triangle(color)
            Tone.DANGER -> cross(color)
        }
    }
}

internal fun DrawScope.tick(color: Color) {
    val (width, height) = size.width to size.height
    val corner = Offset(width * 0.4f, height * 0.85f)
    drawLine(color, Offset(width * 0.08f, height * 0.5f), corner, 2.5.dp.toPx(), StrokeCap.Round)
    drawLine(color, corner, Offset(width * 0.95f, height * 0.15f), 2.5.dp.toPx(), StrokeCap.Round)
}

private fun DrawScope.triangle(color: Color) {
    val path = Path().apply {
        moveTo(size.width / 2, size.height * 0.06f)
        lineTo(size.width * 0.96f, size.height * 0.92f)
        lineTo(size.width * 0.04f, size.height * 0.92f)
        close()
    }
    drawPath(path, color, style = Stroke(2.dp.toPx()))
    val middle = size.width / 2
    drawLine(color, Offset(middle, size.height * 0.38f), Offset(middle, size.height * 0.76f), 2.dp.toPx(), StrokeCap.Round)
}

private fun DrawScope.cross(color: Color) {
    val (near, far) = size.width * 0.12f to size.width * 0.88f
    drawLine(color, Offset(near, near), Offset(far, far), 2.5.dp.toPx(), StrokeCap.Round)
    drawLine(color, Offset(far, near), Offset(near, far), 2.5.dp.toPx(), StrokeCap.Round)
}
