//! Any value that the wire can carry.

use std::fmt::Debug;
use std::str::FromStr;

use chrono::NaiveDate;
use doorstep_domain::arrival::Milestone;
use doorstep_domain::book::{BookId, BookSet, EditionId};
use doorstep_domain::call::{Call, CallReason, CallResult, Party};
use doorstep_domain::custody::{Custody, CustodyEnd, CustodyKind};
use doorstep_domain::day::DayStart;
use doorstep_domain::door::{DoorSearch, DoorTry, SearchResult};
use doorstep_domain::event::*;
use doorstep_domain::follow_up::FollowUpResult;
use doorstep_domain::id::{Hash, Head, InstallationId, Lane, PartNo, SerialNo, Subject};
use doorstep_domain::job::{Customer, Job, ServiceKind, Warranty, Window};
use doorstep_domain::money::Money;
use doorstep_domain::reduction::ApprovalKey;
use doorstep_domain::terms::{Certificate, Earlier, OpenCustody, Terms};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_domain::van::{Depot, Moved};
use doorstep_wire::message::{
    Answer as OfficeAnswer, Content, Cursor, Epoch, Feed, FeedEntry, FeedItem, LaneVerdict, Limits, Offer, PhotoOffer,
    Push, Segment, SentEvent, Verdicts,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

pub fn id<T: FromStr<Err: Debug> + Debug>() -> impl Strategy<Value = T> {
    "[A-Za-z0-9._-]{1,64}".prop_map(|text| text.parse().unwrap())
}

pub fn hash() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash)
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..30u64, 0..70_000u64, any::<u64>()]
}

fn signed() -> impl Strategy<Value = i64> {
    prop_oneof![-300..300i64, any::<i64>()]
}

fn money() -> impl Strategy<Value = Money> {
    (signed(), "[A-Z]{3}").prop_map(|(minor, currency)| Money::new(minor, currency.parse().unwrap()))
}

pub fn installation() -> impl Strategy<Value = InstallationId> {
    any::<[u8; 16]>().prop_map(InstallationId)
}

pub fn subject() -> impl Strategy<Value = Subject> {
    prop_oneof![id().prop_map(Subject::Visit), id().prop_map(Subject::Van), id().prop_map(Subject::Day)]
}

pub fn head() -> impl Strategy<Value = Head> {
    (number(), hash()).prop_map(|(seq, hash)| Head { seq, hash })
}

fn lane() -> impl Strategy<Value = Lane> {
    (installation(), subject()).prop_map(|(installation, subject)| Lane { installation, subject })
}

fn envelope() -> impl Strategy<Value = Envelope> {
    let clock = (signed(), number(), number(), option::of(any::<u32>())).prop_map(
        |(wall_ms, mono_ms, boot, uncertainty_ms)| Stamp { wall_ms, mono_ms, boot: BootId(boot), uncertainty_ms },
    );
    let seen = (lane(), head()).prop_map(|(lane, head)| SeenHead { lane, head });
    (number(), number(), option::of(clock), prop_oneof![Just(Vec::new()), vec(seen, 0..4)])
        .prop_map(|(delta_ms, running_delta, clock, seen)| Envelope { delta_ms, running_delta, clock, seen })
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        Just(Answer::Confirmed),
        id().prop_map(Answer::Chosen),
        signed().prop_map(Answer::Measured),
        hash().prop_map(Answer::Photographed),
        hash().prop_map(Answer::Noted),
        number().prop_map(Answer::Timed),
        select(CallResult::ALL).prop_map(Answer::Called),
    ]
}

fn quote_line() -> impl Strategy<Value = QuoteLine> {
    let item = prop_oneof![id().prop_map(QuoteItem::Fee), id().prop_map(QuoteItem::Part)];
    let because = prop_oneof![
        option::of(money()).prop_map(|card| Because::Schedule { card }),
        money().prop_map(|schedule| Because::CardIsLower { schedule }),
        money().prop_map(|would_be| Because::FreeInWarranty { would_be }),
        Just(Because::Catalogue),
        Just(Because::Extra),
        money().prop_map(|would_be| Because::FreeSoftware { would_be }),
        money().prop_map(|would_be| Because::AskCentre { would_be }),
        Just(Because::Ordered),
        Just(Because::OldPartCredit),
        money().prop_map(|would_be| Because::RepairWarranty { would_be }),
    ];
    (any::<u32>(), item, any::<u32>(), money(), because).prop_map(|(line, item, count, amount, because)| QuoteLine {
        line,
        item,
        count,
        amount,
        because,
    })
}

