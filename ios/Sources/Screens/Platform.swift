//! What the screens ask of the app around them: the way on, the language that is read.
//!
//! The app gives the real ones; nothing is decided here.

import AppModel
import DoorstepCore
import SwiftUI

private struct OnwardKey: EnvironmentKey {
    static let defaultValue: @MainActor (VisitId) -> Void = { _ in }
}

private struct LanguageKey: EnvironmentKey {
    static let defaultValue = Language.chinese
}

extension EnvironmentValues {
    /// Goes on to where the visit's next missing thing can be done.
    var onward: @MainActor (VisitId) -> Void {
        get { self[OnwardKey.self] }
        set { self[OnwardKey.self] = newValue }
    }

    /// The language that the person reads; a paper is shown in it first.
    var language: Language {
        get { self[LanguageKey.self] }
        set { self[LanguageKey.self] = newValue }
    }
}
