//! Mistakes of knowledge.

use super::check;
use crate::book::good;

#[test]
fn mistakes_of_articles() {
    let good = good::KNOWLEDGE;
    check(
        good,
        "id = \"no-power\"",
        "id = \"fridge-not-cold\"",
        &["line 23, column 6: the article fridge-not-cold is here for the second time"],
    );
    check(good, "en = \"Warm, thawed\"", "en = \"\"", &["line 11, column 33: symptoms must not be empty"]);
    check(good, "en = \"Low charge\"", "en = \"\"", &["line 14, column 21: causes must not be empty"]);
    check(
        good,
        "causes = [{ zh = \"插座没电\", en = \"Dead socket\" }]",
        "causes = []",
        &["line 26, column 10: causes needs at least 1"],
    );
    check(
        good,
        "remedies = [{ zh = \"查电源\", en = \"Check the mains\" }]",
        "remedies = []",
        &["line 27, column 12: remedies needs at least 1"],
    );
    check(good, "\"F 1\"]", "\"E4\"]", &["line 9, column 16: the codes E4 is here for the second time"]);
    check(good, "\"F 1\"]", "\"\"]", &["line 9, column 16: codes must not be empty"]);
    check(good, "[\"BX-WK-220\"]", "[\"BX WK\"]", &["line 17, column 10: the character ' ' may not stand in an id"]);
    check(
        good,
        "\"R78\"",
        "\"R999\"",
        &["line 28, column 11: \"R999\" is no requirement; they are R1 to R241 (with a or b) and T1 to T20"],
    );
    check(good, "title = { zh = \"不通电\", en = \"No power\" }\n", "", &["line 22, column 1: missing field `title`"]);
}
