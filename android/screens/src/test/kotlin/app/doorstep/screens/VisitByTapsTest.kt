package app.doorstep.screens

import androidx.compose.ui.geometry.Size
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SkikoComposeUiTest
import androidx.compose.ui.test.v2.runSkikoComposeUiTest
import androidx.compose.ui.unit.Density
import app.doorstep.core.Doorstep
import app.doorstep.core.Screen
import app.doorstep.core.ScreenModel
import app.doorstep.core.VisitState
import app.doorstep.screens.design.Look
import app.doorstep.state.PhoneModel
import app.doorstep.testbed.Office
import app.doorstep.testbed.PhoneClockAt
import app.doorstep.testbed.SoftwareVault
import app.doorstep.testbed.ToldRules
import app.doorstep.testbed.fixtures
import app.doorstep.testbed.freshFolder
import com.fasterxml.jackson.databind.ObjectMapper
import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.util.concurrent.TimeUnit
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

private const val VISIT = "FW-20261123-0001-1"
private const val PART = "BX-FJ-12"

/** A phone in [folder], with its own key and clock, and nothing but what is on its disk. */
private class Pocket(private val folder: File) {
    val clock = PhoneClockAt(File(folder, "clock"))
    val phone = PhoneModel(Doorstep.openOn(File(folder, "phone").path, clock, SoftwareVault(File(folder, "key")), ToldRules()))

    private val camera = Camera { done -> done(File(fixtures, "photos/part-label.png").path) }
    private val platform = Platform(camera, object : Dialer {
        override fun call(phone: String) = Unit
        override fun copy(text: String) = Unit
    }) { _, _ -> }

    /** Works with one thumb until [isOver]; where the taps went. */
    @OptIn(ExperimentalTestApi::class)
    fun work(isOver: (Screen, ScreenModel) -> Boolean): List<String> {
        var taps = emptyList<String>()
        runSkikoComposeUiTest(Size(720f, 1600f), Density(2f)) {
            setContent { DoorstepRoot(phone, platform, Look.LIGHT, testFont) }
            waitForIdle()
            runBlocking { phone.resume() }
            val fingers = Fingers(this, phone, VISIT, PART, clock::pass)
            fingers.workUntil(isOver)
            taps = fingers.taps
        }
        return taps
    }
}

/** The first half of the visit, in a process of its own that is killed: said are its taps and its screen. */
fun main(arguments: Array<String>) {
    val pocket = Pocket(File(arguments.first()))
    val taps = pocket.work { screen, model -> screen is Screen.Part && model is ScreenModel.Part }
    println("taps ${taps.joinToString("|")}")
    println("at ${pocket.phone.path.value.last()}")
    System.out.flush()
    Thread.currentThread().join()
}

/** P1 to P4 and P6 as an engineer lives them: a whole visit by taps, offline, killed in the middle, proved at the office. */
class VisitByTapsTest {
    private val folder = freshFolder("taps")

    /** An engineer's phone that has met its office once; where that listens. */
    private fun enrolled(): String = Office(File(folder, "office")).prepared().use { office ->
        val token = office.admin("invite", "E1001")
        val url = office.serve()
        val pocket = Pocket(folder)
        runBlocking {
            assertNull(pocket.phone.enrol(url, token))
            assertNull(pocket.phone.syncNow(60_000))
            assertNull(pocket.phone.close())
        }
        url
    }

    /** Runs the first half in another process and kills it where it stands. */
    private fun firstHalf(): Pair<List<String>, String> {
        val options = listOf("jna.library.path", "doorstep.repository", "doorstep.program", "java.awt.headless", "skiko.renderApi")
            .map { "-D$it=${System.getProperty(it)}" }
        val java = File(System.getProperty("java.home"), "bin/java").path
        val command = listOf(java) + options + listOf("-cp", System.getProperty("java.class.path"), "app.doorstep.screens.VisitByTapsTestKt", folder.path)
        val process = ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val lines = process.inputStream.bufferedReader()
        fun said(what: String): String = generateSequence { lines.readLine() }.firstOrNull { it.startsWith("$what ") }
            ?.removePrefix("$what ") ?: error("the first half ended before it said $what")
        val taps = said("taps").split("|")
        val screen = said("at")
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS)
        return taps to screen
    }

    @Test
    fun `a whole visit by taps, killed in the middle, is the visit that the supervisor reads`() {
        val url = enrolled()
        val (before, killedAt) = firstHalf()
        assertTrue(killedAt.startsWith("Part"), killedAt)
        val pocket = Pocket(folder)
        runBlocking { assertNull(pocket.phone.resume()) }
        val after = pocket.work { _, model -> model is ScreenModel.Leave && model.v1.outcome.isNotEmpty() }
        val row = runBlocking { assertIs<ScreenModel.Today>(pocket.phone.look(Screen.Today)) }.v1.rows.first { it.visit == VISIT }
        assertEquals(VisitState.LEFT, row.state)
        val total = before.size + after.size
        println("taps of an ordinary visit: $total (${before.size} before the process was killed)")
        assertTrue(total <= MOST_TAPS, "$total taps: ${before + after}")
        Office(File(folder, "office")).use { again ->
            again.serve(URI(url).port)
            runBlocking { assertNull(pocket.phone.syncNow(60_000)) }
            assertEquals(0L, pocket.phone.unproved.value)
            arrived(url, again.accessToken())
        }
    }

    /** The visit as the supervisor's API tells it. */
    private fun arrived(url: String, token: String) {
        val request = HttpRequest.newBuilder(URI("$url/api/v1/visits/$VISIT"))
            .header("Authorization", "Bearer $token").build()
        val answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString())
        assertEquals(200, answer.statusCode(), answer.body())
        val told = ObjectMapper().readTree(answer.body())
        val summary = told["summary"]
        assertEquals("left solved 0 CNY", listOf("state", "outcome", "total_minor", "currency").joinToString(" ") { summary[it].asText() })
        assertEquals(listOf(0, 0, 0), listOf("quarantined", "contents_lacking", "exceptions").map { summary[it].asInt() })
        assertEquals(summary["photos_named"].asInt(), summary["photos_arrived"].asInt())
        assertEquals(summary["events"].asInt(), told["lanes"].sumOf { it["head_seq"].asInt() })
        assertTrue(summary["events"].asInt() > 60, "a whole visit")
    }
}

/** What an ordinary visit takes today; it may only become less. */
private const val MOST_TAPS = 105
