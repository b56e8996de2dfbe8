package app.doorstep.state

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull

class InvitationTest {
    @Test
    fun `an invitation in a link is the office and the code`() {
        val link = "doorstep://enrol?office=https%3A%2F%2Fcentre.example%3A8443&token=aB3-_%2B+x"
        assertEquals(Invitation("https://centre.example:8443", "aB3-_++x"), Invitation.of(link))
    }

    @Test
    fun `a link that is none, or lacks a half, is no invitation`() {
        val others = listOf(
            "", "not a link", "https://enrol?office=a&token=b", "doorstep://else?office=a&token=b",
            "doorstep://enrol", "doorstep://enrol?office=a", "doorstep://enrol?office=&token=b", "doorstep://enrol?office=%zz&token=b",
        )
        for (other in others) assertNull(Invitation.of(other), other)
    }
}
