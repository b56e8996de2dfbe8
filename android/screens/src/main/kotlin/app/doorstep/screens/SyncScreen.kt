/**
 * What head office has, in full: what is only here, what is on its way, what the office
 * proved, what is safe, what it kept aside or refused and what to do, where it knows something otherwise.
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
import app.doorstep.screens.design.LinkRow
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
        if (model.office.isNotEmpty()) Section("") { Everything(model) }
        model.rows.forEach { WaitingRow(it) }
        Section("") {
            InfoRow(words("screen/today.engineer"), model.engineer)
            InfoRow(words("screen/sync.installation"), inGroups(model.installation))
            InfoRow(words("screen/sync.office"), model.office)
            LinkRow(words("screen/help.title")) { go(Screen.Help) }
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
    if (model.waitsForWifi) Notice(words("screen/sync.waits-for-wifi"), Tone.WARNING)
    model.failed?.let { Notice("${words("screen/sync.failed", "time" to words.date(it.atMs))} ${words(it.code)}", Tone.WARNING) }
    model.moved?.let { Notice(words("screen/sync.copied", "n" to "$it"), Tone.WARNING) }
    model.officeRestoredMs?.let { Notice(words("screen/sync.office-restored", "time" to words.date(it)), Tone.QUIET) }
}

/** What is only here, what the office proved, and what of it is safe. */
@Composable
private fun Everything(model: SyncModel) {
    val words = LocalWords.current
    val there = model.there
    fun count(events: UInt, photos: UInt) = words("screen/sync.of", "events" to events, "photos" to photos)
    InfoRow(words("screen/sync.here"), count(model.line.eventsWaiting, model.line.photosWaiting))
    InfoRow(words("screen/sync.there"), count(there.eventsProved, there.photosProved))
    InfoRow(words("screen/sync.safe"), count(there.eventsSafe, there.photosSafe))
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
        Waiting(row.eventsWaiting, row.photosWaiting)
        Stuck("screen/sync.quarantined", "screen/sync.quarantined-why", row.quarantined)
        Stuck("screen/sync.withheld", "screen/sync.withheld-why", row.withheld)
        Stuck("screen/sync.photos-refused", "screen/sync.photos-refused-why", row.photosRefused)
        Stuck("screen/sync.photos-damaged", "screen/sync.photos-damaged-why", row.photosDamaged)
    }
}

/** What does not go its ordinary way, how many, and what to do; nothing where there is none. */
@Composable
private fun Stuck(what: String, why: String, many: UInt) {
    val words = LocalWords.current
    if (many == 0u) return
    StateChip("${words(what)} $many", Tone.WARNING)
    Quiet(words(why))
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
