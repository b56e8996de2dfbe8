//! The steps with their checks. A step in which all went as the book says is folded
//! away; one with a waiver, a reading out of range or something missing stands open.

use doorstep_domain::document::decimal;
use maud::{Markup, html};

use crate::board::StepProgress;
use crate::story::{AnswerStory, CheckStory, StepStory, VisitStory, WaiverStory};

use super::super::format;
use super::super::shape::{Shape, of_progress, shape};
use super::super::words::Words;
use super::content;
use super::exception::expected_range;

/// Every step.
pub fn steps(words: &Words, story: &VisitStory) -> Markup {
    html! {
        @if story.steps.is_empty() {
            p.empty { (words.say(if story.row.events == 0 { "console/nothing-heard" } else { "story/no-books" })) }
        }
        @for step in &story.steps { (one(words, story, step)) }
    }
}

fn one(words: &Words, story: &VisitStory, step: &StepStory) -> Markup {
    let settled = step.checks.iter().filter(|check| is_settled(check)).count();
    let waived = step.checks.iter().filter(|check| check.waiver.is_some()).count();
    let outside = step.checks.iter().filter(|check| is_out_of_range(check)).count();
    let is_begun = step.state == StepProgress::Open && settled > 0;
    html! {
        details.step open[waived + outside > 0 || is_begun] {
            summary {
                span.badge.(step.state.key()) { (shape(of_progress(step.state))) (words.named("progress", step.state.key())) }
                h3 { (words.named("step", step.step.key())) }
                span.number { (settled) "/" (step.checks.len()) }
                @if waived > 0 { span.warn { (shape(Shape::Warning)) (words.fill("story/waived-n", &[("n", &waived.to_string())])) } }
                @if outside > 0 { span.warn { (shape(Shape::Warning)) (words.fill("story/outside-n", &[("n", &outside.to_string())])) } }
            }
            @if step.checks.is_empty() { p.empty { (words.say("story/no-checks")) } }
            @else { (checks(words, story, step)) }
        }
    }
}

fn checks(words: &Words, story: &VisitStory, step: &StepStory) -> Markup {
    html! {
        table.checks {
            caption.unseen { (words.named("step", step.step.key())) }
            thead { tr {
                @for column in ["column/check", "column/answer", "column/time"] { th scope="col" { (words.say(column)) } }
            } }
            tbody { @for check in &step.checks {
                tr {
                    th scope="row" {
                        (words.text(&check.text))
                        @if !check.is_asked { span.under { (words.say("story/not-asked-now")) } }
                    }
                    td { (answer(words, story, check)) }
                    td.number { @if let Some(at_ms) = check.at_ms { (format::clock(at_ms)) } }
                }
            } }
        }
    }
}

fn is_settled(check: &CheckStory) -> bool {
    check.waiver.is_some() || !check.answers.is_empty()
}

fn is_out_of_range(check: &CheckStory) -> bool {
    check.answers.iter().any(|answer| match answer {
        AnswerStory::Measured { value_milli, expected: Some((low, high)), .. } => !(low..=high).contains(&value_milli),
        _ => false,
    })
}

fn answer(words: &Words, story: &VisitStory, check: &CheckStory) -> Markup {
    let photos = check.answers.iter().filter(|answer| matches!(answer, AnswerStory::Photographed { .. })).count();
    html! {
        @if let Some(waiver) = &check.waiver { (waived(words, waiver)) }
        @else if check.answers.is_empty() {
            span.muted { (words.say(if check.is_needed { "story/not-done" } else { "story/advice-not-done" })) }
        }
        @if photos > 0 { (pictures(words, story, check)) }
        @for answer in &check.answers { (one_answer(words, answer)) }
    }
}

/// A wait in seconds.
pub fn waited(waited_ms: u64) -> String {
    format!("{} s", waited_ms / 1_000)
}

fn one_answer(words: &Words, answer: &AnswerStory) -> Markup {
    html! {
        @match answer {
            AnswerStory::Confirmed => { span.good { (shape(Shape::Tick)) (words.say("story/confirmed")) } }
            AnswerStory::Chosen { option, text } => (words.text_or(text.as_ref(), option.as_str())),
            AnswerStory::Measured { value_milli, unit, expected } => (reading(words, *value_milli, unit, *expected)),
            AnswerStory::Photographed { .. } => "",
            AnswerStory::Noted(text) => (content::inline(words, text)),
            AnswerStory::Timed { waited_ms } => (waited(*waited_ms)),
            AnswerStory::Called { result } => (words.named("call-result", result.key())),
        }
    }
}

fn reading(words: &Words, value: i64, unit: &str, expected: Option<(i64, i64)>) -> Markup {
    html! {
        span.number { (decimal(value)) " " (unit) }
        @if let Some((low, high)) = expected {
            @if (low..=high).contains(&value) { span.muted { (expected_range(words, low, high, unit)) } }
            @else {
                " " span.warn { (shape(Shape::Warning)) (words.say("story/out-of-range")) (expected_range(words, low, high, unit)) }
            }
        }
    }
}

fn waived(words: &Words, waiver: &WaiverStory) -> Markup {
    html! {
        span.warn { (shape(Shape::Warning)) (words.say("story/waived")) }
        (words.say("console/colon")) (words.text_or(waiver.text.as_ref(), waiver.reason.as_str()))
        @if let Some(note) = &waiver.note { div { (content::inline(words, note)) } }
    }
}

/// Links to the photographs of a check, with their numbers in the gallery.
fn pictures(words: &Words, story: &VisitStory, check: &CheckStory) -> Markup {
    html! {
        @for (nth, photo) in story.photos.iter().enumerate() {
            @if photo.check.as_ref() == Some(&check.check) {
                a.photo-link href=(format!("/visits/{}/photos/{}", story.row.visit, photo.hash)) {
                    (words.fill("story/photo-number", &[("n", &(nth + 1).to_string())]))
                } " "
            }
        }
    }
}
