/**
 * What is tried when nobody opens: each thing of the list, what came of it, and leaving.
 */
package app.doorstep.screens

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import app.doorstep.core.Act
import app.doorstep.core.CallReason
import app.doorstep.core.CallResult
import app.doorstep.core.DoorActRow
import app.doorstep.core.DoorNextModel
import app.doorstep.core.DoorSearch
import app.doorstep.core.DoorstepModel
import app.doorstep.core.Party
import app.doorstep.core.SearchResult
import app.doorstep.screens.design.LinkRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.PhotoRow
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.state.key
import app.doorstep.state.keyed

/** The list; folded until something of it is done or comes next. */
@Composable
internal fun DoorList(model: DoorstepModel, send: (Act) -> Unit) {
    val words = LocalWords.current
    val next = (model.next as? DoorNextModel.Do)?.v1?.act
    val done = model.list.count { it.isDone }
    val isBegun = next != null || done > 0
    FoldedSection("${words("screen/doorstep.list")} · $done/${model.list.size}", "door-list", isOpenFirst = isBegun) {
        model.list.forEach { row -> key(row.act) { DoorActView(row, isNext = row.act == next, send) } }
        if (!model.noAccessReady) NoAccess(model, send)
    }
}

/** One thing of the list; what came of it is asked where it is next, else on request. */
@Composable
private fun DoorActView(row: DoorActRow, isNext: Boolean, send: (Act) -> Unit) {
    val words = LocalWords.current
    val name = words.of("door-act", row.act)
    var isOpen by rememberSaveable(isNext) { mutableStateOf(isNext) }
    when {
        row.isDone -> StateChip("$name · ${words("screen/doorstep.done")}", Tone.GOOD)
        isOpen -> {
            StateChip(name, Tone.QUIET)
            Tried(row.act, send)
        }

        else -> LinkRow("$name · ${words("screen/doorstep.not-done")}") { isOpen = true }
    }
}

/** What may be recorded for one thing: a search and a call have results, a note has a picture. */
@Composable
private fun Tried(act: String, send: (Act) -> Unit) {
    val place = keyed<DoorSearch>(act)
    val party = if (act == PHONE) Party.CUSTOMER else keyed<Party>(act)
    val camera = LocalCamera.current
    when {
        place != null -> KeyChoice("search-result", SearchResult.entries.map { it.key }, "") { key ->
            keyed<SearchResult>(key)?.let { send(Act.SearchDoor(place, it)) }
        }

        party != null -> KeyChoice("call-result", CallResult.entries.map { it.key }, "") { key ->
            keyed<CallResult>(key)?.let { send(Act.Call(party, CallReason.NO_ACCESS, it, "")) }
        }

        else -> PhotoRow(0) { camera.take { send(Act.LeaveDoorNote(it)) } }
    }
}

/** The act of the list that telephones the customer. */
internal const val PHONE = "phone"
