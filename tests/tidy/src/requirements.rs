//! The requirements of the trade, and whether what serves each is alive.
//!
//! A number in scope needs something that serves it and a told visit that shows it;
//! a reference must lead somewhere that itself names the number.

use std::collections::BTreeSet;

use doorstep_domain::book::Books;
use doorstep_domain::requirement::{Reference, Requirement, Served, serves};

/// The numbers that this product serves itself, as ranges of the plain numbers.
pub const IN_SCOPE: &[(u32, u32)] =
    &[(11, 11), (16, 85), (87, 169), (173, 173), (199, 199), (201, 201), (206, 209), (213, 213), (219, 222)];

/// The highest number there is, and the numbers with a letter beside the plain ones.
pub const LAST: u32 = 241;
/// See [`LAST`].
pub const LETTERED: &[&str] = &["R16a", "R16b", "R16c", "R173a", "R173b", "R192a", "R192b"];

/// What can be referred to.
pub struct World<'a> {
    /// The books of the home service.
    pub books: &'a Books,
    /// Every source file by path, with its text.
    pub sources: &'a dyn Fn(&str) -> Option<String>,
    /// The names of the goldens in `fixtures/screens`.
    pub screens: &'a BTreeSet<String>,
    /// The told visits: name, and the numbers each shows.
    pub scenarios: &'a [(String, Vec<String>)],
}

/// Whether this product serves the number itself. The message minutes after a request
/// (R16c) is the office's to send.
pub fn is_in_scope(number: &str) -> bool {
    if number == "R16c" {
        return false;
    }
    let digits: String = number.trim_start_matches('R').chars().take_while(char::is_ascii_digit).collect();
    digits.parse().is_ok_and(|plain: u32| IN_SCOPE.iter().any(|(from, to)| (*from..=*to).contains(&plain)))
}

/// What is wrong with the table, as sentences.
pub fn complaints(table: &[Requirement], world: &World<'_>) -> Vec<String> {
    let mut complaints = numbers(table);
    for requirement in table {
        match &requirement.served {
            Served::Here(references) => {
                let dead = references.iter().filter(|reference| !is_alive(reference, &requirement.number, world));
                complaints.extend(dead.map(|dead| format!("{}: {dead:?} does not serve it", requirement.number)));
                let shows = |r: &Reference| matches!(r, Reference::Scenario(_));
                if is_in_scope(&requirement.number) && (!references.iter().any(shows) || references.iter().all(shows)) {
                    complaints.push(format!("{} needs what serves it and a told visit", requirement.number));
                }
            }
            Served::OfficeLater if is_in_scope(&requirement.number) => {
                complaints.push(format!("{} is in scope and put off", requirement.number));
            }
            Served::OfficeLater | Served::Out(_) => {}
        }
    }
    complaints
}

/// Every number once, none missing.
fn numbers(table: &[Requirement]) -> Vec<String> {
    let found: Vec<&str> = table.iter().map(|requirement| requirement.number.as_str()).collect();
    let plain = (1..=LAST).map(|number| format!("R{number}"));
    let wanted: BTreeSet<String> = plain.chain(LETTERED.iter().map(|number| (*number).to_owned())).collect();
    let known: BTreeSet<&str> = found.iter().copied().collect();
    let mut complaints: Vec<String> =
        wanted.iter().filter(|number| !known.contains(number.as_str())).map(|n| format!("{n} is missing")).collect();
    complaints.extend(known.iter().filter(|number| !wanted.contains(**number)).map(|n| format!("{n} is no number")));
    if known.len() != found.len() {
        complaints.push("a number stands twice".to_owned());
    }
    complaints
}

fn is_alive(reference: &Reference, number: &str, world: &World<'_>) -> bool {
    match reference {
        Reference::Book(part, id) => serves(world.books, *part, id, number),
        Reference::Rule(path) => (world.sources)(path).is_some_and(|text| cites(&text, number)),
        Reference::Screen(name) => world.screens.contains(name),
        Reference::Scenario(name) => {
            world.scenarios.iter().any(|(known, shows)| known == name && shows.iter().any(|one| one == number))
        }
    }
}

/// Whether a text names this number, alone or inside a range like R50–R52.
pub fn cites(text: &str, number: &str) -> bool {
    let is_part_of_word = |c: char| c.is_ascii_alphanumeric();
    let alone = text.match_indices(number).any(|(at, found)| {
        let after = text.get(at + found.len()..).and_then(|rest| rest.chars().next());
        !after.is_some_and(is_part_of_word)
    });
    alone || number.trim_start_matches('R').parse().is_ok_and(|plain: u32| in_a_range(text, plain))
}

fn in_a_range(text: &str, plain: u32) -> bool {
    let number = |text: &str| -> Option<u32> {
        let digits: String = text.trim_start_matches('R').chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    text.match_indices('–').any(|(at, dash)| {
        let before = text.get(..at).and_then(|text| text.rsplit('R').next()).and_then(number);
        let after = text.get(at + dash.len()..).and_then(number);
        matches!((before, after), (Some(from), Some(to)) if to - from.min(to) < 40 && (from..=to).contains(&plain))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree;
    use doorstep_domain::book::parse;
    use doorstep_domain::requirement::parse_requirements;

    fn books() -> Books {
        let files = tree::files(&["fixtures/books/home-service"], &[".toml"]);
        Books::assemble(files.iter().map(|(_, text)| parse(text.as_bytes()).unwrap()).collect()).unwrap()
    }

    fn sources(path: &str) -> Option<String> {
        std::fs::read_to_string(tree::root().join(path)).ok()
    }

    fn screens() -> BTreeSet<String> {
        let files = tree::files(&["fixtures/screens"], &[".json"]);
        let name = |path: &String| path.rsplit('/').next().unwrap_or(path).trim_end_matches(".json").to_owned();
        files.iter().map(|(path, _)| name(path)).collect()
    }

    fn scenarios() -> Vec<(String, Vec<String>)> {
        let owned = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        doorstep_told::tales().iter().map(|tale| (tale.name.to_owned(), owned(tale.shows))).collect()
    }

    #[test]
    fn every_requirement_in_scope_is_served_and_shown() {
        let table = parse_requirements(&sources("fixtures/requirements.tsv").unwrap()).unwrap();
        let (books, screens, scenarios) = (books(), screens(), scenarios());
        let world = World { books: &books, sources: &sources, screens: &screens, scenarios: &scenarios };
        assert_eq!(complaints(&table, &world), Vec::<String>::new());
    }

    #[test]
    fn a_dead_reference_a_missing_number_and_a_put_off_one_are_named() {
        let table =
            parse_requirements("R91\t低\tlower\tcheck:no-such-check scenario:none\nR92\t软件\tsoftware\toffice: later");
        let books = books();
        let world = World { books: &books, sources: &sources, screens: &BTreeSet::new(), scenarios: &[] };
        let complaints = complaints(&table.unwrap(), &world);
        for expected in ["R1 is missing", "R91: Book(Check, \"no-such-check\")", "R92 is in scope and put off"] {
            assert!(complaints.iter().any(|one| one.starts_with(expected)), "{expected} is not in {complaints:?}");
        }
    }

    #[test]
    fn a_citation_is_a_whole_number_or_inside_a_range() {
        assert!(cites("(R91).", "R91") && cites("R50–R52", "R51"));
        assert!(!cites("R910", "R91") && !cites("R50–R52", "R53"));
    }
}
