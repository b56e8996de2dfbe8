//! Texts that events name by hash: here, on the road, or erased.

use maud::{Markup, html};

use crate::story::ContentText;

use super::super::shape::{Shape, shape};
use super::super::words::Words;

/// A short text inside a sentence.
pub fn inline(words: &Words, content: &ContentText) -> Markup {
    html! {
        @match content {
            ContentText::Here { text, .. } => { q { (text) } }
            other => (absent(words, other))
        }
    }
}

/// A document as it was shown, line by line.
pub fn sheet(words: &Words, content: &ContentText) -> Markup {
    html! {
        @match content {
            ContentText::Here { text, .. } => { pre.sheet { (text) } }
            other => { p.note { (absent(words, other)) } }
        }
    }
}

fn absent(words: &Words, content: &ContentText) -> Markup {
    html! {
        @match content {
            ContentText::Here { .. } => "",
            ContentText::OnTheRoad { hash } => {
                span.road { (shape(Shape::Road)) (words.say("content/on-the-road")) } " " code { (hash.short()) }
            }
            ContentText::Erased { hash } => { span.muted { (words.say("content/erased")) } " " code { (hash.short()) } }
        }
    }
}
