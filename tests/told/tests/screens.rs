//! Every screen in every state that somebody draws is what `fixtures/screens/` says; what
//! happens on every visit takes three taps at most, and no must is confirmed in a group.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a screen that goes wrong is a failed test")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use doorstep_domain::event::DocumentKind;
use doorstep_domain::visit::{Step, first_open};
use doorstep_screens::{CheckTask, Look, NextPlace, Screen, ScreenModel, WeightModel, next};
use doorstep_told::screens::{goldens, shows};
use doorstep_told::{Told, books, visit};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/screens")
}

/// With `DOORSTEP_WRITE_GOLDENS` set, the files are written anew.
#[test]
fn every_screen_is_what_its_golden_says() {
    let is_writing = std::env::var_os("DOORSTEP_WRITE_GOLDENS").is_some();
    let goldens = goldens(&books("home-service"));
    let mut differing = Vec::new();
    for golden in &goldens {
        let file = folder().join(format!("{}.json", golden.name));
        let mut shown = serde_json::json!({ "says": golden.says, "model": golden.model });
        shown.sort_all_objects();
        let shown = format!("{shown:#}\n");
        if is_writing {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&file, &shown).unwrap();
        }
        if std::fs::read_to_string(&file).ok().as_ref() != Some(&shown) {
            differing.push(golden.name);
        }
    }
    assert_eq!(differing, Vec::<&str>::new(), "look at them, then write them with DOORSTEP_WRITE_GOLDENS=1");
    let names: BTreeSet<_> = goldens.iter().map(|golden| format!("{}.json", golden.name)).collect();
    assert_eq!(names.len(), goldens.len(), "a name stands twice");
    let files: BTreeSet<_> =
        std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, names, "a file that no test draws");
}

fn kind(model: &ScreenModel) -> &'static str {
    match model {
        ScreenModel::Today(_) => "today",
        ScreenModel::Job(_) => "job",
        ScreenModel::Prepare(_) => "prepare",
        ScreenModel::Doorstep(_) => "doorstep",
        ScreenModel::Step(_) => "step",
        ScreenModel::Quote(_) => "quote",
        ScreenModel::Part(_) => "part",
        ScreenModel::Custody(_) => "custody",
        ScreenModel::Sign(_) => "sign",
        ScreenModel::Leave(_) => "leave",
        ScreenModel::Incident(_) => "incident",
        ScreenModel::Knowledge(_) => "knowledge",
        ScreenModel::FollowUp(_) => "follow-up",
        ScreenModel::Day(_) => "day",
        ScreenModel::Sync(_) => "sync",
        ScreenModel::Help(_) => "help",
        ScreenModel::Closed(_) => "closed",
    }
}

#[test]
fn every_screen_has_goldens_and_each_is_named_after_it() {
    let goldens = goldens(&books("home-service"));
    let kinds: BTreeSet<_> = goldens.iter().map(|golden| kind(&golden.model)).collect();
    assert_eq!(kinds.len(), 17, "{kinds:?}");
    for golden in &goldens {
        assert!(golden.name.starts_with(kind(&golden.model)), "{} shows {}", golden.name, kind(&golden.model));
        assert!(golden.says.ends_with('.'), "{}", golden.name);
    }
}

/// How many taps an answer takes on the screen where its check stands.
fn taps(task: &CheckTask) -> u32 {
    match task {
        // The list of answers is open.
        CheckTask::Confirm | CheckTask::Choose(_) => 1,
        // The field, and done; the camera, and its shutter; the dial, and what came of it; begin, and end.
        CheckTask::Measure(_)
        | CheckTask::Photograph(_)
        | CheckTask::Write(_)
        | CheckTask::Wait(_)
        | CheckTask::Call(_) => 2,
    }
}

