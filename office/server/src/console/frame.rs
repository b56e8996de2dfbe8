//! What every page has: head, header with search and language, footer; and the pages
//! that say that something is not there.

use doorstep_domain::book::Language;
use maud::{DOCTYPE, Markup, html};

use super::shape::mark;
use super::words::Words;

/// One page without its frame.
pub struct Page {
    /// What the window is called.
    pub title: String,
    /// What stands in the search field.
    pub searched: String,
    /// What a change of language has to keep of the address.
    pub kept: Vec<(&'static str, String)>,
    /// Nobody has signed in here: no search, no way out.
    pub is_outside: bool,
    /// It is the board, which keeps itself fresh.
    pub is_board: bool,
    /// Everything between header and footer.
    pub main: Markup,
}

impl Page {
    /// A page with nothing special about it.
    pub fn new(title: impl Into<String>, main: Markup) -> Self {
        Self {
            title: title.into(),
            searched: String::new(),
            kept: Vec::new(),
            is_outside: false,
            is_board: false,
            main,
        }
    }

    /// A page for somebody who has not signed in.
    pub fn outside(title: impl Into<String>, main: Markup) -> Self {
        Self { is_outside: true, ..Self::new(title, main) }
    }
}

/// The whole page.
pub fn frame(words: &Words, page: &Page) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(words.language().tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (page.title) " · " (words.say("console/name")) }
                link rel="stylesheet" href="/static/console.css";
                link rel="icon" href="/static/mark.svg" type="image/svg+xml";
                @if page.is_board { script src="/static/console.js" defer {} }
            }
            body {
                a.skip href="#main" { (words.say("console/skip")) }
                (header(words, page))
                main #main tabindex="-1" { (page.main) }
                footer {
                    p { (words.say("console/times-are-chinas")) }
                    p { (words.say("console/what-arrived-means")) }
                }
            }
        }
    }
}

fn header(words: &Words, page: &Page) -> Markup {
    html! {
        header.top {
            a.home href="/" {
                (mark())
                span { (words.say("console/name")) }
            }
            @if !page.is_outside { (search_form(words, &page.searched, "search")) }
            (languages(words, page))
            @if !page.is_outside {
                a href="/state" { (words.say("console/state")) }
                (way_out(words))
            }
        }
    }
}

/// The search field. `id` tells two of them on one page apart.
fn search_form(words: &Words, searched: &str, id: &str) -> Markup {
    html! {
        form.search role="search" action="/search" method="get" {
            label.unseen for=(id) { (words.say("console/search-label")) }
            input id=(id) type="search" name="q" value=(searched) placeholder=(words.say("console/search-hint"))
                autocomplete="off" maxlength="100";
            button type="submit" { (words.say("console/search")) }
        }
    }
}

/// Ends the session.
fn way_out(words: &Words) -> Markup {
    html! {
        form.languages action="/sign-out" method="post" {
            button type="submit" { (words.say("console/sign-out")) }
        }
    }
}

/// A form without an address goes to the page one is on, so that a click changes only the language.
fn languages(words: &Words, page: &Page) -> Markup {
    html! {
        form.languages method="get" aria-label=(words.say("console/language")) {
            @if !page.searched.is_empty() { input type="hidden" name="q" value=(page.searched); }
            @for (name, value) in &page.kept { input type="hidden" name=(name) value=(value); }
            @for (language, name) in [(Language::Chinese, "中文"), (Language::English, "English")] {
                button type="submit" name="lang" value=(language.tag()) lang=(language.tag())
                    aria-current=[(language == words.language()).then_some("true")] { (name) }
            }
        }
    }
}

/// There is no such page, visit or photograph.
pub fn not_found(words: &Words) -> Page {
    let title = words.say("console/not-found");
    let main = html! {
        div.alone {
            h1 { (title) }
            p { (words.say("console/not-found-why")) }
            (search_form(words, "", "search-here"))
            p { a href="/" { (words.say("console/to-the-board")) } }
        }
    };
    Page::new(title, main)
}

/// The office could not read its own store.
pub fn broken(words: &Words, report: &str) -> Page {
    let title = words.say("console/broken");
    let main = html! {
        div.alone {
            h1 { (title) }
            p { (words.say("console/broken-why")) }
            p.muted { (words.fill("console/broken-report", &[("report", report)])) }
            p { a href="/" { (words.say("console/to-the-board")) } }
        }
    };
    Page::new(title, main)
}
