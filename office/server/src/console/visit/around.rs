//! What happened around the work, in words: each part only where there is something to say.

use doorstep_domain::arrival::Punctuality;
use maud::{Markup, html};

use crate::story::{
    AroundStory, CustodyStory, IncidentStory, MoveStory, NoAccessStory, OwedStory, ReductionStory, WayStory,
};

use super::super::format;
use super::super::words::Words;

/// How many things there are to say.
pub fn count(around: &AroundStory) -> usize {
    let lists = around.moves.len() + around.incidents.len() + around.reductions.len() + around.custody.len();
    let single = [around.no_access.is_some(), around.handed_over.is_some(), is_late(around)];
    lists + around.owed.len() + single.into_iter().filter(|is| *is).count()
}

fn is_late(around: &AroundStory) -> bool {
    let late = |way: &WayStory| matches!(way.verdict, Punctuality::LateMinor | Punctuality::LateSerious);
    around.way.as_ref().is_some_and(late)
}

/// The section.
pub fn around(words: &Words, around: &AroundStory) -> Markup {
    html! {
        dl.around {
            @if let Some(way) = &around.way { (way_told(words, way)) }
            @if let Some(nobody) = &around.no_access { (nobody_opened(words, nobody)) }
            @for moved in &around.moves { (told(words, "around/moved", moved_told(words, moved))) }
            @if let Some((to, why)) = &around.handed_over {
                (told(words, "around/handed-over", html! {
                    (words.named("party", to.key()))
                    @if let Some(why) = why { " · " (words.text(why)) }
                }))
            }
            @for incident in &around.incidents { (told(words, "around/incident", incident_told(words, incident))) }
            @for request in &around.reductions { (told(words, "around/reduction", reduced(words, request))) }
            @for thing in &around.custody { (told(words, "around/custody", in_custody(words, thing))) }
            @for debt in &around.owed { (told(words, "around/owed", owed(words, debt))) }
        }
    }
}

fn told(words: &Words, code: &str, body: Markup) -> Markup {
    html! { div { dt { (words.say(code)) } dd { (body) } } }
}

fn way_told(words: &Words, way: &WayStory) -> Markup {
    let is_bad = matches!(way.verdict, Punctuality::LateMinor | Punctuality::LateSerious);
    told(
        words,
        "around/arrival",
        html! {
            span.warn[is_bad] { (words.named("punctuality", way.verdict.key())) }
            div.under {
                (words.say("story/window")) " " (format::window(way.window, None))
                " · " (words.say("around/there-at")) " " (format::maybe(way.arrived_ms))
            }
            @if is_bad {
                div {
                    @match &way.because {
                        Some(because) => { (words.say("around/late-because")) " " (words.text(because)) }
                        None => { (words.say("around/late-unexplained")) }
                    }
                }
            }
            @if let Some((path, is_opened)) = &way.ladder {
                div {
                    @if let Some(path) = path { (words.text(path)) (words.say("console/colon")) }
                    (words.say(if *is_opened { "around/ladder-taken" } else { "around/ladder-not-taken" }))
                }
            }
        },
    )
}

fn nobody_opened(words: &Words, nobody: &NoAccessStory) -> Markup {
    let n = |count: usize| count.to_string();
    let done = words.fill(
        "around/no-access-done",
        &[
            ("tries", n(nobody.tries).as_str()),
            ("calls", n(nobody.calls).as_str()),
            ("searches", n(nobody.searches).as_str()),
            ("notes", n(nobody.notes).as_str()),
        ],
    );
    told(
        words,
        "around/no-access",
        html! {
            (done)
            @if let Some(lasted_ms) = nobody.lasted_ms {
                " · " (words.fill("around/minutes", &[("minutes", (lasted_ms / 60_000).to_string().as_str())]))
            }
            @if nobody.untried.is_empty() { div.under { (words.say("around/no-access-clean")) } }
            @else {
                div.warn {
                    (words.say("around/untried")) (words.say("console/colon"))
                    (nobody.untried.iter().map(|act| words.named("door-act", act)).collect::<Vec<_>>().join(words.say("console/comma")))
                }
            }
        },
    )
}

fn moved_told(words: &Words, moved: &MoveStory) -> Markup {
    html! {
        @if let Some(from) = moved.from { (format::window(from, None)) " → " }
        (format::window(moved.to, None))
        div.under {
            @if let Some(reason) = &moved.reason { (words.text(reason)) " · " }
            (words.say("story/consent")) " " (words.named("signer", moved.consent.key()))
            @if moved.keeps_promise == Some(false) { " · " (words.say("around/told-late")) }
        }
    }
}

fn incident_told(words: &Words, incident: &IncidentStory) -> Markup {
    html! {
        @if let Some(text) = &incident.text { (words.text(text)) }
        " " span.under { (format::maybe(incident.opened_ms)) @if incident.closed_ms.is_some() { "–" (format::maybe(incident.closed_ms)) } }
        div {
            @match &incident.outcome {
                Some(outcome) => { (words.text(outcome)) }
                None if incident.is_closed => { (words.say("around/incident-closed")) }
                None => { span.warn { (words.say("around/incident-open")) } }
            }
            @if let Some(who) = incident.consent { " · " (words.say("story/consent")) " " (words.named("signer", who.key())) }
        }
    }
}

fn reduced(words: &Words, request: &ReductionStory) -> Markup {
    html! {
        (format::money(request.from)) " → " (format::money(request.to))
        @if let Some(reason) = &request.reason { " · " (words.text(reason)) }
        div.under {
            @match request.is_verified {
                Some(true) => { (words.say("story/code-verified")) }
                Some(false) => { span.warn { (words.say("story/code-claimed")) } }
                None => { (words.say("around/not-granted")) }
            }
            @if request.wrong_codes > 0 {
                " · " (words.fill("around/wrong-codes", &[("n", request.wrong_codes.to_string().as_str())]))
            }
        }
    }
}

fn in_custody(words: &Words, thing: &CustodyStory) -> Markup {
    html! {
        (words.named("custody-kind", thing.kind.key()))
        @if let Some(serial) = &thing.serial { " · " (serial) }
        div.under {
            (words.say("around/since")) " " (format::maybe(thing.since_ms))
            " · " (words.say("around/due")) " " (format::full(thing.due_ms))
            " · " (words.fill("around/condition-photos", &[("n", thing.photos.to_string().as_str())]))
        }
        div {
            @match thing.end {
                Some(end) => { (words.named("custody-end", end.key())) }
                None => { span.warn { (words.say("around/not-back")) } }
            }
            @if thing.is_late { " · " span.warn { (words.say("around/late")) } }
        }
    }
}

fn owed(words: &Words, debt: &OwedStory) -> Markup {
    html! {
        @if let Some(text) = &debt.text { (words.text(text)) }
        div.under {
            (words.named("owner", debt.owner.key()))
            " · " (words.say("around/due")) " " (format::maybe(debt.due_ms))
            @match debt.result {
                Some(result) => { " · " (words.named("follow-up-result", result.key())) }
                None if debt.tries > 0 => { " · " (words.fill("around/tried", &[("n", debt.tries.to_string().as_str())])) }
                None => { " · " (words.say("around/open")) }
            }
            @if debt.is_overdue { " · " span.warn { (words.say("around/overdue")) } }
        }
    }
}
