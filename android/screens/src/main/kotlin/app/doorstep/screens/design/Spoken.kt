/**
 * The words of the screens: by key from the table, or of a book in two languages.
 *
 * A key without words shows itself; the tests fail on one. Times are those of
 * Asia/Shanghai, amounts are shown from minor units; neither is ever reckoned with here.
 */
package app.doorstep.screens.design

import androidx.compose.runtime.staticCompositionLocalOf
import app.doorstep.core.Amount
import app.doorstep.core.Language
import app.doorstep.core.RefusalModel
import app.doorstep.core.Words
import app.doorstep.screens.WordTable
import java.math.BigDecimal
import java.math.RoundingMode
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.util.Locale

/** Finds words in the [language] that the person reads. */
class Spoken(val language: Language) {
    private val table = if (language == Language.CHINESE) WordTable.zh else WordTable.en

    /** The words of this [key], with its places filled by name; one of something has a form of its own. */
    operator fun invoke(key: String, vararg values: Pair<String, Any>): String {
        val single = if (values.any { (_, value) -> value.toString() == "1" }) table["$key.one"] else null
        val text = single ?: table[key] ?: key
        return values.fold(text) { filled, (name, value) -> filled.replace("{$name}", value.toString()) }
    }

    /** Whether this [key] has words. */
    fun has(key: String): Boolean = key in table

    /** The words of a named thing: `of("outcome", "solved")`. */
    fun of(kind: String, key: String): String = if (key.isEmpty()) "" else this("$kind/$key")

    /** A book's text. */
    fun of(words: Words): String = if (language == Language.CHINESE) words.zh else words.en

    /** Why something is refused. */
    fun refusal(refusal: RefusalModel): String = this(refusal.code)

    /** `¥128.00`; another currency by its letters. */
    fun money(amount: Amount): String {
        val value = BigDecimal.valueOf(amount.minor, 2)
        val sign = if (value.signum() < 0) "-" else ""
        return sign + (if (amount.currency == YUAN) "¥" else "${amount.currency} ") + value.abs().toPlainString()
    }

    /** A measured value from thousandths: `198.5`. */
    fun milli(value: Long): String = BigDecimal.valueOf(value, 3).stripTrailingZeros().toPlainString()

    /** `09:30`. */
    fun time(ms: Long): String = format(ms, "HH:mm")

    /** `11-23 09:30`. */
    fun date(ms: Long): String = format(ms, "MM-dd HH:mm")

    /** `2026-11-23`. */
    fun day(ms: Long): String = format(ms, "yyyy-MM-dd")

    /** `1.5 MB`, in thousands of thousands as networks count. */
    fun bytes(many: Long): String {
        val unit = BYTE_UNITS.last { many >= it.first || it.first == 1L }
        val tenths = BigDecimal.valueOf(many).divide(BigDecimal.valueOf(unit.first), 1, RoundingMode.HALF_UP)
        return "${tenths.stripTrailingZeros().toPlainString()} ${unit.second}"
    }

    /** Whole minutes of a span. */
    fun minutes(ms: Long): String = "${ms / MINUTE_MS} ${this("screen/minutes")}"

    /** A promised window, `11-23 09:30–10:30`. */
    fun window(fromMs: Long, untilMs: Long): String = "${date(fromMs)}–${time(untilMs)}"

    private fun format(ms: Long, pattern: String): String =
        DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(zone).format(Instant.ofEpochMilli(ms))

    private companion object {
        const val YUAN = "CNY"
        const val MINUTE_MS = 60_000
        val BYTE_UNITS = listOf(1L to "B", 1_000L to "kB", 1_000_000L to "MB", 1_000_000_000L to "GB")
        val zone: ZoneId = ZoneId.of("Asia/Shanghai")
    }
}

/** The words in the language that the person reads. */
val LocalWords = staticCompositionLocalOf { Spoken(Language.CHINESE) }
