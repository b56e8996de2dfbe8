//! The values of the goldens. Nobody in them exists.

use doorstep_domain::arrival::Milestone;
use doorstep_domain::book::{BookId, BookSet, EditionId};
use doorstep_domain::call::{Call, CallReason, CallResult, Party};
use doorstep_domain::custody::{Custody, CustodyEnd, CustodyKind};
use doorstep_domain::day::DayStart;
use doorstep_domain::door::{DoorSearch, DoorTry, SearchResult};
use doorstep_domain::event::*;
use doorstep_domain::follow_up::FollowUpResult;
use doorstep_domain::id::{Hash, Head, InstallationId, Lane, Subject};
use doorstep_domain::job::{Customer, Job, ServiceKind, Warranty, Window};
use doorstep_domain::money::{Currency, Money};
use doorstep_domain::reduction::ApprovalKey;
use doorstep_domain::terms::{Certificate, Earlier, OpenCustody, Terms};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_domain::van::{Depot, Moved};
use doorstep_wire::chain::Chain;
use doorstep_wire::event::encode;
use doorstep_wire::message::{
    Content, Cursor, Epoch, Feed, FeedEntry, FeedItem, LaneVerdict, Limits, Offer, PhotoOffer, Push, Segment,
    SentEvent, Verdicts,
};

pub const PHONE: InstallationId = InstallationId([0x11; 16]);
pub const OLD_PHONE: InstallationId = InstallationId([0x22; 16]);
const EPOCH: Epoch = Epoch([0xe0; 16]);

pub fn named(what: &str) -> Hash {
    Hash::of(what.as_bytes())
}

pub fn subject(visit: &str) -> Subject {
    Subject::Visit(visit.parse().unwrap())
}

pub fn lane() -> Lane {
    Lane { installation: PHONE, subject: subject("FW-2026-11-00417.1") }
}

pub fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

pub fn stamp(since_ms: i64) -> Stamp {
    Stamp { wall_ms: 1_795_400_000_000 + since_ms, mono_ms: 5_400_000, boot: BootId(7), uncertainty_ms: Some(250) }
}

pub fn seen() -> SeenHead {
    let lane = Lane { installation: OLD_PHONE, subject: subject("FW-2026-11-00417.1") };
    SeenHead { lane, head: Head { seq: 12, hash: named("seen") } }
}

pub fn opened(job: &str) -> Event {
    Event::VisitOpened(Opening {
        visit: format!("{job}.1").parse().unwrap(),
        job: job.parse().unwrap(),
        engineer: "E-0132".parse().unwrap(),
        edition: EditionId(named("edition")),
        service: ServiceKind::Repair,
        category: "gas-water-heater".parse().unwrap(),
        warranty: Warranty::Outside,
    })
}

pub fn line(line: u32, minor: i64) -> QuoteLine {
    QuoteLine {
        line,
        item: QuoteItem::Fee("labour.board".parse().unwrap()),
        count: 1,
        amount: yuan(minor),
        because: Because::Schedule { card: None },
    }
}

pub fn fitted(serial: &str) -> Event {
    Event::PartFitted(FittedPart {
        part: "0010-8821-A".parse().unwrap(),
        count: 1,
        serial: Some(serial.parse().unwrap()),
        old_part: OldPart::Returned,
    })
}

fn answered(check: &str, answer: Answer) -> Event {
    Event::CheckAnswered { check: check.parse().unwrap(), answer }
}

/// At least one of every kind. They stand in one lane, the later ones after the
/// earlier ones: whoever adds one adds it at the end, or every hash would change.
pub fn events() -> Vec<(&'static str, Event)> {
    let mut events = first_events();
    events.extend(check_events());
    events.extend(door_events());
    events.extend(money_events());
    events.extend(thing_events());
    events.extend(day_events());
    events
}

