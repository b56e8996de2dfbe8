//! `doorstep standard coverage`: every requirement of the trade and where it is served,
//! for a supervisor.

use std::path::Path;

use clap::ValueEnum;
use doorstep_domain::book::{Books, Language, parse};
use doorstep_domain::requirement::{BookPart, Reference, Requirement, Served, parse_requirements, unserved};
use serde::Serialize;

use crate::demo::read_all;
use crate::failure::Failure;

/// The table that this version was built with.
const TABLE: &str = include_str!("../../../fixtures/requirements.tsv");

/// In which language a supervisor reads.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Tongue {
    /// 中文
    Zh,
    /// English
    En,
}

#[derive(Serialize)]
struct Row<'a> {
    number: &'a str,
    title: &'a str,
    served: String,
}

/// Prints the table; with a folder of books, also what those books leave out.
pub fn coverage(books: Option<&Path>, tongue: Tongue, json: bool) -> Result<(), Failure> {
    let requirements = parse_requirements(TABLE).map_err(|wrong| said(&wrong))?;
    let rows = requirements.iter().map(|requirement| row(requirement, tongue));
    if json {
        for row in rows {
            println!("{}", serde_json::to_string(&row).map_err(|wrong| said(&wrong))?);
        }
    } else {
        rows.for_each(|Row { number, title, served }| println!("{number}\t{title}\t{served}"));
        println!("{}", sum(&requirements, tongue));
    }
    books.map_or(Ok(()), |dir| compare(&requirements, dir, tongue))
}

fn said(wrong: &impl std::fmt::Display) -> Failure {
    Failure::Several(vec![wrong.to_string()])
}

fn language(tongue: Tongue) -> Language {
    match tongue {
        Tongue::Zh => Language::Chinese,
        Tongue::En => Language::English,
    }
}

fn row(requirement: &Requirement, tongue: Tongue) -> Row<'_> {
    let say = |zh: &str, en: &str| match tongue {
        Tongue::Zh => zh.to_owned(),
        Tongue::En => en.to_owned(),
    };
    let served = match &requirement.served {
        Served::Here(references) => references.iter().map(|one| spoken(one, tongue)).collect::<Vec<_>>().join("; "),
        Served::OfficeLater => say("总部后续实现", "head office, later"),
        Served::Out(reason) => format!("{}: {reason}", say("不在产品内", "not in this product")),
    };
    Row { number: &requirement.number, title: requirement.title.get(language(tongue)), served }
}

fn spoken(reference: &Reference, tongue: Tongue) -> String {
    let (zh, en, id) = match reference {
        Reference::Book(BookPart::Check, id) => ("检查项", "check", id),
        Reference::Book(BookPart::Day, id) => ("当日检查", "day check", id),
        Reference::Book(BookPart::Incident, id) => ("异常处理", "incident", id),
        Reference::Book(BookPart::Fee, id) => ("收费项目", "fee", id),
        Reference::Book(BookPart::Part, id) => ("配件", "part", id),
        Reference::Book(BookPart::FollowUp, id) => ("回访", "follow-up", id),
        Reference::Book(BookPart::Article, id) => ("知识文章", "article", id),
        Reference::Rule(path) => ("规则", "rule", path),
        Reference::Screen(name) => ("界面", "screen", name),
        Reference::Scenario(name) => ("实例", "told visit", name),
    };
    match tongue {
        Tongue::Zh => format!("{zh} {id}"),
        Tongue::En => format!("{en} {id}"),
    }
}

fn sum(requirements: &[Requirement], tongue: Tongue) -> String {
    let count = |is: fn(&Served) -> bool| requirements.iter().filter(|one| is(&one.served)).count();
    let here = count(|served| matches!(served, Served::Here(_)));
    let later = count(|served| matches!(served, Served::OfficeLater));
    let out = count(|served| matches!(served, Served::Out(_)));
    match tongue {
        Tongue::Zh => format!("共{}条：已落实{here}条，总部后续{later}条，不在产品内{out}条", requirements.len()),
        Tongue::En => format!("{} in all: {here} served, {later} for head office later, {out} out", requirements.len()),
    }
}

/// What a brand's own books leave out of what only books serve.
fn compare(requirements: &[Requirement], dir: &Path, tongue: Tongue) -> Result<(), Failure> {
    let books = Books::assemble(read_all(dir, parse)?).map_err(|mistakes| {
        Failure::Several(mistakes.iter().map(|mistake| format!("{}: {mistake}", dir.display())).collect())
    })?;
    let missing = unserved(requirements, &books);
    match tongue {
        Tongue::Zh => println!("{}：未涉及{}条", dir.display(), missing.len()),
        Tongue::En => println!("{}: {} left out", dir.display(), missing.len()),
    }
    missing.iter().for_each(|one| println!("{}\t{}", one.number, one.title.get(language(tongue))));
    Ok(())
}
