//! Reads single values and collects what is wrong with them.
//!
//! A [`Told`] in hand is proof that a mistake is on the list; only
//! [`Reader::wrong`] makes one. So every field is read before the first `?`, and
//! one pass finds everything.

use std::collections::BTreeSet;
use std::ops::Range;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, Deserializer, Error};

use super::{FORMAT, MOST_BYTES, Mistake, MistakeKind};
use crate::book::{
    BookKind, DayPart, DoorAct, FaultClass, FeeKind, IncidentKind, OldPartPolicy, Owner, ReasonUse, Text, Then,
    Tracking,
};
use crate::call::Party;
use crate::event::Outcome;
use crate::id::{CategoryId, IdError, LONGEST_ID};
use crate::job::{ServiceKind, Warranty};
use crate::money::{Currency, Money};
use crate::visit::Step;

/// One text in every language, as files have it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawText {
    pub(crate) zh: Spanned<String>,
    pub(crate) en: Spanned<String>,
}

/// A mistake was put on the list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told(());

/// A list of names in a file, where it is given at all.
pub(crate) type RawList = Option<Spanned<Vec<Spanned<String>>>>;

/// The tables of a file, before anything is known about them.
pub(crate) type Tables<'a> = Spanned<DeTable<'a>>;

/// The same tables without these keys at the top.
pub(crate) fn without<'a>(mut tables: Tables<'a>, keys: &[&str]) -> Tables<'a> {
    for key in keys {
        tables.get_mut().remove(*key);
    }
    tables
}

/// One of a few words, each with its own case.
pub(crate) trait Word: Copy + 'static {
    /// Every case there is.
    const ALL: &'static [Self];
    /// The word of a case.
    fn key(self) -> &'static str;
    /// The case of a word.
    fn from_key(key: &str) -> Option<Self>;
}

/// What `named!` made is read from files.
macro_rules! words {
    ($($name:ty),*) => {$(
        impl $crate::book::Word for $name {
            const ALL: &'static [Self] = <$name>::ALL;
            fn key(self) -> &'static str {
                <$name>::key(self)
            }
            fn from_key(key: &str) -> Option<Self> {
                <$name>::from_key(key)
            }
        }
    )*};
}
pub(crate) use words;

words!(BookKind, DayPart, DoorAct, FaultClass, FeeKind, IncidentKind, OldPartPolicy, Outcome, Owner, Party, ReasonUse);
words!(ServiceKind, Step, Then, Tracking, Warranty);

/// The text of a file and the mistakes found in it so far.
pub(crate) struct Reader<'a> {
    text: &'a str,
    found: Vec<(usize, MistakeKind)>,
}

