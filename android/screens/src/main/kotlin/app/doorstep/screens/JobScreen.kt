/**
 * One job: who, where, what; what is likely; how far it is; what comes next.
 *
 * What is seldom wanted lies folded behind its title. Which step is open, what may be
 * agreed or handed over, and what comes next is the core's.
 */
package app.doorstep.screens

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import app.doorstep.core.Act
import app.doorstep.core.EarlierModel
import app.doorstep.core.JobModel
import app.doorstep.core.LikelyModel
import app.doorstep.core.NextModel
import app.doorstep.core.NextPlace
import app.doorstep.core.Screen
import app.doorstep.core.Step
import app.doorstep.core.StepRow
import app.doorstep.core.StepStand
import app.doorstep.core.WorkModel
import app.doorstep.screens.design.CallButton
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LinkRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.Spacing
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.key
import app.doorstep.state.keyed
import app.doorstep.state.screen

/** Draws one job. */
@Composable
fun JobScreen(model: JobModel, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    ScreenFrame(
        words("screen/job.title"),
        sync = model.sync,
        back = { go(Screen.Today) },
        bottom = { JobBottom(model, send, go) },
    ) {
        Who(model)
        What(model)
        Likely(model.likely)
        model.work?.let { WorkView(model.visit, it, send, go) }
    }
}

/** What comes next, and what may come between. */
@Composable
private fun JobBottom(model: JobModel, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    if (model.work == null) {
        PrimaryButton(words("button/accept"), { send(Act.Accept) })
        return
    }
    SecondaryButton(words("screen/incident.title"), { go(Screen.Incident(model.visit)) })
    val next = model.next.screen(model.visit) ?: return
    PrimaryButton("${words("button/next")} · ${place(model.next)}", { go(next) })
}

/** The name of the place that comes next: a step's own, else that of its screen. */
@Composable
private fun place(next: NextModel): String {
    val words = LocalWords.current
    return if (next.place == NextPlace.STEP) words.of("step", next.step) else words.of("next-place", next.place.key)
}

/** Who it is for and where. */
@Composable
private fun Who(model: JobModel) {
    val words = LocalWords.current
    Section(model.job) {
        Text(model.customer, style = MaterialTheme.typography.titleLarge, color = paint.ink)
        Address(model.address)
        model.phones.forEach { CallButton(it) }
        if (model.isElderly) Notice(words("screen/job.elderly"), Tone.WARNING)
        StateChip(words.of("state", model.state.key), Tone.QUIET)
    }
}

/** Where; a press takes it along for a map. */
@Composable
private fun Address(address: String) {
    val words = LocalWords.current
    val dialer = LocalDialer.current
    Column(
        Modifier.fillMaxWidth().heightIn(min = Spacing.target).clickable(role = Role.Button) { dialer.copy(address) },
        verticalArrangement = Arrangement.spacedBy(Spacing.half),
    ) {
        Text(address, style = MaterialTheme.typography.bodyLarge, color = paint.ink)
        Text(words("button/copy-address"), style = MaterialTheme.typography.labelLarge, color = paint.accent)
    }
}

/** What is to be done, as the ticket says it. */
@Composable
private fun What(model: JobModel) {
    val words = LocalWords.current
    Section(words.of("service", model.service)) {
        InfoRow(words("screen/job.window"), words.window(model.fromMs, model.untilMs))
        InfoRow(words("screen/job.model"), model.model)
        InfoRow(words("screen/job.warranty"), words(if (model.isInWarranty) "warranty/in" else "warranty/out"))
        InfoRow(words("screen/job.symptom"), model.symptom)
        InfoRow(words("screen/job.request"), model.request)
    }
}

/** What is likely wrong and what to bring; the likeliest lies open. */
@Composable
private fun Likely(likely: List<LikelyModel>) {
    if (likely.isEmpty()) return
    val words = LocalWords.current
    Section(words("screen/job.likely")) {
        likely.forEachIndexed { at, one ->
            if (at > 0) HorizontalDivider(color = paint.line)
            Fold(words.of(one.title), one.article, isOpenFirst = at == 0) { LikelyView(one) }
        }
    }
}

@Composable
private fun LikelyView(likely: LikelyModel) {
    val words = LocalWords.current
    if (likely.isByCode) StateChip(words("screen/job.by-code"), Tone.GOOD)
    likely.causes.forEachIndexed { at, cause ->
        Text("${at + 1}. ${words.of(cause)}", style = MaterialTheme.typography.bodyMedium, color = paint.ink)
    }
    likely.parts.forEach { NamedPartView(words.of(it.text), it.part) }
    likely.phoneAdvice?.let { Notice(words.of(it), Tone.QUIET) }
    if (likely.mayLeaveHome) Notice(words("screen/prepare.loaner"), Tone.WARNING)
}

/** A part by its name, its number below. */
@Composable
internal fun NamedPartView(name: String, number: String) = Column {
    Text(name, style = MaterialTheme.typography.bodyMedium, color = paint.ink)
    Quiet(number)
}

/** What an accepted job knows beside. */
@Composable
private fun WorkView(visit: String, work: WorkModel, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    work.way?.let { WayView(it, visit, send, go) }
    work.earlier?.let { Earlier(it) }
    val folds = listOf<@Composable () -> Unit>(
        { Steps(visit, work.steps, go) },
        { FieldsView(work.fields, send) },
        { CallsView(work.calls, send) },
        { RebookView(work, send) },
        { HandOverView(work, send) },
        { AdviseView(work.advise, send) },
    )
    Section("") {
        folds.forEachIndexed { at, fold ->
            if (at > 0) HorizontalDivider(color = paint.line)
            fold()
        }
    }
    Section(words("screen/job.more")) {
        LinkRow(words("screen/quote.title")) { go(Screen.Quote(visit)) }
        LinkRow(words("screen/part.title")) { go(Screen.Part(visit)) }
        LinkRow(words("screen/custody.title")) { go(Screen.Custody(visit)) }
        LinkRow(words("screen/knowledge.title")) { go(Screen.Knowledge(visit, "")) }
    }
}

/** The steps and how each stands. */
@Composable
private fun Steps(visit: String, rows: List<StepRow>, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val done = rows.count { it.stand == StepStand.DONE || it.stand == StepStand.SKIPPED }
    Fold("${words("screen/job.steps")} · $done/${rows.size}", "steps") {
        rows.forEach { row ->
            val step = keyed<Step>(row.step) ?: return@forEach
            val stand = words.of("progress", row.stand.key)
            LinkRow("${words.of("step", row.step)} · $stand ${row.done}/${row.of}") { go(step.screen(visit)) }
        }
    }
}

/** What an earlier visit of the same job left behind. */
@Composable
private fun Earlier(earlier: EarlierModel) {
    val words = LocalWords.current
    val pieces = { count: UInt -> words("unit/pieces", "n" to count) }
    Section(words("screen/job.earlier")) {
        Quiet(earlier.visit)
        InfoRow(words("screen/job.earlier-left"), earlier.leftMs?.let { words.date(it) } ?: words("verdict/unknown"))
        earlier.total?.let { InfoRow(words("screen/quote.total"), words.money(it)) }
        earlier.fitted.forEach { InfoRow("${words("screen/part.fitted")} ${words.of(it.text)}", pieces(it.count)) }
        earlier.missing.forEach { InfoRow("${words("screen/part.missing")} ${words.of(it.text)}", pieces(it.count)) }
        if (earlier.inCustody > 0u) InfoRow(words("screen/custody.open"), pieces(earlier.inCustody))
    }
}
