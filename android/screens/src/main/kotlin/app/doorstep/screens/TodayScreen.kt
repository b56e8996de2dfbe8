/**
 * Today's list: the visits by their window, what will not be in time, where else to go.
 *
 * A visit that is left takes one line; who has to be told that it gets late is named on the
 * visit itself. What is late, and what clashes, is the core's to say.
 */
package app.doorstep.screens

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import app.doorstep.core.Screen
import app.doorstep.core.TodayModel
import app.doorstep.core.TodayRow
import app.doorstep.core.VisitState
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LinkRow
import app.doorstep.screens.design.ListFrame
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.Spacing
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.key

/** Draws today's list. */
@Composable
fun TodayScreen(model: TodayModel, go: (Screen) -> Unit) {
    val words = LocalWords.current
    ListFrame(
        words("screen/today.title"),
        sync = model.sync,
        back = null,
        bottom = { TodayBottom(model, go) },
    ) {
        item { InfoRow(words("screen/today.engineer"), model.engineer) }
        if (!model.hasBooks) item { Notice(words("visit/no-edition"), Tone.WARNING) }
        if (model.rows.isEmpty()) item { Notice(words("screen/today.nothing"), Tone.QUIET) }
        items(model.rows, key = { it.visit }) { row ->
            if (row.state == VisitState.LEFT) LeftRow(row, go) else VisitCard(row, go)
        }
    }
}

/** Where else to go: the day and what is owed, then the book and the office. */
@Composable
private fun TodayBottom(model: TodayModel, go: (Screen) -> Unit) {
    val words = LocalWords.current
    if (model.day.isNotEmpty()) {
        val stand = words.of("day-stand", model.dayStand.key)
        SecondaryButton("${words("screen/day.title")} · $stand", { go(Screen.Day(model.day)) })
    }
    if (model.owed > 0u) {
        SecondaryButton("${words("screen/follow-up.title")} · ${model.owed}", { go(Screen.FollowUp) })
    }
    TwoPresses(
        { SecondaryButton(words("screen/knowledge.title"), { go(Screen.Knowledge(null, "")) }, it) },
        { SecondaryButton(words("screen/sync.title"), { go(Screen.Sync) }, it) },
    )
}

/** A visit that is behind the engineer. */
@Composable
private fun LeftRow(row: TodayRow, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val window = words.window(row.fromMs, row.untilMs)
    LinkRow("$window · ${row.customer} · ${words.of("state", row.state.key)}") { go(Screen.Job(row.visit)) }
}

/** A visit that is ahead or under way; all of it leads to its job. */
@Composable
private fun VisitCard(row: TodayRow, go: (Screen) -> Unit) {
    val words = LocalWords.current
    Box(
        Modifier.fillMaxWidth()
            .clip(RoundedCornerShape(Spacing.corner))
            .clickable(role = Role.Button) { go(Screen.Job(row.visit)) },
    ) {
        Section(words.window(row.fromMs, row.untilMs)) {
            Text(row.customer, style = MaterialTheme.typography.titleLarge, color = paint.ink)
            Text(row.address, style = MaterialTheme.typography.bodyMedium, color = paint.ink)
            Text(
                "${words.of("service", row.service)} · ${row.symptom}",
                style = MaterialTheme.typography.bodyMedium,
                color = paint.ink,
            )
            StateChip(words.of("state", row.state.key), Tone.QUIET)
            row.expectedMs?.let { InfoRow(words("screen/way.expected"), words.time(it)) }
            Lateness(row)
        }
    }
}

/** What will not be in time, the worst first. */
@Composable
private fun Lateness(row: TodayRow) {
    val words = LocalWords.current
    if (row.tellNow) {
        Notice(words("screen/today.tell-late", "min" to row.lateMin), Tone.DANGER)
    } else if (row.lateMin > 0u) {
        StateChip(words("screen/today.late-by", "min" to row.lateMin), Tone.WARNING)
    }
    if (row.clashMin > 0u) StateChip(words("screen/today.clash-by", "min" to row.clashMin), Tone.WARNING)
}
