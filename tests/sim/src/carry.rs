//! Photographs on their way: one request of one upload at a time.

use doorstep_domain::id::Hash;
use doorstep_sync::phone::Sign;
use doorstep_sync::upload::{Upload, UploadOutcome, UploadReply, UploadStep};

use crate::check::Violation;
use crate::fault::Fault;
use crate::phone::PhotoState;
use crate::world::World;

/// What became of a phone's uploads in one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carried {
    /// Nothing waits to be uploaded.
    Nothing,
    /// A request was made.
    Request,
    /// The next one rests until then, by the phone's clock.
    Rests { until_ms: u64 },
}

impl World {
    /// One request of one upload of this phone.
    pub(crate) fn upload(&mut self, at: usize) -> Result<Carried, Violation> {
        let moment = self.moment(at);
        let Some(phone) = self.phones.get_mut(at) else { return Ok(Carried::Nothing) };
        let waiting = phone.disk.photos.iter().find(|(_, photo)| photo.state == PhotoState::ToUpload);
        let Some((hash, len, url)) = waiting.map(|(hash, photo)| (*hash, photo.len, photo.url.clone())) else {
            return Ok(Carried::Nothing);
        };
        let upload = phone.uploads.entry(hash).or_insert_with(|| Upload::new(len, url.clone()));
        let step = upload.next(moment.now_ms);
        match step {
            UploadStep::Wait { until_ms } => return Ok(Carried::Rests { until_ms }),
            UploadStep::End(_) => return Ok(Carried::Request),
            _ => {}
        }
        if step == UploadStep::Create && url.is_some() {
            return Err(Violation::new("an upload began again although its place was known"));
        }
        let reply = self.exchange(hash, len, &step);
        self.tell(|| format!("phone {at} uploads {hash:?}: {step:?} -> {reply:?}"));
        let Some(phone) = self.phones.get_mut(at) else { return Ok(Carried::Nothing) };
        let Some(upload) = phone.uploads.get_mut(&hash) else { return Ok(Carried::Nothing) };
        let outcome = upload.answered(&step, reply, moment);
        self.uploaded(at, hash, outcome);
        Ok(Carried::Request)
    }

    fn exchange(&mut self, hash: Hash, len: u64, step: &UploadStep) -> UploadReply {
        if self.strikes(Fault::RequestLost) || self.strikes(Fault::OfficeKilledTaking) {
            return UploadReply::Unclear;
        }
        let reply = self.office.disk.upload(hash, len, step);
        if self.strikes(Fault::AnswerLost) || self.strikes(Fault::OfficeKilledAnswering) {
            UploadReply::Unclear
        } else {
            reply
        }
    }

    fn uploaded(&mut self, at: usize, hash: Hash, outcome: UploadOutcome) {
        let killed = self.strikes(Fault::PhoneKilledApplying);
        if killed {
            return self.restart_phone(at);
        }
        let Some(phone) = self.phones.get_mut(at) else { return };
        let Some(photo) = phone.disk.photos.get_mut(&hash) else { return };
        match outcome {
            UploadOutcome::Created { url } => photo.url = Some(url),
            UploadOutcome::Lost => photo.url = None,
            UploadOutcome::Ended => {
                photo.state = PhotoState::ToAsk;
                phone.uploads.remove(&hash);
                phone.sync.wake(Sign::Uploaded);
            }
            UploadOutcome::GoesOn | UploadOutcome::WrongHash | UploadOutcome::Refused { .. } => {}
        }
    }
}
