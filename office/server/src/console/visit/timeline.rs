//! What happened, in the order of the fold: first the milestones, then every event.

use doorstep_domain::call::Call;
use doorstep_domain::custody::Custody;
use doorstep_domain::document::decimal;
use doorstep_domain::event::{Answer, Event};
use doorstep_domain::id::CheckId;
use doorstep_domain::reduction::in_fours;
use doorstep_domain::visit::Step;
use maud::{Markup, html};

use crate::story::{AnswerStory, CheckStory, SkippedEvent, TimelineEntry, VisitStory};

use super::super::format;
use super::super::shape::{Shape, shape};
use super::super::words::Words;
use super::steps::waited;
use super::{anchor, content, short};

/// Clocks that may be off by no more than this need no remark.
const SURE_MS: u32 = 60_000;

/// Milestones open, everything behind a click.
pub fn timeline(words: &Words, story: &VisitStory) -> Markup {
    let day_ms = story.timeline.iter().find_map(|entry| entry.at_ms).unwrap_or_default();
    html! {
        @if story.timeline.is_empty() { p.empty { (words.say("console/nothing-heard")) } }
        @else {
            (clocks(words, &story.timeline))
            ol.milestones { @for (step, entry) in milestones(&story.timeline) { (milestone(words, story, step, entry, day_ms)) } }
            @for note in &story.notes { p.aside { (words.say("story/note")) (words.say("console/colon")) (content::inline(words, note)) } }
            details.all {
                summary { (words.count_of("count/all-events", &story.timeline)) }
                (table(words, story, day_ms))
            }
        }
        @if !story.skipped.is_empty() { (skipped(words, &story.skipped)) }
    }
}

/// How far the times can be trusted.
fn clocks(words: &Words, entries: &[TimelineEntry]) -> Markup {
    let unsure: Vec<_> = entries.iter().filter(|entry| entry.uncertainty_ms.is_none()).collect();
    html! {
        p.muted {
            (words.say("story/phones-clock"))
            @if !unsure.is_empty() { " " (words.count_of("count/unsure-times", &unsure)) }
        }
    }
}

/// The first event of each step, and what matters by itself. With the step that begins there.
fn milestones(entries: &[TimelineEntry]) -> Vec<(Option<Step>, &TimelineEntry)> {
    let mut begun: Vec<Step> = Vec::new();
    let mut milestones = Vec::new();
    for entry in entries {
        let begins = entry.step.filter(|step| is_work(&entry.event) && !begun.contains(step));
        begun.extend(begins);
        if begins.is_some() {
            milestones.push((begins, entry));
        }
        if is_milestone(&entry.event) {
            milestones.push((None, entry));
        }
    }
    milestones
}

fn is_work(event: &Event) -> bool {
    matches!(event, Event::CheckAnswered { .. } | Event::CheckWaived { .. })
}

fn is_milestone(event: &Event) -> bool {
    matches!(
        event,
        Event::VisitOpened(_)
            | Event::CheckWaived { .. }
            | Event::DocumentPresented { .. }
            | Event::QuoteAnswered { .. }
            | Event::PartFitted(_)
            | Event::PartMissing { .. }
            | Event::Signed { .. }
            | Event::SignatureMissing { .. }
            | Event::VisitLeft { .. }
    ) || is_out_of_the_ordinary(event)
}

/// What a supervisor looks for first: it does not happen on every visit.
fn is_out_of_the_ordinary(event: &Event) -> bool {
    matches!(
        event,
        Event::Reached { .. }
            | Event::LatenessExplained { .. }
            | Event::DoorSearched { .. }
            | Event::DoorNoteLeft { .. }
            | Event::Called(_)
            | Event::AppointmentMoved { .. }
            | Event::HandedOver { .. }
            | Event::IncidentOpened { .. }
            | Event::IncidentClosed { .. }
            | Event::ReductionAsked { .. }
            | Event::CodeTried { .. }
            | Event::PriceReduced { .. }
            | Event::CustodyOpened(_)
            | Event::CustodyClosed { .. }
            | Event::FollowUpTried { .. }
    )
}

