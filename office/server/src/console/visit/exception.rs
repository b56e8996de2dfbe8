//! What a person should look at, each with the place where it happened.

use doorstep_domain::document::decimal;
use doorstep_domain::event::{Answer, Event};
use maud::{Markup, html};

use crate::story::{AnswerStory, FindingStory, VisitStory};

use super::super::format;
use super::super::shape::{Shape, shape};
use super::super::words::Words;
use super::anchor;

/// The findings, or that there are none, or that nobody could judge.
pub fn exceptions(words: &Words, story: &VisitStory) -> Markup {
    html! {
        @if !story.row.is_judged && story.row.events > 0 {
            p.note.warn { (shape(Shape::Warning)) (words.say("story/not-judged")) }
        } @else if story.findings.is_empty() {
            p.note.good { (shape(Shape::Tick)) (words.say(if story.row.events == 0 { "console/nothing-heard" } else { "story/no-exceptions" })) }
        }
        @if !story.findings.is_empty() {
            ol.exceptions { @for finding in &story.findings { li { (finding_line(words, story, finding)) } } }
        }
    }
}

fn finding_line(words: &Words, story: &VisitStory, finding: &FindingStory) -> Markup {
    let entry = story.timeline.iter().find(|entry| entry.lane == finding.lane && entry.seq == finding.seq);
    html! {
        (shape(Shape::Warning))
        div {
            strong { (words.say(&finding.code)) }
            @if let Some(about) = about(words, finding) { (words.say("console/colon")) (about) }
            @if let Some(rule) = &finding.rule { div { (words.say(rule)) } }
            @if let Some(entry) = entry { (measured(words, story, &entry.event)) }
            div.under {
                a href=(format!("#{}", anchor(&finding.lane, finding.seq))) { (words.say("story/see-timeline")) }
                @if let Some(at_ms) = entry.and_then(|entry| entry.at_ms) { " " (format::full(at_ms)) }
            }
        }
    }
}

/// What the finding is about, as people call it.
fn about(words: &Words, finding: &FindingStory) -> Option<String> {
    match (&finding.text, &finding.field) {
        (Some(text), _) => Some(words.text(text).to_owned()),
        (None, Some(field)) if finding.code == "finding/not-solved" => Some(words.named("outcome", field)),
        (None, Some(field)) if finding.code == "finding/other-price" => {
            Some(words.fill("story/line-number", &[("line", field)]))
        }
        (None, field) => field.clone(),
    }
}

/// The value that was measured when this happened, beside what was expected.
fn measured(words: &Words, story: &VisitStory, event: &Event) -> Markup {
    let (value, range) = match event {
        Event::CheckAnswered { check, answer: Answer::Measured(value) } => {
            let checks = story.steps.iter().flat_map(|step| &step.checks);
            let answers = checks.filter(|story| &story.check == check).flat_map(|story| &story.answers);
            let mut ranges = answers.filter_map(|answer| match answer {
                AnswerStory::Measured { unit, expected, .. } => Some((unit, *expected)),
                _ => None,
            });
            (Some(*value), ranges.next())
        }
        _ => (None, None),
    };
    html! {
        @if let (Some(value), Some((unit, expected))) = (value, range) {
            div.number {
                (decimal(value)) " " (unit)
                @if let Some((low, high)) = expected { (expected_range(words, low, high, unit)) }
            }
        }
    }
}

/// `, expected 198–242 V`.
pub fn expected_range(words: &Words, low: i64, high: i64, unit: &str) -> String {
    let fill = [("low", &*decimal(low)), ("high", &*decimal(high)), ("unit", unit)];
    format!("{}{}", words.say("console/comma"), words.fill("story/expected", &fill))
}
