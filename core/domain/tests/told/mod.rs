//! A visit told step by step, over the real fixture books and jobs.
//!
//! What is not said goes the usual way: the first choice, a good reading, as many
//! photographs as are needed. [`Told::will`] says beforehand how a choice goes.

#![allow(dead_code, reason = "each test binary tells its own part of the trade")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a told visit that goes wrong is a failed test"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use doorstep_domain::audit::audit;
use doorstep_domain::book::{self, Books, Check, CheckKind, Language};
use doorstep_domain::call::{Call, CallReason, CallResult, Party};
use doorstep_domain::document::{Document, document};
use doorstep_domain::event::{
    Answer, DocumentKind, Event, NoSignature, OldPart, Opening, Outcome, QuoteAnswer, QuoteItem, Signer,
};
use doorstep_domain::id::{CheckId, Hash, InstallationId, Lane, Subject};
use doorstep_domain::job::Job;
use doorstep_domain::job_file::parse_job;
use doorstep_domain::money::Money;
use doorstep_domain::refusal::{CheckRefusal, Refusal};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_domain::visit::{Blocker, Command, Entry, Place, Step, Visit, decide, first_open};

/// 2026-11-23 09:00 in China, known to the second.
pub const NINE: Stamp =
    Stamp { wall_ms: 1_795_395_600_000, mono_ms: 60_000, boot: BootId(1), uncertainty_ms: Some(1_000) };

fn fixture(path: &str) -> Vec<u8> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(path);
    std::fs::read(&file).unwrap_or_else(|why| panic!("{}: {why}", file.display()))
}

/// The edition that the fixtures publish.
pub fn books() -> &'static Books {
    static BOOKS: OnceLock<Books> = OnceLock::new();
    BOOKS.get_or_init(|| {
        let files = ["standard", "fees", "parts", "sla", "wording", "knowledge"];
        let read = files.map(|file| book::parse(&fixture(&format!("books/home-service/{file}.toml"))).unwrap());
        Books::assemble(read.to_vec()).unwrap()
    })
}

pub fn opening(job: &Job, books: &Books) -> Opening {
    Opening {
        visit: job.visit.clone(),
        job: job.id.clone(),
        engineer: job.engineer.clone(),
        edition: books.edition,
        service: job.service,
        category: job.category.clone(),
        warranty: job.warranty,
    }
}

pub fn lane(installation: u8, job: &Job) -> Lane {
    Lane { installation: InstallationId([installation; 16]), subject: Subject::Visit(job.visit.clone()) }
}

/// The five kinds of fixture jobs by their number: `01` to `06`.
pub fn job(number: &str) -> Job {
    let jobs = [
        "01-refrigerator-repair-in-warranty",
        "02-washing-machine-repair-out-of-warranty-with-card",
        "03-air-conditioner-installation",
        "04-air-conditioner-repair-remote-part-not-on-van",
        "05-refrigerator-repair-elderly-will-not-sign",
        "06-washing-machine-repair-same-home-as-01",
    ];
    let name = jobs.iter().find(|name| name.starts_with(number)).unwrap();
    parse_job(&fixture(&format!("jobs/{name}.toml")), books().fees.currency).unwrap()
}

#[derive(Clone)]
pub struct Told {
    pub visit: Visit,
    pub books: Books,
    pub job: Job,
    pub now: Stamp,
    pub texts: BTreeMap<Hash, String>,
    pub plans: BTreeMap<CheckId, String>,
}

/// The visit for one fixture job, accepted.
pub fn visit(number: &str) -> Told {
    visit_for(job(number))
}

pub fn visit_for(job: Job) -> Told {
    let open = Command::Open { opening: opening(&job, books()), terms: None, earlier: None };
    let told = Told {
        visit: Visit::default(),
        books: books().clone(),
        job,
        now: NINE,
        texts: BTreeMap::new(),
        plans: BTreeMap::new(),
    };
    told.does(open)
}

impl Told {
    pub fn opening(&self) -> &Opening {
        self.visit.opening.as_ref().unwrap()
    }

    pub fn attempt(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        decide(&self.visit, &self.books, command, &self.now)
    }

    /// Takes in an event without asking a rule: a journal from elsewhere.
    pub fn takes(mut self, event: Event) -> Self {
        let place = Place { lane: lane(1, &self.job), seq: self.visit.story.len() as u64 + 1 };
        self.visit.apply(Entry { place, at: Some(self.now), event });
        self
    }

    pub fn does(self, command: Command) -> Self {
        let events = self.attempt(&command).unwrap_or_else(|why| panic!("{command:?} was refused: {why}"));
        events.into_iter().fold(self, Self::takes)
    }

    /// Expects this code, and gives the sentence.
    #[track_caller]
    pub fn refuses(&self, command: Command, code: &str) -> String {
        let refusal = self.attempt(&command).expect_err("this should be refused");
        assert_eq!(refusal.code(), code, "{refusal}");
        refusal.to_string()
    }

    /// How a choice will go when its turn comes.
    pub fn will(mut self, check: &str, option: &str) -> Self {
        self.plans.insert(check.parse().unwrap(), option.to_owned());
        self
    }

    pub fn write(&mut self, text: &str) -> Hash {
        let salt = [u8::try_from(self.texts.len() % 256).unwrap(); 16];
        let hash = Hash::of_salted(&salt, text.as_bytes());
        self.texts.insert(hash, text.to_owned());
        hash
    }

    pub fn confirms(self, check: &str) -> Self {
        self.does(answer(check, Answer::Confirmed))
    }

    pub fn chooses(self, check: &str, option: &str) -> Self {
        self.does(answer(check, Answer::Chosen(option.parse().unwrap())))
    }

