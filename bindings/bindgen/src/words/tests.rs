//! The generator of the words.

use super::*;

const FILE: &str =
    "# words\n\n\"step/quote\" = \"报价 $5\"\n\"console/name\" = \"督导台\"\n\"button/say\" = \"说\\\"好\\\"\"\n";

fn both(zh: &str, en: &str) -> Both {
    Both { zh: phones(read(zh).unwrap()), en: phones(read(en).unwrap()) }
}

fn many(count: usize) -> String {
    (0..count).map(|at| format!("\"word/n{at:04}\" = \"字\"\n")).collect()
}

#[test]
fn a_file_of_words_is_read_by_key() {
    let words = read(FILE).unwrap();
    assert_eq!(words.len(), 3);
    assert_eq!(words["button/say"], "说\"好\"");
    assert_eq!(read("").unwrap(), Words::new());
}

#[test]
fn a_line_that_is_no_word_is_named() {
    for wrong in [
        "\"step/quote\" = \"报价",
        "step/quote = \"报价\"",
        "\"step/quote\" \"报价\"",
        "\"step/quote\" = \"报价\" more",
        "\"step/quote\" = \"\\u4e00\"",
        "\"quote\" = \"报价\"",
        "[section]",
    ] {
        assert_eq!(read(&format!("# words\n{wrong}\n")).unwrap_err(), "line 2 is not `\"key\" = \"text\"`", "{wrong}");
    }
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let twice = "\"step/quote\" = \"报价\"\n\"step/quote\" = \"报价\"\n";
    assert_eq!(read(twice).unwrap_err(), "line 2 says step/quote again");
}

#[test]
fn what_only_the_console_shows_reaches_no_phone() {
    let [kotlin, swift] = both(FILE, FILE).sources();
    for table in [&kotlin, &swift] {
        assert!(table.contains("step/quote") && !table.contains("console/name"), "{table}");
    }
}

#[test]
fn each_language_spells_what_would_end_or_fill_a_text() {
    let [kotlin, swift] = both(FILE, "\"a/b\" = \"one\\ntwo \\\\(x)\"\n").sources();
    assert!(kotlin.contains("\"step/quote\" to \"报价 \\$5\","), "{kotlin}");
    assert!(kotlin.contains("\"button/say\" to \"说\\\"好\\\"\","), "{kotlin}");
    assert!(swift.contains("\"step/quote\": \"报价 $5\","), "{swift}");
    assert!(swift.contains("\"a/b\": \"one\\ntwo \\\\(x)\","), "{swift}");
}

#[test]
fn no_kotlin_method_makes_more_words_than_the_jvm_can_hold() {
    let [kotlin, swift] = both(&many(401), &many(1)).sources();
    assert!(kotlin.contains("val zh: Map<String, String> = zh1() + zh2() + zh3()\n"), "{kotlin}");
    assert!(kotlin.contains("val en: Map<String, String> = en1()\n"));
    let methods: Vec<usize> = kotlin.split("= mapOf(").skip(1).map(|run| run.matches(" to ").count()).collect();
    assert_eq!(methods, [200, 200, 1, 1]);
    assert_eq!(swift.matches("\": \"").count(), 402);
}

#[test]
fn the_tables_of_a_small_file_are_these() {
    let [kotlin, swift] = both("\"step/quote\" = \"报价\"\n", "\"step/quote\" = \"Quote\"\n").sources();
    assert_eq!(kotlin, include_str!("sample.kt.txt"));
    assert_eq!(swift, include_str!("sample.swift.txt"));
}

#[test]
fn a_committed_table_that_drifted_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (kotlin, swift) = (folder.path().join("deep/WordTable.kt"), folder.path().join("WordTable.swift"));
    let words = both(FILE, FILE);
    assert!(words.check(&kotlin, &swift).is_err(), "nothing is committed yet");
    words.write(&kotlin, &swift).unwrap();
    words.check(&kotlin, &swift).unwrap();
    std::fs::write(&swift, "enum WordTable {}\n").unwrap();
    let wrong = words.check(&kotlin, &swift).unwrap_err().to_string();
    assert!(wrong.contains("drifted") && wrong.contains("WordTable.swift"), "{wrong}");
}

#[test]
fn files_without_words_for_phones_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (zh, en) = (folder.path().join("zh.toml"), folder.path().join("en.toml"));
    assert!(Both::read(&zh, &en).is_err(), "the files are not there");
    std::fs::write(&zh, "\"console/name\" = \"督导台\"\n").unwrap();
    std::fs::write(&en, FILE).unwrap();
    assert_eq!(Both::read(&zh, &en).err().unwrap().to_string(), "there are no words for phones");
}
