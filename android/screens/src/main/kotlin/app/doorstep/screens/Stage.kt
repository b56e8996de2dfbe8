/**
 * Draws any open screen by the case of its model.
 */
package app.doorstep.screens

import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import app.doorstep.core.Act
import app.doorstep.core.DayAct
import app.doorstep.core.PhoneAct
import app.doorstep.core.Screen
import app.doorstep.core.ScreenModel
import app.doorstep.core.VanAct
import app.doorstep.state.Invitation
import app.doorstep.state.ScreenHolder
import app.doorstep.state.visit
import kotlinx.coroutines.launch

/** What a screen can want, and where it can lead. */
class Wishes(
    val send: (Act) -> Unit,
    val sendOn: (visit: String, Act) -> Unit,
    val sendDay: (DayAct) -> Unit,
    val sendVan: (VanAct) -> Unit,
    val ask: (query: String) -> Unit,
    val sync: () -> Unit,
    val go: (Screen) -> Unit,
    val enrol: (office: String, token: String) -> Unit = { _, _ -> },
    val invitation: Invitation? = null,
    val back: () -> Unit = {},
    val sendPhone: (PhoneAct) -> Unit = {},
    val isSyncing: Boolean = false,
    val syncRefused: String = "",
)

/** One open screen, whatever it is. */
@Composable
fun Stage(holder: ScreenHolder) {
    val scope = rememberCoroutineScope()
    val phone = holder.phone
    val isSyncing by phone.isSyncing.collectAsState()
    val invitation by phone.invitation.collectAsState()
    var syncRefused by remember { mutableStateOf("") }
    val wishes = Wishes(
        send = { act -> scope.launch { holder.send(act) } },
        sendOn = { visit, act -> scope.launch { holder.send(act, visit) } },
        sendDay = { act -> (holder.screen as? Screen.Day)?.let { scope.launch { holder.sendDay(act, it.day) } } },
        sendVan = { act -> scope.launch { holder.sendVan(act) } },
        ask = { query -> phone.instead(Screen.Knowledge(holder.screen.visit, query)) },
        sync = { scope.launch { syncRefused = phone.syncNow(ON_REQUEST_MS)?.code.orEmpty() } },
        go = phone::go,
        enrol = { office, token -> scope.launch { holder.enrol(office, token) } },
        invitation = invitation,
        back = { phone.back() },
        sendPhone = { act -> scope.launch { holder.sendPhone(act) } },
        isSyncing = isSyncing,
        syncRefused = syncRefused,
    )
    Opened(holder) { model -> StageContent(model, wishes) }
}

/** The screen of a model. */
@Composable
fun StageContent(model: ScreenModel, wishes: Wishes) = when (model) {
    is ScreenModel.Today ->
        if (model.v1.engineer.isEmpty()) EnrolScreen(wishes.invitation, wishes.enrol, wishes.isSyncing)
        else TodayScreen(model.v1, wishes.go)
    is ScreenModel.Job -> JobScreen(model.v1, wishes.send, wishes.go)
    is ScreenModel.Prepare -> PrepareScreen(model.v1, wishes.send, wishes.go)
    is ScreenModel.Doorstep -> DoorstepScreen(model.v1, wishes.send, wishes.go)
    is ScreenModel.Step -> StepScreen(model.v1, wishes.send, wishes.go)
    is ScreenModel.Quote -> QuoteScreen(model.v1, wishes.send, wishes.go)
    is ScreenModel.Knowledge -> KnowledgeScreen(model.v1, wishes.ask, wishes.go, wishes.back)
    is ScreenModel.FollowUp -> FollowUpScreen(model.v1, wishes.sendOn, wishes.go)
    is ScreenModel.Day -> DayScreen(model.v1, wishes.sendDay, wishes.go)
    is ScreenModel.Sync -> SyncScreen(model.v1, wishes.sync, wishes.go, wishes.isSyncing, wishes.syncRefused)
    is ScreenModel.Help -> HelpScreen(model.v1, wishes.sendPhone, wishes.go)
    is ScreenModel.Closed -> ClosedScreen(model.v1, wishes.go)
    is ScreenModel.Part -> PartScreen(model.v1, wishes.send, wishes.sendVan, wishes.go)
    is ScreenModel.Custody -> CustodyScreen(model.v1, wishes.send, wishes.go)
    is ScreenModel.Sign -> SignScreen(model.v1, wishes.send, wishes.go)
    is ScreenModel.Leave -> LeaveScreen(model.v1, wishes.send, wishes.go)
    is ScreenModel.Incident -> IncidentScreen(model.v1, wishes.send, wishes.go)
}

private const val ON_REQUEST_MS = 120_000L
