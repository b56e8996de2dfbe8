//! The doorstep protocol, second by second.

use proptest::prelude::*;

use super::*;
use crate::arrival::told::{Told, clock, hash, restarted, visit};
use crate::audit::{FindingKind, audit};
use crate::book::DoorAct;
use crate::call::{Call, CallReason, CallResult, Party};
use crate::event::Outcome;
use crate::time::{BootId, Span};
use crate::visit::Command;

const BELL: DoorNext = DoorNext::Try { how: DoorTry::Bell, times: 2, taps: 3 };
const KNOCK: DoorNext = DoorNext::Try { how: DoorTry::Knock, times: 2, taps: 3 };

impl Told {
    fn knocks(self, second: i64) -> Self {
        self.does(second, &Command::Door(DoorCommand::Try { how: DoorTry::Knock }))
    }

    fn calls(self, second: i64, to: Party, reason: CallReason, result: CallResult) -> Self {
        self.does(second, &Command::Call(Call { to, reason, result, note: None }))
    }

    fn phones(self, second: i64) -> Self {
        self.calls(second, Party::Customer, CallReason::NoAccess, CallResult::NoAnswer)
    }

    fn looks(self, second: i64, place: DoorSearch, result: SearchResult) -> Self {
        self.does(second, &Command::Door(DoorCommand::Search { place, result }))
    }

    fn notes_door(self, second: i64) -> Self {
        self.does(second, &Command::Door(DoorCommand::LeaveNote { photo: hash("note") }))
    }

    fn stands(&self, second: i64) -> DoorState {
        self.stands_at(&clock(second))
    }

    fn stands_at(&self, now: &Stamp) -> DoorState {
        state(&self.visit, &self.books.sla, now)
    }

    fn leaves(self, second: i64, outcome: Outcome) -> Self {
        self.does(second, &Command::Leave { outcome })
    }

    fn door_findings(&self) -> Vec<Option<DoorAct>> {
        let kinds = audit(&self.visit, &self.books).into_iter().map(|finding| finding.kind);
        let acts = kinds.filter_map(|kind| match kind {
            FindingKind::DoorUntried { act } => Some(act),
            _ => None,
        });
        acts.collect()
    }
}

/// Everything the list asks for, after five minutes at the door.
fn tried_everything() -> Told {
    let told = (0..10).fold(visit(), |told, nth| told.knocks(nth * 30));
    let told = told.phones(300).looks(320, DoorSearch::Downstairs, SearchResult::NotFound);
    let told = told.looks(400, DoorSearch::Neighbour, SearchResult::ConfirmedAway).notes_door(430);
    told.calls(450, Party::Centre, CallReason::Report, CallResult::Reached)
}

fn wait(seconds: u64) -> DoorNext {
    DoorNext::Wait { at_least_ms: seconds * 1_000 }
}

#[test]
fn r50_the_bell_comes_first_and_where_there_is_none_two_times_three_knocks() {
    assert_eq!(visit().stands(0).next, BELL);
    assert_eq!(visit().knocks(0).stands(31).next, KNOCK);
}

#[test]
fn r51_the_next_try_is_due_after_thirty_seconds_and_not_before() {
    let told = visit().knocks(0);
    assert_eq!(told.stands(1).next, wait(29));
    assert_eq!(told.stands(29).next, wait(1));
    assert_eq!(told.stands(30).next, KNOCK);
    assert_eq!(told.stands(30).tries, 1);
}

#[test]
fn r52_after_five_minutes_the_phone_is_due_exactly() {
    let told = visit().knocks(0).knocks(290);
    assert_eq!(told.stands(291).next, wait(9), "the phone comes before the next try");
    assert_eq!(told.stands(299).phone_due, Some(false));
    assert_eq!((told.stands(300).phone_due, told.stands(300).next), (Some(true), DoorNext::Do(DoorAct::Phone)));
    assert_eq!(told.stands(300).since_first, Some(Span { at_least_ms: 300_000, at_most_ms: 300_000 }));
}

#[test]
fn r53_to_r55_what_comes_after_the_phone_comes_in_the_policys_order() {
    let told = visit().knocks(0).phones(300);
    assert_eq!(told.stands(301).next, DoorNext::Do(DoorAct::Downstairs));
    let told = told.looks(320, DoorSearch::Downstairs, SearchResult::NotFound);
    assert_eq!(told.stands(321).next, DoorNext::Do(DoorAct::Neighbour));
    let told = told.looks(330, DoorSearch::Neighbour, SearchResult::NotFound);
    assert_eq!(told.stands(331).next, DoorNext::Do(DoorAct::Note));
    let told = told.notes_door(340);
    let state = told.stands(341);
    assert_eq!(
        (state.next, state.missing, state.no_access_ready),
        (DoorNext::Do(DoorAct::Centre), vec![DoorAct::Centre], false)
    );
    let told = told.calls(350, Party::Centre, CallReason::NoAccess, CallResult::Busy);
    let state = told.stands(351);
    assert_eq!((state.next, state.missing, state.no_access_ready), (DoorNext::NothingMore, vec![], true));
}

