/**
 * A visit of the day and its supervision card: the card that is here, or what is read off
 * the one in the hand.
 *
 * Nothing is filled in beforehand: whether the card is signed is always somebody's answer.
 */
package app.doorstep.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import app.doorstep.core.CardRow
import app.doorstep.core.CardSays
import app.doorstep.core.DayAct
import app.doorstep.core.DayVisitRow
import app.doorstep.core.OptionModel
import app.doorstep.core.Words
import app.doorstep.screens.design.Choice
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Spacing
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.key

/** One visit with its card. */
@Composable
internal fun CardEntry(row: DayVisitRow, sendDay: (DayAct) -> Unit) {
    val words = LocalWords.current
    var isOpen by rememberSaveable(row.visit) { mutableStateOf(false) }
    Column(verticalArrangement = Arrangement.spacedBy(Spacing.half)) {
        Row(Modifier.fillMaxWidth(), horizontalArrangement = Arrangement.spacedBy(Spacing.grid)) {
            val name = row.customer.ifEmpty { row.visit }
            Text(name, Modifier.weight(1f), style = MaterialTheme.typography.titleMedium, color = paint.ink)
            Text(words("state/${row.state.key}"), style = MaterialTheme.typography.bodyMedium, color = paint.quiet)
        }
        if (row.customer.isNotEmpty()) Quiet(row.visit)
        row.cards.forEach { HandedIn(it) }
        when {
            row.refusal == null && isOpen -> CardForm(row.visit) {
                sendDay(it)
                isOpen = false
            }

            row.refusal == null || row.cards.isEmpty() ->
                SecondaryButton(words("button/hand-in-card"), { isOpen = true }, refusal = row.refusal)
        }
    }
}

@Composable
private fun HandedIn(card: CardRow) {
    val words = LocalWords.current
    FlowRow(horizontalArrangement = Arrangement.spacedBy(Spacing.grid)) {
        if (card.isSigned) {
            StateChip(words("screen/day.card-signed"), Tone.GOOD)
        } else {
            StateChip(words("screen/day.unsigned"), Tone.WARNING)
        }
        StateChip(words("card-says/${card.says.key}"), Tone.QUIET)
    }
}

/** Read off the card: signed or not, then what it says; the second answer hands it in. */
@Composable
private fun CardForm(visit: String, handIn: (DayAct) -> Unit) {
    val words = LocalWords.current
    var signature by rememberSaveable(visit) { mutableStateOf("") }
    val options = listOf(SIGNED to "screen/day.card-signed", UNSIGNED to "screen/day.unsigned").map { (id, key) ->
        OptionModel(id, Words(words(key), words(key)))
    }
    Choice(options, signature) { signature = it }
    if (signature.isEmpty()) return
    SAYS.forEach { (says, isSatisfied) ->
        SecondaryButton(words("card-says/${says.key}"), {
            handIn(DayAct.HandInCard(visit, signature == SIGNED, isSatisfied))
        })
    }
}

private val SAYS = listOf(CardSays.SATISFIED to true, CardSays.NOT_SATISFIED to false, CardSays.NOTHING to null)
private const val SIGNED = "signed"
private const val UNSIGNED = "unsigned"
