/**
 * When the phone syncs while nobody looks at it: three jobs, all kept over a restart.
 *
 * Decides only when Android may wake us. What is sent first, how often a failed call is tried
 * and what a photo may cost is the core's; a job gives it time and asks for back-off when
 * something was left.
 */
package app.doorstep.app

import android.app.job.JobInfo
import android.app.job.JobScheduler
import android.content.ComponentName
import android.content.Context

/** One reason to be woken; [atMostMs] is how long a sync may then take. */
enum class SyncWake(val id: Int, val atMostMs: Long) {
    /** Something was saved or is left: as soon as there is any network. */
    SOON(id = 1, atMostMs = A_MINUTE),

    /** New jobs and changes from the office, also when nothing is to be sent. */
    STEADY(id = 2, atMostMs = A_MINUTE),

    /** Photos and whatever else is big: with a charger, on a network that costs nothing. */
    CHARGING(id = 3, atMostMs = 8 * A_MINUTE),
    ;

    companion object {
        /** The wake of a job's id; none where an older app planned it. */
        fun of(id: Int): SyncWake? = entries.firstOrNull { it.id == id }
    }
}

/** Plans the jobs with the system's scheduler. */
class SyncPlan(private val context: Context) {
    private val jobs: JobScheduler? = context.getSystemService(JobScheduler::class.java)

    /** Plans what is missing; what waits already keeps its place and its back-off. */
    fun keep() {
        jobs?.run { SyncWake.entries.filter { getPendingJob(it.id) == null }.forEach { schedule(info(it)) } }
    }

    /** There is something to send: a sync as soon as there is a network. */
    fun soon() {
        jobs?.run { if (getPendingJob(SyncWake.SOON.id) == null) schedule(info(SyncWake.SOON)) }
    }

    private fun info(wake: SyncWake): JobInfo {
        val job = JobInfo.Builder(wake.id, ComponentName(context, SyncJob::class.java)).setPersisted(true)
        when (wake) {
            SyncWake.SOON ->
                job.setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                    .setBackoffCriteria(FIRST_BACK_OFF, JobInfo.BACKOFF_POLICY_EXPONENTIAL)
            SyncWake.STEADY ->
                job.setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY).setPeriodic(HALF_AN_HOUR)
            SyncWake.CHARGING ->
                job.setRequiredNetworkType(JobInfo.NETWORK_TYPE_UNMETERED)
                    .setRequiresCharging(true)
                    .setPeriodic(HALF_AN_HOUR)
        }
        return job.build()
    }

    private companion object {
        const val FIRST_BACK_OFF = A_MINUTE / 2
        const val HALF_AN_HOUR = 30 * A_MINUTE
    }
}

/** In milliseconds. */
private const val A_MINUTE = 60_000L
