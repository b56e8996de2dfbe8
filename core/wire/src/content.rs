//! What small contents are: which kind an event's hash names, and whether bytes are of it.
//!
//! A content carries no kind of its own; the event that names it gives it one. Bytes
//! that are not of their kind are kept, and shown as unreadable.

use doorstep_domain::event::{Answer, Event};
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
pub fn contents_of(event: &Event) -> Vec<(Hash, ContentKind)> {
    use ContentKind::{Document, Strokes, Text};
    match event {
        Event::CheckAnswered { answer: Answer::Noted(note), .. } | Event::NoteAdded { note } => vec![(*note, Text)],
        Event::CheckWaived { note, .. } => note.iter().map(|note| (*note, Text)).collect(),
        Event::DocumentPresented { document, .. } | Event::QuoteAnswered { document, .. } => {
            vec![(*document, Document)]
        }
        Event::Signed { document, strokes, .. } => vec![(*document, Document), (*strokes, Strokes)],
        Event::SignatureMissing { document, note, .. } => {
            std::iter::once((*document, Document)).chain(note.map(|note| (note, Text))).collect()
        }
        Event::VisitOpened(_)
        | Event::CheckAnswered { .. }
        | Event::PhotoAdded { .. }
        | Event::QuoteLineAdded { .. }
        | Event::QuoteLineRemoved { .. }
        | Event::PartFitted(_)
        | Event::PartMissing { .. }
        | Event::VisitLeft { .. } => Vec::new(),
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

    #[test]
    fn bytes_that_are_not_of_their_kind_are_noticed() {
        assert_eq!(check(ContentKind::Text, "漏水".as_bytes()), Ok(()));
        assert_eq!(check(ContentKind::Text, &[0xff]), Err(WireError::Value { at: "text" }));
        assert!(check(ContentKind::Document, &vec![b'a'; LONGEST_TEXT + 1]).is_err());
        assert!(check(ContentKind::Strokes, b"text").is_err());
    }
}
