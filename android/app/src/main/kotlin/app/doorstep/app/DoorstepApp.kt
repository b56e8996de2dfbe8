/**
 * The process: its one installation, and the syncs planned when it starts.
 */
package app.doorstep.app

import android.app.ActivityManager
import android.app.Application
import android.net.ConnectivityManager
import app.doorstep.R
import app.doorstep.core.Doorstep
import app.doorstep.core.Language
import java.io.File
import kotlinx.coroutines.flow.MutableStateFlow

/** The app; a test gives it another core. */
open class DoorstepApp : Application(), OpenCore {
    /** The phone of this process. */
    val installation: Installation by lazy {
        Installation(File(filesDir, "phone"), language(), this, onSaved = ::saved)
    }

    /** What is saved is sent: at once where a screen is open, else when the system wakes us. */
    val syncNow: Nudge = Nudge()

    /** The link that the app was opened with last, for the phone once it is open. */
    val link: MutableStateFlow<String?> = MutableStateFlow(null)

    override fun onCreate() {
        super.onCreate()
        SyncPlan(this).keep()
        CameraFolder.of(this).sweep(System.currentTimeMillis())
    }

    override fun open(folder: File) = DeviceKey(KeyHome.marker(folder)).let { key ->
        when (val home = KeyHome.choose(folder, key)) {
            KeyHome.FILE -> Doorstep.openUnder(folder.path, rules()) to home
            else -> Doorstep.openOn(folder.path, AndroidClock(contentResolver), key, rules()) to home
        }
    }

    /** How long a sync may take that the system woke us for. */
    open fun atMostMs(wake: SyncWake): Long = wake.atMostMs

    private fun rules() =
        AndroidRules(getSystemService(ConnectivityManager::class.java), getSystemService(ActivityManager::class.java))

    private fun saved() {
        SyncPlan(this).soon()
        syncNow.give()
    }

    /** The language of the resources that Android chose, so that both speak the same. */
    private fun language(): Language =
        if (getString(R.string.language) == "zh") Language.CHINESE else Language.ENGLISH
}
