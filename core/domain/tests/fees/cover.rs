//! The warranty on repairs (R105, R155).

use super::*;

#[test]
fn r105_the_same_work_and_parts_again_are_free_while_the_repairs_warranty_runs() {
    let told = visit_for(job("06"));
    let at = |days: i64| again(told.clone(), None, Some(earlier(Some(NINE.wall_ms - days * DAY_MS))));
    let labour = add("labour-washer-minor", 1, None);
    let free = (zero(), Because::RepairWarranty { would_be: yuan("60.00") });
    assert_eq!(line_of(&at(90), &labour), free, "the ninetieth day still counts");
    assert_eq!(line_of(&at(91), &labour), (yuan("60.00"), Because::Schedule { card: None }));
    assert_eq!(line_of(&at(0), &add("labour-washer-medium", 1, None)).0, yuan("120.00"), "that was not done then");
    assert_eq!(line_of(&at(0), &add("visit-city", 1, None)).0, yuan("30.00"), "only work and parts are warranted");
    let unsure = Told { now: Stamp { uncertainty_ms: None, ..NINE }, ..at(900) };
    assert_eq!(line_of(&unsure, &labour), free, "nobody is charged because a clock is not sure");
    assert_eq!(line_of(&again(told.clone(), None, Some(earlier(None))), &labour), free);
}

#[test]
fn r105_only_as_many_pieces_as_were_fitted_then_are_free() {
    let told = again(visit("06"), None, Some(earlier(Some(NINE.wall_ms))));
    told.refuses(add_part("XY-PS-30", 3), "quote/more-than-covered");
    let told = told.charges_part("XY-PS-30", 2).charges_part("XY-PS-30", 1);
    assert_eq!(told.visit.lines[&1].amount, zero());
    assert_eq!(told.visit.lines[&2].because, Because::Catalogue);
    assert_eq!(told.findings(), Vec::<&str>::new());
    let paper = told.paper(DocumentKind::Quote, Language::Chinese).text;
    assert!(paper.contains("上次维修的质保期内，免费"), "{paper}");
}

#[test]
fn r155_the_confirmation_names_the_last_day_of_each_warranty_if_the_clock_is_sure() {
    let told = visit_for(job("06")).charges("labour-washer-major", 1).charges_part("XY-PS-30", 1).agreed();
    let told = told.does(fit("XY-PS-30", 1, None, OldPart::Returned)).shows_confirmation();
    let days = told.books.parts.part(&"XY-PS-30".parse().unwrap()).unwrap().warranty_days;
    let text = told.paper(DocumentKind::Confirmation, Language::English).text;
    assert!(text.contains("bearings and seal, clutch, 180 days, until 2027-05-22"), "{text}");
    assert!(text.contains(&format!(", {days} days, until ")), "{text}");
    let unsure = Told { now: Stamp { uncertainty_ms: None, ..NINE }, ..told };
    let note = Command::AddNote { note: Hash::of(b"a note") };
    let text = unsure.does(note).paper(DocumentKind::Confirmation, Language::English).text;
    assert!(text.contains("180 days from today") && !text.contains("until"), "{text}");
}
