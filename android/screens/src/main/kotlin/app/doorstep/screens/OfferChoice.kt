/**
 * Offers of the core as lines to choose from: what is refused stays in sight, cannot be
 * pressed and says why. Decides nothing: which offers there are, and why one is refused,
 * comes with the model.
 */
package app.doorstep.screens

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.runtime.Composable
import androidx.compose.ui.unit.dp
import app.doorstep.core.Offer
import app.doorstep.core.OptionModel
import app.doorstep.core.Words
import app.doorstep.screens.design.Choice
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.SecondaryButton

/** The offers of one [kind] (`outcome`, `signer` …): the open ones to choose, below them the refused ones. */
@Composable
internal fun OfferChoice(kind: String, offers: List<Offer>, chosen: String, onChoose: (String) -> Unit) {
    Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
        val open = offers.filter { it.refusal == null }
        KeyChoice(kind, open.map { it.key }, chosen, onChoose)
        val words = LocalWords.current
        (offers - open.toSet()).forEach { SecondaryButton(words("$kind/${it.key}"), {}, refusal = it.refusal) }
    }
}

/** Named things of one [kind] to choose from, by their keys. */
@Composable
internal fun KeyChoice(kind: String, keys: List<String>, chosen: String, onChoose: (String) -> Unit) {
    val words = LocalWords.current
    val options = keys.map { key -> words("$kind/$key").let { OptionModel(key, Words(it, it)) } }
    Choice(options, chosen, onChoose)
}
