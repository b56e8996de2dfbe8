//! How phones and office talk, and what may go wrong on the way.

use std::collections::BTreeMap;
use std::rc::Rc;

use doorstep_domain::id::{Head, InstallationId, Lane};
use doorstep_sync::phone::{Answered, Failure, Next, PhoneEffect};
use doorstep_wire::frame::{decode_answer, decode_push, encode_answer, encode_push};
use doorstep_wire::message::{Answer, Push};

use crate::check::{self, Violation};
use crate::fault::{Fault, Mistake};
use crate::network::{Body, Message, Packet, WRITTEN};
use crate::phone::LaneDisk;
use crate::world::World;

/// A phone gives up on a request after this long.
pub const TIMEOUT_MS: u64 = 30_000;
const LIMIT: usize = 1 << 20;

type Lanes = BTreeMap<Lane, LaneDisk>;

impl World {
    /// The phone's loop goes round once.
    pub(crate) fn turn(&mut self, at: usize) -> Result<Option<Next>, Violation> {
        let moment = self.moment(at);
        let Some(phone) = self.phones.get_mut(at) else { return Ok(None) };
        if phone.sync.in_flight().is_some() && self.now_ms.saturating_sub(phone.sent_ms) > TIMEOUT_MS {
            phone.sync.failed(Failure::Unclear, moment);
            self.tell(|| format!("phone {at} gives up waiting"));
            return Ok(None);
        }
        let Ok(next) = phone.sync.next(&phone.disk, moment.now_ms);
        match &next {
            Next::Send(push) => {
                phone.sent_ms = self.now_ms;
                if self.plan.mistake == Some(Mistake::SentIsProved) {
                    phone.disk.lanes.values_mut().for_each(|held| held.proved = held.head());
                }
                self.send(at, push);
                check::phone(self, at)?;
            }
            Next::Idle => check::idle(self, at)?,
            Next::Wait { .. } | Next::Busy => {}
        }
        Ok(Some(next))
    }

    fn send(&mut self, at: usize, push: &Push) {
        self.heads += push.offers.len() as u64;
        self.tell(|| sent(at, push));
        if self.strikes(Fault::RequestLost) {
            return;
        }
        let body = match self.strikes(Fault::ForeignPage) {
            true => Body::Page,
            false if self.is_written() => Body::Push(Packet::Written(encode_push(push))),
            false => Body::Push(Packet::Unwritten(Rc::new(push.clone()))),
        };
        let delay = self.delay();
        self.network.send(at, push.request, delay, body);
    }

    fn is_written(&mut self) -> bool {
        self.rng.bits().is_multiple_of(WRITTEN)
    }

    /// When a message that is sent now can arrive.
    fn delay(&mut self) -> u64 {
        let is_late = self.is_faulty && self.plan.set.has(Fault::Overtaken) && self.rng.happens(300);
        self.now_ms + if is_late { self.rng.bits() % (3 * TIMEOUT_MS) } else { 0 }
    }

    pub(crate) fn deliver(&mut self) -> Result<(), Violation> {
        if !self.network.old_pushes.is_empty() && self.strikes(Fault::Repeated) {
            let old = self.rng.below(self.network.old_pushes.len());
            if let Some(Message { phone, request, body, .. }) = self.network.old_pushes.get(old).cloned() {
                self.network.send(phone, request, self.now_ms, body);
            }
        }
        let ready = self.network.ready(self.now_ms);
        let pick = if self.plan.set.has(Fault::Overtaken) { self.rng.below(ready.len()) } else { 0 };
        match ready.get(pick) {
            Some(at) => self.deliver_at(*at),
            None => Ok(()),
        }
    }