fn opening() -> impl Strategy<Value = Opening> {
    (id(), id(), id(), hash(), select(ServiceKind::ALL), id(), select(Warranty::ALL)).prop_map(
        |(visit, job, engineer, edition, service, category, warranty)| Opening {
            visit,
            job,
            engineer,
            edition: EditionId(edition),
            service,
            category,
            warranty,
        },
    )
}

fn fitted() -> impl Strategy<Value = FittedPart> {
    (id(), any::<u32>(), option::of(id()), select(OldPart::ALL))
        .prop_map(|(part, count, serial, old_part)| FittedPart { part, count, serial, old_part })
}

fn document_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (select(DocumentKind::ALL), hash(), money()).prop_map(|(kind, document, total)| Event::DocumentPresented {
            kind,
            document,
            total
        }),
        (hash(), select(QuoteAnswer::ALL)).prop_map(|(document, answer)| Event::QuoteAnswered { document, answer }),
        (hash(), money(), select(Signer::ALL), hash()).prop_map(|(document, total, signer, strokes)| Event::Signed {
            document,
            total,
            signer,
            strokes
        }),
        (hash(), money(), select(NoSignature::ALL), option::of(hash()))
            .prop_map(|(document, total, why, note)| Event::SignatureMissing { document, total, why, note }),
    ]
}

fn note() -> impl Strategy<Value = Option<Hash>> {
    option::of(hash())
}

fn serial() -> impl Strategy<Value = Option<SerialNo>> {
    option::of(id())
}

fn window() -> impl Strategy<Value = Window> {
    (signed(), signed()).prop_map(|(from_ms, until_ms)| Window { from_ms, until_ms })
}

fn date() -> impl Strategy<Value = NaiveDate> {
    // Four digits for most, and every year that a clock can say.
    let days = prop_oneof![700_000..750_000i32, -90_000_000..90_000_000i32];
    days.prop_map(|days| NaiveDate::from_num_days_from_ce_opt(days).unwrap())
}

fn certificate() -> impl Strategy<Value = Certificate> {
    (id(), any::<u32>(), date()).prop_map(|(category, grade, valid_until)| Certificate { category, grade, valid_until })
}

fn terms() -> impl Strategy<Value = Terms> {
    let known = (option::of(any::<u32>()), option::of(date()), any::<bool>(), option::of(certificate()));
    (window(), known).prop_map(|(window, (travel_min, installed_on, is_elderly, certificate))| Terms {
        window,
        travel_min,
        installed_on,
        is_elderly,
        certificate,
    })
}

pub fn earlier() -> impl Strategy<Value = Earlier> {
    let parts = || vec((id::<PartNo>(), any::<u32>()), 0..3);
    let custody = (id(), any::<u32>(), select(CustodyKind::ALL), serial(), signed())
        .prop_map(|(from, number, kind, serial, due_ms)| OpenCustody { from, number, kind, serial, due_ms });
    let work = (option::of((hash(), money())), vec((id(), any::<u32>()), 0..3), parts(), parts());
    (id(), hash(), option::of(signed()), work, vec(custody, 0..3)).prop_map(
        |(visit, relied, left_ms, (quote, labour, missing, fitted), custody)| Earlier {
            visit,
            relied,
            left_ms,
            quote,
            labour,
            missing,
            fitted,
            custody,
        },
    )
}

