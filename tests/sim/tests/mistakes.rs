//! Planted mistakes: a simulator that does not find these finds nothing.

use doorstep_sim::fault::{FaultSet, Mistake};
use doorstep_sim::history::{LINES, first_to_find};

fn check(mistake: Mistake, set: FaultSet, promise: &str) {
    let found = first_to_find(mistake, set, 300);
    let words = found.as_ref().map_or_else(String::new, ToString::to_string);
    println!("{mistake:?}: {words}");
    assert!(
        found.as_ref().is_some_and(|broken| broken.violation.promise() == promise),
        "{mistake:?} was not found as a broken promise {promise:?}: {words}"
    );
    let (steps, left) = found.as_ref().map_or((0, 0), |broken| broken.steps);
    assert!(left < 40 && left * 2 < steps, "a short history shows it: {left} of {steps} steps");
    assert!(found.is_some_and(|broken| (1..=LINES + 1).contains(&broken.story.len())), "and can be read");
}

#[test]
fn taking_an_event_for_known_by_its_number_alone_is_found() {
    check(Mistake::IdentityBySequence, FaultSet::PhoneRestored, "kept");
}

#[test]
fn believing_an_answer_of_another_life_is_found() {
    check(Mistake::OtherEpochBelieved, FaultSet::OfficeRestored, "proved");
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

#[test]
fn a_copy_that_leaves_its_tail_behind_is_found() {
    check(Mistake::TailStaysBehind, FaultSet::PhoneRestored, "kept");
}

#[test]
fn a_tail_that_moves_as_if_it_had_happened_again_is_found() {
    check(Mistake::MovedAsNew, FaultSet::All, "once");
}

#[test]
fn digests_that_nobody_compares_are_found() {
    check(Mistake::DigestIgnored, FaultSet::OfficeRestored, "proved");
}
