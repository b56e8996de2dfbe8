//! Visits in a list: the same table on the board, in a search, for an engineer.

use maud::{Markup, html};

use crate::board::{OnTheRoad, StepProgress, VisitRow};

use super::format;
use super::frame::Page;
use super::shape::{Shape, of_state, shape, track};
use super::words::Words;

/// What was found.
pub fn search_page(words: &Words, searched: &str, rows: &[VisitRow], total: u64, now_ms: i64) -> Page {
    let title = words.say("console/search-results");
    let listed = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let main = html! {
        div.heading { h1 { (title) } }
        p.lead role="status" {
            @if searched.is_empty() { (words.say("console/search-nothing-asked")) }
            @else { (words.fill("console/searched-for", &[("q", searched)])) " " (words.count("count/visits-found", total)) }
            @if total > listed { " " (words.count("count/listed", listed)) }
        }
        @if rows.is_empty() { p.muted { (words.say("console/search-what")) } }
        @else { (visit_table(words, rows, now_ms, title)) }
    };
    Page { searched: searched.to_owned(), ..Page::new(title, main) }
}

/// A table of visits. Narrow screens draw each row as a card; roles keep it a table.
pub fn visit_table(words: &Words, rows: &[VisitRow], now_ms: i64, caption: &str) -> Markup {
    let columns = ["window", "job", "progress", "arrived", "charged", "exceptions"];
    let label = |column: &str| words.named("column", column);
    html! {
        table.visits role="table" {
            caption.unseen { (caption) " · " (words.count_of("count/visits", rows)) }
            thead role="rowgroup" {
                tr role="row" { @for column in columns { th.(column) role="columnheader" scope="col" { (label(column)) } } }
            }
            tbody role="rowgroup" {
                @for row in rows {
                    tr role="row" {
                        td.window role="cell" data-label=(label("window")) { (window(words, row, now_ms)) }
                        th.job role="rowheader" scope="row" data-label=(label("job")) { (job(words, row)) }
                        td.progress role="cell" data-label=(label("progress")) { (progress(words, row, now_ms)) }
                        td.arrived role="cell" data-label=(label("arrived")) { (arrived(words, row)) }
                        td.charged role="cell" data-label=(label("charged")) {
                            @match row.total { Some(total) => (format::money(total)), None => span.muted { "—" } }
                        }
                        td.exceptions role="cell" data-label=(label("exceptions")) {
                            @if row.exceptions > 0 { (exceptions(words, row.exceptions)) }
                            @else { span.muted { (unexceptional(words, row)) } }
                        }
                    }
                }
            }
        }
    }
}

fn window(words: &Words, row: &VisitRow, now_ms: i64) -> Markup {
    html! {
        @match row.window {
            Some(window) => (format::window(window, Some(now_ms))),
            None => span.muted { (words.say("console/unknown-job")) }
        }
    }
}

fn job(words: &Words, row: &VisitRow) -> Markup {
    let name = row.job.as_ref().map_or(row.visit.as_str(), |job| job.as_str());
    html! {
        a href=(format!("/visits/{}", row.visit)) { (name) }
        @if let Some(category) = &row.category { span.under { (words.text(category)) } }
    }
}

fn progress(words: &Words, row: &VisitRow, now_ms: i64) -> Markup {
    html! {
        div.state { (state(words, row)) }
        (track(words, &row.steps))
        div.under { (reached(words, row, now_ms)) }
    }
}

/// Where a visit stands, as shape and word, with its outcome once it was left.
pub fn state(words: &Words, row: &VisitRow) -> Markup {
    html! {
        span.badge.(row.state.key()) { (shape(of_state(row.state))) (words.named("state", row.state.key())) }
        @if let Some(outcome) = row.outcome {
            " " span.outcome.(outcome.key()) { (words.named("outcome", outcome.key())) }
        }
    }
}

/// The step that was reached, and when the home was left.
fn reached(words: &Words, row: &VisitRow, now_ms: i64) -> Markup {
    let mark = row.step.and_then(|step| row.steps.iter().find(|mark| mark.step == step));
    html! {
        @if let Some(left_ms) = row.left_ms {
            (words.say("console/left-at")) " " (format::moment(left_ms, now_ms))
        } @else if let Some(step) = row.step {
            (words.fill("console/reached", &[("step", &words.named("step", step.key()))]))
            @if let Some(mark) = mark { @if mark.state != StepProgress::Closed { " " (mark.settled) "/" (mark.asked) } }
        } @else if let Some(started_ms) = row.started_ms {
            (words.say("console/accepted-at")) " " (format::moment(started_ms, now_ms))
        } @else {
            (words.say("console/nothing-heard"))
        }
    }
}

/// "None" is said only where somebody could judge.
fn unexceptional<'a>(words: &'a Words, row: &VisitRow) -> &'a str {
    match (row.is_judged, row.events) {
        (true, _) => words.say("console/none"),
        (false, 0) => "—",
        (false, _) => words.say("console/not-judged"),
    }
}

/// What is here and what is not.
pub fn arrived(words: &Words, row: &VisitRow) -> Markup {
    let photos = [("here", &*row.photos_arrived.to_string()), ("all", &*row.photos_named.to_string())];
    html! {
        @if row.events == 0 && row.on_the_road.is_nothing() {
            span.muted { (words.say("console/nothing-arrived")) }
        } @else {
            div {
                (words.count("count/events", row.events))
                @if row.photos_named > 0 { (words.say("console/comma")) (words.fill("console/photos-of", &photos)) }
            }
            @if row.on_the_road.is_nothing() {
                div.good { (shape(Shape::Tick)) (words.say("console/all-known-arrived")) }
            } @else {
                div.road { (shape(Shape::Road)) (words.say("console/on-the-road")) (words.say("console/colon"))
                    (road(words, row.on_the_road, Some(row.photos_named))) }
            }
        }
        @if row.quarantined > 0 {
            div.warn { (shape(Shape::Warning)) (words.count("count/quarantined", row.quarantined)) }
        }
    }
}

/// What is still on the road, in words: `3 events, 2 of 5 photos`.
pub fn road(words: &Words, road: OnTheRoad, photos_named: Option<u64>) -> String {
    let mut parts = Vec::new();
    if road.events > 0 {
        parts.push(words.count("count/events", road.events));
    }
    match photos_named {
        Some(all) if road.photos > 0 && all >= road.photos => {
            let n = road.photos.to_string();
            parts.push(words.fill("console/photos-of", &[("here", &n), ("all", &all.to_string())]));
        }
        _ if road.photos > 0 => parts.push(words.count("count/photos", road.photos)),
        _ => {}
    }
    if road.contents > 0 {
        parts.push(words.count("count/contents", road.contents));
    }
    words.list(&parts)
}

/// So many things to look at.
pub fn exceptions(words: &Words, n: u64) -> Markup {
    html! { span.warn { (shape(Shape::Warning)) (words.count("count/exceptions", n)) } }
}
