//! What a phone says next, and what it makes of answers.

use super::*;
use doorstep_domain::id::{Head, InstallationId, Lane};
use doorstep_wire::message::{Cursor, LaneVerdict, PhotoOffer, SentEvent};
use std::convert::Infallible;

const EPOCH: Epoch = Epoch([9; 16]);
const ME: InstallationId = InstallationId([1; 16]);

/// A journal of lanes with so many events each; event n of any lane has the bytes [n].
struct Fake {
    stand: Stand,
    lanes: Vec<LaneStand>,
    photos: Vec<PhotoOffer>,
    withheld: Vec<(Lane, u64)>,
}

fn hash(seq: u64) -> Hash {
    if seq == 0 { Hash::NONE } else { Hash::of(&[seq as u8]) }
}

fn point(seq: u64) -> Head {
    Head { seq, hash: hash(seq) }
}

fn fake(events: &[(u64, Priority)]) -> Fake {
    let lanes = events.iter().enumerate().map(|(n, (events, priority))| LaneStand {
        lane: Lane { installation: ME, subject: format!("visit/V{n}").parse().expect("a subject") },
        continues: None,
        head: point(*events),
        proved: Head::EMPTY,
        state: LaneState::Open,
        is_open: true,
        priority: *priority,
    });
    let stand = Stand {
        installation: ME,
        epoch: Some(EPOCH),
        challenge: vec![1],
        limits: Some(FIRST_LIMITS),
        cursor: Some(Cursor { epoch: EPOCH, n: 0, hash: Hash::NONE }),
        safe_upto: 0,
        running: 0,
        digest: Hash::NONE,
    };
    Fake { stand, lanes: lanes.collect(), photos: Vec::new(), withheld: Vec::new() }
}

impl PhoneJournal for Fake {
    type Error = Infallible;

    fn stand(&self) -> Result<Stand, Infallible> {
        Ok(self.stand.clone())
    }

    fn lanes(&self) -> Result<Vec<LaneStand>, Infallible> {
        Ok(self.lanes.clone())
    }

    fn events(&self, lane: &Lane, after: u64, most: usize, _bytes: u64) -> Result<Vec<SentEvent>, Infallible> {
        let end = self.lanes.iter().find(|stand| stand.lane == *lane).map_or(0, |stand| stand.head.seq);
        Ok((after + 1..=end).take(most).map(|seq| SentEvent::Plain(vec![seq as u8])).collect())
    }

    fn withheld(&self) -> Result<Vec<(Lane, u64)>, Infallible> {
        Ok(self.withheld.clone())
    }

    fn hash_at(&self, _lane: &Lane, seq: u64) -> Result<Option<Hash>, Infallible> {
        Ok((seq > 0).then(|| hash(seq)))
    }

    fn contents_waiting(&self) -> Result<Vec<ContentWaiting>, Infallible> {
        Ok(Vec::new())
    }

    fn content(&self, _hash: &Hash) -> Result<Option<Content>, Infallible> {
        Ok(None)
    }

    fn photos_waiting(&self) -> Result<Vec<PhotoOffer>, Infallible> {
        Ok(self.photos.clone())
    }

    fn books_wanted(&self) -> Result<Vec<Hash>, Infallible> {
        Ok(Vec::new())
    }
}

fn at(now_ms: u64) -> Moment {
    Moment { now_ms, jitter: 0 }
}

fn sent(sync: &mut PhoneSync, journal: &Fake, now_ms: u64) -> Push {
    match sync.next(journal, now_ms) {
        Ok(Next::Send(push)) => *push,
        other => panic!("expected a push: {other:?}"),
    }
}

/// The office has all that was sent, and nothing new to say.
fn answer(push: &Push) -> Answer {
    let lanes = push.segments.iter().map(|segment| {
        let common = point(segment.base.seq + segment.events.len() as u64);
        let subject = segment.subject.clone();
        LaneVerdict { installation: ME, subject, common, head: common, arrival: 1, quarantined: Vec::new() }
    });
    let verdicts = Verdicts {
        request: push.request,
        installation: ME,
        epoch: EPOCH,
        challenge: vec![1],
        safe_upto: 0,
        limits: FIRST_LIMITS,
        lanes: lanes.collect(),
        lacking_contents: Vec::new(),
        lacking_photos: push.photos.iter().map(|photo| photo.hash).collect(),
        arrived: Vec::new(),
    };
    let cursor = Cursor { epoch: EPOCH, n: 0, hash: Hash::NONE };
    Answer { verdicts, feed: Some(Feed { is_snapshot: false, entries: Vec::new(), cursor, has_more: false }) }
}

