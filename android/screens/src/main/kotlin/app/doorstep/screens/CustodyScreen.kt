/**
 * What leaves the home and what is lent, until it is back.
 */
package app.doorstep.screens

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import app.doorstep.core.Act
import app.doorstep.core.CustodyEnd
import app.doorstep.core.CustodyKind
import app.doorstep.core.CustodyModel
import app.doorstep.core.CustodyRow
import app.doorstep.core.Drawing
import app.doorstep.core.Point
import app.doorstep.core.Screen
import app.doorstep.core.Verdict
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.PhotoRow
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.SignaturePad
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Strokes
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.key
import app.doorstep.state.keyed

/** Draws what is out and what goes out. */
@Composable
fun CustodyScreen(model: CustodyModel, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val toJob = { go(Screen.Job(model.visit)) }
    ScreenFrame(
        words("screen/custody.title"),
        sync = null,
        back = toJob,
        bottom = { SecondaryButton(words("screen/job.title"), toJob) },
    ) {
        Section(words("screen/custody.open")) {
            if (model.open.isEmpty()) Quiet(words("screen/custody.nothing"))
            model.open.forEach { row -> key(row.from, row.number.toInt()) { Out(row, send) } }
        }
        key(model.open.size + model.closed.size) { NewCustody(model, send) }
        if (model.closed.isNotEmpty()) {
            Section(words("screen/custody.closed")) {
                model.closed.forEach { row ->
                    InfoRow(words("screen/custody.number", "n" to row.number), words.of("custody-end", row.end))
                    Quiet(words("screen/custody.from-visit", "visit" to row.from))
                }
            }
        }
    }
}

@Composable
private fun Out(row: CustodyRow, send: (Act) -> Unit) {
    val words = LocalWords.current
    Text(words.of("custody-kind", row.kind), style = MaterialTheme.typography.titleMedium, color = paint.ink)
    InfoRow(words("screen/part.serial"), row.serial)
    InfoRow(words("screen/custody.due"), words.date(row.dueMs))
    when (row.isLate) {
        Verdict.YES -> StateChip(words("screen/custody.late"), Tone.DANGER)
        Verdict.UNKNOWN -> StateChip(words("screen/custody.late-unknown"), Tone.WARNING)
        Verdict.NO -> Unit
    }
    Fold(words("screen/custody.how"), "${row.from}/${row.number}") {
        CustodyEnd.entries.forEach { end ->
            SecondaryButton(words.of("custody-end", end.key), {
                send(Act.CloseCustody(row.from, row.number, end, ""))
            }, refusal = row.refusal)
        }
    }
}

/** Something changes hands: the outside is photographed first, the rest is asked once that is done. */
@Composable
private fun NewCustody(model: CustodyModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    val camera = LocalCamera.current
    FoldedSection(words("screen/custody.new"), "new", isOpenFirst = model.photos > 0u) {
        Quiet(words("screen/custody.photos-first"))
        PhotoRow(model.photos.toInt()) { camera.take { send(Act.PhotographCustody(it)) } }
        if (model.kinds.any { it.refusal == null }) Slip(model, send)
    }
}

/** What it is, its condition, when it is due, and who signs for it. */
@Composable
private fun Slip(model: CustodyModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    var serial by rememberSaveable { mutableStateOf("") }
    var condition by rememberSaveable { mutableStateOf("") }
    var kind by rememberSaveable { mutableStateOf("") }
    KeyChoice("custody-kind", model.kinds.map { it.key }, kind) { kind = it }
    model.kinds.firstOrNull { it.key == kind }?.refusal?.let { Quiet(words.refusal(it)) }
    Line(words("screen/part.serial"), serial) { serial = it }
    Line(words("screen/custody.condition-hint"), condition) { condition = it }
    InfoRow(words("screen/custody.due"), words.date(model.proposedDueMs))
    keyed<CustodyKind>(kind)?.let { chosen ->
        Signatures { customer, engineer ->
            val (number, language) = serial.ifBlank { null } to words.language
            send(Act.OpenCustody(chosen, number, condition, model.proposedDueMs, language, customer, engineer))
        }
    }
}

@Composable
private fun Line(label: String, typed: String, onTyped: (String) -> Unit) = OutlinedTextField(
    typed,
    onTyped,
    Modifier.fillMaxWidth(),
    label = { Text(label) },
    textStyle = MaterialTheme.typography.bodyLarge.copy(color = paint.ink),
)

/** Both sign, the customer first; nothing is sent before both have. */
@Composable
private fun Signatures(signed: (customer: Drawing, engineer: Drawing) -> Unit) {
    val words = LocalWords.current
    var customer by rememberSaveable(stateSaver = drawingSaver) { mutableStateOf<Drawing?>(null) }
    val first = customer
    if (first == null) {
        Text(words("screen/custody.customer-signs"), style = MaterialTheme.typography.titleMedium, color = paint.ink)
        key("customer") { SignaturePad { width, height, strokes -> customer = drawn(width, height, strokes) } }
    } else {
        Text(words("screen/custody.engineer-signs"), style = MaterialTheme.typography.titleMedium, color = paint.ink)
        key("engineer") { SignaturePad { width, height, strokes -> drawn(width, height, strokes)?.let { signed(first, it) } } }
    }
}

/** A pad that nobody drew on is no signature. */
private fun drawn(width: UInt, height: UInt, strokes: List<List<Point>>): Drawing? =
    if (strokes.isEmpty()) null else Drawing(width, height, strokes)

/** The customer's signature outlives a turned phone, so that nobody is asked to sign twice. */
private val drawingSaver = Saver<Drawing?, ArrayList<ArrayList<Int>>>(
    save = { drawing ->
        val strokes = drawing?.let { with(Strokes.saver) { save(Strokes(it.strokes)) } }
        strokes?.let { arrayListOf(arrayListOf(drawing.width.toInt(), drawing.height.toInt())).apply { addAll(it) } }
    },
    restore = { saved ->
        val (width, height) = saved.first().map { it.toUInt() }
        Strokes.saver.restore(ArrayList(saved.drop(1)))?.let { Drawing(width, height, it.points) }
    },
)
