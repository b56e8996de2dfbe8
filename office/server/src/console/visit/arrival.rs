//! What is at the office and what is not, and the lanes it came in.

use doorstep_domain::id::Hash;
use maud::{Markup, html};

use crate::story::VisitStory;

use super::super::format;
use super::super::shape::{Shape, shape};
use super::super::words::Words;
use super::short;

/// Events, photographs, texts: here, and still on the road.
pub fn arrival(words: &Words, story: &VisitStory) -> Markup {
    let row = &story.row;
    let road = row.on_the_road;
    let numbers = [
        ("arrival/events", Some(row.events), road.events),
        ("arrival/photos", Some(row.photos_arrived), road.photos),
        ("arrival/contents", None, road.contents),
    ];
    html! {
        table.arrival {
            caption { (heard(words, story)) }
            thead { tr { @for column in ["column/kind", "column/here", "column/road"] { th scope="col" { (words.say(column)) } } } }
            tbody { @for (code, here, road) in numbers {
                tr {
                    th scope="row" { (words.say(code)) }
                    td.count { @match here { Some(here) => (here), None => span.muted { (words.say("arrival/what-is-not-missing")) } } }
                    td.count {
                        @if road == 0 { span.good { (shape(Shape::Tick)) "0" } } @else { span.road { (shape(Shape::Road)) (road) } }
                    }
                }
            } }
        }
        p.muted { (words.say("arrival/as-far-as-known")) }
    }
}

fn heard(words: &Words, story: &VisitStory) -> Markup {
    html! {
        @match story.row.heard_ms {
            Some(at_ms) => { (words.say("console/last-heard")) " " (format::full(at_ms)) }
            None => (words.say("console/nothing-heard")),
        }
    }
}

/// Lanes, edition and names of what is lacking: for whoever looks into it.
pub fn technical(words: &Words, story: &VisitStory) -> Markup {
    html! {
        dl.facts {
            div { dt { (words.say("technical/visit")) } dd { code.long { (story.row.visit) } } }
            @if let Some(edition) = &story.edition { div { dt { (words.say("technical/edition")) } dd { code.long { (edition) } } } }
        }
        @if story.lanes.is_empty() { p.empty { (words.say("technical/no-lanes")) } } @else { (lanes(words, story)) }
        (lacking(words, "count/lacking-photos", &story.lacking_photos))
        (lacking(words, "count/lacking-contents", &story.lacking_contents))
        p { a href=(format!("/api/v1/visits/{}", story.row.visit)) { (words.say("technical/as-data")) } }
    }
}

fn lanes(words: &Words, story: &VisitStory) -> Markup {
    let columns =
        ["column/installation", "column/head", "column/hash", "column/end", "column/segments", "column/last-arrived"];
    html! {
        div.scroll tabindex="0" role="region" aria-label=(words.say("technical/lanes")) {
            table.lanes {
                caption { (words.count_of("count/lanes", &story.lanes)) }
                thead { tr { @for column in columns { th scope="col" { (words.say(column)) } } } }
                tbody { @for lane in &story.lanes { tr {
                    th scope="row" { code title=(lane.lane.installation) { (short(&lane.lane)) } }
                    td.count { (lane.head.seq) }
                    td { code title=(lane.head.hash) { (lane.head.hash.short()) } }
                    td.count {
                        (lane.end)
                        @if lane.end > lane.head.seq { " " span.road { (shape(Shape::Road)) (lane.end - lane.head.seq) } }
                    }
                    td.count { (lane.segments) }
                    td { (format::maybe(lane.arrived_ms)) }
                } } }
            }
        }
    }
}

fn lacking(words: &Words, code: &str, hashes: &[Hash]) -> Markup {
    html! {
        @if !hashes.is_empty() {
            details {
                summary { (words.count_of(code, hashes)) }
                ul { @for hash in hashes { li { code.long { (hash) } } } }
            }
        }
    }
}
