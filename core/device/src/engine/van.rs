//! The engineer's van on the phone: its own lane, the parts of this phone's visits, and
//! what the feed issued, folded into one ledger.

use std::collections::BTreeMap;
use std::sync::Arc;

use doorstep_domain::event::Event;
use doorstep_domain::id::{PartNo, Subject};
use doorstep_domain::van::{Ledger, Moved, VanCommand, VanRefusal, decide};
use doorstep_domain::visit::LaneRecords;
use doorstep_screens::VanAct;

use super::Core;
use super::act::Tap;
use crate::error::{SendError, StoreError};
use crate::journal::{LaneRow, is_about_parts};

impl Core {
    /// Carries out one intent about the engineer's van. Saved when this returns `Ok`.
    pub fn send_van(&mut self, command_id: Option<[u8; 16]>, act: &VanAct) -> Result<(), SendError> {
        self.once(command_id, None, |core| core.try_send_van(command_id, act))
    }

    fn try_send_van(&mut self, command_id: Option<[u8; 16]>, act: &VanAct) -> Result<(), SendError> {
        let engineer = self.phone.engineer.clone().ok_or_else(|| SendError::refused("phone/not-enrolled"))?;
        let lane = self.lane_about(Subject::Van(engineer));
        let stamp = self.reading(&lane).map_err(|wrong| self.broken(&wrong))?;
        let books = self.newest_edition().map_err(|wrong| self.broken(&wrong))?;
        let books = books.ok_or_else(|| SendError::refused("visit/no-edition"))?;
        let ledger = self.ledger().map_err(|wrong| self.broken(&wrong))?;
        let event = decide(&ledger, &books, &command(act))?;
        let (events, contents) = (vec![event], Vec::new());
        self.keep(&Tap { lane, events, contents, photo: None, stamp, command_id, row: None })
    }

    /// What the van should carry. Within one installation the running number orders visits
    /// and van: what a count had seen needs no other proof.
    pub(super) fn ledger(&mut self) -> Result<Arc<Ledger>, StoreError> {
        if let Some(ledger) = &self.van {
            return Ok(ledger.clone());
        }
        let Some(engineer) = self.phone.engineer.clone() else { return Ok(Arc::default()) };
        let (issued, lanes) = (self.issued()?, self.lanes_about_parts()?);
        let ledger = Arc::new(Ledger::from_lanes(&engineer, &issued, &lanes));
        self.van = Some(ledger.clone());
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

    fn lanes_about_parts(&self) -> Result<Vec<LaneRecords>, StoreError> {
        let mut lanes = Vec::new();
        for row in LaneRow::about_parts(self.journal.read())? {
            // A damaged visit stands in nobody's way; its parts are then missing from the count.
            match self.heard(&row) {
                Ok(heard) => lanes.push(LaneRecords { lane: row.lane, heard }),
                Err(wrong) => tracing::error!(lane = %row.lane, error = %wrong, "a lane is left out of the van"),
            }
        }
        Ok(lanes)
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
