//! Every bad file of the fixtures is refused at the line that its first line tells.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

use doorstep_domain::book::{Mistake, parse};
use doorstep_domain::job_file::parse_job;
use doorstep_domain::money::Currency;

fn mistakes(name: &str, bytes: &[u8]) -> Vec<Mistake> {
    match name.starts_with("job-") {
        true => parse_job(bytes, Currency::CNY).map(|_| ()).unwrap_err(),
        false => parse(bytes).map(|_| ()).unwrap_err(),
    }
}

#[test]
fn every_bad_file_is_refused_at_its_line_and_nowhere_before() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/bad");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let line = text.strip_prefix("# line ").and_then(|rest| rest.split(':').next()).unwrap();
        let told = mistakes(&name, text.as_bytes());
        assert_eq!(told[0].line.to_string(), line, "{name}: {}", told[0]);
        assert_eq!(told.len(), 1, "{name}: {told:?}");
        seen += 1;
    }
    assert!(seen >= 35, "only {seen} bad files");
}
