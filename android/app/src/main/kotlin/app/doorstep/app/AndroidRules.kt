/**
 * What Android allows now: what the network at hand costs, whether the app may work unseen.
 *
 * Read anew at every question, because both change while the app runs. A phone that does not
 * say is told as one that does not say; what follows is the core's to decide.
 */
package app.doorstep.app

import android.app.ActivityManager
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import android.os.Build
import app.doorstep.core.BackgroundRule
import app.doorstep.core.NetworkCost
import app.doorstep.core.PhoneRules

/** The rules of a phone with these [networks] and [activities]. */
class AndroidRules(private val networks: ConnectivityManager?, private val activities: ActivityManager?) : PhoneRules {
    override fun network(): NetworkCost {
        // Some phones throw here while a network comes or goes: that says nothing either.
        val known = runCatching { networks?.getNetworkCapabilities(networks.activeNetwork) }.getOrNull()
            ?: return NetworkCost.UNKNOWN
        val isFree = known.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)
        return if (isFree) NetworkCost.UNMETERED else NetworkCost.METERED
    }

    override fun background(): BackgroundRule = when {
        activities == null || Build.VERSION.SDK_INT < Build.VERSION_CODES.P -> BackgroundRule.UNKNOWN
        activities.isBackgroundRestricted -> BackgroundRule.RESTRICTED
        else -> BackgroundRule.ALLOWED
    }
}
