/**
 * What comes between: safety first and one press away, what is open, how it may end.
 */
package app.doorstep.screens

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import app.doorstep.core.Act
import app.doorstep.core.CallReason
import app.doorstep.core.CallResult
import app.doorstep.core.IncidentModel
import app.doorstep.core.IncidentRow
import app.doorstep.core.OpenIncident
import app.doorstep.core.OutcomeRow
import app.doorstep.core.Party
import app.doorstep.core.Screen
import app.doorstep.core.Signer
import app.doorstep.screens.design.DangerButton
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.key
import app.doorstep.state.keyed

/** Draws what comes between. */
@Composable
fun IncidentScreen(model: IncidentModel, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val toJob = { go(Screen.Job(model.visit)) }
    ScreenFrame(
        words("screen/incident.title"),
        sync = null,
        back = toJob,
        bottom = { SecondaryButton(words("screen/job.title"), toJob) },
    ) {
        if (model.isPaused) Notice(words("screen/incident.paused"), Tone.QUIET)
        val (danger, other) = model.open.partition { it.isSafety }
        danger.forEach { incident -> key(incident.number.toInt()) { OpenSection(incident, model.signers, send) } }
        if (model.safety.isNotEmpty()) Safety(model.safety, send)
        other.forEach { incident -> key(incident.number.toInt()) { OpenSection(incident, model.signers, send) } }
        Rows(words("screen/incident.here"), model.here, isOpenFirst = model.open.isEmpty(), send)
        Rows(words("screen/incident.others"), model.others, isOpenFirst = false, send)
        if (model.ended > 0u) Quiet(words("screen/incident.ended-count", "n" to model.ended))
    }
}

/** Danger, before everything that is not danger itself: one press, two side by side so that little is scrolled. */
@Composable
private fun Safety(rows: List<IncidentRow>, send: (Act) -> Unit) {
    val words = LocalWords.current
    Section(words("screen/incident.safety")) {
        Quiet(words("screen/incident.safety-hint"))
        rows.chunked(2).forEach { pair ->
            SideBySide(pair) { row, modifier -> DangerButton(words.of(row.text), { send(Act.OpenIncident(row.incident)) }, modifier) }
        }
    }
}

@Composable
private fun Rows(title: String, rows: List<IncidentRow>, isOpenFirst: Boolean, send: (Act) -> Unit) {
    if (rows.isEmpty()) return
    val words = LocalWords.current
    FoldedSection("$title · ${rows.size}", title, isOpenFirst) {
        rows.forEach { row -> SecondaryButton(words.of(row.text), { send(Act.OpenIncident(row.incident)) }) }
    }
}

/** One that is open: what to say, what to do, who has to be told, how it ended. */
@Composable
private fun OpenSection(incident: OpenIncident, signers: List<String>, send: (Act) -> Unit) {
    val words = LocalWords.current
    Section(words.of(incident.text)) {
        if (incident.isSafety) StateChip(words("incident-kind/safety"), Tone.DANGER)
        StateChip(incident.atMs?.let { words("screen/incident.open-since", "time" to words.time(it)) } ?: words("screen/incident.open"), Tone.QUIET)
        incident.say?.let {
            Quiet(words("screen/incident.say"))
            Notice(words.of(it), Tone.QUIET)
        }
        if (incident.guide.isNotEmpty()) Quiet(words("screen/incident.guide"))
        incident.guide.forEachIndexed { at, line ->
            Text("${at + 1}. ${words.of(line)}", style = MaterialTheme.typography.bodyLarge, color = paint.ink)
        }
        incident.outcomes.flatMap { it.untold }.distinct().forEach { Tell(it, incident.isSafety, send) }
        Quiet(words("screen/incident.how-ended"))
        incident.outcomes.forEach { row -> key(row.outcome) { Ending(incident, row, signers, send) } }
    }
}

/** One way in which it may end; where somebody must consent, the press asks who did. */
@Composable
private fun Ending(incident: OpenIncident, row: OutcomeRow, signers: List<String>, send: (Act) -> Unit) {
    val words = LocalWords.current
    var isAsking by rememberSaveable { mutableStateOf(false) }
    val close = { by: Signer? -> send(Act.CloseIncident(incident.number, row.outcome, by, "")) }
    val press = { if (row.needsConsent) isAsking = !isAsking else close(null) }
    SecondaryButton(words.of(row.text), press, refusal = row.refusal)
    if (row.then.isNotEmpty()) Quiet(words("screen/incident.then", "then" to words.of("then", row.then)))
    if (isAsking && row.refusal == null) {
        Quiet(words("screen/incident.consent"))
        SideBySide(signers.mapNotNull { keyed<Signer>(it) }) { by, modifier ->
            SecondaryButton(words.of("signer", by.key), { close(by) }, modifier)
        }
    }
}

/** Records the call to somebody who has to be told: one press on how it went. */
@Composable
private fun Tell(key: String, isSafety: Boolean, send: (Act) -> Unit) {
    val party = keyed<Party>(key) ?: return
    val words = LocalWords.current
    val reason = if (isSafety) CallReason.SAFETY else CallReason.REPORT
    Notice(words("screen/incident.tell-first", "who" to words.of("party", key)), Tone.WARNING)
    val (reached, not) = CallResult.entries.partition { it == CallResult.REACHED }
    (listOf(reached) + not.chunked(2)).forEach { line ->
        SideBySide(line) { result, modifier ->
            SecondaryButton(words.of("call-result", result.key), { send(Act.Call(party, reason, result, "")) }, modifier)
        }
    }
}
