/**
 * What passes through hands: the phone to sign on, the slip that two sign, the press in
 * danger, the old part; what is sent, and what is not sent yet.
 */
package app.doorstep.screens

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsNodeInteractionCollection
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.v2.runSkikoComposeUiTest
import app.doorstep.core.Act
import app.doorstep.core.CallReason
import app.doorstep.core.CallResult
import app.doorstep.core.CustodyKind
import app.doorstep.core.CustodyModel
import app.doorstep.core.IncidentModel
import app.doorstep.core.Language
import app.doorstep.core.NoSignature
import app.doorstep.core.OldPart
import app.doorstep.core.PartModel
import app.doorstep.core.Party
import app.doorstep.core.Screen
import app.doorstep.core.ScreenModel
import app.doorstep.core.SignModel
import app.doorstep.core.Signer
import app.doorstep.screens.design.DoorstepTheme
import app.doorstep.screens.design.Look
import app.doorstep.screens.design.Spoken
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertTrue
import org.junit.jupiter.api.Test

@OptIn(ExperimentalTestApi::class)
class HandsTest {
    private val words = Spoken(Language.CHINESE)
    private val sent = mutableListOf<Act>()
    private val gone = mutableListOf<Screen>()

    @Test
    fun `in the customer's hands the whole text stands there and no way leads elsewhere without a question`() {
        val model = shown
        var goBack = {}
        val guard = BackGuard { isOn, action -> if (isOn) goBack = action }
        drawing({ CompositionLocalProvider(LocalBack provides guard) { SignScreen(model, sent::add, gone::add) } }) {
            press("signer/customer")
            onNodeWithText(model.shown?.text.orEmpty()).assertExists()
            onAllNodesWithTag("back").assertMany(0)
            onAllNodesWithText(words("button/back-to-engineer")).assertMany(0)
            runOnIdle { goBack() }
            press("button/back-to-engineer")
            onAllNodesWithTag("signature").assertMany(0)
        }
        assertEquals(emptyList(), sent)
        assertEquals(emptyList(), gone)
    }

    @Test
    fun `a signature goes out as it was drawn, by whom it was drawn`() {
        drawing({ SignScreen(shown, sent::add, gone::add) }) {
            press("signer/family")
            scribble()
            press("button/signed")
        }
        val sign = assertIs<Act.Sign>(sent.single())
        assertEquals(Signer.FAMILY, sign.signer)
        assertEquals(listOf(40 to 60, 120 to 100, 180 to 50), sign.strokes.single().map { it.x to it.y }.distinct())
        assertTrue(sign.strokes.single().zipWithNext().all { (early, late) -> early.tMs <= late.tMs })
    }

    @Test
    fun `that nobody signs is two presses, and says why`() {
        drawing({ SignScreen(shown, sent::add, gone::add) }) {
            press("screen/sign.why-not")
            press("no-signature/refused")
        }
        assertEquals(listOf<Act>(Act.LeaveUnsigned(NoSignature.REFUSED, "")), sent)
    }

    @Test
    fun `danger is one press, also while something else is open`() {
        drawing({ IncidentScreen(minorAlone, sent::add, gone::add) }) {
            onNodeWithText(words.of(minorAlone.safety.first().text)).performClick()
        }
        assertEquals(listOf<Act>(Act.OpenIncident(minorAlone.safety.first().incident)), sent)
    }

    @Test
    fun `the call to whom has to be told is recorded by one press on how it went`() {
        drawing({ IncidentScreen(threatened, sent::add, gone::add) }) { press("call-result/reached") }
        assertEquals(listOf<Act>(Act.Call(Party.CENTRE, CallReason.SAFETY, CallResult.REACHED, "")), sent)
    }

