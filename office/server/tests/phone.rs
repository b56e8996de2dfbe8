//! A real phone and a real office over loopback: what one of them lost or cannot take.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use doorstep_device::ports::{Clock, PortError, Random};
use doorstep_device::{Device, FileKey, Network, NoRules, Ports, SyncReport};
use doorstep_domain::event::Outcome;
use doorstep_domain::id::{Hash, VisitId};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_screens::{Act, Intent};
use doorstep_server::Office;
use doorstep_server::admin::backup::{backup, restore, verify};
use doorstep_server::http::{Face, router};
use doorstep_server::ports::SetClock;
use doorstep_server::story::VisitStory;
use doorstep_wire::frame::decode_push;
use doorstep_wire::message::{Limits, Push, SentEvent};
use harness::{Field, NOON};
use sea_orm::{ConnectionTrait, Database};
use tokio::runtime::Runtime;

/// Every look at the clock is a second later, so that what rests has rested soon.
struct TickingClock(AtomicU64);

impl Clock for TickingClock {
    fn stamp(&self) -> Stamp {
        let ticked = self.0.fetch_add(1_000, Ordering::Relaxed);
        Stamp { wall_ms: NOON + i64::try_from(ticked).unwrap(), mono_ms: ticked, boot: BootId(1), uncertainty_ms: None }
    }
}

struct CountedRandom(AtomicU64);

impl Random for CountedRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), PortError> {
        let hash = Hash::of(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes()).0;
        bytes.iter_mut().zip(hash.iter().cycle()).for_each(|(byte, random)| *byte = *random);
        Ok(())
    }
}

fn phone(folder: &Path) -> Device {
    let random = CountedRandom(AtomicU64::new(1));
    let key = FileKey::open(&folder.join("key.pem"), &random).unwrap();
    let clock = TickingClock(AtomicU64::new(1_000));
    Device::open(
        folder,
        Ports {
            clock: Arc::new(clock),
            key: Arc::new(key),
            random: Arc::new(random),
            rules: Arc::new(NoRules),
            network: Network::default(),
        },
    )
    .unwrap()
}

/// What passes between them.
#[derive(Default)]
struct Road {
    pushes: Vec<Push>,
    /// The office breaks down over the bytes of this place of any lane.
    poison: Option<u64>,
    broken: usize,
    /// Pushes that the office found too large.
    too_large: usize,
}

fn carries(push: &Push, seq: u64) -> bool {
    push.segments.iter().any(|segment| {
        let at = seq.checked_sub(segment.base.seq + 1).and_then(|at| segment.events.get(at as usize));
        at.is_some_and(|event| event.bytes().is_some())
    })
}

async fn watch(State(road): State<Arc<Mutex<Road>>>, request: Request, next: Next) -> Response {
    if request.uri().path() != "/phone/v1/sync" {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let push = decode_push(&bytes, 8 << 20).unwrap();
    {
        let mut road = road.lock().unwrap();
        let is_poisoned = road.poison.is_some_and(|seq| carries(&push, seq));
        road.pushes.push(push);
        if is_poisoned {
            road.broken += 1;
            return (StatusCode::INTERNAL_SERVER_ERROR, "broken").into_response();
        }
    }
    let response = next.run(axum::extract::Request::from_parts(parts, Body::from(bytes))).await;
    road.lock().unwrap().too_large += usize::from(response.status() == StatusCode::PAYLOAD_TOO_LARGE);
    response
}

/// An office that listens.
struct Served {
    office: Arc<Office>,
    road: Arc<Mutex<Road>>,
    url: String,
}

impl Served {
    fn new(runtime: &Runtime, office: Arc<Office>) -> Self {
        let road = Arc::new(Mutex::new(Road::default()));
        let routes = router(office.clone(), Face::default()).layer(from_fn_with_state(road.clone(), watch));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Self { office, road, url }
    }

    fn road(&self) -> MutexGuard<'_, Road> {
        self.road.lock().unwrap()
    }
}

