//! The parts of an answer, and its first part: what became of the push.

use doorstep_domain::id::Hash;

use super::{LONGEST_CHALLENGE, LONGEST_CODE, begin, open};
use crate::code::part;
use crate::error::WireError;
use crate::message::{Epoch, LaneVerdict, Limits, Verdicts};
use crate::pack;
use crate::reader::{LONGEST_LIST, Reader};
use crate::writer::Writer;

const LEN: usize = 12;

/// Adds a part: its length and hash stand before it, so that a cut is noticed.
pub(super) fn append_part(body: &mut Vec<u8>, part: &[u8]) {
    let packed = pack::pack(part);
    // A part beyond 4 GiB gets a length that no reader takes for whole.
    let len = u32::try_from(packed.len()).unwrap_or(u32::MAX);
    body.extend(len.to_be_bytes());
    body.extend(Hash::of(&packed).0);
    body.extend(packed);
}

/// The first part and what follows it.
pub(super) fn take_part(body: &[u8], limit: usize) -> Result<(Vec<u8>, &[u8]), WireError> {
    let (len, rest) = body.split_first_chunk::<4>().ok_or(WireError::CutShort)?;
    let (hash, rest) = rest.split_first_chunk::<32>().ok_or(WireError::CutShort)?;
    let len = usize::try_from(u32::from_be_bytes(*len)).map_err(|_| WireError::CutShort)?;
    let (packed, rest) = rest.split_at_checked(len).ok_or(WireError::CutShort)?;
    if Hash::of(packed).0 != *hash {
        return Err(WireError::Damaged);
    }
    Ok((pack::unpack(packed, limit, "answer")?, rest))
}

/// Which part of an answer this is, right after the version.
pub(super) fn expect_part(r: &mut Reader, expected: u32) -> Result<(), WireError> {
    let found = r.u32("part")?;
    if found == expected { Ok(()) } else { Err(WireError::Code { at: "part", code: found }) }
}

pub(super) fn write_verdicts(verdicts: &Verdicts) -> Vec<u8> {
    let Verdicts { request, installation, epoch: Epoch(epoch), challenge, safe_upto, limits, .. } = verdicts;
    let Verdicts { lanes, lacking_contents, lacking_photos, arrived, .. } = verdicts;
    let Limits { push_bytes, push_events, content_bytes, photo_bytes } = limits;
    let mut w = begin(LEN);
    w.u32(part::VERDICTS).u64(*request).installation(installation).bytes(epoch).bytes(challenge).u64(*safe_upto);
    w.array(4).u64(*push_bytes).u32(*push_events).u64(*content_bytes).u64(*photo_bytes);
    w.list(lanes, write_lane);
    write_hashes(&mut w, lacking_contents);
    write_hashes(&mut w, lacking_photos);
    w.list(arrived, |w, (hash, place)| {
        w.array(2).hash(hash).u64(*place);
    });
    w.into_bytes()
}

pub(super) fn read_verdicts(bytes: &[u8], limit: usize) -> Result<Verdicts, WireError> {
    let mut r = open(bytes, limit, LEN, "verdicts")?;
    expect_part(&mut r, part::VERDICTS)?;
    let verdicts = Verdicts {
        request: r.u64("request")?,
        installation: r.installation("installation")?,
        epoch: Epoch(r.fixed("epoch")?),
        challenge: r.bytes(LONGEST_CHALLENGE, "challenge")?.to_vec(),
        safe_upto: r.u64("safe_upto")?,
        limits: read_limits(&mut r)?,
        lanes: r.list(LONGEST_LIST, "lanes", read_lane)?,
        lacking_contents: read_hashes(&mut r)?,
        lacking_photos: read_hashes(&mut r)?,
        arrived: r.list(LONGEST_LIST, "arrived", |r| {
            r.array_of(2, "arrived")?;
            Ok((r.hash("arrived")?, r.u64("arrived")?))
        })?,
    };
    r.finish()?;
    Ok(verdicts)
}

fn read_limits(r: &mut Reader) -> Result<Limits, WireError> {
    r.array_of(4, "limits")?;
    Ok(Limits {
        push_bytes: r.u64("push_bytes")?,
        push_events: r.u32("push_events")?,
        content_bytes: r.u64("content_bytes")?,
        photo_bytes: r.u64("photo_bytes")?,
    })
}

/// Common point, head: where they are one, the head is `null`.
fn write_lane(w: &mut Writer, verdict: &LaneVerdict) {
    let LaneVerdict { installation, subject, common, head, arrival, quarantined } = verdict;
    w.array(7).installation(installation).subject(subject).head(common);
    w.option((head != common).then_some(head), |w, head| {
        w.array(2).head(head);
    });
    w.u64(*arrival).list(quarantined, |w, (seq, code)| {
        w.array(2).u64(*seq).text(code);
    });
}

fn read_lane(r: &mut Reader) -> Result<LaneVerdict, WireError> {
    r.array_of(7, "lane")?;
    let (installation, subject, common) = (r.installation("lane")?, r.subject()?, r.head()?);
    let head = r.option("head", |r| {
        r.array_of(2, "head")?;
        r.head()
    })?;
    let head = match head {
        Some(same) if same == common => return Err(WireError::Spelling),
        Some(other) => other,
        None => common,
    };
    Ok(LaneVerdict {
        installation,
        subject,
        common,
        head,
        arrival: r.u64("arrival")?,
        quarantined: r.list(LONGEST_LIST, "quarantined", |r| {
            r.array_of(2, "quarantined")?;
            Ok((r.u64("seq")?, r.text(LONGEST_CODE, "code")?.to_owned()))
        })?,
    })
}

fn write_hashes(w: &mut Writer, hashes: &[Hash]) {
    w.list(hashes, |w, hash| {
        w.hash(hash);
    });
}

fn read_hashes(r: &mut Reader) -> Result<Vec<Hash>, WireError> {
    r.list(LONGEST_LIST, "lacking", |r| r.hash("lacking"))
}
