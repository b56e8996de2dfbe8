//! What a day and a van make of a told visit.

use std::collections::BTreeMap;

use doorstep_domain::book::Books;
use doorstep_domain::day::{Day, MismatchKind, reconcile};
use doorstep_domain::event::{Envelope, Event, Record};
use doorstep_domain::id::{DayId, Hash, Head, InstallationId, Lane, Subject};
use doorstep_domain::time::china_day;
use doorstep_domain::van::Ledger;
use doorstep_domain::visit::{Entry, Heard, LaneRecords, Place};

use crate::{NINE, Told};

/// No card, then an unsigned card, then the right one: what the engineer sees first.
pub fn cards_and_visits_are_reconciled(books: &Books, told: &Told) {
    let id = DayId::of(china_day(NINE.wall_ms).unwrap(), &told.job.engineer).unwrap();
    let visits = [(told.job.visit.clone(), &told.visit)];
    let kinds = |day: &Day| reconcile(&id, day, &visits, books).into_iter().map(|one| one.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&Day::default()), [MismatchKind::CardMissing]);
    assert_eq!(kinds(&with_card(&id, told, false, None)), [MismatchKind::CardUnsignedVisitSigned]);
    assert_eq!(kinds(&with_card(&id, told, true, Some(true))), []);
    let fraud = with_card(&id, told, false, Some(true));
    assert!(kinds(&fraud).contains(&MismatchKind::SaysSatisfiedUnsigned));
}

fn with_card(id: &DayId, told: &Told, is_signed: bool, satisfied: Option<bool>) -> Day {
    let lane = Lane { installation: InstallationId([1; 16]), subject: Subject::Day(id.clone()) };
    let mut day = Day::default();
    let event = Event::CardHandedIn { visit: told.job.visit.clone(), is_signed, satisfied };
    day.apply(&Entry { place: Place { lane, seq: 1 }, at: Some(told.now), event });
    day
}

/// What was fitted on the visit is no longer expected in the van, and nothing else changed.
pub fn the_van_knows_its_parts(_books: &Books, told: &Told) {
    let issued: BTreeMap<_, _> = crate::person(told.job.engineer.as_str()).van.into_iter().collect();
    let before = Ledger::from_lanes(&told.job.engineer, &issued, &[]);
    let after = Ledger::from_lanes(&told.job.engineer, &issued, &[lane_of(told)]);
    for part in issued.keys() {
        let fitted: i64 = told.visit.fitted.iter().filter(|f| &f.part == part).map(|f| i64::from(f.count)).sum();
        assert_eq!(after.expected(part), before.expected(part) - fitted, "{part}");
    }
    assert_eq!(doorstep_domain::van::old_parts_owed(&after).values().sum::<u64>(), 1, "the old part is owed back");
}

/// The told visit as one lane, each event with a full reading of the clock.
pub fn lane_of(told: &Told) -> LaneRecords {
    let heard = told.visit.story.iter().map(|entry| {
        let envelope = Envelope { clock: entry.at, running_delta: 1, ..Envelope::default() };
        let head = Head { seq: entry.place.seq, hash: Hash::of(&entry.place.seq.to_be_bytes()) };
        Heard { head, record: Ok(Record { envelope, event: entry.event.clone() }) }
    });
    LaneRecords { lane: crate::lane(1, &told.job), heard: heard.collect() }
}
