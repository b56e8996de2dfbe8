//! Where screens lead: the visit of a screen, and the screen of the next missing thing.
//!
//! Decides nothing about the trade: the core says the place, here it gets its screen.

import DoorstepCore

extension Screen {
    /// The visit that the screen is about; none for the list, the day, what is owed, sync and help.
    public var visit: VisitId? {
        switch self {
        case .job(let visit), .prepare(let visit), .doorstep(let visit), .step(let visit, _),
            .quote(let visit), .part(let visit), .custody(let visit), .sign(let visit),
            .leave(let visit), .incident(let visit):
            visit
        case .knowledge(let visit, _): visit
        case .today, .followUp, .day, .sync, .help: nil
        }
    }
}

extension NextPlace: Keyed {}

extension NextModel {
    /// The screen where the missing thing can be done; none where this app does not know the step.
    public func screen(of visit: VisitId) -> Screen? {
        switch place {
        case .accept: .job(visit: visit)
        case .incident: .incident(visit: visit)
        case .step: Step(key: step).map { $0.screen(of: visit) }
        case .doorstep: .doorstep(visit: visit)
        case .quote: .quote(visit: visit)
        case .sign: .sign(visit: visit)
        case .leave: .leave(visit: visit)
        case .followUp: .followUp
        }
    }
}

extension Step {
    /// Some steps have a screen of their own around their checks.
    public func screen(of visit: VisitId) -> Screen {
        switch self {
        case .prepare: .prepare(visit: visit)
        case .doorstep: .doorstep(visit: visit)
        case .leave: .leave(visit: visit)
        case .followUp: .followUp
        default: .step(visit: visit, step: self)
        }
    }
}