fn first_events() -> Vec<(&'static str, Event)> {
    let part =
        |because| QuoteLine { item: QuoteItem::Part("0010-8821-A".parse().unwrap()), because, ..line(2, 18_000) };
    let check = |check: &str| check.parse().unwrap();
    let reason = || "customer-declined".parse().unwrap();
    vec![
        ("visit-opened", opened("FW-2026-11-00417")),
        ("check-confirmed", answered("greet.badge", Answer::Confirmed)),
        ("check-chosen", answered("diagnose.cause", Answer::Chosen("board-dead".parse().unwrap()))),
        ("check-measured", answered("diagnose.gas-pressure", Answer::Measured(-2_150))),
        ("check-photographed", answered("diagnose.nameplate", Answer::Photographed(named("photo 1")))),
        ("check-noted", answered("diagnose.remark", Answer::Noted(named("note 1")))),
        ("check-waived", Event::CheckWaived { check: check("clean.floor"), reason: reason(), note: None }),
        (
            "check-waived-with-note",
            Event::CheckWaived { check: check("clean.floor"), reason: reason(), note: Some(named("note 2")) },
        ),
        ("note-added", Event::NoteAdded { note: named("note 3") }),
        ("photo-added", Event::PhotoAdded { photo: named("photo 2") }),
        ("quote-line-by-schedule", Event::QuoteLineAdded { line: line(1, 12_000) }),
        (
            "quote-line-with-dearer-card",
            Event::QuoteLineAdded {
                line: QuoteLine { because: Because::Schedule { card: Some(yuan(15_000)) }, ..line(1, 12_000) },
            },
        ),
        (
            "quote-line-by-card",
            Event::QuoteLineAdded {
                line: QuoteLine { because: Because::CardIsLower { schedule: yuan(12_000) }, ..line(1, 10_000) },
            },
        ),
        (
            "quote-line-free",
            Event::QuoteLineAdded {
                line: QuoteLine { because: Because::FreeInWarranty { would_be: yuan(12_000) }, ..line(1, 0) },
            },
        ),
        ("quote-line-part", Event::QuoteLineAdded { line: part(Because::Catalogue) }),
        ("quote-line-extra", Event::QuoteLineAdded { line: part(Because::Extra) }),
        ("quote-line-removed", Event::QuoteLineRemoved { line: 2 }),
        (
            "document-presented",
            Event::DocumentPresented { kind: DocumentKind::Quote, document: named("quote"), total: yuan(30_000) },
        ),
        ("quote-answered", Event::QuoteAnswered { document: named("quote"), answer: QuoteAnswer::Accepted }),
        ("part-fitted", fitted("SN20260417")),
        ("part-missing", Event::PartMissing { part: "0010-7745".parse().unwrap(), count: 2 }),
        (
            "signed",
            Event::Signed {
                document: named("confirmation"),
                total: yuan(30_000),
                signer: Signer::Family,
                strokes: named("strokes"),
            },
        ),
        (
            "signature-missing",
            Event::SignatureMissing {
                document: named("confirmation"),
                total: yuan(30_000),
                why: NoSignature::Unable,
                note: Some(named("note 4")),
            },
        ),
        ("visit-left", Event::VisitLeft { outcome: Outcome::Solved }),
    ]
}

pub fn window() -> Window {
    Window { from_ms: 1_795_420_000_000, until_ms: 1_795_427_200_000 }
}

pub fn certificate() -> Certificate {
    let valid_until = "2027-06-30".parse().unwrap();
    Certificate { category: "gas-water-heater".parse().unwrap(), grade: 2, valid_until }
}

pub fn earlier() -> Earlier {
    Earlier {
        visit: "FW-2026-11-00417.0".parse().unwrap(),
        relied: named("last event"),
        left_ms: Some(1_795_300_000_000),
        quote: Some((named("quote"), yuan(30_000))),
        labour: vec![("labour.board".parse().unwrap(), 1)],
        missing: vec![("0010-7745".parse().unwrap(), 2)],
        fitted: vec![("0010-8821-A".parse().unwrap(), 1)],
        custody: vec![OpenCustody {
            from: "FW-2026-11-00417.0".parse().unwrap(),
            number: 1,
            kind: CustodyKind::Loaner,
            serial: Some("LN-0007".parse().unwrap()),
            due_ms: 1_795_600_000_000,
        }],
    }
}