fn take(sync: &mut PhoneSync, journal: &mut Fake, answer: &Answer, now_ms: u64) -> Vec<PhoneEffect> {
    let Ok(Answered::Counts(effects)) = sync.answered(answer, journal, at(now_ms)) else { panic!("it counts") };
    for effect in &effects {
        match effect {
            PhoneEffect::SetProved { lane, proved, .. } => {
                journal.lanes.iter_mut().filter(|s| s.lane == *lane).for_each(|s| s.proved = *proved);
            }
            PhoneEffect::PhotoLacking { hash } => journal.photos.retain(|photo| photo.hash != *hash),
            _ => {}
        }
    }
    effects
}

fn events(push: &Push) -> usize {
    push.segments.iter().map(|segment| segment.events.len()).sum()
}

#[test]
fn the_visit_at_hand_goes_before_older_ones_and_photographs_last() {
    let mut journal = fake(&[(3, Priority::Earlier), (2, Priority::UnderWay), (2, Priority::Today)]);
    let subject = journal.lanes[0].lane.subject.clone();
    journal.photos.push(PhotoOffer { subject, hash: hash(200), bytes_len: 9 });
    journal.stand.limits = Some(Limits { push_events: 5, ..FIRST_LIMITS });
    let mut sync = PhoneSync::new(7);
    let push = sent(&mut sync, &journal, 0);
    let order: Vec<String> = push.segments.iter().map(|segment| segment.subject.to_string()).collect();
    assert_eq!(order, ["visit/V1", "visit/V2", "visit/V0"]);
    assert_eq!((events(&push), push.photos.len()), (5, 0));
    take(&mut sync, &mut journal, &answer(&push), 0);
    let push = sent(&mut sync, &journal, 0);
    assert_eq!((events(&push), push.photos.len()), (2, 1));
    take(&mut sync, &mut journal, &answer(&push), 0);
    assert_eq!(sync.next(&journal, 0), Ok(Next::Idle));
}

#[test]
fn a_failure_halves_the_next_frame_down_to_one_event_and_success_grows_it() {
    let mut journal = fake(&[(40, Priority::Today)]);
    let mut sync = PhoneSync::new(7);
    let mut sizes = Vec::new();
    for hour in 0..6 {
        sizes.push(events(&sent(&mut sync, &journal, hour * 3_600_000)));
        sync.failed(Failure::Unclear, at(hour * 3_600_000));
    }
    assert_eq!(sizes, [40, 20, 10, 5, 2, 1]);
    // The one event is suspected now: an empty frame is tried, and fails too.
    assert_eq!(events(&sent(&mut sync, &journal, 8 * 3_600_000)), 0);
    sync.failed(Failure::Unclear, at(8 * 3_600_000));
    let mut grown = Vec::new();
    for _ in 0..4 {
        let push = sent(&mut sync, &journal, 9 * 3_600_000);
        grown.push(events(&push));
        take(&mut sync, &mut journal, &answer(&push), 9 * 3_600_000);
    }
    assert_eq!(grown, [1, 2, 4, 8]);
}

#[test]
fn no_connection_is_not_the_frames_fault() {
    let journal = fake(&[(40, Priority::Today)]);
    let mut sync = PhoneSync::new(7);
    for hour in 0..6 {
        assert_eq!(events(&sent(&mut sync, &journal, hour * 3_600_000)), 40);
        sync.failed(Failure::Unreachable, at(hour * 3_600_000));
    }
}

