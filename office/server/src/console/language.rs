//! Which language a page is in: what was clicked, else what was clicked before, else
//! what the browser asks for, else Chinese.

use axum::http::{HeaderMap, header};
use doorstep_domain::book::Language;

/// The cookie that remembers the choice. It holds nothing else.
pub const COOKIE: &str = "doorstep_lang";

/// The language of this page. `clicked` is the query's `lang`.
pub fn choose(clicked: Option<&str>, headers: &HeaderMap) -> Language {
    clicked
        .and_then(from_tag)
        .or_else(|| from_cookie(headers))
        .or_else(|| from_browser(headers))
        .unwrap_or(Language::Chinese)
}

/// The header that remembers a click for a year.
pub fn remember(language: Language) -> String {
    format!("{COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", language.tag())
}

fn from_tag(tag: &str) -> Option<Language> {
    [Language::Chinese, Language::English].into_iter().find(|language| language.tag() == tag)
}

fn from_cookie(headers: &HeaderMap) -> Option<Language> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).and_then(|(_, tag)| from_tag(tag))
}

/// The best of ours in `Accept-Language`; of equals the first.
fn from_browser(headers: &HeaderMap) -> Option<Language> {
    let wishes = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let known = wishes.split(',').filter_map(|wish| {
        let mut parts = wish.split(';').map(str::trim);
        let language = match parts.next()?.split('-').next()?.to_ascii_lowercase().as_str() {
            "zh" => Language::Chinese,
            "en" => Language::English,
            _ => return None,
        };
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
        Some((language, weight))
    });
    let best = known.reduce(|best: (Language, f32), next| if next.1 > best.1 { next } else { best });
    best.filter(|(_, weight)| *weight > 0.0).map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(clicked: Option<&str>, cookie: &str, browser: &str, expected: Language) {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        headers.insert(header::ACCEPT_LANGUAGE, browser.parse().unwrap());
        assert_eq!(choose(clicked, &headers), expected, "{clicked:?} {cookie:?} {browser:?}");
    }

    #[test]
    fn a_click_beats_the_cookie_and_the_cookie_beats_the_browser() {
        let (zh, en) = (Language::Chinese, Language::English);
        check(Some("en"), "doorstep_lang=zh-Hans", "zh-CN", en);
        check(None, "a=b; doorstep_lang=en", "zh-CN", en);
        check(None, "", "en-GB,en;q=0.9,zh;q=0.8", en);
        check(None, "", "en;q=0.5, zh-CN", zh);
        check(None, "", "fr, en;q=0.3", en);
        check(None, "", "fr", zh);
        check(Some("xx"), "doorstep_lang=yy", "en;q=0, *", zh);
    }
}
