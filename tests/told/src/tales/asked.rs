//! What is asked of each kind of work: every check that serves a number is asked on
//! some visit, holds up what comes after it, and is missed when it is gone.

use doorstep_domain::arrival::Milestone;
use doorstep_domain::book::Books;
use doorstep_domain::event::Outcome;
use doorstep_domain::job::ServiceKind;
use doorstep_domain::visit::Step;

use crate::tale::told;
use crate::{Told, job, visit, visit_for};

/// The visit for this job, as another kind of service.
fn as_service(books: &Books, number: &str, service: ServiceKind) -> Told {
    let mut job = job(books, number);
    job.service = service;
    visit_for(books, job, None)
}

/// Everything up to the cleaning, with nothing but the visit charged.
fn worked(told: Told) -> Told {
    let row = if told.opening().service == ServiceKind::Installation { "extra-upstairs-carry" } else { "visit-city" };
    told.charges(row, 1).agreed().up_to(Step::Clean)
}

told! {
    r84_gas_and_water_are_made_sure_of_first: "Safety of gas, flue, earth and water comes before anything else is tested."
    [R78 R84 R209 R219] |books| {
        let gas = visit(books, "08").will("heater-kind", "natural-gas").up_to(Step::Quote).answers(&["heater-water-pressure"]);
        let told = gas.asks(&["heater-kind", "heater-earth", "heater-gas-tight", "heater-flue", "heater-gas-pressure-natural", "heater-water-pressure"]);
        visit(books, "08").will("heater-kind", "lpg").up_to(Step::Quote).asks(&["heater-gas-pressure-lpg"]);
        visit(books, "08").will("heater-kind", "electric").up_to(Step::Quote).asks(&["heater-element"]);
        told
    };

    r78_each_refrigerant_has_its_own_pressure: "The right measurement for the refrigerant that is really in it."
    [R78] |books| {
        visit(books, "15").will("ac-refrigerant", "r22").up_to(Step::Quote).asks(&["ac-suction-r22"]);
        visit(books, "15").will("ac-refrigerant", "r410a").up_to(Step::Quote).asks(&["ac-suction-r410a"]);
        visit(books, "15").will("ac-refrigerant", "r32").up_to(Step::Quote).asks(&["ac-suction-r32"])
    };

    r131_an_air_conditioner_is_tested_through: "Vacuum, hold, leak, drain, air: nothing of an installation is left untested."
    [R37 R72 R108 R131 R209 R220] |books| {
        let told = visit(books, "03").charges("install-ac-wall", 1).agreed().answers(&["ac-leak-wait"]).up_to(Step::Clean);
        told.asks(&["height-gear-packed", "wall-bearing", "powered-off", "nearby-covered", "outdoor-unit-fixed", "ac-vacuum", "ac-vacuum-hold", "ac-leak-test", "ac-leak-wait", "ac-drain-tested", "ac-air-difference", "insulation"])
    };

    r131_a_water_heater_is_tested_through: "Hung, tight, warm, and no carbon monoxide."
    [R37 R108 R131 R209 R220] |books| {
        let told = as_service(books, "08", ServiceKind::Installation).will("heater-kind", "natural-gas").up_to(Step::Prepare);
        let told = worked(told.answers(&["gas-tools-packed"])).answers(&["heater-outlet"]);
        told.asks(&["gas-tools-packed", "hood-wall", "heater-hung", "heater-water-tight", "heater-warm-up", "heater-outlet", "heater-co", "insulation"])
    };

    r131_a_hood_a_washer_and_a_fridge_are_tested_through: "Fixed, sealed, level, running: each appliance in its own way."
    [R108 R131 R209 R220] |books| {
        let hood = visit(books, "21").charges("install-hood-range", 1).agreed().up_to(Step::Clean).answers(&["hood-run"]);
        hood.asks(&["hood-wall", "hood-fixed", "hood-height", "hood-duct-sealed", "hood-suction", "hood-run"]);
        worked(as_service(books, "02", ServiceKind::Installation)).asks(&["placed-right", "washer-level"]);
        worked(visit(books, "12")).answers(&["fridge-start-watched"]).asks(&["fridge-start-watched", "powered-off"])
    };

    r108_software_is_backed_up_and_trained: "Software jobs are done by the documents, with training."
    [R92 R93 R108 R144 R147] |books| {
        let told = visit(books, "09").charges("software-firmware-washer", 1).agreed().will("payment-kind", "online").up_to(Step::Leave);
        told.asks(&["software-backup", "software-trained", "receipt-kind"])
    };

    r16a_design_and_advice_are_services_of_their_own: "Service kinds each have their own flow: design, advice, exchange."
    [R16a R22 R207 R222] |books| {
        as_service(books, "03", ServiceKind::Advice).up_to(Step::Quote).asks(&["advice-given"]);
        visit(books, "18").up_to(Step::Repair).asks(&["exchange-conditions", "exchange-settled"]);
        as_service(books, "03", ServiceKind::Design).up_to(Step::Quote).asks(&["design-wishes", "design-photo"])
    };

    r67_consent_is_asked_before_it_is_opened: "The customer's consent comes before the appliance is opened; the plate and the fault are photographed."
    [R31 R67 R75 R107] |books| {
        worked(visit(books, "12")).asks(&["consent-to-open", "nameplate-photo", "fault-photo", "after-photo"])
    };

    r77_an_unclear_cause_and_a_wrong_use: "An unclear cause goes to the technical desk; wrong use is explained without blame; both are fed back."
    [R77 R80 R83 R85 R132] |books| {
        visit(books, "12").will("cause-class", "use").up_to(Step::Quote).asks(&["no-fault-explained"]);
        let told = visit(books, "12").will("cause-class", "not-clear").charges("visit-city", 1).agreed().to_the_end();
        told.answers(&["fault-fed-back"]).asks(&["technical-desk-called", "work-plan", "fault-fed-back"])
    };

    r105_papers_say_price_warranty_and_time: "The quote says price, warranty and time; the report is handed over; nothing is pressed on anybody."
    [R87 R90 R99 R100 R101 R105 R106 R122 R141 R153] |books| {
        let told = worked(visit(books, "12")).answers(&["care-offered", "whole-home-check"]).shows_confirmation().signs().up_to(Step::FollowUp);
        let told = told.asks(&["schedule-shown", "quote-explained", "report-handed", "care-offered", "whole-home-check"]);
        visit(books, "02").charges("visit-city", 1).agreed().up_to(Step::Clean).answers(&["water-quality"]).asks(&["water-quality"]);
        visit(books, "12").up_to(Step::Greet).up_to(Step::Diagnose).answers(&["visit-explained"]).asks(&["visit-explained"]);
        told
    };

    r158_what_was_found_done_and_taken_out_is_kept: "Measures, materials and parts are recorded; the customer's opinion is theirs to write."
    [R118 R150 R152 R153 R158 R199] |books| {
        let told = worked(visit(books, "12")).up_to(Step::Leave).answers(&["customer-opinion", "recycling-explained"]);
        told.asks(&["cause-found", "remedy-done", "old-part-photo", "after-photo", "record-sheet", "customer-opinion", "recycling-explained"])
    };

    r127_a_take_away_is_explained_and_its_loaner_loaded: "The real reason for the workshop is said; loaner, slip and return time are settled."
    [R28 R85 R109 R125 R126 R127 R128 R129 R130] |books| {
        let told = visit(books, "13").will("repair-place", "may-leave").will("work-plan", "take-away").charges("visit-city", 1).agreed().up_to(Step::Leave);
        told.asks(&["repair-place", "loaner-loaded", "work-plan", "take-away-explained", "take-away-slip", "loaner-decided"])
    };

    r44_the_way_is_told_as_it_was: "When one left, when one arrived, whether the customer was called: as it really was."
    [R44 R46 R47 R56 R58 R60] |books| {
        let told = visit(books, "12").up_to(Step::Travel).answers(&["left-in-time"]).at("12:20").reaches(Milestone::Arrived);
        let told = told.will("arrival", "late-15-or-more").answers(&["arrival", "late-called"]).up_to(Step::Diagnose);
        told.asks(&["left-in-time", "arrival", "late-called", "late-apology"])
    };

    r61_nobody_opened_and_what_was_done: "Who opened, whether the customer was phoned, the note at the door: asked one by one."
    [R35 R53 R61] |books| {
        let told = visit(books, "11").will("door-opened-by", "nobody").up_to(Step::Greet);
        told.asks(&["door-opened-by", "no-access-phoned", "no-access-note"]).leaves(Outcome::NoAccess)
    };

    r69_both_covers_are_asked_for: "Both covers are worn in principle; covers put on outside are wiped."
    [R69] |books| visit(books, "12").up_to(Step::Diagnose).asks(&["shoe-cover-first", "shoe-cover-second"]);

    r146_an_elderly_customer_gets_time: "Elderly customers: prepared for, spoken to slowly, shown twice, offered a seasonal check."
    [R73 R144 R146 R172] |books| {
        let told = visit(books, "19").up_to(Step::Prepare).answers(&["elderly-prepared"]).up_to(Step::Greet);
        let told = told.up_to(Step::Diagnose).answers(&["elderly-pace"]);
        let told = worked(told).answers(&["seasonal-check-offered"]).up_to(Step::Leave);
        told.asks(&["elderly-prepared", "elderly-pace", "use-taught", "use-taught-again", "seasonal-check-offered"])
    };

    r24_a_return_visit_brings_the_part_and_asks_again: "The part of the first visit is packed; the same fault twice is named."
    [R24 R105 R132 R201] |books| {
        let told = crate::tales::second::second(books).answers(&["parts-taken"]).up_to(Step::Quote);
        told.asks(&["parts-taken", "returning-part-packed", "returning-same-fault"])
    };

    r14_a_changed_time_is_asked_for: "Time, address and jobs in hand are compared before anybody goes."
    [R14 R25 R26 R30] |books| visit(books, "12").up_to(Step::Prepare).asks(&["time-fits"]);
}
