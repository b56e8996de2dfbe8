//! Why something did not happen, as a screen can say it.
//!
//! Words are found by `code`. Decides nothing: both kinds come from the core.

import DoorstepCore

/// Why something did not happen.
public struct Refusal: Equatable, Hashable, Sendable {
    /// The stable key.
    public let code: String
    /// A check, row or part that it is about; empty where there is none.
    public let field: String
    /// Names an occurrence that is our fault; empty where the person can change something.
    public let reportId: String

    /// A refusal with this code.
    public init(code: String, field: String = "", reportId: String = "") {
        self.code = code
        self.field = field
        self.reportId = reportId
    }

    /// The core's own error, or what the platform threw in its place.
    public init(_ error: any Error) {
        switch error {
        case DoorstepError.Refused(let code, let field):
            self.init(code: code, field: field)
        case DoorstepError.Broken(let code, let reportId):
            self.init(code: code, reportId: reportId)
        default:
            self.init(code: "app/broken", reportId: String(describing: type(of: error)))
        }
    }
}
