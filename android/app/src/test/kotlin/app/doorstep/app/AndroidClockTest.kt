package app.doorstep.app

import android.os.SystemClock
import android.provider.Settings
import java.time.Duration
import kotlin.test.assertEquals
import kotlin.test.assertNotEquals
import kotlin.test.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.shadows.ShadowSystemClock

@RunWith(RobolectricTestRunner::class)
class AndroidClockTest {
    private val settings get() = app.contentResolver

    private fun started(count: Int) = Settings.Global.putInt(settings, Settings.Global.BOOT_COUNT, count)

    @Test
    fun `the time since the start goes on while the phone is asleep`() {
        val clock = AndroidClock(settings)
        val before = clock.read()
        ShadowSystemClock.advanceBy(Duration.ofMinutes(20))
        assertEquals(20 * 60_000L, clock.read().awakeOrAsleepMs - before.awakeOrAsleepMs)
        assertEquals(SystemClock.elapsedRealtime(), clock.read().awakeOrAsleepMs)
    }

    @Test
    fun `each start of the phone has its own number`() {
        started(41)
        val before = AndroidClock(settings)
        assertEquals(41, before.read().boot)
        started(42)
        assertEquals(42, AndroidClock(settings).read().boot)
        assertEquals(41, before.read().boot)
    }

    @Test
    fun `a phone that does not count its starts claims a new one each time`() {
        val (one, other) = AndroidClock(settings) to AndroidClock(settings)
        assertTrue(one.read().boot < 0 && other.read().boot < 0)
        assertNotEquals(one.read().boot, other.read().boot)
        assertEquals(one.read().boot, one.read().boot)
    }
}