/// The screen that `next` sends to, and the taps that its missing thing takes there.
fn taps_of_what_is_next(told: &Told) -> Option<u32> {
    let look = Look::at(&told.visit, &told.books, &told.now).unwrap();
    let next = next(&look);
    let visit = told.job.visit.clone();
    match next.place {
        NextPlace::Step | NextPlace::Doorstep => {
            let step = Step::from_key(&next.step).unwrap();
            let ScreenModel::Step(model) = shows(told, &Screen::Step { visit, step }) else { panic!() };
            let check = model.checks.iter().find(|check| check.id == next.item);
            let check = check.unwrap_or_else(|| panic!("{} is not on the screen that next names", next.item));
            Some(taps(&check.task))
        }
        // Show, then the customer's word; show, then the strokes; the result.
        NextPlace::Quote | NextPlace::Sign => Some(2),
        NextPlace::Leave => Some(1),
        NextPlace::Accept | NextPlace::Incident | NextPlace::FollowUp => None,
    }
}

#[test]
fn nothing_that_happens_on_every_visit_takes_more_than_three_taps() {
    let books = books("home-service");
    for number in ["01", "02", "03", "07", "08", "12", "19"] {
        let mut told = visit(&books, number);
        let mut acts = 0;
        while let Some(blocker) = first_open(&told.visit, told.opening(), &told.books, Step::Leave) {
            // One tap opens the screen that next names.
            let taps = 1 + taps_of_what_is_next(&told).unwrap_or_else(|| panic!("{number}: next leads nowhere"));
            assert!(taps <= 3, "{number}: {blocker:?} takes {taps} taps");
            told = told.settles(&blocker);
            acts += 1;
        }
        assert!(acts > 30, "{number}: only {acts} acts");
        let told = told.shows(DocumentKind::Confirmation);
        assert_eq!(taps_of_what_is_next(&told), Some(2), "{number}: sign");
        assert!(taps_of_what_is_next(&told.signs()).is_some(), "{number}: leave");
    }
}

#[test]
fn a_group_holds_advice_that_is_open_and_nothing_else() {
    let books = books("home-service");
    let mut groups = 0;
    for number in ["01", "03", "12", "19"] {
        for step in Step::ALL {
            let told = visit(&books, number).up_to(*step);
            let screen = Screen::Step { visit: told.job.visit.clone(), step: *step };
            let ScreenModel::Step(model) = shows(&told, &screen) else { panic!() };
            groups += model.group.len();
            for id in &model.group {
                let check = model.checks.iter().find(|check| &check.id == id).unwrap();
                assert_eq!((check.weight, &check.task), (WeightModel::Advice, &CheckTask::Confirm), "{id}");
                assert!(!check.is_settled && check.refusal.is_none(), "{id}");
            }
            let musts = model.checks.iter().filter(|check| check.weight == WeightModel::Must);
            assert!(musts.into_iter().all(|check| !model.group.contains(&check.id)), "{number} {step:?}");
        }
    }
    assert!(groups > 0, "no advice anywhere");
}

#[test]
fn what_a_screen_offers_the_rules_accept_and_what_it_refuses_they_refuse() {
    let books = books("home-service");
    let mut offered = 0;
    for number in ["01", "12", "13"] {
        for step in Step::ALL {
            let told = visit(&books, number).up_to(*step);
            let ScreenModel::Leave(leave) = shows(&told, &Screen::Leave { visit: told.job.visit.clone() }) else {
                panic!()
            };
            for offer in &leave.outcomes {
                let outcome = doorstep_domain::event::Outcome::from_key(&offer.key).unwrap();
                let rules = told.attempt(&doorstep_domain::visit::Command::Leave { outcome });
                assert_eq!(rules.is_ok(), offer.refusal.is_none(), "{number} {step:?} {}", offer.key);
                offered += usize::from(offer.refusal.is_none());
            }
            assert!(leave.outcomes.iter().any(|offer| offer.refusal.is_none()), "trapped in {step:?}");
        }
    }
    assert!(offered > 40);
}
