//! What the supervisor API says, as JSON. Its own types: rows and events may change
//! without changing this.
//!
//! Instants are UTC milliseconds, amounts minor units, hashes lower-case hexadecimal,
//! bytes base64.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of visits, in the order in which the office last heard of them.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct VisitList {
    /// Visits that follow `since`, on this page and later ones.
    pub total: u64,
    /// Visits on this page.
    pub count: u64,
    /// The visits.
    pub visits: Vec<VisitSummary>,
    /// Give this as `since` to go on. A visit that changes comes again after it.
    pub next: String,
    /// More follow at once.
    pub has_more: bool,
}

/// What a list says of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitSummary {
    /// Which.
    pub visit: String,
    /// For which job.
    pub job: Option<String>,
    /// Whose, by staff number.
    pub engineer: Option<String>,
    /// `under-way` or `left`.
    pub state: String,
    /// How it ended.
    pub outcome: Option<String>,
    /// What was charged; null until the quote was answered.
    pub total_minor: Option<i64>,
    /// Of which currency.
    pub currency: Option<String>,
    /// The furthest step that was begun.
    pub step: Option<String>,
    /// When the job was accepted, by the phone's clock.
    pub started_ms: Option<i64>,
    /// When the home was left, by the phone's clock.
    pub left_ms: Option<i64>,
    /// When the office last heard of it, by the office's clock.
    pub heard_ms: Option<i64>,
    /// Events here.
    pub events: u64,
    /// Of these, events that are not folded.
    pub quarantined: u64,
    /// Photographs that events name.
    pub photos_named: u64,
    /// Of these, photographs that are here.
    pub photos_arrived: u64,
    /// Texts and strokes that events name.
    pub contents_named: u64,
    /// Of these, those that are not here.
    pub contents_lacking: u64,
    /// Findings that a person should look at.
    pub exceptions: u64,
    /// The books of its edition were here, so that prices and steps could be judged.
    pub is_judged: bool,
}

/// Everything the office has of one visit. The bytes of this document are what a
/// manifest names.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct VisitDocument {
    /// The version of this form.
    pub format: u32,
    /// What lists say of it.
    pub summary: VisitSummary,
    /// The job with the customer; null where the office knows none.
    pub job: Option<JobDocument>,
    /// Its lanes, whole.
    pub lanes: Vec<LaneDocument>,
    /// Every content that an event names.
    pub contents: Vec<ContentDocument>,
    /// Every photograph that an event names; `/api/v1/media/{hash}` has the bytes.
    pub media: Vec<MediaDocument>,
    /// What a person should look at.
    pub findings: Vec<FindingDocument>,
    /// What was charged, and why.
    pub fee_lines: Vec<FeeLineDocument>,
    /// Parts that were fitted, or needed and not there.
    pub part_uses: Vec<PartUseDocument>,
}

/// A job. Personal data.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct JobDocument {
    /// The service order number.
    pub id: String,
    /// Whose.
    pub engineer: String,
    /// What is to be done.
    pub service: String,
    /// On which kind of appliance.
    pub category: String,
    /// Its model.
    pub model: String,
    /// Its serial number.
    pub serial: String,
    /// `in` or `out` of warranty.
    pub warranty: String,
    /// What is wrong, in the customer's words.
    pub symptom: String,
    /// What the customer asks for.
    pub request: String,
    /// The promised window: not before.
    pub window_from_ms: i64,
    /// Not after.
    pub window_until_ms: i64,
    /// The customer's name.
    pub customer_name: String,
    /// Numbers to call.
    pub customer_phones: Vec<String>,
    /// Where.
    pub customer_address: String,
}

/// One lane.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LaneDocument {
    /// Who wrote it.
    pub installation: String,
    /// What it is about.
    pub subject: String,
    /// The office's last place.
    pub head_seq: u64,
    /// The hash there.
    pub head_hash: String,
    /// Its segments in order, without holes.
    pub segments: Vec<SegmentDocument>,
    /// Events that are not folded.
    pub quarantined: Vec<QuarantinedDocument>,
}

