/**
 * Syncs while a screen is open: when it appears, when something was saved, when a network
 * comes. The system's jobs do the same work for a closed app; two syncs never run at once,
 * [PhoneModel] sees to that.
 */
package app.doorstep.app

import app.doorstep.state.PhoneModel
import kotlinx.coroutines.channels.Channel

/** A wish to sync; many wishes at once are one. */
class Nudge {
    private val wishes = Channel<Unit>(Channel.CONFLATED)

    /** Wishes for a sync; never waits. */
    fun give() {
        wishes.trySend(Unit)
    }

    /** Waits for the next wish. */
    suspend fun await() = wishes.receive()
}

/** Syncs [phone] at each [nudge] until it is cancelled, the first time at once. */
suspend fun syncWhileOpen(phone: PhoneModel, nudge: Nudge): Nothing {
    while (true) {
        phone.syncNow(AT_MOST_MS)
        nudge.await()
    }
}

private const val AT_MOST_MS = 60_000L
