//! What was charged and why, and which parts were used.

use doorstep_domain::event::Because;
use doorstep_domain::money::Money;
use maud::{Markup, html};

use crate::story::{MissingPartStory, PartStory, QuoteLineStory, QuoteStory};

use super::super::format::money;
use super::super::shape::{Shape, shape};
use super::super::words::Words;

/// The quote with its reasons and the customer's answer.
pub fn quote(words: &Words, quote: &QuoteStory) -> Markup {
    html! {
        @if quote.lines.is_empty() { p.empty { (words.say("story/no-quote")) } }
        @else { (lines(words, quote)) }
        @if !quote.lines.is_empty() || quote.answer.is_some() {
            p.verdict {
                @match quote.answer {
                    Some(answer) => { strong { (words.named("quote-answer", answer.key())) } }
                    None => { span.warn { (shape(Shape::Warning)) (words.say("story/quote-unanswered")) } }
                }
                @if let Some(charged) = quote.charged {
                    " · " (words.say("story/charged")) " " strong.amount { (money(charged)) }
                }
            }
        }
    }
}

fn lines(words: &Words, quote: &QuoteStory) -> Markup {
    html! {
        table.quote role="table" {
            caption.unseen { (words.say("story/quote")) " · " (words.count_of("count/lines", &quote.lines)) }
            thead role="rowgroup" { tr role="row" {
                @for column in ["item", "count", "amount", "because"] {
                    th.(column) role="columnheader" scope="col" { (words.named("column", column)) }
                }
            } }
            tbody role="rowgroup" { @for line in &quote.lines {
                tr role="row" {
                    th.item role="rowheader" scope="row" { (words.text_or(line.text.as_ref(), item_id(line))) }
                    td.count role="cell" data-label=(words.say("column/count")) { (line.count) }
                    td.amount role="cell" data-label=(words.say("column/amount")) { (money(line.amount)) }
                    td.because role="cell" data-label=(words.say("column/because")) { (because(words, line)) }
                }
            } }
            tfoot role="rowgroup" { tr role="row" {
                th role="rowheader" scope="row" colspan="2" { (words.say("story/total")) }
                td.amount role="cell" { @match quote.total { Some(total) => (money(total)), None => "—" } }
                td role="cell" {}
            } }
        }
    }
}

fn item_id(line: &QuoteLineStory) -> &str {
    match &line.item {
        doorstep_domain::event::QuoteItem::Fee(row) => row.as_str(),
        doorstep_domain::event::QuoteItem::Part(part) => part.as_str(),
    }
}

/// Why a line costs what it costs; where two prices were compared, both.
fn because(words: &Words, line: &QuoteLineStory) -> Markup {
    let said = |code, fill: &[(&str, &str)]| words.fill(code, fill);
    let text = match &line.because {
        Because::Schedule { card: None } => said("because/schedule", &[]),
        Because::Schedule { card: Some(card) } => {
            said("because/schedule-not-above-card", &[("schedule", &each(line)), ("card", &money(*card))])
        }
        Because::CardIsLower { schedule } => {
            said("because/card-is-lower", &[("card", &each(line)), ("schedule", &money(*schedule))])
        }
        Because::FreeInWarranty { would_be } => said("because/free-in-warranty", &[("would_be", &money(*would_be))]),
        Because::Catalogue => said("because/catalogue", &[]),
        Because::Extra => said("because/extra", &[]),
        Because::FreeSoftware { would_be } => said("because/free-software", &[("would_be", &money(*would_be))]),
        Because::AskCentre { would_be } => said("because/ask-centre", &[("would_be", &money(*would_be))]),
        Because::Ordered => said("because/ordered", &[]),
        Because::OldPartCredit => said("because/old-part-credit", &[]),
        Because::RepairWarranty { would_be } => said("because/repair-warranty", &[("would_be", &money(*would_be))]),
    };
    html! {
        (text)
        @if line.count > 1 { span.under { (words.fill("story/each", &[("each", &each(line))])) } }
    }
}

/// What one piece costs: amounts are whole multiples of it.
fn each(line: &QuoteLineStory) -> String {
    let one = line.amount.minor.checked_div(i64::from(line.count)).unwrap_or(line.amount.minor);
    money(Money::new(one, line.amount.currency))
}

/// Parts that were fitted and parts that are still needed.
pub fn parts(words: &Words, fitted: &[PartStory], missing: &[MissingPartStory]) -> Markup {
    html! {
        @if fitted.is_empty() && missing.is_empty() { p.empty { (words.say("story/no-parts")) } }
        @if !fitted.is_empty() {
            table.parts {
                caption { (words.count_of("count/parts-fitted", fitted)) }
                thead { tr {
                    @for column in ["column/part", "column/count", "column/serial", "column/old-part"] {
                        th scope="col" { (words.say(column)) }
                    }
                } }
                tbody { @for part in fitted { tr {
                    th scope="row" { (words.text_or(part.text.as_ref(), part.part.as_str())) span.under.number { (part.part) } }
                    td.count { (part.count) }
                    td.number { @match &part.serial { Some(serial) => (serial), None => "—" } }
                    td { (words.named("old-part", part.old_part.key())) }
                } } }
            }
        }
        @if !missing.is_empty() {
            div.note.warn {
                p { (shape(Shape::Warning)) (words.count_of("count/parts-missing", missing)) }
                ul { @for part in missing {
                    li { (words.text_or(part.text.as_ref(), part.part.as_str())) " × " (part.count) }
                } }
            }
        }
    }
}