/// A phone at work, and its office.
struct Scene {
    runtime: Runtime,
    field: Field,
    served: Served,
    phone: Device,
    folder: tempfile::TempDir,
}

impl Scene {
    fn open(limits: Option<Limits>) -> Self {
        let runtime = Runtime::new().unwrap();
        let mut field = runtime.block_on(Field::new());
        if let Some(limits) = limits {
            let office = Arc::into_inner(field.office).expect("nobody else holds the office");
            field.office = Arc::new(office.with_limits(limits));
        }
        let token = runtime.block_on(field.office.invite(&field.job.engineer)).unwrap();
        let served = Served::new(&runtime, field.office.clone());
        let folder = tempfile::tempdir().unwrap();
        let phone = phone(folder.path());
        phone.enrol(&served.url, &token).unwrap();
        let scene = Self { runtime, field, served, phone, folder };
        assert_eq!(scene.sync(5).unproved, 0);
        scene
    }

    fn place(&self) -> doorstep_server::Place {
        self.runtime.block_on(harness::stores::place(self.field.folder.path()))
    }

    fn sync(&self, seconds: u64) -> SyncReport {
        self.phone.sync_until_idle(Duration::from_secs(seconds)).unwrap()
    }

    fn visit(&self) -> VisitId {
        self.field.job.visit.clone()
    }

    fn act(&self, act: Act) {
        self.phone.send(None, Intent { visit: self.visit(), act }).unwrap();
    }

    fn write(&self, notes: usize) {
        for n in 0..notes {
            self.act(Act::Write { check: None, text: format!("第 {n} 条") });
        }
    }

    fn story(&self, office: &Office) -> VisitStory {
        self.runtime.block_on(office.story(&self.visit())).unwrap().unwrap()
    }

    fn is_sound(&self, office: &Office) -> bool {
        self.runtime.block_on(office.integrity_check(false)).unwrap().is_sound()
    }
}

fn withheld(pushes: &[Push]) -> usize {
    let events = pushes.iter().flat_map(|push| &push.segments).flat_map(|segment| &segment.events);
    events.filter(|event| matches!(event, SentEvent::Withheld(_))).count()
}

#[test]
fn an_event_that_the_office_breaks_over_is_withheld_filled_and_filled_again_after_a_restore() {
    let scene = Scene::open(None);
    scene.act(Act::Accept);
    scene.write(4);
    scene.served.road().poison = Some(2);
    scene.sync(3);
    let (broken, kept_back) = {
        let road = scene.served.road();
        (road.broken, withheld(&road.pushes))
    };
    println!("{broken} pushes broke the office, {kept_back} events went as their hash");
    assert!(broken >= 2 && kept_back >= 1);
    let story = scene.story(&scene.served.office);
    let whole = story.timeline.len() + 1;
    assert_eq!((story.skipped.len(), story.row.quarantined), (1, 1), "the rest of the lane is here");

    let copies = tempfile::tempdir().unwrap();
    let copy = copies.path().join("copy");
    let restored = scene.runtime.block_on(harness::stores::place(&copies.path().join("restored")));
    scene.runtime.block_on(backup(scene.place(), &copy)).unwrap();
    scene.served.road().poison = None;
    assert_eq!(scene.sync(5).unproved, 0);
    let story = scene.story(&scene.served.office);
    assert_eq!((story.timeline.len(), story.skipped.len(), story.row.quarantined), (whole, 0, 0));
    assert!(scene.is_sound(&scene.served.office));

    scene.runtime.block_on(verify(scene.field.folder.path(), &copy)).unwrap();
    scene.runtime.block_on(restore(&copy, restored.clone(), Some(scene.field.folder.path()))).unwrap();
    let clock = Arc::new(SetClock::at(NOON + 3_600_000));
    let office = Arc::new(scene.runtime.block_on(Office::open(restored, clock)).unwrap());
    let after = Served::new(&scene.runtime, office);
    assert_eq!(scene.story(&after.office).row.quarantined, 1, "the copy lacks the bytes");
    scene.phone.set_office(&after.url).unwrap();
    assert_eq!(scene.sync(5).unproved, 0);
    let road = after.road();
    let first = road.pushes.iter().position(|push| !push.offers.is_empty()).expect("heads were offered");
    assert!(road.pushes[..first].iter().all(|push| push.epoch != road.pushes[first].epoch), "heads come first");
    let again: usize = road.pushes[first..].iter().flat_map(|push| &push.segments).map(|s| s.events.len()).sum();
    println!("the restored office was sent {again} event again");
    assert_eq!(again, 1, "only the bytes that it lacked");
    let story = scene.story(&after.office);
    assert_eq!((story.timeline.len(), story.skipped.len(), story.row.quarantined), (whole, 0, 0));
    drop(road);
    assert!(scene.is_sound(&after.office));
}

