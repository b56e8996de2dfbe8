package app.doorstep.app

import android.app.job.JobInfo
import android.app.job.JobScheduler
import android.content.Intent
import android.net.ConnectivityManager
import android.os.Looper
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertSame
import kotlin.test.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowNetwork

@RunWith(RobolectricTestRunner::class)
class WakeTest {
    private val jobs = assertNotNull(app.getSystemService(JobScheduler::class.java))
    private val networks = assertNotNull(app.getSystemService(ConnectivityManager::class.java))

    private fun planned(): Map<SyncWake, JobInfo> =
        SyncWake.entries.mapNotNull { wake -> jobs.getPendingJob(wake.id)?.let { wake to it } }.toMap()

    @Test
    fun `an app that starts plans every sync, and each is kept over a restart`() {
        assertEquals(SyncWake.entries.toSet(), planned().keys)
        assertTrue(planned().values.all { it.isPersisted && it.service.className == SyncJob::class.java.name })
    }

    @Test
    @Suppress("DEPRECATION")
    fun `what is left waits for any network and backs off, what is big waits for a charger`() {
        val soon = planned().getValue(SyncWake.SOON)
        assertEquals(JobInfo.NETWORK_TYPE_ANY, soon.networkType)
        assertEquals(30_000L to JobInfo.BACKOFF_POLICY_EXPONENTIAL, soon.initialBackoffMillis to soon.backoffPolicy)
        assertTrue(!soon.isPeriodic && !soon.isRequireCharging)
        val steady = planned().getValue(SyncWake.STEADY)
        assertTrue(steady.isPeriodic && !steady.isRequireCharging && steady.networkType == JobInfo.NETWORK_TYPE_ANY)
        val charging = planned().getValue(SyncWake.CHARGING)
        assertTrue(charging.isPeriodic && charging.isRequireCharging)
        assertEquals(JobInfo.NETWORK_TYPE_UNMETERED, charging.networkType)
    }

    @Test
    fun `a restart of the phone and a new version of the app plan the syncs again`() {
        for (action in listOf(Intent.ACTION_BOOT_COMPLETED, Intent.ACTION_MY_PACKAGE_REPLACED)) {
            jobs.cancelAll()
            assertTrue(planned().isEmpty())
            app.sendBroadcast(Intent(action).setPackage(app.packageName))
            shadowOf(Looper.getMainLooper()).idle()
            assertEquals(SyncWake.entries.toSet(), planned().keys, action)
        }
    }

    @Test
    fun `another message plans nothing`() {
        jobs.cancelAll()
        BootReceiver().onReceive(app, Intent(Intent.ACTION_TIMEZONE_CHANGED))
        assertTrue(planned().isEmpty())
    }

    @Test
    fun `what waits already keeps its place and its back-off`() {
        val before = planned().getValue(SyncWake.SOON)
        SyncPlan(app).keep()
        SyncPlan(app).soon()
        assertSame(before, planned().getValue(SyncWake.SOON))
        jobs.cancel(SyncWake.SOON.id)
        SyncPlan(app).soon()
        assertEquals(SyncWake.entries.toSet(), planned().keys)
    }

    @Test
    fun `a network that comes wakes, one that goes does not, and nothing does after the end`() {
        var woken = 0
        val hint = NetworkHint(networks) { woken++ }
        hint.start()
        hint.start()
        val watching = shadowOf(networks).networkCallbacks.single()
        val network = ShadowNetwork.newInstance(5)
        watching.onAvailable(network)
        watching.onLost(network)
        assertEquals(1, woken)
        watching.onAvailable(network)
        assertEquals(2, woken)
        hint.stop()
        hint.stop()
        assertTrue(shadowOf(networks).networkCallbacks.isEmpty())
    }
}
