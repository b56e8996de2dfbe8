//! What a verdict means for one lane.
//!
//! The office's head proves something only where this phone's own chain has the same
//! hash. A lane is forked when the chains part inside the offer, or when the offer
//! reached the phone's last event and the office has more that is not the phone's.
//! A frame that was cut short is neither.

use doorstep_domain::id::{Hash, Head, Lane};
use doorstep_wire::message::LaneVerdict;

use super::aside::Item;
use super::effect::PhoneEffect;
use super::heads::Way;

/// What of a lane was in the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SentLane {
    pub lane: Lane,
    pub base: Head,
    /// The last place that was sent.
    pub last: u64,
    /// The phone's last place at that time.
    pub end: u64,
    pub way: Way,
}

impl SentLane {
    /// How many pieces of a frame it takes.
    pub fn pieces(&self) -> u64 {
        self.last.saturating_sub(self.base.seq).max(1)
    }

    pub fn item(&self) -> Item {
        match self.way {
            Way::Events | Way::Head => Item::Lane(self.lane.clone()),
            Way::Again => Item::Withheld(self.lane.clone(), self.last),
        }
    }

    pub fn is_answered_by(&self, verdict: &LaneVerdict) -> bool {
        self.lane.installation == verdict.installation && self.lane.subject == verdict.subject
    }
}

/// What became of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// Both agree up to here.
    Proved(Head),
    /// Both agree up to here and then part.
    Forked(Head),
    /// The office named a point that is not on this phone's chain: the whole lane is offered.
    OfferWhole,
}

impl Settled {
    /// Whether the next offer of this lane will be shorter.
    pub fn is_progress(self, sent: &SentLane) -> bool {
        match self {
            Self::Proved(proved) => sent.way == Way::Head || proved.seq > sent.base.seq,
            Self::Forked(_) => true,
            Self::OfferWhole => sent.way == Way::Head,
        }
    }

    pub fn effects(self, sent: &SentLane, verdict: &LaneVerdict) -> Vec<PhoneEffect> {
        let lane = || sent.lane.clone();
        let proved = match self {
            Self::Proved(head) | Self::Forked(head) => head,
            Self::OfferWhole => Head::EMPTY,
        };
        let mut effects = vec![PhoneEffect::SetProved { lane: lane(), proved, arrival: verdict.arrival }];
        if let Self::Forked(common) = self {
            effects.push(PhoneEffect::LaneForked { lane: lane(), common, office: verdict.head });
        }
        let quarantined = verdict.quarantined.iter().filter(|(seq, _)| *seq <= proved.seq);
        effects.extend(quarantined.map(|(seq, code)| PhoneEffect::Quarantined {
            lane: lane(),
            seq: *seq,
            code: code.clone(),
        }));
        effects
    }
}

/// What `verdict` means for what was `sent`. `own` is the phone's own hash at a place.
pub(super) fn settle<E>(
    sent: &SentLane,
    verdict: &LaneVerdict,
    own: impl Fn(u64) -> Result<Option<Hash>, E>,
) -> Result<Settled, E> {
    let is_own = |point: Head| -> Result<bool, E> {
        if point.seq == 0 { Ok(point.hash == Hash::NONE) } else { Ok(own(point.seq)? == Some(point.hash)) }
    };
    let (common, head) = (verdict.common, verdict.head);
    if head.seq >= common.seq && is_own(head)? {
        return Ok(Settled::Proved(head));
    }
    if !is_own(common)? {
        return Ok(Settled::OfferWhole);
    }
    let parts_inside = (sent.base.seq..sent.last).contains(&common.seq);
    let is_past_all = common.seq == sent.last && sent.last == sent.end;
    if head.seq > common.seq && (parts_inside || is_past_all) {
        return Ok(Settled::Forked(common));
    }
    Ok(Settled::Proved(common))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn hash(chain: &str, seq: u64) -> Hash {
        Hash::of(format!("{chain}{seq}").as_bytes())
    }

    fn point(chain: &str, seq: u64) -> Head {
        if seq == 0 { Head::EMPTY } else { Head { seq, hash: hash(chain, seq) } }
    }

    fn check(base: u64, last: u64, end: u64, common: Head, head: Head, expected: Settled) {
        let lane = Lane {
            installation: doorstep_domain::id::InstallationId([1; 16]),
            subject: "visit/V1".parse().expect("a subject"),
        };
        let sent = SentLane { lane: lane.clone(), base: point("own", base), last, end, way: Way::Events };
        let verdict = LaneVerdict {
            installation: lane.installation,
            subject: lane.subject,
            common,
            head,
            arrival: 0,
            quarantined: Vec::new(),
        };
        let own = |seq| Ok::<_, Infallible>((1..=end).contains(&seq).then(|| hash("own", seq)));
        assert_eq!(settle(&sent, &verdict, own), Ok(expected));
    }

    #[test]
    fn all_of_it_arrived() {
        check(2, 5, 5, point("own", 5), point("own", 5), Settled::Proved(point("own", 5)));
    }

    #[test]
    fn a_repeat_of_a_cut_frame_finds_that_the_office_has_more_of_mine() {
        check(2, 4, 9, point("own", 4), point("own", 7), Settled::Proved(point("own", 7)));
    }

    #[test]
    fn a_frame_cut_short_does_not_make_a_copy() {
        check(2, 4, 9, point("own", 4), point("other", 7), Settled::Proved(point("own", 4)));
    }

    #[test]
    fn chains_that_part_inside_the_offer_make_a_copy() {
        check(2, 5, 9, point("own", 3), point("other", 7), Settled::Forked(point("own", 3)));
        check(0, 5, 9, Head::EMPTY, point("other", 1), Settled::Forked(Head::EMPTY));
    }

    #[test]
    fn an_office_that_goes_on_after_my_last_event_makes_a_copy() {
        check(2, 5, 5, point("own", 5), point("other", 7), Settled::Forked(point("own", 5)));
    }

    #[test]
    fn an_office_that_lost_the_base_gets_what_follows_its_own_head() {
        check(5, 7, 7, Head::EMPTY, point("own", 3), Settled::Proved(point("own", 3)));
    }

    #[test]
    fn a_head_that_is_not_mine_and_a_lost_base_offer_the_whole_lane() {
        check(5, 7, 7, Head::EMPTY, point("other", 6), Settled::Proved(Head::EMPTY));
        check(5, 7, 7, point("other", 6), point("other", 6), Settled::OfferWhole);
    }
}
