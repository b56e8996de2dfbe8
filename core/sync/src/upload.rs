//! How a photograph travels: tus 1.0, decisions only.
//!
//! Create → Head → Patch(offset) → …. The office's word about the offset comes from
//! HEAD (or from a PATCH that took all it was sent); after anything unclear it is asked
//! again and the upload goes on from there. It starts from zero only when the office
//! lost the partial file. The office never uses a place's URL again, not in another life either. An upload that ended proves nothing: the photograph has
//! arrived when the office says so in an answer to a push.
//!
//! The device keeps the URL that [`UploadOutcome::Created`] gives, reads the file,
//! sends, and shows refusals. It makes an [`Upload`] anew after every start.

use crate::backoff::{Backoff, Moment};

/// The smallest piece that is sent.
pub const SMALLEST_PIECE: u64 = 16 * 1024;
/// The largest piece that is sent.
pub const LARGEST_PIECE: u64 = 1024 * 1024;

/// One photograph on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    bytes_len: u64,
    url: Option<String>,
    offset: Option<u64>,
    piece: u64,
    backoff: Backoff,
    end: Option<UploadOutcome>,
}

/// What the device does now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadStep {
    /// POST: makes a place for the photograph, by its hash.
    Create,
    /// HEAD: asks how much is there.
    Head {
        /// Where.
        url: String,
    },
    /// PATCH: sends this stretch of the file, with its checksum.
    Patch {
        /// Where.
        url: String,
        /// From.
        offset: u64,
        /// How many bytes.
        len: u64,
    },
    /// Ask again at this time of the monotonic clock, or after [`Upload::wake`].
    Wait {
        /// When.
        until_ms: u64,
    },
    /// It is over; see the outcome.
    End(UploadOutcome),
}

/// What the office said, as the device reads the HTTP response. Anything that is not
/// tus or our own media type is [`UploadReply::Unclear`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadReply {
    /// 201 with a location.
    Created {
        /// The location.
        url: String,
    },
    /// The office has this content already (a typed answer to Create).
    HasIt,
    /// 200 or 204 with an offset.
    Offset {
        /// How much is there.
        offset: u64,
    },
    /// 404 or 410.
    Gone,
    /// 409: another offset than the office's.
    OtherOffset,
    /// 460: the piece arrived damaged and was dropped.
    Damaged,
    /// The whole file does not have the hash that names it (typed).
    WrongHash,
    /// A typed refusal.
    Refused {
        /// Its stable code.
        code: String,
    },
    /// Anything else, and no response at all.
    Unclear,
}

/// What the device writes down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadOutcome {
    /// Nothing.
    GoesOn,
    /// Keep this URL with the photograph.
    Created {
        /// Where the partial file is.
        url: String,
    },
    /// Forget the URL: the office lost the partial file.
    Lost,
    /// Everything was taken: offer the photograph again and wake the sync with `Sign::Uploaded`.
    Ended,
    /// The bytes that the office put together are not this photograph: check the local file.
    /// Where it is damaged, mark it so and do not send it again; where it is whole, begin a new upload.
    WrongHash,
    /// The office does not take it; a person sees why.
    Refused {
        /// The stable code.
        code: String,
    },
}

impl Upload {
    /// An upload of a file of this length; `url` where an earlier one was kept.
    pub fn new(bytes_len: u64, url: Option<String>) -> Self {
        Self { bytes_len, url, offset: None, piece: SMALLEST_PIECE * 4, backoff: Backoff::default(), end: None }
    }

    /// A fresh sign of network ends the back-off.
    pub fn wake(&mut self) {
        self.backoff.reset();
    }

    /// What to do now.
    pub fn next(&self, now_ms: u64) -> UploadStep {
        if let Some(end) = &self.end {
            return UploadStep::End(end.clone());
        }
        if let Some(until_ms) = self.backoff.rests_until(now_ms) {
            return UploadStep::Wait { until_ms };
        }
        match (&self.url, self.offset) {
            (None, _) => UploadStep::Create,
            (Some(url), None) => UploadStep::Head { url: url.clone() },
            (Some(url), Some(offset)) => {
                let len = self.bytes_len.saturating_sub(offset).min(self.piece);
                UploadStep::Patch { url: url.clone(), offset, len }
            }
        }
    }

