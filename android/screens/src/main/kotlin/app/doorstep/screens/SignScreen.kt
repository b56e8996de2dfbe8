/**
 * The confirmation for the customer: large, whole, and the way back guarded while it is theirs.
 *
 * Signing is a way of its own, and so is not signing: both are one press once the text was
 * shown. Leaves to the core: what is shown, who may sign, what is still missing.
 */
package app.doorstep.screens

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import app.doorstep.core.AcceptedModel
import app.doorstep.core.Act
import app.doorstep.core.NoSignature
import app.doorstep.core.PaperModel
import app.doorstep.core.Point
import app.doorstep.core.Screen
import app.doorstep.core.SignModel
import app.doorstep.core.Signer
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.PrimaryButton
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.SignaturePad
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint
import app.doorstep.state.keyed

/** Draws the confirmation and its signature. */
@Composable
fun SignScreen(model: SignModel, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    var signing by rememberSaveable { mutableStateOf("") }
    LaunchedEffect(model.accepted == null) { if (model.accepted != null) signing = "" }
    val shown = model.shown
    val signer = keyed<Signer>(signing).takeIf { model.accepted == null }
    if (signer != null && shown != null) {
        CustomerMode(signing, shown, { signing = "" }) { width, height, strokes ->
            send(Act.Sign(signer, width, height, strokes))
        }
        return
    }
    val isUnsigned = signing == NOBODY && model.accepted == null && shown != null
    ScreenFrame(
        words("screen/sign.title"),
        sync = null,
        back = { go(Screen.Job(model.visit)) },
        bottom = { if (isUnsigned) Unsigned(model, { signing = "" }, send) else SignBottom(model, { signing = it }, send) },
    ) {
        if (model.missing.isNotEmpty()) Notice(words("screen/sign.not-ready"), Tone.WARNING)
        if (model.isChangedAfterSigning) Notice(words("screen/sign.changed"), Tone.DANGER)
        model.accepted?.let { Accepted(it) }
        if (shown != null) ConfirmationPaper(shown) else InfoRow(words("screen/sign.total"), words.money(model.total))
        if (model.accepted == null && shown != null) LanguageButtons { send(Act.ShowConfirmation(it)) }
    }
}

/** The screen in the customer's hands: the text whole, the pad, and no other way than back to the engineer. */
@Composable
private fun CustomerMode(
    signer: String,
    paper: PaperModel,
    end: () -> Unit,
    sign: (UInt, UInt, List<List<Point>>) -> Unit,
) {
    val words = LocalWords.current
    var isAsking by rememberSaveable { mutableStateOf(false) }
    LocalBack.current.OnBack(true) { isAsking = true }
    ScreenFrame(
        words("screen/sign.customer-mode"),
        sync = null,
        back = null,
        bottom = {
            Text(words.of("signer", signer), style = MaterialTheme.typography.titleMedium, color = paint.ink)
            SignaturePad(sign)
            if (isAsking) {
                SecondaryButton(words("button/back-to-engineer"), end)
            } else {
                TextButtonRow(words("screen/sign.why-not")) { isAsking = true }
            }
        },
    ) {
        ConfirmationPaper(paper, isCustomers = true)
    }
}

/** The frozen text, whole, larger in the customer's hands, with its total larger still. */
@Composable
private fun ConfirmationPaper(paper: PaperModel, isCustomers: Boolean = false) {
    val words = LocalWords.current
    val body = MaterialTheme.typography.bodyLarge
    val style = if (isCustomers) body.copy(fontSize = body.fontSize * LARGE, lineHeight = body.lineHeight * LARGE) else body
    Section(words("screen/sign.confirmation")) {
        Text(paper.text, style = style, color = paint.ink)
        Text(words.money(paper.total), style = MaterialTheme.typography.headlineLarge, color = paint.ink)
    }
}

@Composable
private fun Accepted(accepted: AcceptedModel) {
    val words = LocalWords.current
    if (accepted.isSigned) {
        StateChip(words("screen/sign.signed-by", "who" to words.of("signer", accepted.how)), Tone.GOOD)
    } else {
        StateChip(words("screen/sign.unsigned", "why" to words.of("no-signature", accepted.how)), Tone.WARNING)
    }
    InfoRow(words("screen/sign.accepted-total"), words.money(accepted.total))
}

/** What is to be done now: show it, hand it over, go on. */
@Composable
private fun SignBottom(model: SignModel, begin: (String) -> Unit, send: (Act) -> Unit) {
    val words = LocalWords.current
    val onward = LocalOnward.current
    when {
        model.accepted != null && !model.isChangedAfterSigning ->
            PrimaryButton(words("button/next"), { onward(model.visit) })

        model.missing.isNotEmpty() -> PrimaryButton(words("button/go"), { onward(model.visit) })

        model.shown == null -> {
            val language = words.language
            PrimaryButton(
                words("button/show-confirmation"),
                { send(Act.ShowConfirmation(language)) },
                refusal = model.showRefusal,
            )
        }

        else -> {
            Quiet(words("screen/sign.who"))
            model.signers.firstOrNull()?.let { offer ->
                PrimaryButton(words.of("signer", offer.key), { begin(offer.key) }, refusal = offer.refusal)
            }
            SideBySide(model.signers.drop(1)) { offer, modifier ->
                SecondaryButton(words.of("signer", offer.key), { begin(offer.key) }, modifier, offer.refusal)
            }
            TextButtonRow(words("screen/sign.why-not")) { begin(NOBODY) }
        }
    }
}

/** Nobody signs, which is as good a way: why, or back to who does. */
@Composable
private fun Unsigned(model: SignModel, back: () -> Unit, send: (Act) -> Unit) {
    val words = LocalWords.current
    Text(words("screen/sign.why-not"), style = MaterialTheme.typography.titleMedium, color = paint.ink)
    Quiet(words("screen/sign.not-signing"))
    model.unsigned.forEach { offer ->
        val why = keyed<NoSignature>(offer.key) ?: return@forEach
        SecondaryButton(words.of("no-signature", offer.key), { send(Act.LeaveUnsigned(why, "")) }, refusal = offer.refusal)
    }
    TextButtonRow(words("button/back"), back)
}

private const val LARGE = 1.2f

/** What was pressed where nobody signs; no signer is called so. */
private const val NOBODY = "nobody"