#[test]
fn another_policy_has_another_order_and_other_times() {
    let mut told = visit().knocks(0);
    told.books.sla.knock.then = vec![DoorAct::Centre];
    told.books.sla.knock.phone_after_s = 60;
    assert_eq!(told.stands(60).next, DoorNext::Do(DoorAct::Centre));
}

#[test]
fn what_was_done_early_is_not_asked_for_again() {
    let told = visit().knocks(0).phones(40).notes_door(50);
    assert_eq!(told.stands(70).next, KNOCK, "until the five minutes are over");
    assert_eq!(told.stands(300).next, DoorNext::Do(DoorAct::Downstairs));
    assert_eq!(told.stands(300).missing, [DoorAct::Downstairs, DoorAct::Neighbour, DoorAct::Centre]);
}

#[test]
fn a_report_from_the_road_says_nothing_about_nobody_opening() {
    let told = visit().calls(-600, Party::Centre, CallReason::Report, CallResult::Reached).knocks(0);
    assert!(told.stands(1).missing.contains(&DoorAct::Centre));
    let told = told.calls(10, Party::Customer, CallReason::Late, CallResult::NoAnswer);
    assert!(told.stands(11).missing.contains(&DoorAct::Phone), "a call about being late is another call");
}

#[test]
fn a_customer_who_was_found_or_reached_gets_the_time_to_come_to_the_door() {
    let found = |told: Told| told.looks(310, DoorSearch::Downstairs, SearchResult::Found);
    let reached = |told: Told| told.calls(310, Party::Customer, CallReason::NoAccess, CallResult::Reached);
    let ways: [&dyn Fn(Told) -> Told; 2] = [&found, &reached];
    for way in ways {
        let told = way(visit().knocks(0));
        let state = told.stands(311);
        assert_eq!((state.next, state.is_answered, state.since_first, state.tries), (KNOCK, true, None, 1));
        let told = told.knocks(320);
        assert_eq!((told.stands(330).next, told.stands(330).is_answered), (wait(20), false));
        assert_eq!(told.stands(619).phone_due, Some(false), "the five minutes count anew");
        assert_eq!(told.stands(620).next, DoorNext::Do(DoorAct::Phone));
    }
}

#[test]
fn after_the_customer_opened_there_is_nothing_to_knock_at() {
    let told = visit().knocks(0).takes(20, Event::Reached { milestone: Milestone::Entered });
    assert_eq!((told.stands(21).next, told.stands(21).no_access_ready), (DoorNext::NothingMore, false));
    let search = DoorCommand::Search { place: DoorSearch::Downstairs, result: SearchResult::NotFound };
    for command in [DoorCommand::Try { how: DoorTry::Bell }, search, DoorCommand::LeaveNote { photo: hash("note") }] {
        told.refuses(21, &Command::Door(command), "door/open-already");
    }
}

#[test]
fn a_wall_clock_that_is_set_back_or_forward_changes_nothing_within_one_boot() {
    let told = visit().knocks(0).knocks(30);
    for stepped_ms in [-86_400_000, -1_000, 7_200_000] {
        let now = Stamp { wall_ms: clock(45).wall_ms + stepped_ms, uncertainty_ms: None, ..clock(45) };
        assert_eq!(told.stands_at(&now), told.stands(45));
    }
}

#[test]
fn after_a_restart_the_wait_goes_on_by_a_wall_clock_that_somebody_vouches_for() {
    let told = visit().knocks(0);
    let state = told.stands_at(&restarted(20, Some(2_000)));
    assert_eq!(state.next, DoorNext::Wait { at_least_ms: 8_000 }, "ten seconds, or two less");
    let state = told.stands_at(&restarted(299, Some(2_000)));
    assert_eq!((state.phone_due, state.is_timed()), (None, false), "it may be time, or not");
    assert_eq!(state.next, DoorNext::Do(DoorAct::Phone), "the engineer is believed");
    assert_eq!(told.stands_at(&restarted(302, Some(2_000))).phone_due, Some(true));
    assert_eq!(told.stands_at(&restarted(297, Some(2_000))).phone_due, Some(false));
}

