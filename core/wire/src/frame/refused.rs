//! The one thing that is a refusal of a whole request.

use super::{LONGEST_CODE, begin, open};
use crate::error::WireError;

/// Only a body of this media type is a refusal. Any other answer that is no
/// [`crate::message::Answer`] means "try later".
pub const REFUSAL_MEDIA_TYPE: &str = "application/vnd.doorstep.refusal+cbor";

/// The longest detail, in bytes.
const LONGEST_DETAIL: usize = 1024;

/// Why the office does not take a request at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Stable key, `area/what-happened`.
    pub code: String,
    /// For logs, in English, without personal data.
    pub detail: String,
}

/// The body of a refusal. What is too long is cut.
pub fn encode_refused(refused: &Refused) -> Vec<u8> {
    let Refused { code, detail } = refused;
    let mut w = begin(3);
    w.text(cut(code, LONGEST_CODE)).text(cut(detail, LONGEST_DETAIL));
    w.into_bytes()
}

/// Reads the body of a refusal.
pub fn decode_refused(body: &[u8]) -> Result<Refused, WireError> {
    let mut r = open(body, LONGEST_CODE + LONGEST_DETAIL + 16, 3, "refusal")?;
    let code = r.text(LONGEST_CODE, "code")?.to_owned();
    let detail = r.text(LONGEST_DETAIL, "detail")?.to_owned();
    r.finish()?;
    Ok(Refused { code, detail })
}

fn cut(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or_default()
}
