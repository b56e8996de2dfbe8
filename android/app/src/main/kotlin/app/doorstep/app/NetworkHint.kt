/**
 * Tells that a network has come, or that the one at hand costs otherwise than before. A hint to
 * try now, never a proof that the office answers: only a sync finds that out, and the core alone
 * decides what it does about it.
 *
 * What the core trusts on the way: the roots of Mozilla's list, which it brings along, and not
 * Android's store of certificates. So a certificate that somebody installs on the phone can read
 * nothing; an office behind a private root cannot be reached yet.
 */
package app.doorstep.app

import android.net.ConnectivityManager
import android.net.Network
import android.net.NetworkCapabilities

/** Watches the phone's default network and calls [wake] when one comes. */
class NetworkHint(private val networks: ConnectivityManager, private val wake: () -> Unit) {
    private var callback: ConnectivityManager.NetworkCallback? = null
    private var isFree: Boolean? = null

    /** Begins to watch; a second call changes nothing. */
    fun start() {
        if (callback != null) return
        val watching = object : ConnectivityManager.NetworkCallback() {
            override fun onAvailable(network: Network) = wake()

            /** Told often, also of a signal that got weaker: only what it costs is a reason to try again. */
            override fun onCapabilitiesChanged(network: Network, now: NetworkCapabilities) {
                val before = isFree
                isFree = now.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)
                if (before != null && before != isFree) wake()
            }
        }
        networks.registerDefaultNetworkCallback(watching)
        callback = watching
    }

    /** Stops watching. */
    fun stop() {
        callback?.let(networks::unregisterNetworkCallback)
        callback = null
    }
}
