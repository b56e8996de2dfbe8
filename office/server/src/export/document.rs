//! One visit's record, gathered from what is stored.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use doorstep_domain::id::{Hash, Lane, Subject, VisitId};
use doorstep_domain::job::{Customer, Job, Window};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::entity::{content, fee_line, finding, media, part_use, segment, visit};
use crate::http::{
    ContentDocument, FeeLineDocument, FindingDocument, JobDocument, LaneDocument, MediaDocument, PartUseDocument,
    QuarantinedDocument, SegmentDocument, VisitDocument, VisitSummary,
};
use crate::intake::journal;
use crate::office::{Office, StoreError, from_row, stored_hash};
use crate::projection::{self, Folded, Projected};

/// The version of a record's form.
const FORMAT: u32 = 1;

/// A record with the photographs that belong to it.
pub struct Record {
    document: VisitDocument,
    photos: BTreeMap<Hash, u64>,
}

impl Record {
    /// Photographs that arrived and may be shown, with their lengths.
    pub fn photos(&self) -> impl Iterator<Item = (Hash, u64)> {
        self.photos.iter().map(|(hash, length)| (*hash, *length))
    }

    /// The bytes that are given out and signed.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StoreError> {
        serde_json::to_vec(&self.document).map_err(|_| StoreError::Damaged("record"))
    }
}

impl Office {
    /// Everything that is stored of a visit; none where nothing was heard of it.
    pub(super) async fn record(&self, id: &VisitId) -> Result<Option<Record>, StoreError> {
        let Some(row) = self.visit_row(id).await? else { return Ok(None) };
        let subject = Subject::Visit(id.clone());
        let folded = projection::fold(&self.db, &subject).await?;
        let Some(stored) = projection::stored(&self.db, id).await? else { return Ok(None) };
        let Projected { visit: _, findings, fee_lines, part_uses, attachments: _ } = stored;
        let media = self.media_of(&folded.photos_named).await?;
        let photos = media.values().filter(|row| !row.is_closed);
        let photos = photos.map(|row| Ok((stored_hash(&row.hash, "photograph")?, from_row(row.length))));
        let document = VisitDocument {
            format: FORMAT,
            job: self.job_of(id).await?.map(job_document),
            lanes: self.lane_documents(&subject, &folded).await?,
            contents: self.content_documents(&folded).await?,
            media: folded.photos_named.iter().map(|hash| media_document(hash, media.get(hash))).collect(),
            findings: findings.into_iter().map(finding_document).collect::<Result<_, _>>()?,
            fee_lines: fee_lines.into_iter().map(fee_line_document).collect(),
            part_uses: part_uses.into_iter().map(part_use_document).collect(),
            summary: summary(row),
        };
        Ok(Some(Record { document, photos: photos.collect::<Result<_, StoreError>>()? }))
    }

    async fn lane_documents(&self, subject: &Subject, folded: &Folded) -> Result<Vec<LaneDocument>, StoreError> {
        let mut documents = Vec::new();
        for stored in journal::lanes_of(&self.db, subject).await? {
            let Some(last) = stored.segments.last() else { continue };
            documents.push(LaneDocument {
                installation: stored.lane.installation.to_hex(),
                subject: stored.lane.subject.to_string(),
                head_seq: from_row(last.to_seq),
                head_hash: stored_hash(&last.head_hash, "segment")?.to_hex(),
                segments: stored.segments.iter().map(segment_document).collect::<Result<_, _>>()?,
                quarantined: quarantined(&stored.lane, folded),
            });
        }
        Ok(documents)
    }

    async fn content_documents(&self, folded: &Folded) -> Result<Vec<ContentDocument>, StoreError> {
        let mut documents = Vec::new();
        for hash in &folded.contents_named {
            let row = content::Entity::find_by_id(hash.0.to_vec()).one(&self.db).await?;
            let state = match (&row, folded.is_erased) {
                (_, true) => "erased",
                (Some(_), false) => "here",
                (None, false) => "on-the-road",
            };
            let row = row.filter(|_| !folded.is_erased);
            documents.push(ContentDocument {
                hash: hash.to_hex(),
                state: state.to_owned(),
                salt: row.as_ref().map(|row| STANDARD.encode(&row.salt)),
                bytes: row.as_ref().map(|row| STANDARD.encode(&row.bytes)),
            });
        }
        Ok(documents)
    }

