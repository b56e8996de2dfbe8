//! Reads a person file: one engineer, what their van carries and what they may repair.

use std::fmt;

use serde::Deserialize;
use toml::Spanned;

use crate::book::{Mistake, Reader, Told};
use crate::id::{EngineerId, PartNo};
use crate::terms::Certificate;

/// One engineer. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The staff number.
    pub id: EngineerId,
    /// As they want to be addressed.
    pub name: String,
    /// What the van carries at first, and how many of each; each part once.
    pub van: Vec<(PartNo, u32)>,
    /// What they may repair; one for each kind of appliance (R124, R213).
    pub certificates: Vec<Certificate>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({})", self.id)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPerson {
    format: Spanned<i64>,
    id: Spanned<String>,
    name: Spanned<String>,
    #[serde(default)]
    van: Vec<RawStock>,
    #[serde(default)]
    certificate: Vec<RawCertificate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStock {
    part: Spanned<String>,
    count: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCertificate {
    category: Spanned<String>,
    grade: Spanned<u32>,
    valid_until: Spanned<String>,
}

/// Reads one engineer. The mistakes are in the order of the file, never none.
pub fn parse_person(bytes: &[u8]) -> Result<Person, Vec<Mistake>> {
    let (mut reader, tables) = Reader::open(bytes)?;
    let raw: RawPerson = reader.shape(tables)?;
    let person = person(&mut reader, &raw);
    reader.finish(person)
}

fn person(r: &mut Reader, raw: &RawPerson) -> Result<Person, Told> {
    let format = r.format(&raw.format);
    let id = r.id(&raw.id);
    let name = r.line("name", &raw.name);
    let van = van(r, &raw.van);
    let certificates = certificates(r, &raw.certificate);
    format?;
    Ok(Person { id: id?, name: name?, van: van?, certificates: certificates? })
}

fn van(r: &mut Reader, raw: &[RawStock]) -> Result<Vec<(PartNo, u32)>, Told> {
    let once = r.once("part", raw.iter().map(|stock| &stock.part));
    let van = raw.iter().map(|stock| {
        let (part, count) = (r.id(&stock.part), r.positive("count", &stock.count));
        Ok((part?, count?))
    });
    let van: Vec<_> = van.collect();
    once.and(van.into_iter().collect())
}

/// Two certificates for one kind of appliance would leave open which one vouches.
fn certificates(r: &mut Reader, raw: &[RawCertificate]) -> Result<Vec<Certificate>, Told> {
    let once = r.once("category", raw.iter().map(|certificate| &certificate.category));
    let certificates = raw.iter().map(|raw| {
        let (category, grade) = (r.id(&raw.category), r.positive("grade", &raw.grade));
        let valid_until = r.date("valid_until", &raw.valid_until);
        Ok(Certificate { category: category?, grade: grade?, valid_until: valid_until? })
    });
    let certificates: Vec<_> = certificates.collect();
    once.and(certificates.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"format = 1
id = "E1001"
name = "李卫国"
[[van]]
part = "BX-WK-220"
count = 2
[[certificate]]
category = "refrigerator"
grade = 2
valid_until = "2027-06-30"
"#;

    fn check(from: &str, to: &str, expected: &[&str]) {
        assert!(GOOD.contains(from), "{from:?} is not in the file");
        let told = parse_person(GOOD.replacen(from, to, 1).as_bytes()).unwrap_err();
        assert_eq!(told.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_good_person_is_read_and_their_name_is_never_printed() {
        let person = parse_person(GOOD.as_bytes()).unwrap();
        assert_eq!(person.van, [("BX-WK-220".parse().unwrap(), 2)]);
        let valid_until = "2027-06-30".parse().unwrap();
        assert_eq!(
            person.certificates,
            [Certificate { category: "refrigerator".parse().unwrap(), grade: 2, valid_until }]
        );
        assert_eq!((person.name.as_str(), format!("{person:?}").as_str()), ("李卫国", "Person(E1001)"));
    }

    #[test]
    fn every_mistake_is_named_at_its_place() {
        check("format = 1", "format = 2", &["line 1, column 10: format 2 is not known here, only 1 is"]);
        check("李卫国", " ", &["line 3, column 8: name must not be empty"]);
        check("count = 2", "count = 0", &["line 6, column 9: count must be at least 1"]);
        check("grade = 2", "grade = 0", &["line 9, column 9: grade must be at least 1"]);
        let day = "line 10, column 15: valid_until is written like 2026-01-31 and must exist";
        check("2027-06-30", "2027-06-31", &[day]);
        let again =
            "[[certificate]]\ncategory = \"refrigerator\"\ngrade = 1\nvalid_until = \"2027-06-30\"\n[[certificate]]";
        let twice = "line 12, column 12: the category refrigerator is here for the second time";
        check("[[certificate]]", again, &[twice]);
        check("\"李卫国\"", "13800000000", &["line 3, column 8: expected a string"]);
        check(
            "count = 2",
            "count = 1\n[[van]]\npart = \"BX-WK-220\"\ncount = 1",
            &["line 8, column 8: the part BX-WK-220 is here for the second time"],
        );
    }
}
