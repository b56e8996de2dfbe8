//! The fixtures that the tales are told over: books, jobs, people, pictures.

use std::path::PathBuf;

use doorstep_domain::book::{self, Books};
use doorstep_domain::job::Job;
use doorstep_domain::job_file::parse_job;
use doorstep_domain::person_file::{Person, parse_person};

use crate::KEY;

fn fixtures(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(path)
}

fn read(file: &PathBuf) -> Vec<u8> {
    std::fs::read(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()))
}

/// The books of a brand: `home-service` or `second-brand`.
pub fn books(brand: &str) -> Books {
    Books::assemble(book_files(brand).iter().map(|bytes| book::parse(bytes).unwrap()).collect()).unwrap()
}

/// The same books as the office publishes them.
pub fn book_files(brand: &str) -> Vec<Vec<u8>> {
    let files = ["standard", "fees", "parts", "sla", "wording", "knowledge"];
    files.map(|file| read(&fixtures(&format!("books/{brand}/{file}.toml")))).to_vec()
}

/// The camera's pictures.
pub fn pictures() -> Vec<PathBuf> {
    let files = std::fs::read_dir(fixtures("photos")).unwrap().map(|file| file.unwrap().path());
    let is_picture = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "jpg" || kind == "png");
    let mut pictures: Vec<_> = files.filter(is_picture).collect();
    pictures.sort();
    pictures
}

/// The fixture job whose file begins with this number, as the office hands it out.
pub fn job(books: &Books, number: &str) -> Job {
    let files = std::fs::read_dir(fixtures("jobs")).unwrap().map(|file| file.unwrap().path());
    let starts = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number));
    let mut job = parse_job(&read(&files.into_iter().find(starts).unwrap()), books.fees.currency).unwrap();
    job.approval_key = Some(KEY);
    job
}

/// An engineer of the fixtures.
pub fn person(id: &str) -> Person {
    parse_person(&read(&fixtures(&format!("people/{id}.toml")))).unwrap()
}
