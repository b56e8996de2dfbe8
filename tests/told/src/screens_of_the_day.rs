//! The screens that are about more than one visit: today's list, the day, knowledge.

use doorstep_domain::arrival::Milestone;
use doorstep_domain::book::Books;
use doorstep_domain::day::{Day, DayAsked, DayCommand, DayStart, decide};
use doorstep_domain::event::{Answer, Outcome};
use doorstep_domain::id::{DayId, InstallationId, Lane, Subject};
use doorstep_domain::job::Job;
use doorstep_domain::knowledge::likely;
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::{Entry, Place, Step, Visit};
use doorstep_screens::{
    DayStand, DayVisit, KnowledgeModel, ScreenModel, SyncLine, TodayModel, TodayVisit, VisitState, article_model,
    day_model, today_rows,
};

use crate::screens::{Golden, arrived, day_of, golden};
use crate::{NINE, Told, job, visit};

/// The jobs of a morning.
const MORNING: [&str; 5] = ["01", "06", "07", "11", "13"];

pub(crate) fn day_goldens(books: &Books) -> Vec<Golden> {
    let topics = [today_goldens(books), goldens_of_a_day(books), closed_goldens(), knowledge_goldens(books)];
    topics.into_iter().flatten().collect()
}

fn knowledge_goldens(books: &Books) -> Vec<Golden> {
    let category = "washing_machine".parse().unwrap();
    let asked = |query: &str, is_loose: bool| {
        let found = likely(&books.knowledge, &category, query);
        ScreenModel::Knowledge(KnowledgeModel {
            query: query.to_owned(),
            has_books: true,
            is_loose,
            of: u32::try_from(found.len()).unwrap(),
            articles: found.iter().map(|found| article_model(found.article, &books.parts, Some(&category))).collect(),
        })
    };
    let no_books =
        KnowledgeModel { query: "E4".to_owned(), has_books: false, is_loose: false, of: 0, articles: Vec::new() };
    vec![
        golden("knowledge-code", "A fault code finds its article first.", asked("E4", false)),
        golden("knowledge-symptom", "Some of the words were found.", asked("不排水 异响", true)),
        golden("knowledge-nothing", "Nothing has any of these words.", asked("量子纠缠", true)),
        golden("knowledge-no-books", "The books are not here yet.", ScreenModel::Knowledge(no_books)),
    ]
}

fn today(visits: &[(Job, Option<Visit>)], books: Option<&Books>, at: &str, sync: SyncLine) -> TodayModel {
    let seen: Vec<_> = visits
        .iter()
        .map(|(job, visit)| TodayVisit {
            job,
            visit: visit.as_ref(),
            books,
            state: visit.as_ref().map_or(VisitState::New, VisitState::of),
        })
        .collect();
    TodayModel {
        engineer: "E1001".to_owned(),
        rows: today_rows(&seen, &clock(at)),
        has_books: books.is_some(),
        day: "2026-11-23.E1001".to_owned(),
        day_stand: DayStand::UnderWay,
        owed: 0,
        sync,
    }
}

/// The clock at this time of the day, `08:10`, in China.
fn clock(time: &str) -> Stamp {
    let (hour, minute) = time.split_once(':').unwrap();
    let minutes: i64 = hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap() - 540;
    Stamp { wall_ms: NINE.wall_ms + minutes * 60_000, ..NINE }
}

fn today_goldens(books: &Books) -> Vec<Golden> {
    let morning: Vec<_> = MORNING.iter().map(|number| (job(books, number), None)).collect();
    let new = TodayModel {
        engineer: String::new(),
        rows: Vec::new(),
        has_books: false,
        day: String::new(),
        day_stand: DayStand::New,
        owed: 0,
        sync: arrived(),
    };
    let no_books = TodayModel { day_stand: DayStand::New, ..today(&morning, None, "08:10", arrived()) };
    let early = today(&morning, Some(books), "08:10", arrived());
    let held_up = visit(books, "01").up_to(Step::Greet).reaches(Milestone::Entered);
    let late = morning.iter().map(|(job, _)| match job.visit == held_up.job.visit {
        true => (job.clone(), Some(held_up.visit.clone())),
        false => (job.clone(), None),
    });
    let late: Vec<_> = late.collect();
    let late = today(&late, Some(books), "11:40", SyncLine::new(61, 3, true));
    let over: Vec<_> = MORNING[..2].iter().map(|number| left(books, number)).collect();
    let over = TodayModel { owed: 2, day_stand: DayStand::Ended, ..today(&over, Some(books), "18:30", arrived()) };
    vec![
        golden("today-not-enrolled", "A phone out of the box.", ScreenModel::Today(new)),
        golden(
            "today-no-books",
            "The jobs are here, the books are not: nothing can be accepted.",
            ScreenModel::Today(no_books),
        ),
        golden("today-morning", "Five jobs; two of them clash.", ScreenModel::Today(early)),
        golden(
            "today-running-late",
            "Held up at the first home: who has to be told is named.",
            ScreenModel::Today(late),
        ),
        golden("today-over", "All visits are left, two calls are owed.", ScreenModel::Today(over)),
    ]
}

