//! Codes that the centre speaks over the telephone: who gets one, that it is kept, and
//! that one of somebody else's making is found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

use doorstep_domain::event::{DocumentKind, Event};
use doorstep_domain::id::Hash;
use doorstep_domain::money::{Currency, Money};
use doorstep_domain::reduction::{ApprovalKey, CODES, CodeFor, QuoteMark, spoken_code};
use doorstep_server::admin::{Approval, ApproveError};
use doorstep_wire::message::{FeedItem, Push};
use harness::{Field, nothing};

const FOREIGN: &str = "finding/code-not-issued";

fn yuan(amount: i64) -> Money {
    Money::new(amount * 100, Currency::CNY)
}

fn quote() -> Hash {
    Hash::of(b"the quote that was shown")
}

fn approval(field: &Field, request: u32, total: i64) -> Approval {
    let quote = QuoteMark::of(&quote());
    let what = CodeFor { visit: field.job.visit.clone(), request, quote, total: yuan(total) };
    Approval { what, by: "王经理".to_owned(), is_again: false }
}

/// The whole visit arrives: a price of 165 was lowered to 80 with this code.
async fn arrives(field: &Field, code: u32, is_verified: bool) -> String {
    let (document, reason) = (quote(), "hardship".parse().unwrap());
    let shown = Event::DocumentPresented { kind: DocumentKind::Quote, document, total: yuan(165) };
    let asked = Event::ReductionAsked { request: 1, document, from: yuan(165), to: yuan(80), reason };
    let reduced = Event::PriceReduced { request: 1, document, total: yuan(80), code, is_verified };
    let lane = field.lane_of(&field.subject(), [field.opening(), shown, asked, reduced]);
    field.push(&Push { segments: vec![lane], ..nothing() }).await;
    told(field).await
}

/// The secret that came to the phone with its job.
async fn key(field: &Field) -> ApprovalKey {
    let jobs =
        field.feed().await.into_iter().find_map(|item| if let FeedItem::Job(job) = item { Some(job) } else { None });
    jobs.unwrap().approval_key.unwrap()
}

/// What the office tells of the visit.
async fn told(field: &Field) -> String {
    let path = format!("/api/v1/visits/{}", field.job.visit);
    String::from_utf8(field.get(&path).await.body.to_vec()).unwrap()
}

#[tokio::test]
async fn the_code_is_the_one_that_the_phone_expects_and_the_same_each_time() {
    let field = Field::new().await;
    let wish = approval(&field, 1, 80);
    let code = field.office.approve(&wish).await.unwrap();
    assert_eq!(field.office.approve(&wish).await.unwrap(), code, "nothing had arrived, and nothing has to");
    assert_eq!(spoken_code(&key(&field).await, &wish.what), code);
    let ledger = std::fs::read_to_string(field.folder.path().join("ledger")).unwrap();
    assert_eq!(ledger.lines().count(), 1, "one decision is written once: {ledger}");
    assert!(!arrives(&field, code, true).await.contains(FOREIGN));
}

#[tokio::test]
async fn a_code_that_this_office_did_not_issue_is_found() {
    let field = Field::new().await;
    let wish = approval(&field, 1, 80);
    let other = (field.office.approve(&approval(&field, 2, 80)).await.unwrap() + 1) % CODES;
    assert!(arrives(&field, other, true).await.contains(FOREIGN));
    let _ = field.office.approve(&wish).await.unwrap();
    assert!(told(&field).await.contains(FOREIGN), "the code is another one all the same");
}

#[tokio::test]
async fn a_decision_written_down_after_the_visit_arrived_settles_it() {
    let field = Field::new().await;
    let code = spoken_code(&key(&field).await, &approval(&field, 1, 80).what);
    let before = arrives(&field, code, false).await;
    assert!(before.contains(FOREIGN) && before.contains("finding/reduction-not-verified"));
    field.office.approve(&approval(&field, 1, 80)).await.unwrap();
    let after = told(&field).await;
    assert!(!after.contains(FOREIGN));
    assert!(after.contains("finding/reduction-not-verified"), "that it did not verify stays visible");
}

#[tokio::test]
async fn a_restored_database_does_not_disown_a_code_that_was_spoken() {
    let field = Field::new().await;
    let code = field.office.approve(&approval(&field, 1, 80)).await.unwrap();
    field.sql("DELETE FROM issued_code").await;
    let ledger = field.folder.path().join("ledger");
    let mut text = std::fs::read_to_string(&ledger).unwrap();
    text.push_str("{\"visit\":\"FW-cut-o");
    std::fs::write(&ledger, text).unwrap();
    let field = field.restarted().await;
    assert!(!arrives(&field, code, true).await.contains(FOREIGN));
    let again = field.office.approve(&approval(&field, 2, 70)).await.unwrap();
    field.sql("DELETE FROM issued_code").await;
    let field = field.restarted().await;
    assert_eq!(field.office.approve(&approval(&field, 2, 70)).await.unwrap(), again);
    let text = std::fs::read_to_string(field.folder.path().join("ledger")).unwrap();
    assert_eq!(text.lines().filter(|line| line.ends_with('}')).count(), 2, "the cut line spoilt no other: {text}");
}

#[tokio::test]
async fn nonsense_gets_no_code() {
    let field = Field::new().await;
    let mut unknown = approval(&field, 1, 80);
    unknown.what.visit = "FW-NOBODY-1".parse().unwrap();
    assert!(matches!(field.office.approve(&unknown).await, Err(ApproveError::UnknownVisit(_))));
    assert!(matches!(field.office.approve(&approval(&field, 0, 80)).await, Err(ApproveError::NoRequest)));
    assert!(matches!(field.office.approve(&approval(&field, 1, -1)).await, Err(ApproveError::NotATotal(_))));
    assert!(!field.folder.path().join("ledger").exists());
    arrives(&field, 1, true).await;
    assert!(matches!(field.office.approve(&approval(&field, 1, 165)).await, Err(ApproveError::NotLower { .. })));
}

#[tokio::test]
async fn a_second_code_for_a_request_is_given_only_on_purpose() {
    let field = Field::new().await;
    let first = field.office.approve(&approval(&field, 1, 80)).await.unwrap();
    let second = approval(&field, 1, 70);
    let refused = field.office.approve(&second).await.unwrap_err().to_string();
    assert!(refused.contains("CNY 80.00"), "{refused}");
    let again = Approval { is_again: true, ..second };
    assert_ne!(field.office.approve(&again).await.unwrap(), first);
    assert_eq!(field.office.approve(&approval(&field, 1, 80)).await.unwrap(), first, "the first one holds as well");
}