/// A stretch of a lane as it arrived.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SegmentDocument {
    /// Its first event.
    pub from_seq: u64,
    /// Its last event.
    pub to_seq: u64,
    /// The hash before its first event.
    pub base_hash: String,
    /// The hash of its last event.
    pub head_hash: String,
    /// Its place in the office's one order of arrivals.
    pub arrival: u64,
    /// When it arrived, by the office's clock.
    pub arrived_ms: i64,
    /// The events: a stored segment of the wire format.
    pub bytes: String,
}

/// An event that is not folded.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct QuarantinedDocument {
    /// Its place.
    pub seq: u64,
    /// Why: a stable code.
    pub code: String,
}

/// A content.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ContentDocument {
    /// Its name: SHA-256 of salt and bytes.
    pub hash: String,
    /// `here`, `on-the-road` or `erased`.
    pub state: String,
    /// Its salt, where it is here.
    pub salt: Option<String>,
    /// Its bytes, where it is here.
    pub bytes: Option<String>,
}

/// A photograph.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MediaDocument {
    /// Its name: SHA-256 of its bytes.
    pub hash: String,
    /// `arrived`, `on-the-road`, or `kept-closed` when it still carries metadata.
    pub state: String,
    /// Its length, where it is here.
    pub length: Option<u64>,
}

/// Something that a person should look at.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FindingDocument {
    /// The stable code.
    pub code: String,
    /// Which rule, where it is one.
    pub rule: Option<String>,
    /// What it is about.
    pub field: Option<String>,
    /// Who wrote the event.
    pub installation: String,
    /// Its place in the lane.
    pub seq: u64,
}

/// One line of the quote.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FeeLineDocument {
    /// Its number.
    pub line: u32,
    /// `fee` or `part`.
    pub kind: String,
    /// The row of the schedule or the part.
    pub item: String,
    /// How many.
    pub count: u32,
    /// What all of them cost.
    pub amount_minor: i64,
    /// Of which currency.
    pub currency: String,
    /// Why that much.
    pub because: String,
    /// The other price that was compared, for one piece.
    pub because_minor: Option<i64>,
}

/// A part.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PartUseDocument {
    /// Which.
    pub part: String,
    /// How many.
    pub count: u32,
    /// The piece.
    pub serial: Option<String>,
    /// Where the old part went; null for a part that was needed and not there.
    pub old_part: Option<String>,
}

/// The office's public key.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct KeyDocument {
    /// `P-256`.
    pub algorithm: String,
    /// The key as PEM.
    pub pem: String,
    /// SHA-256 of the compressed point, in hexadecimal: what people compare.
    pub fingerprint: String,
}

/// Which visits a manifest is asked for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ManifestRequest {
    /// The visits, at most 100,000.
    pub visits: Vec<String>,
}

/// A failure (RFC 9457).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProblemDocument {
    /// The HTTP status.
    pub status: u16,
    /// The stable code.
    pub code: String,
    /// For people.
    pub detail: String,
    /// For the person who reads the log.
    pub report: Option<String>,
}

/// What the last walk over the office's folder found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct IntegrityDocument {
    /// When, by the office's clock.
    pub at_ms: i64,
    /// Segments that were read.
    pub segments: u64,
    /// Events whose hashes were recomputed.
    pub events: u64,
    /// Contents whose hashes were recomputed.
    pub contents: u64,
    /// Photographs whose hashes were recomputed.
    pub photos: u64,
    /// Visits whose projections were compared.
    pub visits: u64,
    /// Vans whose projections were compared.
    pub vans: u64,
    /// Days whose projections were compared.
    pub days: u64,
    /// What is damaged, as sentences.
    pub damaged: Vec<String>,
    /// What was made again, as sentences.
    pub repaired: Vec<String>,
}
