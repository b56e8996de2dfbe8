/**
 * What a job is talked about with: the ticket's fields, calls, another window, handing over,
 * advice instead of a visit.
 *
 * Each lies folded behind its title and is recorded with as few presses as there are
 * questions; nothing is chosen beforehand that somebody has to have said.
 */
package app.doorstep.screens

import androidx.compose.material3.HorizontalDivider
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import app.doorstep.core.Act
import app.doorstep.core.CallReason
import app.doorstep.core.CallResult
import app.doorstep.core.CallRow
import app.doorstep.core.FieldRow
import app.doorstep.core.Offer
import app.doorstep.core.Party
import app.doorstep.core.TicketField
import app.doorstep.core.WorkModel
import app.doorstep.screens.design.Choice
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.TextEntry
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.key
import app.doorstep.state.keyed

/** The fields of the ticket and what was asked about them. */
@Composable
internal fun FieldsView(fields: List<FieldRow>, send: (Act) -> Unit) {
    val words = LocalWords.current
    val asked = fields.count { it.source.isNotEmpty() }
    Fold("${words("screen/job.fields")} · $asked/${fields.size}", "fields") {
        fields.forEach { row ->
            key(row.field) { FieldView(row, send) }
            HorizontalDivider(color = paint.line)
        }
    }
}

/** One field: what the ticket says; while nobody was asked, whether it is right. */
@Composable
private fun FieldView(row: FieldRow, send: (Act) -> Unit) {
    val words = LocalWords.current
    var isWrong by rememberSaveable(row.field) { mutableStateOf(false) }
    InfoRow(words.of("ticket-field", row.field), row.value.ifEmpty { words("screen/job.no-words") })
    InfoRow(words("screen/job.corrected"), row.corrected)
    val field = keyed<TicketField>(row.field)
    val say = { text: String -> if (field != null) send(Act.ConfirmField(field, Party.CUSTOMER, text)) }
    when {
        row.source.isNotEmpty() ->
            StateChip(words("screen/job.asked", "who" to words.of("party", row.source)), Tone.GOOD)

        isWrong -> TextEntry(words("screen/job.corrected"), words("button/correct"), say)

        else -> TwoPresses(
            { SecondaryButton(words("button/correct"), { isWrong = true }, it) },
            { SecondaryButton(words("button/ticket-right"), { say("") }, it) },
        )
    }
}

/** Every call, and one more. */
@Composable
internal fun CallsView(calls: List<CallRow>, send: (Act) -> Unit) {
    val words = LocalWords.current
    Fold("${words("screen/job.calls")} · ${calls.size}", "calls") {
        if (calls.isEmpty()) Quiet(words("screen/job.no-calls"))
        calls.forEach { call ->
            val at = call.atMs?.let { words.time(it) }.orEmpty()
            val came = "${words.of("call-reason", call.reason)} · ${words.of("call-result", call.result)}"
            InfoRow("$at ${words.of("party", call.to)}".trim(), came)
            Quiet(call.text)
        }
        NewCall(send)
    }
}

/** Whom, why, with what result: one question after the other, the last one records it. */
@Composable
private fun NewCall(send: (Act) -> Unit) {
    val words = LocalWords.current
    var isOpen by rememberSaveable { mutableStateOf(false) }
    var to by rememberSaveable { mutableStateOf("") }
    var why by rememberSaveable { mutableStateOf("") }
    val (party, reason) = keyed<Party>(to) to keyed<CallReason>(why)
    InfoRow(words("screen/job.call-to"), words.of("party", to))
    InfoRow(words("screen/job.call-reason"), words.of("call-reason", why))
    when {
        !isOpen -> SecondaryButton(words("button/record-call"), { isOpen = true })
        party == null -> KeyChoice("party", Party.entries.map { it.key }, "") { to = it }
        reason == null -> KeyChoice("call-reason", CallReason.entries.map { it.key }, "") { why = it }
        else -> KeyChoice("call-result", CallResult.entries.map { it.key }, "") { key ->
            keyed<CallResult>(key)?.let { send(Act.Call(party, reason, it, "")) }
            isOpen = false
            to = ""
            why = ""
        }
    }
}

/** Hands the job over: first why, then to whom. */
@Composable
internal fun HandOverView(work: WorkModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    var reason by rememberSaveable { mutableStateOf("") }
    val to = words.of("party", work.handedOverTo)
    Fold(listOf(words("screen/job.hand-over"), to).filter { it.isNotEmpty() }.joinToString(" · "), "hand-over") {
        InfoRow(words("screen/job.handed-over-to"), to)
        if (work.handOver.any { it.refusal == null }) {
            Quiet(words("screen/job.hand-over-why"))
            Choice(work.handOverReasons, reason) { reason = it }
        }
        work.handOver.filter { reason.isNotEmpty() || it.refusal != null }.forEach { offer ->
            val party = keyed<Party>(offer.key) ?: return@forEach
            SecondaryButton(words.of("party", offer.key), {
                send(Act.HandOver(party, reason, ""))
            }, refusal = offer.refusal)
        }
    }
}

/** Advice by telephone instead of a visit, and whether the customer took it. */
@Composable
internal fun AdviseView(offer: Offer, send: (Act) -> Unit) {
    val words = LocalWords.current
    Fold(words("screen/job.advise"), "advise") {
        Quiet(words("screen/job.advise-why"))
        if (offer.refusal != null) {
            SecondaryButton(words("button/advise"), {}, refusal = offer.refusal)
        } else {
            SecondaryButton(words("button/advise"), { send(Act.Advise(null, true)) })
            SecondaryButton(words("button/advise-not-accepted"), { send(Act.Advise(null, false)) })
        }
    }
}