fn check_events() -> Vec<(&'static str, Event)> {
    let terms = Terms {
        window: window(),
        travel_min: Some(35),
        installed_on: Some("2026-11-01".parse().unwrap()),
        is_elderly: true,
        certificate: Some(certificate()),
    };
    let nothing_known =
        Terms { travel_min: None, installed_on: None, is_elderly: false, certificate: None, ..terms.clone() };
    let left_nothing = Earlier {
        left_ms: None,
        quote: None,
        labour: Vec::new(),
        missing: Vec::new(),
        fitted: Vec::new(),
        custody: Vec::new(),
        ..earlier()
    };
    let checks = ["greet.badge", "greet.mat"].map(|check| check.parse().unwrap()).to_vec();
    let follow_up = |result, note| Event::FollowUpTried { follow_up: "after-repair".parse().unwrap(), result, note };
    vec![
        ("terms-taken", Event::TermsTaken(terms)),
        ("terms-taken-unknown", Event::TermsTaken(nothing_known)),
        ("earlier-taken", Event::EarlierTaken(earlier())),
        ("earlier-taken-nothing-left", Event::EarlierTaken(left_nothing)),
        ("check-timed", answered("repair.wait", Answer::Timed(31_500))),
        ("check-called", answered("prepare.call", Answer::Called(CallResult::NoAnswer))),
        (
            "field-confirmed",
            Event::FieldConfirmed { field: TicketField::Model, source: Party::Customer, value: Some(named("model")) },
        ),
        ("group-confirmed", Event::GroupConfirmed { checks }),
        ("timer-started", Event::TimerStarted { check: "repair.wait".parse().unwrap() }),
        ("advised", Event::Advised { article: Some("fridge-not-cold".parse().unwrap()), is_accepted: true }),
        ("advised-freely", Event::Advised { article: None, is_accepted: false }),
        ("follow-up-tried", follow_up(FollowUpResult::NotReached, None)),
        ("follow-up-tried-with-note", follow_up(FollowUpResult::NotSatisfied, Some(named("note 5")))),
        ("visit-left-rebooked", Event::VisitLeft { outcome: Outcome::Rebooked }),
    ]
}

fn door_events() -> Vec<(&'static str, Event)> {
    let called =
        |note| Event::Called(Call { to: Party::Centre, reason: CallReason::NoAccess, result: CallResult::Busy, note });
    let closed =
        |consent, note| Event::IncidentClosed { number: 1, outcome: "rebooked".parse().unwrap(), consent, note };
    vec![
        ("called", called(None)),
        ("called-with-note", called(Some(named("note 6")))),
        ("reached", Event::Reached { milestone: Milestone::Arrived }),
        ("lateness-explained", Event::LatenessExplained { reason: "traffic".parse().unwrap() }),
        ("door-tried", Event::DoorTried { how: DoorTry::Knock }),
        ("door-searched", Event::DoorSearched { place: DoorSearch::Neighbour, result: SearchResult::ConfirmedAway }),
        ("door-note-left", Event::DoorNoteLeft { photo: named("photo 3") }),
        (
            "appointment-moved",
            Event::AppointmentMoved {
                window: window(),
                reason: "customer-away".parse().unwrap(),
                consent: Signer::Family,
            },
        ),
        ("handed-over", Event::HandedOver { to: Party::Dispatcher, reason: "other-job".parse().unwrap(), note: None }),
        ("incident-opened", Event::IncidentOpened { number: 1, incident: "power-cut".parse().unwrap() }),
        ("incident-closed", closed(None, None)),
        ("incident-closed-with-consent", closed(Some(Signer::Customer), Some(named("note 7")))),
    ]
}

fn money_events() -> Vec<(&'static str, Event)> {
    let added = |because| Event::QuoteLineAdded { line: QuoteLine { because, ..line(3, 0) } };
    vec![
        ("quote-line-free-software", added(Because::FreeSoftware { would_be: yuan(5_000) })),
        ("quote-line-ask-centre", added(Because::AskCentre { would_be: yuan(5_000) })),
        (
            "quote-line-ordered",
            Event::QuoteLineAdded { line: QuoteLine { because: Because::Ordered, ..line(3, 80_000) } },
        ),
        (
            "quote-line-old-part-credit",
            Event::QuoteLineAdded { line: QuoteLine { because: Because::OldPartCredit, ..line(4, -2_000) } },
        ),
        ("quote-line-repair-warranty", added(Because::RepairWarranty { would_be: yuan(12_000) })),
        (
            "reduction-asked",
            Event::ReductionAsked {
                request: 1,
                document: named("quote"),
                from: yuan(30_000),
                to: yuan(24_000),
                reason: "long-wait".parse().unwrap(),
            },
        ),
        ("code-tried", Event::CodeTried { request: 1, code: 12_345_678 }),
        (
            "price-reduced",
            Event::PriceReduced {
                request: 1,
                document: named("quote"),
                total: yuan(24_000),
                code: 87_654_321,
                is_verified: true,
            },
        ),
    ]
}

