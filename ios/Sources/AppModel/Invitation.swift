//! An invitation as the office gives it, in a link that the phone's own camera reads from a code:
//! `doorstep://enrol?office=https%3A%2F%2Fcentre.example&token=…`.
//!
//! Only taken apart here; nothing is sent before a person presses, so a link that somebody
//! else sent registers no phone by itself. Whether the token is good is the office's to say.

import Foundation

/// Where the office listens, and the single-use code.
public struct Invitation: Hashable, Sendable {
    public let office: String
    public let token: String

    /// The invitation in this link; none where it is not one.
    public init?(link: String) {
        guard let parts = URLComponents(string: link), parts.scheme == "doorstep", parts.host == "enrol"
        else {
            return nil
        }
        let said = { (name: String) in parts.queryItems?.first { $0.name == name }?.value ?? "" }
        guard !said("office").isEmpty, !said("token").isEmpty else { return nil }
        office = said("office")
        token = said("token")
    }
}
