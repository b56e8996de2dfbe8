//! Every tale, tapped on a real phone: the phone tells the same visit as the tale, tells
//! it again after it was closed, and the office tells it again from the bytes it got.
//!
//! Content hashes differ, since the phone salts what it writes; everything else is
//! compared, private counts of the fold included. Texts are compared word for word.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a tale that goes wrong on a phone is a failed test"
)]

mod difference;
mod office;
mod pocket;
mod tap;

use std::collections::BTreeMap;

use doorstep_domain::audit::audit;
use doorstep_domain::book::{Books, Language};
use doorstep_domain::document::document;
use doorstep_domain::event::{Answer, Event, Named, OldPart};
use doorstep_domain::id::Hash;
use doorstep_domain::visit::{Command, Visit, decide};
use doorstep_told::{Tale, Told, book_files, books, fit, person, tales, visit};
use doorstep_wire::message::FeedItem;

use difference::difference;
use office::Office;
use pocket::Pocket;
use tap::Taps;

/// Tales that taps on one phone cannot tell, and why.
const NOT_BY_TAPS: &[(&str, &str)] = &[
    (
        "r156_what_was_signed_is_what_was_shown",
        "a part goes missing after signing, by an event that no rule was asked for",
    ),
    ("r156_two_phones_that_sign_differently_are_seen", "a second phone signs another text"),
    ("r87_an_answer_to_another_text_decides_nothing", "a forged answer names a text that was never shown"),
];

/// How many tales are told at a time: a phone mostly waits for its disk.
const AT_A_TIME: usize = 4;

/// What was replayed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    tales: usize,
    intents: usize,
    events: usize,
    texts: usize,
}

/// Whether all of the tale comes from its commands.
fn is_by_commands(told: &Told) -> bool {
    let mut visit = Visit::default();
    for (stamp, command) in &told.log {
        let Ok(events) = decide(&visit, &told.books, command, stamp) else { return false };
        for event in events {
            match told.visit.story.get(visit.story.len()) {
                Some(entry) if entry.event == event => visit.apply(entry.clone()),
                _ => return false,
            }
        }
    }
    visit == told.visit
}

/// What the office hands out before the visit.
fn feed(told: &Told) -> Vec<FeedItem> {
    let mut feed = vec![
        FeedItem::Edition { id: told.books.edition, books: told.books.set() },
        FeedItem::Certificates(person(told.job.engineer.as_str()).certificates),
        FeedItem::Job(told.job.clone()),
    ];
    let earlier = told.visit.earlier.clone();
    feed.extend(earlier.map(|earlier| FeedItem::Earlier { visit: told.job.visit.clone(), earlier }));
    feed
}

/// What a visit says, but for the names of contents, of this copy of the app, and the
/// digits of right codes, which vouch for such a name.
fn facts(visit: &Visit) -> String {
    let mut visit = visit.clone();
    for entry in &mut visit.story {
        if let Event::PriceReduced { code, is_verified: true, .. } = &mut entry.event {
            *code = 0;
        }
    }
    let mut facts = String::new();
    for word in format!("{visit:#?}").split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let hex = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let is_hex = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_name = is_hex && (hex.len() == 32 || hex.len() == 8 && word.ends_with('…'));
        facts.push_str(if is_name { "#" } else { word });
    }
    facts
}

/// The phone's visit is the tale's; what names no content of the visit, to the letter.
fn is_the_same(here: &Visit, told: &Visit) -> Result<(), String> {
    let (mine, tale) = (facts(here), facts(told));
    if mine != tale {
        return Err(format!("the phone tells another visit: {}", difference(&mine, &tale)));
    }
    match (&here.opening, &here.terms, &here.earlier) == (&told.opening, &told.terms, &told.earlier) {
        true => Ok(()),
        false => Err("the phone opened another visit".to_owned()),
    }
}

fn findings(visit: &Visit, books: &Books) -> Vec<String> {
    audit(visit, books).iter().map(|finding| finding.kind.code().to_owned()).collect()
}

/// Taps the tale on a phone that has an office.
fn tapped(told: &Told, seed: u64) -> Result<(Office, Pocket), String> {
    let office = Office::open(feed(told), book_files("home-service"));
    let phone = Pocket::at_work(&office, told.job.engineer.as_str(), seed);
    let (id, mut taps) = (&told.job.visit, Taps::new(told));
    for (stamp, command) in &told.log {
        phone.set(*stamp);
        let act = taps.act(command, &phone.visit(id));
        phone.send(id, act).map_err(|why| format!("{command:?} was refused: {why:?}"))?;
    }
    Ok((office, phone))
}

/// Taps the tale and compares. What went wrong, if something did.
fn replay(told: &Told, seed: u64) -> Result<Count, String> {
    let ((office, phone), id) = (tapped(told, seed)?, &told.job.visit);
    let here = phone.visit(id);
    is_the_same(&here, &told.visit)?;
    let phone = phone.opened_again();
    if phone.visit(id) != here || phone.verified() != phone.events() {
        return Err("the phone tells it otherwise after it was closed".to_owned());
    }
    if phone.every_screen(id) > 0 {
        return Err("a screen of the visit cannot be shown".to_owned());
    }
    phone.sync();
    let heard = office.held().visit(id);
    if heard != *here || office.held().events() != phone.events() {
        return Err("the office folds its bytes otherwise".to_owned());
    }
    let (finds, tells) = (findings(&heard, &told.books), findings(&told.visit, &told.books));
    if finds != tells {
        return Err(format!("the office finds {finds:?}, the tale has {tells:?}"));
    }
    let texts = texts(told, &heard, &office)?;
    Ok(Count { tales: 1, intents: told.log.len(), events: heard.story.len(), texts })
}

