/**
 * The way to a customer and how punctual it is, wherever a screen shows it.
 *
 * Before setting off it says when; on the way and after, how punctual. Times, lateness and
 * what being late asks for are the core's.
 */
package app.doorstep.screens

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import app.doorstep.core.Act
import app.doorstep.core.CallAheadModel
import app.doorstep.core.LadderModel
import app.doorstep.core.Milestone
import app.doorstep.core.MilestoneRow
import app.doorstep.core.Screen
import app.doorstep.core.SetOffModel
import app.doorstep.core.WayModel
import app.doorstep.screens.design.Choice
import app.doorstep.screens.design.DangerButton
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.state.key
import app.doorstep.state.keyed

/** The way to [visit]. */
@Composable
internal fun WayView(way: WayModel, visit: String, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val isThere = way.expectedMs == null
    Section(words("screen/way.title")) {
        InfoRow(words("screen/job.window"), words.window(way.fromMs, way.untilMs))
        if (way.isMoved) StateChip(words("screen/way.moved"), Tone.WARNING)
        if (way.setOff != SetOffModel.GONE) Times(way)
        SetOff(way.setOff)
        way.expectedMs?.let { InfoRow(words("screen/way.expected"), words.time(it)) }
        if (way.lateMin > 0u) StateChip(words("screen/way.late-by", "min" to way.lateMin), Tone.WARNING)
        CallAhead(way)
        if (isThere) InfoRow(words("screen/way.punctuality"), words.of("punctuality", way.punctuality))
        way.ladder?.let { Ladder(it, visit, send, go) }
        Milestones(way, send)
    }
}

/** When to plan, set off and be there. */
@Composable
private fun Times(way: WayModel) {
    val words = LocalWords.current
    val span = { from: Long, until: Long -> "${words.time(from)}–${words.time(until)}" }
    InfoRow(words("screen/way.plan-by"), words.time(way.planByMs))
    InfoRow(words("screen/way.leave"), span(way.leaveFromMs, way.leaveUntilMs))
    InfoRow(words("screen/way.arrive"), span(way.arriveFromMs, way.arriveUntilMs))
}

/** What the time asks for now; nothing once the engineer is on the way. */
@Composable
private fun SetOff(setOff: SetOffModel) {
    val text = LocalWords.current.of("set-off", setOff.key)
    when (setOff) {
        SetOffModel.GONE -> Unit
        SetOffModel.NOT_YET -> StateChip(text, Tone.QUIET)
        SetOffModel.PLAN_NOW, SetOffModel.LEAVE_NOW -> Notice(text, Tone.WARNING)
        SetOffModel.OVERDUE -> Notice(text, Tone.DANGER)
    }
}

/** How it stands with the call to a customer who waits; nothing where none is needed. */
@Composable
private fun CallAhead(way: WayModel) {
    val words = LocalWords.current
    val text = words.of("call-ahead", way.callAhead.key)
    when (way.callAhead) {
        CallAheadModel.NOT_NEEDED -> Unit
        CallAheadModel.SOON -> StateChip(text, Tone.QUIET)
        CallAheadModel.CALLED -> StateChip(text, Tone.GOOD)
        CallAheadModel.NOW -> Notice(text, Tone.WARNING)
        CallAheadModel.PASSED -> Notice(text, Tone.DANGER)
    }
    if (way.callInMs > 0) InfoRow(words("screen/way.call-in"), words.minutes(way.callInMs))
}

/** What being late asks for: an incident that guides through it. */
@Composable
private fun Ladder(ladder: LadderModel, visit: String, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    if (ladder.isOpened) {
        StateChip(words.of(ladder.text), Tone.WARNING)
        return
    }
    Quiet(words("screen/way.ladder"))
    DangerButton(words.of(ladder.text), {
        send(Act.OpenIncident(ladder.incident))
        go(Screen.Incident(visit))
    })
}

/**
 * The moments of the way: those that were, the press for the next one; behind a press those
 * that were passed over, those that are far, and the true reason to be late.
 */
@Composable
private fun Milestones(way: WayModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    var isOpen by rememberSaveable { mutableStateOf(false) }
    val next = way.milestones.drop(way.milestones.indexOfLast { it.isReached } + 1).firstOrNull()
    val isLate = way.ladder != null || way.lateMin > 0u
    way.lateReasons.firstOrNull { it.id == way.lateBecause }?.let { InfoRow(words("screen/way.because"), words.of(it.text)) }
    if (isLate || isOpen) WhyLate(way, send)
    way.milestones.filter { it.isReached || it == next || isOpen }.forEach { MilestoneView(it, send) }
    TextButtonRow(words(if (isOpen) "button/less" else "button/more")) { isOpen = !isOpen }
}

/** The true reason to be late; its list lies folded. */
@Composable
private fun WhyLate(way: WayModel, send: (Act) -> Unit) {
    if (way.lateReasons.isEmpty()) return
    val words = LocalWords.current
    var isOpen by rememberSaveable { mutableStateOf(false) }
    if (isOpen) {
        Choice(way.lateReasons, way.lateBecause) {
            send(Act.ExplainLateness(it))
            isOpen = false
        }
    } else {
        SecondaryButton(words("button/explain-lateness"), { isOpen = true })
    }
}

/** A moment of the way: when it was, or the press that says it is now. */
@Composable
private fun MilestoneView(row: MilestoneRow, send: (Act) -> Unit) {
    val words = LocalWords.current
    if (row.isReached) {
        InfoRow(words.of("milestone", row.milestone), row.atMs?.let { words.time(it) } ?: words("verdict/unknown"))
        return
    }
    val milestone = keyed<Milestone>(row.milestone) ?: return
    val text = when (milestone) {
        Milestone.DEPARTED -> "button/i-left"
        Milestone.ARRIVED -> "button/i-arrived"
        Milestone.ENTERED -> "button/i-entered"
    }
    SecondaryButton(words(text), { send(Act.Reach(milestone)) }, refusal = row.refusal)
}
