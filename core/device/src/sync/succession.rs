//! A phone that found that it is a copy tells the office whose successor it is.
//!
//! The request is signed by the key of the installation before it, what it carries by the
//! new one (`doorstep_wire::succession`). Nothing else is said before the office knows the
//! new installation. Where no key can vouch for it, or the office knows none of them, a
//! person enrols the phone again; work goes on meanwhile.

use std::sync::Arc;

use doorstep_domain::id::InstallationId;
use doorstep_wire::succession::to_sign;
use rusqlite::OptionalExtension;

use super::http::{Http, base64};
use super::{Rest, SyncReport, Walk};
use crate::engine::Core;
use crate::error::StoreError;
use crate::journal::{PhoneRow, let_in, unprove};
use crate::ports::DeviceKey;

/// The office's word for a phone that it never met.
pub(super) const UNKNOWN: &str = "sync/unknown-installation";

/// Who this phone is, as its requests say it.
pub(super) struct Identity {
    pub installation: InstallationId,
    pub office: String,
    pub key: Arc<dyn DeviceKey>,
    pub is_registered: bool,
}

/// Who vouches for a new installation.
struct Predecessor {
    installation: InstallationId,
    key: Arc<dyn DeviceKey>,
}

impl Walk {
    /// Tells the office about this installation; what to wait for where it does not know it yet.
    pub(super) async fn register(
        &self,
        http: &Http,
        new: &Identity,
        report: &mut SyncReport,
    ) -> Result<Option<Rest>, StoreError> {
        let Some(old) = self.ask(Core::predecessor)? else {
            report.refused = UNKNOWN.to_owned();
            return Ok(Some(Rest::Idle));
        };
        let mut backoff = self.succession.lock().await;
        if let Some(until_ms) = backoff.rests_until(self.ports.clock.stamp().mono_ms) {
            return Ok(Some(Rest::Until(until_ms)));
        }
        let body = claim(&old, new)?;
        let line = http.line(old.key, &new.office, old.installation);
        report.requests += 1;
        let Err(no) = line.succeed(body).await else {
            backoff.reset();
            self.uploads.lock().await.forget();
            self.ask(Core::registered)?;
            return Ok(None);
        };
        let code = no.code;
        self.ask(move |core| {
            core.note_failed(code);
            Ok(())
        })?;
        if let Some(refused) = no.refused {
            tracing::warn!(code = refused.code, "the office refused a successor");
            report.refused = refused.code;
            self.ask(Core::office_forgot)?;
        }
        let at = self.moment();
        backoff.failed(at);
        Ok(backoff.rests_until(at.now_ms).map(Rest::Until).or(Some(Rest::Idle)))
    }
}

fn claim(old: &Predecessor, new: &Identity) -> Result<Vec<u8>, StoreError> {
    let public = new.key.public()?;
    let proof = new.key.sign(&to_sign(old.installation, new.installation, &public))?;
    let claim = serde_json::json!({
        "installation": new.installation.to_hex(),
        "public_key": base64(public.as_bytes()),
        "proof": base64(&proof.0),
    });
    Ok(claim.to_string().into_bytes())
}

impl Core {
    /// Who this phone is.
    pub(super) fn identity(&mut self) -> Identity {
        Identity {
            installation: self.installation(),
            office: self.office(),
            key: self.key(),
            is_registered: self.is_registered(),
        }
    }

    /// The installation before this one whose key can vouch for it.
    fn predecessor(&mut self) -> Result<Option<Predecessor>, StoreError> {
        let sql = "SELECT installation, key_name FROM predecessor WHERE is_vouched = 1 ORDER BY n DESC LIMIT 1";
        let read = |row: &rusqlite::Row<'_>| Ok((InstallationId(row.get(0)?), row.get::<_, String>(1)?));
        let Some((installation, name)) = self.journal.read().query_row(sql, [], read).optional()? else {
            return Ok(None);
        };
        let key = self.key_named(&name)?;
        Ok(Some(Predecessor { installation, key }))
    }

    /// The office knows this installation now.
    fn registered(&mut self) -> Result<(), StoreError> {
        let write = self.journal.write()?;
        write.execute("UPDATE phone SET is_registered = 1", [])?;
        write.execute("UPDATE trust SET standing = 'at-work' WHERE standing = 'unknown'", [])?;
        write.commit()?;
        self.reload()?;
        self.changed(None);
        Ok(())
    }

    /// A person let this installation in by a token.
    pub(super) fn enrolled_anew(&mut self) -> Result<(), StoreError> {
        let has_been_another = !PhoneRow::load(self.journal.read())?.is_registered
            || self.journal.read().prepare("SELECT 1 FROM predecessor")?.exists([])?;
        if has_been_another {
            let write = self.journal.write()?;
            let_in(&write)?;
            write.commit()?;
            self.reload()?;
        }
        Ok(())
    }

    /// The office does not know this phone: nothing is known to be there, and a person is told.
    pub(super) fn office_forgot(&mut self) -> Result<(), StoreError> {
        let write = self.journal.write()?;
        if write.execute("UPDATE trust SET standing = 'unknown' WHERE standing = 'at-work'", [])? > 0 {
            unprove(&write)?;
        }
        write.commit()?;
        self.forget();
        self.changed(None);
        Ok(())
    }
}
