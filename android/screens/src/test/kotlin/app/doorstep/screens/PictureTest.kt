package app.doorstep.screens

import app.doorstep.core.Language
import app.doorstep.screens.design.Look
import java.io.File
import kotlin.math.abs
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.jetbrains.skia.Bitmap
import org.jetbrains.skia.Image

/** P4 and P6: every screen says what it says, whole, in words, with targets for a gloved thumb. */
class PictureTest {
    private val pictures = File(repository, "android/pictures")
    private val isWriting = System.getProperty("doorstep.write") == "true"

    /** Draws what was asked for by `-Ddoorstep.draw=prefix`, large, to look at. */
    @Test
    fun `what is asked for is drawn`() {
        val prefix = System.getProperty("doorstep.draw").orEmpty()
        if (prefix.isEmpty()) return
        val folder = File(System.getProperty("java.io.tmpdir"), "draw").apply { mkdirs() }
        Golden.all().filter { it.name.startsWith(prefix) }.forEach { golden ->
            val drawn = draw(golden.model, Sheet(high = 1600))
            File(folder, "${golden.name}.png").writeBytes(drawn.png)
            drawn.faults.forEach { println("${golden.name}: $it") }
        }
    }

    @Test
    fun `every golden looks as it was approved`() {
        if (!System.getProperty("doorstep.draw").isNullOrEmpty()) return
        val goldens = Golden.all()
        val wrong = goldens.flatMap { golden ->
            val drawn = draw(golden.model, Sheet())
            val file = File(pictures, "${golden.name}.png")
            if (isWriting) file.apply { parentFile.mkdirs() }.writeBytes(drawn.png)
            val differs = if (file.exists() && isSame(file.readBytes(), drawn.png)) emptyList() else listOf(differing(golden, drawn))
            (drawn.faults + differs).map { "${golden.name}: $it" }
        }
        assertEquals(emptyList(), wrong)
        val drawn = pictures.listFiles { file -> file.extension == "png" }.orEmpty().map { it.nameWithoutExtension }.toSet()
        assertEquals(goldens.map { it.name }.toSet(), drawn, "as many pictures as goldens")
        println("pictures: ${goldens.size}")
    }

    /** Pixel by pixel; another processor may round a channel otherwise, by no more than eyes could see. */
    private fun isSame(approved: ByteArray, drawn: ByteArray): Boolean {
        if (approved.contentEquals(drawn)) return true
        val (one, other) = pixels(approved) to pixels(drawn)
        return one.isNotEmpty() && one.size == other.size &&
            one.indices.all { abs((one[it].toInt() and 0xff) - (other[it].toInt() and 0xff)) <= ROUNDING }
    }

    private fun pixels(png: ByteArray): ByteArray = Bitmap.makeFromImage(Image.makeFromEncoded(png)).readPixels() ?: ByteArray(0)

    /** Where a picture differs, what was drawn lies beside the build, to be looked at. */
    private fun differing(golden: Golden, drawn: Drawn): String {
        val file = File(System.getProperty("java.io.tmpdir"), "doorstep-${golden.name}.png")
        file.writeBytes(drawn.png)
        return "does not look as approved, see ${file.name} in the temporary folder"
    }

    @Test
    fun `the hardest screens hold on a narrow phone and a tablet, in the dark and the sun, in large letters and English`() {
        if (!System.getProperty("doorstep.draw").isNullOrEmpty()) return
        val goldens = Golden.all().associateBy { it.name }
        var many = 0
        val wrong = HARDEST.flatMap { name ->
            val golden = checkNotNull(goldens[name]) { name }
            val layouts = sheets().map { sheet ->
                val looks = Look.entries.map { look -> draw(golden.model, sheet.copy(look = look), withPicture = false) }
                many += looks.size
                sheet to looks
            }
            val text = layouts.joinToString("\n\n") { (sheet, looks) -> (listOf(head(sheet)) + looks.first().layout).joinToString("\n") } + "\n"
            val file = File(pictures, "layout/$name.txt")
            if (isWriting) file.apply { parentFile.mkdirs() }.writeText(text)
            val faults = layouts.flatMap { (sheet, looks) ->
                looks.flatMap { it.faults }.distinct().map { "${head(sheet)}: $it" } +
                    listOfNotNull("${head(sheet)}: a look moves things".takeIf { looks.map { it.layout }.distinct().size > 1 })
            }
            val differs = if (file.exists() && file.readText() == text) emptyList() else listOf("is laid out otherwise than approved")
            (faults + differs).map { "$name: $it" }
        }
        assertEquals(emptyList(), wrong)
        assertTrue(many == HARDEST.size * sheets().size * Look.entries.size)
        println("layouts: $many")
    }

    private fun sheets(): List<Sheet> = listOf(320, 360, 800).flatMap { wide ->
        listOf(1f, 2f).flatMap { type -> Language.entries.map { Sheet(wide = wide, density = 1f, type = type, language = it) } }
    }

    private fun head(sheet: Sheet) = "# ${sheet.wide} dp, letters ${sheet.type}, ${sheet.language.name.lowercase()}"

    private companion object {
        const val ROUNDING = 2
        val HARDEST = listOf(
            "today-running-late", "job-elderly-asked", "prepare-leave-now", "doorstep-nobody-opens", "step-diagnose-half",
            "quote-reduction-claimed", "part-faulty-and-missing", "custody-open", "sign-shown", "leave-unfinished",
            "incident-threatened", "day-mismatches",
        )
    }
}