impl<'a> Reader<'a> {
    /// Refuses what is too large, no text or no TOML.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<(Self, Tables<'a>), Vec<Mistake>> {
        let only = |text, at, what| Err(Reader { text, found: vec![(at, what)] }.mistakes());
        if bytes.len() > MOST_BYTES {
            return only("", 0, MistakeKind::TooLarge { bytes: bytes.len(), most: MOST_BYTES });
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let good = bytes.get(..error.valid_up_to()).and_then(|good| std::str::from_utf8(good).ok());
                return only(good.unwrap_or(""), error.valid_up_to(), MistakeKind::NotUtf8);
            }
        };
        let (tables, errors) = DeTable::parse_recoverable(text);
        // Its own first error is not always the first in the file.
        match errors.iter().min_by_key(|error| start(error)) {
            None => Ok((Self { text, found: Vec::new() }, tables)),
            Some(first) => only(text, start(first), MistakeKind::NotToml { message: first.message().to_lowercase() }),
        }
    }

    /// Gives the tables their types; the first thing that does not fit is told alone.
    pub(crate) fn shape<T: DeserializeOwned>(&self, tables: Tables<'_>) -> Result<T, Vec<Mistake>> {
        T::deserialize(Deserializer::from(tables)).map_err(|error| {
            let what = MistakeKind::WrongShape { message: without_value(error.message()) };
            Reader { text: self.text, found: vec![(start(&error), what)] }.mistakes()
        })
    }

    /// Puts a mistake on the list.
    pub(crate) fn wrong(&mut self, at: Range<usize>, what: MistakeKind) -> Told {
        self.found.push((at.start, what));
        Told(())
    }

    /// Where the file ends: the place of something that is missing from it.
    pub(crate) fn end(&self) -> Range<usize> {
        self.text.len()..self.text.len()
    }

    /// Everything on the list, in the order of the file.
    pub(crate) fn mistakes(mut self) -> Vec<Mistake> {
        self.found.sort_by_key(|(at, _)| *at);
        let mut place = Place { line: 1, column: 1 };
        let mut letters = self.text.char_indices().peekable();
        let placed = self.found.into_iter().map(|(at, what)| {
            while let Some((_, letter)) = letters.next_if(|(here, _)| *here < at) {
                place = place.after(letter);
            }
            Mistake { line: place.line, column: place.column, what }
        });
        placed.collect()
    }

    /// The value, if there is nothing on the list.
    pub(crate) fn finish<T>(self, value: Result<T, Told>) -> Result<T, Vec<Mistake>> {
        match value {
            Ok(value) if self.found.is_empty() => Ok(value),
            _ => Err(self.mistakes()),
        }
    }

    /// The format that this version reads.
    pub(crate) fn format(&mut self, raw: &Spanned<i64>) -> Result<(), Told> {
        match *raw.get_ref() {
            FORMAT => Ok(()),
            given => Err(self.wrong(raw.span(), MistakeKind::UnknownFormat { given })),
        }
    }

    /// An id of any type.
    pub(crate) fn id<T: FromStr<Err = IdError>>(&mut self, raw: &Spanned<String>) -> Result<T, Told> {
        raw.get_ref().parse().map_err(|why| self.wrong(raw.span(), MistakeKind::BadId { why }))
    }

    /// A short word that has the letters of an id and no type of its own.
    pub(crate) fn word(&mut self, field: &'static str, raw: &Spanned<String>) -> Result<String, Told> {
        self.line(field, raw)?;
        self.id::<CategoryId>(raw).map(|word| word.to_string())
    }

    /// One of a few words.
    pub(crate) fn named<T: Word>(&mut self, field: &'static str, raw: &Spanned<String>) -> Result<T, Told> {
        T::from_key(raw.get_ref()).ok_or_else(|| {
            let known = T::ALL.iter().map(|one| one.key()).collect::<Vec<_>>().join(", ");
            let given = raw.get_ref().chars().take(LONGEST_ID).collect();
            self.wrong(raw.span(), MistakeKind::UnknownWord { field, given, known })
        })
    }

    /// A text in both languages, neither empty.
    pub(crate) fn text(&mut self, field: &'static str, raw: &RawText) -> Result<Text, Told> {
        let (zh, en) = (self.line(field, &raw.zh), self.line(field, &raw.en));
        Ok(Text { zh: zh?, en: en? })
    }

    /// A text that is not empty.
    pub(crate) fn line(&mut self, field: &'static str, raw: &Spanned<String>) -> Result<String, Told> {
        if raw.get_ref().trim().is_empty() {
            return Err(self.wrong(raw.span(), MistakeKind::EmptyText { field }));
        }
        self.maybe(field, raw)
    }

    /// A text that may be empty.
    pub(crate) fn maybe(&mut self, field: &'static str, raw: &Spanned<String>) -> Result<String, Told> {
        if raw.get_ref().chars().any(|letter| letter.is_control() && letter != '\n') {
            return Err(self.wrong(raw.span(), MistakeKind::ControlCharacter { field }));
        }
        Ok(raw.get_ref().clone())
    }

    /// Every entry of a list that must not be empty, each once.
    pub(crate) fn list<T>(
        &mut self,
        field: &'static str,
        raw: &Spanned<Vec<Spanned<String>>>,
        read: impl FnMut(&mut Self, &Spanned<String>) -> Result<T, Told>,
    ) -> Result<Vec<T>, Told> {
        match raw.get_ref().is_empty() {
            true => Err(self.wrong(raw.span(), MistakeKind::EmptyList { field })),
            false => self.entries(field, raw, read),
        }
    }

    /// Every entry of a list that has to be there and must not be empty, each once.
    pub(crate) fn some<T>(
        &mut self,
        field: &'static str,
        raw: &Spanned<Vec<Spanned<String>>>,
        read: impl FnMut(&mut Self, &Spanned<String>) -> Result<T, Told>,
    ) -> Result<Vec<T>, Told> {
        match raw.get_ref().is_empty() {
            true => Err(self.wrong(raw.span(), MistakeKind::TooFew { field, least: 1 })),
            false => self.entries(field, raw, read),
        }
    }

    /// Every entry of a list that may be left out or empty and then names nothing, each once.
    pub(crate) fn any<T>(
        &mut self,
        field: &'static str,
        raw: &RawList,
        read: impl FnMut(&mut Self, &Spanned<String>) -> Result<T, Told>,
    ) -> Result<Vec<T>, Told> {
        raw.as_ref().map_or_else(|| Ok(Vec::new()), |raw| self.entries(field, raw, read))
    }

    fn entries<T>(
        &mut self,
        field: &'static str,
        raw: &Spanned<Vec<Spanned<String>>>,
        mut read: impl FnMut(&mut Self, &Spanned<String>) -> Result<T, Told>,
    ) -> Result<Vec<T>, Told> {
        let once = self.once(field, raw.get_ref());
        let entries: Vec<_> = raw.get_ref().iter().map(|entry| read(self, entry)).collect();
        once.and(entries.into_iter().collect())
    }

    /// A list that may be left out and then means all.
    pub(crate) fn set<T: Ord>(
        &mut self,
        field: &'static str,
        raw: &RawList,
        read: impl FnMut(&mut Self, &Spanned<String>) -> Result<T, Told>,
    ) -> Result<BTreeSet<T>, Told> {
        match raw {
            Some(raw) => Ok(self.list(field, raw, read)?.into_iter().collect()),
            None => Ok(BTreeSet::new()),
        }
    }

    /// Tells every name that was there before.
    pub(crate) fn once<'n>(
        &mut self,
        field: &'static str,
        names: impl IntoIterator<Item = &'n Spanned<String>>,
    ) -> Result<(), Told> {
        let mut seen = BTreeSet::new();
        let mut outcome = Ok(());
        for name in names {
            if !seen.insert(name.get_ref().as_str()) {
                let given = name.get_ref().clone();
                outcome = Err(self.wrong(name.span(), MistakeKind::Duplicate { field, given }));
            }
        }
        outcome
    }

    /// Requirements by number, at least one.
    pub(crate) fn serves(&mut self, raw: &Spanned<Vec<Spanned<String>>>) -> Result<Vec<String>, Told> {
        self.list("serves", raw, |reader, entry| match is_requirement(entry.get_ref()) {
            true => Ok(entry.get_ref().clone()),
            false => {
                let given = entry.get_ref().clone();
                Err(reader.wrong(entry.span(), MistakeKind::BadRequirement { given }))
            }
        })
    }

    /// The currency of a book.
    pub(crate) fn currency(&mut self, raw: &Spanned<String>) -> Result<Currency, Told> {
        raw.get_ref().parse().map_err(|why| self.wrong(raw.span(), MistakeKind::BadMoney { why }))
    }

    /// An amount. Without a currency the amount is still looked at, and never kept.
    pub(crate) fn price(&mut self, raw: &Spanned<String>, currency: Result<Currency, Told>) -> Result<Money, Told> {
        let price = Money::parse(raw.get_ref(), currency.unwrap_or(Currency::CNY));
        let price = price.map_err(|why| self.wrong(raw.span(), MistakeKind::BadMoney { why }))?;
        currency.map(|_| price)
    }

    /// A day of the calendar.
    pub(crate) fn date(&mut self, field: &'static str, raw: &Spanned<String>) -> Result<NaiveDate, Told> {
        const AS_WRITTEN: &str = "%Y-%m-%d";
        let day = NaiveDate::parse_from_str(raw.get_ref(), AS_WRITTEN).ok();
        // Only what is written back the same: chrono also reads `2026-1-1`.
        let day = day.filter(|day| &day.format(AS_WRITTEN).to_string() == raw.get_ref());
        day.ok_or_else(|| self.wrong(raw.span(), MistakeKind::BadDate { field }))
    }

    /// A count that means nothing at zero.
    pub(crate) fn positive(&mut self, field: &'static str, raw: &Spanned<u32>) -> Result<u32, Told> {
        match *raw.get_ref() {
            0 => Err(self.wrong(raw.span(), MistakeKind::NotPositive { field })),
            count => Ok(count),
        }
    }

    /// A count from 1 to `most`.
    pub(crate) fn at_most(&mut self, field: &'static str, most: u32, raw: &Spanned<u32>) -> Result<u32, Told> {
        match self.positive(field, raw)? {
            count if count > most => Err(self.wrong(raw.span(), MistakeKind::TooHigh { field, most })),
            count => Ok(count),
        }
    }

    /// Lowest and highest.
    pub(crate) fn pair<T: PartialOrd + Copy>(
        &mut self,
        field: &'static str,
        at: Range<usize>,
        (low, high): (T, T),
    ) -> Result<(T, T), Told> {
        if low > high {
            return Err(self.wrong(at, MistakeKind::Backwards { field }));
        }
        Ok((low, high))
    }

    /// A reading in thousandths, from the digits in the file: no float decides about a limit.
    pub(crate) fn thousandths(&mut self, field: &'static str, raw: &Spanned<f64>) -> Result<i64, Told> {
        let digits = self.text.get(raw.span()).and_then(thousandths);
        digits.ok_or_else(|| self.wrong(raw.span(), MistakeKind::BadReading { field }))
    }
}

