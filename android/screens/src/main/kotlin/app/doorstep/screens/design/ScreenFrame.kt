/**
 * The frame of every screen: title and way back, the quiet sync line, content, actions
 * within a thumb's reach.
 */
package app.doorstep.screens.design

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import app.doorstep.core.SyncLine
import app.doorstep.core.SyncState
import app.doorstep.state.key

/** A screen whose content is drawn whole and scrolls. */
@Composable
fun ScreenFrame(
    title: String,
    sync: SyncLine?,
    back: (() -> Unit)?,
    bottom: (@Composable ColumnScope.() -> Unit)? = null,
    content: @Composable ColumnScope.() -> Unit,
) = Frame(title, sync, back, bottom) { modifier ->
    Column(
        modifier.verticalScroll(rememberScrollState()).padding(Spacing.grid),
        verticalArrangement = Arrangement.spacedBy(Spacing.grid),
        content = content,
    )
}

/** A screen with a long list, of which only what is in sight is drawn. */
@Composable
fun ListFrame(
    title: String,
    sync: SyncLine?,
    back: (() -> Unit)?,
    bottom: (@Composable ColumnScope.() -> Unit)? = null,
    content: LazyListScope.() -> Unit,
) = Frame(title, sync, back, bottom) { modifier ->
    LazyColumn(
        modifier.testTag("list"),
        contentPadding = PaddingValues(Spacing.grid),
        verticalArrangement = Arrangement.spacedBy(Spacing.grid),
        content = content,
    )
}

@Composable
private fun Frame(
    title: String,
    sync: SyncLine?,
    back: (() -> Unit)?,
    bottom: (@Composable ColumnScope.() -> Unit)?,
    content: @Composable (Modifier) -> Unit,
) {
    Box(Modifier.fillMaxSize().background(paint.paper).safeDrawingPadding(), contentAlignment = Alignment.TopCenter) {
        Column(Modifier.widthIn(max = MOST_WIDE).fillMaxSize()) {
            TitleBar(title, back)
            sync?.let { SyncLineRow(it) }
            content(Modifier.weight(1f).fillMaxWidth())
            bottom?.let { BottomBar(it) }
        }
    }
}

@Composable
private fun TitleBar(title: String, back: (() -> Unit)?) {
    Row(
        Modifier.fillMaxWidth().heightIn(min = Spacing.target).padding(end = Spacing.grid),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (back != null) BackArrow(back) else Box(Modifier.size(Spacing.grid))
        Text(
            title,
            Modifier.padding(vertical = Spacing.half).semantics { heading() },
            style = MaterialTheme.typography.titleLarge,
            color = paint.ink,
        )
    }
}

@Composable
private fun BackArrow(back: () -> Unit) {
    val words = LocalWords.current
    val ink = paint.ink
    Box(
        Modifier.size(Spacing.target)
            .clickable(role = Role.Button, onClick = back)
            .testTag("back")
            .semantics { contentDescription = words("button/back") },
        contentAlignment = Alignment.Center,
    ) {
        Canvas(Modifier.size(20.dp)) {
            val (tip, mid) = Offset(size.width * 0.3f, size.height / 2) to size.width * 0.7f
            drawLine(ink, tip, Offset(mid, size.height * 0.1f), strokeWidth = 2.dp.toPx(), cap = StrokeCap.Round)
            drawLine(ink, tip, Offset(mid, size.height * 0.9f), strokeWidth = 2.dp.toPx(), cap = StrokeCap.Round)
        }
    }
}

/** What head office has, in one quiet line. */
@Composable
fun SyncLineRow(sync: SyncLine) {
    val words = LocalWords.current
    FlowRow(
        Modifier.fillMaxWidth().padding(horizontal = Spacing.grid),
        horizontalArrangement = Arrangement.spacedBy(Spacing.grid),
        itemVerticalAlignment = Alignment.CenterVertically,
    ) {
        StateChip(words.of("sync-state", sync.state.key), if (sync.state == SyncState.ENROL_AGAIN) Tone.DANGER else Tone.QUIET)
        val waiting = listOf("screen/sync.events" to sync.eventsWaiting, "screen/sync.photos" to sync.photosWaiting)
        waiting.filter { (_, many) -> many > 0u }.forEach { (what, many) ->
            Text("${words(what)} $many", style = MaterialTheme.typography.labelMedium, color = paint.quiet)
        }
    }
}

@Composable
private fun BottomBar(bottom: @Composable ColumnScope.() -> Unit) {
    HorizontalDivider(color = paint.line)
    Column(
        Modifier.fillMaxWidth().background(paint.surface).padding(horizontal = Spacing.grid, vertical = Spacing.half),
        verticalArrangement = Arrangement.spacedBy(Spacing.half),
        content = bottom,
    )
}

private val MOST_WIDE = 720.dp