    @Test
    fun `an end that needs consent asks who gave it before anything is sent`() {
        val incident = minorAlone.open.single()
        val end = incident.outcomes.first { it.needsConsent && it.refusal == null }
        drawing({ IncidentScreen(minorAlone, sent::add, gone::add) }) {
            onNodeWithText(words.of(end.text)).performClick()
            assertEquals(emptyList(), sent)
            press("signer/family")
        }
        assertEquals(listOf<Act>(Act.CloseIncident(incident.number, end.outcome, Signer.FAMILY, "")), sent)
    }

    @Test
    fun `nobody signs a slip before the outside was photographed`() {
        val bare = photographed.copy(photos = 0u, kinds = custody("custody-nothing").kinds)
        drawing({ CustodyScreen(bare, sent::add, gone::add) }) {
            press("screen/custody.new")
            onAllNodesWithText(words("custody-kind/appliance")).assertMany(0)
            onAllNodesWithTag("signature").assertMany(0)
        }
    }

    @Test
    fun `a slip is sent when both have signed, the customer first, and an empty pad is no signature`() {
        drawing({ CustodyScreen(photographed, sent::add, gone::add) }) {
            press("custody-kind/appliance")
            onNodeWithText(words("screen/custody.condition-hint")).performTextInput("左侧有划痕")
            press("button/signed")
            onNodeWithText(words("screen/custody.customer-signs")).assertExists()
            scribble()
            press("button/signed")
            onNodeWithText(words("screen/custody.engineer-signs")).assertExists()
            assertEquals(emptyList(), sent)
            scribble()
            press("button/signed")
        }
        val opened = assertIs<Act.OpenCustody>(sent.single())
        assertEquals(CustodyKind.APPLIANCE to "左侧有划痕", opened.kind to opened.condition)
        assertTrue(listOf(opened.customer, opened.engineer).all { it.strokes.isNotEmpty() })
    }

    @Test
    fun `a part is in only when somebody said where the old one went`() {
        val need = needed.needs.single()
        drawing({ PartScreen(needed, sent::add, {}, gone::add) }) {
            onAllNodesWithText(words("button/fit")).assertMany(0)
            press("old-part/kept-by-customer")
            onNodeWithText(words("screen/part.serial-needed")).performTextInput("SN1")
            press("button/fit")
        }
        assertEquals(listOf<Act>(Act.FitPart(need.choices.first().part, 1u, "SN1", OldPart.KEPT_BY_CUSTOMER)), sent)
    }

    private val shown: SignModel get() = golden<ScreenModel.Sign>("sign-shown").v1
    private val minorAlone: IncidentModel get() = golden<ScreenModel.Incident>("incident-minor-alone").v1
    private val threatened: IncidentModel get() = golden<ScreenModel.Incident>("incident-threatened").v1
    private val photographed: CustodyModel get() = custody("custody-photographed")
    private val needed: PartModel get() = golden<ScreenModel.Part>("part-needed").v1

    private fun custody(name: String): CustodyModel = golden<ScreenModel.Custody>(name).v1

    private inline fun <reified T : ScreenModel> golden(name: String): T =
        assertIs<T>(Golden.all().first { it.name == name }.model)

    private fun drawing(screen: @Composable () -> Unit, then: ComposeUiTest.() -> Unit) =
        runSkikoComposeUiTest(Size(WIDE, HIGH)) {
            setContent { DoorstepTheme(Look.LIGHT, Language.CHINESE, testFont, screen) }
            then()
        }

    /** Presses the one thing that says this. */
    private fun ComposeUiTest.press(key: String) {
        onNode(hasText(words(key)) and hasClickAction()).performClick()
        waitForIdle()
    }

    private fun ComposeUiTest.scribble() = onNodeWithTag("signature").performTouchInput {
        down(Offset(40f, 60f)); moveBy(Offset(80f, 40f)); moveBy(Offset(60f, -50f)); up()
    }

    private fun SemanticsNodeInteractionCollection.assertMany(many: Int) =
        assertEquals(many, fetchSemanticsNodes().size)

    private companion object {
        /** High enough that nothing has to be scrolled to. */
        const val WIDE = 400f
        const val HIGH = 3000f
    }
}
