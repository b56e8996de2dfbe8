//! Take-away, test run, cleaning, teaching, signing, leaving, what is owed, the day
//! (R125–R173, R199, R201).

use doorstep_domain::book::{DayPart, Language};
use doorstep_domain::custody::{CustodyCommand, CustodyEnd, CustodyKind, open_items};
use doorstep_domain::event::{Answer, DocumentKind, Event, NoSignature, OldPart, Outcome};
use doorstep_domain::follow_up::{FollowUpCommand, FollowUpResult, OwedState, is_overdue, needs_visit};
use doorstep_domain::id::Hash;
use doorstep_domain::terms::Earlier;
use doorstep_domain::visit::{Command, Step};

use crate::tale::told;
use crate::{Told, answer, fit, visit, visit_for};

/// Job 12 repaired for an agreed price.
fn repaired(books: &doorstep_domain::book::Books) -> Told {
    visit(books, "12").charges("visit-city", 1).charges("labour-fridge-minor", 1).agreed()
}

/// Job 13 with the refrigerator about to leave the home.
fn leaving_home(books: &doorstep_domain::book::Books) -> Told {
    visit(books, "13")
        .will("work-plan", "take-away")
        .will("repair-place", "may-leave")
        .charges("visit-city", 1)
        .agreed()
}

const THREE_DAYS_MIN: i64 = 3 * 24 * 60;

