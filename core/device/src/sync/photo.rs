//! Photographs on their way, one at a time, after everything else. Where they wait for Wi-Fi
//! nothing rests: the platform's next sign of network, or the regular look, tries again.

use std::collections::BTreeMap;

use doorstep_domain::id::{Hash, Subject};
use doorstep_screens::waits_for_wifi;
use doorstep_sync::backoff::Backoff;
use doorstep_sync::phone::Sign;
use doorstep_sync::upload::{Upload, UploadOutcome, UploadReply, UploadStep};

use super::{Line, Rest, Round, SyncReport, Walk};
use crate::engine::Core;
use crate::error::StoreError;

/// So many failures in one round are the network's, not the photographs'.
const MOST_FAILURES: u32 = 2;

/// Photographs on their way, as far as this start of the app knows.
#[derive(Default)]
pub(super) struct Uploads {
    going: BTreeMap<Hash, Upload>,
    /// Those that were sent whole: one that the office still lacks is not sent again in a hot loop.
    sent: BTreeMap<Hash, Backoff>,
}

impl Uploads {
    /// Another installation has no place at the office yet.
    pub(super) fn forget(&mut self) {
        self.going.clear();
    }

    /// A fresh sign of network.
    pub(super) fn wake(&mut self) {
        self.going.values_mut().for_each(Upload::wake);
    }
}

/// A photograph that waits to be uploaded.
struct Waiting {
    hash: Hash,
    subject: Subject,
    bytes_len: u64,
    url: Option<String>,
}

impl Walk {
    /// Takes one step with the first photograph that does not rest.
    pub(super) async fn upload(&self, line: &Line, report: &mut SyncReport) -> Result<Round, StoreError> {
        let way = self.ask(|core| core.photo_way())?;
        let waiting = self.ask(|core| core.photos_to_upload())?;
        // Asked before every piece: a phone may leave the Wi-Fi in the middle of a photograph.
        if waits_for_wifi(way, self.ports.rules.network()) {
            return Ok(Round::Nothing);
        }
        let mut uploads = self.uploads.lock().await;
        let Uploads { going, sent } = &mut *uploads;
        going.retain(|hash, _| waiting.iter().any(|photo| photo.hash == *hash));
        let mut rest = Rest::Idle;
        let mut failures = 0;
        for photo in waiting {
            let now_ms = self.ports.clock.stamp().mono_ms;
            let upload = going.entry(photo.hash).or_insert_with(|| Upload::new(photo.bytes_len, photo.url.clone()));
            let rests_until = match upload.next(now_ms) {
                UploadStep::Wait { until_ms } => Some(until_ms),
                _ => sent.get(&photo.hash).and_then(|backoff| backoff.rests_until(now_ms)),
            };
            if let Some(until_ms) = rests_until {
                rest = rest.or(Round::Until(until_ms));
                continue;
            }
            let step = upload.next(now_ms);
            let outcome = self.step(line, &photo, &step, upload, report).await?;
            if matches!(outcome, UploadOutcome::Ended | UploadOutcome::WrongHash) {
                sent.entry(photo.hash).or_default().failed(self.moment());
            }
            match upload.next(self.ports.clock.stamp().mono_ms) {
                UploadStep::Wait { until_ms } => {
                    rest = rest.or(Round::Until(until_ms));
                    failures += 1;
                }
                UploadStep::End(_) => {
                    going.remove(&photo.hash);
                    return Ok(Round::Again);
                }
                _ => return Ok(Round::Again),
            }
            if failures == MOST_FAILURES {
                break;
            }
        }
        Ok(match rest {
            Rest::Idle => Round::Nothing,
            Rest::Until(until_ms) => Round::Until(until_ms),
        })
    }

    /// One request about one photograph, and what is written down of it.
    async fn step(
        &self,
        line: &Line,
        photo: &Waiting,
        step: &UploadStep,
        upload: &mut Upload,
        report: &mut SyncReport,
    ) -> Result<UploadOutcome, StoreError> {
        let hash = photo.hash;
        let Ok(bytes) = tokio::task::block_in_place(|| self.photos.open_verified(&hash)) else {
            // Gone or altered on this phone: it is not sent as what it is not, and never counts as arrived.
            self.ask(move |core| core.photo_state(hash, "damaged", None))?;
            return Ok(UploadOutcome::GoesOn);
        };
        let reply = one_step(line, photo, &bytes, step).await;
        report.requests += 1;
        let outcome = upload.answered(step, reply, self.moment());
        match outcome.clone() {
            UploadOutcome::GoesOn => {}
            UploadOutcome::Created { url } => {
                self.ask(move |core| core.photo_state(hash, "uploading", Some(url)))?;
            }
            UploadOutcome::Lost => self.ask(move |core| core.photo_state(hash, "uploading", None))?,
            UploadOutcome::Ended => {
                report.photos_up += 1;
                self.ask(move |core| core.photo_state(hash, "offered", None))?;
                self.wake(Sign::Uploaded);
            }
            // The local file was hashed just now, so what the office put together is wrong: it is offered anew.
            UploadOutcome::WrongHash => self.ask(move |core| core.photo_state(hash, "offered", None))?,
            UploadOutcome::Refused { code } => {
                tracing::warn!(code, "the office refused a photograph");
                report.refused = code;
                self.ask(move |core| core.photo_state(hash, "refused", None))?;
            }
        }
        Ok(outcome)
    }
}

async fn one_step(line: &Line, photo: &Waiting, bytes: &[u8], step: &UploadStep) -> UploadReply {
    match step {
        UploadStep::Create => line.create(&photo.hash, photo.bytes_len, &photo.subject).await,
        UploadStep::Head { url } => line.head(url).await,
        UploadStep::Patch { url, offset, len } => {
            let from = usize::try_from(*offset).unwrap_or(usize::MAX);
            let upto = usize::try_from(offset.saturating_add(*len)).unwrap_or(usize::MAX).min(bytes.len());
            let piece = bytes.get(from..upto).unwrap_or_default().to_vec();
            line.patch(url, *offset, piece).await
        }
        UploadStep::Wait { .. } | UploadStep::End(_) => UploadReply::Unclear,
    }
}

impl Core {
    fn photos_to_upload(&mut self) -> Result<Vec<Waiting>, StoreError> {
        let sql = "SELECT hash, min(subject), bytes_len, url FROM photo WHERE state = 'uploading' GROUP BY hash";
        let mut select = self.journal.read().prepare_cached(sql)?;
        let rows = select.query_map([], |row| {
            Ok((Hash(row.get(0)?), row.get::<_, String>(1)?, row.get::<_, i64>(2)?, row.get(3)?))
        })?;
        rows.map(|row| {
            let (hash, subject, bytes_len, url) = row?;
            let subject = subject.parse().map_err(|wrong| StoreError::damaged("photo", wrong))?;
            Ok(Waiting { hash, subject, bytes_len: u64::try_from(bytes_len).unwrap_or(0), url })
        })
        .collect()
    }

    fn photo_state(&mut self, hash: Hash, state: &'static str, url: Option<String>) -> Result<(), StoreError> {
        let write = self.journal.write()?;
        write.execute(
            "UPDATE photo SET state = ?2, url = ?3 WHERE hash = ?1",
            rusqlite::params![hash.0.as_slice(), state, url],
        )?;
        write.commit()?;
        self.changed(None);
        Ok(())
    }
}
