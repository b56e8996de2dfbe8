/**
 * What is read out over the telephone when something does not go, and what to do about it.
 *
 * What is wrong is the core's to say; here it gets its words, the most urgent first.
 */
package app.doorstep.screens

import androidx.compose.runtime.Composable
import app.doorstep.core.ContactFacts
import app.doorstep.core.HelpModel
import app.doorstep.core.NetworkCost
import app.doorstep.core.PhoneAct
import app.doorstep.core.PhotoWay
import app.doorstep.core.Screen
import app.doorstep.core.TravelFacts
import app.doorstep.screens.design.InfoRow
import app.doorstep.screens.design.LocalWords
import app.doorstep.screens.design.Notice
import app.doorstep.screens.design.ScreenFrame
import app.doorstep.screens.design.SecondaryButton
import app.doorstep.screens.design.Section
import app.doorstep.screens.design.Tone
import app.doorstep.state.key

/** Draws everything that a person at the centre may ask about this phone. */
@Composable
fun HelpScreen(model: HelpModel, send: (PhoneAct) -> Unit, go: (Screen) -> Unit) {
    val words = LocalWords.current
    ScreenFrame(words("screen/help.title"), sync = null, back = { go(Screen.Sync) }) {
        if (model.advice.isEmpty()) Notice(words("screen/help.well"), Tone.GOOD)
        model.advice.forEach { Notice(words.of("help-advice", it.key), Tone.WARNING) }
        PhoneSection(model)
        ContactSection(model)
        StorageSection(model)
        TravelSection(model.travel, send)
    }
}

@Composable
private fun PhoneSection(model: HelpModel) {
    val words = LocalWords.current
    val phone = model.phone
    Section(words("screen/help.phone")) {
        InfoRow(words("screen/sync.installation"), inGroups(phone.installation))
        InfoRow(words("screen/today.engineer"), phone.engineer)
        InfoRow(words("screen/sync.office"), phone.office)
        InfoRow(words("screen/help.standing"), words.of("phone-standing", phone.standing.key))
        InfoRow(words("screen/help.version"), phone.appVersion)
        InfoRow(words("screen/help.schema"), "${phone.schema}")
        InfoRow(words("screen/help.now"), words.date(model.clock.nowMs))
        val uncertainty = model.clock.uncertaintyMs
        if (uncertainty == null) Quiet(words("screen/help.no-uncertainty"))
        else InfoRow(words("screen/help.uncertainty"), words.minutes(uncertainty))
    }
}

@Composable
private fun ContactSection(model: HelpModel) {
    val words = LocalWords.current
    val contact = model.contact
    Section(words("screen/help.contact")) {
        InfoRow(words("screen/sync.events"), "${model.line.eventsWaiting}")
        InfoRow(words("screen/sync.photos"), "${model.line.photosWaiting}")
        InfoRow(words("screen/help.proved"), moment(contact.provedMs))
        InfoRow(words("screen/help.answered"), moment(contact.answeredMs))
        contact.waitingSinceMs?.let { InfoRow(words("screen/help.waiting-since"), words.date(it)) }
        Tries(contact)
    }
}

/** What became of the last try, and when the next one comes. */
@Composable
private fun Tries(contact: ContactFacts) {
    val words = LocalWords.current
    contact.failed?.let {
        InfoRow(words("screen/help.failed"), words.date(it.atMs))
        Quiet("${words(it.code)} (${it.code})")
    }
    InfoRow(words("screen/help.next-try"), contact.nextTryMs?.let(words::date) ?: words("screen/help.next-sign"))
}

@Composable
private fun StorageSection(model: HelpModel) {
    val words = LocalWords.current
    val storage = model.storage
    Section(words("screen/help.storage")) {
        InfoRow(words("screen/help.store"), words.bytes(storage.storeBytes))
        InfoRow(words("screen/help.photos"), words.bytes(storage.photoBytes))
        storage.freeBytes?.let { InfoRow(words("screen/help.free"), words.bytes(it)) }
        InfoRow(words("screen/help.ballast"), words.of("ballast-stand", storage.ballast.key))
    }
}

@Composable
private fun TravelSection(travel: TravelFacts, send: (PhoneAct) -> Unit) {
    val words = LocalWords.current
    Section(words("screen/help.network")) {
        InfoRow(words("screen/help.network-now"), words.of("network-cost", travel.network.key))
        if (travel.network == NetworkCost.UNKNOWN) Quiet(words("screen/help.cost-unknown"))
        PhotoWayChoice(travel.photoWay, send)
        if (travel.traffic.isNotEmpty()) Quiet(words("screen/help.traffic"))
        travel.traffic.forEach {
            val what = "${words.of("traffic-span", it.span.key)} · ${words.of("network-cost", it.cost.key)}"
            InfoRow(what, "${words.bytes(it.upBytes)} / ${words.bytes(it.downBytes)}")
        }
        InfoRow(words("screen/help.background"), words.of("background-rule", travel.background.key))
        Quiet(words("screen/help.battery"))
    }
}

/** Over which networks photographs go, and the other choice. */
@Composable
private fun PhotoWayChoice(way: PhotoWay, send: (PhoneAct) -> Unit) {
    val words = LocalWords.current
    InfoRow(words("screen/help.photo-way"), words.of("photo-way", way.key))
    when (way) {
        PhotoWay.ANY_NETWORK ->
            SecondaryButton(words("button/photos-wifi-only"), { send(PhoneAct.SendPhotos(PhotoWay.WIFI_ONLY)) })
        PhotoWay.WIFI_ONLY ->
            SecondaryButton(words("button/photos-any-network"), { send(PhoneAct.SendPhotos(PhotoWay.ANY_NETWORK)) })
    }
}

@Composable
private fun moment(ms: Long?): String = LocalWords.current.let { words -> ms?.let(words::date) ?: words("screen/help.never") }
