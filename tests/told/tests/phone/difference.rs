//! Where two long texts begin to differ.

/// The first line in which two texts differ.
pub fn difference(one: &str, other: &str) -> String {
    let differing = one.lines().zip(other.lines()).zip(1..).find(|((one, other), _)| one != other);
    differing.map_or("in length".to_owned(), |((one, other), line)| format!("line {line}: {one} / {other}"))
}