/// Every text of the tale by its name there. The papers are written anew, with the words
/// that the engineer found where the tale only says that there were some.
fn written(told: &Told) -> BTreeMap<Hash, String> {
    let (mut texts, taps) = (told.texts.clone(), Taps::new(told));
    let mut visit = Visit::default();
    for entry in &told.visit.story {
        if let Event::DocumentPresented { kind, document: name, .. } = &entry.event {
            let words = |note: &Hash| Some(taps.words(Some(*note)));
            let shown = document(*kind, &visit, &told.books, &told.job, &words, Language::Chinese);
            texts.insert(*name, shown.text);
        }
        visit.apply(entry.clone());
    }
    texts
}

/// Every text of the tale is at the office, word for word. How many.
fn texts(told: &Told, heard: &Visit, office: &Office) -> Result<usize, String> {
    let (written, held) = (written(told), office.held());
    let mut texts = 0;
    for (tells, heard) in told.visit.story.iter().zip(&heard.story) {
        for (tells, heard) in tells.event.names().into_iter().zip(heard.event.names()) {
            let (Named::Content(tells), Named::Content(heard)) = (tells, heard) else { continue };
            let arrived = held.contents.get(&heard).ok_or("a content did not arrive")?;
            let Some(text) = written.get(&tells) else { continue };
            if arrived != text.as_bytes() {
                let arrived = String::from_utf8_lossy(arrived);
                return Err(format!("the office reads another text: {}", difference(&arrived, text)));
            }
            texts += 1;
        }
    }
    Ok(texts)
}

/// Every `nth` tale from the `first` on, on a phone of its own.
fn replay_some(all: &[&Tale], books: &Books, first: usize) -> (Count, Vec<String>) {
    let (mut count, mut failed) = (Count::default(), Vec::new());
    for (nth, tale) in all.iter().enumerate().skip(first).step_by(AT_A_TIME) {
        let tell = tale.tell;
        match replay(&tell(books), nth as u64 + 1) {
            Ok(one) => {
                count.tales += one.tales;
                count.intents += one.intents;
                count.events += one.events;
                count.texts += one.texts;
            }
            Err(why) => failed.push(format!("{}: {why}", tale.name)),
        }
    }
    (count, failed)
}

#[test]
fn every_tale_is_told_again_by_a_real_phone_and_by_the_office_from_its_bytes() {
    let books = books("home-service");
    let (by_taps, otherwise): (Vec<&Tale>, Vec<&Tale>) = tales().into_iter().partition(|tale| {
        let tell = tale.tell;
        is_by_commands(&tell(&books))
    });
    let otherwise: Vec<&str> = otherwise.iter().map(|tale| tale.name).collect();
    assert_eq!(otherwise, NOT_BY_TAPS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "taps cannot tell these");
    let (mut all, mut failed) = (Count::default(), Vec::new());
    std::thread::scope(|scope| {
        let some: Vec<_> = (0..AT_A_TIME)
            .map(|first| {
                scope.spawn({
                    let (by_taps, books) = (&by_taps, &books);
                    move || replay_some(by_taps, books, first)
                })
            })
            .collect();
        for one in some {
            let (count, wrong) = one.join().unwrap();
            all.tales += count.tales;
            all.intents += count.intents;
            all.events += count.events;
            all.texts += count.texts;
            failed.extend(wrong);
        }
    });
    assert_eq!(failed, Vec::<String>::new());
    assert!(all.tales >= 80 && all.tales == by_taps.len(), "only {} tales were replayed", all.tales);
    assert!(all.texts >= all.tales / 2, "hardly a text was compared");
    let Count { tales, intents, events, texts } = all;
    println!("{tales} tales replayed on a phone: {intents} intents, {events} events, {texts} texts");
}

#[test]
fn a_phone_that_did_something_else_than_the_tale_is_noticed() {
    let told = visit(&books("home-service"), "02").charges("visit-city", 1).agreed().shows_confirmation();
    let why = |told: &Told| replay(told, 1).unwrap_err();
    let mut shorter = told.clone();
    shorter.log.pop();
    assert!(why(&shorter).contains("the phone tells another visit"));
    let mut impossible = told.clone();
    impossible.log.push((told.now, fit("nobody-makes-this", 1, None, OldPart::None)));
    assert!(why(&impossible).contains("was refused"));
    let mut measured = told;
    let answers = measured.visit.checks.values_mut().flat_map(|answered| &mut answered.answers);
    let values = answers.filter_map(|answer| match answer {
        Answer::Measured(value) => Some(value),
        _ => None,
    });
    *values.last().unwrap() += 1;
    assert!(why(&measured).contains("the phone tells another visit"));
}

#[test]
fn a_text_that_arrives_with_other_words_is_noticed() {
    let mut told = visit(&books("home-service"), "02");
    let note = told.write("说了");
    let told = told.does(Command::AddNote { note });
    let (office, phone) = tapped(&told, 1).unwrap();
    phone.sync();
    let heard = office.held().visit(&told.job.visit);
    assert_eq!(texts(&told, &heard, &office), Ok(1));
    let other = Told { texts: BTreeMap::from([(note, "没说".to_owned())]), ..told };
    assert!(texts(&other, &heard, &office).unwrap_err().contains("the office reads another text"));
}
