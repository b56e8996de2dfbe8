/**
 * Colours, distances and type: calm paper, one accent, targets of 56 dp; the same in light,
 * in the dark and in sunlight. Other files name roles, never colours.
 */
package app.doorstep.screens.design

import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.ColorScheme
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Shapes
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import app.doorstep.core.Language

/** In which light the screen is read. */
enum class Look { LIGHT, DARK, SUNLIGHT }

/** Distances. */
internal object Spacing {
    val half = 6.dp
    val grid = 12.dp
    val target = 56.dp
    val corner = 12.dp
}

/** The colours of one look, by what they are for. */
data class Paint(
    val ink: Color,
    val quiet: Color,
    val paper: Color,
    val surface: Color,
    val line: Color,
    val accent: Color,
    val onAccent: Color,
    val danger: Color,
    val onDanger: Color,
    val warning: Color,
) {
    companion object {
        /** The colours of this [look]. */
        fun of(look: Look): Paint = when (look) {
            Look.LIGHT -> light
            Look.DARK -> dark
            Look.SUNLIGHT -> sunlight
        }

        private val light = Paint(
            ink = Color(0xFF1C1B19),
            quiet = Color(0xFF5A5852),
            paper = Color(0xFFFAF8F4),
            surface = Color(0xFFFFFFFF),
            line = Color(0xFFDDD8CE),
            accent = Color(0xFF0A5C5C),
            onAccent = Color(0xFFFFFFFF),
            danger = Color(0xFFA31A1A),
            onDanger = Color(0xFFFFFFFF),
            warning = Color(0xFF7A4A05),
        )
        private val dark = Paint(
            ink = Color(0xFFF1EFEA),
            quiet = Color(0xFFB9B5AC),
            paper = Color(0xFF141413),
            surface = Color(0xFF201F1D),
            line = Color(0xFF3B3934),
            accent = Color(0xFF6FD0CB),
            onAccent = Color(0xFF06302F),
            danger = Color(0xFFFFA49C),
            onDanger = Color(0xFF4A0505),
            warning = Color(0xFFF2C078),
        )
        private val sunlight = Paint(
            ink = Color(0xFF000000),
            quiet = Color(0xFF262626),
            paper = Color(0xFFFFFFFF),
            surface = Color(0xFFFFFFFF),
            line = Color(0xFF000000),
            accent = Color(0xFF00393A),
            onAccent = Color(0xFFFFFFFF),
            danger = Color(0xFF7A0000),
            onDanger = Color(0xFFFFFFFF),
            warning = Color(0xFF4A2A00),
        )
    }
}

internal val LocalPaint = staticCompositionLocalOf { Paint.of(Look.LIGHT) }

/** The colours at hand. */
internal val paint: Paint
    @Composable @ReadOnlyComposable
    get() = LocalPaint.current

/** What every screen stands in: colours of [look], words in [language], type in [font]. */
@Composable
fun DoorstepTheme(
    look: Look,
    language: Language,
    font: FontFamily = FontFamily.Default,
    content: @Composable () -> Unit,
) {
    val paint = Paint.of(look)
    CompositionLocalProvider(LocalPaint provides paint, LocalWords provides Spoken(language)) {
        MaterialTheme(
            colorScheme = scheme(paint, look),
            typography = type(font),
            shapes = Shapes(
                small = RoundedCornerShape(Spacing.corner),
                medium = RoundedCornerShape(Spacing.corner),
                large = RoundedCornerShape(Spacing.corner),
            ),
        ) {
            CompositionLocalProvider(LocalContentColor provides paint.ink, content = content)
        }
    }
}

private fun scheme(paint: Paint, look: Look): ColorScheme {
    val base = if (look == Look.DARK) darkColorScheme() else lightColorScheme()
    return base.copy(
        primary = paint.accent,
        onPrimary = paint.onAccent,
        error = paint.danger,
        onError = paint.onDanger,
        background = paint.paper,
        onBackground = paint.ink,
        surface = paint.surface,
        onSurface = paint.ink,
        onSurfaceVariant = paint.quiet,
        surfaceContainerHighest = paint.surface,
        outline = paint.quiet,
        outlineVariant = paint.line,
    )
}

private fun type(font: FontFamily): Typography {
    fun style(size: Int, line: Int, weight: FontWeight = FontWeight.Normal) =
        TextStyle(fontFamily = font, fontSize = size.sp, lineHeight = line.sp, fontWeight = weight)
    return Typography(
        headlineLarge = style(32, 40, FontWeight.Bold),
        headlineMedium = style(26, 34, FontWeight.Bold),
        headlineSmall = style(22, 30, FontWeight.Bold),
        titleLarge = style(20, 28, FontWeight.Bold),
        titleMedium = style(17, 25, FontWeight.Bold),
        titleSmall = style(15, 22, FontWeight.Bold),
        bodyLarge = style(17, 26),
        bodyMedium = style(16, 24),
        bodySmall = style(14, 21),
        labelLarge = style(17, 24, FontWeight.Bold),
        labelMedium = style(14, 20),
        labelSmall = style(13, 18),
    )
}