fn milestone(words: &Words, story: &VisitStory, step: Option<Step>, entry: &TimelineEntry, day_ms: i64) -> Markup {
    let is_exceptional = matches!(
        entry.event,
        Event::CheckWaived { .. }
            | Event::PartMissing { .. }
            | Event::SignatureMissing { .. }
            | Event::IncidentOpened { .. }
            | Event::CodeTried { .. }
    );
    html! {
        @match step {
            Some(step) => { li.step { span.at { (at(words, entry, day_ms)) } span { (words.named("step", step.key())) } } }
            None => {
                li.warn[is_exceptional] {
                    span.at { (at(words, entry, day_ms)) }
                    span {
                        (words.named("kind", entry.kind))
                        @if let Some(about) = &entry.about { (words.say("console/colon")) (words.text(about)) }
                        @if let Some(detail) = detail(words, story, &entry.event) { " · " (detail) }
                    }
                }
            }
        }
    }
}

fn at(words: &Words, entry: &TimelineEntry, day_ms: i64) -> Markup {
    html! {
        @match (entry.at_ms, entry.uncertainty_ms) {
            (None, _) => { span title=(words.say("story/no-time")) { "—" } }
            (Some(at_ms), None) => { span title=(words.say("story/unsure-time")) { "~" (format::moment(at_ms, day_ms)) } }
            (Some(at_ms), Some(off)) => {
                (format::moment(at_ms, day_ms))
                @if off > SURE_MS { span.under { (format::uncertainty(off)) } }
            }
        }
    }
}

fn table(words: &Words, story: &VisitStory, day_ms: i64) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(words.say("story/timeline")) {
            table.timeline {
                thead { tr {
                    @for column in ["column/time", "column/step", "column/what", "column/how", "column/place"] {
                        th scope="col" { (words.say(column)) }
                    }
                } }
                tbody { @for entry in &story.timeline { (row(words, story, entry, day_ms)) } }
            }
        }
    }
}

fn row(words: &Words, story: &VisitStory, entry: &TimelineEntry, day_ms: i64) -> Markup {
    html! {
        tr id=(anchor(&entry.lane, entry.seq)) {
            td.number { (at(words, entry, day_ms)) }
            td { @if let Some(step) = entry.step { (words.named("step", step.key())) } }
            td { (words.named("kind", entry.kind)) @if let Some(about) = &entry.about { div { (words.text(about)) } } }
            td { @if let Some(detail) = detail(words, story, &entry.event) { (detail) } }
            td.place { (short(&entry.lane)) "/" (entry.seq) }
        }
    }
}

/// What an event says beyond its kind and what it is about.
fn detail(words: &Words, story: &VisitStory, event: &Event) -> Option<String> {
    Some(match event {
        Event::CheckAnswered { check, answer } => return answered(words, told(story, check), answer),
        Event::CheckWaived { check, reason, .. } => {
            let waiver = told(story, check).and_then(|told| told.waiver.as_ref());
            let text = waiver.filter(|waiver| &waiver.reason == reason).and_then(|waiver| waiver.text.as_ref());
            words.text_or(text, reason.as_str()).to_owned()
        }
        Event::QuoteLineAdded { line } => format!("× {} · {}", line.count, format::money(line.amount)),
        Event::QuoteLineRemoved { line } => words.fill("story/line-number", &[("line", &line.to_string())]),
        Event::DocumentPresented { kind, total, .. } => {
            format!("{} · {}", words.named("document", kind.key()), format::money(*total))
        }
        Event::QuoteAnswered { answer, .. } => words.named("quote-answer", answer.key()),
        Event::PartFitted(fitted) => {
            let serial = fitted.serial.as_ref().map(|serial| format!(" · {serial}")).unwrap_or_default();
            format!("× {}{serial} · {}", fitted.count, words.named("old-part", fitted.old_part.key()))
        }
        Event::PartMissing { count, .. } => format!("× {count}"),
        Event::Signed { signer, total, .. } => {
            format!("{} · {}", words.named("signer", signer.key()), format::money(*total))
        }
        Event::SignatureMissing { why, .. } => words.named("no-signature", why.key()),
        Event::VisitLeft { outcome } => words.named("outcome", outcome.key()),
        event => return around(words, event),
    })
}

