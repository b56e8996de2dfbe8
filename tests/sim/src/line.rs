//! A day's photographs over a slow line that breaks: in virtual time, without chance of
//! anything but when it breaks.
//!
//! One request is on the line at a time, as on a phone with one connection. A request
//! that is cut off has brought the office what was through by then.

use std::collections::BTreeMap;

use doorstep_domain::id::{Hash, InstallationId, Lane, Subject};
use doorstep_sync::backoff::Moment;
use doorstep_sync::phone::{Answered, Failure, Next, Sign};
use doorstep_sync::upload::{Upload, UploadOutcome, UploadReply, UploadStep};
use doorstep_wire::frame::{encode_answer, encode_push};
use doorstep_wire::message::{Epoch, Limits, Push};

use crate::check::Violation;
use crate::letter::{self, Circumstance};
use crate::office::Office;
use crate::phone::{Phone, PhotoState};
use crate::rng::Rng;

/// What a request costs beside its body.
const HEADERS: u64 = 600;
const OUTAGE_MS: u64 = 5_000;

/// How slow, and how much.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// When the line breaks.
    pub seed: u64,
    /// Visits that wait with their photographs.
    pub visits: u64,
    /// Photographs of each.
    pub photos_each: u64,
    /// Bytes of each.
    pub photo_bytes: u64,
    /// Bits a second.
    pub bits_per_s: u64,
    /// The line breaks about this often.
    pub breaks_every_ms: u64,
    /// Visits that are recorded while photographs are on their way, one in ten minutes.
    pub later_visits: u64,
}

/// How it went.
#[derive(Clone, Copy, Debug, Default)]
pub struct Report {
    /// Photographs that arrived.
    pub photos: u64,
    /// When everything was there.
    pub took_ms: u64,
    /// When all visits that waited at the beginning were proved.
    pub events_ms: u64,
    /// When the first byte of a photograph was sent.
    pub first_photo_ms: u64,
    /// Bytes of photographs that went through, those sent twice counted twice.
    pub photo_bytes: u64,
    /// How often an upload was begun.
    pub begun: u64,
    /// How often the line broke in a request.
    pub breaks: u64,
    /// The longest time from recording a later visit until it was proved.
    pub longest_wait_ms: u64,
}

struct Play {
    day: Day,
    rng: Rng,
    now_ms: u64,
    break_ms: u64,
    office: Office,
    phone: Phone,
    uploads: BTreeMap<Hash, Upload>,
    recorded: u64,
    nonce: u32,
    waiting: BTreeMap<Lane, u64>,
    report: Report,
}

/// Plays the day until everything is at the office.
pub fn play(day: Day) -> Result<Report, Violation> {
    let mut rng = Rng::new(day.seed);
    let limits = Limits { push_bytes: 256 * 1024, push_events: 500, content_bytes: 64 * 1024, photo_bytes: 16 << 20 };
    let office = Office::new(Epoch(rng.id()), limits, None);
    let phone = Phone::new(0, InstallationId(rng.id()), 1);
    let (uploads, waiting) = (BTreeMap::new(), BTreeMap::new());
    let mut play = Play {
        day,
        rng,
        now_ms: 0,
        break_ms: day.breaks_every_ms,
        office,
        phone,
        uploads,
        recorded: 0,
        nonce: 0,
        waiting,
        report: Report::default(),
    };
    for _ in 0..day.visits {
        play.record()?;
    }
    while play.step()? {}
    play.report.took_ms = play.now_ms;
    play.report.photos =
        play.phone.disk.photos.values().filter(|photo| photo.state == PhotoState::Arrived).count() as u64;
    Ok(play.report)
}

impl Play {
    /// A visit with its photographs.
    fn record(&mut self) -> Result<(), Violation> {
        let subject = Subject::Visit(format!("V{}", self.recorded).parse()?);
        let lane = Lane { installation: self.phone.disk.installation, subject };
        self.recorded += 1;
        let opening = letter::opening(&lane, &self.circumstance())?;
        self.phone.disk.record(&lane, opening);
        for _ in 0..self.day.photos_each {
            let when = self.circumstance();
            let photo = letter::photograph_of(&mut self.rng, &when, self.day.photo_bytes);
            self.phone.disk.record(&lane, photo);
        }
        self.waiting.insert(lane, self.now_ms);
        self.phone.sync.wake(Sign::Saved);
        Ok(())
    }

    fn circumstance(&mut self) -> Circumstance {
        self.nonce += 1;
        Circumstance { nonce: self.nonce, wall_ms: Some(1_700_000_000_000), seen: Vec::new() }
    }

    /// The next thing on the line; false when nothing is left.
    fn step(&mut self) -> Result<bool, Violation> {
        let later = self.recorded - self.day.visits;
        if later < self.day.later_visits && self.report.events_ms > 0 && self.now_ms >= 600_000 * (later + 1) {
            self.record()?;
        }
        let Ok(next) = self.phone.sync.next(&self.phone.disk, self.now_ms);
        let until_ms = match next {
            Next::Send(push) => return self.exchange(&push).map(|()| true),
            Next::Wait { until_ms } => Some(until_ms),
            Next::Busy | Next::Idle => None,
        };
        match (self.upload()?, until_ms) {
            (UploadStep::Wait { until_ms: upload_ms }, until_ms) => {
                self.now_ms = upload_ms.min(until_ms.unwrap_or(u64::MAX));
                Ok(true)
            }
            (UploadStep::End(_), Some(until_ms)) => {
                self.now_ms = until_ms;
                Ok(true)
            }
            (UploadStep::End(_), None) => Ok(false),
            _ => Ok(true),
        }
    }

