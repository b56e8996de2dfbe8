//! Every tale over the books of the home service: it holds, it folds again from its
//! bytes whatever arrives first, and the office finds what the tale says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a tale that goes wrong is a failed test"
)]

use doorstep_domain::arrival::{self, Milestone, Punctuality};
use doorstep_domain::book::Books;
use doorstep_domain::door::{self, DoorTry};
use doorstep_domain::event::{Envelope, Outcome, Record, SeenHead};
use doorstep_domain::id::{Head, InstallationId, Lane, Subject};
use doorstep_domain::requirement::{BookPart, Reference, Served, parse_requirements};
use doorstep_domain::visit::{Heard, LaneRecords, Presented, Step, Visit, charged};
use doorstep_told::{Tale, Told, books, tales, visit, yuan};
use doorstep_wire::chain::Chain;
use doorstep_wire::event::{decode, encode};

fn told(tale: &Tale, books: &Books) -> Option<Told> {
    let tell = tale.tell;
    let told = std::panic::catch_unwind(|| tell(books));
    if told.is_err() {
        eprintln!("^ {}: {}", tale.name, tale.says);
    }
    told.ok()
}

#[test]
fn every_tale_holds() {
    let books = books("home-service");
    let all = tales();
    let failed: Vec<&str> = all.iter().filter(|tale| told(tale, &books).is_none()).map(|tale| tale.name).collect();
    assert_eq!(failed, Vec::<&str>::new());
    assert!(all.len() >= 80, "only {} tales are told", all.len());
    let names: std::collections::BTreeSet<&str> = all.iter().map(|tale| tale.name).collect();
    assert_eq!(names.len(), all.len(), "a name stands twice");
}

/// The tale's events as bytes, in one lane or handed over to a second phone, and read back.
fn refolded(told: &Told, handed_over_at: Option<usize>) -> Visit {
    let subject = Subject::Visit(told.job.visit.clone());
    let lane = |installation| Lane { installation: InstallationId([installation; 16]), subject: subject.clone() };
    let mut lanes: Vec<LaneRecords> = Vec::new();
    let mut chain = Chain::new(lane(1));
    let mut heard = Vec::new();
    let mut last: Option<Head> = None;
    for (at, entry) in told.visit.story.iter().enumerate() {
        let mut seen = Vec::new();
        if handed_over_at == Some(at) && at > 0 {
            lanes.push(LaneRecords { lane: lane(1), heard: std::mem::take(&mut heard) });
            chain = Chain::new(lane(2));
            seen = last.iter().map(|head| SeenHead { lane: lane(1), head: *head }).collect();
        }
        let envelope = Envelope { delta_ms: 0, running_delta: 1, clock: entry.at, seen };
        let bytes = encode(&Record { envelope, event: entry.event.clone() });
        let head = chain.push(&bytes);
        last = Some(head);
        let decoded = decode(&bytes).unwrap();
        let record = Record { envelope: decoded.envelope, event: decoded.event.unwrap() };
        heard.push(Heard { head, record: Ok(record) });
    }
    let installation = if handed_over_at.is_some_and(|at| at > 0) { 2 } else { 1 };
    lanes.push(LaneRecords { lane: lane(installation), heard });
    lanes.reverse();
    Visit::from_lanes(&lanes)
}

/// What a visit says, without where in which lane it was said.
fn facts(visit: &Visit) -> String {
    let story: Vec<_> = visit.story.iter().map(|entry| (entry.at, &entry.event)).collect();
    let work = (&visit.checks, &visit.lines, &visit.fitted, &visit.missing, &visit.rejected, visit.outcome);
    let shown = |paper: Option<Presented>| paper.map(|paper| (paper.document, paper.total));
    let signed = visit.acceptance.as_ref().map(|signed| (signed.document, signed.total, &signed.result));
    let paper = (shown(visit.accepted_quote()), shown(visit.current_confirmation()), signed, visit.reduction());
    let around = (&visit.calls, &visit.arrival, &visit.door, &visit.appointment, &visit.incidents, &visit.timers);
    let things = (&visit.custody.opened, &visit.custody.closed, &visit.follow_ups, &visit.advised, &visit.confirmed);
    format!("{:#?}", (story, work, paper, around, things))
}

