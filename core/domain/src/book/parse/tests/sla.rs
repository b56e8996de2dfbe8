//! Mistakes of an SLA policy.

use super::check;
use crate::book::good;

#[test]
fn mistakes_of_promises() {
    let good = good::SLA;
    check(
        good,
        "[0, 10]",
        "[10, 0]",
        &["line 5, column 20: arrive_early_min runs backwards: the first must not be above the second"],
    );
    check(
        good,
        "[1, 2]",
        "[2, 1]",
        &["line 19, column 19: call_before_min runs backwards: the first must not be above the second"],
    );
    check(good, "taps = 3", "taps = 0", &["line 13, column 8: taps must be at least 1"]);
    check(good, "\"city\"", "\"the city\"", &["line 25, column 8: the character ' ' may not stand in an id"]);
    check(
        good,
        "[[follow_up]]",
        "[[response]]\narea = \"city\"\ntext = { zh = \"市区\", en = \"City\" }\nwithin_min = 1\n\n[[follow_up]]",
        &["line 30, column 8: the area city is here for the second time"],
    );
    check(
        good,
        "\"downstairs\", ",
        "\"window\", ",
        &["line 16, column 18: \"window\" is no then; known: phone, downstairs, neighbour, note, centre"],
    );
    check(good, "\"downstairs\", ", "\"phone\", ", &["line 16, column 18: the then phone is here for the second time"]);
    check(
        good,
        "then = [\"phone\", \"downstairs\", \"neighbour\", \"note\", \"centre\"]",
        "then = []",
        &["line 16, column 8: then needs at least 1"],
    );
    check(good, "serious_incident = \"late-minor\"\n", "", &["line 18, column 1: missing field `serious_incident`"]);
    check(
        good,
        "minor_incident = \"late-minor\"",
        "minor_incident = \"late minor\"",
        &["line 21, column 18: the character ' ' may not stand in an id"],
    );
    check(good, "default_min = 40", "default_min = 0", &["line 78, column 15: default_min must be at least 1"]);
    check(good, "workshop_days = 3", "workshop_days = 0", &["line 82, column 17: workshop_days must be at least 1"]);
}

#[test]
fn mistakes_of_call_backs() {
    let good = good::SLA;
    check(
        good,
        "owner = \"centre\"",
        "owner = \"nobody\"",
        &["line 33, column 9: \"nobody\" is no owner; known: engineer, centre, outlet, manager"],
    );
    check(
        good,
        "id = \"unsigned\"",
        "id = \"apology\"",
        &["line 64, column 6: the follow-up apology is here for the second time"],
    );
    check(good, "cause = \"left\"\n", "", &["line 29, column 1: missing field `cause`"]);
    check(
        good,
        "cause = \"left\"",
        "cause = \"rain\"",
        &["line 34, column 9: \"rain\" is no cause; known: left, advised, check, incident, unsigned, custody"],
    );
    check(
        good,
        "[\"solved\", \"further-work\"]",
        "[\"solved\", \"won\"]",
        &[
            "line 35, column 22: \"won\" is no outcome; known: solved, further-work, declined, no-access, interrupted, advised, handed-over, rebooked",
        ],
    );
    check(
        good,
        "service = [\"repair\"]",
        "service = []",
        &["line 36, column 11: service must name at least one; leave the key out to mean all"],
    );
    check(good, "check = \"door\"\n", "", &["line 38, column 1: check needs the key check"]);
    check(good, "any = [\"nobody\"]", "", &["line 38, column 1: check needs the key any"]);
    check(good, "any = [\"nobody\"]", "any = []", &["line 45, column 7: any needs at least 1"]);
    check(
        good,
        "incident = \"late-minor\"\noutcome",
        "outcome",
        &["line 47, column 1: incident needs the key incident"],
    );
    check(
        good,
        "cause = \"advised\"",
        "cause = \"advised\"\nany = [\"x\"]\noutcome = [\"y\"]",
        &["line 62, column 7: advised has no key any", "line 63, column 11: advised has no key outcome"],
    );
    check(
        good,
        "any = [\"nobody\"]",
        "any = [\"nobody\"]\nservice = [\"repair\"]",
        &["line 46, column 11: check has no key service"],
    );
}