    pub(crate) fn deliver_at(&mut self, at: usize) -> Result<(), Violation> {
        let Some((message, overtakes)) = self.network.take(at) else { return Ok(()) };
        if overtakes && self.is_faulty && self.plan.set.has(Fault::Overtaken) {
            self.count(Fault::Overtaken);
        }
        let (phone, request) = (message.phone, message.request);
        match &message.body {
            Body::Push(packet) => {
                let push = match packet {
                    Packet::Written(bytes) => Rc::new(decode_push(bytes, LIMIT)?),
                    Packet::Unwritten(push) => Rc::clone(push),
                };
                self.take_push(phone, request, &push)?;
                self.network.arrived(message);
                Ok(())
            }
            Body::Answer(Packet::Written(bytes)) => match decode_answer(bytes, LIMIT) {
                Ok(answer) => self.take_answer(phone, request, &answer),
                Err(_) => self.fails(phone, request, Failure::Unclear),
            },
            Body::Answer(Packet::Unwritten(answer)) => self.take_answer(phone, request, answer),
            Body::Page => self.fails(phone, request, Failure::Unclear),
            Body::Refused => self.fails(phone, request, Failure::Refused),
        }
    }

    fn take_push(&mut self, at: usize, request: u64, push: &Push) -> Result<(), Violation> {
        if self.office.breaks_down(push) {
            self.count(Fault::BrokeDown);
            return Ok(());
        }
        if self.strikes(Fault::OfficeKilledTaking) {
            // It worked on a transaction that was never committed.
            return Ok(());
        }
        let trouble = match (self.strikes(Fault::OfficeDiskFull), self.strikes(Fault::TooOld)) {
            (true, _) => Some(Body::Page),
            (_, true) => Some(Body::Refused),
            _ => None,
        };
        if let Some(trouble) = trouble {
            self.network.send(at, request, self.now_ms, trouble);
            return Ok(());
        }
        let engineer = self.phones.get(at).map_or(at, |phone| phone.engineer);
        let Some(answer) = self.office.take(push, engineer)? else { return Ok(()) };
        check::office(self, push)?;
        if self.strikes(Fault::OfficeKilledAnswering) || self.strikes(Fault::AnswerLost) {
            return Ok(());
        }
        let delay = self.delay();
        let packet = self.packed(answer);
        self.network.send(at, request, delay, Body::Answer(packet));
        Ok(())
    }

    fn packed(&mut self, answer: Answer) -> Packet<Answer> {
        let is_cut = self.strikes(Fault::AnswerCut);
        if !is_cut && !self.is_written() {
            return Packet::Unwritten(Rc::new(answer));
        }
        let mut bytes = encode_answer(&answer);
        if is_cut {
            bytes.truncate(self.rng.below(bytes.len()));
        }
        Packet::Written(bytes)
    }

    fn fails(&mut self, at: usize, request: u64, failure: Failure) -> Result<(), Violation> {
        let moment = self.moment(at);
        let Some(phone) = self.phones.get_mut(at) else { return Ok(()) };
        if phone.sync.in_flight() == Some(request) {
            phone.sync.failed(failure, moment);
            self.tell(|| format!("phone {at} got no answer to {request:x}: {failure:?}"));
        }
        Ok(())
    }

    fn take_answer(&mut self, at: usize, request: u64, answer: &Answer) -> Result<(), Violation> {
        let moment = self.moment(at);
        let mistake = self.plan.mistake;
        let Some(phone) = self.phones.get_mut(at) else { return Ok(()) };
        let believed = match phone.disk.epoch {
            Some(epoch) if mistake == Some(Mistake::OtherEpochBelieved) => {
                let mut believed = answer.clone();
                believed.verdicts.epoch = epoch;
                Some(believed)
            }
            _ => None,
        };
        let Ok(answered) = phone.sync.answered(believed.as_ref().unwrap_or(answer), &phone.disk, moment);
        let Answered::Counts(effects) = answered else {
            self.tell(|| format!("phone {at} passes over an answer to {request:x}"));
            return Ok(());
        };
        self.syncs += 1;
        self.apply(at, answer, effects)
    }

