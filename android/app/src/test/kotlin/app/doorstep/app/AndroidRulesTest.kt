package app.doorstep.app

import android.app.ActivityManager
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import app.doorstep.core.BackgroundRule
import app.doorstep.core.NetworkCost
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowNetworkCapabilities

@RunWith(RobolectricTestRunner::class)
class AndroidRulesTest {
    private val networks = assertNotNull(app.getSystemService(ConnectivityManager::class.java))
    private val activities = assertNotNull(app.getSystemService(ActivityManager::class.java))
    private val rules = AndroidRules(networks, activities)

    private fun atHand(isFree: Boolean): NetworkCapabilities {
        val known = ShadowNetworkCapabilities.newInstance()
        val free = NetworkCapabilities.NET_CAPABILITY_NOT_METERED
        shadowOf(known).run { if (isFree) addCapability(free) else removeCapability(free) }
        shadowOf(networks).setNetworkCapabilities(networks.activeNetwork, known)
        return known
    }

    @Test
    fun `what the network costs is read anew each time`() {
        atHand(isFree = false)
        assertEquals(NetworkCost.METERED, rules.network())
        atHand(isFree = true)
        assertEquals(NetworkCost.UNMETERED, rules.network())
    }

    @Test
    fun `a phone that does not say is told so`() {
        shadowOf(networks).setNetworkCapabilities(networks.activeNetwork, null)
        assertEquals(NetworkCost.UNKNOWN, rules.network())
        assertEquals(NetworkCost.UNKNOWN, AndroidRules(null, null).network())
        assertEquals(BackgroundRule.UNKNOWN, AndroidRules(null, null).background())
    }

    @Test
    fun `an app that is restricted in the background says so`() {
        assertEquals(BackgroundRule.ALLOWED, rules.background())
        shadowOf(activities).setBackgroundRestricted(true)
        assertEquals(BackgroundRule.RESTRICTED, rules.background())
    }

    @Test
    fun `a network that begins to cost otherwise wakes, and one that only gets weaker does not`() {
        var woken = 0
        val hint = NetworkHint(networks) { woken++ }
        hint.start()
        val watching = shadowOf(networks).networkCallbacks.single()
        val network = assertNotNull(networks.activeNetwork)
        watching.onAvailable(network)
        watching.onCapabilitiesChanged(network, atHand(isFree = false))
        watching.onCapabilitiesChanged(network, atHand(isFree = false))
        assertEquals(1, woken)
        watching.onCapabilitiesChanged(network, atHand(isFree = true))
        assertEquals(2, woken)
        hint.stop()
    }
}
