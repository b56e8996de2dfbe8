/**
 * This installation: the one open phone of the process, opened when it is first wanted.
 *
 * Activity and jobs share it, because the core's store has one owner. An opening that failed
 * is tried again when it is next wanted. Leaves to the core: everything that is kept.
 */
package app.doorstep.app

import app.doorstep.core.DayIntent
import app.doorstep.core.DoorstepInterface
import app.doorstep.core.Intent
import app.doorstep.core.Language
import app.doorstep.core.PhoneAct
import app.doorstep.core.VanAct
import app.doorstep.core.setAside
import app.doorstep.state.PhoneModel
import java.io.File
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/** The open phone, and where its key lives. */
class OpenPhone(val model: PhoneModel, val keyHome: KeyHome)

/** Opens the core in a folder, and says where its key lives. */
fun interface OpenCore {
    /** Blocks; throws what the core throws. */
    fun open(folder: File): Pair<DoorstepInterface, KeyHome>
}

/** The installation in [folder], read in [language]; [onSaved] is called after each wish that was saved. */
class Installation(
    private val folder: File,
    val language: Language,
    private val core: OpenCore,
    private val onSaved: () -> Unit,
    private val opening: CoroutineDispatcher = Dispatchers.IO,
) {
    private val one = Mutex()
    private var opened: OpenPhone? = null

    /** The open phone; why not, where it cannot be opened. */
    suspend fun phone(): Result<OpenPhone> = withContext(opening) {
        one.withLock { opened?.let { Result.success(it) } ?: openNow() }
    }

    /** Moves records that cannot be opened to where somebody can look at them, and opens anew. */
    suspend fun beginAnew(): Result<OpenPhone> = withContext(opening) {
        one.withLock { runCatching { setAside(folder.path) }.mapCatching { openNow().getOrThrow() } }
    }

    private fun openNow(): Result<OpenPhone> = runCatching { core.open(folder) }.map { (core, home) ->
        OpenPhone(PhoneModel(SavingCore(core, onSaved), language), home).also { opened = it }
    }
}

/** The core, which tells when something was saved. */
private class SavingCore(private val core: DoorstepInterface, private val onSaved: () -> Unit) :
    DoorstepInterface by core {
    override fun enrol(office: String, token: String) {
        core.enrol(office, token)
        onSaved()
    }

    override fun send(intent: Intent) {
        core.send(intent)
        onSaved()
    }

    override fun sendDay(intent: DayIntent) {
        core.sendDay(intent)
        onSaved()
    }

    override fun sendVan(act: VanAct) {
        core.sendVan(act)
        onSaved()
    }

    override fun sendPhone(act: PhoneAct) {
        core.sendPhone(act)
        onSaved()
    }
}
