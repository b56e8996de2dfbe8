//! Photographs on their way, one at a time, after everything else.

use doorstep_domain::id::{Hash, Subject};
use doorstep_sync::phone::Sign;
use doorstep_sync::upload::{Upload, UploadOutcome, UploadReply, UploadStep};

use super::{Http, SyncReport, Walk};
use crate::engine::Core;
use crate::error::StoreError;

/// What one round over the waiting photographs came to.
pub(super) enum Round {
    /// None waits.
    Nothing,
    /// One came to an end: there is something new to say.
    Ended,
    /// The one at hand rests until this time of the monotonic clock.
    Until(u64),
}

/// A photograph that waits to be uploaded.
struct Waiting {
    hash: Hash,
    subject: Subject,
    bytes_len: u64,
    url: Option<String>,
}

impl Walk {
    /// Uploads one photograph to its end, or until it has to rest. One that rests holds no other up.
    pub(super) async fn upload(&self, http: &Http, office: &str, report: &mut SyncReport) -> Result<Round, StoreError> {
        let waiting = self.ask(|core| core.photos_to_upload())?;
        let mut uploads = self.uploads.lock().await;
        uploads.retain(|hash, _| waiting.iter().any(|photo| photo.hash == *hash));
        let mut rest = Round::Nothing;
        for photo in waiting {
            let upload = uploads.entry(photo.hash).or_insert_with(|| Upload::new(photo.bytes_len, photo.url.clone()));
            match self.upload_one(http, office, &photo, upload, report).await? {
                Round::Until(until_ms) => {
                    rest = match rest {
                        Round::Until(earlier_ms) => Round::Until(earlier_ms.min(until_ms)),
                        _ => Round::Until(until_ms),
                    }
                }
                Round::Ended => {
                    uploads.remove(&photo.hash);
                    return Ok(Round::Ended);
                }
                Round::Nothing => {}
            }
        }
        Ok(rest)
    }

    async fn upload_one(
        &self,
        http: &Http,
        office: &str,
        photo: &Waiting,
        upload: &mut Upload,
        report: &mut SyncReport,
    ) -> Result<Round, StoreError> {
        let hash = photo.hash;
        if let UploadStep::Wait { until_ms } = upload.next(self.ports.clock.stamp().mono_ms) {
            return Ok(Round::Until(until_ms));
        }
        let Ok(bytes) = tokio::task::block_in_place(|| self.photos.open_verified(&hash)) else {
            // Gone or altered on this phone: it is not sent as what it is not, and a person is told.
            self.ask(move |core| core.photo_state(hash, "refused", None))?;
            return Ok(Round::Ended);
        };
        loop {
            let step = upload.next(self.ports.clock.stamp().mono_ms);
            let reply = match &step {
                UploadStep::Wait { until_ms } => return Ok(Round::Until(*until_ms)),
                UploadStep::End(_) => return Ok(Round::Ended),
                step => self.one_step(http, office, photo, &bytes, step).await,
            };
            report.requests += 1;
            match upload.answered(&step, reply, self.moment()) {
                UploadOutcome::GoesOn => {}
                UploadOutcome::Created { url } => {
                    self.ask(move |core| core.photo_state(hash, "uploading", Some(url)))?
                }
                UploadOutcome::Lost => self.ask(move |core| core.photo_state(hash, "uploading", None))?,
                UploadOutcome::Ended => {
                    report.photos_up += 1;
                    self.ask(move |core| core.photo_state(hash, "offered", None))?;
                    self.wake(Sign::Uploaded);
                    return Ok(Round::Ended);
                }
                // The local file was hashed just now, so what the office put together is wrong: it is offered anew.
                UploadOutcome::WrongHash => {
                    self.ask(move |core| core.photo_state(hash, "offered", None))?;
                    return Ok(Round::Ended);
                }
                UploadOutcome::Refused { code } => {
                    tracing::warn!(code, "the office refused a photograph");
                    report.refused = code;
                    self.ask(move |core| core.photo_state(hash, "refused", None))?;
                    return Ok(Round::Ended);
                }
            }
        }
    }

    async fn one_step(
        &self,
        http: &Http,
        office: &str,
        photo: &Waiting,
        bytes: &[u8],
        step: &UploadStep,
    ) -> UploadReply {
        match step {
            UploadStep::Create => {
                let Ok(installation) = self.ask(|core| Ok(core.installation())) else { return UploadReply::Unclear };
                http.create(office, &photo.hash, photo.bytes_len, &photo.subject, installation).await
            }
            UploadStep::Head { url } => http.head(office, url).await,
            UploadStep::Patch { url, offset, len } => {
                let from = usize::try_from(*offset).unwrap_or(usize::MAX);
                let upto = usize::try_from(offset.saturating_add(*len)).unwrap_or(usize::MAX).min(bytes.len());
                let piece = bytes.get(from..upto).unwrap_or_default().to_vec();
                http.patch(office, url, *offset, piece).await
            }
            UploadStep::Wait { .. } | UploadStep::End(_) => UploadReply::Unclear,
        }
    }
}

impl Core {
    fn photos_to_upload(&mut self) -> Result<Vec<Waiting>, StoreError> {
        let sql = "SELECT hash, subject, bytes_len, url FROM photo WHERE state = 'uploading'";
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
