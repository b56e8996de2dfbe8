//! What small contents are: which kind an event's hash names, and whether bytes are of it.
//!
//! A content carries no kind of its own; the event that names it gives it one. Bytes
//! that are not of their kind are kept, and shown as unreadable.

use doorstep_domain::custody::Custody;
use doorstep_domain::event::{Event, Named};
use doorstep_domain::id::Hash;

use crate::error::WireError;
use crate::strokes;

/// The longest text or document, in bytes.
pub const LONGEST_TEXT: usize = 64 * 1024;

/// What a small content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContentKind {
    /// What the engineer wrote.
    Text,
    /// The exact text that the customer was shown.
    Document,
    /// A signature.
    Strokes,
}

/// The small contents that an event names, with their kinds. Photographs are none.
/// What is no document and no signature is a text.
pub fn contents_of(event: &Event) -> Vec<(Hash, ContentKind)> {
    let contents = event.names().into_iter().filter_map(|named| match named {
        Named::Content(hash) => Some(hash),
        Named::Photo(_) => None,
    });
    contents.map(|hash| (hash, kind_in(event, &hash))).collect()
}

fn kind_in(event: &Event, hash: &Hash) -> ContentKind {
    match event {
        Event::DocumentPresented { .. } | Event::QuoteAnswered { .. } => ContentKind::Document,
        Event::SignatureMissing { document, .. } | Event::Signed { document, .. } if document == hash => {
            ContentKind::Document
        }
        Event::Signed { .. } => ContentKind::Strokes,
        Event::CustodyOpened(Custody { slip, .. }) if slip == hash => ContentKind::Document,
        Event::CustodyOpened(Custody { condition, .. }) if condition != hash => ContentKind::Strokes,
        _ => ContentKind::Text,
    }
}

/// Whether bytes are a content of this kind.
pub fn check(kind: ContentKind, bytes: &[u8]) -> Result<(), WireError> {
    match kind {
        ContentKind::Text | ContentKind::Document => read_text(bytes).map(|_| ()),
        ContentKind::Strokes => strokes::decode_strokes(bytes).map(|_| ()),
    }
}

/// A text or document. Any UTF-8 is kept as it was typed.
pub fn read_text(bytes: &[u8]) -> Result<&str, WireError> {
    if bytes.len() > LONGEST_TEXT {
        return Err(WireError::TooLong { what: "text", limit: LONGEST_TEXT });
    }
    std::str::from_utf8(bytes).map_err(|_| WireError::Value { at: "text" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_domain::custody::CustodyKind;

    #[test]
    fn a_slip_is_a_document_and_what_is_written_on_it_are_strokes() {
        let named = |what: &str| Hash::of(what.as_bytes());
        let custody = Custody {
            number: 1,
            kind: CustodyKind::Appliance,
            serial: None,
            condition: named("condition"),
            due_ms: 0,
            slip: named("slip"),
            customer_strokes: named("customer"),
            engineer_strokes: named("engineer"),
        };
        let mut kinds = contents_of(&Event::CustodyOpened(custody));
        kinds.sort_by_key(|(_, kind)| *kind);
        assert_eq!(kinds[..2], [(named("condition"), ContentKind::Text), (named("slip"), ContentKind::Document)]);
        assert!(kinds.len() == 4 && kinds[2..].iter().all(|(_, kind)| *kind == ContentKind::Strokes));
    }

    #[test]
    fn bytes_that_are_not_of_their_kind_are_noticed() {
        assert_eq!(check(ContentKind::Text, "漏水".as_bytes()), Ok(()));
        assert_eq!(check(ContentKind::Text, &[0xff]), Err(WireError::Value { at: "text" }));
        assert!(check(ContentKind::Document, &vec![b'a'; LONGEST_TEXT + 1]).is_err());
        assert!(check(ContentKind::Strokes, b"text").is_err());
    }
}
