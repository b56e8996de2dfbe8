//! The store held against itself: chains and contents by their hashes, projections against
//! what the events say; and projections made anew from the events.

use doorstep_domain::id::{Hash, Subject};
use doorstep_domain::visit::Visit;
use doorstep_wire::message::Content;

use super::Core;
use crate::error::StoreError;
use crate::journal::{LaneRow, Projected, VisitRow, is_about_parts, is_ours, records_of, whole};

impl Core {
    /// Recomputes every chain, every content's name and every projection; how many events
    /// were looked at. The first thing that is not what it says is named.
    pub fn verify(&mut self) -> Result<u64, StoreError> {
        let (projected, events) = self.projected()?;
        projected.agrees_with(&Projected::stored(self.journal.read())?)?;
        self.verify_contents()?;
        Ok(events)
    }

    /// Makes the projections anew where other rules made them. Damage is not mended and keeps
    /// nobody from working: what cannot be read is told where it is asked for.
    pub(super) fn renew_projections(&mut self) -> Result<(), StoreError> {
        if is_ours(self.journal.read())? {
            return Ok(());
        }
        match self.projected() {
            Ok((projected, _)) => self.replace_projections(&projected),
            Err(StoreError::Damaged { table, why }) => {
                tracing::error!(table, why, "the projections could not be made anew");
                Ok(())
            }
            Err(wrong) => Err(wrong),
        }
    }

    fn replace_projections(&mut self, projected: &Projected) -> Result<(), StoreError> {
        let write = self.journal.write()?;
        projected.replace(&write)?;
        write.commit()?;
        Ok(())
    }

    /// What the projections should be, and how many events say so.
    fn projected(&mut self) -> Result<(Projected, u64), StoreError> {
        let (mut projected, mut events) = (Projected::default(), 0);
        for row in LaneRow::all(self.journal.read())? {
            let lane = whole(self.journal.read(), &row)?;
            events += lane.events.len() as u64;
            let mut told = lane.events.iter().filter_map(|event| event.heard.record.as_ref().ok());
            if told.any(|record| is_about_parts(&record.event)) {
                projected.part_lanes.insert(row.id);
            }
            let Subject::Visit(id) = &row.lane.subject else { continue };
            if projected.visits.contains_key(&id.to_string()) {
                continue;
            }
            let visit = Visit::from_lanes(&records_of(self.journal.read(), &row.lane.subject)?);
            // The pinned edition is never removed; without it nothing was ever shown of the visit.
            if let Some(books) = self.books_of(&visit)? {
                projected.visits.insert(id.to_string(), VisitRow::of(id, &visit, &books));
            }
        }
        Ok((projected, events))
    }

    fn verify_contents(&self) -> Result<(), StoreError> {
        let sql = "SELECT hash, subject, salt, bytes FROM content WHERE bytes IS NOT NULL";
        let mut select = self.journal.read().prepare_cached(sql)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let subject = row.get::<_, String>("subject")?.parse();
            let subject = subject.map_err(|wrong| StoreError::damaged("content", wrong))?;
            let content = Content { subject, salt: row.get("salt")?, bytes: row.get("bytes")? };
            if content.hash() != Hash(row.get("hash")?) {
                return Err(StoreError::damaged("content", "its bytes are not what its name says"));
            }
        }
        Ok(())
    }
}
