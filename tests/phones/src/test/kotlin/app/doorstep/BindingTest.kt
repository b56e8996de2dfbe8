package app.doorstep

import app.doorstep.core.Act
import app.doorstep.core.ClockReading
import app.doorstep.core.Doorstep
import app.doorstep.core.DoorstepException
import app.doorstep.core.FfiConverterTypeKeyVault
import app.doorstep.core.FfiConverterTypeScreenListener
import app.doorstep.core.Intent
import app.doorstep.core.KeyVault
import app.doorstep.core.NetworkCost
import app.doorstep.core.PhoneAct
import app.doorstep.core.PhoneClock
import app.doorstep.core.PhotoWay
import app.doorstep.core.Screen
import app.doorstep.core.ScreenListener
import app.doorstep.core.ScreenModel
import app.doorstep.core.VaultException
import app.doorstep.testbed.Office
import app.doorstep.testbed.PhoneClockAt
import app.doorstep.testbed.SoftwareVault
import app.doorstep.testbed.ToldRules
import app.doorstep.testbed.freshFolder
import java.io.File
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertTrue

private const val VISIT = "FW-20261123-0001-1"

/** The crossing itself: values, errors, threads and lifetimes, with the real core behind it. */
class BindingTest {
    private val folder = freshFolder("binding")

    private fun phone(vault: KeyVault = SoftwareVault(File(folder, "key"))): Doorstep =
        Doorstep.openOn(File(folder, "phone").path, PhoneClockAt(File(folder, "clock")), vault, ToldRules())

    /** A phone with an accepted job, whose office has closed since. */
    private fun atWork(): Doorstep = Office(File(folder, "office")).prepared().use { office ->
        val token = office.admin("invite", "E1001")
        val phone = phone()
        phone.enrol(office.serve(), token)
        phone.syncNow(60_000)
        phone.send(Intent(VISIT, Act.Accept))
        phone
    }

    private fun listener(show: (ScreenModel) -> Unit) = object : ScreenListener {
        override fun show(model: ScreenModel) = show(model)
    }

    @Test
    fun `a text that is no id is refused on every call, and the phone goes on`() {
        val phone = phone()
        val nobody = listener { }
        for (call in listOf<() -> Unit>(
            { phone.look(Screen.Job("上门 1")) },
            { phone.subscribe(Screen.Quote(""), nobody) },
            { phone.send(Intent("a/b", Act.Accept)) },
            { phone.send(Intent(VISIT, Act.Confirm("x".repeat(65)))) },
        )) assertEquals("id/malformed", assertFailsWith<DoorstepException.Refused> { call() }.code)
        phone.look(Screen.Today)
    }

    @Test
    fun `a token that the office does not know is refused in its own words`() {
        Office(File(folder, "office")).prepared().use { office ->
            val refused = assertFailsWith<DoorstepException.Refused> { phone().enrol(office.serve(), "AAAA-BBBB") }
            assertTrue(refused.code.startsWith("enrol/"), refused.code)
        }
    }

    @Test
    fun `a panic inside the core is one failed call, and nothing that was saved before or after it is lost`() {
        atWork().shutDown()
        val (whole, isBroken) = PhoneClockAt(File(folder, "clock")) to AtomicBoolean(false)
        // A clock has no error of its own to tell: what it throws is a panic where the core asked for the time.
        val clock = object : PhoneClock {
            override fun read(): ClockReading = if (isBroken.get()) error("no clock") else whole.read()
        }
        val phone = Doorstep.openOn(File(folder, "phone").path, clock, SoftwareVault(File(folder, "key")), ToldRules())
        val atFirst = waiting(phone)
        phone.send(Intent(VISIT, Act.Write(null, "之前")))
        val before = waiting(phone)
        isBroken.set(true)
        repeat(PANICS) { assertEquals("app/broken", brokenBy { phone.send(Intent(VISIT, Act.Write(null, "当中"))) }) }
        isBroken.set(false)
        assertEquals(before, waiting(phone))
        phone.send(Intent(VISIT, Act.Write(null, "之后")))
        phone.shutDown()
        val again = phone()
        assertTrue(before > atFirst)
        assertEquals(before + (before - atFirst), waiting(again), "as much as the one before, and nothing of those that failed")
        again.shutDown()
    }

    @Test
    fun `the platform is asked what its network costs, and a wish about photographs is kept`() {
        val (clock, vault) = PhoneClockAt(File(folder, "clock")) to SoftwareVault(File(folder, "key"))
        val rules = ToldRules(NetworkCost.METERED)
        val phone = Doorstep.openOn(File(folder, "phone").path, clock, vault, rules)
        val travel = assertIs<ScreenModel.Help>(phone.look(Screen.Help)).v1.travel
        assertTrue(rules.asked > 0)
        assertEquals(NetworkCost.METERED to PhotoWay.ANY_NETWORK, travel.network to travel.photoWay)
        rules.cost = NetworkCost.UNMETERED
        phone.sendPhone(PhoneAct.SendPhotos(PhotoWay.WIFI_ONLY))
        phone.shutDown()
        val again = Doorstep.openOn(File(folder, "phone").path, clock, vault, rules)
        val after = assertIs<ScreenModel.Help>(again.look(Screen.Help)).v1.travel
        assertEquals(NetworkCost.UNMETERED to PhotoWay.WIFI_ONLY, after.network to after.photoWay)
        again.shutDown()
    }

