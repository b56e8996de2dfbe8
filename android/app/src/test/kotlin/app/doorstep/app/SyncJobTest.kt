package app.doorstep.app

import android.app.Notification
import android.app.NotificationManager
import android.app.job.JobParameters
import android.app.job.JobScheduler
import app.doorstep.core.Act
import app.doorstep.core.Intent
import app.doorstep.core.Screen
import app.doorstep.core.ScreenModel
import app.doorstep.core.TodayModel
import app.doorstep.state.PhoneModel
import app.doorstep.testbed.Office
import app.doorstep.testbed.freshFolder
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.util.ReflectionHelpers

/** The jobs on the real core; an office runs where one is needed. */
@RunWith(RobolectricTestRunner::class)
class SyncJobTest {
    private val office = Office(File(freshFolder("app-office"), "office"))
    private val phone: PhoneModel by lazy { runBlocking { app.installation.phone().getOrThrow().model } }
    private val jobs get() = assertNotNull(app.getSystemService(JobScheduler::class.java))

    @After
    fun theOfficeCloses() = office.close()

    private fun enrolled(): TodayModel = runBlocking {
        val token = office.prepared().admin("invite", "E1001")
        assertNull(phone.enrol(office.serve(), token))
        today()
    }

    private suspend fun today(): TodayModel = assertIs<ScreenModel.Today>(phone.look(Screen.Today)).v1

    private fun params(wake: SyncWake): JobParameters =
        ReflectionHelpers.newInstance(JobParameters::class.java)
            .also { ReflectionHelpers.setField(it, "jobId", wake.id) }

    /** Runs one job to its end; whether it wants to be woken again. */
    private fun run(wake: SyncWake): Boolean {
        val job = Robolectric.buildService(SyncJob::class.java).create().get()
        assertTrue(job.onStartJob(params(wake)))
        runBlocking { assertNotNull(job.work(wake)).join() }
        assertTrue(shadowOf(job).isJobFinished)
        return shadowOf(job).isRescheduleNeeded
    }

    private fun shown(notice: Notice): Notification? =
        shadowOf(assertNotNull(app.getSystemService(NotificationManager::class.java))).getNotification(notice.id)

    @Test
    fun `a job that came while the app was closed is told without a name`() = runBlocking {
        enrolled()
        assertFalse(run(SyncWake.STEADY))
        val row = today().rows.first()
        val notice = assertNotNull(shown(Notice.NEW_WORK))
        val said = notice.extras.keySet().map { "${notice.extras.getCharSequence(it)}" }.joinToString("\n")
        assertTrue("今天的工单有变化" in said, said)
        for (personal in listOf(row.customer, row.address, row.visit, row.job)) {
            assertTrue(personal.isNotEmpty() && personal !in said, personal)
        }
        app.getSystemService(NotificationManager::class.java)?.cancelAll()
        assertFalse(run(SyncWake.STEADY))
        assertNull(shown(Notice.NEW_WORK))
    }

    @Test
    fun `what cannot be sent is tried again with a back-off, and told after the charger did not help`() = runBlocking {
        enrolled()
        run(SyncWake.STEADY)
        office.close()
        app.atMostMs = 1_000
        assertNull(phone.send(Intent(today().rows.first().visit, Act.Accept)))
        assertTrue(run(SyncWake.SOON))
        assertNull(shown(Notice.NOT_SENT))
        jobs.cancelAll()
        assertFalse(run(SyncWake.CHARGING))
        assertNotNull(jobs.getPendingJob(SyncWake.SOON.id))
        assertNotNull(shown(Notice.NOT_SENT))
        Unit
    }

    @Test
    fun `what is saved is planned to be sent, and when it has arrived the notice goes`() = runBlocking {
        enrolled()
        run(SyncWake.STEADY)
        jobs.cancelAll()
        assertNull(phone.send(Intent(today().rows.first().visit, Act.Accept)))
        assertNotNull(jobs.getPendingJob(SyncWake.SOON.id))
        Notices(app).show(Notice.NOT_SENT)
        assertFalse(run(SyncWake.SOON))
        assertNull(shown(Notice.NOT_SENT))
    }

    @Test
    fun `a phone that is not enrolled is not woken again`() {
        app.atMostMs = 1_000
        assertFalse(run(SyncWake.SOON))
        assertFalse(run(SyncWake.CHARGING))
        assertTrue(Notice.entries.all { shown(it) == null })
    }

    @Test
    fun `a job of an older app does nothing, and one that the system stops is wanted again`() {
        app.atMostMs = 1_000
        val job = Robolectric.buildService(SyncJob::class.java).create().get()
        val unknown = params(SyncWake.SOON).also { ReflectionHelpers.setField(it, "jobId", 99) }
        assertFalse(job.onStartJob(unknown))
        assertTrue(job.onStartJob(params(SyncWake.SOON)))
        val work = assertNotNull(job.work(SyncWake.SOON))
        assertTrue(job.onStopJob(params(SyncWake.SOON)))
        runBlocking { work.join() }
        assertTrue(work.isCancelled)
        assertFalse(shadowOf(job).isJobFinished)
    }
}
