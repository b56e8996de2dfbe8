/**
 * The two phones side by side: every screen here has its twin there, and both say the same
 * words.
 *
 * Read from the sources: a screen's words are those of its file and of every file below it
 * that it draws with; the shared pieces of the design are one more pair. Where the platforms
 * differ on purpose it stands in `DIFFERENT` with the reason, exactly: a difference that is
 * gone has to go there too.
 */
package app.doorstep.screens

import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.Test

class SidesTest {
    private val kotlin = Side(
        File(repository, "android/screens/src/main/kotlin/app/doorstep/screens"), "kt",
        declared = Regex("""(?m)^(?:internal )?fun (?:<[^>]*> )?([A-Z]\w*)\("""),
    )
    private val swift = Side(
        File(repository, "ios/Sources/Screens"), "swift",
        declared = Regex("""(?m)^(?:public )?struct ([A-Z]\w*)\b.*: View\b"""),
    )

    @Test
    fun `every screen has its twin`() {
        assertTrue(kotlin.screens().size >= SCREENS, "only ${kotlin.screens()} were found")
        assertEquals(swift.screens(), kotlin.screens())
    }

    @Test
    fun `twins say the same words`() {
        val found = kotlin.screens().map { compare(it, kotlin.words(it), swift.words(it)) } +
            compare(DESIGN, kotlin.designWords(), swift.designWords())
        val listed = DIFFERENT.associate { it.screen to it.copy(why = "") }
        val changed = found.filter { (listed[it.screen] ?: Differ(it.screen, emptySet(), emptySet())) != it }
        assertEquals(emptyList(), changed, "only one side says these, and DIFFERENT lists others")
    }

    @Test
    fun `every difference has its reason`() {
        assertEquals(emptyList(), DIFFERENT.filter { it.why.length < REASON }.map { it.screen })
    }

    @Test
    fun `a word that only one side says is found`() {
        val planted = compare(
            "X", said("""words("screen/sync.title") words("screen/sync.enrol-again")"""), said(""""screen/sync.title""""),
        )
        assertEquals(Differ("X", onlyKotlin = setOf("screen/sync.enrol-again"), onlySwift = emptySet()), planted)
    }

    @Test
    fun `the words of a screen are also those of the files that it draws with`() {
        assertTrue("screen/reduction.title" in kotlin.words("Quote"))
        assertTrue("screen/reduction.title" in swift.words("Quote"))
    }

    private fun compare(screen: String, kotlin: Set<String>, swift: Set<String>) =
        Differ(screen, onlyKotlin = (kotlin - swift).toSortedSet(), onlySwift = (swift - kotlin).toSortedSet())
}

/** What only one side says on a [screen], and [why] it may. */
private data class Differ(
    val screen: String,
    val onlyKotlin: Set<String>,
    val onlySwift: Set<String>,
    val why: String = "",
) {
    val isSame: Boolean get() = onlyKotlin.isEmpty() && onlySwift.isEmpty()
}

/** The drawings of one platform: the sources in [folder], which declare views as [declared]. */
private class Side(folder: File, private val ending: String, declared: Regex) {
    private val sources = read(folder)
    private val design = read(folder.listFiles().orEmpty().first { it.isDirectory && it.name.lowercase() == "design" })
    private val views = sources.mapValues { (_, text) -> declared.findAll(text).map { it.groupValues[1] }.toSet() }

    fun screens(): Set<String> =
        sources.keys.filter { it.endsWith(SCREEN) }.map { it.removeSuffix(SCREEN) }.toSortedSet()

    fun words(screen: String): Set<String> =
        drawnWith(screen + SCREEN).flatMap { said(sources.getValue(it)) }.toSet()

    fun designWords(): Set<String> = design.values.flatMap(::said).toSet()

    /** The file itself and those whose views it draws, and so on; never another screen. */
    private fun drawnWith(file: String): Set<String> {
        val found = linkedSetOf(file)
        val waiting = ArrayDeque(found)
        while (waiting.isNotEmpty()) {
            val text = sources.getValue(waiting.removeFirst())
            val more = views.filter { (name, drawn) -> !name.endsWith(SCREEN) && drawn.any { text.draws(it) } }.keys - found
            found += more
            waiting += more
        }
        return found
    }

    private fun String.draws(view: String) = Regex("""(?<![.\w])$view(?:<[^>]*>)?[({]""").containsMatchIn(this)

    private fun read(folder: File): Map<String, String> {
        val files = folder.listFiles().orEmpty().filter { it.extension == ending && it.nameWithoutExtension !in NO_DRAWING }
        return files.associate { it.nameWithoutExtension to it.readText() }
    }
}

private fun said(source: String): Set<String> = Regex(""""(screen/[a-z0-9.-]+)"""").findAll(source).map { it.groupValues[1] }.toSet()

private const val SCREEN = "Screen"
private const val SCREENS = 17
private const val REASON = 20
private const val DESIGN = "design"

/** The table of all words, and what only opens screens. */
private val NO_DRAWING = setOf("WordTable", "Stage", "DoorstepRoot", "Opened")

/** None today: a `Differ` with its reason would stand here. */
private val DIFFERENT = emptyList<Differ>()