/// The way, the door, calls, the appointment and what comes between.
fn door_event() -> impl Strategy<Value = Event> {
    let calls = (select(Party::ALL), select(CallReason::ALL), select(CallResult::ALL), note());
    prop_oneof![
        calls.prop_map(|(to, reason, result, note)| Event::Called(Call { to, reason, result, note })),
        select(Milestone::ALL).prop_map(|milestone| Event::Reached { milestone }),
        id().prop_map(|reason| Event::LatenessExplained { reason }),
        select(DoorTry::ALL).prop_map(|how| Event::DoorTried { how }),
        (select(DoorSearch::ALL), select(SearchResult::ALL))
            .prop_map(|(place, result)| Event::DoorSearched { place, result }),
        hash().prop_map(|photo| Event::DoorNoteLeft { photo }),
        (window(), id(), select(Signer::ALL)).prop_map(|(window, reason, consent)| Event::AppointmentMoved {
            window,
            reason,
            consent
        }),
        (select(Party::ALL), id(), note()).prop_map(|(to, reason, note)| Event::HandedOver { to, reason, note }),
        (any::<u32>(), id()).prop_map(|(number, incident)| Event::IncidentOpened { number, incident }),
        (any::<u32>(), id(), option::of(select(Signer::ALL)), note())
            .prop_map(|(number, outcome, consent, note)| { Event::IncidentClosed { number, outcome, consent, note } }),
    ]
}

fn money_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        quote_line().prop_map(|line| Event::QuoteLineAdded { line }),
        any::<u32>().prop_map(|line| Event::QuoteLineRemoved { line }),
        document_event(),
        (any::<u32>(), hash(), money(), money(), id()).prop_map(|(request, document, from, to, reason)| {
            Event::ReductionAsked { request, document, from, to, reason }
        }),
        (any::<u32>(), any::<u32>()).prop_map(|(request, code)| Event::CodeTried { request, code }),
        (any::<u32>(), hash(), money(), any::<u32>(), any::<bool>()).prop_map(
            |(request, document, total, code, is_verified)| Event::PriceReduced {
                request,
                document,
                total,
                code,
                is_verified
            }
        ),
    ]
}

fn custody() -> impl Strategy<Value = Custody> {
    let what = (any::<u32>(), select(CustodyKind::ALL), serial(), signed());
    (what, [hash(), hash(), hash(), hash()]).prop_map(
        |((number, kind, serial, due_ms), [condition, slip, customer_strokes, engineer_strokes])| Custody {
            number,
            kind,
            serial,
            condition,
            due_ms,
            slip,
            customer_strokes,
            engineer_strokes,
        },
    )
}

fn thing_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        fitted().prop_map(Event::PartFitted),
        (id(), any::<u32>()).prop_map(|(part, count)| Event::PartMissing { part, count }),
        (id(), any::<u32>(), serial(), select(Rejection::ALL))
            .prop_map(|(part, count, serial, why)| Event::PartRejected { part, count, serial, why }),
        (id(), any::<u32>(), serial()).prop_map(|(part, count, serial)| Event::PartTakenOut { part, count, serial }),
        custody().prop_map(Event::CustodyOpened),
        (any::<u32>(), hash()).prop_map(|(number, photo)| Event::CustodyPhotographed { number, photo }),
        (id(), any::<u32>(), select(CustodyEnd::ALL), note())
            .prop_map(|(from, number, end, note)| Event::CustodyClosed { from, number, end, note }),
    ]
}

/// The van and the day.
fn day_event() -> impl Strategy<Value = Event> {
    let moved = || {
        (id(), any::<u32>(), serial(), select(Depot::ALL)).prop_map(|(part, count, serial, depot)| Moved {
            part,
            count,
            serial,
            depot,
        })
    };
    prop_oneof![
        moved().prop_map(Event::VanLoaded),
        moved().prop_map(Event::VanUnloaded),
        (id(), any::<u32>(), signed()).prop_map(|(part, found, expected)| Event::VanCounted { part, found, expected }),
        (id(), date(), hash()).prop_map(|(engineer, date, edition)| {
            Event::DayStarted(DayStart { engineer, date, edition: EditionId(edition) })
        }),
        (id(), any::<bool>(), option::of(any::<bool>()))
            .prop_map(|(visit, is_signed, satisfied)| Event::CardHandedIn { visit, is_signed, satisfied }),
        any::<u32>().prop_map(|mismatches| Event::DayEnded { mismatches }),
    ]
}

