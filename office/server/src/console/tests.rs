//! The console's pages as pure views over sample data.

use doorstep_domain::book::Language;

use super::board::board_page;
use super::frame::{Page, frame, not_found};
use super::rows::search_page;
use super::sample::{MARKUP_NAME, NINE, board, planned, row, story, unsigned};
use super::visit::{photo_page, visit_page};
use super::words::Words;
use crate::board::VisitState;

const BOTH: [Language; 2] = [Language::Chinese, Language::English];

fn html(words: &Words, page: &Page) -> String {
    frame(words, page).into_string()
}

fn visit(language: Language) -> String {
    let words = Words::of(language);
    html(words, &visit_page(words, &story()))
}

fn check_says(html: &str, expected: &[&str]) {
    for text in expected {
        assert!(html.contains(text), "{text:?} does not stand on the page");
    }
}

#[test]
fn a_customer_named_like_a_script_stands_there_as_text() {
    for html in BOTH.map(visit) {
        assert!(!html.contains(MARKUP_NAME));
        check_says(&html, &["&lt;script&gt;alert(1)&lt;/script&gt;"]);
    }
}

#[test]
fn what_is_searched_for_is_shown_and_never_run() {
    let words = Words::of(Language::English);
    let html = html(words, &search_page(words, "\"><script>x", &[], 0, NINE));
    assert!(!html.contains("<script>x") && !html.contains("\"\"><"), "{html}");
    check_says(&html, &["0 visits"]);
}

#[test]
fn no_page_has_a_style_or_a_handler_that_the_policy_would_forbid() {
    for language in BOTH {
        let words = Words::of(language);
        let photo = story().photos[0].hash;
        let pages = [
            board_page(words, &board()),
            visit_page(words, &story()),
            visit_page(words, &unsigned()),
            photo_page(words, &story(), &photo).unwrap(),
            not_found(words),
        ];
        for html in pages.map(|page| html(words, &page)) {
            for forbidden in [" style=", " onclick=", "<style", "<script>", "javascript:", "http://", "https://"] {
                assert!(!html.contains(forbidden), "{forbidden} stands on a page");
            }
        }
    }
}

#[test]
fn a_price_names_both_prices_that_were_compared() {
    check_says(
        &visit(Language::Chinese),
        &["按保修卡 ¥45.00；收费标准 ¥60.00，两者取低", "保修期内免费；否则为 ¥20.00"],
    );
    check_says(&visit(Language::English), &["the warranty card, ¥45.00; the schedule says ¥60.00", "¥75.00 each"]);
}

#[test]
fn what_is_still_on_the_road_is_said_with_its_numbers() {
    check_says(&visit(Language::English), &["3 events, 2 of 5 photos, 1 text or signature", "Arriving", "120 KB"]);
    let words = Words::of(Language::Chinese);
    check_says(&html(words, &board_page(words, &board())), &["3 条事实，照片 2/5，1 项文字或笔迹"]);
}

#[test]
fn arrived_is_said_only_where_nothing_is_missing() {
    let words = Words::of(Language::English);
    let mut late = row("FW-1", NINE, VisitState::Left, None);
    late.on_the_road.photos = 1;
    let complete = row("FW-2", NINE, VisitState::Left, None);
    let said = |row| html(words, &search_page(words, "FW", &[row], 1, NINE)).contains("All we know of is here");
    assert!(!said(late) && said(complete));
    assert!(!said(row("FW-3", NINE, VisitState::Planned, None)), "nothing was heard of it");
}

#[test]
fn a_reading_out_of_range_and_a_waiver_are_told_with_their_reason() {
    let html = visit(Language::English);
    check_says(
        &html,
        &["251.5 V", "expected 198 to 242 V", "Nothing nearby needs covering", "Another check comes first"],
    );
}

#[test]
fn a_missing_signature_says_why() {
    let words = Words::of(Language::Chinese);
    let html = html(words, &visit_page(words, &unsigned()));
    check_says(&html, &["不愿签字", "以前签字吃过亏", "需要重新签字"]);
    assert!(!html.contains("class=\"signature\""));
}

#[test]
fn a_visit_of_which_nothing_was_heard_claims_nothing() {
    let words = Words::of(Language::English);
    let html = html(words, &visit_page(words, &planned()));
    check_says(&html, &["Planned", "Nothing heard yet", "There is no quote.", "Not accepted yet."]);
    assert!(!html.contains("Nothing to look at"));
}

#[test]
fn a_photograph_has_its_page_and_another_visits_has_not() {
    let words = Words::of(Language::English);
    let story = story();
    let page = photo_page(words, &story, &story.photos[2].hash).unwrap();
    assert!(!html(words, &page).contains("<img"), "it has not arrived");
    assert!(photo_page(words, &story, &doorstep_domain::id::Hash::of(b"other")).is_none());
}
