/**
 * Takes a signature as strokes of whole numbers, with time and pressure.
 *
 * What was drawn outlives a turned phone and a killed process; it leaves only by `onDone`.
 */
package app.doorstep.screens.design

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.gestures.awaitEachGesture
import androidx.compose.foundation.gestures.awaitFirstDown
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.input.pointer.PointerInputChange
import androidx.compose.ui.input.pointer.PointerInputScope
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import app.doorstep.core.Point

/** What was drawn so far, in units of the pad. */
internal class Strokes(val points: List<List<Point>>) {
    fun begun(point: Point) = Strokes(points + listOf(listOf(point)))

    fun drawnOn(point: Point) = Strokes(points.dropLast(1) + listOf(points.lastOrNull().orEmpty() + point))

    companion object {
        private const val FIELDS = 4

        /** Every stroke as a list of whole numbers: x, y, time, pressure. */
        val saver = Saver<Strokes, ArrayList<ArrayList<Int>>>(
            save = { strokes ->
                strokes.points.mapTo(ArrayList()) { stroke ->
                    stroke.flatMapTo(ArrayList()) { listOf(it.x, it.y, it.tMs.toInt(), it.pressure.toInt()) }
                }
            },
            restore = { saved ->
                Strokes(saved.map { stroke ->
                    stroke.chunked(FIELDS).map { (x, y, t, pressure) -> Point(x, y, t.toUInt(), pressure.toUInt()) }
                })
            },
        )
    }
}

/** A pad to sign on; [onDone] gets its size in its own units and the strokes as they were drawn. */
@Composable
fun SignaturePad(onDone: (width: UInt, height: UInt, strokes: List<List<Point>>) -> Unit) {
    val words = LocalWords.current
    var strokes by rememberSaveable(stateSaver = Strokes.saver) { mutableStateOf(Strokes(emptyList())) }
    var size by remember { mutableStateOf(0u to 0u) }
    val (ink, shape) = paint.ink to RoundedCornerShape(Spacing.corner)
    Column(verticalArrangement = Arrangement.spacedBy(Spacing.half)) {
        Box(contentAlignment = Alignment.Center) {
            Canvas(
                Modifier.fillMaxWidth()
                    .height(HIGH)
                    .clip(shape)
                    .background(paint.surface)
                    .border(2.dp, paint.quiet, shape)
                    .testTag("signature")
                    .semantics { contentDescription = words("screen/sign.pad") }
                    .pointerInput(Unit) { draw({ strokes = strokes.begun(it) }, { strokes = strokes.drawnOn(it) }, { strokes.first() }) },
            ) {
                size = this.size.width.toUInt() to this.size.height.toUInt()
                strokes.points.forEach { drawPath(path(it), ink, style = Stroke(PEN.toPx(), cap = StrokeCap.Round, join = StrokeJoin.Round)) }
            }
            // In the pad and not below it: a line that went with the first stroke would move the pad under the finger.
            if (strokes.points.isEmpty()) {
                Text(words("screen/sign.pad"), Modifier.clearAndSetSemantics {}, style = MaterialTheme.typography.bodyLarge, color = paint.quiet)
            }
        }
        Row(horizontalArrangement = Arrangement.spacedBy(Spacing.half)) {
            SecondaryButton(words("button/erase"), { strokes = Strokes(emptyList()) }, Modifier.weight(1f))
            PrimaryButton(
                words("button/signed"),
                { onDone(size.first, size.second, strokes.points) },
                Modifier.weight(2f),
                isOpen = strokes.points.isNotEmpty(),
            )
        }
    }
}

/** When the first stroke began, by the finger that began it; nothing was drawn before it. */
private fun Strokes.first(): Boolean = points.isEmpty()

private suspend fun PointerInputScope.draw(begin: (Point) -> Unit, go: (Point) -> Unit, isFirst: () -> Boolean) {
    var startedMs = 0L
    awaitEachGesture {
        val down = awaitFirstDown()
        if (isFirst()) startedMs = down.uptimeMillis
        begin(point(down, startedMs))
        do {
            val change = awaitPointerEvent().changes.firstOrNull { it.id == down.id } ?: break
            if (change.pressed) go(point(change, startedMs))
            change.consume()
        } while (change.pressed)
    }
}

private fun point(change: PointerInputChange, startedMs: Long) = Point(
    x = change.position.x.toInt(),
    y = change.position.y.toInt(),
    tMs = (change.uptimeMillis - startedMs).coerceAtLeast(0).toUInt(),
    pressure = (change.pressure.coerceIn(0f, 1f) * MOST_PRESSURE).toUInt(),
)

private fun path(stroke: List<Point>): Path = Path().apply {
    stroke.forEachIndexed { at, point ->
        if (at == 0) moveTo(point.x.toFloat(), point.y.toFloat()) else lineTo(point.x.toFloat(), point.y.toFloat())
    }
    stroke.singleOrNull()?.let { lineTo(it.x + 1f, it.y.toFloat()) }
}

private const val MOST_PRESSURE = 65_535f
private val HIGH = 180.dp
private val PEN = 3.dp