fn visit_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        opening().prop_map(Event::VisitOpened),
        terms().prop_map(Event::TermsTaken),
        earlier().prop_map(Event::EarlierTaken),
        (id(), answer()).prop_map(|(check, answer)| Event::CheckAnswered { check, answer }),
        (id(), id(), note()).prop_map(|(check, reason, note)| Event::CheckWaived { check, reason, note }),
        (select(TicketField::ALL), select(Party::ALL), note())
            .prop_map(|(field, source, value)| Event::FieldConfirmed { field, source, value }),
        vec(id(), 0..4).prop_map(|checks| Event::GroupConfirmed { checks }),
        id().prop_map(|check| Event::TimerStarted { check }),
        hash().prop_map(|note| Event::NoteAdded { note }),
        hash().prop_map(|photo| Event::PhotoAdded { photo }),
        (option::of(id()), any::<bool>()).prop_map(|(article, is_accepted)| Event::Advised { article, is_accepted }),
        (id(), select(FollowUpResult::ALL), note()).prop_map(|(follow_up, result, note)| Event::FollowUpTried {
            follow_up,
            result,
            note
        }),
        select(Outcome::ALL).prop_map(|outcome| Event::VisitLeft { outcome }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![visit_event(), door_event(), money_event(), thing_event(), day_event()]
}

pub fn record() -> impl Strategy<Value = Record> {
    (envelope(), event()).prop_map(|(envelope, event)| Record { envelope, event })
}

pub fn sent() -> impl Strategy<Value = SentEvent> {
    let bytes = || vec(any::<u8>(), 0..60);
    prop_oneof![
        bytes().prop_map(SentEvent::Plain),
        (bytes(), installation(), number(), hash()).prop_map(|(bytes, from, seq, previous)| SentEvent::Moved {
            bytes,
            from,
            seq,
            previous
        }),
        hash().prop_map(SentEvent::Withheld),
    ]
}

fn cursor() -> impl Strategy<Value = Cursor> {
    (any::<[u8; 16]>(), number(), hash()).prop_map(|(epoch, n, hash)| Cursor { epoch: Epoch(epoch), n, hash })
}

fn segment() -> impl Strategy<Value = Segment> {
    let continues = option::of((installation(), head()));
    (subject(), option::of(installation()), continues, head(), number(), vec(sent(), 0..4)).prop_map(
        |(subject, installation, continues, base, end, events)| Segment {
            subject,
            installation,
            continues,
            base,
            end,
            events,
        },
    )
}

pub fn push() -> impl Strategy<Value = Push> {
    let offer = (subject(), head()).prop_map(|(subject, head)| Offer { subject, head });
    let content = (subject(), any::<[u8; 16]>(), vec(any::<u8>(), 0..40)).prop_map(|(subject, salt, bytes)| Content {
        subject,
        salt,
        bytes,
    });
    let photo =
        (subject(), hash(), number()).prop_map(|(subject, hash, bytes_len)| PhotoOffer { subject, hash, bytes_len });
    let who = (installation(), number(), option::of(any::<[u8; 16]>().prop_map(Epoch)), vec(any::<u8>(), 0..64));
    let state = (option::of(cursor()), hash(), number());
    let what = (vec(segment(), 0..3), vec(offer, 0..3), vec(content, 0..3), vec(photo, 0..3), vec(hash(), 0..3));
    (who, state, what).prop_map(|(who, state, what)| {
        let (installation, request, epoch, challenge) = who;
        let (cursor, digest, running) = state;
        let (segments, offers, contents, photos, books_wanted) = what;
        Push {
            installation,
            request,
            epoch,
            challenge,
            cursor,
            digest,
            running,
            segments,
            offers,
            contents,
            photos,
            books_wanted,
        }
    })
}

