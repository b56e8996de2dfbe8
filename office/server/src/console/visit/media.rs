//! Photographs: the gallery, and one large.

use doorstep_domain::id::Hash;
use maud::{Markup, html};

use crate::story::{PhotoState, PhotoStory, VisitStory};

use super::super::format;
use super::super::frame::Page;
use super::super::shape::{Shape, shape};
use super::super::words::Words;
use super::name;

/// All photographs that events name; those that are not here keep their place.
pub fn gallery(words: &Words, story: &VisitStory) -> Markup {
    let here = story.photos.iter().filter(|photo| is_here(photo.state)).count();
    let counts = [("here", &*here.to_string()), ("all", &*story.photos.len().to_string())];
    html! {
        @if story.photos.is_empty() { p.empty { (words.say("story/no-photos")) } }
        @else {
            p.muted { (words.fill("story/photos-arrived", &counts)) }
            ul.gallery { @for (nth, photo) in story.photos.iter().enumerate() { li { (thumbnail(words, story, photo, nth + 1)) } } }
        }
    }
}

fn is_here(state: PhotoState) -> bool {
    matches!(state, PhotoState::Arrived | PhotoState::KeptClosed)
}

fn shows<'a>(words: &'a Words, photo: &'a PhotoStory) -> &'a str {
    match (&photo.text, &photo.check) {
        (Some(text), _) => words.text(text),
        (None, Some(check)) => check.as_str(),
        (None, None) => words.say("story/other-photo"),
    }
}

fn thumbnail(words: &Words, story: &VisitStory, photo: &PhotoStory, nth: usize) -> Markup {
    let number = words.fill("story/photo-number", &[("n", &nth.to_string())]);
    html! {
        figure {
            a href=(format!("/visits/{}/photos/{}", story.row.visit, photo.hash)) {
                @if photo.state == PhotoState::Arrived {
                    img src=(source(&photo.hash)) alt=(format!("{number}{}{}", words.say("console/colon"), shows(words, photo)))
                        loading="lazy" decoding="async" width="320" height="240";
                } @else { (placeholder(words, photo.state)) span.unseen { (number) } }
            }
            figcaption {
                span { (number) @if let Some(at_ms) = photo.at_ms { " · " (format::clock(at_ms)) } }
                span.under { (shows(words, photo)) }
            }
        }
    }
}

fn source(hash: &Hash) -> String {
    format!("/api/v1/media/{hash}")
}

/// What stands where a picture cannot.
fn placeholder(words: &Words, state: PhotoState) -> Markup {
    html! {
        span.placeholder {
            @match state {
                PhotoState::Arrived => "",
                PhotoState::OnTheRoad => { (shape(Shape::Road)) (words.say("photo-state/on-the-road")) }
                PhotoState::Arriving { received, length } => {
                    (shape(Shape::Road)) (words.say("photo-state/arriving"))
                    span.number { (format::size(received)) " / " (format::size(length)) }
                    progress max=(length) value=(received) aria-label=(words.say("photo-state/arriving")) {}
                }
                PhotoState::KeptClosed => { (shape(Shape::Warning)) (words.say("photo-state/kept-closed")) }
            }
        }
    }
}

/// One photograph, large, with what it shows and when; none where the visit names no such one.
pub fn photo_page(words: &Words, story: &VisitStory, hash: &Hash) -> Option<Page> {
    let nth = story.photos.iter().position(|photo| &photo.hash == hash)?;
    let photo = story.photos.get(nth)?;
    let back = format!("/visits/{}#photos", story.row.visit);
    let number =
        words.fill("story/photo-of", &[("n", &(nth + 1).to_string()), ("all", &story.photos.len().to_string())]);
    let main = html! {
        nav.crumbs aria-label=(words.say("console/where")) {
            a href="/" { (words.say("console/board")) } " / "
            a href=(back) { (name(story)) } " / " span aria-current="page" { (number) }
        }
        h1 { (shows(words, photo)) }
        figure.large {
            @if photo.state == PhotoState::Arrived { img src=(source(hash)) alt=(shows(words, photo)); }
            @else { (placeholder(words, photo.state)) }
            figcaption { (caption(words, photo)) }
        }
        (neighbours(words, story, nth))
    };
    Some(Page::new(format!("{number} · {}", name(story)), main))
}

fn caption(words: &Words, photo: &PhotoStory) -> Markup {
    html! {
        dl.facts {
            div { dt { (words.say("story/taken")) } dd { (format::maybe(photo.at_ms)) } }
            div { dt { (words.say("story/standing")) } dd {
                @match photo.state {
                    PhotoState::Arrived => { span.good { (shape(Shape::Tick)) (words.say("photo-state/arrived")) } }
                    PhotoState::KeptClosed => (words.say("photo-state/kept-closed-why")),
                    _ => { span.road { (shape(Shape::Road)) (words.say("photo-state/on-the-road")) } }
                }
            } }
            div { dt { "SHA-256" } dd { code.long { (photo.hash) } } }
        }
    }
}

fn neighbours(words: &Words, story: &VisitStory, nth: usize) -> Markup {
    let link = |photo: &PhotoStory| format!("/visits/{}/photos/{}", story.row.visit, photo.hash);
    let before = nth.checked_sub(1).and_then(|nth| story.photos.get(nth));
    html! {
        nav.neighbours aria-label=(words.say("story/photos")) {
            @if let Some(before) = before { a rel="prev" href=(link(before)) { "← " (words.say("story/photo-before")) } }
            a href=(format!("/visits/{}#photos", story.row.visit)) { (words.say("story/all-photos")) }
            @if let Some(after) = story.photos.get(nth + 1) { a rel="next" href=(link(after)) { (words.say("story/photo-after")) " →" } }
        }
    }
}