#[test]
fn what_fails_alone_waits_alone() {
    let mut journal = fake(&[(1, Priority::UnderWay), (1, Priority::Today)]);
    let mut sync = PhoneSync::new(7);
    sent(&mut sync, &journal, 0);
    sync.failed(Failure::Unclear, at(0));
    let push = sent(&mut sync, &journal, 10_000);
    assert_eq!(push.segments[0].subject.to_string(), "visit/V0");
    sync.failed(Failure::Unclear, at(10_000));
    let push = sent(&mut sync, &journal, 20_000);
    assert_eq!(events(&push), 0, "is it the network's fault?");
    take(&mut sync, &mut journal, &answer(&push), 20_000);
    let push = sent(&mut sync, &journal, 20_000);
    assert_eq!(push.segments[0].subject.to_string(), "visit/V1", "no: the other lane goes on");
    take(&mut sync, &mut journal, &answer(&push), 20_000);
    let Ok(Next::Wait { until_ms }) = sync.next(&journal, 20_000) else { panic!("V0 rests") };
    let push = sent(&mut sync, &journal, until_ms);
    assert_eq!(push.segments[0].subject.to_string(), "visit/V0", "and comes again");
}

#[test]
fn an_answer_to_another_request_changes_nothing() {
    let mut journal = fake(&[(2, Priority::Today)]);
    let mut sync = PhoneSync::new(7);
    let old = sent(&mut sync, &journal, 0);
    sync.failed(Failure::Unclear, at(0));
    let new = sent(&mut sync, &journal, 10_000);
    assert_eq!(sync.answered(&answer(&old), &journal, at(10_000)), Ok(Answered::NotMine));
    assert_eq!(sync.in_flight(), Some(new.request));
    assert_eq!(sync.next(&journal, 10_000), Ok(Next::Busy));
    assert_eq!(take(&mut sync, &mut journal, &answer(&new), 10_000).len(), 1);
    assert_eq!(sync.answered(&answer(&new), &journal, at(10_000)), Ok(Answered::NotMine), "and only once");
}

#[test]
fn another_epoch_counts_for_nothing_but_itself() {
    let mut journal = fake(&[(2, Priority::Today)]);
    let mut sync = PhoneSync::new(7);
    let push = sent(&mut sync, &journal, 0);
    let mut other = answer(&push);
    other.verdicts.epoch = Epoch([8; 16]);
    let effects = take(&mut sync, &mut journal, &other, 0);
    assert_eq!(effects, [PhoneEffect::EpochChanged { epoch: Epoch([8; 16]) }]);
    assert!(matches!(sync.next(&journal, 0), Ok(Next::Wait { .. })), "an office that flips is not asked in a hot loop");
}

#[test]
fn a_cut_answer_counts_and_the_feed_is_asked_for_again() {
    let mut journal = fake(&[(2, Priority::Today)]);
    let mut sync = PhoneSync::new(7);
    let push = sent(&mut sync, &journal, 0);
    let cut = Answer { feed: None, ..answer(&push) };
    assert!(matches!(take(&mut sync, &mut journal, &cut, 0)[..], [PhoneEffect::SetProved { .. }]));
    let Ok(Next::Wait { until_ms }) = sync.next(&journal, 0) else { panic!("the feed rests") };
    assert_eq!(events(&sent(&mut sync, &journal, until_ms)), 0);
}

#[test]
fn a_lane_that_an_answer_passes_over_is_not_sent_in_a_hot_loop() {
    let mut journal = fake(&[(2, Priority::Today)]);
    let mut sync = PhoneSync::new(7);
    let push = sent(&mut sync, &journal, 0);
    let mut silent = answer(&push);
    silent.verdicts.lanes.clear();
    take(&mut sync, &mut journal, &silent, 0);
    assert!(matches!(sync.next(&journal, 0), Ok(Next::Wait { .. })));
}

#[test]
fn a_sign_of_network_ends_every_rest_and_saving_does_not() {
    let journal = fake(&[(2, Priority::Today)]);
    let mut sync = PhoneSync::new(7);
    sent(&mut sync, &journal, 0);
    sync.failed(Failure::Refused, at(0));
    sync.wake(Sign::Saved);
    assert!(matches!(sync.next(&journal, 1_000), Ok(Next::Wait { until_ms }) if until_ms >= 300_000));
    sync.wake(Sign::Network);
    assert_eq!(events(&sent(&mut sync, &journal, 1_000)), 2);
}

