//! Chinese words of two characters and fault codes are found however they are written.

use super::*;

fn check(words: Vec<String>, expected: &[&str]) {
    assert_eq!(words, expected);
}

#[test]
fn chinese_is_asked_for_by_pairs_and_one_character_by_itself() {
    check(asked("不制冷"), &["不制", "制冷"]);
    check(asked("漏"), &["漏"]);
    check(asked("冰箱 漏水"), &["冰箱", "漏水"]);
    check(asked("制冷制冷"), &["制冷", "冷制"]);
    check(asked("，。 "), &[]);
}

#[test]
fn a_fault_code_is_one_word_however_it_is_spelled() {
    for code in ["E4", "e4", "Ｅ４", "E-4", "e 4"] {
        check(asked(code), &["e4"]);
    }
    check(asked("显示E4"), &["显示", "e4"]);
    check(asked("not cooling"), &["not", "cooling"]);
    check(asked("A1234"), &["a1234"]);
}

proptest::proptest! {
    #[test]
    fn every_two_chinese_characters_in_a_row_are_found(text in "[制冷漏水异响不停E4 ]{2,20}") {
        let index = indexed(&text);
        let chars: Vec<char> = text.chars().collect();
        for pair in chars.windows(2).filter(|pair| pair.iter().all(|c| run_of(*c) == Run::Han)) {
            let pair: String = pair.iter().collect();
            proptest::prop_assert_eq!(asked(&pair), vec![pair.clone()]);
            proptest::prop_assert!(index.contains(&pair), "{pair} in {index:?}");
        }
    }

    #[test]
    fn any_text_can_be_asked_for(text in ".{0,200}") {
        let index = indexed(&text);
        for word in asked(&text) {
            proptest::prop_assert!(!word.is_empty() && index.contains(&word), "{word}");
        }
    }
}

#[test]
fn an_english_number_after_a_short_word_is_no_fault_code() {
    check(asked("it is 4 years old"), &["it", "is", "4", "years", "old"]);
    check(asked("at 25"), &["at", "25"]);
    check(asked("F-25"), &["f25"]);
}

/// The articles of the fixtures: five appliances, some with the same fault codes.
fn fixture() -> Knowledge {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/books/home-service/knowledge.toml");
    match crate::book::parse(&std::fs::read(file).unwrap()).unwrap() {
        crate::book::Book::Knowledge(knowledge) => knowledge,
        other => panic!("{other:?}"),
    }
}

/// What is likely for a symptom of an appliance: the articles, and which of them by their code.
fn found(category: &str, symptom: &str) -> Vec<(String, bool)> {
    let knowledge = fixture();
    let found = likely(&knowledge, &category.parse().unwrap(), symptom);
    found.into_iter().map(|one| (one.article.id.to_string(), one.is_by_code)).collect()
}

fn first(category: &str, symptom: &str) -> String {
    found(category, symptom).into_iter().next().unwrap_or_default().0
}

#[test]
fn what_people_say_of_a_fault_finds_its_article_first() {
    let knowledge = fixture();
    assert!(knowledge.articles.len() > 30);
    for article in &knowledge.articles {
        let category = article.category.first().cloned().unwrap_or_else(|| "refrigerator".parse().unwrap());
        for symptom in [&article.symptoms.zh, &article.symptoms.en] {
            assert_eq!(first(category.as_str(), symptom), article.id.as_str(), "{symptom}");
        }
    }
}

#[test]
fn one_short_complaint_means_another_article_for_each_appliance() {
    for (category, symptom, expected) in [
        ("refrigerator", "漏水", "fridge-leaks-inside"),
        ("washing_machine", "漏水", "washer-leaks"),
        ("air_conditioner", "漏水", "ac-indoor-leaks"),
        ("washing_machine", "异响", "washer-noise-spin"),
        ("kitchen_hood", "异响", "hood-noise"),
        ("air_conditioner", "不制冷", "ac-not-cold"),
        ("air_conditioner", "not cooling", "ac-not-cold"),
    ] {
        assert_eq!(first(category, symptom), expected, "{category}: {symptom}");
    }
}

#[test]
fn a_reported_fault_code_comes_before_every_word_and_means_this_appliance_only() {
    for (category, expected) in [
        ("washing_machine", "washer-e4-unbalanced"),
        ("air_conditioner", "ac-e4-discharge-hot"),
        ("kitchen_hood", "hood-no-start"),
    ] {
        for code in ["E4", "e-4", "Ｅ４", "显示E 4"] {
            assert_eq!(found(category, code).first(), Some(&(expected.to_owned(), true)), "{category}: {code}");
        }
    }
    let both = found("washing_machine", "洗衣机漏水，显示E4");
    assert_eq!(both.first(), Some(&("washer-e4-unbalanced".to_owned(), true)));
    assert!(both.contains(&("washer-leaks".to_owned(), false)), "{both:?}");
}

#[test]
fn a_symptom_without_a_known_word_finds_nothing() {
    for symptom in ["", "，。", "量子纠缠", "xylophone"] {
        assert_eq!(found("refrigerator", symptom), [], "{symptom}");
    }
}

#[test]
fn causes_stay_in_the_books_order_and_at_most_five_articles_are_read() {
    let knowledge = fixture();
    let all = likely(&knowledge, &"refrigerator".parse().unwrap(), "冰箱");
    assert_eq!(all.len(), MOST_LIKELY);
    for one in all {
        assert_eq!(knowledge.article(&one.article.id), Some(one.article));
    }
}