    fn apply(&mut self, at: usize, answer: &Answer, effects: Vec<PhoneEffect>) -> Result<(), Violation> {
        let killed = self.strikes(Fault::PhoneKilledApplying) || self.strikes(Fault::PhoneDiskFull);
        self.tell(|| {
            let words: Vec<String> = effects.iter().map(in_words).collect();
            format!("phone {at} {}: {}", if killed { "was about to apply" } else { "applies" }, words.join(", "))
        });
        if killed {
            self.half_applied(at, &effects);
            self.restart_phone(at);
            return check::phone(self, at);
        }
        let new = InstallationId(self.rng.id());
        let mistake = self.plan.mistake;
        let Some(phone) = self.phones.get_mut(at) else { return Ok(()) };
        let before = mistake.map(|_| phone.disk.lanes.clone());
        phone.disk.apply_all(effects, new);
        if let (Some(mistake), Some(before)) = (mistake, before) {
            spoil(&mut phone.disk.lanes, mistake, answer, &before);
        }
        if phone.disk.installation == new {
            self.count(Fault::BecameNew);
        }
        let Some(phone) = self.phones.get_mut(at) else { return Ok(()) };
        for (lane, held) in &phone.disk.lanes {
            // What moved is saved as well.
            let told = phone.told.entry(lane.clone()).or_insert(Head::EMPTY);
            if held.head().seq > told.seq {
                *told = held.head();
            }
        }
        check::phone(self, at)
    }

    /// Two planted mistakes: a part of the transaction that did not happen was written.
    fn half_applied(&mut self, at: usize, effects: &[PhoneEffect]) {
        let mistake = self.plan.mistake;
        let Some(phone) = self.phones.get_mut(at) else { return };
        for effect in effects {
            if let PhoneEffect::FeedTaken { is_snapshot, entries, cursor } = effect {
                match mistake {
                    Some(Mistake::CursorBeforeEffect) => phone.disk.cursor = Some(*cursor),
                    Some(Mistake::EffectBeforeCursor) => phone.disk.take_entries(*is_snapshot, entries),
                    _ => {}
                }
            }
        }
    }
}

/// Two planted mistakes about what is proved.
fn spoil(lanes: &mut Lanes, mistake: Mistake, answer: &Answer, before: &Lanes) {
    match mistake {
        Mistake::OfficeHeadIsProof => {
            for verdict in &answer.verdicts.lanes {
                let lane = Lane { installation: verdict.installation, subject: verdict.subject.clone() };
                lanes.entry(lane).and_modify(|held| held.proved = verdict.head);
            }
        }
        Mistake::ProvedNeverLowered => {
            let proved = |lane: &Lane| before.get(lane).map_or(Head::EMPTY, |held| held.proved);
            lanes.iter_mut().for_each(|(lane, held)| held.proved = held.proved.max(proved(lane)));
        }
        _ => {}
    }
}

fn in_words(effect: &PhoneEffect) -> String {
    match effect {
        PhoneEffect::EpochChanged { .. } => "another epoch".to_owned(),
        PhoneEffect::OfficeSays { .. } => "challenge and limits".to_owned(),
        PhoneEffect::SetProved { lane, proved, .. } => format!("{lane} proved {}", proved.seq),
        PhoneEffect::LaneForked { lane, common, office } => format!("{lane} forked at {}, {}", common.seq, office.seq),
        PhoneEffect::Quarantined { lane, seq, code } => format!("{lane} {seq} {code}"),
        PhoneEffect::Filled { lane, seq, .. } => format!("{lane} {seq} filled"),
        PhoneEffect::Arrived { hash, .. } => format!("{} arrived", hash.short()),
        PhoneEffect::ContentLacking { hash } => format!("content {} lacking", hash.short()),
        PhoneEffect::PhotoLacking { hash } => format!("photograph {} lacking", hash.short()),
        PhoneEffect::FeedTaken { is_snapshot, entries, cursor } => {
            format!("{} entries up to {}{}", entries.len(), cursor.n, if *is_snapshot { ", a snapshot" } else { "" })
        }
        PhoneEffect::FeedBroken => "the feed does not continue".to_owned(),
        PhoneEffect::Safe { upto } => format!("safe up to {upto}"),
    }
}

fn sent(at: usize, push: &Push) -> String {
    let lanes: Vec<String> = push
        .segments
        .iter()
        .map(|s| format!("{} {}+{}/{}", s.subject, s.base.seq, s.events.len(), s.end))
        .chain(push.offers.iter().map(|offer| format!("{} head {}", offer.subject, offer.head.seq)))
        .collect();
    let (contents, photos) = (push.contents.len(), push.photos.len());
    format!("phone {at} sends {:x}: {lanes:?}, {contents} contents, {photos} photos", push.request)
}
