//! Listening, diagnosing, quoting, working, conduct (R73–R89, R106–R124, R219–R222).

use doorstep_domain::arrival::{self, Milestone};
use doorstep_domain::book::{Language, Then};
use doorstep_domain::call::{CallReason, CallResult, Party};
use doorstep_domain::event::{Answer, DocumentKind, OldPart, Outcome, QuoteAnswer, Rejection, Signer};
use doorstep_domain::id::Hash;
use doorstep_domain::visit::{Command, Step, StepState, step_state};

use crate::tale::told;
use crate::{Told, answer, fit, miss, visit};

fn incident_kinds(told: &Told, wanted: &str) -> bool {
    told.books.standard.incidents.iter().any(|incident| incident.id.as_str() == wanted)
}

/// Job 12 with its quote accepted: a seal is changed on a refrigerator out of warranty.
fn agreed(books: &doorstep_domain::book::Books) -> Told {
    visit(books, "12").charges("visit-city", 1).charges("labour-fridge-minor", 1).agreed()
}

told! {
    r73_one_listens_before_one_looks: "Listen patiently; let an angry customer speak; never argue."
    [R73 R74 R77] |books| {
        let told = visit(books, "01").up_to(Step::Diagnose).opens("angry-at-home");
        let say = books.standard.incident(&"angry-at-home".parse().unwrap()).and_then(|i| i.say.clone());
        assert!(say.is_some() || !books.standard.incident(&"angry-at-home".parse().unwrap()).unwrap().guide.is_empty());
        told.ends("calmed").answers(&["customer-wish"]).asks(&["customer-wish"])
    };

    r75_who_wants_an_exchange_is_heard_and_inspected_first: "Refuses repair and wants return or exchange: find out why, win consent to an inspection; conditions met, the centre says so."
    [R75 R103] |books| {
        let told = visit(books, "18").up_to(Step::Diagnose).opens("wants-exchange");
        told.refuses(told.end("repair-agreed", None), "incident/needs-consent");
        told.refuses(told.end("conditions-met", None), "incident/not-told");
        let told = told.calls(Party::Centre, CallReason::Report, CallResult::Reached).ends("conditions-met");
        told.owes("exchange-decided");
        let told = told.will("exchange-conditions", "special").up_to(Step::Repair);
        told.asks(&["exchange-conditions", "exchange-centre-asked", "exchange-settled"])
    };

    r76_drink_and_cigarettes_are_declined: "Customer urges rest, drink or cigarettes: explain the rules and decline; four don'ts."
    [R76 R114] |books| {
        let told = visit(books, "01").up_to(Step::Quote).opens("hospitality").ends("declined");
        told.charges("visit-city", 1).agreed().up_to(Step::Leave).asks(&["conduct-kept"])
    };

    r77_what_cannot_be_answered_goes_to_head_office: "What cannot be answered is explained patiently and reported for help."
    [R77] |books| {
        let told = visit(books, "01").up_to(Step::Diagnose).opens("cannot-answer");
        told.refuses(told.end("answered-later", None), "incident/not-told");
        let told = told.tells(Party::Centre).ends("answered-later");
        told.owes("question-answered");
        told
    };

    r78_the_cause_is_found_before_the_plan: "Establish the exact cause and the parts to replace before anything is planned."
    [R78 R88] |books| {
        let told = visit(books, "02").up_to(Step::Diagnose);
        told.refuses(answer("work-plan", Answer::Chosen("work-now".parse().unwrap())), "check/out-of-order");
        let told = told.up_to(Step::Quote).charges("labour-washer-minor", 1).up_to(Step::Repair);
        told.asks(&["fault-photo", "cause-class", "cause-found", "cause-told"])
    };

    r78_each_appliance_has_its_own_measurements: "The diagnosis measures what the appliance needs: pressures, temperatures, resistance."
    [R78] |books| {
        let told = visit(books, "04").charges("visit-remote", 1).up_to(Step::Quote).asks(&["ac-refrigerant"]);
        assert!(told.visit.checks.keys().any(|check| check.as_str().starts_with("ac-suction-")));
        visit(books, "08").up_to(Step::Quote).asks(&["heater-kind"]);
        visit(books, "07").up_to(Step::Quote).asks(&["hood-duct", "hood-current"]);
        visit(books, "11").up_to(Step::Diagnose).answers(&["washer-water-pressure"]).asks(&["washer-water-pressure"]);
        visit(books, "01").up_to(Step::Quote).asks(&["fridge-compartment", "freezer-compartment"])
    };

    r80_unsure_means_the_technical_desk_or_the_bench: "Unsure: the technical desk is called, or the product goes to a full bench test."
    [R80 R85] |books| {
        let told = visit(books, "13").will("cause-class", "not-clear").up_to(Step::Quote).asks(&["technical-desk-called"]);
        let told = told.opens("new-problem");
        told.refuses(told.end("to-workshop", Some(Signer::Customer)), "incident/not-told");
        let told = told.calls(Party::Centre, CallReason::Help, CallResult::Reached);
        told.refuses(told.end("to-workshop", None), "incident/needs-consent");
        let told = told.ends("to-workshop");
        assert_eq!(told.visit.incidents.ended_with(&books.standard, Then::TakeAway).count(), 1);
        told
    };

    r81_a_missing_part_leads_to_another_visit: "Part missing: apologise; fetch it now or agree another visit; the confirmation says so."
    [R81] |books| {
        let told = visit(books, "04").will("work-plan", "part-missing").charges("visit-remote", 1);
        let told = told.does(miss("KT-FJ-WDC", 1)).agreed().asks(&["work-plan", "part-ordered-now", "part-missing-agreed"]);
        told.owes("part-on-its-way");
        let told = told.shows_confirmation();
        let texts = [Language::Chinese, Language::English].map(|tongue| told.paper(DocumentKind::Confirmation, tongue).text);
        assert!(texts[0].contains("待到零件") && texts[1].contains("Part still needed"), "{texts:?}");
        told.signs().leaves(Outcome::FurtherWork).office_finds(&["finding/part-missing", "finding/not-solved"])
    };

    r81_a_wrong_part_is_kept_apart: "Part wrong or faulty: it is recorded, fetched now or another visit is agreed."
    [R81] |books| {
        let told = agreed(books).opens("part-wrong");
        let reject = |count| Command::RejectPart { part: "BX-MF-215".parse().unwrap(), count, serial: None, why: Rejection::Wrong };
        told.refuses(reject(0), "part/bad-count");
        let told = told.does(reject(1));
        assert_eq!(told.visit.rejected.len(), 1);
        told.refuses(told.end("fetched", None), "incident/needs-consent");
        told.ends("fetched")
    };

    r82_a_product_that_is_fine_is_explained_honestly: "Product is fine but the customer insists: the standard explanation, a second look or a bench test."
    [R82] |books| {
        let told = visit(books, "12").will("cause-class", "use").up_to(Step::Quote).asks(&["no-fault-explained"]);
        let told = told.opens("product-fine");
        told.refuses(told.end("bench-test", None), "incident/needs-consent");
        told.ends("understood")
    };

    r83_knowledge_helps_the_diagnosis: "Knowledge base and remote expert are the aids of a diagnosis."
    [R83] |books| {
        let has_code = |code: &str| books.knowledge.articles.iter().any(|article| article.codes.iter().any(|one| one == code));
        assert!(has_code("E4"), "the knowledge book knows the display's codes");
        visit(books, "12").up_to(Step::Quote).answers(&["diagnosis-aid"]).asks(&["diagnosis-aid"])
    };

    r84_safety_and_supply_come_before_everything: "Check the safety of the site, then the supply circuit, before anything else is tested."
    [R84 R209] |books| {
        let told = visit(books, "08").up_to(Step::Diagnose);
        told.refuses(answer("supply-voltage", Answer::Measured(220_000)), "check/out-of-order");
        let told = told.up_to(Step::Quote);
        told.asks(&["site-safe", "supply-voltage", "heater-earth"])
    };

    r209_an_unsafe_site_stops_the_work: "Own and customer's safety first: an unsafe site is stopped, the centre called, nothing is repaired."
    [R209] |books| {
        let told = visit(books, "08").will("site-safe", "unsafe").will("work-plan", "site-not-ready").up_to(Step::Quote).asks(&["unsafe-stopped", "unsafe-centre-called"]);
        let told = told.opens("gas-smell");
        told.refuses(told.end("left-outside", None), "incident/not-told");
        let told = told.calls(Party::Centre, CallReason::Safety, CallResult::Reached).ends("left-outside");
        let told = told.leaves(Outcome::Interrupted);
        told.owes("gas-made-safe");
        told
    };

    r79_out_of_warranty_the_fee_is_agreed_before_work: "Out of warranty: say there is a fee, show the schedule, obtain consent before work."
    [R79 R87 R89 R100 R106] |books| {
        let told = visit(books, "12").charges("visit-city", 1).charges("labour-fridge-minor", 1).up_to(Step::Quote);
        told.refuses(answer("powered-off", Answer::Confirmed), "check/step-not-open");
        told.refuses(Command::AnswerQuote { answer: QuoteAnswer::Accepted }, "quote/not-presented");
        let stands = |told: &Told| step_state(&told.visit, told.opening(), books, Step::Repair);
        assert!(matches!(stands(&told), StepState::Closed(_)));
        let told = told.quotes();
        assert!(matches!(stands(&told), StepState::Closed(_)), "shown is not agreed");
        let told = told.hears(QuoteAnswer::Accepted).up_to(Step::Repair);
        assert!(matches!(stands(&told), StepState::Open(_)));
        told.asks(&["schedule-shown", "quote-explained", "card-compared"])
    };

    r108_the_work_follows_the_documents: "Repair strictly by the technical documents; power off first; everything lies on the mat."
    [R108 R110] |books| {
        let told = agreed(books);
        told.refuses(answer("parts-on-mat", Answer::Confirmed), "check/out-of-order");
        told.up_to(Step::Clean).asks(&["powered-off", "parts-on-mat", "by-the-manual"])
    };

    r109_repair_at_home_where_possible: "Fix at home when possible; otherwise explain the real reason and offer a loaner."
    [R85 R109 R130] |books| {
        let told = visit(books, "13").will("work-plan", "take-away").charges("visit-city", 1).agreed();
        told.asks(&["work-plan", "take-away-explained"])
    };

    r111_nothing_is_borrowed_without_asking: "Borrow nothing; if unavoidable, ask first and give it back."
    [R111] |books| {
        let told = visit(books, "01").up_to(Step::Quote).opens("must-borrow");
        told.refuses(told.end("given-back", None), "incident/needs-consent");
        told.ends("given-back").charges("visit-city", 1).agreed().up_to(Step::Leave).asks(&["conduct-kept"])
    };

    r112_things_are_moved_with_consent_and_carried: "Moving the customer's things: tell and get consent first; never drag."
    [R112 R115] |books| {
        let told = visit(books, "01").up_to(Step::Diagnose).asks(&["customer-things"]).opens("must-move-things");
        told.refuses(told.end("moved", None), "incident/needs-consent");
        told.ends("moved").answers(&["site-safe", "appliance-moved"]).asks(&["appliance-moved"])
    };

    r113_a_stool_is_asked_for: "Standing on a stool: ask first, protect with the mat."
    [R113] |books| {
        let told = visit(books, "03").up_to(Step::Diagnose).opens("must-stand-on-stool");
        told.refuses(told.end("with-consent", None), "incident/needs-consent");
        told.ends("own-ladder").answers(&["climbing"]).asks(&["climbing"])
    };

    r116_damage_is_compensated_and_never_hidden: "Damage anything: apologise and compensate; the centre is told; nothing is promised on site."
    [R102 R116 R140] |books| {
        let told = agreed(books).up_to(Step::Clean).will("damage", "damaged").up_to(Step::Leave);
        let told = told.asks(&["damage", "damage-handled", "damage-centre-called"]);
        told.owes("damage-settled");
        told
    };

    r102_compensation_is_never_promised_on_site: "Compensation demand: promise nothing, report to the centre and wait."
    [R102] |books| {
        let told = visit(books, "12").up_to(Step::Quote).opens("compensation-asked");
        told.refuses(told.end("centre-answers", None), "incident/not-told");
        let told = told.tells(Party::Centre).ends("centre-answers");
        told.owes("compensation-answered");
        told
    };

    r117_a_part_that_the_customer_refuses_is_taken_out_again: "Small repair, the customer refuses the part exchange: advise and explain, and do without."
    [R117] |books| {
        let told = visit(books, "12").charges("labour-fridge-minor", 1).charges_part("BX-MF-215", 1).agreed();
        let told = told.does(fit("BX-MF-215", 1, None, OldPart::KeptByCustomer)).opens("part-exchange-refused");
        let out = |count| Command::TakeOutPart { part: "BX-MF-215".parse().unwrap(), count, serial: None };
        told.refuses(out(2), "part/not-fitted");
        let told = told.does(out(1));
        assert!(told.visit.fitted.is_empty());
        told.refuses(told.end("without-part", None), "incident/needs-consent");
        told.ends("without-part")
    };

    r118_the_serial_number_is_shown_to_who_fears_swapped_parts: "Fears swapped parts: the customer may write down the serial number; it stands in the confirmation."
    [R118] |books| {
        let told = visit(books, "01").charges("labour-fridge-medium", 1).charges_part("BX-FJ-12", 1).agreed();
        told.refuses(fit("BX-FJ-12", 1, None, OldPart::Returned), "part/needs-serial");
        let told = told.opens("swap-feared").ends("numbers-noted");
        let told = told.does(fit("BX-FJ-12", 1, Some("FJ12-26093177"), OldPart::Returned)).shows_confirmation();
        assert!(told.paper(DocumentKind::Confirmation, Language::Chinese).text.contains("FJ12-26093177"));
        told.asks(&["old-part-photo"])
    };

    r119_a_meal_comes_in_between: "Meal time arrives: continue with consent, or tidy up and agree when to return; never eat there."
    [R119] |books| {
        let told = agreed(books).opens("meal-time-comes");
        told.refuses(told.end("came-back", None), "incident/needs-consent");
        let told = told.after_min(50);
        assert!(told.visit.incidents.is_interrupted(&books.standard));
        told.ends("came-back")
    };

    r120_another_job_comes_in: "Another job comes in while inside: call the centre with your own phone; it re-assigns."
    [R120] |books| {
        let told = agreed(books).opens("another-job");
        let told = told.calls(Party::Centre, CallReason::Report, CallResult::Reached).calls(Party::Dispatcher, CallReason::Report, CallResult::Reached);
        told.ends("centre-arranges")
    };

    r122_an_ordinary_repair_takes_an_hour_at_most: "Ordinary fault within one hour on site; workshop at most three working days."
    [R122] |books| {
        let told = agreed(books).reaches(Milestone::Entered).after_min(61);
        let over = arrival::on_site(&told.visit, books, &told.now).unwrap();
        assert_eq!(over.is_over, Some(true));
        assert_eq!(books.sla.on_site.workshop_days, 3);
        told
    };

    r123_the_house_rules_are_kept: "Keep house rules, quiet and tidy; no forced selling, no gifts taken."
    [R101 R123] |books| {
        let told = agreed(books).up_to(Step::Clean).answers(&["care-offered"]).up_to(Step::Leave);
        told.asks(&["conduct-kept", "care-offered"])
    };

    r124_only_who_holds_the_certificate_repairs: "Only staff with the certificate for that category, within their grade, may repair it."
    [R124 R213] |books| {
        let told = visit(books, "22").charges("visit-city", 1).up_to(Step::Quote).quotes().hears(QuoteAnswer::Accepted);
        told.refuses(answer("powered-off", Answer::Confirmed), "check/step-not-open");
        let other = told.clone().opens("wants-exchange").tells(Party::Centre).ends("centre-decides");
        other.refuses(answer("powered-off", Answer::Confirmed), "check/step-not-open");
        let told = told.opens("beyond-authority");
        told.refuses(told.end("centre-authorises", None), "incident/not-told");
        let told = told.calls(Party::Centre, CallReason::Help, CallResult::Reached).ends("centre-authorises");
        told.up_to(Step::Repair).does(answer("powered-off", Answer::Confirmed)).asks(&["qualified"])
    };

    r107_filming_is_off_and_asks_for_consent: "Recording needs consent and is off by default; photos only for the job."
    [R107 R207 R208] |books| {
        let told = visit(books, "01").up_to(Step::Diagnose);
        let photo = answer("nameplate-photo", Answer::Photographed(Hash::of(b"plate")));
        let told = told.up_to(Step::Quote).answers(&["whole-visit-recording"]);
        assert_eq!(told.visit.chosen(&"whole-visit-recording".parse().unwrap()).map(|o| o.as_str()), Some("off"));
        assert!(told.attempt(&photo).is_ok() || told.attempt(&photo).is_err_and(|why| why.code() == "check/enough-photos"));
        told.asks(&["recording-consent", "whole-visit-recording"])
    };

    r206_no_personal_data_stands_in_a_journal: "Protect customer data: events name texts by hash and hold no name, address or number."
    [R206 R207] |books| {
        let told = visit(books, "01").charges("visit-city", 1).agreed().to_the_end();
        let story = format!("{:?}", told.visit.story);
        let customer = &told.job.customer;
        for private in [&customer.name, &customer.address, &customer.phones[0], &told.job.symptom] {
            assert!(!story.contains(private.as_str()), "{private} stands in an event");
        }
        assert!(!format!("{:?}{:?}", told.job, customer).contains(&customer.name));
        told.asks(&["recording-consent"])
    };

    r219_the_customer_decides_where_it_stands: "Position is discussed; if it breaks the standard, explain the danger and let the customer decide."
    [R219] |books| {
        let told = visit(books, "03").will("install-position", "customers-choice").up_to(Step::Quote);
        told.asks(&["design-agreed", "install-position", "position-danger"])
    };

    r220_an_installation_checks_wall_and_level: "Outdoor unit fixing strength, washer level, wall bearing."
    [R220] |books| {
        let told = visit(books, "03").charges("install-ac-wall", 1).agreed().up_to(Step::Clean);
        let told = told.asks(&["wall-bearing", "outdoor-unit-fixed", "ac-vacuum-hold"]);
        visit(books, "21").charges("install-hood-range", 1).agreed().up_to(Step::Clean).asks(&["hood-wall", "hood-fixed", "hood-height"]);
        visit(books, "02").charges("visit-city", 1).agreed().up_to(Step::Clean).asks(&["washer-level"]);
        told
    };

    r221_old_for_new_is_credited: "Old-for-new: evaluation at home, credit, recycling in one visit."
    [R221] |books| {
        let told = visit(books, "18").will("old-for-new", "credited").up_to(Step::Diagnose).answers(&["site-safe", "old-for-new"]);
        told.asks(&["old-for-new"])
    };

    r222_design_comes_before_installing: "Design first, then install; dust-free."
    [R222] |books| {
        let told = visit(books, "03").up_to(Step::Diagnose);
        told.refuses(answer("work-plan", Answer::Chosen("work-now".parse().unwrap())), "check/out-of-order");
        told.charges("install-ac-wall", 1).agreed().up_to(Step::Clean).asks(&["design-agreed", "nearby-covered"])
    };

    r106_every_way_out_is_always_open: "No rule ever holds an engineer in a home: leaving, interrupting and calling the centre always work."
    [R106 R121] |books| {
        let told = visit(books, "12");
        assert!(incident_kinds(&told, "threatened"));
        for step in Step::ALL.iter().filter(|step| **step <= Step::Quote) {
            let there = told.clone().up_to(*step);
            assert!(there.attempt(&Command::Leave { outcome: Outcome::Interrupted }).is_ok());
            assert!(there.attempt(&crate::around::open("threatened")).is_ok());
            there.calls(Party::Centre, CallReason::Safety, CallResult::Unreachable);
        }
        told
    };
}
