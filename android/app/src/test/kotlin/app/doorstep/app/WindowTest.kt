package app.doorstep.app

import android.Manifest
import android.content.Intent
import android.net.ConnectivityManager
import android.net.Uri
import android.view.View
import android.view.ViewGroup
import android.view.WindowManager
import androidx.compose.ui.platform.AndroidUiDispatcher
import androidx.compose.ui.platform.ViewRootForTest
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getAllSemanticsNodes
import androidx.compose.ui.semantics.getOrNull
import app.doorstep.core.Screen
import app.doorstep.core.ScreenModel
import java.io.File
import java.time.Duration
import kotlin.coroutines.ContinuationInterceptor
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.util.ReflectionHelpers

/** The window with the real screens on the real core, drawn by Jetpack on the framework. */
@RunWith(RobolectricTestRunner::class)
class WindowTest {
    private val windows = mutableListOf<ActivityController<MainActivity>>()

    private fun window(): ActivityController<MainActivity> =
        Robolectric.buildActivity(MainActivity::class.java).also { windows += it }.setup()

    /**
     * Jetpack keeps one dispatcher for the whole process, which remembers that it has asked for
     * a turn; Robolectric forgets what was asked when a test ends. Both forget here.
     */
    @Before
    fun nobodyWaitsForATurnOfTheTestBefore() {
        val dispatcher = AndroidUiDispatcher.Main[ContinuationInterceptor]
        for (asked in listOf("scheduledTrampolineDispatch", "scheduledFrameDispatch")) {
            ReflectionHelpers.setField(dispatcher, asked, false)
        }
    }

    @After
    fun theWindowsClose() = windows.forEach { it.close() }

    private fun roots(view: View): List<ViewRootForTest> =
        listOfNotNull(view as? ViewRootForTest) + children(view).flatMap(::roots)

    private fun children(view: View): List<View> =
        (view as? ViewGroup)?.let { group -> (0 until group.childCount).map(group::getChildAt) }.orEmpty()

    private fun texts(window: MainActivity): List<String> =
        roots(window.window.decorView).flatMap { it.semanticsOwner.getAllSemanticsNodes(mergingEnabled = false) }
            .flatMap { it.config.getOrNull(SemanticsProperties.Text).orEmpty() + listOfNotNull(it.config.getOrNull(SemanticsProperties.EditableText)) }
            .map { it.text }

    /** Lets the window work until it says this; what it says instead, where it does not within its time. */
    private fun says(window: MainActivity, text: String) {
        val until = System.nanoTime() + Duration.ofSeconds(30).toNanos()
        while (texts(window).none { text in it }) {
            assertTrue(System.nanoTime() < until, "not $text but ${texts(window)}")
            shadowOf(window.mainLooper).idleFor(Duration.ofMillis(16))
            Thread.yield()
        }
    }

    @Test
    fun `the window can be neither photographed nor recorded, on any screen`() {
        val flags = window().get().window.attributes.flags
        assertNotEquals(0, flags and WindowManager.LayoutParams.FLAG_SECURE)
    }

    @Test
    fun `the real screens stand in the window, on the real core`() {
        val window = window().get()
        says(window, "登记一次就行")
        assertTrue(texts(window).none { "密钥" in it }, "${texts(window)}")
    }

    @Test
    fun `a phone without secure hardware says so over its screens`() {
        StandInKeyStore.isHardware = false
        says(window().get(), "没有安全芯片")
    }

    @Test
    fun `a phone without a key store works on, and says where its key is`() {
        StandInKeyStore.refusesToMake = true
        val window = window().get()
        says(window, "密钥放在应用自己的文件里")
        says(window, "登记一次就行")
        assertTrue(File(app.filesDir, "phone/device-key.pem").isFile)
    }

    @Test
    fun `a store that cannot be opened is told with its words, and can be tried again`() {
        val phone = File(app.filesDir, "phone")
        phone.writeText("no folder")
        StandInKeyStore.refusesToMake = true
        val window = window().get()
        says(window, "手机上的存储打不开")
        says(window, "再试一次")
    }

    @Test
    fun `notices are asked for once, and not where they are allowed`() {
        val asked = shadowOf(window().get()).lastRequestedPermission.requestedPermissions.toList()
        assertEquals(listOf(Manifest.permission.POST_NOTIFICATIONS), asked)
        shadowOf(app).grantPermissions(Manifest.permission.POST_NOTIFICATIONS)
        assertNull(shadowOf(window().get()).lastRequestedPermission)
    }

    @Test
    fun `the system's way back takes away the topmost screen, then leaves the app`() {
        val window = window().get()
        says(window, "登记一次就行")
        val phone = runBlocking { app.installation.phone().getOrThrow().model }
        phone.go(Screen.Sync)
        says(window, "还没有登记")
        window.onBackPressedDispatcher.onBackPressed()
        says(window, "登记一次就行")
        assertTrue(phone.path.value.isEmpty() && !window.isFinishing)
        window.onBackPressedDispatcher.onBackPressed()
        assertTrue(window.isFinishing)
    }

    @Test
    fun `an invitation that is opened as a link stands in the window, and registers nothing by itself`() {
        val link = Uri.parse("doorstep://enrol?office=https%3A%2F%2Fcentre.example&token=abcd1234")
        val window = Robolectric.buildActivity(MainActivity::class.java, Intent(Intent.ACTION_VIEW, link)).also { windows += it }
        says(window.setup().get(), "https://centre.example")
        window.newIntent(Intent(Intent.ACTION_VIEW, Uri.parse("doorstep://enrol?office=https%3A%2F%2Fother.example&token=efgh5678")))
        says(window.get(), "https://other.example")
        val phone = runBlocking { app.installation.phone().getOrThrow().model }
        assertTrue(runBlocking { assertIs<ScreenModel.Today>(phone.look(Screen.Today)).v1.engineer }.isEmpty())
    }

    @Test
    fun `a network is watched only while the window is seen`() {
        val networks = shadowOf(app.getSystemService(ConnectivityManager::class.java))
        val window = window()
        assertEquals(1, networks.networkCallbacks.size)
        window.pause().stop()
        assertEquals(0, networks.networkCallbacks.size)
    }
}