    /// Takes in the reply to `step`, the one that `next` gave.
    pub fn answered(&mut self, step: &UploadStep, reply: UploadReply, at: Moment) -> UploadOutcome {
        let outcome = match (step, reply) {
            (UploadStep::Create, UploadReply::Created { url }) => self.created(url),
            (UploadStep::Create, UploadReply::HasIt) => UploadOutcome::Ended,
            (UploadStep::Head { .. }, UploadReply::Offset { offset }) => self.stands_at(offset, at),
            (UploadStep::Head { .. }, UploadReply::Gone) => self.lost(at),
            (UploadStep::Patch { offset, len, .. }, UploadReply::Offset { offset: now }) => {
                self.patched(offset.saturating_add(*len), now, at)
            }
            (UploadStep::Patch { .. }, UploadReply::WrongHash) => UploadOutcome::WrongHash,
            (_, UploadReply::Refused { code }) => UploadOutcome::Refused { code },
            _ => self.unclear(at),
        };
        if matches!(outcome, UploadOutcome::Ended | UploadOutcome::WrongHash | UploadOutcome::Refused { .. }) {
            self.end = Some(outcome.clone());
        }
        outcome
    }

    fn created(&mut self, url: String) -> UploadOutcome {
        self.backoff.reset();
        self.url = Some(url.clone());
        self.offset = Some(0);
        UploadOutcome::Created { url }
    }

    /// More than the whole file is there: the place is not this photograph's any more.
    fn stands_at(&mut self, offset: u64, at: Moment) -> UploadOutcome {
        if offset > self.bytes_len {
            return self.lost(at);
        }
        self.offset = Some(offset);
        if offset == self.bytes_len { UploadOutcome::Ended } else { UploadOutcome::GoesOn }
    }

    fn patched(&mut self, expected: u64, now: u64, at: Moment) -> UploadOutcome {
        if now != expected {
            return self.unclear(at);
        }
        self.backoff.reset();
        self.piece = self.piece.saturating_mul(2).min(LARGEST_PIECE);
        self.stands_at(now, at)
    }

    fn lost(&mut self, at: Moment) -> UploadOutcome {
        self.url = None;
        self.offset = None;
        self.backoff.failed(at);
        UploadOutcome::Lost
    }

    /// Asks for the offset before anything else is sent, in smaller pieces.
    fn unclear(&mut self, at: Moment) -> UploadOutcome {
        self.offset = None;
        self.piece = (self.piece / 2).max(SMALLEST_PIECE);
        self.backoff.failed(at);
        UploadOutcome::GoesOn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(now_ms: u64) -> Moment {
        Moment { now_ms, jitter: 0 }
    }

    #[test]
    fn an_upload_goes_on_from_what_the_office_has_and_not_from_zero() {
        let mut upload = Upload::new(100_000, None);
        assert_eq!(upload.next(0), UploadStep::Create);
        let created = UploadReply::Created { url: "/media/1".into() };
        assert_eq!(
            upload.answered(&UploadStep::Create, created, at(0)),
            UploadOutcome::Created { url: "/media/1".into() }
        );
        let step = upload.next(0);
        assert_eq!(upload.answered(&step, UploadReply::Unclear, at(0)), UploadOutcome::GoesOn);
        let step = upload.next(10_000);
        assert_eq!(step, UploadStep::Head { url: "/media/1".into() });
        upload.answered(&step, UploadReply::Offset { offset: 65_536 }, at(10_000));
        let step = upload.next(10_000);
        assert!(matches!(step, UploadStep::Patch { offset: 65_536, len: 32_768, .. }), "{step:?}");
        upload.answered(&step, UploadReply::Offset { offset: 98_304 }, at(10_000));
        let step = upload.next(10_000);
        assert_eq!(upload.answered(&step, UploadReply::Offset { offset: 100_000 }, at(10_000)), UploadOutcome::Ended);
    }

    #[test]
    fn only_a_lost_partial_file_is_created_again() {
        let mut upload = Upload::new(10, Some("/media/1".into()));
        let step = upload.next(0);
        assert_eq!(
            upload.answered(&step, UploadReply::Refused { code: "media/busy".into() }, at(0)),
            UploadOutcome::Refused { code: "media/busy".into() }
        );
        let mut upload = Upload::new(10, Some("/media/1".into()));
        let step = upload.next(0);
        assert_eq!(upload.answered(&step, UploadReply::Gone, at(0)), UploadOutcome::Lost);
        assert_eq!(upload.next(10_000), UploadStep::Create);
    }

    #[test]
    fn a_place_that_holds_more_than_the_file_is_somebody_elses() {
        let mut upload = Upload::new(10, Some("/media/1".into()));
        let step = upload.next(0);
        assert_eq!(upload.answered(&step, UploadReply::Offset { offset: 11 }, at(0)), UploadOutcome::Lost);
        assert!(matches!(upload.next(0), UploadStep::Wait { .. }));
        assert_eq!(upload.next(10_000), UploadStep::Create);
    }
}
