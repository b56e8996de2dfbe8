/**
 * The phone's clocks as the core asks for them.
 *
 * Tells what the platform tells and corrects nothing: the wall clock may be wrong, the other
 * one counts asleep or not and begins again with each start of the phone.
 */
package app.doorstep.app

import android.content.ContentResolver
import android.os.SystemClock
import android.provider.Settings
import app.doorstep.core.ClockReading
import app.doorstep.core.PhoneClock
import kotlin.random.Random

/** The clocks of the phone with these [settings]. */
class AndroidClock(settings: ContentResolver) : PhoneClock {
    /** The number of this start of the phone, read once: it cannot change while this process lives. */
    private val boot: Long = countedStart(settings) ?: uncountedStart()

    override fun read(): ClockReading =
        ClockReading(System.currentTimeMillis(), SystemClock.elapsedRealtime(), boot)

    private fun countedStart(settings: ContentResolver): Long? =
        Settings.Global.getString(settings, Settings.Global.BOOT_COUNT)?.toLongOrNull()

    /**
     * A phone that does not count its starts: each start of the app then counts as one, which
     * claims less than it could and never more. Negative, so that no counted start is like it.
     */
    private fun uncountedStart(): Long = -Random.nextLong(1, Long.MAX_VALUE)
}
