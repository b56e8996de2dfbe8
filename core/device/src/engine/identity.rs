//! Who this phone is: an installation and its key.
//!
//! The key store is not copied with the folder: where the store's key is another than the
//! one that this installation showed, the folder was copied or restored, and the phone goes
//! on as a new installation from its start. A key that cannot be read says nothing.

use std::sync::Arc;

use doorstep_domain::id::InstallationId;

use crate::error::StoreError;
use crate::journal::{Journal, PhoneRow, become_new};
use crate::ports::{DeviceKey, PortError, Ports};

/// An id that nobody had before.
pub fn new_id(ports: &Ports) -> Result<InstallationId, PortError> {
    let mut id = [0; 16];
    ports.random.fill(&mut id)?;
    Ok(InstallationId(id))
}

/// Reads who this phone is; another one than before where its key was lost.
pub fn find(journal: &mut Journal, ports: &Ports) -> Result<(PhoneRow, Arc<dyn DeviceKey>), StoreError> {
    let phone = PhoneRow::load(journal.read())?;
    let key = ports.key.named(&phone.key_name, ports.random.as_ref())?;
    let Ok(public) = key.public() else { return Ok((phone, key)) };
    match &phone.public_key {
        Some(known) if known.as_slice() == public.as_bytes() => return Ok((phone, key)),
        None => {
            let write = journal.write()?;
            write.execute("UPDATE phone SET public_key = ?1", [public.as_bytes().as_slice()])?;
            write.commit()?;
            return Ok((phone, key));
        }
        Some(_) => {}
    }
    tracing::warn!("the key of this installation is not here: it goes on as a new one");
    let write = journal.write()?;
    become_new(&write, new_id(ports)?, false)?;
    write.commit()?;
    let phone = PhoneRow::load(journal.read())?;
    let key = ports.key.named(&phone.key_name, ports.random.as_ref())?;
    Ok((phone, key))
}
