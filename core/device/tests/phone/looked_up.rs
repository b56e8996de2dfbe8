//! Looking things up on the phone: offline, in two languages, by symptom or fault code.

use doorstep_domain::id::VisitId;
use doorstep_screens::{Act, KnowledgeModel, Screen, ScreenModel};

use crate::office::Office;
use crate::phone::{FRIDGE, Phone, WASHER, visit};

fn look(phone: &Phone, at: Option<VisitId>, query: &str) -> KnowledgeModel {
    match phone.device.show(Screen::Knowledge { visit: at, query: query.to_owned() }).unwrap() {
        ScreenModel::Knowledge(found) => found,
        other => panic!("{other:?}"),
    }
}

/// The best article's headline, and whether every word was found.
fn best(phone: &Phone, at: Option<&str>, query: &str) -> (String, bool) {
    let found = look(phone, at.map(visit), query);
    (found.articles.first().map(|article| article.title.zh.clone()).unwrap_or_default(), !found.is_loose)
}

#[test]
fn two_characters_a_code_and_an_english_word_each_find_their_article() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    for (query, word) in [("制冷", "制冷"), ("漏水", "漏水"), ("异响", "响"), ("脱水", "脱水")] {
        let found = look(&phone, None, query);
        assert!(found.has_books && !found.is_loose && found.of > 0, "{query}: {found:?}");
        let says = |article: &doorstep_screens::ArticleModel| {
            format!("{:?}{:?}{:?}{:?}", article.title, article.symptoms, article.causes, article.remedies)
        };
        for article in &found.articles {
            assert!(says(article).contains(query), "{query} is not in {}", article.id);
        }
        assert!(says(&found.articles[0]).contains(word), "{query}");
    }
    for query in ["E4", "e4", "Ｅ４", "E-4", "显示E4"] {
        let found = look(&phone, Some(visit(WASHER)), query);
        assert!(found.articles[0].codes.iter().any(|code| code == "E4"), "{query}: {:?}", found.articles[0].codes);
        assert!(found.articles[0].is_for_this_appliance, "{query}: another appliance's E4 came first");
    }
    let cooling = look(&phone, Some(visit(FRIDGE)), "not cooling");
    assert!(!cooling.is_loose && cooling.articles[0].is_for_this_appliance);
    for article in &cooling.articles {
        let says = format!("{article:?}").to_lowercase();
        assert!(says.contains("not") && says.contains("cooling"), "{}", article.id);
    }
    let cool = look(&phone, None, "not cool");
    assert!(!cool.is_loose && cool.of > 0, "the beginning of a word finds the word");
    assert!(look(&phone, None, "漏").of >= look(&phone, None, "漏水").of, "one character finds at least as much");
}

#[test]
fn the_best_article_is_that_of_the_fault_and_of_the_appliance() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    for (at, query, title) in [
        (None, "冰箱不制冷", "冰箱不制冷，压缩机不启动"),
        (Some(FRIDGE), "冰箱不制冷", "冰箱不制冷，压缩机不启动"),
        (Some(FRIDGE), "漏水", "冰箱漏水：冷藏室底部积水"),
        (Some(WASHER), "漏水", "洗衣机漏水"),
        (Some(FRIDGE), "异响", "冰箱异响"),
        (Some(WASHER), "异响", "洗衣机脱水异响"),
        (Some(WASHER), "Ｅ４", "洗衣机显示E4：脱水不平衡"),
        (None, "washer does not drain", "洗衣机不排水"),
        (None, "洗衣机 漏", "洗衣机漏水"),
    ] {
        assert_eq!(best(&phone, at, query), (title.to_owned(), true), "{query} at {at:?}");
    }
    assert_eq!(best(&phone, Some(FRIDGE), "xylophone"), (String::new(), false));
}

#[test]
fn a_newer_edition_takes_the_place_of_the_older_ones_index() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    assert_eq!(look(&phone, None, "蟋蟀").of, 0);
    let articles = rows(&phone);
    office.held().publish(&[("title = { zh = \"冰箱异响\"", "title = { zh = \"冰箱像蟋蟀叫\"")]);
    assert_eq!(phone.sync().unproved, 0);
    assert_eq!(best(&phone, None, "蟋蟀"), ("冰箱像蟋蟀叫".to_owned(), true));
    assert_eq!(best(&phone, Some(FRIDGE), "异响").0, "冰箱异响", "a visit keeps the books it began with");
    assert_eq!(look(&phone, Some(visit(FRIDGE)), "蟋蟀").of, 0);
    assert_eq!(best(&phone, Some(WASHER), "蟋蟀").0, "冰箱像蟋蟀叫", "a visit that did not begin has today's");
    assert_eq!(rows(&phone), articles, "one edition at a time");
}

fn rows(phone: &Phone) -> i64 {
    let file = rusqlite::Connection::open(phone.file()).unwrap();
    file.query_row("SELECT count(*) FROM knowledge", [], |row| row.get(0)).unwrap()
}

#[test]
fn the_appliance_at_hand_comes_first_and_the_others_are_still_found() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let found = look(&phone, Some(visit(FRIDGE)), "异响");
    let order: Vec<bool> = found.articles.iter().map(|article| article.is_for_this_appliance).collect();
    assert!(order.first() == Some(&true) && order.contains(&false), "{order:?}");
    assert!(order.windows(2).all(|pair| pair[0] >= pair[1]), "{order:?}");
}

#[test]
fn when_no_article_has_every_word_those_with_some_are_shown_and_it_says_so() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let (title, is_strict) = best(&phone, Some(FRIDGE), "制冷 量子纠缠");
    assert!(!is_strict && !title.is_empty());
    assert_eq!(look(&phone, None, "量子纠缠").of, 0);
}

#[test]
fn nothing_that_is_typed_is_read_as_syntax() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let long = "制冷".repeat(5_000);
    for query in [
        "",
        " ",
        "\"",
        "*",
        "\"制冷",
        "NEAR(制冷 漏水)",
        "-制冷",
        "title:制冷",
        "a AND",
        "制冷 OR",
        "'; DROP TABLE",
        &long,
    ] {
        let found = look(&phone, None, query);
        assert_eq!(found.query, query);
    }
    assert_eq!(look(&phone, None, "\"").of, 0);
    assert!(look(&phone, None, "-制冷").of > 0, "a minus excludes nothing");
}

#[test]
fn the_index_is_there_after_opening_again_and_follows_the_books_that_a_visit_pinned() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    let before = look(&phone, Some(visit(FRIDGE)), "制冷");
    let phone = phone.opened_again();
    assert_eq!(look(&phone, Some(visit(FRIDGE)), "制冷"), before);
    // Another edition's index is in the file: it is made anew.
    let file = phone.file();
    let broken = rusqlite::Connection::open(&file).unwrap();
    broken.execute_batch("UPDATE knowledge_of SET edition = zeroblob(32); DELETE FROM knowledge;").unwrap();
    drop(broken);
    assert_eq!(look(&phone, Some(visit(FRIDGE)), "制冷"), before);
}

#[test]
fn without_books_nothing_is_found_and_the_screen_says_why() {
    let found = look(&Phone::new(), None, "制冷");
    assert!(!found.has_books && found.articles.is_empty());
}