fn left(books: &Books, number: &str) -> (Job, Option<Visit>) {
    let told = visit(books, number).leaves(Outcome::NoAccess);
    (told.job, Some(told.visit))
}

/// A day as it is recorded, command by command.
struct Recorded<'a> {
    id: DayId,
    day: Day,
    books: &'a Books,
    visits: &'a [&'a Told],
}

impl Recorded<'_> {
    fn does(mut self, command: &DayCommand) -> Self {
        let visits: Vec<_> = self.visits.iter().map(|told| (told.job.visit.clone(), &told.visit)).collect();
        let asked = DayAsked { id: &self.id, day: &self.day, visits: &visits, books: self.books };
        let event = decide(&asked, command).unwrap_or_else(|why| panic!("{command:?} was refused: {why}"));
        let lane = Lane { installation: InstallationId([1; 16]), subject: Subject::Day(self.id.clone()) };
        self.day.apply(&Entry { place: Place { lane, seq: 1 }, at: Some(NINE), event });
        self
    }

    fn shows(&self) -> ScreenModel {
        let visits: Vec<_> = self.visits.iter().map(|told| (told.job.visit.clone(), &told.visit)).collect();
        let asked = DayAsked { id: &self.id, day: &self.day, visits: &visits, books: self.books };
        let rows: Vec<_> = self.visits.iter().map(|told| row(told)).collect();
        ScreenModel::Day(day_model(&asked, &self.id.engineer().unwrap(), &rows, arrived()))
    }
}

fn row(told: &Told) -> DayVisit<'_> {
    DayVisit { id: told.job.visit.clone(), visit: &told.visit, customer: told.job.customer.name.clone() }
}

fn goldens_of_a_day(books: &Books) -> Vec<Golden> {
    let signed = visit(books, "01").charges("visit-city", 1).agreed().shows_confirmation().signs();
    let signed = signed.up_to(Step::FollowUp).leaves(Outcome::Solved);
    let nobody = visit(books, "11").leaves(Outcome::NoAccess);
    let id = day_of(&signed);
    let new = |visits| Recorded { id: id.clone(), day: Day::default(), books, visits };
    let start = DayStart { engineer: signed.job.engineer.clone(), date: id.date().unwrap(), edition: books.edition };
    let start = DayCommand::Start(start);
    let kit = |check: &str| DayCommand::Answer { check: check.parse().unwrap(), answer: Answer::Confirmed };
    let card =
        |told: &Told, is_signed| DayCommand::HandInCard { visit: told.job.visit.clone(), is_signed, satisfied: None };
    let begun = || new(&[]).does(&start).does(&kit("day-appearance"));
    let both = [&signed, &nobody];
    let over = Recorded { visits: &both, ..begun() }.does(&card(&signed, false));
    let mismatches = over.shows();
    let ended = over.does(&card(&nobody, false)).does(&DayCommand::End);
    vec![
        golden("day-new", "The day has not begun.", new(&[]).shows()),
        golden("day-begun", "Parts, tools, appearance: some of it is checked.", begun().shows()),
        golden("day-mismatches", "A card is missing and one is not signed: the engineer sees it first.", mismatches),
        golden("day-ended", "The day ended with what does not agree.", ended.shows()),
    ]
}

fn closed_goldens() -> Vec<Golden> {
    let closed = ScreenModel::closed;
    vec![
        golden("closed-not-open", "The job was not accepted.", closed("visit/not-open")),
        golden("closed-no-edition", "The books of this visit are not here yet.", closed("visit/no-edition")),
    ]
}
