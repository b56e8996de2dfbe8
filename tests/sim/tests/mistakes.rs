//! Planted mistakes: a simulator that does not find these finds nothing.

use doorstep_sim::fault::{FaultSet, Mistake};
use doorstep_sim::history::first_to_find;

fn check(mistake: Mistake, set: FaultSet, promise: &str) {
    let found = first_to_find(mistake, set, 300);
    let words = found.as_ref().map_or_else(String::new, |broken| broken.violation.to_string());
    println!("{mistake:?}: {words}");
    assert!(words.starts_with(promise), "{mistake:?} was not found as a broken promise {promise:?}: {words}");
    assert!(found.is_some_and(|broken| !broken.story.is_empty()), "the history is told");
}

#[test]
fn taking_the_offices_head_as_proof_is_found() {
    check(Mistake::OfficeHeadIsProof, FaultSet::PhoneRestored, "proved");
}

#[test]
fn a_cursor_written_before_its_effect_is_found() {
    check(Mistake::CursorBeforeEffect, FaultSet::Restarts, "cursor with effect");
}

#[test]
fn an_effect_written_before_its_cursor_is_found() {
    check(Mistake::EffectBeforeCursor, FaultSet::Restarts, "cursor with effect");
}

#[test]
fn a_proof_that_is_never_lowered_is_found() {
    check(Mistake::ProvedNeverLowered, FaultSet::OfficeRestored, "proved");
}

#[test]
fn appending_without_looking_is_found() {
    check(Mistake::AppendedWithoutLooking, FaultSet::Repeats, "once");
}

#[test]
fn refusing_a_push_for_one_bad_event_is_found() {
    check(Mistake::OneBadEventRefusesAll, FaultSet::Loss, "alive");
}

#[test]
fn showing_what_was_sent_as_arrived_is_found() {
    check(Mistake::SentIsProved, FaultSet::Loss, "proved");
}
