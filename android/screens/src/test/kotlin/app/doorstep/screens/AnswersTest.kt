/**
 * What is pressed on the day, on what is owed and in the knowledge, and what comes of it;
 * what the sync screen may say without proof.
 */
package app.doorstep.screens

import androidx.compose.runtime.Composable
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsNodeInteractionCollection
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performImeAction
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.v2.runSkikoComposeUiTest
import app.doorstep.core.Act
import app.doorstep.core.DayAct
import app.doorstep.core.DayModel
import app.doorstep.core.FollowUpModel
import app.doorstep.core.FollowUpResult
import app.doorstep.core.KnowledgeModel
import app.doorstep.core.Language
import app.doorstep.core.RefusalModel
import app.doorstep.core.ScreenModel
import app.doorstep.core.SyncModel
import app.doorstep.core.Words
import app.doorstep.screens.design.DoorstepTheme
import app.doorstep.screens.design.Look
import app.doorstep.screens.design.Spoken
import kotlin.test.assertEquals
import org.junit.jupiter.api.Test

@OptIn(ExperimentalTestApi::class)
class AnswersTest {
    private val words = Spoken(Language.CHINESE)

    @Test
    fun `a card is handed in as it was read, and not before both answers`() {
        val sent = mutableListOf<DayAct>()
        drawing({ DayScreen(day, sent::add, {}) }) {
            press("button/hand-in-card")
            press("screen/day.unsigned", last = true)
            assertEquals(emptyList(), sent)
            press("card-says/not-satisfied")
        }
        assertEquals(listOf<DayAct>(DayAct.HandInCard("FW-20261123-0011-1", isSigned = false, satisfied = false)), sent)
    }

    @Test
    fun `the day that is under way offers its end and no second beginning`() {
        val sent = mutableListOf<DayAct>()
        drawing({ DayScreen(day, sent::add, {}) }) {
            onAllNodesWithText(words("offer/start")).assertMany(0)
            press("offer/end")
        }
        assertEquals(listOf<DayAct>(DayAct.End), sent)
    }

    @Test
    fun `a try on one's own is recorded with one press, and nobody else's can be`() {
        val sent = mutableListOf<Pair<String, Act>>()
        val mine = owed.copy(rows = owed.rows.mapIndexed { at, row -> row.copy(isMine = at == 0) })
        drawing({ FollowUpScreen(mine, { visit, act -> sent += visit to act }, {}) }) {
            onAllNodesWithText(words("follow-up-result/not-reached")).assertMany(1)
            press("follow-up-result/not-reached")
        }
        val row = mine.rows.first()
        assertEquals(listOf<Pair<String, Act>>(row.visit to Act.TryFollowUp(row.rule, FollowUpResult.NOT_REACHED, "")), sent)
    }

    @Test
    fun `a try that is refused stays in sight, says why and records nothing`() {
        val sent = mutableListOf<Act>()
        val refused = owed.rows.first().copy(isMine = true, refusal = RefusalModel("visit/no-edition", ""))
        drawing({ FollowUpScreen(owed.copy(rows = listOf(refused)), { _, act -> sent += act }, {}) }) {
            onNodeWithText(words("visit/no-edition")).assertIsDisplayed()
            press("button/record-call")
        }
        assertEquals(emptyList(), sent)
    }

    @Test
    fun `the best article is open, the others are until pressed only headlines`() {
        val best = found.articles.first()
        val other = best.copy(id = "other", title = Words("另一篇", "Another"), symptoms = Words("别的现象", "Else"))
        val asked = mutableListOf<String>()
        drawing({ KnowledgeScreen(found.copy(articles = listOf(best, other)), asked::add, {}) }) {
            onNodeWithText(best.symptoms.zh).assertExists()
            onAllNodesWithText("别的现象").assertMany(0)
            onNodeWithText("另一篇").performClick()
            onNodeWithText("别的现象").assertExists()
            onNodeWithText(words("screen/knowledge.question")).performTextInput(" 不排水 ")
            onNodeWithText(" 不排水 ", substring = true).performImeAction()
        }
        assertEquals(listOf("不排水"), asked)
    }

    @Test
    fun `a phone that no office knows never says that everything has arrived`() {
        drawing({ SyncScreen(arrived.copy(office = "", engineer = ""), {}, {}) }) {
            onAllNodesWithText(words("screen/sync.nothing")).assertMany(0)
            onNodeWithText(words("phone/not-enrolled")).assertIsDisplayed()
        }
        drawing({ SyncScreen(arrived, {}, {}) }) { onNodeWithText(words("screen/sync.nothing")).assertIsDisplayed() }
    }

    @Test
    fun `a sync that runs is not started again, and one that did not happen says why`() {
        drawing({ SyncScreen(arrived, {}, {}, isSyncing = true) }) {
            onAllNodesWithText(words("button/sync-now")).assertMany(0)
            onNodeWithText(words("app/on-the-way")).assertIsDisplayed()
        }
        drawing({ SyncScreen(arrived, {}, {}, refused = "sync/revoked") }) {
            onNodeWithText(words("sync/revoked")).assertIsDisplayed()
            onNodeWithText(words("button/sync-now")).assertIsDisplayed()
        }
    }

    private val day: DayModel get() = (golden("day-mismatches") as ScreenModel.Day).v1
    private val owed: FollowUpModel get() = (golden("follow-up-tried") as ScreenModel.FollowUp).v1
    private val found: KnowledgeModel get() = (golden("knowledge-code") as ScreenModel.Knowledge).v1
    private val arrived: SyncModel get() = (golden("sync-arrived") as ScreenModel.Sync).v1

    private fun golden(name: String): ScreenModel = Golden.all().first { it.name == name }.model

    private fun drawing(screen: @Composable () -> Unit, then: ComposeUiTest.() -> Unit) =
        runSkikoComposeUiTest(Size(WIDE, HIGH)) {
            setContent { DoorstepTheme(Look.LIGHT, Language.CHINESE, testFont, screen) }
            then()
        }

    /** Presses what says this; the [last] of them where an earlier one only tells. */
    private fun ComposeUiTest.press(key: String, last: Boolean = false) {
        val all = onAllNodesWithText(words(key))
        val many = all.fetchSemanticsNodes().size
        check(last || many == 1) { "$key stands there $many times" }
        all[many - 1].performClick()
    }

    private companion object {
        /** High enough that nothing has to be scrolled to. */
        const val WIDE = 400f
        const val HIGH = 3000f
    }
}

private fun SemanticsNodeInteractionCollection.assertMany(many: Int) =
    assertEquals(many, fetchSemanticsNodes().size)
