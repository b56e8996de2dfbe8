//! What a phone does when the office has less, other things, or takes less.

use super::*;

#[test]
fn a_closed_lane_is_said_by_its_head_only_when_the_office_has_other_heads() {
    let mut journal = fake(&[(3, Priority::Today), (2, Priority::Earlier)]);
    for lane in &mut journal.lanes {
        lane.proved = lane.head;
    }
    journal.lanes[1].is_open = false;
    journal.stand.digest = hash(77);
    let mut sync = PhoneSync::new(7);
    let said = |push: &Push| push.offers.iter().map(|offer| offer.subject.to_string()).collect::<Vec<_>>();
    let push = sent(&mut sync, &journal, 0);
    assert_eq!(said(&push), ["visit/V0"]);
    let mut lacking = answer(&push);
    lacking.verdicts.lacking_contents = vec![hash(77)];
    let (subject, head) = (journal.lanes[0].lane.subject.clone(), point(3));
    let verdict = LaneVerdict { installation: ME, subject, common: head, head, arrival: 1, quarantined: Vec::new() };
    lacking.verdicts.lanes = vec![verdict];
    take(&mut sync, &mut journal, &lacking, 0);
    assert_eq!(said(&sent(&mut sync, &journal, 0)), ["visit/V1"], "the other was said just now");
}

#[test]
fn a_feed_that_does_not_continue_is_taken_from_its_beginning() {
    let mut journal = fake(&[]);
    let mut sync = PhoneSync::new(7);
    let push = sent(&mut sync, &journal, 0);
    let mut other = answer(&push);
    if let Some(feed) = &mut other.feed {
        feed.cursor.hash = hash(5);
    }
    assert_eq!(take(&mut sync, &mut journal, &other, 0), [PhoneEffect::FeedBroken]);
    journal.stand.cursor = None;
    assert!(matches!(sync.next(&journal, 0), Ok(Next::Wait { .. })), "not in a hot loop");
    assert_eq!(sent(&mut sync, &journal, 700_000).cursor, None);
}

#[test]
fn an_office_that_takes_less_gets_smaller_frames_at_once_and_one_event_is_withheld_alone() {
    let mut journal = fake(&[(4, Priority::Today), (1, Priority::Today)]);
    let mut sync = PhoneSync::new(7).withholding();
    let (mut refusals, mut withheld) = (0, 0);
    // The office takes two pieces at once, and the third event of the first lane never.
    while journal.lanes.iter().any(|lane| lane.proved != lane.head) {
        let push = sent(&mut sync, &journal, 0);
        let all = || push.segments.iter().flat_map(|segment| &segment.events);
        if all().count() > 2 || all().any(|event| event.bytes() == Some(&[3])) {
            refusals += 1;
            sync.failed(Failure::TooLarge, at(0));
            continue;
        }
        withheld += all().filter(|event| matches!(event, SentEvent::Withheld(_))).count();
        take(&mut sync, &mut journal, &answer(&push), 0);
    }
    assert!(refusals >= 2, "{refusals} refusals");
    assert_eq!(withheld, 1, "one event, without a rest in between");
}

#[test]
fn an_event_that_fails_alone_twice_goes_as_its_hash_and_its_bytes_come_later() {
    let mut journal = fake(&[(3, Priority::Today)]);
    let mut sync = PhoneSync::new(7).withholding();
    let (mut now_ms, mut withheld) = (0, Vec::new());
    // The office breaks down over the bytes of the second event.
    while journal.lanes[0].proved != journal.lanes[0].head {
        now_ms += 700_000;
        let push = sent(&mut sync, &journal, now_ms);
        let all = || push.segments.iter().flat_map(|segment| &segment.events);
        withheld.extend(all().filter(|event| matches!(event, SentEvent::Withheld(_))).cloned());
        if all().any(|event| event.bytes() == Some(&[2])) {
            sync.failed(Failure::Unclear, at(now_ms));
        } else {
            take(&mut sync, &mut journal, &answer(&push), now_ms);
        }
        assert!(now_ms < 30 * 700_000, "the lane goes on");
    }
    assert_eq!(withheld, [SentEvent::Withheld(hash(2))]);
    let lane = journal.lanes[0].lane.clone();
    journal.withheld = vec![(lane.clone(), 2)];
    let push = sent(&mut sync, &journal, now_ms + 700_000);
    assert_eq!((push.segments[0].base, &push.segments[0].events[..]), (point(1), &[SentEvent::Plain(vec![2])][..]));
    let effects = take(&mut sync, &mut journal, &answer(&push), now_ms + 700_000);
    assert_eq!(effects, [PhoneEffect::Filled { lane, seq: 2, arrival: 1 }]);
}