/// The same for what happened around the work.
fn around(words: &Words, event: &Event) -> Option<String> {
    Some(match event {
        Event::Called(Call { to, reason, result, .. }) => {
            let parts = [("party", to.key()), ("call-reason", reason.key()), ("call-result", result.key())];
            parts.map(|(area, key)| words.named(area, key)).join(" · ")
        }
        Event::Reached { milestone } => words.named("milestone", milestone.key()),
        Event::DoorTried { how } => words.named("door-try", how.key()),
        Event::DoorSearched { place, result } => {
            format!("{} · {}", words.named("door-search", place.key()), words.named("search-result", result.key()))
        }
        Event::HandedOver { to, .. } => words.named("party", to.key()),
        Event::IncidentClosed { consent: Some(who), .. } => {
            format!("{} · {}", words.say("story/consent"), words.named("signer", who.key()))
        }
        Event::ReductionAsked { from, to, .. } => format!("{} → {}", format::money(*from), format::money(*to)),
        Event::CodeTried { code, .. } => in_fours(*code),
        Event::PriceReduced { total, is_verified, .. } => {
            let proof = if *is_verified { "story/code-verified" } else { "story/code-claimed" };
            format!("{} · {}", format::money(*total), words.say(proof))
        }
        Event::PartRejected { count, why, .. } => format!("× {count} · {}", words.named("rejection", why.key())),
        Event::PartTakenOut { count, .. } => format!("× {count}"),
        Event::CustodyOpened(Custody { kind, serial, .. }) => {
            let serial = serial.as_ref().map(|serial| format!(" · {serial}")).unwrap_or_default();
            format!("{}{serial}", words.named("custody-kind", kind.key()))
        }
        Event::CustodyClosed { end, .. } => words.named("custody-end", end.key()),
        Event::FieldConfirmed { field, source, .. } => {
            format!("{} · {}", words.named("ticket-field", field.key()), words.named("party", source.key()))
        }
        Event::FollowUpTried { result, .. } => words.named("follow-up-result", result.key()),
        _ => return None,
    })
}

fn told<'a>(story: &'a VisitStory, check: &CheckId) -> Option<&'a CheckStory> {
    story.steps.iter().flat_map(|step| &step.checks).find(|told| &told.check == check)
}

fn answered(words: &Words, told: Option<&CheckStory>, answer: &Answer) -> Option<String> {
    let answers = || told.into_iter().flat_map(|told| &told.answers);
    Some(match answer {
        Answer::Confirmed | Answer::Photographed(_) | Answer::Noted(_) => return None,
        Answer::Chosen(chosen) => {
            let text = answers().find_map(|answer| match answer {
                AnswerStory::Chosen { option, text } if option == chosen => text.as_ref(),
                _ => None,
            });
            words.text_or(text, chosen.as_str()).to_owned()
        }
        Answer::Measured(value) => {
            let unit = answers().find_map(|answer| match answer {
                AnswerStory::Measured { unit, .. } => Some(unit.as_str()),
                _ => None,
            });
            format!("{} {}", decimal(*value), unit.unwrap_or_default())
        }
        Answer::Timed(waited_ms) => waited(*waited_ms),
        Answer::Called(result) => words.named("call-result", result.key()),
    })
}

fn skipped(words: &Words, skipped: &[SkippedEvent]) -> Markup {
    html! {
        div.note.warn {
            p { (shape(Shape::Warning)) (words.count_of("count/quarantined", skipped)) }
            ul { @for event in skipped {
                li { (words.say(&event.code)) " " span.place { (short(&event.lane)) "/" (event.seq) } }
            } }
        }
    }
}
