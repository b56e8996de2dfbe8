//! Where the office of a folder keeps its records and its photographs, as this program's
//! environment says: `DOORSTEP_DATABASE`, `DOORSTEP_BLOBS`, and the bucket's key.
//!
//! Without them both are in the folder. `serve` may be told by arguments, too; the other
//! commands have to find the same office and are told by the environment.

use std::path::Path;

use doorstep_server::Place;

use crate::failure::Failure;

/// The place of the office in this folder.
pub fn place(data: &Path) -> Result<Place, Failure> {
    named(data, None, None)
}

/// The same; what is given by argument counts.
pub fn named(data: &Path, database: Option<&str>, blobs: Option<&str>) -> Result<Place, Failure> {
    let mut place = Place::folder(data);
    if let Some(database) = database.map(ToOwned::to_owned).or_else(|| setting("DOORSTEP_DATABASE")) {
        place = place.with_database(&database).map_err(Failure::office)?;
    }
    if let Some(blobs) = blobs.map(ToOwned::to_owned).or_else(|| setting("DOORSTEP_BLOBS")) {
        place = place.with_blobs(&blobs, setting).map_err(Failure::office)?;
    }
    Ok(place)
}

fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
