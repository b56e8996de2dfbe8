//! The camera, as a screen asks for one picture.

/// Takes one picture at a time.
@MainActor
public protocol Camera: Sendable {
    /// Where the picture was written; none where the person took none.
    func photograph() async -> String?
}

/// A camera on a phone that has none: every wish for a picture comes to nothing.
public struct NoCamera: Camera {
    /// The only one there is.
    public nonisolated init() {}

    public func photograph() async -> String? { nil }
}