fn proved(mut journal: Fake) -> Fake {
    journal.lanes.iter_mut().for_each(|stand| stand.proved = stand.head);
    journal
}

/// The office agrees with every offered head.
fn answer_heads(push: &Push, common: impl Fn(Head) -> Head) -> Answer {
    let mut all = answer(push);
    all.verdicts.lanes.extend(push.offers.iter().map(|offer| LaneVerdict {
        installation: ME,
        subject: offer.subject.clone(),
        common: common(offer.head),
        head: common(offer.head),
        arrival: 1,
        quarantined: Vec::new(),
    }));
    all
}

#[test]
fn a_proved_lane_is_said_by_its_head_once_in_a_start() {
    let mut journal = proved(fake(&[(3, Priority::Today), (2, Priority::Today)]));
    let mut sync = PhoneSync::new(7);
    let push = sent(&mut sync, &journal, 0);
    assert_eq!((push.offers.len(), events(&push)), (2, 0));
    take(&mut sync, &mut journal, &answer_heads(&push, |head| head), 0);
    assert_eq!(sync.next(&journal, 0), Ok(Next::Idle));
}

#[test]
fn a_tail_that_the_office_lost_is_sent_again_once_the_heads_are_told() {
    let mut journal = proved(fake(&[(5, Priority::Today)]));
    let mut sync = PhoneSync::new(7);
    let push = sent(&mut sync, &journal, 0);
    take(&mut sync, &mut journal, &answer_heads(&push, |_| point(3)), 0);
    let push = sent(&mut sync, &journal, 0);
    assert_eq!((push.segments[0].base, events(&push)), (point(3), 2));
}

#[test]
fn in_another_epoch_heads_come_first_and_events_only_where_they_lack() {
    let mut journal = fake(&[(5, Priority::Today)]);
    let mut sync = PhoneSync::new(7);
    let push = sent(&mut sync, &journal, 0);
    let mut other = answer(&push);
    other.verdicts.epoch = Epoch([8; 16]);
    take(&mut sync, &mut journal, &other, 0);
    journal.stand.epoch = Some(Epoch([8; 16]));
    let push = sent(&mut sync, &journal, 10_000);
    assert_eq!((push.offers.len(), events(&push)), (1, 0));
    let mut known = answer_heads(&push, |_| point(4));
    known.verdicts.epoch = Epoch([8; 16]);
    take(&mut sync, &mut journal, &known, 10_000);
    assert_eq!(events(&sent(&mut sync, &journal, 10_000)), 1);
}

#[test]
fn an_office_that_lacks_what_the_digest_names_is_told_the_heads_and_not_in_a_hot_loop() {
    let mut journal = proved(fake(&[(3, Priority::Today)]));
    journal.stand.digest = hash(77);
    let mut sync = PhoneSync::new(7);
    let push = sent(&mut sync, &journal, 0);
    take(&mut sync, &mut journal, &answer_heads(&push, |head| head), 0);
    let mut asked = 0;
    for _ in 0..5 {
        sync.wake(Sign::Timer);
        let push = sent(&mut sync, &journal, 0);
        asked += push.offers.len();
        let mut lacking = answer_heads(&push, |head| head);
        lacking.verdicts.lacking_contents = vec![hash(77)];
        assert_eq!(take(&mut sync, &mut journal, &lacking, 0).len(), push.offers.len(), "it is no content");
    }
    assert_eq!(asked, 1);
}

#[test]
fn a_lane_of_an_earlier_installation_says_whose_it_is() {
    let mut journal = fake(&[(3, Priority::Today)]);
    let earlier = InstallationId([4; 16]);
    journal.lanes[0].lane.installation = earlier;
    journal.lanes[0].continues = Some((InstallationId([3; 16]), point(9)));
    let push = sent(&mut PhoneSync::new(7), &journal, 0);
    assert_eq!(push.segments[0].installation, Some(earlier));
    assert_eq!(
        push.segments[0].continues,
        Some((InstallationId([3; 16]), point(9))),
        "it begins with what it continues"
    );
}

mod difference;
