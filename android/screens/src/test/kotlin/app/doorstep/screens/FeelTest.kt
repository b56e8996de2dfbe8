package app.doorstep.screens

import app.doorstep.core.Act
import app.doorstep.core.Doorstep
import app.doorstep.core.Intent
import app.doorstep.core.Screen
import app.doorstep.core.ScreenListener
import app.doorstep.core.ScreenModel
import app.doorstep.testbed.Office
import app.doorstep.testbed.freshFolder
import java.io.File
import java.io.RandomAccessFile
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue

private const val VISIT = "FW-20261123-0001-1"

/** P6: what a tap costs on the real core, beside the bare durable write that it cannot do without. */
class FeelTest {
    private val folder = freshFolder("feel")

    private fun phone(): Doorstep = Office(File(folder, "office")).prepared().use { office ->
        val token = office.admin("invite", "E1001")
        val phone = Doorstep.open(File(folder, "phone").path)
        phone.enrol(office.serve(), token)
        phone.syncNow(60_000)
        phone.send(Intent(VISIT, Act.Accept))
        phone
    }

    @Test
    fun `from a tap to the next model is near to one durable write`() {
        val phone = phone()
        val models = LinkedBlockingQueue<ScreenModel>()
        val subscription = phone.subscribe(Screen.Job(VISIT), object : ScreenListener {
            override fun show(model: ScreenModel) = models.put(model)
        })
        assertNotNull(models.poll(30, TimeUnit.SECONDS))
        val taps = mutableListOf<Long>()
        val floor = mutableListOf<Long>()
        RandomAccessFile(File(folder, "floor"), "rw").use { file ->
            repeat(ROUNDS) { round ->
                taps += timed {
                    phone.send(Intent(VISIT, Act.Write(null, "第 $round 条")))
                    assertNotNull(models.poll(30, TimeUnit.SECONDS))
                }
                models.clear()
                floor += timed {
                    file.write(ByteArray(PAGE) { round.toByte() })
                    file.fd.sync()
                }
            }
        }
        subscription.cancel()
        val (tap, bare) = at(taps, 50) to at(floor, 50)
        println("from tap to model: p50 ${ms(tap)} ms, p95 ${ms(at(taps, 95))} ms; a durable write: p50 ${ms(bare)} ms, p95 ${ms(at(floor, 95))} ms; ratio ${ms(tap * 1_000_000 / bare)}")
        assertEquals(ROUNDS, taps.size)
    }

    @Test
    fun `a phone that was closed shows today's list again at once`() {
        phone().shutDown()
        val took = List(5) {
            timed {
                val again = Doorstep.open(File(folder, "phone").path)
                val today = again.look(Screen.Today) as ScreenModel.Today
                assertTrue(today.v1.rows.isNotEmpty())
                again.shutDown()
            }
        }
        println("from tap to model: a cold open to today's list took ${ms(took.sorted()[2])} ms")
    }

    private fun timed(work: () -> Unit): Long {
        val began = System.nanoTime()
        work()
        return System.nanoTime() - began
    }

    private fun at(times: List<Long>, percent: Int): Long = times.sorted()[times.size * percent / 100]

    private fun ms(nanos: Long): String = "%.2f".format(nanos / 1e6)

    private companion object {
        const val ROUNDS = 300
        const val PAGE = 4096
    }
}
