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
fn a_reported_code_or_symptom_finds_its_article_first() {
    let knowledge = crate::book::Books::assemble(crate::book::good::books()).unwrap().knowledge;
    assert!(!knowledge.articles.is_empty());
    for article in &knowledge.articles {
        let category = article.category.first().cloned().unwrap_or_else(|| "refrigerator".parse().unwrap());
        let found = likely(&knowledge, &category, &article.symptoms.zh);
        assert!(found.iter().any(|found| found.article.id == article.id), "{}", article.id);
    }
    assert!(likely(&knowledge, &"refrigerator".parse().unwrap(), "").is_empty());
}
