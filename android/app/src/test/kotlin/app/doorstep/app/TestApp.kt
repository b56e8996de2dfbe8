/**
 * The app as the tests start it: the real core, Android's clock, a stand-in for the key store.
 */
package app.doorstep.app

import org.robolectric.RuntimeEnvironment

/** The real app over a key store that works as the test says. */
class TestApp : DoorstepApp() {
    override fun onCreate() {
        StandInKeyStore.install()
        super.onCreate()
    }

    /** An office that does not answer is waited for for a second, not for minutes. */
    var atMostMs = 60_000L

    override fun atMostMs(wake: SyncWake): Long = atMostMs
}

/** The app of this test. */
val app: TestApp get() = RuntimeEnvironment.getApplication() as TestApp
