//! The frame of every screen: title, the quiet sync line, content, actions within a thumb's reach.

import AppModel
import DoorstepCore
import SwiftUI

/// Carries out an act on the screen's visit.
public typealias Send = @MainActor (Act) -> Void
/// Goes to a screen.
public typealias Go = @MainActor (Screen) -> Void

/// The frame of a screen.
struct ScreenFrame<Content: View, Bottom: View>: View {
    private let title: String
    private let sync: SyncLine?
    private let content: Content
    private let bottom: Bottom

    init(
        _ title: String, sync: SyncLine? = nil, @ViewBuilder content: () -> Content,
        @ViewBuilder bottom: () -> Bottom
    ) {
        self.title = title
        self.sync = sync
        self.content = content()
        self.bottom = bottom()
    }

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: Spacing.grid) {
                if let sync { SyncLineView(sync: sync) }
                content
            }
            .padding(Spacing.grid)
        }
        .background(Paint.paper)
        .navigationTitle(title)
        .safeAreaInset(edge: .bottom) {
            VStack(spacing: Spacing.grid) { bottom }
                .padding(Spacing.grid)
                .background(Paint.paper)
        }
    }
}

extension ScreenFrame where Bottom == EmptyView {
    init(_ title: String, sync: SyncLine? = nil, @ViewBuilder content: () -> Content) {
        self.init(title, sync: sync, content: content, bottom: { EmptyView() })
    }
}

/// What head office has, in one quiet line.
struct SyncLineView: View {
    let sync: SyncLine
    @Environment(\.words) private var words

    var body: some View {
        HStack(spacing: Spacing.grid) {
            StateChip(
                words.of("sync-state", sync.state.key), tone: sync.state == .enrolAgain ? .danger : .quiet)
            if sync.eventsWaiting > 0 { Text("\(words("screen/sync.events")) \(sync.eventsWaiting)") }
            if sync.photosWaiting > 0 { Text("\(words("screen/sync.photos")) \(sync.photosWaiting)") }
        }
        .font(.footnote)
        .foregroundStyle(Paint.quiet)
    }
}
