package app.doorstep

import app.doorstep.core.Act
import app.doorstep.core.CallResult
import app.doorstep.core.CheckModel
import app.doorstep.core.CheckTask
import app.doorstep.core.Doorstep
import app.doorstep.core.DoorstepException
import app.doorstep.core.Intent
import app.doorstep.core.JobListener
import app.doorstep.core.JobModel
import app.doorstep.core.Outcome
import app.doorstep.core.Step
import app.doorstep.core.StepListener
import app.doorstep.core.StepModel
import app.doorstep.core.StepStand
import app.doorstep.core.TodayListener
import app.doorstep.core.TodayModel
import app.doorstep.core.VisitState
import java.io.BufferedReader
import java.io.File
import java.nio.file.Files
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotNull
import kotlin.test.assertTrue

/** What a listener was shown, in order. */
private class Shown<T : Any> {
    private val models = LinkedBlockingQueue<T>()

    fun add(model: T) = models.put(model)

    /** Waits until a model says what is wanted. */
    fun until(wanted: (T) -> Boolean): T {
        val deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30)
        while (true) {
            val model = models.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
            assertNotNull(model, "nothing of that kind was shown within 30 seconds")
            if (wanted(model)) return model
        }
    }
}

/** A real office on loopback, run by the real program. */
private class Office(private val program: String, private val folder: File) : AutoCloseable {
    private var serving: Process? = null

    fun admin(vararg words: String): String {
        val process = ProcessBuilder(listOf(program, "admin") + words.toList().take(1) + listOf("--data", folder.path) + words.drop(1))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val said = process.inputStream.bufferedReader().readText().trim()
        assertEquals(0, process.waitFor(), "admin ${words.toList()}")
        return said
    }

    fun serve(): String {
        val process = ProcessBuilder(program, "serve", "--data", folder.path, "--port", "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT).start()
        serving = process
        val lines: BufferedReader = process.inputStream.bufferedReader()
        while (true) {
            val line = assertNotNull(lines.readLine(), "the office ended before it listened")
            Regex("http://[0-9.:]+").find(line)?.let { return it.value }
        }
    }

    override fun close() {
        serving?.destroy()
        serving?.waitFor(20, TimeUnit.SECONDS)
    }
}

/** P1 and P3 across the language border: what Kotlin was told is saved, is saved. */
class CrossingTest {
    private val program = System.getProperty("doorstep.program")
    private val fixtures = System.getProperty("doorstep.fixtures")
    private val folder: File = Files.createTempDirectory("doorstep-crossing").toFile()
    private val visit = "FW-20261123-0001-1"

    private fun listenToday(phone: Doorstep): Shown<TodayModel> = Shown<TodayModel>().also { shown ->
        phone.subscribeToday(object : TodayListener {
            override fun show(model: TodayModel) = shown.add(model)
        })
    }

    private fun listenStep(phone: Doorstep, step: Step): Shown<StepModel> = Shown<StepModel>().also { shown ->
        phone.subscribeStep(visit, step, object : StepListener {
            override fun show(model: StepModel?) {
                if (model != null) shown.add(model)
            }
        })
    }

    private fun act(check: CheckModel): Act = when (val task = check.task) {
        is CheckTask.Confirm -> Act.Confirm(check.id)
        is CheckTask.Choose -> Act.Choose(check.id, task.v1.options.first().id)
        is CheckTask.Measure -> Act.Measure(check.id, task.v1.expectedLowMilli)
        is CheckTask.Photograph -> Act.Photograph(check.id, "$fixtures/photos/part-label.png")
        is CheckTask.Write -> Act.Write(check.id, "厨房里有点挤，已说明")
        is CheckTask.Wait -> Act.StartTimer(check.id)
        is CheckTask.Call -> Act.AnswerCall(check.id, CallResult.REACHED)
    }

    /** Answers whatever the step says is missing until it is done; the ids that were answered. */
    private fun play(phone: Doorstep, step: Step): List<String> {
        val shown = listenStep(phone, step)
        var model = shown.until { it.checks.isNotEmpty() }
        while (model.stand != StepStand.DONE) {
            val before = model
            phone.send(Intent(visit, act(before.checks.first { it.id == before.missing })))
            model = shown.until { it != before }
        }
        return model.checks.filter { it.isSettled }.map { it.id }
    }

    @Test
    fun `a visit that Kotlin was told is saved is there after closing and opening again`() {
        val office = Office(program, File(folder, "office"))
        office.use {
            office.admin("publish", "$fixtures/books/home-service")
            office.admin("engineer", "$fixtures/people/E1001.toml")
            File(fixtures, "jobs").listFiles()!!.sorted().first { visit in it.readText() }.let { office.admin("assign", it.path) }
            val token = office.admin("invite", "E1001")
            val url = office.serve()
            val phone = Doorstep.open(File(folder, "phone").path)
            phone.enrol(url, token)
            phone.syncNow(60_000)
            val today = listenToday(phone).until { it.rows.isNotEmpty() && it.hasBooks }
            assertEquals(visit, today.rows.first { it.visit == visit }.visit)
            assertTrue(today.rows.first().customer.any { it.code > 0x3000 }, "Chinese names cross whole")

            val refused = assertFailsWith<DoorstepException.Refused> { phone.send(Intent(visit, Act.Confirm("no-such-check"))) }
            assertEquals("visit/not-open", refused.code)
            phone.send(Intent(visit, Act.Accept))

            play(phone, Step.ACCEPT)
            val asked = play(phone, Step.PREPARE)
            val unknown = assertFailsWith<DoorstepException.Refused> { phone.send(Intent(visit, Act.Confirm("no-such-check"))) }
            assertEquals("check/unknown" to "no-such-check", unknown.code to unknown.field)
            phone.send(Intent(visit, Act.Write(null, "客户来电：改到下午")))
            phone.send(Intent(visit, Act.Leave(Outcome.INTERRUPTED)))
            phone.shutDown()
            assertFailsWith<DoorstepException.Refused> { phone.send(Intent(visit, Act.Accept)) }

            val again = Doorstep.open(File(folder, "phone").path)
            val row = listenToday(again).until { it.rows.isNotEmpty() }.rows.first { it.visit == visit }
            assertEquals(VisitState.LEFT, row.state)
            val answered = listenStep(again, Step.PREPARE).until { it.checks.isNotEmpty() }.checks
            assertTrue(asked.isNotEmpty())
            assertEquals(asked, answered.filter { it.isSettled }.map { it.id })
            val job = Shown<JobModel>()
            again.subscribeJob(visit, object : JobListener {
                override fun show(model: JobModel) = job.add(model)
            })
            assertEquals(StepStand.DONE, job.until { it.steps.isNotEmpty() }.steps.first { it.step == "prepare" }.stand)
            assertEquals(0, again.syncNow(60_000), "everything has arrived")
            again.shutDown()
        }
    }
}