#[test]
fn where_nothing_vouches_nobody_has_to_wait_and_the_state_says_so() {
    let told = visit().knocks(0);
    let state = told.stands_at(&restarted(1, None));
    assert_eq!((state.next, state.since_first, state.phone_due, state.is_timed()), (KNOCK, None, None, false));
    let told = (0..10).fold(visit(), |told, _| told.takes_at(None, Event::DoorTried { how: DoorTry::Knock }));
    assert_eq!(told.stands_at(&restarted(1, None)).next, DoorNext::Do(DoorAct::Phone), "ten tries are five minutes");
}

#[test]
fn the_pieces_of_a_wait_around_a_restart_count_together() {
    let knock = || Event::DoorTried { how: DoorTry::Knock };
    let told = visit().knocks(0).knocks(200).takes_at(Some(restarted(210, None)), knock());
    assert_eq!(told.stands_at(&restarted(309, None)).phone_due, None, "200 and 99 seconds are certain");
    assert_eq!(told.stands_at(&restarted(310, None)).phone_due, Some(true));
}

#[test]
fn leaving_is_always_accepted_and_what_was_not_tried_is_found() {
    let told = visit().leaves(0, Outcome::NoAccess);
    let everything = [DoorAct::Phone, DoorAct::Downstairs, DoorAct::Neighbour, DoorAct::Note, DoorAct::Centre];
    let findings: Vec<_> = [None].into_iter().chain(everything.map(Some)).collect();
    assert_eq!(told.door_findings(), findings, "nobody even knocked");
    let told = visit().knocks(0).phones(300).leaves(310, Outcome::NoAccess).phones(4_000);
    assert_eq!(untried(&told.visit, &told.books), everything[1..]);
    assert_eq!(told.door_findings(), everything[1..].iter().copied().map(Some).collect::<Vec<_>>());
    assert_eq!(visit().leaves(0, Outcome::Interrupted).door_findings(), []);
}

#[test]
fn what_is_tried_after_leaving_does_not_mend_the_record() {
    let told = visit().knocks(0).leaves(10, Outcome::NoAccess).phones(4_000);
    assert!(untried(&told.visit, &told.books).contains(&DoorAct::Phone));
    assert_eq!(no_access_record(&told.visit, &told.books).calls.len(), 1, "it is kept all the same (R53)");
}

#[test]
fn everything_tried_is_a_clean_record_that_tells_when_and_how_often() {
    let told = tried_everything().leaves(500, Outcome::NoAccess);
    assert_eq!(told.door_findings(), []);
    let record = no_access_record(&told.visit, &told.books);
    assert_eq!((record.tries.len(), record.tries[9].1), (10, Some(clock(270))));
    let called: Vec<Party> = record.calls.iter().map(|(call, _)| call.to).collect();
    assert_eq!(called, [Party::Customer, Party::Centre]);
    assert_eq!(record.searches[1], (DoorSearch::Neighbour, SearchResult::ConfirmedAway, Some(clock(400))));
    assert_eq!(record.notes, [(hash("note"), Some(clock(430)))]);
    assert_eq!(record.lasted, Some(Span { at_least_ms: 500_000, at_most_ms: 500_000 }));
    assert_eq!(record.untried, []);
}

proptest! {
    /// Whatever the wall clock does, waiting as long as the state says is enough, and
    /// it never says more than the policy's pause.
    #[test]
    fn a_wait_ends_when_it_says_whatever_the_wall_clock_does(
        pauses in prop::collection::vec(0_u64..120, 1..12),
        steps in prop::collection::vec(-100_000_000_i64..100_000_000, 13),
        look in 0_u64..60,
    ) {
        let mut told = visit();
        let mut mono_ms = 1_000;
        let reading = |mono_ms: u64, step: i64| Stamp {
            wall_ms: clock(0).wall_ms + step,
            mono_ms,
            boot: BootId(7),
            uncertainty_ms: None,
        };
        for (pause, step) in pauses.iter().zip(&steps) {
            mono_ms += pause * 1_000;
            told = told.takes_at(Some(reading(mono_ms, *step)), Event::DoorTried { how: DoorTry::Bell });
        }
        mono_ms += look * 1_000;
        let state = told.stands_at(&reading(mono_ms, steps[12]));
        let waited_s: u64 = pauses.iter().skip(1).sum::<u64>() + look;
        prop_assert_eq!(state.phone_due, Some(waited_s >= 300));
        if let DoorNext::Wait { at_least_ms } = state.next {
            prop_assert!((1..=30_000).contains(&at_least_ms));
            let after = told.stands_at(&reading(mono_ms + at_least_ms, 0));
            prop_assert!(!matches!(after.next, DoorNext::Wait { .. }), "{:?}", after);
        }
    }
}
