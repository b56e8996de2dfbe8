/**
 * A real office on loopback, run by the real program, with one engineer and the jobs of the
 * fixtures: what the tests of the phones talk to.
 */
package app.doorstep.testbed

import java.io.File
import java.nio.file.Files
import java.util.concurrent.TimeUnit
import kotlin.test.assertEquals
import kotlin.test.assertNotNull

/** Where the fixtures lie. */
val fixtures = File(System.getProperty("doorstep.repository"), "fixtures")

/** An empty folder of its own. */
fun freshFolder(name: String): File = Files.createTempDirectory("doorstep-$name").toFile()

/** An office in [folder]. */
class Office(private val folder: File) : AutoCloseable {
    private val program = System.getProperty("doorstep.program")
    private var serving: Process? = null

    /** Publishes the books, knows the engineer and their first jobs. */
    fun prepared(engineer: String = "E1001", jobs: Int = 1): Office {
        admin("publish", File(fixtures, "books/home-service").path)
        admin("engineer", File(fixtures, "people/$engineer.toml").path)
        val theirs = File(fixtures, "jobs").listFiles().orEmpty().sorted().filter { engineer in it.readText() }
        theirs.take(jobs).forEach { admin("assign", it.path) }
        return this
    }

    /** One command of `doorstep admin`; what it says. */
    fun admin(command: String, vararg words: String): String = run(listOf(command, "--data", folder.path) + words)

    /** What a supervisor's program shows, as the header `Authorization`. */
    fun authorization(): String = "Bearer " + run(listOf("token", "make", "--data", folder.path, "tests"))

    private fun run(command: List<String>): String {
        val process = ProcessBuilder(listOf(program, "admin") + command)
            .redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val said = process.inputStream.bufferedReader().readText().trim()
        assertEquals(0, process.waitFor(), "admin ${command.first()}")
        return said
    }

    /** Listens on [port], any free one where none is said; its address. */
    fun serve(port: Int = 0): String {
        val process = ProcessBuilder(program, "serve", "--data", folder.path, "--port", "$port")
            .redirectError(ProcessBuilder.Redirect.INHERIT).start()
        serving = process
        val lines = process.inputStream.bufferedReader()
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
