//! For tests: a visit told event by event, each at its second.
//!
//! Seconds count from the promised window's beginning, on the way there below nothing.

use crate::book::{Books, DoorAct, Incident, IncidentKind, IncidentOutcome, Reason, ReasonUse, Text, Then, good};
use crate::event::{Event, Opening};
use crate::id::{Hash, InstallationId, Lane, Subject};
use crate::job::{ServiceKind, Warranty, Window};
use crate::refusal::Refusal;
use crate::terms::Terms;
use crate::time::{BootId, Stamp};
use crate::visit::{Command, Entry, Place, Visit, decide};

/// The promised window: from 10:00 to 11:00 in China on 2026-11-23.
pub(crate) const WINDOW: Window = Window { from_ms: 1_795_399_200_000, until_ms: 1_795_402_800_000 };

/// One hour.
pub(crate) const HOUR: i64 = 3_600;

/// The phone's clocks at a second, right to the millisecond.
pub(crate) fn clock(second: i64) -> Stamp {
    Stamp {
        wall_ms: WINDOW.from_ms + second * 1_000,
        mono_ms: u64::try_from(100_000_000 + second * 1_000).unwrap(),
        boot: BootId(1),
        uncertainty_ms: Some(0),
    }
}

/// The same moment, after a restart; the wall clock may be off by so much, or nothing vouches for it.
pub(crate) fn restarted(second: i64, uncertainty_ms: Option<u32>) -> Stamp {
    let mono_ms = u64::try_from(50_000_000 + second * 1_000).unwrap();
    Stamp { mono_ms, boot: BootId(2), uncertainty_ms, ..clock(second) }
}

fn text(words: &str) -> Text {
    Text { zh: words.to_owned(), en: words.to_owned() }
}

fn incident(id: &str, kind: IncidentKind) -> Incident {
    let outcome = |id: &str| IncidentOutcome {
        id: id.parse().unwrap(),
        text: text(id),
        then: Then::GoOn,
        needs_consent: false,
        tell: Default::default(),
    };
    Incident {
        id: id.parse().unwrap(),
        kind,
        at: Default::default(),
        text: text(id),
        say: None,
        guide: vec![text("go")],
        outcomes: vec![outcome("over"), outcome("not-accepted")],
        serves: Vec::new(),
    }
}

/// The good books, with what these tests speak of.
pub(crate) fn books() -> Books {
    let mut books = Books::assemble(good::books()).unwrap();
    let reason = |id: &str, uses: &[ReasonUse]| Reason {
        id: id.parse().unwrap(),
        text: text(id),
        uses: uses.iter().copied().collect(),
    };
    books.standard.reasons = vec![
        reason("customer-declined", &[ReasonUse::Waive]),
        reason("traffic", &[ReasonUse::Late, ReasonUse::Rebook]),
        reason("not-my-trade", &[ReasonUse::HandOver]),
    ];
    books.standard.incidents = vec![
        incident("late-minor", IncidentKind::Ordinary),
        incident("late-serious", IncidentKind::Ordinary),
        incident("meal", IncidentKind::Interruption),
        incident("gas-smell", IncidentKind::Safety),
    ];
    let sla = &mut books.sla;
    sla.knock.then = vec![DoorAct::Phone, DoorAct::Downstairs, DoorAct::Neighbour, DoorAct::Note, DoorAct::Centre];
    sla.late.minor_incident = "late-minor".parse().unwrap();
    sla.late.serious_incident = "late-serious".parse().unwrap();
    sla.travel_default_min = 40;
    sla.on_site.ordinary_min = 60;
    books
}

/// A visit and the books that hold for it.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) visit: Visit,
    pub(crate) books: Books,
}

/// A visit that was accepted two hours before its window; the way takes half an hour.
pub(crate) fn visit() -> Told {
    visit_of(ServiceKind::Repair, "FW-1-1", WINDOW, Some(30))
}

/// A visit of a day.
pub(crate) fn visit_of(service: ServiceKind, id: &str, window: Window, travel_min: Option<u32>) -> Told {
    let books = books();
    let opening = Opening {
        visit: id.parse().unwrap(),
        job: "FW-1".parse().unwrap(),
        engineer: "E1".parse().unwrap(),
        edition: books.edition,
        service,
        category: "refrigerator".parse().unwrap(),
        warranty: Warranty::Outside,
    };
    let terms = Terms { window, travel_min, installed_on: None, is_elderly: false, certificate: None };
    let told = Told { visit: Visit::default(), books };
    told.takes(-2 * HOUR, Event::VisitOpened(opening)).takes(-2 * HOUR, Event::TermsTaken(terms))
}

impl Told {
    /// An event at a second.
    pub(crate) fn takes(self, second: i64, event: Event) -> Self {
        self.takes_at(Some(clock(second)), event)
    }

    /// An event at any reading of the clocks, or at none.
    pub(crate) fn takes_at(mut self, at: Option<Stamp>, event: Event) -> Self {
        let subject = Subject::Visit("FW-1-1".parse().unwrap());
        let lane = Lane { installation: InstallationId([1; 16]), subject };
        let seq = u64::try_from(self.visit.story.len()).unwrap() + 1;
        self.visit.apply(Entry { place: Place { lane, seq }, at, event });
        self
    }

    /// What the rules say to a command at a second.
    pub(crate) fn asks(&self, second: i64, command: &Command) -> Result<Vec<Event>, Refusal> {
        decide(&self.visit, &self.books, command, &clock(second))
    }

    /// Does what the rules accept.
    pub(crate) fn does(self, second: i64, command: &Command) -> Self {
        let events = self.asks(second, command).unwrap_or_else(|why| panic!("{command:?} was refused: {why}"));
        events.into_iter().fold(self, |told, event| told.takes(second, event))
    }

    /// Expects this refusal.
    #[track_caller]
    pub(crate) fn refuses(&self, second: i64, command: &Command, code: &str) {
        let refusal = self.asks(second, command).expect_err("this should be refused");
        assert_eq!(refusal.code(), code, "{refusal}");
    }
}

/// Some hash.
pub(crate) fn hash(of: &str) -> Hash {
    Hash::of(of.as_bytes())
}
