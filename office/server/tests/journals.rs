//! Journals of vans and days: taken in, folded into their own rows, mended like all others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

use doorstep_domain::day::DayStart;
use doorstep_domain::event::{Answer, Event, FittedPart, OldPart};
use doorstep_domain::id::{DayId, PartNo, Subject};
use doorstep_domain::van::{Depot, Moved};
use doorstep_server::integrity::Damage;
use doorstep_wire::message::{Push, Verdicts};
use harness::{Field, NOON, nothing};
use sea_orm::{ConnectionTrait, Statement};

fn part() -> PartNo {
    "BX-WK-220".parse().unwrap()
}

fn van(field: &Field) -> Subject {
    Subject::Van(field.job.engineer.clone())
}

fn day(field: &Field) -> DayId {
    DayId::of("2026-11-23".parse().unwrap(), &field.job.engineer).unwrap()
}

fn moved(count: u32) -> Moved {
    Moved { part: part(), count, serial: None, depot: Depot::Store }
}

fn fitted(count: u32) -> Event {
    Event::PartFitted(FittedPart { part: part(), count, serial: None, old_part: OldPart::None })
}

fn started(field: &Field) -> Event {
    let (engineer, date) = (field.job.engineer.clone(), "2026-11-23".parse().unwrap());
    Event::DayStarted(DayStart { engineer, date, edition: field.edition })
}

/// The values of one row, with `|` between them.
async fn row(field: &Field, sql: &str) -> String {
    let db = field.database().await;
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let rows: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    rows.join("\n")
}

async fn stock(field: &Field) -> String {
    let values = "part || '|' || ledger || '|' || coalesce(CAST(found AS TEXT), '-') || '|' || coalesce(CAST(expected AS TEXT), '-')";
    row(field, &format!("SELECT {values} FROM van_stock ORDER BY part")).await
}

async fn push(field: &Field, lanes: impl IntoIterator<Item = (Subject, Vec<Event>)>) -> Verdicts {
    let segments = lanes.into_iter().map(|(subject, events)| field.lane_of(&subject, events)).collect();
    field.push(&Push { segments, ..nothing() }).await.verdicts
}

#[tokio::test]
async fn a_van_holds_what_was_issued_and_loaded_without_what_was_fitted() {
    let field = Field::new().await;
    field.office.issue_stock(&field.job.engineer, &part(), 3).await.unwrap();
    assert_eq!(stock(&field).await, "BX-WK-220|3|-|-");
    let counted = Event::VanCounted { part: part(), found: 4, expected: 5 };
    let loaded = vec![Event::VanLoaded(moved(2)), counted];
    push(&field, [(van(&field), loaded)]).await;
    assert_eq!(stock(&field).await, "BX-WK-220|5|4|5");
    push(&field, [(field.subject(), vec![field.opening(), fitted(2)])]).await;
    assert_eq!(stock(&field).await, "BX-WK-220|3|4|5");
    let report = field.office.integrity_check(false).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!((report.visits, report.vans, report.days), (1, 1, 0));
}

#[tokio::test]
async fn a_day_shows_when_it_began_its_cards_and_how_it_ended() {
    let field = Field::new().await;
    let card = Event::CardHandedIn { visit: field.job.visit.clone(), is_signed: true, satisfied: Some(true) };
    let check = "appearance".parse().unwrap();
    let answered = Event::CheckAnswered { check, answer: Answer::Confirmed };
    let events = vec![started(&field), answered, card, Event::DayEnded { mismatches: 2 }];
    let verdicts = push(&field, [(Subject::Day(day(&field)), events)]).await;
    assert_eq!((verdicts.lanes[0].head.seq, verdicts.lanes[0].quarantined.len()), (4, 0));
    let values = "day || '|' || engineer || '|' || date || '|' || started_ms || '|' || ended_ms";
    let found = row(&field, &format!("SELECT {values} || '|' || mismatches || '|' || cards FROM day")).await;
    let (engineer, ended) = (&field.job.engineer, NOON + 3 * 60_000);
    assert_eq!(found, format!("2026-11-23.{engineer}|{engineer}|2026-11-23|{NOON}|{ended}|2|1"));
}

#[tokio::test]
async fn what_is_said_in_the_wrong_journal_keeps_its_place_and_is_not_folded() {
    let field = Field::new().await;
    let lanes = [
        (van(&field), vec![Event::VanLoaded(moved(2)), fitted(1), Event::DayEnded { mismatches: 0 }]),
        (Subject::Day(day(&field)), vec![started(&field), Event::VanLoaded(moved(9)), field.opening()]),
        (field.subject(), vec![field.opening(), Event::VanUnloaded(moved(1)), started(&field)]),
    ];
    let verdicts = push(&field, lanes).await;
    for lane in &verdicts.lanes {
        let codes: Vec<_> = lane.quarantined.iter().map(|(seq, code)| (*seq, code.as_str())).collect();
        assert_eq!(codes, [(2, "event/other-subject"), (3, "event/other-subject")], "{}", lane.subject);
    }
    assert_eq!(stock(&field).await, "BX-WK-220|2|-|-");
}

#[tokio::test]
async fn rows_of_a_van_and_a_day_that_differ_are_made_again() {
    let field = Field::new().await;
    let lanes = [(van(&field), vec![Event::VanLoaded(moved(2))]), (Subject::Day(day(&field)), vec![started(&field)])];
    push(&field, lanes).await;
    let before = field.dump().await;
    field.sql("UPDATE van_stock SET ledger = 7").await;
    field.sql("DELETE FROM day").await;
    let named = field.office.integrity_check(false).await.unwrap();
    let projection = |subject| Damage::Projection { subject };
    assert_eq!(named.damaged, [projection(van(&field)), projection(Subject::Day(day(&field)))]);
    let mended = field.office.integrity_check(true).await.unwrap();
    assert_eq!((mended.is_sound(), mended.repaired.len()), (true, 2));
    assert_eq!(field.dump().await, before);
}

#[tokio::test]
async fn the_same_journals_again_change_no_row() {
    let field = Field::new().await;
    let segments = vec![
        field.lane_of(&van(&field), [Event::VanLoaded(moved(2))]),
        field.lane_of(&Subject::Day(day(&field)), [started(&field)]),
    ];
    let again = Push { segments, ..nothing() };
    field.push(&again).await;
    let before = field.dump().await;
    field.clock.advance(3_600_000);
    field.push(&again).await;
    assert_eq!(field.dump().await, before);
}
