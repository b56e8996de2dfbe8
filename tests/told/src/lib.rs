//! Visits told step by step, over any books, and the suite of tales.
//!
//! What is not said goes the usual way: the first choice, a good reading, as many
//! photographs as are needed. [`Told::will`] says beforehand how a choice goes. Every
//! command is kept with its time, so that a tale can be played again on a phone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a told visit that goes wrong is a failed test"
)]
#![allow(missing_docs, reason = "the builder's words are those of the trade")]

mod around;
mod day;
mod fixture;
pub mod screens;
mod screens_of_sync;
mod screens_of_the_day;
mod tale;
mod tales;

use std::collections::BTreeMap;

use doorstep_domain::audit::{FindingKind, audit};
use doorstep_domain::book::{Books, Check, CheckKind, Language, Weight};
use doorstep_domain::call::CallResult;
use doorstep_domain::document::{Document, document};
use doorstep_domain::event::{
    Answer, DocumentKind, Event, NoSignature, OldPart, Opening, Outcome, QuoteAnswer, QuoteItem, Signer,
};
use doorstep_domain::id::{CheckId, Hash, InstallationId, Lane, Subject};
use doorstep_domain::job::Job;
use doorstep_domain::money::Money;
use doorstep_domain::refusal::{CheckRefusal, Refusal};
use doorstep_domain::terms::{Earlier, Terms};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_domain::visit::{
    Blocker, Command, Entry, Place, Step, StepState, Visit, asked, decide, first_open, step_state,
};

pub use day::lane_of;
pub use fixture::{book_files, books, job, person, pictures};
pub use tale::{Tale, tales};

/// 2026-11-23 09:00 in China, known to the second.
pub const NINE: Stamp =
    Stamp { wall_ms: 1_795_395_600_000, mono_ms: 60_000, boot: BootId(1), uncertainty_ms: Some(1_000) };

/// The key that the office gave with every job of the tales.
pub const KEY: doorstep_domain::reduction::ApprovalKey = doorstep_domain::reduction::ApprovalKey([7; 32]);

/// What the phone takes from a job when it is accepted.
pub fn terms(job: &Job) -> Terms {
    let certificates = person(job.engineer.as_str()).certificates;
    Terms {
        window: job.window,
        travel_min: job.travel_min,
        installed_on: job.installed_on,
        is_elderly: job.customer.is_elderly,
        certificate: certificates.into_iter().find(|one| one.category == job.category),
    }
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

#[derive(Clone)]
pub struct Told {
    pub visit: Visit,
    pub books: Books,
    pub job: Job,
    pub now: Stamp,
    pub texts: BTreeMap<Hash, String>,
    pub plans: BTreeMap<CheckId, String>,
    /// Every command that was carried out, with its time.
    pub log: Vec<(Stamp, Command)>,
    /// What the tale says the office finds.
    pub expected: Vec<&'static str>,
}

/// The visit for one fixture job, accepted at nine.
pub fn visit(books: &Books, number: &str) -> Told {
    visit_for(books, job(books, number), None)
}

/// The visit for this job, after an earlier one where there was one.
pub fn visit_for(books: &Books, job: Job, earlier: Option<Earlier>) -> Told {
    let open = Command::Open { opening: opening(&job, books), terms: Some(terms(&job)), earlier };
    let told = Told {
        visit: Visit::default(),
        books: books.clone(),
        job,
        now: NINE,
        texts: BTreeMap::new(),
        plans: BTreeMap::new(),
        log: Vec::new(),
        expected: Vec::new(),
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

    #[track_caller]
    pub fn does(self, command: Command) -> Self {
        let events = self.attempt(&command).unwrap_or_else(|why| panic!("{command:?} was refused: {why}"));
        let mut told = events.into_iter().fold(self, Self::takes);
        told.log.push((told.now, command));
        told
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

    /// Does this many of the things that are missing in a step, the first ones.
    pub fn settles_some(self, step: Step, many: usize) -> Self {
        let of_step = |told: &Told| first_open(&told.visit, told.opening(), &told.books, Step::FollowUp);
        (0..many).fold(self, |told, _| match of_step(&told).filter(|blocker| blocker.step() == step) {
            Some(blocker) => told.settles(&blocker),
            None => told,
        })
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

    /// The answer that goes the usual way, as a command.
    pub fn usual_answer(&self, check: &CheckId) -> Command {
        let known = self.books.standard.check(check).unwrap();
        Command::Answer { check: check.clone(), answer: self.usual(known) }
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

    pub fn shows(mut self, kind: DocumentKind) -> Self {
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

    /// What the office will find at the end of the tale, in order.
    pub fn office_finds(mut self, codes: &[&'static str]) -> Self {
        self.expected = codes.to_vec();
        self
    }

    /// These checks are asked on this visit and were answered; a must or waivable one
    /// holds up what comes after its step.
    #[track_caller]
    pub fn asks(self, checks: &[&str]) -> Self {
        for id in checks {
            let id: CheckId = id.parse().unwrap();
            let check = self.books.standard.check(&id).unwrap_or_else(|| panic!("the standard has no check {id}"));
            let opening = self.opening();
            assert!(asked(&self.visit, opening, &self.books.standard, check), "{id} is not asked");
            assert!(self.visit.checks.contains_key(&id), "{id} was not answered");
            if check.weight != Weight::Advice {
                assert_eq!(self.without(&id, check.step), Some(id.clone()), "{id} holds nothing up");
            }
        }
        self
    }

    /// What would hold up the step after this one, had the check not been answered.
    fn without(&self, id: &CheckId, step: Step) -> Option<CheckId> {
        let mut visit = self.visit.clone();
        visit.checks.remove(id);
        let next = Step::ALL.iter().find(|later| **later > step);
        let blocker = match next {
            Some(next) => first_open(&visit, self.opening(), &self.books, *next),
            None => match step_state(&visit, self.opening(), &self.books, step) {
                StepState::Open(blocker) => Some(blocker),
                _ => None,
            },
        };
        blocker.and_then(|blocker| blocker.check().cloned())
    }

    /// Answers these checks the usual way, advice too.
    #[track_caller]
    pub fn answers(self, checks: &[&str]) -> Self {
        checks.iter().fold(self, |told, id| {
            let id: CheckId = id.parse().unwrap();
            let step = told.books.standard.check(&id).unwrap_or_else(|| panic!("the standard has no check {id}")).step;
            told.settles(&Blocker::Check(step, id))
        })
    }

    /// The whole ordinary end: confirmation, signature, farewell, solved, what is owed.
    pub fn to_the_end(self) -> Self {
        self.shows_confirmation().signs().up_to(Step::FollowUp).leaves(Outcome::Solved).settles_the_rest()
    }

    /// Answers what the last step still asks for.
    pub fn settles_the_rest(mut self) -> Self {
        while let StepState::Open(blocker) = step_state(&self.visit, self.opening(), &self.books, Step::FollowUp) {
            self = self.settles(&blocker);
        }
        self
    }
}

fn rule_or_code(kind: &FindingKind) -> &'static str {
    match kind {
        FindingKind::AgainstRule { code, .. } => code,
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
    Money::parse(text, doorstep_domain::money::Currency::CNY).unwrap()
}
