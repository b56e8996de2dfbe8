//! What the office hands out with a job: its secret, certificates, what a visit before it left.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

use doorstep_domain::custody::{Custody, CustodyEnd, CustodyKind};
use doorstep_domain::event::{Event, FittedPart, OldPart, Opening, Outcome};
use doorstep_domain::id::{Hash, PartNo, Subject, VisitId};
use doorstep_domain::job::Job;
use doorstep_domain::terms::{Certificate, Earlier};
use doorstep_server::admin::AdminError;
use doorstep_wire::message::{FeedItem, Push, Segment};
use harness::{Field, NOON, nothing};

fn certificate(grade: u32) -> Certificate {
    let valid_until = "2027-06-30".parse().unwrap();
    Certificate { category: "refrigerator".parse().unwrap(), grade, valid_until }
}

/// What the feed says of certificates, one list after another.
async fn certificates(field: &Field) -> Vec<Vec<Certificate>> {
    let feed = field.feed().await.into_iter();
    feed.filter_map(|item| if let FeedItem::Certificates(all) = item { Some(all) } else { None }).collect()
}

/// What the feed says of visits before this one.
async fn earlier_of(field: &Field, of: &VisitId) -> Vec<Earlier> {
    let feed = field.feed().await.into_iter();
    let earlier = |item| match item {
        FeedItem::Earlier { visit, earlier } if visit == *of => Some(earlier),
        _ => None,
    };
    feed.filter_map(earlier).collect()
}

#[tokio::test]
async fn certificates_are_told_as_a_whole_and_only_when_they_changed() {
    let field = Field::new().await;
    let engineer = field.job.engineer.clone();
    assert_eq!(certificates(&field).await, Vec::<Vec<_>>::new(), "none are worth no words");
    for grade in [2, 2, 3, 3] {
        field.office.add_engineer(&engineer, "张工", &[certificate(grade)]).await.unwrap();
    }
    field.office.add_engineer(&engineer, "张工", &[]).await.unwrap();
    assert_eq!(certificates(&field).await, [vec![certificate(2)], vec![certificate(3)], vec![]]);
}

#[tokio::test]
async fn every_visit_has_a_secret_of_its_own_that_stays_and_is_shown_nowhere() {
    let field = Field::new().await;
    let second = second_job(&field);
    field.office.assign_job(second.clone()).await.unwrap();
    let changed = Job { request: "尽快".to_owned(), ..field.job.clone() };
    field.office.assign_job(changed).await.unwrap();
    let feed = field.feed().await.into_iter();
    let jobs: Vec<Job> = feed.filter_map(|item| if let FeedItem::Job(job) = item { Some(job) } else { None }).collect();
    assert_eq!(jobs.len(), 3);
    let keys: Vec<_> = jobs.iter().map(|job| job.approval_key.unwrap()).collect();
    assert!(keys[0] != keys[1] && keys[0] == keys[2]);
    assert!(!format!("{:?}", keys[0]).contains(&keys[0].0[0].to_string()));

    field.push(&field.push_of(vec![harness::sent(0, field.opening())], vec![])).await;
    let hex: String = keys[0].0.iter().map(|byte| format!("{byte:02x}")).collect();
    let path = format!("/api/v1/visits/{}", field.job.visit);
    let document = String::from_utf8(field.get(&path).await.body.to_vec()).unwrap();
    assert!(document.contains(field.job.id.as_str()) && !document.contains(&hex) && !document.contains("approval"));
    let story = field.office.story(&field.job.visit).await.unwrap().unwrap();
    assert_eq!(story.job.unwrap().approval_key, None);
}

/// Another trip for the same job.
fn second_job(field: &Field) -> Job {
    let visit = format!("{}-2", field.job.id).parse().unwrap();
    Job { visit, earlier: Some(field.job.visit.clone()), ..field.job.clone() }
}

fn third_job(second: &Job) -> Job {
    let visit = format!("{}-3", second.id).parse().unwrap();
    Job { visit, earlier: Some(second.visit.clone()), ..second.clone() }
}

fn part(no: &str) -> PartNo {
    no.parse().unwrap()
}

fn lent() -> Event {
    let named = |what: &str| Hash::of(what.as_bytes());
    Event::CustodyOpened(Custody {
        number: 1,
        kind: CustodyKind::Loaner,
        serial: Some("LN-1".parse().unwrap()),
        condition: named("condition"),
        due_ms: NOON,
        slip: named("slip"),
        customer_strokes: named("customer"),
        engineer_strokes: named("engineer"),
    })
}

fn first_visit(field: &Field) -> Vec<Event> {
    let fitted = |count| FittedPart { part: part("BX-WK-220"), count, serial: None, old_part: OldPart::None };
    vec![
        field.opening(),
        Event::PartFitted(fitted(1)),
        Event::PartFitted(fitted(2)),
        Event::PartMissing { part: part("BX-FJ-12"), count: 2 },
        lent(),
        Event::VisitLeft { outcome: Outcome::FurtherWork },
    ]
}

