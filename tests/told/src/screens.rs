//! Every screen in every state that somebody has to draw: a name, a sentence and a model,
//! each from a told visit. Nothing here is made up by hand that the rules could say.

use std::collections::BTreeMap;

use doorstep_domain::arrival::Milestone;
use doorstep_domain::book::Books;
use doorstep_domain::call::{CallReason, CallResult, Party};
use doorstep_domain::custody::{CustodyCommand, CustodyEnd, CustodyKind};
use doorstep_domain::door::{DoorSearch, DoorTry, SearchResult};
use doorstep_domain::event::{DocumentKind, NoSignature, OldPart, Outcome, QuoteAnswer, Rejection, TicketField};
use doorstep_domain::follow_up::FollowUpResult;
use doorstep_domain::id::{DayId, Hash};
use doorstep_domain::reduction::ReductionCommand;
use doorstep_domain::van::Ledger;
use doorstep_domain::visit::{Command, Step};
use doorstep_screens::{
    JobFacts, Look, Screen, ScreenModel, SyncLine, custody_model, doorstep_model, follow_up_model, incident_model,
    job_model, leave_model, owed_rows, part_model, prepare_model, quote_model, sign_model, step_model,
};

use crate::screens_of_sync::goldens_of_sync;
use crate::screens_of_the_day::day_goldens;
use crate::{Told, fit, job, miss, person, visit};

/// A screen as it has to be drawn.
pub struct Golden {
    /// `quote-reduction-asked`: the screen first.
    pub name: &'static str,
    /// What a person sees there.
    pub says: &'static str,
    /// What it shows.
    pub model: ScreenModel,
}

pub(crate) fn golden(name: &'static str, says: &'static str, model: ScreenModel) -> Golden {
    Golden { name, says, model }
}

/// Nothing waits.
pub(crate) fn arrived() -> SyncLine {
    SyncLine::new(0, 0, true)
}

/// The screen of a told visit, as the phone builds it.
pub fn shows(told: &Told, screen: &Screen) -> ScreenModel {
    let look = Look::at(&told.visit, &told.books, &told.now).unwrap();
    let text = |hash: &Hash| told.texts.get(hash).cloned();
    let (job, sync) = (Some(&told.job), arrived());
    match screen {
        Screen::Job { .. } => {
            let (visit, books, now) = (&told.visit, Some(&told.books), &told.now);
            let facts = JobFacts { job: &told.job, visit, books, now, round: &[], text: &text };
            ScreenModel::Job(job_model(&facts, sync))
        }
        Screen::Prepare { .. } => ScreenModel::Prepare(prepare_model(&look, job, &[], &van(told), sync)),
        Screen::Doorstep { .. } => ScreenModel::Doorstep(doorstep_model(&look, job, &[], sync)),
        Screen::Step { step, .. } => ScreenModel::Step(step_model(&look, *step, sync)),
        Screen::Quote { .. } => ScreenModel::Quote(quote_model(&look, &text)),
        Screen::Part { .. } => ScreenModel::Part(part_model(&look, &van(told))),
        Screen::Custody { .. } => ScreenModel::Custody(custody_model(&look)),
        Screen::Sign { .. } => ScreenModel::Sign(sign_model(&look, &text)),
        Screen::Leave { .. } => ScreenModel::Leave(leave_model(&look, job, sync)),
        Screen::Incident { .. } => ScreenModel::Incident(incident_model(&look)),
        Screen::FollowUp => ScreenModel::FollowUp(follow_up_model(owed_rows(&look, job), sync)),
        other => panic!("{other:?} is not about one visit"),
    }
}

/// What the engineer's van carries after this visit.
pub(crate) fn van(told: &Told) -> Ledger {
    let issued: BTreeMap<_, _> = person(told.job.engineer.as_str()).van.into_iter().collect();
    Ledger::from_lanes(&told.job.engineer, &issued, &[crate::lane_of(told)])
}

