//! How the office stands: what it could not use, its phones, its lives, its backups, and
//! what a person should do about each.

use doorstep_domain::id::InstallationId;
use maud::{Markup, html};

use super::format;
use super::frame::Page;
use super::shape::{Shape, shape};
use super::words::Words;
use crate::state::{OfficeState, Phone, Quarantined};

/// A minute, an hour and a day in milliseconds.
const HOUR_MS: i64 = 60 * 60 * 1000;

/// The page.
pub fn state_page(words: &Words, state: &OfficeState) -> Page {
    let title = words.say("console/state");
    let main = html! {
        div.heading {
            div {
                h1 { (title) }
                p.lead { (words.say("console/state-lead")) }
            }
            p.fresh { (words.say("console/as-of")) " " (format::clock_to_the_second(state.at_ms)) }
        }
        div.sections {
            (backups(words, state))
            (phones(words, state))
            (quarantined(words, &state.quarantined))
            (handed_in(words, state))
            (lives(words, state))
        }
    };
    Page::new(title, main)
}

/// A section: a heading, what stands there, and what to do.
fn section(words: &Words, id: &str, title: &str, todo: Option<&str>, content: &Markup) -> Markup {
    html! {
        section id=(id) aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (words.say(title)) }
            (content)
            @if let Some(todo) = todo {
                p.note.warn { (shape(Shape::Warning)) strong { (words.say("console/to-do")) } (words.say("console/colon")) (words.say(todo)) }
            }
        }
    }
}

fn backups(words: &Words, state: &OfficeState) -> Markup {
    let unsafe_yet = state.arrivals.saturating_sub(state.safe_upto);
    let content = html! {
        @match &state.backup {
            None => p { (words.say("console/no-backup")) },
            Some(backup) => {
                p { (words.say("console/backup-verified")) " " (format::full(backup.at_ms)) (age(words, state)) }
                p.muted { code { (backup.folder.display()) } }
            }
        }
        p {
            @if unsafe_yet == 0 { (words.say("console/all-safe")) } @else { (words.count("console/not-safe-yet", unsafe_yet)) }
        }
    };
    section(words, "backups", "console/backups", state.needs_backup().then_some("console/backup-to-do"), &content)
}

fn age(words: &Words, state: &OfficeState) -> Markup {
    let hours = state.backup_age_ms().map_or(0, |age_ms| u64::try_from(age_ms / HOUR_MS).unwrap_or(0));
    html! { " (" (words.count("console/hours-ago", hours)) ")" }
}

fn phones(words: &Words, state: &OfficeState) -> Markup {
    let is_copied = state.phones.iter().any(|phone| phone.successor.is_some());
    let content = html! {
        @if state.phones.is_empty() { p.empty { (words.say("console/no-phones")) } } @else {
            div.scroll tabindex="0" role="group" aria-labelledby="phones-title" {
                table {
                    caption { (words.count_of("console/phones-count", &state.phones)) }
                    thead { tr {
                        th scope="col" { (words.say("console/phone")) }
                        th scope="col" { (words.say("console/engineer")) }
                        th scope="col" { (words.say("console/last-heard")) }
                        th.count scope="col" { (words.say("console/events-here")) }
                        th scope="col" { (words.say("console/stands")) }
                    } }
                    tbody { @for phone in &state.phones { (phone_row(words, phone, state.at_ms)) } }
                }
            }
        }
    };
    section(words, "phones", "console/phones", is_copied.then_some("console/copied-to-do"), &content)
}

fn phone_row(words: &Words, phone: &Phone, now_ms: i64) -> Markup {
    let on_the_road = phone.recorded.saturating_sub(phone.events);
    html! {
        tr {
            th scope="row" { (short(phone.installation)) }
            td { (phone.name) " " span.number { (phone.engineer) } }
            td {
                @match phone.heard_at_ms {
                    Some(at_ms) => (format::moment(at_ms, now_ms)),
                    None => (words.say("console/never-heard")),
                }
            }
            td.count {
                (phone.events)
                @if on_the_road > 0 { span.under { (words.count("console/still-there", on_the_road)) } }
            }
            td {
                @match (phone.revoked_at_ms, phone.successor) {
                    (Some(at_ms), _) => { span.warn { (words.say("console/revoked-since")) } " " (format::moment(at_ms, now_ms)) },
                    (None, Some(successor)) => {
                        span.warn { (words.say("console/copied")) }
                        span.under { (words.say("console/goes-on-as")) " " (short(successor)) }
                    }
                    (None, None) => span.good { (words.say("console/at-work")) },
                }
            }
        }
    }
}

/// As much of an installation's name as tells it from the others.
fn short(installation: InstallationId) -> Markup {
    let name = installation.to_hex();
    html! { code title=(name) { (name.get(..8).unwrap_or_default()) } }
}

fn quarantined(words: &Words, all: &[Quarantined]) -> Markup {
    let content = html! {
        @if all.is_empty() { p { (words.say("console/nothing-quarantined")) } } @else {
            ul {
                @for one in all {
                    li {
                        @match one.subject.strip_prefix("visit/") {
                            Some(visit) => a href={ "/visits/" (visit) } { (visit) },
                            None => (one.subject),
                        }
                        (words.say("console/colon")) (words.count("console/events", one.events)) " · " (words.say(&one.code))
                    }
                }
            }
        }
    };
    let todo = (!all.is_empty()).then_some("console/quarantine-to-do");
    section(words, "quarantine", "console/quarantine", todo, &content)
}

fn handed_in(words: &Words, state: &OfficeState) -> Markup {
    let waits = state.handed_in.iter().any(|left| left.waiting > 0);
    let content = html! {
        @if state.handed_in.is_empty() { p { (words.say("console/nothing-handed-in")) } } @else {
            ul {
                @for left in &state.handed_in {
                    li {
                        (short(left.installation)) " " span.number { (left.engineer) } (words.say("console/colon"))
                        (words.count("console/pieces", left.pieces)) " · " (format::size(left.bytes)) " · "
                        @if left.waiting > 0 { span.warn { (words.count("console/waiting", left.waiting)) } }
                        @else { span.good { (words.say("console/taken-in")) } }
                    }
                }
            }
        }
    };
    section(words, "handed-in", "console/handed-in", waits.then_some("console/handed-in-to-do"), &content)
}

fn lives(words: &Words, state: &OfficeState) -> Markup {
    let restored = state.lives.len() > 1;
    let content = html! {
        p {
            @if restored { (words.count("console/restored", u64::try_from(state.lives.len().saturating_sub(1)).unwrap_or(0))) }
            @else { (words.say("console/never-restored")) }
        }
        ol {
            @for life in &state.lives { li { (format::full(life.began_at_ms)) " " (short(life.epoch)) } }
        }
    };
    section(words, "lives", "console/lives", restored.then_some("console/restored-to-do"), &content)
}
