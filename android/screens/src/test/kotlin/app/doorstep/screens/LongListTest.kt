package app.doorstep.screens

import androidx.compose.ui.geometry.Size
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performScrollToIndex
import androidx.compose.ui.test.v2.runSkikoComposeUiTest
import androidx.compose.ui.unit.Density
import app.doorstep.core.Doorstep
import app.doorstep.core.DoorstepInterface
import app.doorstep.core.Screen
import app.doorstep.core.ScreenListener
import app.doorstep.core.ScreenModel
import app.doorstep.screens.design.Look
import app.doorstep.state.PhoneModel
import app.doorstep.testbed.Office
import app.doorstep.testbed.freshFolder
import java.io.File
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.Test

/** The core, which counts how often it is asked: it alone reads the disk. */
private class Asked(private val core: DoorstepInterface) : DoorstepInterface by core {
    val times = AtomicInteger()

    override fun look(screen: Screen): ScreenModel = core.look(screen).also { times.incrementAndGet() }

    override fun subscribe(screen: Screen, listener: ScreenListener) =
        core.subscribe(screen, listener).also { times.incrementAndGet() }
}

/** P6: a list that is far longer than a day draws what is in sight, and asks for nothing while it is scrolled. */
@OptIn(ExperimentalTestApi::class)
class LongListTest {
    private val folder = freshFolder("long-list")

    private fun phone(): Asked = Office(File(folder, "office")).prepared(jobs = 0).manyJobs(VISITS).use { office ->
        val token = office.admin("invite", "E1001")
        val phone = Doorstep.open(File(folder, "phone").path)
        phone.enrol(office.serve(), token)
        phone.syncNow(60_000)
        Asked(phone)
    }

    private fun SkikoComposeUiTest.cards(): Int =
        onAllNodesWithText("青屿市", substring = true).fetchSemanticsNodes().size

    @Test
    fun `two hundred visits are scrolled through without a word to the core`() {
        val core = phone()
        assertEquals(VISITS, (core.look(Screen.Today) as ScreenModel.Today).v1.rows.size)
        val platform = Platform({ }, object : Dialer {
            override fun call(phone: String) = Unit
            override fun copy(text: String) = Unit
        }) { _, _ -> }
        runSkikoComposeUiTest(Size(720f, 1600f), Density(2f)) {
            setContent { DoorstepRoot(PhoneModel(core), platform, Look.LIGHT, testFont) }
            waitUntil(timeoutMillis = 30_000) { onAllNodesWithText("青屿市", substring = true).fetchSemanticsNodes().isNotEmpty() }
            waitForIdle()
            val (asked, most, began) = Triple(core.times.get(), AtomicInteger(cards()), System.nanoTime())
            for (index in 1..VISITS) {
                onNodeWithTag("list").performScrollToIndex(index)
                most.accumulateAndGet(cards(), ::maxOf)
            }
            val perVisit = (System.nanoTime() - began) / VISITS / 1e6
            assertTrue(most.get() in 2..MOST_IN_SIGHT, "${most.get()} cards are drawn at once")
            assertEquals(asked, core.times.get(), "the core was asked while the list was scrolled")
            println("the list of $VISITS visits: ${most.get()} cards drawn at most, ${"%.1f".format(perVisit)} ms for each step of one visit, nothing asked of the core")
        }
    }

    private companion object {
        const val VISITS = 200
        const val MOST_IN_SIGHT = 12
    }
}