told! {
    r125_the_outside_is_recorded_before_it_leaves: "Inspect the outside before it leaves and record its state; both sign a slip."
    [R125 R126 R128] |books| {
        let mut told = leaving_home(books);
        let early = told.custody(CustodyKind::Appliance, Some("BCD-1"), THREE_DAYS_MIN);
        told.refuses(early, "custody/not-photographed");
        let told = told.takes_custody(CustodyKind::Appliance, Some("BCD-1"), THREE_DAYS_MIN);
        let item = open_items(&told.visit)[0].clone();
        assert_eq!((item.kind, item.due_ms), (CustodyKind::Appliance, told.now.wall_ms + THREE_DAYS_MIN * 60_000));
        let slip = told.texts.values().any(|text| text.contains("BCD-1"));
        assert!(slip, "the slip names the piece");
        let told = told.up_to(Step::Leave).asks(&["take-away-slip"]);
        told.owes("custody-open");
        told
    };

    r127_a_loaner_is_lent_and_tracked: "Provide a loaner; track its serial, condition, place and due time."
    [R127 R128 R129] |books| {
        let mut told = leaving_home(books).takes_custody(CustodyKind::Appliance, Some("BCD-1"), THREE_DAYS_MIN);
        told = told.does(Command::Custody(CustodyCommand::Photograph { photo: Hash::of(b"loaner") }));
        let nameless = told.custody(CustodyKind::Loaner, None, THREE_DAYS_MIN);
        told.refuses(nameless, "custody/needs-serial");
        let told = told.opens_custody(CustodyKind::Loaner, Some("ZZ-BX-07"), THREE_DAYS_MIN);
        assert_eq!(open_items(&told.visit).len(), 2);
        let told = told.up_to(Step::Leave).asks(&["loaner-decided"]);
        told.shows_confirmation().signs().leaves(Outcome::FurtherWork)
    };

    r128_what_left_the_home_is_not_solved: "A visit with the customer's appliance in custody is never called solved; it closes when it is back."
    [R128 R129] |books| {
        let told = leaving_home(books).takes_custody(CustodyKind::Appliance, Some("BCD-1"), THREE_DAYS_MIN);
        let told = told.shows_confirmation().signs().up_to(Step::FollowUp);
        told.refuses(Command::Leave { outcome: Outcome::Solved }, "visit/custody-open");
        let told = told.leaves(Outcome::FurtherWork);
        let earlier = Earlier {
            visit: told.job.visit.clone(),
            relied: Hash::of(b"last"),
            quote: None,
            missing: Vec::new(),
            fitted: Vec::new(),
            labour: Vec::new(),
            left_ms: None,
            custody: open_items(&told.visit),
        };
        let mut second = told.job.clone();
        second.visit = "FW-20261123-0013-2".parse().unwrap();
        let back = visit_for(books, second, Some(earlier));
        let close = |number| Command::Custody(CustodyCommand::Close { from: told.job.visit.clone(), number, end: CustodyEnd::Returned, note: None });
        back.refuses(close(9), "custody/no-such-thing");
        let back = back.does(close(1));
        assert!(open_items(&back.visit).is_empty());
        back.refuses(close(1), "custody/no-such-thing");
        told
    };

    r131_the_test_run_proves_the_repair: "Prove the repaired product works and has no other fault, in front of the customer."
    [R131 R134] |books| {
        let told = repaired(books);
        told.refuses(answer("demonstration", Answer::Chosen("accepted".parse().unwrap())), "check/out-of-order");
        let told = told.up_to(Step::Clean).asks(&["test-run", "demonstration", "after-photo"]);
        visit(books, "08").charges("visit-city", 1).agreed().up_to(Step::Clean).asks(&["heater-water-tight", "heater-warm-up"]);
        visit(books, "07").charges("visit-city", 1).agreed().up_to(Step::Clean).asks(&["hood-suction"]);
        visit(books, "03").charges("install-ac-wall", 1).agreed().up_to(Step::Clean).asks(&["ac-vacuum", "ac-vacuum-hold", "ac-leak-test", "ac-drain-tested", "ac-air-difference"]);
        told
    };

    r131_a_wait_is_really_waited: "What needs time gets its time: a warm-up is not ticked off."
    [R131] |books| {
        let told = visit(books, "08").charges("visit-city", 1).agreed().answers(&["powered-off", "parts-on-mat", "by-the-manual", "insulation", "heater-water-tight"]);
        let waited = |ms| answer("heater-warm-up", Answer::Timed(ms));
        told.refuses(waited(600_000), "check/timer-not-started");
        let told = told.does(Command::StartTimer { check: "heater-warm-up".parse().unwrap() }).after_s(5);
        told.refuses(waited(600_000), "check/too-early");
        told.up_to(Step::Clean).asks(&["heater-warm-up"])
    };

    r132_not_fixed_is_repaired_again_or_taken_away: "Not fixed: repair again or take it away."
    [R132] |books| {
        let told = repaired(books).will("test-run", "not-fixed").up_to(Step::Clean).asks(&["test-run"]);
        let signed = told.clone().shows_confirmation().signs().up_to(Step::FollowUp);
        signed.refuses(Command::Leave { outcome: Outcome::Solved }, "visit/not-solved");
        told.up_to(Step::Leave).leaves(Outcome::FurtherWork).office_finds(&["finding/not-solved"])
    };

    r133_no_time_for_a_test_run_means_a_call_in_two_hours: "No time for the test run: mandatory call back after 2 hours."
    [R133] |books| {
        let told = repaired(books).will("test-run", "no-time").to_the_end().asks(&["test-run", "call-back"]);
        let owed = told.owes("no-test-run-2h");
        assert_eq!(owed.state, OwedState::Open);
        assert_eq!(is_overdue(&owed, &told.now), Some(false));
        assert_eq!(is_overdue(&owed, &told.clone().after_min(121).now), Some(true));
        let told = told.after_min(100).follows_up("no-test-run-2h", FollowUpResult::NotReached);
        assert!(matches!(told.owes("no-test-run-2h").state, OwedState::Tried(1)), "nobody answered: it stays owed");
        told.follows_up("no-test-run-2h", FollowUpResult::Satisfied)
    };

    r135_the_whole_home_is_asked_after: "One-stop check: ask after the brand's other appliances; wishes are tracked to closure."
    [R135 R136] |books| {
        let told = visit(books, "02").charges("visit-city", 1).agreed().up_to(Step::Clean).will("whole-home-check", "wish-noted");
        let told = told.answers(&["whole-home-check", "other-appliances", "water-quality"]);
        assert_eq!(told.owes("wish-tracked").owner.key(), "outlet");
        told.asks(&["whole-home-check", "other-appliances", "water-quality"])
    };

    r137_the_place_is_left_clean: "Put the product back, clean it and the floor, take waste away, basic cleaning free."
    [R137 R138 R141 R142 R143] |books| {
        let told = repaired(books).up_to(Step::Clean);
        told.refuses(answer("site-self-check", Answer::Confirmed), "check/out-of-order");
        let told = told.up_to(Step::Leave).asks(&["back-in-place", "wiped-clean", "basic-cleaning"]);
        visit(books, "21").charges("install-hood-range", 1).agreed().up_to(Step::Leave).asks(&["waste-taken"]);
        told
    };

    r139_the_self_check_comes_before_the_signature: "Before asking for the signature: self-check of product, site and toolbox."
    [R139] |books| {
        let told = repaired(books).up_to(Step::Clean);
        let early = Command::Present { kind: DocumentKind::Confirmation, document: Hash::of(b"x"), total: crate::yuan("90.00") };
        told.refuses(early, "sign/step-not-done");
        told.refuses(answer("disclosures", Answer::Confirmed), "check/out-of-order");
        told.up_to(Step::Leave).asks(&["site-self-check"])
    };

    r144_use_and_care_are_taught: "Teach basic use and care; explain until it is clear; app pairing after an installation; recycling."
    [R144 R145 R147 R148] |books| {
        let told = repaired(books).up_to(Step::Clean).answers(&["recycling-explained"]).up_to(Step::Leave).asks(&["use-taught", "recycling-explained"]);
        visit(books, "21").charges("install-hood-range", 1).agreed().up_to(Step::Leave).asks(&["app-paired"]);
        told
    };

    r146_the_elderly_are_shown_twice: "Elderly customers: repeat the demonstration; offer seasonal check-ups."
    [R146] |books| {
        let told = visit(books, "19").charges("visit-city", 1).agreed().up_to(Step::Clean).answers(&["seasonal-check-offered"]).up_to(Step::Leave);
        let plain = repaired(books);
        plain.refuses(answer("use-taught-again", Answer::Confirmed), "check/not-asked");
        told.asks(&["use-taught", "use-taught-again", "seasonal-check-offered"])
    };

    r149_record_sheet_rating_and_signature: "Fill the record sheet; the customer rates and signs; measures, materials and parts stand in it."
    [R149 R153 R157 R158] |books| {
        let told = visit(books, "12").charges("labour-fridge-minor", 1).charges_part("BX-MF-215", 1).agreed();
        let told = told.does(fit("BX-MF-215", 1, None, OldPart::Returned)).shows_confirmation();
        let text = told.paper(DocumentKind::Confirmation, Language::English).text;
        assert!(text.contains("Total") && told.visit.fitted.len() == 1, "{text}");
        let told = told.signs();
        assert!(told.visit.acceptance.as_ref().is_some_and(|acceptance| acceptance.result.is_ok()));
        told.asks(&["record-sheet", "disclosures", "rating-repair", "rating-attitude", "remedy-done"])
    };

    r150_what_the_workshop_completes_is_said_and_sent: "Cause and remedy may be completed at the workshop only in the customer's sight, and the sheet is sent."
    [R150] |books| {
        let told = leaving_home(books).takes_custody(CustodyKind::Appliance, Some("BCD-1"), THREE_DAYS_MIN);
        let told = told.will("record-sheet", "workshop-completes").up_to(Step::Leave).asks(&["record-sheet"]);
        assert_eq!(told.owes("workshop-sheet").owner.key(), "engineer");
        let told = told.shows_confirmation().signs().up_to(Step::FollowUp).leaves(Outcome::FurtherWork).settles_the_rest();
        told.asks(&["completed-sheet-sent"]).follows_up("workshop-sheet", FollowUpResult::Done)
    };

    r151_nobody_is_forced_to_sign: "Never force a signature or an opinion: refusing is a result, and the rating may be left out."
    [R151] |books| {
        let waive = |check: &str| Command::Waive { check: check.parse().unwrap(), reason: "customer-declined".parse().unwrap(), note: None };
        let told = repaired(books).up_to(Step::Clean).answers(&["back-in-place", "wiped-clean", "basic-cleaning", "damage", "conduct-kept", "use-taught", "site-self-check", "record-sheet", "disclosures"]);
        let told = told.does(waive("rating-repair")).does(waive("rating-attitude")).shows_confirmation();
        let told = told.does_not_sign(NoSignature::Refused, "想等儿子回来再签").up_to(Step::FollowUp).leaves(Outcome::Solved);
        told.owes("unsigned");
        told.asks(&["disclosures"]).office_finds(&["finding/waived", "finding/waived", "finding/not-signed"])
    };

    r152_the_dissatisfied_are_followed_until_satisfied: "Dissatisfied: follow up until satisfied; not satisfied at call-back means another visit."
    [R152 R167] |books| {
        let told = repaired(books).will("rating-repair", "dissatisfied").to_the_end().asks(&["rating-repair", "dissatisfied-followed"]);
        told.owes("dissatisfied");
        let told = told.follows_up("dissatisfied", FollowUpResult::NotSatisfied);
        assert!(needs_visit(&told.owed()), "another visit is needed");
        told
    };

    r155_the_report_says_what_was_done_and_how_long_it_holds: "An electronic report and a signed confirmation: what was repaired, parts, warranty end."
    [R155 R156] |books| {
        let told = visit(books, "12").charges("labour-fridge-minor", 1).charges_part("BX-MF-215", 1).agreed();
        let told = told.does(fit("BX-MF-215", 1, None, OldPart::Returned)).to_the_end();
        let texts = [Language::Chinese, Language::English].map(|tongue| told.paper(DocumentKind::Confirmation, tongue).text);
        assert!(texts[0].contains("质保") && texts[1].contains("warrant"), "{texts:?}");
        told.asks(&["report-handed"])
    };

    r156_what_was_signed_is_what_was_shown: "Later problems are handled against the signed text: a change after it is visible."
    [R156] |books| {
        let told = repaired(books).to_the_end();
        assert!(!told.visit.is_changed_after_signing());
        let told = told.takes(Event::PartMissing { part: "BX-MF-215".parse().unwrap(), count: 1 });
        assert!(told.visit.is_changed_after_signing());
        assert!(told.findings().contains(&"finding/changed-after-signing"));
        told
    };

    r159_gift_and_card_with_the_companys_number: "Give the small gift and the card; it carries the company's number, a personal one is declined."
    [R159 R160] |books| {
        let told = repaired(books).shows_confirmation().signs().opens("personal-number-asked").ends("card-given");
        told.answers(&["report-handed", "gift-and-card"]).asks(&["gift-and-card"])
    };

    r161_one_cover_off_a_step_out: "Take off one cover, step out with that foot, take off the other, say goodbye; wiped if taken off inside."
    [R161 R162] |books| {
        let told = repaired(books).shows_confirmation().signs().answers(&["report-handed"]);
        told.refuses(answer("step-out", Answer::Confirmed), "check/out-of-order");
        told.up_to(Step::FollowUp).answers(&["floor-wiped", "goodbye"]).asks(&["cover-off-first", "step-out", "cover-off-second", "floor-wiped", "goodbye"])
    };

    r163_a_repair_without_certainty_is_called_after_three_hours: "Repair without certainty: the technician calls after 3 h."
    [R163] |books| {
        let told = repaired(books).will("test-run", "needs-watching").to_the_end().asks(&["test-run", "call-back"]);
        let owed = told.owes("uncertain-3h");
        assert_eq!(owed.owner.key(), "engineer");
        told.follows_up("uncertain-3h", FollowUpResult::Satisfied)
    };

    r164_every_job_is_called_and_no_call_replaces_another: "24 hours, 72 hours, 7 days and a year are different calls, each with its owner."
    [R164 R165 R166 R172] |books| {
        let told = repaired(books).to_the_end();
        let day = 1_440 * 60_000;
        let due = |rule: &str| told.owes(rule).due_at_ms.unwrap() - told.now.wall_ms;
        let dues = ["after-service-24h", "centre-72h", "care-7d"].map(due);
        assert_eq!(dues, [day, 3 * day, 7 * day]);
        let installed = visit(books, "21").charges("install-hood-range", 1).agreed().to_the_end();
        assert_eq!(installed.owes("maintenance-1y").due_at_ms, Some(installed.now.wall_ms + 365 * day));
        let told = told.follows_up("after-service-24h", FollowUpResult::Satisfied);
        assert_eq!(told.owes("centre-72h").state, OwedState::Open);
        let again = FollowUpCommand { follow_up: "after-service-24h".parse().unwrap(), result: FollowUpResult::Done, note: None };
        told.refuses(Command::FollowUp(again), "follow-up/done-already");
        told
    };

    r168_the_days_papers_go_in_the_same_day: "The supervision card goes to the outlet clerk the same day; mismatches are shown to the engineer first."
    [R168 R169] |books| {
        let told = repaired(books).to_the_end().asks(&["same-day-report"]);
        let at_end: Vec<&str> = books.standard.day_checks.iter().filter(|check| check.at == DayPart::End).map(|c| c.id.as_str()).collect();
        assert!(at_end.contains(&"day-cards-handed-in"), "{at_end:?}");
        crate::day::cards_and_visits_are_reconciled(books, &told);
        told
    };

    r173_every_problem_is_recorded_and_fed_back: "Not one missed: each problem is recorded, processed, reviewed and fed back with a responsible person."
    [R173 R173a R173b] |books| {
        let told = repaired(books).to_the_end().answers(&["fault-fed-back"]);
        assert!(told.owed().iter().all(|owed| !owed.owner.key().is_empty()));
        told.asks(&["fault-fed-back"])
    };

    r199_old_parts_go_back: "Old parts go back for recycling and are tracked; the phone shows the van's stock."
    [R199 R201] |books| {
        let told = visit(books, "01").charges("labour-fridge-medium", 1).charges_part("BX-FJ-12", 1).agreed();
        let told = told.does(fit("BX-FJ-12", 1, Some("FJ12-26093177"), OldPart::Returned)).to_the_end();
        crate::day::the_van_knows_its_parts(books, &told);
        told.answers(&["old-parts-handed-in"]).asks(&["old-part-photo", "old-parts-handed-in"])
    };
}