    /// Of these photographs, those that arrived.
    pub(crate) async fn media_of(&self, named: &BTreeSet<Hash>) -> Result<BTreeMap<Hash, media::Model>, StoreError> {
        let all: Vec<Vec<u8>> = named.iter().map(|hash| hash.0.to_vec()).collect();
        let mut here = BTreeMap::new();
        for part in all.chunks(500) {
            for row in media::Entity::find().filter(media::Column::Hash.is_in(part.to_vec())).all(&self.db).await? {
                here.insert(stored_hash(&row.hash, "photograph")?, row);
            }
        }
        Ok(here)
    }
}

fn quarantined(lane: &Lane, folded: &Folded) -> Vec<QuarantinedDocument> {
    let of_lane = folded.skipped.iter().filter(|(other, ..)| other == lane);
    of_lane.map(|(_, seq, code)| QuarantinedDocument { seq: *seq, code: code.clone() }).collect()
}

/// What lists say of a visit.
pub fn summary(row: visit::Model) -> VisitSummary {
    VisitSummary {
        visit: row.visit,
        job: row.job,
        engineer: row.engineer,
        state: row.state,
        outcome: row.outcome,
        total_minor: row.total_minor,
        currency: row.currency,
        step: row.step,
        started_ms: row.started_ms,
        left_ms: row.left_ms,
        heard_ms: row.heard_ms,
        events: from_row(row.events),
        quarantined: from_row(row.quarantined),
        photos_named: from_row(row.photos_named),
        photos_arrived: from_row(row.photos_arrived),
        contents_named: from_row(row.contents_named),
        contents_lacking: from_row(row.contents_lacking),
        exceptions: from_row(row.exceptions),
        is_judged: row.is_judged,
    }
}

fn segment_document(row: &segment::Model) -> Result<SegmentDocument, StoreError> {
    Ok(SegmentDocument {
        from_seq: from_row(row.from_seq),
        to_seq: from_row(row.to_seq),
        base_hash: stored_hash(&row.base_hash, "segment")?.to_hex(),
        head_hash: stored_hash(&row.head_hash, "segment")?.to_hex(),
        arrival: from_row(row.arrival),
        arrived_ms: row.at_ms,
        bytes: STANDARD.encode(&row.bytes),
    })
}

fn media_document(hash: &Hash, row: Option<&media::Model>) -> MediaDocument {
    let state = match row {
        None => "on-the-road",
        Some(row) if row.is_closed => "kept-closed",
        Some(_) => "arrived",
    };
    MediaDocument { hash: hash.to_hex(), state: state.to_owned(), length: row.map(|row| from_row(row.length)) }
}

fn finding_document(row: finding::Model) -> Result<FindingDocument, StoreError> {
    let finding::Model { visit: _, n: _, code, rule, field, installation, seq, checksum: _ } = row;
    let installation = crate::office::stored_installation(&installation, "finding")?.to_hex();
    Ok(FindingDocument { code, rule, field, installation, seq: from_row(seq) })
}

fn fee_line_document(row: fee_line::Model) -> FeeLineDocument {
    let small = |number: i64| u32::try_from(number).unwrap_or(0);
    FeeLineDocument {
        line: small(row.line),
        kind: row.item_kind,
        item: row.item,
        count: small(row.count),
        amount_minor: row.amount_minor,
        currency: row.currency,
        because: row.because,
        because_minor: row.because_minor,
    }
}

fn part_use_document(row: part_use::Model) -> PartUseDocument {
    let part_use::Model { visit: _, n: _, part, count, serial, old_part, checksum: _ } = row;
    PartUseDocument { part, count: u32::try_from(count).unwrap_or(0), serial, old_part }
}

fn job_document(job: Job) -> JobDocument {
    let Job { id, visit: _, engineer, service, category, model, serial, purchased_on: _, warranty, .. } = job;
    let Customer { name, phones, address, area: _, is_elderly: _ } = job.customer;
    let Window { from_ms, until_ms } = job.window;
    JobDocument {
        id: id.to_string(),
        engineer: engineer.to_string(),
        service: service.key().to_owned(),
        category: category.to_string(),
        model,
        serial,
        warranty: warranty.key().to_owned(),
        symptom: job.symptom,
        request: job.request,
        window_from_ms: from_ms,
        window_until_ms: until_ms,
        customer_name: name,
        customer_phones: phones,
        customer_address: address,
    }
}