#[test]
fn what_an_office_lost_without_knowing_is_found_by_the_digest_and_sent_again() {
    let scene = Scene::open(None);
    scene.act(Act::Accept);
    scene.write(3);
    scene.act(Act::Leave { outcome: Outcome::NoAccess });
    assert_eq!(scene.sync(5).unproved, 0);
    let whole = scene.story(&scene.served.office).timeline.len();
    let quiet = scene.served.road().pushes.len();
    assert_eq!(scene.sync(5).unproved, 0);
    let idle = scene.served.road().pushes.split_off(quiet);
    assert!(idle.iter().all(|push| push.offers.is_empty() && push.segments.is_empty()), "nothing differs: {idle:?}");

    let lost = "DELETE FROM segment; DELETE FROM lane; DELETE FROM content";
    scene.runtime.block_on(scene.field.sql(lost));
    assert_eq!(scene.sync(5).unproved, 0);
    let pushes = scene.served.road().pushes.split_off(quiet);
    let events: usize = pushes.iter().flat_map(|push| &push.segments).map(|segment| segment.events.len()).sum();
    println!("after one loss: {} pushes, {events} events sent again", pushes.len());
    assert!(pushes.iter().any(|push| !push.offers.is_empty()), "heads were exchanged");
    assert_eq!(events, whole, "each once");
    let story = scene.story(&scene.served.office);
    assert_eq!((story.timeline.len(), story.lacking_contents.len()), (whole, 0));
    assert!(scene.is_sound(&scene.served.office));
}

#[test]
fn an_office_that_takes_little_gets_everything_in_small_frames() {
    let few = Limits { push_bytes: 2_000, push_events: 3, content_bytes: 256 << 10, photo_bytes: 1 << 20 };
    let scene = Scene::open(Some(few));
    scene.act(Act::Accept);
    scene.write(30);
    assert_eq!(scene.sync(10).unproved, 0);
    let known = scene.served.road().too_large;
    assert_eq!(known, 0, "its limits were told with the first answer");
    assert!(scene.served.road().pushes.iter().all(|push| push.segments.iter().all(|s| s.events.len() <= 3)));
    assert!(scene.story(&scene.served.office).timeline.len() >= 31);

    // It took more once, and the phone does not know better yet.
    scene.write(30);
    let file = format!("sqlite://{}", scene.folder.path().join("journal.sqlite").display());
    scene.runtime.block_on(async {
        let journal = Database::connect(file).await.unwrap();
        journal.execute_unprepared("UPDATE phone SET push_events = 500, push_bytes = 262144").await.unwrap();
        journal.close().await.unwrap();
    });
    let report = scene.sync(10);
    let refused = scene.served.road().too_large;
    println!("{refused} pushes were too large");
    assert!(refused >= 1);
    assert_eq!((report.unproved, report.refused.as_str()), (0, ""), "nobody has to act");
    assert!(scene.story(&scene.served.office).timeline.len() >= 61);
}
