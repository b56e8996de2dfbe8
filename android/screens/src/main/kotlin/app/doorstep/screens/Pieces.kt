/**
 * Small things that several screens draw: quiet text, rows of text that are pressed,
 * counts, digits, languages.
 */
package app.doorstep.screens

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import app.doorstep.core.Language
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Spacing
import app.doorstep.screens.design.paint
import java.math.BigDecimal

/** A sentence that explains and does not shout. */
@Composable
internal fun Quiet(text: String) {
    if (text.isNotEmpty()) Text(text, style = MaterialTheme.typography.bodySmall, color = paint.quiet)
}

/** A text that is pressed, for what is seldom wanted. */
@Composable
internal fun TextButtonRow(text: String, onClick: () -> Unit) {
    Box(
        Modifier.widthIn(min = Spacing.target).heightIn(min = Spacing.target).clickable(role = Role.Button, onClick = onClick),
        contentAlignment = Alignment.CenterStart,
    ) {
        Text(text, style = MaterialTheme.typography.labelLarge, color = paint.accent)
    }
}

/** How many; never less than one. */
@Composable
internal fun CountStepper(count: Int, onCount: (Int) -> Unit) {
    Row(
        Modifier.fillMaxWidth(),
        horizontalArrangement = Arrangement.spacedBy(Spacing.grid),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        SecondaryButton("−", { onCount((count - 1).coerceAtLeast(1)) }, Modifier.weight(1f))
        Text("$count", style = MaterialTheme.typography.headlineMedium, color = paint.ink)
        SecondaryButton("+", { onCount(count + 1) }, Modifier.weight(1f))
    }
}

/** Digits on big keys; [typed] so far, at most [digits] signs, with a point where amounts are typed. */
@Composable
internal fun DigitPad(typed: String, digits: Int, hasPoint: Boolean = false, onTyped: (String) -> Unit) {
    val words = LocalWords.current
    val last = listOf(if (hasPoint) "." else "", "0", words("button/erase"))
    Column(verticalArrangement = Arrangement.spacedBy(Spacing.half)) {
        Text(typed.ifEmpty { "–" }, style = MaterialTheme.typography.headlineLarge, color = paint.ink)
        (listOf("123", "456", "789").map { row -> row.map(Char::toString) } + listOf(last)).forEach { row ->
            Row(horizontalArrangement = Arrangement.spacedBy(Spacing.half)) {
                row.forEachIndexed { at, sign ->
                    when {
                        sign.isEmpty() -> Box(Modifier.weight(1f))
                        sign == last[2] && at == 2 -> SecondaryButton(sign, { onTyped("") }, Modifier.weight(1f))
                        else -> SecondaryButton(sign, { if (typed.length < digits) onTyped(typed + sign) }, Modifier.weight(1f))
                    }
                }
            }
        }
    }
}

/** Both languages, the person's own first. */
@Composable
internal fun LanguageButtons(onChoose: (Language) -> Unit) {
    val words = LocalWords.current
    val others = Language.entries.filter { it != words.language }
    (listOf(words.language) + others).forEach { language ->
        SecondaryButton(words(if (language == Language.CHINESE) "language/zh" else "language/en"), { onChoose(language) })
    }
}

/** What was typed as an amount, in minor units; none where it is none. */
internal fun minorUnits(typed: String): Long? = shifted(typed, 2)

/** What was typed as a reading, in thousandths; none where it is none. */
internal fun milliUnits(typed: String): Long? = shifted(typed, 3)

private fun shifted(typed: String, places: Int): Long? =
    runCatching { BigDecimal(typed).movePointRight(places).longValueExact() }.getOrNull()

/** A long number as it is read out: four signs at a time. */
internal fun inGroups(number: String): String = number.chunked(READ_GROUP).joinToString(" ")

private const val READ_GROUP = 4
