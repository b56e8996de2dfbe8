/**
 * What is typed, photographed, drawn and called.
 */
package app.doorstep.screens.design

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import app.doorstep.screens.LocalDialer
import app.doorstep.screens.milliUnits

/** A reading on big keys: [low] to [high] is what is expected, in thousandths of [unit]. */
@Composable
fun NumberPad(unit: String, low: Long?, high: Long?, onDone: (milli: Long) -> Unit) {
    val words = LocalWords.current
    var typed by rememberSaveable { mutableStateOf("") }
    if (low != null && high != null) {
        InfoRow(words("screen/step.expected"), "${words.milli(low)} … ${words.milli(high)} $unit")
    }
    Text("${typed.ifEmpty { "–" }} $unit", style = MaterialTheme.typography.headlineMedium, color = paint.ink)
    Column(verticalArrangement = Arrangement.spacedBy(Spacing.half)) {
        listOf("1 2 3 -", "4 5 6 .", "7 8 9 0").forEach { row ->
            Row(horizontalArrangement = Arrangement.spacedBy(Spacing.half)) {
                row.split(' ').forEach { sign ->
                    SecondaryButton(sign, { if (typed.length < MOST_SIGNS) typed += sign }, Modifier.weight(1f))
                }
            }
        }
        Row(horizontalArrangement = Arrangement.spacedBy(Spacing.half)) {
            SecondaryButton(words("button/erase"), { typed = "" }, Modifier.weight(1f))
            PrimaryButton(words("button/done"), { milliUnits(typed)?.let(onDone) }, Modifier.weight(1f))
        }
    }
}

private const val MOST_SIGNS = 9

/** A line of text and what to do with it. */
@Composable
fun TextEntry(label: String, button: String, onDone: (String) -> Unit) {
    var typed by rememberSaveable { mutableStateOf("") }
    Column(verticalArrangement = Arrangement.spacedBy(Spacing.half)) {
        OutlinedTextField(
            typed,
            { typed = it },
            Modifier.fillMaxWidth(),
            label = { Text(label) },
            textStyle = MaterialTheme.typography.bodyLarge,
            shape = RoundedCornerShape(Spacing.corner),
        )
        SecondaryButton(button, {
            onDone(typed)
            typed = ""
        })
    }
}

/** How many pictures there are, and one more. */
@Composable
fun PhotoRow(count: Int, onAdd: () -> Unit) {
    val words = LocalWords.current
    if (count > 0) StateChip("${words("screen/step.photos")} $count", Tone.GOOD)
    SecondaryButton(words(if (count > 0) "button/add-photo" else "button/photograph"), onAdd)
}

/** Calls a number. */
@Composable
fun CallButton(phone: String) {
    val (dialer, accent) = LocalDialer.current to paint.accent
    Row(
        Modifier.fillMaxWidth().heightIn(min = Spacing.target).clickable(role = Role.Button) { dialer.call(phone) },
        verticalAlignment = Alignment.CenterVertically,
        horizontalArrangement = Arrangement.spacedBy(Spacing.grid),
    ) {
        Canvas(Modifier.size(22.dp)) {
            val handset = Path().apply {
                moveTo(size.width * 0.15f, size.height * 0.2f)
                quadraticTo(size.width * 0.2f, size.height * 0.8f, size.width * 0.8f, size.height * 0.85f)
            }
            drawPath(handset, accent, style = Stroke(3.dp.toPx(), cap = StrokeCap.Round))
            drawCircle(accent, 3.dp.toPx(), Offset(size.width * 0.2f, size.height * 0.18f))
            drawCircle(accent, 3.dp.toPx(), Offset(size.width * 0.8f, size.height * 0.84f))
        }
        Text(phone, style = MaterialTheme.typography.titleLarge, color = paint.accent)
    }
}
