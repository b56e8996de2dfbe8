//! The board: who is out, how far they are, what is still on the road.

use maud::{Markup, html};

use crate::board::{Board, EngineerRow, Sums};
use crate::integrity::IntegrityReport;

use super::format;
use super::frame::Page;
use super::rows::{exceptions, road, visit_table};
use super::shape::{Shape, shape};
use super::words::Words;

/// The front page.
pub fn board_page(words: &Words, board: &Board) -> Page {
    let main = html! {
        div.heading {
            div {
                h1 { (words.say("console/board")) }
                p.lead { (format::day(words, board.at_ms)) }
            }
            p.fresh #fresh role="status" data-stale=(words.say("console/stale")) {
                (words.say("console/as-of")) " " (format::clock_to_the_second(board.at_ms))
                " · " a href="/" { (words.say("console/refresh")) }
            }
        }
        div #board {
            @if let Some(report) = &board.integrity { (integrity(words, report)) }
            (sums(words, &board.sums))
            @for engineer in &board.engineers { (engineer_section(words, engineer, board.at_ms)) }
            @if board.engineers.is_empty() { p.empty { (words.say("console/no-engineers")) } }
            @if !board.unclaimed.is_empty() {
                section aria-labelledby="unclaimed" {
                    h2 #unclaimed { (words.say("console/unclaimed")) " " (count(board.unclaimed.len())) }
                    p.note.warn { (shape(Shape::Warning)) (words.say("console/unclaimed-why")) }
                    (visit_table(words, &board.unclaimed, board.at_ms, words.say("console/unclaimed")))
                }
            }
            @if board.sums.not_listed > 0 {
                p.muted { (words.count("count/not-listed", board.sums.not_listed)) }
            }
            (key(words))
        }
    };
    Page { is_board: true, ..Page::new(words.say("console/board"), main) }
}

/// How many, in small type beside a heading.
pub fn count(n: usize) -> Markup {
    html! { span.count { (n) } }
}

fn sums(words: &Words, sums: &Sums) -> Markup {
    let on_the_road = sums.on_the_road;
    html! {
        dl.sums aria-label=(words.say("console/sums")) {
            div { dt { (words.say("console/visits")) } dd { (sums.visits) } }
            div { dt { (shape(Shape::Half)) (words.say("state/under-way")) } dd { (sums.under_way) } }
            div { dt { (shape(Shape::Full)) (words.say("state/left")) } dd { (sums.left) } }
            div.road[!on_the_road.is_nothing()] {
                dt { (shape(Shape::Road)) (words.say("console/on-the-road")) }
                dd.words {
                    @if on_the_road.is_nothing() { (words.say("console/nothing")) }
                    @else { (road(words, on_the_road, None)) }
                }
            }
            div.warn[sums.exceptions > 0] {
                dt { (shape(Shape::Warning)) (words.say("console/exceptions")) }
                dd { (sums.exceptions) }
            }
        }
    }
}

fn engineer_section(words: &Words, engineer: &EngineerRow, now_ms: i64) -> Markup {
    let id = format!("engineer-{}", engineer.id);
    html! {
        section.engineer aria-labelledby=(id) {
            div.heading {
                h2 id=(id) {
                    (engineer.name) " " span.number { (engineer.id) }
                    " " span.count { (words.count_of("count/visits", &engineer.visits)) }
                }
                p.muted { (heard(words, engineer, now_ms)) }
            }
            @if engineer.visits.is_empty() { p.empty { (words.say("console/no-visits")) } }
            @else { (visit_table(words, &engineer.visits, now_ms, &engineer.name)) }
            @if engineer.not_listed > 0 { p.muted { (words.count("count/not-listed", engineer.not_listed)) } }
        }
    }
}

fn heard(words: &Words, engineer: &EngineerRow, now_ms: i64) -> Markup {
    html! {
        @match engineer.last_heard_ms {
            Some(at_ms) => { (words.say("console/last-heard")) " " (format::moment(at_ms, now_ms)) }
            None => (words.say("console/never-heard")),
        }
        @if engineer.events_on_phones > 0 {
            " · " span.road { (shape(Shape::Road)) (words.count("count/events-on-phones", engineer.events_on_phones)) }
        }
        @if engineer.exceptions > 0 { " · " (exceptions(words, engineer.exceptions)) }
    }
}

fn integrity(words: &Words, report: &IntegrityReport) -> Markup {
    let walked = words.fill(
        "console/integrity-walked",
        &[
            ("events", &report.events.to_string()),
            ("contents", &report.contents.to_string()),
            ("photos", &report.photos.to_string()),
        ],
    );
    html! {
        @if report.is_sound() {
            p.note.good {
                (shape(Shape::Tick))
                span { (words.say("console/integrity-sound")) " " (walked) " " (format::full(report.at_ms)) }
            }
        } @else {
            section.note.bad role="region" aria-labelledby="integrity" {
                h2 #integrity { (shape(Shape::Warning)) (words.count_of("count/damaged", &report.damaged)) }
                p { (words.say("console/integrity-damaged")) " " (walked) " " (format::full(report.at_ms)) }
                ul { @for damage in &report.damaged { li lang="en" { (damage) } } }
            }
        }
        @if !report.repaired.is_empty() {
            details.note {
                summary { (words.count_of("count/repaired", &report.repaired)) }
                ul { @for repair in &report.repaired { li lang="en" { (repair) } } }
            }
        }
    }
}

/// What the boxes of the five steps mean.
fn key(words: &Words) -> Markup {
    html! {
        aside.key aria-label=(words.say("console/key")) {
            span { (words.say("console/five-steps")) }
            @for state in ["done", "open", "closed", "skipped"] {
                span { span.box.(state) aria-hidden="true" {} (words.named("progress", state)) }
            }
        }
    }
}
