/**
 * The phone as the app holds it: one core, the navigation path, what is sent and synced.
 *
 * The core's calls block until they are saved, so they run off the main thread, one after
 * the other in the order in which they were wanted. Holds no rule of the trade.
 */
package app.doorstep.state

import app.doorstep.core.DayIntent
import app.doorstep.core.Doorstep
import app.doorstep.core.DoorstepInterface
import app.doorstep.core.Intent
import app.doorstep.core.Language
import app.doorstep.core.PhoneAct
import app.doorstep.core.Screen
import app.doorstep.core.ScreenListener
import app.doorstep.core.ScreenModel
import app.doorstep.core.Subscription
import app.doorstep.core.VanAct
import app.doorstep.core.VisitState
import java.util.concurrent.Executors
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.withContext

/** One phone over a [core]; a person reads it in [language]. */
class PhoneModel(private val core: DoorstepInterface, val language: Language = Language.CHINESE) {
    private val laid = MutableStateFlow<List<Screen>>(emptyList())
    private val syncs = MutableStateFlow(false)
    private val invited = MutableStateFlow<Invitation?>(null)
    private val leftOver = MutableStateFlow<Long?>(null)
    private val wishes: CoroutineDispatcher = lane("wishes")
    private val syncing: CoroutineDispatcher = lane("syncs")
    private val oneSync = Mutex()

    /** The screens that lie over today's list, the topmost last. */
    val path: StateFlow<List<Screen>> get() = laid

    /** The invitation that was opened last, for a phone that is not enrolled. */
    val invitation: StateFlow<Invitation?> get() = invited

    /** A sync is running. */
    val isSyncing: StateFlow<Boolean> get() = syncs

    /** How many things the office had not proved after the last sync; none before one. */
    val unproved: StateFlow<Long?> get() = leftOver

    /** One screen, not shown before it is opened. */
    fun holder(screen: Screen): ScreenHolder = ScreenHolder(screen, this)

    /** Lays a screen over what is shown; one that lies there already is gone back to. */
    fun go(screen: Screen) = laid.update { path ->
        when {
            screen == Screen.Today -> emptyList()
            screen in path -> path.take(path.indexOf(screen) + 1)
            else -> path + screen
        }
    }

    /** Takes the topmost screen away; false where there is none. */
    fun back(): Boolean {
        val before = laid.value
        laid.value = before.dropLast(1)
        return before.isNotEmpty()
    }

    /** Puts a screen in place of the topmost one; one that lies there already is gone back to. */
    fun instead(screen: Screen) = laid.update { path ->
        if (screen in path) path.take(path.indexOf(screen) + 1) else path.dropLast(1) + screen
    }

    /** Goes where the visit's next missing thing can be done, in place of the topmost screen. */
    suspend fun onward(visit: String): Refusal? = refusal { core -> instead(next(core, visit)) }

    /** Goes back to the visit that is under way, where one is and nothing else is open. */
    suspend fun resume(): Refusal? = refusal { core ->
        val today = core.look(Screen.Today) as? ScreenModel.Today
        val visit = today?.v1?.rows?.firstOrNull { it.state == VisitState.UNDER_WAY }?.visit
        if (visit != null) laid.update { path -> path.ifEmpty { listOf(Screen.Job(visit), next(core, visit)).distinct() } }
    }

    private fun next(core: DoorstepInterface, visit: String): Screen =
        (core.look(Screen.Job(visit)) as? ScreenModel.Job)?.v1?.next?.screen(visit) ?: Screen.Job(visit)

    /** What a screen shows now, once; none where it cannot be shown. */
    suspend fun look(screen: Screen): ScreenModel? = withContext(wishes) { runCatching { core.look(screen) }.getOrNull() }

    /** Takes an invitation that was opened as a link; another link changes nothing. */
    fun invite(link: String) {
        invited.value = Invitation.of(link) ?: return
    }

    /** Registers this phone with the office by a single-use token. */
    suspend fun enrol(office: String, token: String): Refusal? = refusal { it.enrol(office, token) }

    /** Carries out one intent; saved when this returns. */
    suspend fun send(intent: Intent): Refusal? = refusal { it.send(intent) }

    /** Carries out one intent about a day; saved when this returns. */
    suspend fun sendDay(intent: DayIntent): Refusal? = refusal { it.sendDay(intent) }

    /** Carries out one intent about the van; saved when this returns. */
    suspend fun sendVan(act: VanAct): Refusal? = refusal { it.sendVan(act) }

    /** Carries out one intent about the phone itself; saved when this returns. */
    suspend fun sendPhone(act: PhoneAct): Refusal? = refusal { it.sendPhone(act) }

    /** Syncs until there is nothing to do, for this long at most; one sync at a time. */
    suspend fun syncNow(atMostMs: Long): Refusal? {
        oneSync.lock()
        syncs.value = true
        return try {
            withContext(syncing) {
                runCatching { leftOver.value = core.syncNow(atMostMs) }.exceptionOrNull()?.let(Refusal::of)
            }
        } finally {
            syncs.value = false
            oneSync.unlock()
        }
    }

    /** Closes the phone's store after what was wanted before; every later call is refused. */
    suspend fun close(): Refusal? = refusal { it.shutDown() }

    internal suspend fun subscribe(screen: Screen, listener: ScreenListener): Result<Subscription> =
        withContext(wishes) { runCatching { core.subscribe(screen, listener) } }

    private suspend fun refusal(wish: (DoorstepInterface) -> Unit): Refusal? =
        withContext(wishes) { runCatching { wish(core) }.exceptionOrNull()?.let(Refusal::of) }

    companion object {
        /** Opens the phone that lives in this folder, or makes a new one there. */
        suspend fun open(folder: String, language: Language = Language.CHINESE): Result<PhoneModel> =
            withContext(lane("open")) { runCatching { PhoneModel(Doorstep.open(folder), language) } }

        /** One thread of its own that ends with the app: what is put on it runs in order. */
        private fun lane(name: String): CoroutineDispatcher =
            Executors.newSingleThreadExecutor { work -> Thread(work, "doorstep-$name").apply { isDaemon = true } }
                .asCoroutineDispatcher()
    }
}
