/**
 * After the phone was started, or the app replaced, the syncs are planned again: persisted
 * jobs should come back by themselves, and on some phones they do not.
 */
package app.doorstep.app

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent

/** Plans the syncs again. */
class BootReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        if (intent.action in WOKEN_BY) SyncPlan(context).keep()
    }

    private companion object {
        val WOKEN_BY = setOf(Intent.ACTION_BOOT_COMPLETED, Intent.ACTION_MY_PACKAGE_REPLACED)
    }
}
