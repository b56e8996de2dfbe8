/**
 * Tells that a network has come. A hint to try now, never a proof that the office answers:
 * only a sync finds that out, and the core alone decides what it does about it.
 *
 * What the core trusts on the way: the roots of Mozilla's list, which it brings along, and not
 * Android's store of certificates. So a certificate that somebody installs on the phone can read
 * nothing; an office behind a private root cannot be reached yet.
 */
package app.doorstep.app

import android.net.ConnectivityManager
import android.net.Network

/** Watches the phone's default network and calls [wake] when one comes. */
class NetworkHint(private val networks: ConnectivityManager, private val wake: () -> Unit) {
    private var callback: ConnectivityManager.NetworkCallback? = null

    /** Begins to watch; a second call changes nothing. */
    fun start() {
        if (callback != null) return
        val watching = object : ConnectivityManager.NetworkCallback() {
            override fun onAvailable(network: Network) = wake()
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