/// The first line in which two visits differ.
fn difference(one: &str, other: &str) -> String {
    let differing = one.lines().zip(other.lines()).zip(1..).find(|((one, other), _)| one != other);
    differing.map_or("in length".to_owned(), |((one, other), line)| format!("line {line}: {one} / {other}"))
}

#[test]
fn every_tale_is_the_same_from_its_bytes_on_one_phone_or_two() {
    let books = books("home-service");
    for (tale, nth) in tales().into_iter().zip(1..) {
        let told = told(tale, &books).unwrap();
        assert_eq!(refolded(&told, None), told.visit, "{}", tale.name);
        let at = (nth * 7) % told.visit.story.len();
        let (two, one) = (facts(&refolded(&told, Some(at))), facts(&told.visit));
        assert!(two == one, "{} handed over at {at}: {}", tale.name, difference(&two, &one));
    }
}

#[test]
fn the_office_finds_what_the_tale_says_and_nothing_else() {
    let books = books("home-service");
    let mut judged = 0;
    for tale in tales() {
        let told = told(tale, &books).unwrap();
        if !told.expected.is_empty() {
            assert_eq!(told.findings(), told.expected, "{}", tale.name);
            judged += 1;
            continue;
        }
        assert!(
            told.findings().iter().all(|code| code.starts_with("finding/")),
            "{} breaks a rule: {:?}",
            tale.name,
            told.findings()
        );
    }
    assert!(judged >= 10, "only {judged} tales say what the office finds");
}

/// The books without this check: nothing waits for it and nothing depends on it.
fn without(books: &Books, check: &str) -> Books {
    let mut books = books.clone();
    books.standard.checks.retain(|one| one.id.as_str() != check);
    books.standard.orders.retain(|order| order.first.as_str() != check && order.then.as_str() != check);
    for other in &mut books.standard.checks {
        if other.when.answer.as_ref().is_some_and(|(earlier, _)| earlier.as_str() == check) {
            other.when.answer = None;
        }
    }
    books
}

#[test]
fn a_check_that_is_taken_out_of_the_book_is_missed_by_its_tale() {
    let table = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/requirements.tsv"));
    let table = parse_requirements(&table.unwrap()).unwrap();
    let books = books("home-service");
    let all = tales();
    let (mut removed, mut unnoticed) = (0, Vec::new());
    for requirement in &table {
        let Served::Here(references) = &requirement.served else { continue };
        let named: Vec<&&Tale> = all
            .iter()
            .filter(|tale| references.iter().any(|one| matches!(one, Reference::Scenario(name) if name == tale.name)))
            .collect();
        // A number that no tale shows is not this product's to serve.
        for reference in references.iter().filter(|_| !named.is_empty()) {
            let Reference::Book(BookPart::Check, check) = reference else { continue };
            let fewer = without(&books, check);
            removed += 1;
            let is_noticed = named.iter().any(|tale| {
                let tell = tale.tell;
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| tell(&fewer))).is_err()
            });
            if !is_noticed {
                unnoticed.push(format!("{} {check}", requirement.number));
            }
        }
    }
    assert_eq!(unnoticed, Vec::<String>::new());
    assert!(removed >= 80, "only {removed} checks were taken out");
}

#[test]
fn another_brands_books_run_without_touching_code() {
    let books = books("second-brand");
    let told = visit(&books, "11").charges("come", 1).charges("washer-small", 1).agreed().to_the_end();
    assert_eq!(charged(&told.visit, &books), yuan("70.00"), "its own prices");
    assert_eq!(told.visit.outcome, Some(Outcome::Solved));
    let gifts = books.standard.checks.iter().any(|check| check.text.en.to_lowercase().contains("gift"));
    assert!(!gifts, "this brand gives no gift");
    let tried = visit(&books, "11").up_to(Step::Doorstep).tries_door(DoorTry::Knock).after_s(180);
    assert_eq!(door::state(&tried.visit, &books.sla, &tried.now).phone_due, Some(true), "its own patience");
    let late = visit(&books, "11").up_to(Step::Doorstep).at("17:12").reaches(Milestone::Arrived);
    assert_eq!(arrival::punctuality(&late.visit, &books.sla), Punctuality::LateSerious, "ten minutes are serious here");
}
