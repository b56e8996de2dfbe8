/**
 * What head office has, in full: what is only here, what is on its way, what the office
 * proved, what it kept aside, where it knows something otherwise.
 *
 * "Arrived" is only what the office proved: an empty phone and a running sync prove nothing.
 */
package app.doorstep.screens

import androidx.compose.runtime.Composable
import app.doorstep.core.Screen
import app.doorstep.core.SyncModel
import app.doorstep.core.SyncRow
import app.doorstep.core.SyncState
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.Spoken
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone

/** Draws what head office has; [refused] is why the last sync did not happen, by code. */
@Composable
fun SyncScreen(
    model: SyncModel,
    sync: () -> Unit,
    go: (Screen) -> Unit,
    isSyncing: Boolean = false,
    refused: String = "",
) {
    val words = LocalWords.current
    ScreenFrame(
        words("screen/sync.title"),
        sync = null,
        back = { go(Screen.Today) },
        bottom = { SyncBottom(sync, isSyncing, refused) },
    ) {
        Stand(model)
        if (model.rows.size > 1) Section("") { Waiting(model.line.eventsWaiting, model.line.photosWaiting) }
        model.rows.forEach { WaitingRow(it) }
        Section("") {
            InfoRow(words("screen/today.engineer"), model.engineer)
            InfoRow(words("screen/sync.installation"), model.installation.chunked(READ_GROUP).joinToString(" "))
            InfoRow(words("screen/sync.office"), model.office)
        }
    }
}

/** All of it together in a sentence; good only where there is an office that proved it. */
@Composable
private fun Stand(model: SyncModel) {
    val words = LocalWords.current
    when {
        model.line.state == SyncState.ENROL_AGAIN -> Notice(words("screen/sync.enrol-again"), Tone.DANGER)
        model.office.isEmpty() -> Notice(words("phone/not-enrolled"), Tone.WARNING)
        model.line.state == SyncState.WAITING -> Notice(words("sync-state/waiting"), Tone.QUIET)
        model.rows.isEmpty() -> Notice(words("screen/sync.nothing"), Tone.GOOD)
    }
    if (model.line.state != SyncState.ARRIVED) Quiet(words("app/saved-here"))
    model.moved?.let { Notice(words("screen/sync.copied", "n" to "$it"), Tone.WARNING) }
    model.officeRestoredMs?.let { Notice(words("screen/sync.office-restored", "time" to words.date(it)), Tone.QUIET) }
}

/** How much has not arrived; nothing where nothing waits. */
@Composable
private fun Waiting(events: UInt, photos: UInt) {
    val words = LocalWords.current
    if (events > 0u) InfoRow(words("screen/sync.events"), "$events")
    if (photos > 0u) InfoRow(words("screen/sync.photos"), "$photos")
}

/** What of one visit, van or day has not arrived. */
@Composable
private fun WaitingRow(row: SyncRow) {
    val words = LocalWords.current
    Section(words.subject(row.subject)) {
        if (row.quarantined > 0u) {
            StateChip("${words("screen/sync.quarantined")} ${row.quarantined}", Tone.WARNING)
        }
        Waiting(row.eventsWaiting, row.photosWaiting)
    }
}

/** `visit/FW-1` as people call it; a kind that this app is too old to know stays as it is. */
private fun Spoken.subject(subject: String): String {
    val (kind, id) = subject.substringBefore('/') to subject.substringAfter('/')
    return if (kind in KNOWN_KINDS) this("subject/$kind", "id" to id) else subject
}

@Composable
private fun SyncBottom(sync: () -> Unit, isSyncing: Boolean, refused: String) {
    val words = LocalWords.current
    if (refused.isNotEmpty()) Notice(words(refused), Tone.WARNING)
    if (isSyncing) Quiet(words("app/on-the-way")) else PrimaryButton(words("button/sync-now"), sync)
}

private val KNOWN_KINDS = setOf("visit", "van", "day")
private const val READ_GROUP = 4
