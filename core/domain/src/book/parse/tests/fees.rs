//! Mistakes of a fee schedule.

use super::check;
use crate::book::good;

#[test]
fn mistakes_of_fees() {
    let good = good::FEES;
    check(good, "\"CNY\"", "\"yuan\"", &["line 5, column 12: a currency is three capital letters, like CNY"]);
    check(good, "2026-01-01", "2026-1-1", &["line 6, column 14: valid_from is written like 2026-01-31 and must exist"]);
    check(
        good,
        "2026-12-31",
        "2025-12-31",
        &["line 7, column 15: valid_from to valid_until runs backwards: the first must not be above the second"],
    );
    check(
        good,
        "\"visit\"",
        "\"tip\"",
        &["line 12, column 7: \"tip\" is no fee; known: visit, labour, extra, software, upgrade, credit"],
    );
    check(
        good,
        "labour-thermostat",
        "visit-city",
        &["line 19, column 6: the row visit-city is here for the second time"],
    );
    check(
        good,
        "[\"repair\"]",
        "[\"repair\", \"theft\"]",
        &[
            "line 22, column 22: \"theft\" is no service; known: repair, installation, commissioning, maintenance, exchange, return, design, advice, software, upgrade",
        ],
    );
    check(good, "80.00", "-80.00", &["line 24, column 9: an amount is written with two decimals, like 120.00"]);
}

#[test]
fn mistakes_of_windows_reductions_and_credits() {
    let good = good::FEES;
    check(
        good,
        "charged_after_months = 3",
        "charged_after_months = 0",
        &[
            "line 39, column 24: free_months to charged_after_months runs backwards: the first must not be above the second",
        ],
    );
    check(
        good,
        "[software]\nfree_months = 1\ncharged_after_months = 3\n\n",
        "",
        &["line 1, column 1: missing field `software`"],
    );
    check(good, "tries = 3", "tries = 0", &["line 42, column 9: tries must be at least 1"]);
    check(good, "most_percent = 100", "most_percent = 101", &["line 43, column 16: most_percent is at most 100"]);
    check(
        good,
        "[\"minor\", \"medium\"]",
        "[\"minor\", \"huge\"]",
        &["line 55, column 25: \"huge\" is no fault_class; known: minor, medium, major"],
    );
    check(
        good,
        "fault_class = [\"major\"]",
        "fault_class = []",
        &["line 47, column 15: fault_class must name at least one; leave the key out to mean all"],
    );
    check(
        good,
        "fee = \"visit\"",
        "fee = \"visit\"\nfault_class = \"minor\"",
        &["line 13, column 15: visit has no key fault_class"],
    );
    check(
        good,
        "fault_class = \"medium\"",
        "fault_class = \"huge\"",
        &["line 27, column 15: \"huge\" is no fault_class; known: minor, medium, major"],
    );
    check(
        good,
        "free_in_warranty = false",
        "free_in_warranty = true",
        &["line 34, column 20: a credit is given to the customer: free_in_warranty must be false"],
    );
    check(good, "\"10.00\"", "\"-10.00\"", &["line 33, column 9: an amount is written with two decimals, like 120.00"]);
}