/// Every golden, by screen.
pub fn goldens(books: &Books) -> Vec<Golden> {
    let topics = [
        day_goldens(books),
        goldens_of_sync(),
        job_goldens(books),
        way_goldens(books),
        step_goldens(books),
        quote_goldens(books),
        part_goldens(books),
        custody_goldens(books),
        end_goldens(books),
        incident_goldens(books),
    ];
    topics.into_iter().flatten().collect()
}

fn name_of(told: &Told) -> doorstep_domain::id::VisitId {
    told.job.visit.clone()
}

fn on_job(told: &Told) -> ScreenModel {
    shows(told, &Screen::Job { visit: name_of(told) })
}

fn job_goldens(books: &Books) -> Vec<Golden> {
    let asked = visit(books, "05")
        .asks_field(TicketField::Address, Party::Dispatcher, "")
        .asks_field(TicketField::Phone, Party::Customer, "199-0000-0999")
        .calls(Party::Customer, CallReason::Confirm, CallResult::Reached);
    let advised = visit(books, "17").calls(Party::Customer, CallReason::Advice, CallResult::Reached);
    let advised = advised.does(Command::Advise { article: None, is_accepted: true });
    let moved = visit(books, "12").moves_to(24 * 60, 25 * 60, "customer-asked");
    let handed = visit(books, "20").does(Told::hand_over(Party::Dispatcher, "jobs-clash"));
    let returning = returning(books);
    vec![
        golden("job-new", "A job that waits to be accepted, with what is likely wrong.", not_accepted(books, "12")),
        golden("job-accepted", "The job was just accepted; the ticket is checked next.", on_job(&visit(books, "12"))),
        golden("job-elderly-asked", "An elderly customer; two fields were asked after, one was wrong.", on_job(&asked)),
        golden("job-advised", "The fault was put right by telephone.", on_job(&advised)),
        golden("job-moved", "Tomorrow was agreed with the customer.", on_job(&moved)),
        golden("job-handed-over", "Two jobs clash; the clerk gives this one to somebody else.", on_job(&handed)),
        golden("job-returning", "The second visit knows what the first one left behind.", on_job(&returning)),
    ]
}

fn not_accepted(books: &Books, number: &str) -> ScreenModel {
    let (job, visit) = (job(books, number), doorstep_domain::visit::Visit::default());
    let (now, text) = (crate::NINE, |_: &Hash| None);
    let facts = JobFacts { job: &job, visit: &visit, books: Some(books), now: &now, round: &[], text: &text };
    ScreenModel::Job(job_model(&facts, SyncLine::new(0, 0, true)))
}

/// The second visit of a job whose part was missing.
pub(crate) fn returning(books: &Books) -> Told {
    let first = visit(books, "04").charges("visit-remote", 1).agreed().does(miss("KT-FJ-WDC", 1));
    let earlier = doorstep_domain::terms::Earlier {
        visit: first.job.visit.clone(),
        relied: Hash::of(b"the last event"),
        left_ms: Some(first.now.wall_ms),
        quote: first.visit.accepted_quote().map(|quote| (quote.document, quote.total)),
        labour: Vec::new(),
        missing: first.visit.missing.clone(),
        fitted: Vec::new(),
        custody: Vec::new(),
    };
    crate::visit_for(books, job(books, "16"), Some(earlier))
}

