//! Fills an office with what the demo needs: books, people, vans, jobs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_domain::job::Job;
use doorstep_domain::job_file::parse_job;
use doorstep_domain::money::Currency;
use doorstep_domain::person_file::{Person, parse_person};
use doorstep_server::{Office, SystemClock};

use crate::failure::Failure;
use crate::stores;

/// The fixtures of the checkout that this program was built from.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// Opens the office's folder.
pub async fn open(data: &Path) -> Result<Arc<Office>, Failure> {
    Office::open(stores::place(data)?, SystemClock::new()).await.map(Arc::new).map_err(Failure::office)
}

/// Publishes the books and hands out vans and jobs; doing it again changes nothing.
pub async fn fill(office: &Office, fixtures: &Path) -> Result<Vec<Job>, Failure> {
    office.publish_books(&fixtures.join("books/home-service")).await.map_err(Failure::office)?;
    for person in read_all(&fixtures.join("people"), parse_person)? {
        hire(office, &person).await?;
    }
    let jobs = read_all(&fixtures.join("jobs"), |bytes| parse_job(bytes, Currency::CNY))?;
    for job in &jobs {
        office.assign_job(job.clone()).await.map_err(Failure::office)?;
    }
    Ok(jobs)
}

/// Adds an engineer and what is on their van; doing it again changes nothing.
pub async fn hire(office: &Office, person: &Person) -> Result<(), Failure> {
    office.add_engineer(&person.id, &person.name, &person.certificates).await.map_err(Failure::office)?;
    for (part, count) in &person.van {
        let count = i32::try_from(*count).map_err(Failure::office)?;
        office.issue_stock(&person.id, part, count).await.map_err(Failure::office)?;
    }
    Ok(())
}

/// Reads every `.toml` file of a folder, in the order of their names.
pub fn read_all<T, M: std::fmt::Display>(
    folder: &Path,
    parse: impl Fn(&[u8]) -> Result<T, Vec<M>>,
) -> Result<Vec<T>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|source| Failure::file("read", folder, source))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    paths.iter().map(|path| read_one(path, &parse)).collect()
}

/// Reads one file; every mistake is named with the file.
pub fn read_one<T, M: std::fmt::Display>(
    path: &Path,
    parse: impl Fn(&[u8]) -> Result<T, Vec<M>>,
) -> Result<T, Failure> {
    let bytes = std::fs::read(path).map_err(|source| Failure::file("read", path, source))?;
    parse(&bytes).map_err(|mistakes| {
        Failure::Several(mistakes.iter().map(|mistake| format!("{}: {mistake}", path.display())).collect())
    })
}
