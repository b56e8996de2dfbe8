//! Any value that the wire can carry.

use std::fmt::Debug;
use std::str::FromStr;

use doorstep_domain::book::{BookId, BookSet, EditionId};
use doorstep_domain::event::*;
use doorstep_domain::id::{Hash, Head, InstallationId, Lane, Subject};
use doorstep_domain::job::{Customer, Job, ServiceKind, Warranty, Window};
use doorstep_domain::money::Money;
use doorstep_domain::time::{BootId, Stamp};
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
    prop_oneof![id().prop_map(Subject::Visit), id().prop_map(Subject::Van)]
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

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        opening().prop_map(Event::VisitOpened),
        (id(), answer()).prop_map(|(check, answer)| Event::CheckAnswered { check, answer }),
        (id(), id(), option::of(hash())).prop_map(|(check, reason, note)| Event::CheckWaived { check, reason, note }),
        hash().prop_map(|note| Event::NoteAdded { note }),
        hash().prop_map(|photo| Event::PhotoAdded { photo }),
        quote_line().prop_map(|line| Event::QuoteLineAdded { line }),
        any::<u32>().prop_map(|line| Event::QuoteLineRemoved { line }),
        document_event(),
        fitted().prop_map(Event::PartFitted),
        (id(), any::<u32>()).prop_map(|(part, count)| Event::PartMissing { part, count }),
        select(Outcome::ALL).prop_map(|outcome| Event::VisitLeft { outcome }),
    ]
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
    (opening(), what, btree_map(id(), money(), 0..3), customer, signed(), signed()).prop_map(
        |(opening, what, warranty_card, customer, from_ms, until_ms)| Job {
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
            window: Window { from_ms, until_ms },
        },
    )
}

fn item() -> impl Strategy<Value = FeedItem> {
    let book = || hash().prop_map(BookId);
    let edition =
        (hash(), book(), book(), book(), book(), book()).prop_map(|(id, standard, fees, parts, sla, wording)| {
            FeedItem::Edition { id: EditionId(id), books: BookSet { standard, fees, parts, sla, wording } }
        });
    prop_oneof![
        job().prop_map(FeedItem::Job),
        edition,
        (id(), any::<i32>()).prop_map(|(part, count)| FeedItem::Stock { part, count }),
        subject().prop_map(|subject| FeedItem::Erased { subject }),
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
