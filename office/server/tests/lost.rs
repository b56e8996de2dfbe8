//! What the office has not: bytes that were withheld, and tails that it lost without knowing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

use doorstep_domain::id::{Hash, Head};
use doorstep_sync::digest::of_heads;
use doorstep_wire::message::{Epoch, LaneVerdict, Push, SentEvent};
use harness::{Field, nothing, photo};

/// A lane whose second event came as its hash alone, with the bytes of all of them.
async fn with_a_hole(field: &Field) -> Vec<SentEvent> {
    let (events, note) = field.short_visit(Hash::of(&photo()));
    let mut withheld = events.clone();
    let before = field.head(&events[..1]);
    let after = field.head(&events[..2]);
    withheld[1] = SentEvent::Withheld(after.hash);
    let verdict = push(field, field.push_of(withheld, vec![note])).await;
    assert_eq!((verdict.head, verdict.common), (field.head(&events), field.head(&events)), "{before:?}");
    assert_eq!(verdict.quarantined, [(2, "event/withheld".to_owned())]);
    events
}

async fn push(field: &Field, push: Push) -> LaneVerdict {
    field.push(&push).await.verdicts.lanes.remove(0)
}

/// The second event alone, as a phone offers it again.
fn again(field: &Field, events: &[SentEvent], bytes: SentEvent) -> Push {
    Push { segments: vec![field.segment(field.head(&events[..1]), vec![bytes])], ..nothing() }
}

#[tokio::test]
async fn bytes_that_come_later_take_effect_once_and_are_there_after_a_restart() {
    let field = Field::new().await;
    let events = with_a_hole(&field).await;
    let story = field.office.story(&field.job.visit).await.unwrap().unwrap();
    assert_eq!((story.timeline.len(), story.skipped.len()), (3, 1));
    let first = push(&field, again(&field, &events, events[1].clone())).await;
    assert_eq!((first.quarantined.len(), first.head, first.common), (0, field.head(&events), field.head(&events[..2])));
    let before = field.dump().await;
    let second = push(&field, again(&field, &events, events[1].clone())).await;
    assert_eq!((field.dump().await, second), (before, first), "twice changes nothing");

    let field = field.restarted().await;
    let story = field.office.story(&field.job.visit).await.unwrap().unwrap();
    assert_eq!((story.timeline.len(), story.skipped.len(), story.row.quarantined), (4, 0, 0));
    let report = field.office.integrity_check(false).await.unwrap();
    assert!(report.is_sound() && report.events == 4, "{report:?}");
    let whole = push(&field, field.push_of(events, vec![])).await;
    assert_eq!(whole.quarantined, []);
}

#[tokio::test]
async fn other_bytes_do_not_fill_the_place_and_unreadable_ones_say_why() {
    let field = Field::new().await;
    let events = with_a_hole(&field).await;
    let other = push(&field, again(&field, &events, SentEvent::Plain(b"other bytes".to_vec()))).await;
    assert_eq!((other.common, other.quarantined), (field.head(&events[..1]), vec![(2, "event/withheld".to_owned())]));

    let field = Field::new().await;
    let (mut events, note) = field.short_visit(Hash::of(&photo()));
    events[1] = SentEvent::Plain(b"\x00 no event".to_vec());
    let mut withheld = events.clone();
    withheld[1] = SentEvent::Withheld(field.head(&events[..2]).hash);
    push(&field, field.push_of(withheld, vec![note])).await;
    let verdict = push(&field, again(&field, &events, events[1].clone())).await;
    assert_eq!(verdict.quarantined, [(2, "event/undecodable".to_owned())]);
    assert!(field.office.integrity_check(false).await.unwrap().is_sound());
}

#[tokio::test]
async fn bytes_of_a_whole_segment_fill_its_hole_and_what_follows_is_appended() {
    let field = Field::new().await;
    let (events, note) = field.short_visit(Hash::of(&photo()));
    let withheld = vec![events[0].clone(), SentEvent::Withheld(field.head(&events[..2]).hash)];
    let first = push(&field, field.push_of(withheld, vec![note])).await;
    let verdict = push(&field, field.push_of(events.clone(), vec![])).await;
    assert_eq!((verdict.head, verdict.quarantined.len()), (field.head(&events), 0));
    assert!(verdict.arrival > first.arrival, "what came now is in no older backup");
    let story = field.office.story(&field.job.visit).await.unwrap().unwrap();
    assert_eq!((story.timeline.len(), story.skipped.len()), (4, 0));
}

#[tokio::test]
async fn a_kind_that_an_earlier_office_did_not_know_is_folded_by_the_one_that_does() {
    let field = Field::new().await;
    let (events, note) = field.short_visit(Hash::of(&photo()));
    push(&field, field.push_of(events.clone(), vec![note])).await;
    let whole = field.dump().await;
    // As an office that does not know notes has it.
    let subject = field.subject().to_string();
    let row = "INSERT INTO quarantine (installation, subject, seq, code)";
    field.sql(&format!("{row} SELECT installation, '{subject}', 2, 'event/unknown-kind' FROM lane")).await;
    field.sql("UPDATE visit SET quarantined = 1").await;
    let told = push(&field, field.push_of(events.clone(), vec![])).await;
    assert_eq!(told.quarantined, [(2, "event/unknown-kind".to_owned())]);

    let field = field.restarted().await;
    let report = field.office.integrity_check(true).await.unwrap();
    assert_eq!((report.repaired.len(), report.damaged.len()), (2, 0), "the rows that phones are told, and the visit's");
    assert_eq!(field.dump().await, whole);
    assert_eq!(push(&field, field.push_of(events, vec![])).await.quarantined, []);
    assert!(field.office.integrity_check(false).await.unwrap().is_sound());
}

#[tokio::test]
async fn an_office_that_lost_a_lane_without_knowing_says_so_by_the_digest() {
    let field = Field::new().await;
    let (events, note) = field.short_visit(Hash::of(&photo()));
    let first = field.push(&field.push_of(events.clone(), vec![note])).await.verdicts;
    let digest = of_heads([(&field.lane(), field.head(&events))]);
    let idle = Push { epoch: Some(first.epoch), digest, ..nothing() };
    let lacks = async |push: &Push| field.push(push).await.verdicts.lacking_contents.contains(&digest);
    assert!(!lacks(&idle).await, "it has what the phone knows");
    let building =
        Push { segments: vec![field.segment(Head::EMPTY, events.clone())], digest: Hash::NONE, ..idle.clone() };
    assert_eq!(field.push(&building).await.verdicts.lacking_contents, [], "an answer that was lost is no loss");
    field.sql("DELETE FROM segment; DELETE FROM lane; DELETE FROM quarantine").await;
    assert!(lacks(&idle).await, "it lost a lane");
    assert!(!lacks(&Push { epoch: Some(Epoch([1; 16])), ..idle }).await, "another life says so itself");
}
