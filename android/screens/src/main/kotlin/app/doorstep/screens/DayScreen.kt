/**
 * The day: what does not agree, what begins it, its supervision cards, what ends it.
 *
 * What is behind the engineer lies folded with its count; what is ahead stands open. What
 * may be begun, handed in or ended is the core's: what is refused stays in sight and says
 * why, until it is over.
 */
package app.doorstep.screens

import androidx.compose.material3.HorizontalDivider
import androidx.compose.runtime.Composable
import androidx.compose.runtime.key
import app.doorstep.core.CheckModel
import app.doorstep.core.DayAct
import app.doorstep.core.DayModel
import app.doorstep.core.DayStand
import app.doorstep.core.DayVisitRow
import app.doorstep.core.Offer
import app.doorstep.core.Screen
import app.doorstep.screens.design.CheckActs
import app.doorstep.screens.design.CheckRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.key

/** Draws one day. */
@Composable
fun DayScreen(model: DayModel, sendDay: (DayAct) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val offers = model.offers.filter { offer -> OFFERED[offer.key]?.let { model.stand < it.over } == true }
    val next = offers.firstOrNull { it.refusal == null }
    ScreenFrame(
        words("screen/day.title"),
        sync = model.sync,
        back = { go(Screen.Today) },
        bottom = { next?.let { OfferButton(it, isNext = true, sendDay) } },
    ) {
        StateChip(words("day-stand/${model.stand.key}"), if (model.stand == DayStand.ENDED) Tone.GOOD else Tone.QUIET)
        Mismatches(model)
        DayChecks("start", model.start, isAhead = model.stand == DayStand.NEW, sendDay)
        if (model.visits.isNotEmpty()) Visits(model.visits, sendDay)
        DayChecks("end", model.end, isAhead = model.stand == DayStand.UNDER_WAY, sendDay)
        offers.filter { it != next }.forEach { OfferButton(it, isNext = false, sendDay) }
    }
}

/** Begins or ends the day; nothing where this app does not know the offer. */
@Composable
private fun OfferButton(offer: Offer, isNext: Boolean, sendDay: (DayAct) -> Unit) {
    val act = OFFERED[offer.key]?.act ?: return
    val text = LocalWords.current("offer/${offer.key}")
    if (isNext) {
        PrimaryButton(text, { sendDay(act) })
    } else {
        SecondaryButton(text, { sendDay(act) }, refusal = offer.refusal)
    }
}

/** The visits of the day with their cards. */
@Composable
private fun Visits(visits: List<DayVisitRow>, sendDay: (DayAct) -> Unit) {
    Section(LocalWords.current("screen/day.visits")) {
        visits.forEachIndexed { at, row ->
            if (at > 0) HorizontalDivider(color = paint.line)
            key(row.visit) { CardEntry(row, sendDay) }
        }
    }
}

/** What does not agree, by the customer's name where it is known. */
@Composable
private fun Mismatches(model: DayModel) {
    val words = LocalWords.current
    model.mismatches.forEach { row ->
        val customer = model.visits.firstOrNull { it.visit == row.visit }?.customer.orEmpty()
        Notice("${customer.ifEmpty { row.visit }} · ${words(row.code)}", Tone.WARNING)
    }
}

/** The checks of one [part] of the day; open while they are ahead, else folded. */
@Composable
private fun DayChecks(part: String, checks: List<CheckModel>, isAhead: Boolean, sendDay: (DayAct) -> Unit) {
    val words = LocalWords.current
    val title = "${words("day-part/$part")} · ${checks.count { it.isSettled }}/${checks.size}"
    FoldedSection(title, part, isOpenFirst = isAhead) {
        checks.forEachIndexed { at, check ->
            if (at > 0) HorizontalDivider(color = paint.line)
            key(check.id) { CheckRow(check, CheckActs.day(sendDay)) }
        }
    }
}

/** What an offer does, and from which stand on it is over and no longer drawn. */
private class Offered(val act: DayAct, val over: DayStand)

private val OFFERED = mapOf(
    "start" to Offered(DayAct.Start, over = DayStand.UNDER_WAY),
    "end" to Offered(DayAct.End, over = DayStand.ENDED),
)