fn way_goldens(books: &Books) -> Vec<Golden> {
    let on_prepare = |told: &Told| shows(told, &Screen::Prepare { visit: name_of(told) });
    let at_door = |told: &Told| shows(told, &Screen::Doorstep { visit: name_of(told) });
    let packed = visit(books, "12").up_to(Step::Contact).at("10:15");
    let there = |time: &str| visit(books, "12").up_to(Step::Doorstep).at(time).reaches(Milestone::Arrived);
    let rung = there("10:52").tries_door(DoorTry::Bell).after_s(8);
    let five = (0..11).fold(there("10:52"), |told, _| told.tries_door(DoorTry::Bell).after_s(30));
    let looked = five.clone().calls(Party::Customer, CallReason::NoAccess, CallResult::NoAnswer);
    let looked = looked.searches(DoorSearch::Downstairs, SearchResult::NotFound);
    let all = looked.clone().searches(DoorSearch::Neighbour, SearchResult::ConfirmedAway).leaves_note();
    let all = all.calls(Party::Centre, CallReason::NoAccess, CallResult::Reached);
    let open = rung.clone().reaches(Milestone::Entered);
    vec![
        golden(
            "prepare-open",
            "Before setting off: the kit is checked.",
            on_prepare(&visit(books, "12").up_to(Step::Prepare)),
        ),
        golden("prepare-leave-now", "Everything is packed and it is time to set off.", on_prepare(&packed)),
        golden(
            "prepare-returning",
            "The part that was missing has to come along.",
            on_prepare(&returning(books).up_to(Step::Prepare)),
        ),
        golden("doorstep-arrived", "At the door in time: ring.", at_door(&there("10:52"))),
        golden("doorstep-wait", "Rung once: wait half a minute.", at_door(&rung)),
        golden("doorstep-phone", "Five minutes: telephone the customer.", at_door(&five)),
        golden("doorstep-looking", "Nobody answers; nobody is downstairs; ask a neighbour.", at_door(&looked)),
        golden("doorstep-nobody-opens", "Everything was tried: nobody opened is a clean record.", at_door(&all)),
        golden("doorstep-late-minor", "Ten minutes late: the short way of the ladder.", at_door(&there("12:10"))),
        golden("doorstep-late-serious", "Twenty minutes late: the manager is told.", at_door(&there("12:20"))),
        golden("doorstep-open", "The customer opened.", at_door(&open)),
    ]
}

fn step_goldens(books: &Books) -> Vec<Golden> {
    let on = |told: &Told, step: Step| shows(told, &Screen::Step { visit: name_of(told), step });
    let accepting = visit(books, "12");
    let greeting = visit(books, "12").up_to(Step::Greet);
    let covered = visit(books, "12").up_to(Step::Diagnose);
    let measured = covered.clone().settles_some(Step::Diagnose, 6);
    let working = visit(books, "12").charges("visit-city", 1).agreed();
    let done = visit(books, "12").charges("visit-city", 1).agreed().up_to(Step::Clean);
    vec![
        golden("step-accept", "The ticket is read and its gaps are found.", on(&accepting, Step::Accept)),
        golden("step-greet", "Shoe covers, mat cloth, certificate: one act each.", on(&greeting, Step::Greet)),
        golden("step-diagnose", "The first look.", on(&covered, Step::Diagnose)),
        golden("step-diagnose-half", "Some readings are there.", on(&measured, Step::Diagnose)),
        golden("step-repair-closed", "Without the customer's word no work begins.", on(&covered, Step::Repair)),
        golden("step-repair", "The work, step by step.", on(&working, Step::Repair)),
        golden("step-clean", "Clean, show, explain.", on(&done, Step::Clean)),
        golden("step-elderly", "Slower and twice for an elderly customer.", on(&elderly(books), Step::Clean)),
    ]
}

fn elderly(books: &Books) -> Told {
    visit(books, "19").charges("visit-city", 1).agreed().up_to(Step::Clean)
}