fn opening_of(field: &Field, job: &Job) -> Event {
    let Event::VisitOpened(opening) = field.opening() else { panic!() };
    Event::VisitOpened(Opening { visit: job.visit.clone(), job: job.id.clone(), ..opening })
}

async fn push(field: &Field, segment: Segment) {
    field.push(&Push { segments: vec![segment], ..nothing() }).await;
}

#[tokio::test]
async fn what_a_visit_left_behind_is_told_to_whoever_goes_next_whenever_it_changed() {
    let field = Field::new().await;
    let second = second_job(&field);
    field.office.assign_job(second.clone()).await.unwrap();
    assert_eq!(earlier_of(&field, &second.visit).await, [], "nothing was heard of it yet");

    let whole = field.lane_of(&field.subject(), first_visit(&field));
    let mut begun = whole.clone();
    begun.events.truncate(2);
    push(&field, begun.clone()).await;
    push(&field, begun).await;
    push(&field, whole.clone()).await;
    let told = earlier_of(&field, &second.visit).await;
    assert_eq!(told.len(), 2, "once for each change: {told:?}");
    assert_eq!((told[0].relied, told[0].left_ms), (field.head(&whole.events[..2]).hash, None));
    assert_eq!(told[0].fitted, [(part("BX-WK-220"), 1)]);
    let last = &told[1];
    assert_eq!((&last.visit, last.relied), (&field.job.visit, field.head(&whole.events).hash));
    assert_eq!(last.left_ms, Some(NOON + 5 * 60_000));
    assert_eq!(last.fitted, [(part("BX-WK-220"), 3)]);
    assert_eq!(last.missing, [(part("BX-FJ-12"), 2)]);
    assert_eq!((last.custody.len(), &last.custody[0].from, last.custody[0].number), (1, &field.job.visit, 1));
    assert_eq!((&last.quote, &last.labour), (&None, &vec![]));
}

#[tokio::test]
async fn a_further_trip_follows_a_trip_of_the_same_job() {
    let field = Field::new().await;
    let second = second_job(&field);
    let loose = Job { earlier: None, ..second.clone() };
    assert!(matches!(field.office.assign_job(loose).await, Err(AdminError::OtherVisit(_))));
    field.office.assign_job(second.clone()).await.unwrap();
    let other = Job { id: "FW-9".parse().unwrap(), ..second };
    assert!(matches!(field.office.assign_job(other).await, Err(AdminError::VisitTaken { .. })));
}

#[tokio::test]
async fn a_job_that_is_assigned_late_is_told_at_once() {
    let field = Field::new().await;
    push(&field, field.lane_of(&field.subject(), first_visit(&field))).await;
    let second = second_job(&field);
    field.office.assign_job(second.clone()).await.unwrap();
    assert_eq!(earlier_of(&field, &second.visit).await.len(), 1);
    let before = field.dump().await;
    field.office.assign_job(second).await.unwrap();
    assert_eq!(field.dump().await, before, "the same job again says nothing");
}

#[tokio::test]
async fn what_is_lent_is_followed_through_every_visit_until_it_is_back() {
    let field = Field::new().await;
    let second = second_job(&field);
    let third = third_job(&second);
    for job in [&second, &third] {
        field.office.assign_job(job.clone()).await.unwrap();
    }
    let subject = Subject::Visit(second.visit.clone());
    push(&field, field.lane_of(&subject, [opening_of(&field, &second)])).await;
    push(&field, field.lane_of(&field.subject(), first_visit(&field))).await;
    let told = earlier_of(&field, &third.visit).await;
    let last = told.last().unwrap();
    assert_eq!((&last.visit, &last.custody[0].from), (&second.visit, &field.job.visit));
    assert!(last.fitted.is_empty(), "only of the visit right before");

    let (from, end) = (field.job.visit.clone(), CustodyEnd::Returned);
    let back = Event::CustodyClosed { from, number: 1, end, note: None };
    push(&field, field.lane_of(&subject, [opening_of(&field, &second), back])).await;
    let told = earlier_of(&field, &third.visit).await;
    assert_eq!(told.last().unwrap().custody, []);
}

#[tokio::test]
async fn jobs_that_name_each_other_in_a_circle_end_somewhere() {
    let field = Field::new().await;
    let second = second_job(&field);
    field.office.assign_job(second.clone()).await.unwrap();
    let circle = Job { earlier: Some(second.visit.clone()), ..field.job.clone() };
    field.office.assign_job(circle).await.unwrap();
    push(&field, field.lane_of(&field.subject(), first_visit(&field))).await;
    assert_eq!(earlier_of(&field, &second.visit).await.len(), 1);
}