#[derive(Clone, Copy)]
struct Place {
    line: usize,
    column: usize,
}

impl Place {
    fn after(self, letter: char) -> Self {
        match letter {
            '\n' => Self { line: self.line + 1, column: 1 },
            _ => Self { column: self.column + 1, ..self },
        }
    }
}

fn start(error: &Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// The message without the value: it may be someone's phone number.
fn without_value(message: &str) -> String {
    match message.split_once(": ").zip(message.rsplit_once(", expected ")) {
        Some((("invalid type" | "invalid value", _), (_, expected))) => format!("expected {expected}"),
        _ => message.to_owned(),
    }
}

/// `-18`, `2.5`, `+0.125` in thousandths.
fn thousandths(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if decimals.len() > 3 || !(whole.bytes().chain(decimals.bytes())).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{whole}{decimals:0<3}").parse::<i64>().ok()?.checked_mul(sign)
}

fn is_requirement(text: &str) -> bool {
    let within = |digits: &str, most: u16| {
        !digits.starts_with(['0', '+']) && digits.parse::<u16>().is_ok_and(|number| (1..=most).contains(&number))
    };
    match text.split_at_checked(1) {
        Some(("R", number)) => within(number.strip_suffix(['a', 'b']).unwrap_or(number), 241),
        Some(("T", number)) => within(number, 20),
        _ => false,
    }
}