fn lane_verdict() -> impl Strategy<Value = LaneVerdict> {
    let heads = prop_oneof![head().prop_map(|same| (same, same)), (head(), head())];
    (lane(), heads, number(), vec((number(), "[a-z/-]{1,64}"), 0..3)).prop_map(
        |(Lane { installation, subject }, (common, head), arrival, quarantined)| LaneVerdict {
            installation,
            subject,
            common,
            head,
            arrival,
            quarantined,
        },
    )
}

fn verdicts() -> impl Strategy<Value = Verdicts> {
    let limits = (number(), any::<u32>(), number(), number()).prop_map(
        |(push_bytes, push_events, content_bytes, photo_bytes)| Limits {
            push_bytes,
            push_events,
            content_bytes,
            photo_bytes,
        },
    );
    let who = (number(), installation(), any::<[u8; 16]>(), vec(any::<u8>(), 0..64), number(), limits);
    let what = (vec(lane_verdict(), 0..3), vec(hash(), 0..3), vec(hash(), 0..3), vec((hash(), number()), 0..3));
    (who, what).prop_map(|(who, (lanes, lacking_contents, lacking_photos, arrived))| {
        let (request, installation, epoch, challenge, safe_upto, limits) = who;
        Verdicts {
            request,
            installation,
            epoch: Epoch(epoch),
            challenge,
            safe_upto,
            limits,
            lanes,
            lacking_contents,
            lacking_photos,
            arrived,
        }
    })
}

fn job() -> impl Strategy<Value = Job> {
    let customer = (".{0,9}", vec("[0-9+ ]{0,9}", 0..3), ".{0,9}", ".{0,9}", any::<bool>())
        .prop_map(|(name, phones, address, area, is_elderly)| Customer { name, phones, address, area, is_elderly });
    let what = (".{0,9}", ".{0,9}", ".{0,9}", ".{0,9}", ".{0,9}");
    let since = (option::of(any::<u32>()), option::of(date()), option::of(id()));
    let key = option::of(any::<[u8; 32]>().prop_map(ApprovalKey));
    (opening(), what, btree_map(id(), money(), 0..3), customer, window(), since, key).prop_map(
        |(opening, what, warranty_card, customer, window, (travel_min, installed_on, earlier), approval_key)| Job {
            id: opening.job,
            visit: opening.visit,
            engineer: opening.engineer,
            service: opening.service,
            category: opening.category,
            model: what.0,
            serial: what.1,
            purchased_on: what.2,
            warranty: opening.warranty,
            warranty_card,
            customer,
            symptom: what.3,
            request: what.4,
            window,
            travel_min,
            installed_on,
            earlier,
            approval_key,
        },
    )
}

fn item() -> impl Strategy<Value = FeedItem> {
    let book = || hash().prop_map(BookId);
    let edition = (hash(), [book(), book(), book(), book(), book(), book()]).prop_map(
        |(id, [standard, fees, parts, sla, wording, knowledge])| FeedItem::Edition {
            id: EditionId(id),
            books: BookSet { standard, fees, parts, sla, wording, knowledge },
        },
    );
    prop_oneof![
        job().prop_map(FeedItem::Job),
        edition,
        (id(), any::<i32>()).prop_map(|(part, count)| FeedItem::Stock { part, count }),
        subject().prop_map(|subject| FeedItem::Erased { subject }),
        vec(certificate(), 0..3).prop_map(FeedItem::Certificates),
        (id(), earlier()).prop_map(|(visit, earlier)| FeedItem::Earlier { visit, earlier }),
        (100..u32::MAX, vec(any::<u8>(), 0..40)).prop_map(|(kind, bytes)| FeedItem::Unknown { kind, bytes }),
    ]
}

fn feed() -> impl Strategy<Value = Feed> {
    let entry = (number(), item()).prop_map(|(n, item)| FeedEntry { n, item });
    (any::<bool>(), vec(entry, 0..4), cursor(), any::<bool>())
        .prop_map(|(is_snapshot, entries, cursor, has_more)| Feed { is_snapshot, entries, cursor, has_more })
}

pub fn answer_message() -> impl Strategy<Value = OfficeAnswer> {
    (verdicts(), option::of(feed())).prop_map(|(verdicts, feed)| OfficeAnswer { verdicts, feed })
}
