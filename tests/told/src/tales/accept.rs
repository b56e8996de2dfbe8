//! Accepting, advising, contacting and preparing (R11–R43).

use doorstep_domain::appointment::clashes;
use doorstep_domain::arrival::Stop;
use doorstep_domain::call::{CallReason, CallResult, Party};
use doorstep_domain::event::{Outcome, Signer, TicketField};
use doorstep_domain::follow_up::OwedState;
use doorstep_domain::visit::{Command, Step};

use crate::tale::told;
use crate::{Told, answer, job, visit};

fn call(check: &str) -> Command {
    answer(check, doorstep_domain::event::Answer::Called(CallResult::Reached))
}

told! {
    r19_every_field_of_the_ticket_is_checked: "On receipt every field of the ticket is checked; what is wrong is corrected and kept."
    [R18 R19 R31] |books| {
        let told = visit(books, "07").will("ticket-complete", "gaps-found").up_to(Step::Prepare).answers(&["gaps-noted"]);
        let told = told.asks_field(TicketField::Phone, Party::Dispatcher, "199-0000-0799");
        assert_eq!(told.visit.confirmed[&TicketField::Phone].0, Party::Dispatcher);
        assert!(told.visit.story.iter().all(|entry| entry.at.is_some()), "every stage has its time");
        told.asks(&["ticket-complete", "gaps-noted"]).leaves(Outcome::Interrupted).office_finds(&["finding/not-solved"])
    };

    r20_the_dispatcher_is_asked_before_the_customer: "Gaps are verified with the dispatcher first; only if that fails, with the customer."
    [R20] |books| {
        let told = visit(books, "07").chooses("ticket-complete", "gaps-found");
        told.refuses(call("gaps-customer-asked"), "check/not-asked");
        let told = told.does(call("gaps-dispatcher-asked")).chooses("gaps-filled", "ask-customer");
        let told = told.does(call("gaps-customer-asked")).up_to(Step::Prepare);
        told.asks(&["gaps-dispatcher-asked", "gaps-filled", "gaps-customer-asked"])
    };

    r21_likely_causes_are_looked_up_and_parts_brought: "From the symptom follow likely causes, remedies and the parts to bring."
    [R21 R83] |books| {
        let told = visit(books, "11");
        told.up_to(Step::Prepare).answers(&["causes-looked-up", "parts-taken"]).asks(&["causes-looked-up", "parts-taken"])
    };

    r22_an_advised_customer_is_called_back_after_two_hours: "Misuse is advised by phone instead of visited, and every advised customer is called back."
    [R11 R22] |books| {
        let told = visit(books, "17").will("phone-advice", "accepted").up_to(Step::Travel).asks(&["phone-advice"]);
        told.refuses(Command::Leave { outcome: Outcome::Advised }, "visit/not-advised");
        let told = told.does(Command::Advise { article: None, is_accepted: true }).leaves(Outcome::Advised);
        let owed = told.owes("advised-2h");
        assert_eq!((owed.due_at_ms, owed.state), (Some(told.now.wall_ms + 120 * 60_000), OwedState::Open));
        told.office_finds(&["finding/not-solved"])
    };

    r11_what_is_left_to_observe_is_called_back_in_half_an_hour: "Things left to observe get a call back within 30 minutes."
    [R11] |books| {
        let told = visit(books, "17").will("phone-advice", "observing").up_to(Step::Travel).asks(&["phone-advice"]);
        assert_eq!(told.owes("observe-30min").due_at_ms, Some(told.now.wall_ms + 30 * 60_000));
        told
    };

    r23_who_does_not_accept_advice_is_visited: "If the customer does not accept phone advice, the visit takes place anyway."
    [R23] |books| {
        let told = visit(books, "17").will("phone-advice", "not-accepted").up_to(Step::Travel).asks(&["phone-advice"]);
        let told = told.does(Command::Advise { article: None, is_accepted: false });
        told.refuses(Command::Leave { outcome: Outcome::Advised }, "visit/not-advised");
        told.owes_no("advised-2h").up_to(Step::Greet)
    };

    r24_a_missing_part_is_requested_at_once: "If a needed part may be missing, it is drawn or requested at once."
    [R24] |books| {
        let told = visit(books, "04").chooses("parts-taken", "requested").up_to(Step::Prepare);
        told.asks(&["parts-taken", "part-requested"])
    };

    r25_a_clash_is_seen_and_moved_with_consent: "Address, wanted time and jobs in hand are compared; a clash is moved with the customer's consent."
    [R14 R25 R30] |books| {
        let stops = ["04", "20"].map(|number| Stop::planned(&job(books, number), &books.sla));
        assert!(!clashes(&stops, &books.sla).is_empty(), "the two windows cannot both be kept");
        let told = visit(books, "20").will("time-fits", "moved-with-consent").up_to(Step::Prepare).asks(&["time-fits"]);
        let told = told.calls(Party::Customer, CallReason::Reschedule, CallResult::Reached).moves_to(600, 660, "jobs-clash");
        assert!(told.visit.appointment.moved.as_ref().is_some_and(|moved| moved.consent == Signer::Customer));
        told.leaves(Outcome::Rebooked).office_finds(&["finding/not-solved"])
    };

    r26_without_consent_the_job_is_handed_over: "If the customer does not consent, the job goes to someone else or to the centre's clerk."
    [R26] |books| {
        let told = visit(books, "20").will("time-fits", "handed-over").up_to(Step::Prepare).asks(&["time-fits", "time-centre-told"]);
        told.refuses(Command::Leave { outcome: Outcome::HandedOver }, "visit/not-handed-over");
        told.refuses(Told::hand_over(Party::Neighbour, "jobs-clash"), "appointment/not-to-them");
        let told = told.does(Told::hand_over(Party::Dispatcher, "jobs-clash")).leaves(Outcome::HandedOver);
        told.office_finds(&["finding/not-solved"])
    };

    r27_a_fault_never_repaired_before_is_asked_about: "A fault never repaired before is read up, asked about, or taken to the centre before going."
    [R27] |books| {
        let told = visit(books, "12").will("fault-known", "asked-centre").up_to(Step::Prepare);
        told.asks(&["fault-known", "competence-centre-called"])
    };

    r28_what_may_leave_the_home_brings_its_loaner: "If the appliance may have to leave, the loaner comes on the first trip."
    [R28] |books| {
        let told = visit(books, "13").will("repair-place", "may-leave").up_to(Step::Prepare);
        told.asks(&["repair-place", "loaner-loaded"])
    };

    r29_the_customer_is_called_before_the_visit: "After a plan exists, time, address, model and symptom are confirmed by phone."
    [R29 R36] |books| {
        let told = visit(books, "01").calls(Party::Customer, CallReason::Confirm, CallResult::Reached).up_to(Step::Travel);
        let (call, at) = &told.visit.calls[0];
        assert_eq!((call.to, call.result, at.is_some()), (Party::Customer, CallResult::Reached, true));
        told.asks(&["customer-called"])
    };

    r31_what_differs_is_confirmed_again: "If model, address or symptom differ, the confirmed values count and are written down."
    [R31] |books| {
        let told = visit(books, "07").will("customer-called", "details-differ").up_to(Step::Travel);
        let told = told.opens("details-differ").asks_field(TicketField::Model, Party::Customer, "CXW-200").ends("corrected");
        told.asks(&["customer-called", "values-corrected"])
    };

    r32_out_of_warranty_receipts_and_schedule_travel_along: "Out of warranty, receipt, invoice and fee schedule are taken along."
    [R32] |books| {
        visit(books, "02").answers(&["qualified"]).up_to(Step::Prepare).answers(&["charge-papers-packed"]).asks(&["charge-papers-packed"])
    };

    r33_nobody_answers_and_the_centre_knows: "No answer: try again, go to the address, report the interim result to the centre."
    [R33 R35 R36] |books| {
        let told = visit(books, "11").will("customer-called", "no-answer-going").up_to(Step::Contact);
        let told = told.calls(Party::Customer, CallReason::Confirm, CallResult::NoAnswer).after_min(10);
        let told = told.calls(Party::Customer, CallReason::Confirm, CallResult::NoAnswer).up_to(Step::Travel);
        assert_eq!(told.visit.calls.len(), 2, "every try is in the log");
        told.asks(&["customer-called", "no-answer-centre-told"])
    };

    r34_an_angry_customer_is_heard_and_the_centre_told: "Angry and refusing the visit: listen, look for a solution; still refused goes to the centre."
    [R34] |books| {
        let told = visit(books, "01").opens("angry-on-phone");
        assert_eq!(told.refuses(told.end("still-refuses", None), "incident/not-told"), "the incident angry-on-phone ends like this after a call to Centre");
        told.tells(Party::Centre).ends("still-refuses")
    };

    r37_the_kit_is_checked_against_the_list: "Bag, mat cloth, spare covers and the five ones are checked before leaving; appearance every day."
    [R37 R38 R39 R40 R41 R42 R43] |books| {
        let told = visit(books, "01").up_to(Step::Prepare).answers(&["appearance-daily", "kit-clean", "ticket-read-again"]);
        told.refuses(answer("customer-called", doorstep_domain::event::Answer::Chosen("confirmed".parse().unwrap())), "check/step-not-open");
        let told = told.up_to(Step::Contact);
        told.asks(&["kit-complete", "mat-packed", "spare-shoe-covers", "kit-clean", "appearance-daily", "ticket-read-again"])
    };

    r16_an_order_knows_its_kind_and_its_result: "Each order has a kind of service, a state and a result; one owner follows it to the end."
    [R16 R16a R16b] |books| {
        let told = visit(books, "18").up_to(Step::Quote);
        assert_eq!(told.opening().service.key(), "exchange");
        assert!(told.visit.outcome.is_none());
        let told = told.asks(&["exchange-conditions"]).leaves(Outcome::FurtherWork);
        assert_eq!(told.visit.outcome, Some(Outcome::FurtherWork));
        told.office_finds(&["finding/not-solved"])
    };

    r17_the_appliance_is_known_by_its_plate_not_by_a_card: "Warranty cards get lost: the plate of the appliance is photographed."
    [R17] |books| visit(books, "01").up_to(Step::Quote).asks(&["nameplate-photo"]);
}