fn thing_events() -> Vec<(&'static str, Event)> {
    let part = || "0010-8821-A".parse().unwrap();
    let custody = Custody {
        number: 1,
        kind: CustodyKind::Appliance,
        serial: Some("SN20240501".parse().unwrap()),
        condition: named("condition"),
        due_ms: 1_795_600_000_000,
        slip: named("slip"),
        customer_strokes: named("customer strokes"),
        engineer_strokes: named("engineer strokes"),
    };
    vec![
        ("part-rejected", Event::PartRejected { part: part(), count: 1, serial: None, why: Rejection::Faulty }),
        ("part-taken-out", Event::PartTakenOut { part: part(), count: 1, serial: Some("SN20260417".parse().unwrap()) }),
        ("custody-opened", Event::CustodyOpened(custody)),
        ("custody-photographed", Event::CustodyPhotographed { number: 1, photo: named("photo 4") }),
        (
            "custody-closed",
            Event::CustodyClosed {
                from: "FW-2026-11-00417.0".parse().unwrap(),
                number: 1,
                end: CustodyEnd::Returned,
                note: None,
            },
        ),
    ]
}

/// What belongs to no visit; how it is written does not depend on its lane.
fn day_events() -> Vec<(&'static str, Event)> {
    let moved = |serial, depot| Moved { part: "0010-8821-A".parse().unwrap(), count: 1, serial, depot };
    let card =
        |satisfied| Event::CardHandedIn { visit: "FW-2026-11-00417.1".parse().unwrap(), is_signed: true, satisfied };
    let start = DayStart {
        engineer: "E-0132".parse().unwrap(),
        date: "2026-11-23".parse().unwrap(),
        edition: EditionId(named("edition")),
    };
    vec![
        ("van-loaded", Event::VanLoaded(moved(Some("SN20260418".parse().unwrap()), Depot::Store))),
        ("van-unloaded", Event::VanUnloaded(moved(None, Depot::OldParts))),
        ("van-counted", Event::VanCounted { part: "0010-7745".parse().unwrap(), found: 2, expected: -1 }),
        ("day-started", Event::DayStarted(start)),
        ("card-handed-in", card(Some(false))),
        ("card-handed-in-silent", card(None)),
        ("day-ended", Event::DayEnded { mismatches: 1 }),
    ]
}

/// The events above with envelopes: the first with a clock, one later with what was seen.
pub fn records() -> Vec<(&'static str, Record)> {
    let envelope = |at: usize, name: &str| Envelope {
        delta_ms: if at == 0 { 0 } else { 20_000 + 1_000 * at as u64 },
        running_delta: if at == 0 { 501 } else { 1 },
        clock: (at == 0 || name == "note-added").then(|| stamp(1_000 * at as i64)),
        seen: if name == "note-added" || name == "signed" { vec![seen()] } else { Vec::new() },
    };
    let with_envelope = |(at, (name, event))| (name, Record { envelope: envelope(at, name), event });
    events().into_iter().enumerate().map(with_envelope).collect()
}

pub fn push() -> Push {
    let bytes: Vec<Vec<u8>> = records().iter().take(3).map(|(_, record)| encode(record)).collect();
    let moved = |at: usize| SentEvent::Moved {
        bytes: bytes[at].clone(),
        from: OLD_PHONE,
        seq: 9,
        previous: named("before it there"),
    };
    let segment = Segment {
        subject: lane().subject,
        installation: None,
        continues: Some((OLD_PHONE, Head { seq: 8, hash: named("common point") })),
        base: Head::EMPTY,
        end: 4,
        events: vec![SentEvent::Plain(bytes[0].clone()), moved(1), SentEvent::Withheld(named("withheld"))],
    };
    let earlier = Segment {
        subject: Subject::Van("E-0132".parse().unwrap()),
        installation: Some(OLD_PHONE),
        continues: None,
        base: Head { seq: 3, hash: named("base") },
        end: 4,
        events: vec![SentEvent::Plain(bytes[2].clone())],
    };
    Push {
        installation: PHONE,
        request: 41,
        epoch: Some(EPOCH),
        challenge: vec![0xc1; 16],
        cursor: Some(Cursor { epoch: EPOCH, n: 17, hash: named("entry 17") }),
        digest: named("digest"),
        running: 524,
        segments: vec![segment, earlier],
        offers: vec![Offer { subject: subject("FW-2026-11-00398.1"), head: Head { seq: 38, hash: named("offer") } }],
        contents: vec![Content {
            subject: lane().subject,
            salt: [0x5a; 16],
            bytes: "主板无输出，已更换。".as_bytes().to_vec(),
        }],
        photos: vec![PhotoOffer { subject: lane().subject, hash: named("photo 1"), bytes_len: 412_345 }],
        books_wanted: vec![named("book")],
    }
}

