//! Mistakes of what a standard says beside its checks of a visit: reasons, authority,
//! waiting and calling, days, incidents.

use super::check;
use crate::book::good;

#[test]
fn mistakes_of_reasons_and_authority() {
    let good = good::STANDARD;
    check(
        good,
        "for = [\"late\", \"rebook\"]",
        "for = [\"late\", \"anger\"]",
        &["line 105, column 16: \"anger\" is no purpose of a reason; known: waive, rebook, hand-over, late, reduce"],
    );
    check(good, "for = [\"late\", \"rebook\"]", "for = []", &["line 105, column 7: for needs at least 1"]);
    check(
        good,
        "for = [\"late\", \"rebook\"]",
        "for = [\"late\", \"late\"]",
        &["line 105, column 16: the for late is here for the second time"],
    );
    check(
        good,
        "reasons = [\"customer-declined\"]",
        "reasons = [\"traffic-jam\"]",
        &["line 43, column 12: the reason traffic-jam is not for waive"],
    );
    check(
        good,
        "medium = 2",
        "medium = 0",
        &["line 99, column 10: minor to medium runs backwards: the first must not be above the second"],
    );
    check(
        good,
        "major = 3",
        "major = 1",
        &["line 100, column 9: medium to major runs backwards: the first must not be above the second"],
    );
    check(good, "major = 3\n", "", &["line 97, column 1: missing field `major`"]);
}

#[test]
fn mistakes_of_waiting_and_calling() {
    let good = good::STANDARD;
    check(good, "seconds = 30\n", "", &["line 78, column 1: timer needs the key seconds"]);
    check(good, "seconds = 30", "seconds = 0", &["line 85, column 11: seconds must be at least 1"]);
    check(
        good,
        "to = \"centre\"",
        "to = \"police\"",
        &["line 95, column 6: \"police\" is no to; known: customer, dispatcher, centre, manager, neighbour"],
    );
    check(good, "to = \"centre\"", "", &["line 87, column 1: call needs the key to"]);
    check(good, "seconds = 30", "seconds = 30\nto = \"centre\"", &["line 86, column 6: timer has no key to"]);
    check(good, "elderly = true", "elderly = \"yes\"", &["line 94, column 20: expected a boolean"]);
}

#[test]
fn mistakes_of_days() {
    let good = good::STANDARD;
    check(good, "at = \"start\"", "at = \"noon\"", &["line 109, column 6: \"noon\" is no at; known: start, end"]);
    check(
        good,
        "id = \"appearance\"",
        "id = \"tools\"",
        &["line 116, column 6: the day check tools is here for the second time"],
    );
    check(
        good,
        "kind = \"confirm\"\nweight = \"must\"\ntext = { zh = \"工具齐全\"",
        "kind = \"timer\"\nweight = \"must\"\ntext = { zh = \"工具齐全\"",
        &["line 110, column 8: \"timer\" is no kind; known: confirm, choice, photo, note"],
    );
    check(
        good,
        "photos = [1, 5]",
        "most_chars = 5",
        &["line 115, column 1: photo needs the key photos", "line 124, column 14: photo has no key most_chars"],
    );
    check(
        good,
        "at = \"start\"",
        "at = \"start\"\nstep = \"greet\"",
        &[
            "line 110, column 1: unknown field `step`, expected one of `id`, `at`, `kind`, `weight`, `reasons`, `text`, `hint`, `serves`, `options`, `photos`, `most_chars`",
        ],
    );
}

#[test]
fn mistakes_of_incidents() {
    let good = good::STANDARD;
    check(
        good,
        "id = \"power-cut\"",
        "id = \"late-minor\"",
        &["line 146, column 6: the incident late-minor is here for the second time"],
    );
    check(
        good,
        "\"interruption\"",
        "\"pause\"",
        &["line 147, column 8: \"pause\" is no kind; known: ordinary, interruption, safety"],
    );
    check(
        good,
        "at = [\"greet\", \"diagnose\"]",
        "at = [\"greet\", \"kitchen\"]",
        &[
            "line 148, column 16: \"kitchen\" is no step; known: accept, prepare, contact, travel, doorstep, greet, diagnose, quote, repair, clean, leave, follow-up",
        ],
    );
    check(
        good,
        "[[incident.guide]]\ntext = { zh = \"先道歉\", en = \"Apologise first\" }\n",
        "",
        &["line 126, column 1: guide needs at least 1"],
    );
    check(good, "en = \"Apologise first\"", "en = \" \"", &["line 133, column 27: text must not be empty"]);
    check(
        good,
        "[[incident.outcome]]\nid = \"back\"\ntext = { zh = \"来电了\", en = \"Power is back\" }\nthen = \"go-on\"\n",
        "",
        &["line 145, column 1: outcome needs at least 1"],
    );
    check(
        good,
        "id = \"rebooked\"",
        "id = \"accepted\"",
        &["line 139, column 6: the outcome accepted is here for the second time"],
    );
    check(
        good,
        "then = \"rebook\"",
        "then = \"shout\"",
        &[
            "line 141, column 8: \"shout\" is no then; known: go-on, rebook, hand-over, leave, take-away, authorise, certify, reduce",
        ],
    );
    check(
        good,
        "[\"centre\", \"customer\"]",
        "[\"centre\", \"press\"]",
        &["line 143, column 19: \"press\" is no tell; known: customer, dispatcher, centre, manager, neighbour"],
    );
    check(
        good,
        "[[incident.guide]]\ntext = { zh = \"先离开\"",
        "[[incident.guide]]\nmust = true\ntext = { zh = \"先离开\"",
        &["line 166, column 1: unknown field `must`, expected `text`"],
    );
}

/// Nobody is sent back into danger for money, and the centre hears of it each time.
#[test]
fn a_safety_incident_leads_away_and_is_told() {
    let good = good::STANDARD;
    check(
        good,
        "then = \"leave\"",
        "then = \"reduce\"",
        &["line 170, column 8: a safety incident ends with go-on, hand-over or leave, not with reduce"],
    );
    check(
        good,
        "then = \"leave\"",
        "then = \"rebook\"",
        &["line 170, column 8: a safety incident ends with go-on, hand-over or leave, not with rebook"],
    );
    check(
        good,
        "tell = [\"centre\", \"manager\"]",
        "tell = [\"manager\"]",
        &["line 171, column 8: every end of a safety incident tells the centre"],
    );
    check(
        good,
        "tell = [\"centre\", \"manager\"]",
        "",
        &["line 167, column 1: every end of a safety incident tells the centre"],
    );
}
