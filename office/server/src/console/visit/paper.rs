//! What the customer was shown, and what they signed or why they did not.

use maud::{Markup, html};

use crate::story::{AcceptanceStory, DocumentStory, SignatureStory, StrokesStory};

use super::super::format;
use super::super::shape::{Shape, shape, signature};
use super::super::words::Words;
use super::content;

/// Every document, word by word; the signed one stands open.
pub fn documents(words: &Words, documents: &[DocumentStory]) -> Markup {
    html! {
        @if documents.is_empty() { p.empty { (words.say("story/no-documents")) } }
        @for document in documents {
            details.document open[document.is_accepted_text || documents.len() == 1] {
                summary {
                    h3 { (words.named("document", document.kind.key())) }
                    span.number { (format::money(document.total)) }
                    span.muted { (format::maybe(document.at_ms)) }
                    @if document.is_accepted_text { span.good { (shape(Shape::Tick)) (words.say("story/this-text")) } }
                }
                (content::sheet(words, &document.text))
            }
        }
    }
}

/// The signature, or why there is none.
pub fn acceptance(words: &Words, acceptance: Option<&AcceptanceStory>) -> Markup {
    html! {
        @match acceptance {
            None => { p.empty { (words.say("story/not-accepted-yet")) } }
            Some(acceptance) => {
                @if acceptance.is_changed_after_signing {
                    p.note.bad { (shape(Shape::Warning)) (words.say("story/changed-after-signing")) }
                }
                (result(words, acceptance))
                p.muted {
                    (words.say("story/total-signed")) " " strong.amount { (format::money(acceptance.total)) }
                    " · " (format::maybe(acceptance.at_ms))
                    " · " (words.say("story/text-hash")) " " code { (acceptance.document.short()) }
                }
            }
        }
    }
}

fn result(words: &Words, acceptance: &AcceptanceStory) -> Markup {
    html! {
        @match &acceptance.result {
            SignatureStory::Signed { signer, strokes } => {
                @let who = words.named("signer", signer.key());
                figure.signed {
                    (drawn(words, strokes, &words.fill("story/signature-of", &[("who", &who)])))
                    figcaption { (words.fill("story/signed-by", &[("who", &who)])) }
                }
            }
            SignatureStory::Missing { why, note } => {
                div.note.warn {
                    p { (shape(Shape::Warning)) strong { (words.say("finding/not-signed")) } (words.say("console/colon"))
                        (words.named("no-signature", why.key())) }
                    @if let Some(note) = note { p { (content::inline(words, note)) } }
                    p.under { (words.say("story/unsigned-is-a-result")) }
                }
            }
        }
    }
}

fn drawn(words: &Words, strokes: &StrokesStory, label: &str) -> Markup {
    let absent = |code| html! { p.placeholder { (shape(Shape::Road)) (words.say(code)) } };
    match strokes {
        StrokesStory::Here(strokes) => signature(strokes, label).unwrap_or_else(|| absent("strokes/unreadable")),
        StrokesStory::OnTheRoad => absent("strokes/on-the-road"),
        StrokesStory::Erased => absent("strokes/erased"),
        StrokesStory::Unreadable => absent("strokes/unreadable"),
    }
}
