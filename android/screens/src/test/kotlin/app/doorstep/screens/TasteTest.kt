/**
 * What can be measured of the look: every colour that text is drawn in is read on every
 * ground that it is drawn on, in every light.
 */
package app.doorstep.screens

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance
import app.doorstep.screens.design.Look
import app.doorstep.screens.design.Paint
import kotlin.reflect.full.declaredMemberProperties
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.jupiter.api.Test

class TasteTest {
    /** A colour of text and the ground below it, by name. */
    private data class Pair(val text: String, val ground: String, val ratio: Double)

    @Test
    fun `every text is read on every ground in every light`() {
        val weak = Look.entries.flatMap { look ->
            pairs(Paint.of(look)).filter { it.ratio < TEXT }.map { "$look: $it" }
        }
        assertEquals(emptyList(), weak)
    }

    @Test
    fun `in the sun every text stands out more than anywhere else`() {
        assertEquals(emptyList(), pairs(Paint.of(Look.SUNLIGHT)).filter { it.ratio < SUN })
    }

    @Test
    fun `a colour that is added is measured too`() {
        val named = Paint::class.declaredMemberProperties.map { it.name }.toSet() - EDGES
        val measured = pairs(Paint.of(Look.LIGHT)).flatMap { listOf(it.text, it.ground) }.toSet()
        assertEquals(named, measured)
    }

    @Test
    fun `grey on grey is found`() {
        assertTrue(contrast(Color.Gray, Color.LightGray) < TEXT)
        assertEquals(21.0, contrast(Color.Black, Color.White), absoluteTolerance = 0.01)
    }

    private fun pairs(paint: Paint): List<Pair> = with(paint) {
        val texts = mapOf("ink" to ink, "quiet" to quiet, "accent" to accent, "danger" to danger, "warning" to warning)
        val grounds = mapOf("paper" to paper, "surface" to surface)
        val written = texts.flatMap { (text, front) ->
            grounds.map { (ground, back) -> Pair(text, ground, contrast(front, back)) }
        }
        written + Pair("onAccent", "accent", contrast(onAccent, accent)) +
            Pair("onDanger", "danger", contrast(onDanger, danger))
    }

    /** As WCAG 2 measures it, from 1 to 21. */
    private fun contrast(one: Color, other: Color): Double {
        val (dark, bright) = listOf(one.luminance(), other.luminance()).sorted().map { it.toDouble() + FLARE }
        return bright / dark
    }

    private companion object {
        const val TEXT = 4.5
        const val SUN = 7.0
        const val FLARE = 0.05

        /** Drawn round things, never read. */
        val EDGES = setOf("line")
    }
}
