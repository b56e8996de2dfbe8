/**
 * Where screens lead: the visit of a screen, and the screen of the next missing thing.
 *
 * Decides nothing about the trade: the core says the place, here it gets its screen.
 */
package app.doorstep.state

import app.doorstep.core.NextModel
import app.doorstep.core.NextPlace
import app.doorstep.core.Screen
import app.doorstep.core.Step

/** The visit that the screen is about; none for the list, the day, what is owed, sync and help. */
val Screen.visit: String?
    get() = when (this) {
        is Screen.Job -> visit
        is Screen.Prepare -> visit
        is Screen.Doorstep -> visit
        is Screen.Step -> visit
        is Screen.Quote -> visit
        is Screen.Part -> visit
        is Screen.Custody -> visit
        is Screen.Sign -> visit
        is Screen.Leave -> visit
        is Screen.Incident -> visit
        is Screen.Knowledge -> visit
        Screen.Today, Screen.FollowUp, is Screen.Day, Screen.Sync, Screen.Help -> null
    }

/** The screen where the missing thing can be done; none where this app does not know the step. */
fun NextModel.screen(visit: String): Screen? = when (place) {
    NextPlace.ACCEPT -> Screen.Job(visit)
    NextPlace.INCIDENT -> Screen.Incident(visit)
    NextPlace.STEP -> keyed<Step>(step)?.screen(visit)
    NextPlace.DOORSTEP -> Screen.Doorstep(visit)
    NextPlace.QUOTE -> Screen.Quote(visit)
    NextPlace.SIGN -> Screen.Sign(visit)
    NextPlace.LEAVE -> Screen.Leave(visit)
    NextPlace.FOLLOW_UP -> Screen.FollowUp
}

/** Some steps have a screen of their own around their checks. */
fun Step.screen(visit: String): Screen = when (this) {
    Step.PREPARE -> Screen.Prepare(visit)
    Step.DOORSTEP -> Screen.Doorstep(visit)
    Step.LEAVE -> Screen.Leave(visit)
    Step.FOLLOW_UP -> Screen.FollowUp
    else -> Screen.Step(visit, this)
}