pub fn job() -> Job {
    Job {
        id: "FW-2026-11-00420".parse().unwrap(),
        visit: "FW-2026-11-00420.1".parse().unwrap(),
        engineer: "E-0132".parse().unwrap(),
        service: ServiceKind::Repair,
        category: "gas-water-heater".parse().unwrap(),
        model: "JSQ30-16".into(),
        serial: String::new(),
        purchased_on: "2024-05-01".into(),
        warranty: Warranty::Inside,
        warranty_card: [("labour.board".parse().unwrap(), yuan(10_000))].into(),
        customer: Customer {
            name: "示例客户".into(),
            phones: vec!["000-0000-0000".into()],
            address: "示例路 1 号".into(),
            area: "city".into(),
            is_elderly: true,
        },
        symptom: "打不着火".into(),
        request: "尽快".into(),
        window: window(),
        travel_min: Some(35),
        installed_on: Some("2026-11-01".parse().unwrap()),
        earlier: Some("FW-2026-11-00417.1".parse().unwrap()),
        approval_key: Some(ApprovalKey([0xa5; 32])),
    }
}

fn feed() -> Feed {
    let book = |what| BookId(named(what));
    let books = BookSet {
        standard: book("standard"),
        fees: book("fees"),
        parts: book("parts"),
        sla: book("sla"),
        wording: book("wording"),
        knowledge: book("knowledge"),
    };
    let items = vec![
        FeedItem::Edition { id: EditionId(named("edition")), books },
        FeedItem::Job(job()),
        FeedItem::Stock { part: "0010-8821-A".parse().unwrap(), count: -3 },
        FeedItem::Erased { subject: subject("FW-2025-01-00007.1") },
        FeedItem::Certificates(vec![certificate()]),
        FeedItem::Earlier { visit: "FW-2026-11-00420.1".parse().unwrap(), earlier: earlier() },
        FeedItem::Unknown { kind: 4_711, bytes: vec![0x81, 0x18, 0x2a] },
    ];
    Feed {
        is_snapshot: false,
        entries: (18..).zip(items).map(|(n, item)| FeedEntry { n, item }).collect(),
        cursor: Cursor { epoch: EPOCH, n: 24, hash: named("entry 24") },
        has_more: true,
    }
}

pub fn answer() -> doorstep_wire::message::Answer {
    let mut chain = Chain::new(lane());
    let common = chain.push(&encode(&records()[0].1));
    let head = chain.push(&encode(&records()[1].1));
    let verdict = LaneVerdict {
        installation: PHONE,
        subject: lane().subject,
        common: head,
        head,
        arrival: 90_210,
        quarantined: vec![(2, "event/unknown-kind".into())],
    };
    let copy = LaneVerdict { installation: OLD_PHONE, common, quarantined: Vec::new(), ..verdict.clone() };
    let verdicts = Verdicts {
        request: 41,
        installation: PHONE,
        epoch: EPOCH,
        challenge: vec![0xc2; 16],
        safe_upto: 90_000,
        limits: Limits { push_bytes: 4 << 20, push_events: 10_000, content_bytes: 256 << 10, photo_bytes: 16 << 20 },
        lanes: vec![verdict, copy],
        lacking_contents: vec![named("note 1")],
        lacking_photos: vec![named("photo 1")],
        arrived: vec![(named("photo 0"), 90_209)],
    };
    doorstep_wire::message::Answer { verdicts, feed: Some(feed()) }
}
