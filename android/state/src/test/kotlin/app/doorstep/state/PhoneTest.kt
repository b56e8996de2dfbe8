package app.doorstep.state

import app.doorstep.core.Act
import app.doorstep.core.Outcome
import app.doorstep.core.Screen
import app.doorstep.core.ScreenModel
import app.doorstep.core.Step
import app.doorstep.core.VisitState
import app.doorstep.testbed.Office
import app.doorstep.testbed.freshFolder
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** P1, P3 and P4 at the edge of the screens: what a holder shows is what the core saved. */
class PhoneTest {
    private val folder = freshFolder("state")
    private val visit = "FW-20261123-0001-1"

    private suspend fun open(): PhoneModel = PhoneModel.open(File(folder, "phone").path).getOrThrow()

    private suspend inline fun <reified M : ScreenModel> ScreenHolder.until(crossinline wanted: (M) -> Boolean): M =
        withTimeout(30_000) { assertIs<M>(model.filterNotNull().first { it is M && wanted(it) }) }

    /** A phone with one job, enrolled at an office that has closed since: the village has no network. */
    private suspend fun PhoneModel.withJobs(): PhoneModel {
        Office(File(folder, "office")).prepared().use { office ->
            val token = office.admin("invite", "E1001")
            assertNull(enrol(office.serve(), token))
            assertNull(syncNow(60_000))
        }
        return this
    }

    @Test
    fun `a holder shows the present model first, then what was saved, and nothing after it is closed`() = runBlocking {
        val phone = open().withJobs()
        val today = phone.holder(Screen.Today)
        assertNull(today.model.value)
        assertNull(today.open())
        val before = today.until<ScreenModel.Today> { model -> model.v1.rows.any { it.visit == visit } }
        assertEquals(VisitState.NEW, before.v1.rows.first { it.visit == visit }.state)
        assertNull(today.send(Act.Accept, visit))
        today.until<ScreenModel.Today> { model -> model.v1.rows.any { it.visit == visit && it.state == VisitState.UNDER_WAY } }
        today.close()
        val last = today.model.value
        assertNull(phone.send(app.doorstep.core.Intent(visit, Act.Write(null, "客户来电"))))
        assertNull(phone.send(app.doorstep.core.Intent(visit, Act.Leave(Outcome.INTERRUPTED))))
        assertIs<ScreenModel.Today>(phone.look(Screen.Today))
        assertEquals(last, today.model.value)
    }

    @Test
    fun `what is refused is said by its code and forgotten when it was read`() = runBlocking {
        val phone = open().withJobs()
        val job = phone.holder(Screen.Job(visit))
        assertNull(job.open())
        assertEquals("visit/not-open", job.send(Act.Confirm("no-such-check"))?.code)
        assertEquals("visit/not-open", job.refusal.value?.code)
        job.dismissRefusal()
        assertNull(job.refusal.value)
        assertNull(job.send(Act.Accept))
        assertEquals(Refusal("check/unknown", field = "no-such-check"), job.send(Act.Confirm("no-such-check")))
        assertEquals("app/no-visit-here", phone.holder(Screen.Sync).send(Act.Accept)?.code)
    }

    @Test
    fun `wishes are saved in the order in which they were wanted, from however many screens`() = runBlocking {
        val phone = open().withJobs()
        assertNull(phone.holder(Screen.Job(visit)).send(Act.Accept))
        val screens = List(40) { phone.holder(Screen.Job(visit)) }
        val refusals = screens.mapIndexed { n, holder -> async { holder.send(Act.Write(null, "第 $n 条")) } }.awaitAll()
        assertEquals(List<Refusal?>(40) { null }, refusals)
    }

    @Test
    fun `going, going back and going on keep one path`() = runBlocking {
        val phone = open().withJobs()
        phone.go(Screen.Job(visit))
        phone.go(Screen.Quote(visit))
        phone.go(Screen.Job(visit))
        assertEquals(listOf<Screen>(Screen.Job(visit)), phone.path.value)
        assertNull(phone.holder(Screen.Job(visit)).send(Act.Accept))
        phone.go(Screen.Sync)
        assertNull(phone.onward(visit))
        assertEquals(Screen.Step(visit, Step.ACCEPT), phone.path.value.last())
        assertTrue(phone.back() && phone.back())
        assertEquals(emptyList(), phone.path.value)
        assertEquals(false, phone.back())
    }

    @Test
    fun `a phone that was killed under way opens where its visit stood`() = runBlocking {
        val killed = open().withJobs()
        assertNull(killed.holder(Screen.Job(visit)).send(Act.Accept))
        assertNull(killed.close())
        assertNotNull(killed.holder(Screen.Job(visit)).send(Act.Accept))
        val again = open()
        assertNull(again.resume())
        assertEquals(listOf(Screen.Job(visit), Screen.Step(visit, Step.ACCEPT)), again.path.value)
    }

    @Test
    fun `a sync without a network is waiting, and stops nothing`() = runBlocking {
        val phone = open().withJobs()
        val line = phone.holder(Screen.Sync)
        assertNull(line.open())
        assertNull(phone.holder(Screen.Job(visit)).send(Act.Accept))
        phone.syncNow(500)
        assertEquals(false, phone.isSyncing.value)
        val shown = line.until<ScreenModel.Sync> { it.v1.line.eventsWaiting > 0u }
        assertEquals("WAITING", shown.v1.line.state.name)
        assertNull(phone.holder(Screen.Job(visit)).send(Act.Write(null, "没有网络也照常")))
    }

    @Test
    fun `keys are those that the core says`() {
        assertEquals("no-access", Outcome.NO_ACCESS.key)
        assertEquals(Outcome.NO_ACCESS, keyed<Outcome>("no-access"))
        assertNull(keyed<Outcome>("later"))
    }
}
