//! The engineer's van on the phone: its own lane, the parts of this phone's visits, and
//! what the feed issued, folded into one ledger.

use std::collections::BTreeMap;
use std::sync::Arc;

use doorstep_domain::event::Event;
use doorstep_domain::id::{EngineerId, PartNo, Subject};
use doorstep_domain::van::{Ledger, Moved, VanCommand, VanRefusal, decide};
use doorstep_domain::visit::LaneRecords;
use doorstep_screens::VanAct;
use doorstep_sync::once::once;

use super::Core;
use super::act::{Changed, Tap};
use crate::error::{SendError, StoreError};
use crate::journal::{LaneRow, carried, is_about_parts};

/// A ledger, until a part moves, another engineer has this phone, or the office issued
/// something else. Reading every lane again after each answer of the office would take long.
pub(super) struct LedgerAtHand {
    engineer: EngineerId,
    issued: BTreeMap<PartNo, u32>,
    ledger: Arc<Ledger>,
}

impl Core {
    /// Carries out one intent about the engineer's van. Saved when this returns `Ok`.
    pub fn send_van(&mut self, command_id: Option<[u8; 16]>, act: &VanAct) -> Result<(), SendError> {
        self.once(command_id, |core| core.try_send_van(command_id, act))
    }

    fn try_send_van(&mut self, command_id: Option<[u8; 16]>, act: &VanAct) -> Result<Changed, SendError> {
        let engineer = self.phone.engineer.clone().ok_or_else(|| SendError::refused("phone/not-enrolled"))?;
        let lane = self.lane_about(Subject::Van(engineer));
        let before = self.before(&lane)?;
        let stamp = self.reading(before.as_ref());
        let books = self.newest_edition().map_err(|wrong| self.broken(&wrong))?;
        let books = books.ok_or_else(|| SendError::refused("visit/no-edition"))?;
        let ledger = self.ledger().map_err(|wrong| self.broken(&wrong))?;
        let event = decide(&ledger, &books, &command(act))?;
        let (events, contents) = (vec![event], Vec::new());
        self.keep(&Tap { lane, before, events, contents, photo: None, stamp, command_id, row: None })?;
        Ok(Changed::Everything)
    }

    /// What the van should carry. Within one installation the running number orders visits
    /// and van: what a count had seen needs no other proof.
    pub(super) fn ledger(&mut self) -> Result<Arc<Ledger>, StoreError> {
        let Some(engineer) = self.phone.engineer.clone() else { return Ok(Arc::default()) };
        let issued = self.issued()?;
        let stands = |at_hand: &&LedgerAtHand| at_hand.engineer == engineer && at_hand.issued == issued;
        if let Some(at_hand) = self.van.as_ref().filter(stands) {
            return Ok(at_hand.ledger.clone());
        }
        let ledger = Arc::new(Ledger::from_lanes(&engineer, &issued, &self.lanes_about_parts()?));
        self.van = Some(LedgerAtHand { engineer, issued, ledger: ledger.clone() });
        Ok(ledger)
    }

    /// The ledger is made anew after one of these.
    pub(super) fn forget_the_van(&mut self, events: &[Event]) {
        if events.iter().any(is_about_parts) {
            self.van = None;
        }
    }

    /// What the office issued, less what it took back; never less than nothing.
    fn issued(&self) -> Result<BTreeMap<PartNo, u32>, StoreError> {
        let mut select = self.journal.read().prepare_cached("SELECT part, sum(count) FROM stock GROUP BY part")?;
        let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        rows.map(|row| {
            let (part, count) = row?;
            let part = part.parse().map_err(|wrong| StoreError::damaged("stock", wrong))?;
            Ok((part, u32::try_from(count.max(0)).unwrap_or(u32::MAX)))
        })
        .collect()
    }

    /// A damaged visit stands in nobody's way; its parts are then missing from the ledger.
    fn lanes_about_parts(&self) -> Result<Vec<LaneRecords>, StoreError> {
        let db = self.journal.read();
        let read = |row: LaneRow| {
            let lane = carried(db, &row);
            lane.inspect_err(|wrong| tracing::error!(lane = %row.lane, error = %wrong, "a lane is left out of the van"))
                .ok()
        };
        Ok(once(LaneRow::about_parts(db)?.into_iter().filter_map(read).collect()))
    }

    /// What the van should carry, by part.
    pub fn van_stock(&mut self) -> Result<BTreeMap<String, i64>, StoreError> {
        let ledger = self.ledger()?;
        Ok(ledger.rows.iter().map(|(part, row)| (part.to_string(), row.expected())).collect())
    }
}

fn command(act: &VanAct) -> VanCommand {
    let moved = |part: &PartNo, count: &u32, serial: &Option<_>, depot: &_| Moved {
        part: part.clone(),
        count: *count,
        serial: serial.clone(),
        depot: *depot,
    };
    match act {
        VanAct::Load { part, count, serial, from } => VanCommand::Load(moved(part, count, serial, from)),
        VanAct::Unload { part, count, serial, to } => VanCommand::Unload(moved(part, count, serial, to)),
        VanAct::Count { part, found } => VanCommand::Count { part: part.clone(), found: *found },
    }
}

impl From<VanRefusal> for SendError {
    fn from(refusal: VanRefusal) -> Self {
        Self::Refused { code: refusal.code().to_owned(), field: Some(refusal.part().to_string()) }
    }
}
