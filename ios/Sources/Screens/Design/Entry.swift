//! What is typed, photographed and drawn.

import AppModel
import DoorstepCore
import Ports
import SwiftUI

/// A number on a pad of ten keys; what was typed goes out as text.
struct NumberPad: View {
    private let title: String
    private let unit: String
    private let most: Int
    private let done: @MainActor (String) -> Void
    @State private var typed = ""
    @Environment(\.words) private var words

    private let rows = [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"], [".", "0", "-"]]

    init(_ title: String, unit: String = "", most: Int = 9, done: @escaping @MainActor (String) -> Void) {
        self.title = title
        self.unit = unit
        self.most = most
        self.done = done
    }

    var body: some View {
        VStack(spacing: Spacing.grid) {
            Text("\(title) \(typed) \(unit)").font(.largeTitle.monospacedDigit())
            ForEach(rows, id: \.self) { row in
                HStack(spacing: Spacing.grid) {
                    ForEach(row, id: \.self) { sign in
                        SecondaryButton(sign) { if typed.count < most { typed += sign } }
                    }
                }
            }
            HStack(spacing: Spacing.grid) {
                SecondaryButton(words("button/erase")) { typed = "" }
                PrimaryButton(words("button/done")) { done(typed) }
            }
        }
    }

    /// What was typed in thousandths; none where it is no number.
    static func milli(_ typed: String) -> Int64? {
        guard let value = Decimal(string: typed, locale: Locale(identifier: "en_US_POSIX")) else {
            return nil
        }
        return Int64("\(value * 1000)")
    }
}

/// A line of text and what to do with it.
struct TextEntry: View {
    private let title: String
    private let button: String
    private let done: @MainActor (String) -> Void
    @State private var typed = ""

    init(_ title: String, button: String, done: @escaping @MainActor (String) -> Void) {
        self.title = title
        self.button = button
        self.done = done
    }

    var body: some View {
        VStack(alignment: .leading, spacing: Spacing.grid) {
            TextField(title, text: $typed).font(.body).frame(minHeight: Spacing.target)
            SecondaryButton(button) {
                done(typed)
                typed = ""
            }
        }
    }
}

private struct CameraKey: EnvironmentKey {
    static let defaultValue: any Camera = NoCamera()
}

extension EnvironmentValues {
    /// The camera that screens ask for a picture.
    public var camera: any Camera {
        get { self[CameraKey.self] }
        set { self[CameraKey.self] = newValue }
    }
}

/// How many pictures there are, and one more.
struct PhotoRow: View {
    let title: String
    let count: Int
    var refusal: RefusalModel?
    let add: @MainActor (String) -> Void
    @Environment(\.words) private var words
    @Environment(\.camera) private var camera

    var body: some View {
        VStack(alignment: .leading, spacing: Spacing.grid) {
            InfoRow(title, "\(count)")
            SecondaryButton(words("button/photograph"), refusal: refusal) {
                Task { if let path = await camera.photograph() { add(path) } }
            }
        }
    }
}

/// Takes a signature as strokes of whole numbers, with time.
struct SignaturePad: View {
    let title: String
    let done: @MainActor (Drawing) -> Void
    @State private var strokes: [[DoorstepCore.Point]] = []
    @State private var began: Date?
    @State private var isDrawing = false
    @Environment(\.words) private var words

    private static let width: UInt32 = 320
    private static let height: UInt32 = 160

    var body: some View {
        VStack(alignment: .leading, spacing: Spacing.grid) {
            Text(title).font(.headline)
            ZStack {
                pad
                if strokes.isEmpty {
                    Text(words("screen/sign.pad")).foregroundStyle(Paint.quiet).accessibilityHidden(true)
                }
            }
            HStack(spacing: Spacing.grid) {
                SecondaryButton(words("button/erase")) { strokes = [] }
                PrimaryButton(words("button/signed")) {
                    done(Drawing(width: Self.width, height: Self.height, strokes: strokes))
                }
                .disabled(strokes.isEmpty)
            }
        }
    }

    private var pad: some View {
        Canvas { context, _ in
            for stroke in strokes {
                context.stroke(path(stroke), with: .color(Paint.ink), style: StrokeStyle(lineWidth: 3))
            }
        }
        .frame(width: CGFloat(Self.width), height: CGFloat(Self.height))
        .background(Paint.onAccent)
        .clipShape(RoundedRectangle(cornerRadius: Spacing.corner))
        .gesture(
            DragGesture(minimumDistance: 0)
                .onChanged { add($0.location, at: $0.time) }
                .onEnded { _ in isDrawing = false }
        )
        .accessibilityLabel(title)
    }

    private func path(_ stroke: [DoorstepCore.Point]) -> Path {
        var path = Path()
        for (place, point) in stroke.enumerated() {
            let at = CGPoint(x: CGFloat(point.x), y: CGFloat(point.y))
            if place == 0 { path.move(to: at) } else { path.addLine(to: at) }
        }
        return path
    }

    /// SwiftUI tells no pressure: zero says that nothing is known of it.
    private func add(_ at: CGPoint, at time: Date) {
        let start = began ?? time
        began = start
        let passed = UInt32(clamping: Int64(time.timeIntervalSince(start) * 1000))
        let point = DoorstepCore.Point(
            x: Int32(clamping: Int64(at.x)), y: Int32(clamping: Int64(at.y)), tMs: passed, pressure: 0)
        if isDrawing, let last = strokes.indices.last {
            strokes[last].append(point)
        } else {
            strokes.append([point])
            isDrawing = true
        }
    }
}