fn quote_goldens(books: &Books) -> Vec<Golden> {
    let on = |told: &Told| shows(told, &Screen::Quote { visit: name_of(told) });
    let empty = visit(books, "14").up_to(Step::Quote);
    let lines = empty.clone().charges("visit-city", 1).charges("labour-washer-medium", 1);
    let shown = lines.clone().up_to(Step::Quote).quotes();
    let asked = shown.clone().asks_centre_for("80.00", "hardship").types(1, 5).types(1, 6);
    let claim = Command::Reduction(ReductionCommand::Claim { request: 1, code: 6 });
    let claimed = asked.clone().does(claim);
    let code = asked.spoken(1);
    let granted = asked.clone().types(1, code);
    let card = visit(books, "02").will("card-compared", "lower").charges("labour-washer-minor", 1);
    let free = visit(books, "01").charges("visit-city", 1);
    let ask_centre = visit(books, "09").charges("software-firmware-washer", 1);
    vec![
        golden("quote-empty", "Nothing is on the quote yet.", on(&empty)),
        golden("quote-lines", "Two lines by the published schedule.", on(&lines)),
        golden("quote-card-is-lower", "The warranty card is lower: that price holds, both are kept.", on(&card)),
        golden("quote-free-in-warranty", "Warranty covers it: what it would cost otherwise is shown.", on(&free)),
        golden("quote-software-ask-centre", "Two months after installation the centre is asked.", on(&ask_centre)),
        golden("quote-shown", "The customer reads the text that is hashed.", on(&shown)),
        golden("quote-reduction-asked", "Less was asked for; two codes were wrong.", on(&asked)),
        golden("quote-reduction-granted", "The centre's code is right: a new total.", on(&granted)),
        golden("quote-reduction-claimed", "No code verifies: claimed, and the office looks.", on(&claimed)),
        golden("quote-accepted", "The customer agreed.", on(&shown.clone().hears(QuoteAnswer::Accepted))),
        golden("quote-declined", "The customer does not want the work.", on(&shown.hears(QuoteAnswer::Declined))),
    ]
}

fn part_goldens(books: &Books) -> Vec<Golden> {
    let on = |told: &Told| shows(told, &Screen::Part { visit: name_of(told) });
    let needed = visit(books, "01").charges("visit-city", 1).charges_part("BX-FJ-12", 1).agreed();
    let faulty = Command::RejectPart {
        part: "BX-FJ-12".parse().unwrap(),
        count: 1,
        serial: "FJ-2209-0417".parse().ok(),
        why: Rejection::Faulty,
    };
    let faulty = needed.clone().does(faulty).does(miss("BX-FJ-12", 1));
    let fitted = needed.clone().does(fit("BX-FJ-12", 1, Some("FJ-2209-0418"), OldPart::Returned));
    vec![
        golden("part-nothing", "No part is asked for.", on(&visit(books, "12").up_to(Step::Repair))),
        golden("part-needed", "A part is on the accepted quote and in the van.", on(&needed)),
        golden(
            "part-faulty-and-missing",
            "The part that was brought does not work; another one is needed.",
            on(&faulty),
        ),
        golden("part-fitted", "Fitted; the old one goes back to the company.", on(&fitted)),
        golden("part-returning", "What the first visit still needed.", on(&returning(books))),
    ]
}

const THREE_DAYS_MIN: i64 = 3 * 24 * 60;

fn custody_goldens(books: &Books) -> Vec<Golden> {
    let on = |told: &Told| shows(told, &Screen::Custody { visit: name_of(told) });
    let inside = visit(books, "13").up_to(Step::Diagnose);
    let photo = Command::Custody(CustodyCommand::Photograph { photo: Hash::of(b"outside") });
    let photographed = inside.clone().does(photo.clone());
    let both = inside.clone().takes_custody(CustodyKind::Appliance, Some("BCD-1"), THREE_DAYS_MIN);
    let both = both.does(photo).opens_custody(CustodyKind::Loaner, Some("ZZ-BX-07"), THREE_DAYS_MIN);
    let late = both.clone().after_min(THREE_DAYS_MIN.unsigned_abs() + 90);
    let back = CustodyCommand::Close { from: name_of(&both), number: 1, end: CustodyEnd::Returned, note: None };
    vec![
        golden("custody-nothing", "Nothing left the home.", on(&inside)),
        golden("custody-photographed", "The outside was photographed; now both may sign the slip.", on(&photographed)),
        golden("custody-open", "The appliance is in the workshop, a loaner stands in its place.", on(&both)),
        golden("custody-late", "The promised day is over.", on(&late)),
        golden("custody-back", "The appliance is back, the loaner is not.", on(&both.does(Command::Custody(back)))),
    ]
}

