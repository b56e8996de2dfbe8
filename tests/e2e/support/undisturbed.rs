//! The day as it goes when nothing goes wrong.

use std::path::Path;

use super::office::Folder;
use super::phone::{Phone, day};

/// Everybody with a job.
pub const ENGINEERS: [&str; 3] = ["E1001", "E1002", "E1003"];

/// An office at which three engineers' visits have arrived, in `folder/office`.
pub fn day_of_three(folder: &Path) -> Folder {
    let office = Folder::furnished(&folder.join("office"));
    let tokens = ENGINEERS.map(|engineer| office.invite(engineer));
    let serving = office.serve();
    for (engineer, token) in ENGINEERS.iter().zip(&tokens) {
        let mut phone = Phone::start(&folder.join(engineer)).unwrap();
        phone.enrol(&serving.url(), token);
        phone.sync().unwrap();
        for script in day(engineer) {
            phone.play(&script).done();
        }
        assert_eq!(phone.sync().unwrap().unproved, 0);
        phone.quit();
    }
    office
}
