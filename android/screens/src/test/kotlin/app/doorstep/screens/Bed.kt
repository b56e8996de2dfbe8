/**
 * Draws a screen as a phone of a given size would, and says what is wrong with what was laid out.
 */
package app.doorstep.screens

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asSkiaBitmap
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.v2.runSkikoComposeUiTest
import androidx.compose.ui.text.ExperimentalTextApi
import androidx.compose.ui.text.TextLayoutResult
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.SystemFont
import androidx.compose.ui.unit.Density
import app.doorstep.core.Language
import app.doorstep.core.ScreenModel
import app.doorstep.screens.design.DoorstepTheme
import app.doorstep.screens.design.Look
import kotlin.math.roundToInt
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Image

/** How a screen is drawn; [wide] and [high] in dp, [type] times the ordinary size of letters. */
internal data class Sheet(
    val wide: Int = 360,
    val high: Int = 800,
    val density: Float = 1.5f,
    val look: Look = Look.LIGHT,
    val language: Language = Language.CHINESE,
    val type: Float = 1f,
)

/** What was drawn: the picture, the place of everything on it, and what is wrong. */
internal class Drawn(val png: ByteArray, val layout: List<String>, val faults: List<String>)

/** Simplified Chinese forms, whatever the machine prefers. */
@OptIn(ExperimentalTextApi::class)
internal val testFont = FontFamily(
    SystemFont("Noto Sans CJK SC", FontWeight.Normal),
    SystemFont("Noto Sans CJK SC", FontWeight.Bold),
)

internal val noWishes = Wishes({}, { _, _ -> }, {}, {}, {}, {}, {})

@OptIn(ExperimentalTestApi::class)
internal fun draw(model: ScreenModel, sheet: Sheet, withPicture: Boolean = true): Drawn {
    lateinit var drawn: Drawn
    val density = Density(sheet.density, sheet.type)
    runSkikoComposeUiTest(Size(sheet.wide * sheet.density, sheet.high * sheet.density), density) {
        setContent {
            CompositionLocalProvider(LocalDensity provides density) {
                DoorstepTheme(sheet.look, sheet.language, testFont) { StageContent(model, noWishes) }
            }
        }
        waitForIdle()
        val root = onRoot()
        val nodes = all(root.fetchSemanticsNode())
        drawn = Drawn(
            if (withPicture) png(root.captureToImage()) else ByteArray(0),
            nodes.mapNotNull { place(it, sheet) },
            nodes.flatMap { faults(it, sheet) },
        )
    }
    return drawn
}

private fun png(image: ImageBitmap): ByteArray =
    checkNotNull(Image.makeFromBitmap(image.asSkiaBitmap()).encodeToData(EncodedImageFormat.PNG)).bytes

private fun all(node: SemanticsNode): List<SemanticsNode> = listOf(node) + node.children.flatMap(::all)

private fun texts(node: SemanticsNode): List<String> =
    node.config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text }

/** `12,40 300x56 text`, in dp; nothing for a node that says nothing. */
private fun place(node: SemanticsNode, sheet: Sheet): String? {
    val said = texts(node).joinToString(" ").replace("\n", " ⏎ ")
    if (said.isEmpty()) return null
    val at = node.positionInRoot
    fun dp(pixels: Float) = (pixels / sheet.density).roundToInt()
    return "${dp(at.x)},${dp(at.y)} ${dp(node.size.width.toFloat())}x${dp(node.size.height.toFloat())} $said"
}

private fun faults(node: SemanticsNode, sheet: Sheet): List<String> = buildList {
    val said = texts(node)
    val name = said.joinToString(" ").ifEmpty { node.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty().joinToString() }
    said.filter { KEY.matches(it) || HOLE.containsMatchIn(it) }.forEach { add("no words: $it") }
    if (node.config.contains(SemanticsActions.OnClick)) {
        val low = minOf(node.size.width, node.size.height) / sheet.density
        if (low < LEAST_TARGET) add("too small to press (${low.roundToInt()} dp): $name")
        if (name.isEmpty() && !node.config.contains(SemanticsProperties.EditableText)) add("pressed, but says nothing at ${node.positionInRoot}")
    }
    val results = mutableListOf<TextLayoutResult>()
    node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action?.invoke(results)
    if (results.any(::isCut)) add("cut off: $name")
    val right = (node.positionInRoot.x + node.size.width) / sheet.density
    if (right > sheet.wide + 1) add("beyond the edge (${right.roundToInt()} of ${sheet.wide} dp): $name")
}

/** Lines that are not all there, or letters beyond the box by more than rounding. */
private fun isCut(text: TextLayoutResult): Boolean {
    val lines = 0 until text.lineCount
    val isTooHigh = text.multiParagraph.height > text.size.height + 2
    val isTooWide = lines.any { text.getLineRight(it) - text.getLineLeft(it) > text.size.width + 2 }
    return isTooHigh || isTooWide || text.multiParagraph.didExceedMaxLines || lines.any(text::isLineEllipsized)
}

private val KEY = Regex("[a-z][a-z0-9-]*/[a-z0-9.-]+")
private val HOLE = Regex("\\{[a-z_]+\\}")
private const val LEAST_TARGET = 47.5f
