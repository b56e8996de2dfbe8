package app.doorstep

import app.doorstep.core.Act
import app.doorstep.core.CallResult
import app.doorstep.core.CheckModel
import app.doorstep.core.CheckTask
import app.doorstep.core.DayAct
import app.doorstep.core.DayIntent
import app.doorstep.core.DayStand
import app.doorstep.core.Doorstep
import app.doorstep.core.DoorstepException
import app.doorstep.core.Intent
import app.doorstep.core.Outcome
import app.doorstep.core.Screen
import app.doorstep.core.ScreenListener
import app.doorstep.core.ScreenModel
import app.doorstep.core.Step
import app.doorstep.core.StepStand
import app.doorstep.core.VisitState
import app.doorstep.testbed.Office
import app.doorstep.testbed.fixtures
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

/** P1 and P3 across the language border: what Kotlin was told is saved, is saved. */
class CrossingTest {
    private val folder: File = Files.createTempDirectory("doorstep-crossing").toFile()
    private val visit = "FW-20261123-0001-1"

    /** The models of one screen, as long as they are of this kind. */
    private inline fun <reified T : ScreenModel> listen(phone: Doorstep, screen: Screen): Shown<T> {
        val shown = Shown<T>()
        phone.subscribe(screen, object : ScreenListener {
            override fun show(model: ScreenModel) {
                if (model is T) shown.add(model)
            }
        })
        return shown
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
        val shown = listen<ScreenModel.Step>(phone, Screen.Step(visit, step))
        var model = shown.until { it.v1.checks.isNotEmpty() }.v1
        while (model.stand != StepStand.DONE) {
            val before = model
            phone.send(Intent(visit, act(before.checks.first { it.id == before.missing })))
            model = shown.until { it.v1 != before }.v1
        }
        return model.checks.filter { it.isSettled }.map { it.id }
    }

    @Test
    fun `a visit that Kotlin was told is saved is there after closing and opening again`() {
        Office(File(folder, "office")).prepared().use { office ->
            val token = office.admin("invite", "E1001")
            val url = office.serve()
            val phone = Doorstep.open(File(folder, "phone").path)
            phone.enrol(url, token)
            phone.syncNow(60_000)
            val list = listen<ScreenModel.Today>(phone, Screen.Today)
            val today = list.until { it.v1.rows.isNotEmpty() && it.v1.hasBooks }.v1
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
            val rows = listen<ScreenModel.Today>(again, Screen.Today).until { it.v1.rows.isNotEmpty() }.v1.rows
            val row = rows.first { it.visit == visit }
            assertEquals(VisitState.LEFT, row.state)
            val step = listen<ScreenModel.Step>(again, Screen.Step(visit, Step.PREPARE))
            val answered = step.until { it.v1.checks.isNotEmpty() }.v1.checks
            assertTrue(asked.isNotEmpty())
            assertEquals(asked, answered.filter { it.isSettled }.map { it.id })
            val job = listen<ScreenModel.Job>(again, Screen.Job(visit)).until { it.v1.work != null }.v1
            assertEquals(StepStand.DONE, job.work?.steps?.first { it.step == "prepare" }?.stand)
            assertEquals("FOLLOW_UP", job.next.place.name)
            val sign = again.look(Screen.Sign(visit))
            assertTrue(sign is ScreenModel.Sign && sign.v1.accepted == null)
            again.sendDay(DayIntent(today.day, DayAct.Start))
            val day = again.look(Screen.Day(today.day)) as ScreenModel.Day
            assertEquals(DayStand.UNDER_WAY, day.v1.stand)
            val found = again.look(Screen.Knowledge(visit, "制冷")) as ScreenModel.Knowledge
            assertTrue(found.v1.articles.first().title.zh.contains("制冷"))
            assertEquals(0, again.syncNow(60_000), "everything has arrived")
            again.shutDown()
        }
    }
}
