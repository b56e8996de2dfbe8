//! Colours, distances and type: calm paper, one accent, targets of 56 points.

import SwiftUI

/// Distances, in points.
enum Spacing {
    static let grid: CGFloat = 12
    static let target: CGFloat = 56
    static let corner: CGFloat = 12
}

/// The colours of the app.
enum Paint {
    static let ink = Color(red: 0.11, green: 0.11, blue: 0.10)
    static let quiet = Color(red: 0.36, green: 0.35, blue: 0.33)
    static let paper = Color(red: 0.98, green: 0.97, blue: 0.95)
    static let surface = Color(red: 0.93, green: 0.92, blue: 0.89)
    static let accent = Color(red: 0.04, green: 0.36, blue: 0.36)
    static let onAccent = Color(red: 1, green: 1, blue: 1)
    static let danger = Color(red: 0.64, green: 0.10, blue: 0.10)
    static let warning = Color(red: 0.50, green: 0.30, blue: 0.02)
}

/// What a chip or a notice means; always said by word and sign too.
enum Tone {
    case quiet, good, warning, danger

    var color: Color {
        switch self {
        case .quiet: Paint.quiet
        case .good: Paint.accent
        case .warning: Paint.warning
        case .danger: Paint.danger
        }
    }

    var sign: String {
        switch self {
        case .quiet: "circle"
        case .good: "checkmark.circle"
        case .warning: "exclamationmark.triangle"
        case .danger: "xmark.octagon"
        }
    }
}