fn end_goldens(books: &Books) -> Vec<Golden> {
    let sign = |told: &Told| shows(told, &Screen::Sign { visit: name_of(told) });
    let leave = |told: &Told| shows(told, &Screen::Leave { visit: name_of(told) });
    let owed = |told: &Told| shows(told, &Screen::FollowUp);
    let work = visit(books, "12").up_to(Step::Greet).reaches(Milestone::Entered).charges("visit-city", 1).agreed();
    let work = work.after_min(35);
    let ready = work.clone().up_to(Step::Leave);
    let shown = ready.clone().shows(DocumentKind::Confirmation);
    let signed = shown.clone().signs();
    let unsigned = shown.clone().does_not_sign(NoSignature::Refused, "儿子回来再签");
    let after = signed.clone().charges("extra-fridge-deep-clean", 1);
    let done = signed.clone().up_to(Step::FollowUp);
    let left = done.clone().leaves(Outcome::Solved);
    let unhappy = unsigned.clone().up_to(Step::FollowUp).leaves(Outcome::Solved).after_min(26 * 60);
    let tried = unhappy.clone().follows_up("unsigned", FollowUpResult::NotReached);
    vec![
        golden("sign-not-ready", "Something comes before the signature.", sign(&work)),
        golden("sign-ready", "The confirmation can be shown.", sign(&ready)),
        golden("sign-shown", "The customer reads what was done and what it costs.", sign(&shown)),
        golden("sign-signed", "Signed.", sign(&signed)),
        golden("sign-refused", "Not signed, with the true reason.", sign(&unsigned)),
        golden("sign-changed-after", "Something was added after the customer signed.", sign(&after)),
        golden("leave-open", "The last checks before going.", leave(&signed)),
        golden("leave-ready", "Everything is done: solved may be said.", leave(&done)),
        golden("leave-unfinished", "Work is not done: only what is true may be said.", leave(&work)),
        golden("leave-left", "Left; what is owed now.", leave(&left)),
        golden("follow-up-nothing", "Nothing is owed.", ScreenModel::FollowUp(follow_up_model(Vec::new(), arrived()))),
        golden("follow-up-owed", "What is owed after an ordinary visit.", owed(&left)),
        golden("follow-up-overdue", "Nobody called within a day.", owed(&unhappy)),
        golden("follow-up-tried", "Somebody tried and reached nobody.", owed(&tried)),
    ]
}

fn incident_goldens(books: &Books) -> Vec<Golden> {
    let on = |told: &Told| shows(told, &Screen::Incident { visit: name_of(told) });
    let inside = visit(books, "12").up_to(Step::Diagnose);
    let minor = visit(books, "12").up_to(Step::Greet).opens("minor-alone");
    let told = minor.clone().tells(Party::Centre);
    vec![
        golden("incident-list", "What may come between: safety is one press away.", on(&inside)),
        golden(
            "incident-power-cut",
            "The power fails: the clocks stand still.",
            on(&inside.clone().opens("power-cut")),
        ),
        golden(
            "incident-threatened",
            "Somebody threatens: away from danger, the centre knows.",
            on(&inside.opens("threatened")),
        ),
        golden("incident-minor-alone", "Only a minor is at home: an adult is called first.", on(&minor)),
        golden("incident-minor-alone-told", "The centre was told.", on(&told)),
    ]
}

/// The day's id of a told visit.
pub(crate) fn day_of(told: &Told) -> DayId {
    DayId::of(doorstep_domain::time::china_day(told.now.wall_ms).unwrap(), &told.job.engineer).unwrap()
}
