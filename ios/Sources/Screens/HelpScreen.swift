//! Draws what is read out over the telephone when something does not go, and what to do about it.
//!
//! What is wrong is the core's to say; here it gets its words, the most urgent first.

import AppModel
import DoorstepCore
import SwiftUI

/// Everything that a person at the centre may ask about this phone.
struct HelpScreen: View {
    let model: HelpModel
    let send: @MainActor (PhoneAct) -> Void
    @Environment(\.words) private var words

    var body: some View {
        ScreenFrame(words("screen/help.title")) {
            if model.advice.isEmpty { Notice(words("screen/help.well"), tone: .good) }
            ForEach(model.advice, id: \.self) { Notice(words.of("help-advice", $0.key), tone: .warning) }
            PhonePart(phone: model.phone, clock: model.clock)
            ContactPart(line: model.line, contact: model.contact)
            StoragePart(storage: model.storage)
            TravelPart(travel: model.travel, send: send)
        }
    }
}

private struct PhonePart: View {
    let phone: PhoneFacts
    let clock: ClockFacts
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/help.phone")) {
            InfoRow(words("screen/sync.installation"), phone.installation.grouped(by: 4))
            InfoRow(words("screen/today.engineer"), phone.engineer)
            InfoRow(words("screen/sync.office"), phone.office)
            InfoRow(words("screen/help.standing"), words.of("phone-standing", phone.standing.key))
            InfoRow(words("screen/help.version"), phone.appVersion)
            InfoRow(words("screen/help.schema"), "\(phone.schema)")
            ClockRows(clock: clock)
        }
    }
}

private struct ClockRows: View {
    let clock: ClockFacts
    @Environment(\.words) private var words

    var body: some View {
        InfoRow(words("screen/help.now"), words.date(clock.nowMs))
        if let uncertainty = clock.uncertaintyMs {
            InfoRow(words("screen/help.uncertainty"), words.minutes(uncertainty))
        } else {
            Quiet(words("screen/help.no-uncertainty"))
        }
    }
}

private struct ContactPart: View {
    let line: SyncLine
    let contact: ContactFacts
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/help.contact")) {
            InfoRow(words("screen/sync.events"), "\(line.eventsWaiting)")
            InfoRow(words("screen/sync.photos"), "\(line.photosWaiting)")
            InfoRow(words("screen/help.proved"), moment(contact.provedMs))
            InfoRow(words("screen/help.answered"), moment(contact.answeredMs))
            if let since = contact.waitingSinceMs {
                InfoRow(words("screen/help.waiting-since"), words.date(since))
            }
            Tries(contact: contact)
        }
    }

    private func moment(_ ms: Int64?) -> String {
        ms.map(words.date) ?? words("screen/help.never")
    }
}

/// What became of the last try, and when the next one comes.
private struct Tries: View {
    let contact: ContactFacts
    @Environment(\.words) private var words

    var body: some View {
        if let failed = contact.failed {
            InfoRow(words("screen/help.failed"), words.date(failed.atMs))
            Quiet("\(words(failed.code)) (\(failed.code))")
        }
        let nextTry = contact.nextTryMs.map(words.date) ?? words("screen/help.next-sign")
        InfoRow(words("screen/help.next-try"), nextTry)
    }
}

private struct StoragePart: View {
    let storage: StorageFacts
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/help.storage")) {
            InfoRow(words("screen/help.store"), words.bytes(storage.storeBytes))
            InfoRow(words("screen/help.photos"), words.bytes(storage.photoBytes))
            if let free = storage.freeBytes { InfoRow(words("screen/help.free"), words.bytes(free)) }
            InfoRow(words("screen/help.ballast"), words.of("ballast-stand", storage.ballast.key))
        }
    }
}

private struct TravelPart: View {
    let travel: TravelFacts
    let send: @MainActor (PhoneAct) -> Void
    @Environment(\.words) private var words

    var body: some View {
        PagePart(words("screen/help.network")) {
            InfoRow(words("screen/help.network-now"), words.of("network-cost", travel.network.key))
            if travel.network == .unknown { Quiet(words("screen/help.cost-unknown")) }
            PhotoWayChoice(way: travel.photoWay, send: send)
            TrafficRows(traffic: travel.traffic)
            InfoRow(words("screen/help.background"), words.of("background-rule", travel.background.key))
            Quiet(words("screen/help.battery"))
        }
    }
}

/// Over which networks photographs go, and the other choice.
private struct PhotoWayChoice: View {
    let way: PhotoWay
    let send: @MainActor (PhoneAct) -> Void
    @Environment(\.words) private var words

    var body: some View {
        InfoRow(words("screen/help.photo-way"), words.of("photo-way", way.key))
        switch way {
        case .anyNetwork:
            SecondaryButton(words("button/photos-wifi-only")) { send(.sendPhotos(way: .wifiOnly)) }
        case .wifiOnly:
            SecondaryButton(words("button/photos-any-network")) { send(.sendPhotos(way: .anyNetwork)) }
        }
    }
}

private struct TrafficRows: View {
    let traffic: [TrafficRow]
    @Environment(\.words) private var words

    var body: some View {
        if !traffic.isEmpty { Quiet(words("screen/help.traffic")) }
        ForEach(traffic, id: \.self) { row in
            InfoRow(
                "\(words.of("traffic-span", row.span.key)) · \(words.of("network-cost", row.cost.key))",
                "\(words.bytes(row.upBytes)) / \(words.bytes(row.downBytes))")
        }
    }
}