    pub fn measures(self, check: &str, milli: i64) -> Self {
        self.does(answer(check, Answer::Measured(milli)))
    }

    pub fn notes(mut self, check: &str, text: &str) -> Self {
        let note = self.write(text);
        self.does(answer(check, Answer::Noted(note)))
    }

    /// Does everything that is missing before this step.
    pub fn up_to(mut self, step: Step) -> Self {
        while let Some(blocker) = first_open(&self.visit, self.opening(), &self.books, step) {
            self = self.settles(&blocker);
        }
        self
    }

    /// Does what is missing; where another check comes first, that one.
    pub fn settles(self, blocker: &Blocker) -> Self {
        let Some(id) = blocker.check() else { return self.quotes().hears(QuoteAnswer::Accepted) };
        let check = self.books.standard.check(id).unwrap().clone();
        let command = Command::Answer { check: check.id.clone(), answer: self.usual(&check) };
        match self.attempt(&command) {
            Err(Refusal::Check(CheckRefusal::TimerNotStarted(check))) => {
                self.does(Command::StartTimer { check }).settles(blocker)
            }
            Err(Refusal::Check(CheckRefusal::TooEarly { left_ms, .. })) => {
                let now = self.now.after(left_ms);
                Told { now, ..self }.settles(blocker)
            }
            Err(Refusal::Check(CheckRefusal::OutOfOrder { first, .. })) => {
                self.settles(&Blocker::Check(check.step, first))
            }
            _ => self.does(command),
        }
    }

    fn usual(&self, check: &Check) -> Answer {
        let some = || Hash::of(format!("{}/{}", check.id, self.visit.story.len()).as_bytes());
        match &check.kind {
            CheckKind::Confirm => Answer::Confirmed,
            CheckKind::Choice(options) => match self.plans.get(&check.id) {
                Some(plan) => Answer::Chosen(plan.parse().unwrap()),
                None => Answer::Chosen(options[0].id.clone()),
            },
            CheckKind::Reading { expected, .. } => Answer::Measured(expected.0),
            CheckKind::Photo { .. } => Answer::Photographed(some()),
            CheckKind::Note { .. } => Answer::Noted(some()),
            CheckKind::Timer { at_least_ms } => Answer::Timed(*at_least_ms),
            CheckKind::Call { .. } => Answer::Called(CallResult::Reached),
        }
    }

    pub fn charges(self, row: &str, count: u32) -> Self {
        let card = self.job.warranty_card.get(&row.parse().unwrap()).copied();
        self.does(Command::AddQuoteLine { item: QuoteItem::Fee(row.parse().unwrap()), count, card })
    }

    pub fn charges_part(self, part: &str, count: u32) -> Self {
        self.does(Command::AddQuoteLine { item: QuoteItem::Part(part.parse().unwrap()), count, card: None })
    }

    pub fn paper(&self, kind: DocumentKind, language: Language) -> Document {
        document(kind, &self.visit, &self.books, &self.job, &|hash| self.texts.get(hash).cloned(), language)
    }

    fn shows(mut self, kind: DocumentKind) -> Self {
        let paper = self.paper(kind, Language::Chinese);
        let document = self.write(&paper.text);
        self.does(Command::Present { kind, document, total: paper.total })
    }

    pub fn quotes(self) -> Self {
        self.shows(DocumentKind::Quote)
    }

    pub fn hears(self, answer: QuoteAnswer) -> Self {
        self.does(Command::AnswerQuote { answer })
    }

    /// Everything before the repair, with this quote accepted.
    pub fn agreed(self) -> Self {
        self.up_to(Step::Quote).quotes().hears(QuoteAnswer::Accepted).up_to(Step::Repair)
    }

    pub fn shows_confirmation(self) -> Self {
        self.up_to(Step::Leave).shows(DocumentKind::Confirmation)
    }

    pub fn signs(self) -> Self {
        let strokes = Hash::of(b"strokes");
        self.does(Command::Sign { signer: Signer::Customer, strokes })
    }

    pub fn does_not_sign(mut self, why: NoSignature, words: &str) -> Self {
        let note = Some(self.write(words));
        self.does(Command::LeaveUnsigned { why, note })
    }

    pub fn leaves(self, outcome: Outcome) -> Self {
        self.does(Command::Leave { outcome })
    }

    /// The codes of what the office finds; a broken rule by its own code.
    pub fn findings(&self) -> Vec<&'static str> {
        audit(&self.visit, &self.books).iter().map(|finding| rule_or_code(&finding.kind)).collect()
    }
}

fn rule_or_code(kind: &doorstep_domain::audit::FindingKind) -> &'static str {
    match kind {
        doorstep_domain::audit::FindingKind::AgainstRule { code, .. } => code,
        kind => kind.code(),
    }
}

pub fn answer(check: &str, answer: Answer) -> Command {
    Command::Answer { check: check.parse().unwrap(), answer }
}

pub fn fit(part: &str, count: u32, serial: Option<&str>, old_part: OldPart) -> Command {
    let serial = serial.map(|serial| serial.parse().unwrap());
    Command::FitPart { part: part.parse().unwrap(), count, serial, old_part }
}

pub fn miss(part: &str, count: u32) -> Command {
    Command::MissPart { part: part.parse().unwrap(), count }
}

pub fn yuan(text: &str) -> Money {
    Money::parse(text, books().fees.currency).unwrap()
}

/// A call to the centre that it answered.
pub fn call_centre() -> Command {
    Command::Call(Call { to: Party::Centre, reason: CallReason::Report, result: CallResult::Reached, note: None })
}
