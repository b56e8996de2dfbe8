//! How times, amounts and sizes are written.
//!
//! All times are shown in China's (UTC+8, no summer time), wherever the reader sits;
//! every page says so. Instants are UTC milliseconds.

use chrono::{DateTime, Datelike, NaiveDateTime};
use doorstep_domain::book::Language;
use doorstep_domain::job::Window;
use doorstep_domain::money::{Currency, Money};
use maud::{Markup, html};

use super::words::Words;

const CHINA_MS: i64 = 8 * 3_600_000;

fn china(at_ms: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_millis(at_ms.checked_add(CHINA_MS)?).map(|time| time.naive_utc())
}

fn written(at_ms: i64, format: &str) -> String {
    china(at_ms).map_or_else(|| "—".to_owned(), |time| time.format(format).to_string())
}

fn machine(at_ms: i64) -> String {
    written(at_ms, "%Y-%m-%dT%H:%M:%S+08:00")
}

/// Whether two instants are on one calendar day in China.
pub fn same_day(a_ms: i64, b_ms: i64) -> bool {
    china(a_ms).map(|time| time.date()) == china(b_ms).map(|time| time.date())
}

/// `14:05`.
pub fn clock(at_ms: i64) -> Markup {
    html! { time datetime=(machine(at_ms)) { (written(at_ms, "%H:%M")) } }
}

/// `14:05:09`.
pub fn clock_to_the_second(at_ms: i64) -> Markup {
    html! { time datetime=(machine(at_ms)) { (written(at_ms, "%H:%M:%S")) } }
}

/// `2026-11-23 14:05`, or only the time on the day of `now_ms`.
pub fn moment(at_ms: i64, now_ms: i64) -> Markup {
    if same_day(at_ms, now_ms) { clock(at_ms) } else { full(at_ms) }
}

/// `2026-11-23 14:05`.
pub fn full(at_ms: i64) -> Markup {
    html! { time datetime=(machine(at_ms)) { (written(at_ms, "%Y-%m-%d %H:%M")) } }
}

/// A moment that may be unknown.
pub fn maybe(at_ms: Option<i64>) -> Markup {
    html! { @match at_ms { Some(at_ms) => (full(at_ms)), None => "—" } }
}

/// `2026年11月23日 星期一`.
pub fn day(words: &Words, at_ms: i64) -> String {
    match (words.language(), china(at_ms)) {
        (Language::English, _) => written(at_ms, "%A, %-d %B %Y"),
        (Language::Chinese, Some(time)) => {
            let weekday = words.named("weekday", &time.weekday().to_string().to_lowercase());
            format!("{} {weekday}", written(at_ms, "%Y年%-m月%-d日"))
        }
        (Language::Chinese, None) => "—".to_owned(),
    }
}

/// `09:00–10:00`, with the day when it is not that of `now_ms`.
pub fn window(window: Window, now_ms: Option<i64>) -> Markup {
    let Window { from_ms, until_ms } = window;
    let is_today = now_ms.is_some_and(|now_ms| same_day(from_ms, now_ms));
    html! {
        @if !is_today { span.day { (written(from_ms, "%Y-%m-%d")) } " " }
        span.nowrap {
            (clock(from_ms)) "–"
            @if same_day(from_ms, until_ms) { (clock(until_ms)) } @else { (full(until_ms)) }
        }
    }
}

/// `¥120.00`; currencies other than yuan with their letters.
pub fn money(money: Money) -> String {
    let sign = if money.minor < 0 { "−" } else { "" };
    let minor = money.minor.unsigned_abs();
    let (whole, cents) = (minor / 100, minor % 100);
    match money.currency {
        Currency::CNY => format!("{sign}¥{whole}.{cents:02}"),
        other => format!("{sign}{} {whole}.{cents:02}", other.as_str()),
    }
}

/// `312 KB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

/// How far a clock may be off: `±4 s`, `±3 min`.
pub fn uncertainty(ms: u32) -> String {
    match ms {
        0..60_000 => format!("±{} s", ms.div_ceil(1_000)),
        60_000..7_200_000 => format!("±{} min", ms.div_ceil(60_000)),
        _ => format!("±{} h", ms.div_ceil(3_600_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_chinas_and_say_so_to_machines() {
        let nine = 1_795_395_600_000;
        assert_eq!(clock(nine).into_string(), r#"<time datetime="2026-11-23T09:00:00+08:00">09:00</time>"#);
        assert_eq!(day(Words::of(Language::Chinese), nine), "2026年11月23日 星期一");
        assert_eq!(day(Words::of(Language::English), nine), "Monday, 23 November 2026");
        assert!(same_day(nine, nine + 14 * 3_600_000) && !same_day(nine, nine + 15 * 3_600_000));
    }

    #[test]
    fn an_instant_that_no_calendar_has_is_a_dash() {
        assert!(clock(i64::MAX).into_string().contains('—'));
        assert_eq!(day(Words::of(Language::Chinese), i64::MIN), "—");
    }

    #[test]
    fn amounts_have_two_decimals_and_their_currency() {
        assert_eq!(money(Money::new(12_000, Currency::CNY)), "¥120.00");
        assert_eq!(money(Money::new(-5, Currency::CNY)), "−¥0.05");
        assert_eq!(money(Money::new(i64::MIN, "EUR".parse().unwrap())), "−EUR 92233720368547758.08");
    }
}
