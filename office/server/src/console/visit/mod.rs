//! One visit, told: who and what, what a person should look at, what happened, what
//! was charged and why, what the customer saw and signed, and what is not here yet.

mod around;
mod arrival;
mod content;
mod exception;
mod media;
mod paper;
mod quote;
mod steps;
mod timeline;

use doorstep_domain::id::Lane;
use doorstep_domain::job::{Customer, Job};
use maud::{Markup, html};

use crate::story::VisitStory;

use super::board::count;
use super::format;
use super::frame::Page;
use super::rows::{arrived, state};
use super::shape::track;
use super::words::Words;

pub use media::photo_page;

/// A section of the page: its id, the code of its title, how many things are in it, and what it shows.
struct Section {
    id: &'static str,
    title: &'static str,
    count: Option<usize>,
    body: Markup,
}

/// The whole story of one visit.
pub fn visit_page(words: &Words, story: &VisitStory) -> Page {
    let name = name(story);
    let sections = sections(words, story);
    let main = html! {
        nav.crumbs aria-label=(words.say("console/where")) {
            a href="/" { (words.say("console/board")) } " / " span aria-current="page" { (name) }
        }
        (head(words, story, name))
        div.story {
            nav.contents aria-label=(words.say("console/contents")) {
                ul { @for section in &sections { li { a href=(format!("#{}", section.id)) {
                    (words.say(section.title)) @if let Some(n) = section.count { " " (count(n)) }
                } } } }
            }
            div.sections { @for section in &sections { (draw(words, section)) } }
        }
    };
    Page::new(name, main)
}

/// What people call the visit: the job's number, or its own where no job is known.
fn name(story: &VisitStory) -> &str {
    story.row.job.as_ref().map_or(story.row.visit.as_str(), |job| job.as_str())
}

fn sections(words: &Words, story: &VisitStory) -> Vec<Section> {
    let section = |id, title, count, body| Section { id, title, count, body };
    let parts = story.parts.len() + story.missing_parts.len();
    let lines = story.quote.lines.len();
    vec![
        section("exceptions", "story/exceptions", Some(story.findings.len()), exception::exceptions(words, story)),
        section("around", "story/around", Some(around::count(&story.around)), around::around(words, &story.around)),
        section("story", "story/timeline", Some(story.timeline.len()), timeline::timeline(words, story)),
        section("quote", "story/quote", Some(lines), quote::quote(words, &story.quote)),
        section("signature", "story/signature", None, paper::acceptance(words, story.acceptance.as_ref())),
        section("steps", "story/steps", Some(story.steps.len()), steps::steps(words, story)),
        section("parts", "story/parts", Some(parts), quote::parts(words, &story.parts, &story.missing_parts)),
        section("photos", "story/photos", Some(story.photos.len()), media::gallery(words, story)),
        section("documents", "story/documents", Some(story.documents.len()), paper::documents(words, &story.documents)),
        section("arrival", "story/arrival", None, arrival::arrival(words, story)),
        section("technical", "story/technical", None, arrival::technical(words, story)),
    ]
}

fn draw(words: &Words, section: &Section) -> Markup {
    let heading = format!("{}-title", section.id);
    html! {
        section id=(section.id) aria-labelledby=(heading) {
            h2 id=(heading) { (words.say(section.title)) @if let Some(n) = section.count { " " (count(n)) } }
            (section.body)
        }
    }
}

fn head(words: &Words, story: &VisitStory, name: &str) -> Markup {
    html! {
        header.visit {
            div.heading {
                div {
                    h1 { (name) }
                    @if let Some(job) = &story.job { p.lead { (subtitle(words, story, job)) } }
                    @else { p.note.warn { (words.say("story/unknown-job")) } }
                }
                div.standing { p { (state(words, &story.row)) } (track(words, &story.row.steps)) }
            }
            dl.facts {
                @if let Some(job) = &story.job { (facts_of_customer(words, &job.customer)) (facts_of_job(words, job)) }
                (facts_of_visit(words, story))
            }
        }
    }
}

fn subtitle(words: &Words, story: &VisitStory, job: &Job) -> String {
    let category = words.text_or(story.row.category.as_ref(), job.category.as_str());
    let service = words.named("service", job.service.key());
    let warranty = words.named("warranty", job.warranty.key());
    format!("{category} {} · {service} · {warranty}", job.model)
}

fn fact(term: &str, value: Markup) -> Markup {
    html! { div { dt { (term) } dd { (value) } } }
}

fn facts_of_customer(words: &Words, customer: &Customer) -> Markup {
    html! {
        (fact(words.say("story/customer"), html! {
            (customer.name)
            @if customer.is_elderly { span.under { (words.say("story/elderly")) } }
        }))
        (fact(words.say("story/phones"), html! { @for phone in &customer.phones { div.number { (phone) } } }))
        (fact(words.say("story/address"), html! { (customer.address) }))
    }
}

fn facts_of_job(words: &Words, job: &Job) -> Markup {
    html! {
        (fact(words.say("story/symptom"), html! { (job.symptom) }))
        @if !job.request.is_empty() { (fact(words.say("story/request"), html! { (job.request) })) }
        (fact(words.say("story/appliance"), html! {
            div { (job.model) }
            div.under { (words.say("story/serial")) " " (or_unknown(words, &job.serial)) }
            div.under { (words.say("story/purchased")) " " (or_unknown(words, &job.purchased_on)) }
        }))
        (fact(words.say("story/window"), format::window(job.window, None)))
    }
}

fn or_unknown<'a>(words: &'a Words, text: &'a str) -> &'a str {
    if text.is_empty() { words.say("story/unknown") } else { text }
}

fn facts_of_visit(words: &Words, story: &VisitStory) -> Markup {
    let row = &story.row;
    let engineer = row.engineer.as_ref().map_or("—", |id| id.as_str());
    html! {
        (fact(words.say("story/engineer"), html! {
            @if let Some(name) = &story.engineer_name { (name) " " }
            span.number { (engineer) }
        }))
        (fact(words.say("story/times"), html! {
            div { (words.say("console/accepted-at")) " " (format::maybe(row.started_ms)) }
            div { (words.say("console/left-at")) " " (format::maybe(row.left_ms)) }
        }))
        (fact(words.say("story/charged"), html! {
            strong.amount { @match row.total { Some(total) => (format::money(total)), None => "—" } }
        }))
        (fact(words.say("story/arrival"), arrived(words, row)))
    }
}

/// The anchor of an event on this page.
fn anchor(lane: &Lane, seq: u64) -> String {
    format!("e-{}-{seq}", short(lane))
}

/// An installation in eight digits, for people.
fn short(lane: &Lane) -> String {
    lane.installation.to_hex().chars().take(8).collect()
}
