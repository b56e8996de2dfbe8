/**
 * What is done before setting off: the way, what to bring, the certificate, the checks.
 */
package app.doorstep.screens

import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.material3.HorizontalDivider
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import app.doorstep.core.Act
import app.doorstep.core.BringRow
import app.doorstep.core.CertificateModel
import app.doorstep.core.PrepareModel
import app.doorstep.core.Screen
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.StateChip
import app.doorstep.screens.design.Tone
import app.doorstep.screens.design.paint

/** Draws what is done before setting off. */
@Composable
fun PrepareScreen(model: PrepareModel, send: (Act) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    val missing = remember { BringIntoViewRequester() }
    ScreenFrame(
        words("screen/prepare.title"),
        sync = model.step.sync,
        back = { go(Screen.Job(model.visit)) },
        bottom = { WayOn(model.step, missing) },
    ) {
        model.way?.let { WayView(it, model.visit, send, go) }
        Bring(model)
        Certificate(model.certificate)
        StepChecks(model.step, send, missing, words.of("step", model.step.step))
    }
}

/** The parts to bring, and whether a loaner comes along. */
@Composable
private fun Bring(model: PrepareModel) {
    val words = LocalWords.current
    Section(words("screen/prepare.bring")) {
        if (model.bring.isEmpty() && !model.bringLoaner) Quiet(words("screen/prepare.bring-nothing"))
        model.bring.forEachIndexed { at, row ->
            if (at > 0) HorizontalDivider(color = paint.line)
            BringView(row)
        }
        if (model.bringLoaner) Notice(words("screen/prepare.loaner"), Tone.WARNING)
    }
}

@Composable
private fun BringView(row: BringRow) {
    val words = LocalWords.current
    NamedPartView(words.of(row.text), row.part)
    if (row.usable > 0u) {
        StateChip(words("screen/prepare.in-van", "n" to row.usable), Tone.GOOD)
    } else {
        StateChip(words("screen/prepare.not-in-van"), if (row.isNeeded) Tone.DANGER else Tone.WARNING)
    }
    if (row.isNeeded) StateChip(words("screen/prepare.needed"), Tone.DANGER)
}

@Composable
private fun Certificate(certificate: CertificateModel?) {
    val words = LocalWords.current
    Section(words("screen/prepare.certificate")) {
        if (certificate == null) {
            Notice(words("screen/prepare.no-certificate"), Tone.DANGER)
        } else {
            InfoRow(words("screen/prepare.grade"), words("screen/prepare.grade-of", "n" to certificate.grade))
            InfoRow(words("screen/prepare.valid-until"), certificate.validUntil)
        }
    }
}
