//! Names by key: models name a case by its key, acts ask for the case.
//!
//! A key is the case's name with dashes, the same in every language; the tests hold it
//! against the keys that the core itself says.

import DoorstepCore

/// A named thing of the core, found by its key.
public protocol Keyed: CaseIterable, Sendable {}

extension Keyed {
    /// The stable key, `no-access`.
    public var key: String {
        String(describing: self).reduce(into: "") { key, letter in
            key += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
        }
    }

    /// The case of this key; none where this app is too old to know it.
    public init?(key: String) {
        guard let known = Self.allCases.first(where: { $0.key == key }) else { return nil }
        self = known
    }
}

extension CallReason: Keyed {}
extension CallResult: Keyed {}
extension CustodyEnd: Keyed {}
extension CustodyKind: Keyed {}
extension Depot: Keyed {}
extension DoorSearch: Keyed {}
extension DoorTry: Keyed {}
extension FollowUpResult: Keyed {}
extension Milestone: Keyed {}
extension NoSignature: Keyed {}
extension OldPart: Keyed {}
extension Outcome: Keyed {}
extension Party: Keyed {}
extension QuoteAnswer: Keyed {}
extension Rejection: Keyed {}
extension SearchResult: Keyed {}
extension Signer: Keyed {}
extension Step: Keyed {}
extension TicketField: Keyed {}
extension BackgroundRule: Keyed {}
extension BallastStand: Keyed {}
extension CallAheadModel: Keyed {}
extension CardSays: Keyed {}
extension DayStand: Keyed {}
extension HelpAdvice: Keyed {}
extension NetworkCost: Keyed {}
extension PhoneStanding: Keyed {}
extension PhotoWay: Keyed {}
extension ReasonWhy: Keyed {}
extension SetOffModel: Keyed {}
extension StepStand: Keyed {}
extension SyncState: Keyed {}
extension TrafficSpan: Keyed {}
extension Verdict: Keyed {}
extension VisitState: Keyed {}
extension WeightModel: Keyed {}
