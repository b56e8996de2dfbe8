//! A road that breaks under photographs, and counts.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter, Result};
use std::path::PathBuf;

use rusqlite::{Connection, OpenFlags};

use crate::support::http::Message;
use crate::support::office::number;
use crate::support::road::{Fate, Traffic};

/// What happens to photographs.
enum Plan {
    /// They pass.
    Pass,
    /// Every other piece is cut in its middle.
    CutEveryOther,
    /// So many arrive; of the others no word comes through.
    EndAfter(usize),
    /// After the first piece that was taken, no word comes through.
    StopInTheMiddle,
}

/// What was seen of photographs.
pub struct Stairs {
    plan: Plan,
    database: PathBuf,
    pieces: usize,
    /// Where the office stands with each upload, by its address.
    stands: BTreeMap<String, u64>,
    complete: usize,
    /// How many pieces were cut.
    pub cuts: usize,
    /// How many other requests were dropped.
    pub dropped: usize,
    /// Bytes of pieces that left the phone.
    pub sent: u64,
    /// Bytes of pieces that were cut.
    pub lost: u64,
    /// Bytes of pieces that the office took.
    pub taken: u64,
    /// Pieces that began before where the office stood.
    pub backwards: Vec<String>,
    /// How many events the office had when the first word about a photograph came.
    pub events_before_photos: Option<u64>,
}

impl Stairs {
    /// A whole road before the office with this database.
    pub fn before(database: PathBuf) -> Self {
        Self {
            plan: Plan::Pass,
            database,
            pieces: 0,
            stands: BTreeMap::new(),
            complete: 0,
            cuts: 0,
            dropped: 0,
            sent: 0,
            lost: 0,
            taken: 0,
            backwards: Vec::new(),
            events_before_photos: None,
        }
    }

    /// Cuts every other piece in its middle.
    pub fn cut_every_other(&mut self) {
        self.plan = Plan::CutEveryOther;
    }

    /// Lets so many photographs through.
    pub fn end_after(&mut self, photos: usize) {
        self.plan = Plan::EndAfter(photos);
    }

    /// Cuts two pieces, so that the next are smaller, and lets one of them through.
    pub fn stop_in_the_middle(&mut self) {
        self.plan = Plan::StopInTheMiddle;
    }

    fn events(&self) -> u64 {
        let office = Connection::open_with_flags(&self.database, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        number(&office, "SELECT coalesce(sum(to_seq - from_seq + 1), 0) FROM segment").try_into().unwrap()
    }

    fn fate_of_piece(&self) -> Fate {
        let is_first = self.pieces % 2 == 1;
        match self.plan {
            Plan::CutEveryOther if is_first => Fate::CutInBody,
            Plan::StopInTheMiddle if self.pieces <= 2 => Fate::CutInBody,
            _ => Fate::Pass,
        }
    }

    fn is_blocked(&self) -> bool {
        match self.plan {
            Plan::EndAfter(photos) => self.complete >= photos,
            Plan::StopInTheMiddle => self.taken > 0,
            Plan::Pass | Plan::CutEveryOther => false,
        }
    }
}

impl Traffic for Stairs {
    fn meet(&mut self, request: &Message) -> Fate {
        if !request.target().contains(" /media") {
            return Fate::Pass;
        }
        if self.events_before_photos.is_none() {
            self.events_before_photos = Some(self.events());
        }
        if self.is_blocked() {
            self.dropped += 1;
            return Fate::CutInBody;
        }
        if !request.target().starts_with("PATCH ") {
            return Fate::Pass;
        }
        self.pieces += 1;
        let (from, length) = (header(request, "upload-offset").unwrap(), request.length as u64);
        let stands = self.stands.get(request.target()).copied().unwrap_or(0);
        if from < stands {
            self.backwards.push(format!("{} at {from}, not {stands}", request.target()));
        }
        let fate = self.fate_of_piece();
        self.sent += length;
        if fate == Fate::CutInBody {
            self.cuts += 1;
            self.lost += length;
        }
        fate
    }

    fn answered(&mut self, request: &Message, answer: &Message) {
        if request.target().starts_with("PATCH ") && answer.status() == 204 {
            let (from, upto) = (header(request, "upload-offset").unwrap(), header(answer, "upload-offset").unwrap());
            self.taken += upto - from;
            self.stands.insert(request.target().to_owned(), upto);
            self.complete += usize::from(header(answer, "upload-length") == Some(upto));
        }
    }
}

fn header(message: &Message, name: &str) -> Option<u64> {
    let found = message.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
    found.and_then(|(_, value)| value.parse().ok())
}

impl Display for Stairs {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let Self { cuts, dropped, sent, lost, taken, .. } = self;
        write!(out, "{sent} sent, {taken} taken, {lost} lost in {cuts} cuts, {dropped} requests dropped")
    }
}