    /// Sends so many bytes; how many were through, and whether that was all.
    fn send(&mut self, bytes: u64) -> (u64, bool) {
        let all = bytes + HEADERS;
        let takes_ms = all * 8_000 / self.day.bits_per_s;
        if self.now_ms + takes_ms < self.break_ms {
            self.now_ms += takes_ms;
            return (bytes, true);
        }
        let through = self.break_ms.saturating_sub(self.now_ms) * self.day.bits_per_s / 8_000;
        self.report.breaks += 1;
        self.now_ms = self.now_ms.max(self.break_ms) + OUTAGE_MS;
        self.break_ms = self.now_ms + self.rng.bits() % (2 * self.day.breaks_every_ms);
        (through.saturating_sub(HEADERS).min(bytes), false)
    }

    fn moment(&mut self) -> Moment {
        Moment { now_ms: self.now_ms, jitter: self.rng.bits() }
    }

    fn exchange(&mut self, push: &Push) -> Result<(), Violation> {
        let (_, arrives) = self.send(encode_push(push).len() as u64);
        let answer = if arrives { self.office.take(push, 0)? } else { None };
        let answer = answer.filter(|answer| self.send(encode_answer(answer).len() as u64).1);
        let moment = self.moment();
        let Some(answer) = answer else {
            self.phone.sync.failed(Failure::Unclear, moment);
            return Ok(());
        };
        let Ok(answered) = self.phone.sync.answered(&answer, &self.phone.disk, moment);
        if let Answered::Counts(effects) = answered {
            self.phone.disk.apply_all(effects, InstallationId(self.rng.id()));
        }
        self.look_at_visits();
        Ok(())
    }

    fn look_at_visits(&mut self) {
        let lanes = &self.phone.disk.lanes;
        let is_proved = |lane: &Lane| lanes.get(lane).is_some_and(|held| held.proved == held.head());
        let proved: Vec<Lane> = self.waiting.keys().filter(|lane| is_proved(lane)).cloned().collect();
        for lane in proved {
            let since_ms = self.waiting.remove(&lane).unwrap_or(0);
            if self.report.events_ms > 0 {
                self.report.longest_wait_ms = self.report.longest_wait_ms.max(self.now_ms - since_ms);
            }
        }
        if self.waiting.is_empty() && self.report.events_ms == 0 {
            self.report.events_ms = self.now_ms;
        }
    }

    /// One request of the first upload that waits; what was done.
    fn upload(&mut self) -> Result<UploadStep, Violation> {
        let waiting = self.phone.disk.photos.iter().find(|(_, photo)| photo.state == PhotoState::ToUpload);
        let Some((hash, photo)) = waiting else { return Ok(UploadStep::End(UploadOutcome::Ended)) };
        let (hash, len, url) = (*hash, photo.len, photo.url.clone());
        let upload = self.uploads.entry(hash).or_insert_with(|| Upload::new(len, url));
        let step = upload.next(self.now_ms);
        if matches!(step, UploadStep::Wait { .. } | UploadStep::End(_)) {
            return Ok(step);
        }
        let reply = self.request(hash, len, &step)?;
        let moment = self.moment();
        let outcome = self.uploads.get_mut(&hash).map(|upload| upload.answered(&step, reply, moment));
        let Some(photo) = self.phone.disk.photos.get_mut(&hash) else { return Ok(step) };
        match outcome {
            Some(UploadOutcome::Created { url }) => photo.url = Some(url),
            Some(UploadOutcome::Ended) => {
                photo.state = PhotoState::ToAsk;
                self.phone.sync.wake(Sign::Uploaded);
            }
            Some(UploadOutcome::GoesOn) => {}
            other => return Err(Violation::new(format!("photo: an upload ended with {other:?}"))),
        }
        Ok(step)
    }

    fn request(&mut self, hash: Hash, len: u64, step: &UploadStep) -> Result<UploadReply, Violation> {
        let UploadStep::Patch { url, offset, len: piece } = step else {
            self.report.begun += u64::from(*step == UploadStep::Create);
            let (_, arrives) = self.send(0);
            return Ok(if arrives { self.office.disk.upload(hash, len, step) } else { UploadReply::Unclear });
        };
        if self.report.first_photo_ms == 0 {
            self.report.first_photo_ms = self.now_ms;
            if self.report.events_ms == 0 {
                return Err(Violation::new("photo: a photograph goes before the visits' events"));
            }
        }
        let (through, is_all) = self.send(*piece);
        self.report.photo_bytes += through;
        let arrived = UploadStep::Patch { url: url.clone(), offset: *offset, len: through };
        let reply = self.office.disk.upload(hash, len, &arrived);
        if reply == UploadReply::OtherOffset {
            return Err(Violation::new("photo: an upload goes on from somewhere else than where it was"));
        }
        Ok(if is_all { reply } else { UploadReply::Unclear })
    }
}
