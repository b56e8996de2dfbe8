/**
 * One open screen: its newest whole model, and the one way to want something there.
 *
 * Models arrive on a thread of the core and are kept as they come, in order. Nothing is
 * shown after `close`. Leaves to `PhoneModel`: the order of what is sent.
 */
package app.doorstep.state

import app.doorstep.core.Act
import app.doorstep.core.DayAct
import app.doorstep.core.DayIntent
import app.doorstep.core.Intent
import app.doorstep.core.PhoneAct
import app.doorstep.core.Screen
import app.doorstep.core.ScreenListener
import app.doorstep.core.ScreenModel
import app.doorstep.core.Subscription
import app.doorstep.core.VanAct
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow

/** One open [screen] of a [phone]. */
class ScreenHolder internal constructor(val screen: Screen, val phone: PhoneModel) {
    private val shown = MutableStateFlow<ScreenModel?>(null)
    private val refused = MutableStateFlow<Refusal?>(null)
    private var relay: Relay? = null
    private var subscription: Subscription? = null

    /** What it shows now; none until the first model is here. */
    val model: StateFlow<ScreenModel?> get() = shown

    /** Why the last wish did not happen; none where it did or was dismissed. */
    val refusal: StateFlow<Refusal?> get() = refused

    /** Begins to show; why not, where it cannot. A screen that is open stays as it is. */
    suspend fun open(): Refusal? {
        if (subscription != null) return null
        val relay = Relay(shown)
        this.relay = relay
        return phone.subscribe(screen, relay).fold(
            onSuccess = { subscription = it; null },
            onFailure = { error -> Refusal.of(error).also { refused.value = it } },
        )
    }

    /** Carries out one act on the screen's visit; saved when this returns. */
    suspend fun send(act: Act): Refusal? {
        val visit = screen.visit ?: return Refusal("app/no-visit-here").also { refused.value = it }
        return send(act, visit)
    }

    /** Carries out one act on a [visit] that the screen names itself. */
    suspend fun send(act: Act, visit: String): Refusal? = phone.send(Intent(visit, act)).also { refused.value = it }

    /** Carries out one act on a [day]. */
    suspend fun sendDay(act: DayAct, day: String): Refusal? =
        phone.sendDay(DayIntent(day, act)).also { refused.value = it }

    /** Carries out one act on the engineer's van. */
    suspend fun sendVan(act: VanAct): Refusal? = phone.sendVan(act).also { refused.value = it }

    /** Carries out one act on the phone itself. */
    suspend fun sendPhone(act: PhoneAct): Refusal? = phone.sendPhone(act).also { refused.value = it }

    /** Registers this phone with the office by a single-use token, and fetches what it has for it. */
    suspend fun enrol(office: String, token: String): Refusal? =
        (phone.enrol(office, token) ?: phone.syncNow(FIRST_SYNC_MS)).also { refused.value = it }

    /** The refusal was read. */
    fun dismissRefusal() {
        refused.value = null
    }

    /** Shows nothing any more. */
    fun close() {
        relay?.stop()
        subscription?.cancel()
        subscription?.close()
        subscription = null
    }
}

private const val FIRST_SYNC_MS = 60_000L

/** Takes models on any thread and keeps the newest. */
private class Relay(private val shown: MutableStateFlow<ScreenModel?>) : ScreenListener {
    private val isOpen = AtomicBoolean(true)

    override fun show(model: ScreenModel) {
        if (isOpen.get()) shown.value = model
    }

    fun stop() = isOpen.set(false)
}