    private fun brokenBy(call: () -> Unit): String = when (val why = assertFailsWith<DoorstepException> { call() }) {
        is DoorstepException.Refused -> why.code
        is DoorstepException.Broken -> why.code
    }

    private fun waiting(phone: Doorstep): UInt =
        assertIs<ScreenModel.Today>(phone.look(Screen.Today)).v1.sync.eventsWaiting

    @Test
    fun `models come in the order in which things were saved, from whichever thread`() {
        val phone = atWork()
        val waiting = LinkedBlockingQueue<UInt>()
        val threads = CopyOnWriteArrayList<String>()
        val held = phone.subscribe(Screen.Today, listener { model ->
            threads += Thread.currentThread().name
            waiting.put((model as ScreenModel.Today).v1.sync.eventsWaiting)
        })
        repeat(NOTES) { phone.send(Intent(VISIT, Act.Write(null, "第 $it 条：客户在家"))) }
        val last = (phone.look(Screen.Today) as ScreenModel.Today).v1.sync.eventsWaiting
        val shown = mutableListOf<UInt>()
        while (shown.lastOrNull() != last) shown += assertNotNull(waiting.poll(30, TimeUnit.SECONDS), "not $last but $shown")
        assertEquals(shown.sorted(), shown)
        assertTrue(threads.none { it == Thread.currentThread().name })
        held.close()
    }

    @Test
    fun `a listener that throws stops neither the others nor the phone`() {
        val phone = atWork()
        val shown = LinkedBlockingQueue<ScreenModel>()
        val held = listOf(
            phone.subscribe(Screen.Job(VISIT), listener { error("this screen cannot be drawn") }),
            phone.subscribe(Screen.Job(VISIT), listener(shown::put)),
        )
        assertNotNull(shown.poll(30, TimeUnit.SECONDS), "the present model comes first")
        phone.send(Intent(VISIT, Act.Write(null, "照常")))
        assertNotNull(shown.poll(30, TimeUnit.SECONDS), "and then the next")
        held.forEach { it.close() }
    }

    @Test
    fun `a thousand subscriptions opened and dropped leave nothing behind`() {
        val phone = atWork()
        val before = FfiConverterTypeScreenListener.handleMap.size
        val late = CopyOnWriteArrayList<ScreenModel>()
        repeat(1_000) {
            val first = CountDownLatch(1)
            val isOver = AtomicBoolean(false)
            val subscription = phone.subscribe(Screen.Job(VISIT), listener { model ->
                if (isOver.get()) late += model
                first.countDown()
            })
            assertTrue(first.await(30, TimeUnit.SECONDS), "the present model comes first")
            subscription.cancel()
            subscription.close()
            isOver.set(true)
        }
        // The core lets go of a cancelled listener when its task is next looked at: at the next model.
        phone.send(Intent(VISIT, Act.Write(null, "之后")))
        val all = CountDownLatch(1)
        val held = phone.subscribe(Screen.Sync, listener { all.countDown() })
        assertTrue(all.await(30, TimeUnit.SECONDS))
        val left = FfiConverterTypeScreenListener.handleMap.size - before
        assertTrue(left <= 2, "$left listeners are still held")
        assertTrue(late.isEmpty(), "${late.size} models came after the end")
        held.close()
    }

    @Test
    fun `a key store that cannot be read stops the network, never the work`() {
        val phone = atWork()
        phone.shutDown()
        val locked = object : KeyVault {
            override fun publicPoint(): ByteArray = throw VaultException.Unreadable("the phone is locked")
            override fun signDer(bytes: ByteArray): ByteArray = throw VaultException.Unreadable("the phone is locked")
        }
        val again = phone(locked)
        again.send(Intent(VISIT, Act.Write(null, "手机锁着也照常")))
        val today = again.look(Screen.Today) as ScreenModel.Today
        assertTrue(today.v1.sync.eventsWaiting > 0u)
        assertTrue(FfiConverterTypeKeyVault.handleMap.size > 0)
    }

    @Test
    fun `after it was shut down every call is refused by the same code`() {
        val phone = atWork()
        phone.shutDown()
        for (call in listOf<() -> Unit>(
            { phone.look(Screen.Today) },
            { phone.send(Intent(VISIT, Act.Accept)) },
            { phone.syncNow(1) },
        )) assertEquals("phone/closed", assertFailsWith<DoorstepException.Refused> { call() }.code)
    }

    private companion object {
        const val PANICS = 3
        const val NOTES = 60
    }
}
