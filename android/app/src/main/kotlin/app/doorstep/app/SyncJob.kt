/**
 * One sync when Android wakes the app: runs it, says whether it wants to be woken again, and
 * tells the person what has changed, if anything has.
 *
 * A job that Android stops comes back with its back-off; the core keeps what was sent until
 * then. Holds no rule: whether anything waits is the core's word. A phone that is
 * not enrolled has nothing to sync and is not woken again for it.
 */
package app.doorstep.app

import android.app.job.JobParameters
import android.app.job.JobService
import app.doorstep.core.Screen
import app.doorstep.core.ScreenModel
import app.doorstep.core.SyncState
import app.doorstep.core.TodayModel
import app.doorstep.state.PhoneModel
import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/** Runs the jobs of [SyncPlan]. */
class SyncJob : JobService() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val works = ConcurrentHashMap<Int, Job>()

    override fun onStartJob(params: JobParameters): Boolean {
        val wake = SyncWake.of(params.jobId) ?: return false
        works[params.jobId] = scope.launch { jobFinished(params, isWantedAgain(wake)) }
        return true
    }

    /** Stopped by the system: what is left is wanted again. */
    override fun onStopJob(params: JobParameters): Boolean {
        works.remove(params.jobId)?.cancel()
        return true
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    /** The work of this job that was started last. */
    internal fun work(wake: SyncWake): Job? = works[wake.id]

    private suspend fun isWantedAgain(wake: SyncWake): Boolean {
        val app = application as DoorstepApp
        val phone = app.installation.phone().getOrNull()?.model ?: return wake == SyncWake.SOON
        val before = today(phone)
        val refusal = phone.syncNow(app.atMostMs(wake))
        val now = today(phone)
        if (now == null || now.engineer.isEmpty()) return false
        val isWaiting = now.sync.state != SyncState.ARRIVED
        tell(wake, isWaiting, hasNewWork = before?.let(::promises) != promises(now))
        val isLeft = refusal != null || isWaiting
        // Only the one job has a back-off of its own; the steady ones leave the rest to it.
        if (isLeft && wake != SyncWake.SOON) SyncPlan(this).soon()
        return isLeft && wake == SyncWake.SOON
    }

    private fun tell(wake: SyncWake, isWaiting: Boolean, hasNewWork: Boolean) {
        val notices = Notices(this)
        if (hasNewWork) notices.show(Notice.NEW_WORK)
        if (!isWaiting) notices.take(Notice.NOT_SENT)
        if (isWaiting && wake == SyncWake.CHARGING) notices.show(Notice.NOT_SENT)
    }

    private suspend fun today(phone: PhoneModel): TodayModel? =
        (phone.look(Screen.Today) as? ScreenModel.Today)?.v1

    /** Which visits are on the list, and when they were promised. */
    private fun promises(today: TodayModel): Set<Triple<String, Long, Long>> =
        today.rows.map { Triple(it.visit, it.fromMs, it.untilMs) }.toSet()
}
