//! The words of the phones as tables in Kotlin and Swift, from the two files of words.
//!
//! Decides: which areas reach a phone, their order (by key) and how a text is spelled in
//! each language's source. The files are read strictly: a comment, nothing, or
//! `"area/what" = "text"` on a line, each key once. Leaves to `tidy` whether every code
//! has words, and to the console its own reading of the same files.

mod kotlin;
mod swift;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

/// Areas that only the console shows; no phone carries them.
const CONSOLES: [&str; 9] =
    ["around", "column", "console", "count", "photo-state", "story", "strokes", "technical", "weekday"];

/// What stands at the head of both tables.
const HEAD: &str =
    "// Generated from fixtures/words by `doorstep-bindgen words`: change the words there, never here.\n";

/// The words of one language, by key.
type Words = BTreeMap<String, String>;

/// The words of both languages, as far as phones show them.
pub struct Both {
    zh: Words,
    en: Words,
}

impl Both {
    /// The words of these two files.
    pub fn read(zh: &Path, en: &Path) -> Result<Self, Box<dyn Error>> {
        let words = |path: &Path| -> Result<Words, Box<dyn Error>> {
            let text = std::fs::read_to_string(path).map_err(|wrong| format!("{}: {wrong}", path.display()))?;
            Ok(phones(read(&text).map_err(|wrong| format!("{}: {wrong}", path.display()))?))
        };
        let both = Self { zh: words(zh)?, en: words(en)? };
        match both.zh.is_empty() || both.en.is_empty() {
            true => Err("there are no words for phones".into()),
            false => Ok(both),
        }
    }

    /// The tables' sources: Kotlin, then Swift.
    fn sources(&self) -> [String; 2] {
        [kotlin::table(self), swift::table(self)]
    }

    /// Writes both tables.
    pub fn write(&self, kotlin: &Path, swift: &Path) -> Result<(), Box<dyn Error>> {
        for (path, source) in [kotlin, swift].into_iter().zip(self.sources()) {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(path, source)?;
        }
        Ok(())
    }

    /// Whether the committed tables are exactly these; the first that is not is named.
    pub fn check(&self, kotlin: &Path, swift: &Path) -> Result<(), Box<dyn Error>> {
        for (path, source) in [kotlin, swift].into_iter().zip(self.sources()) {
            let committed = std::fs::read_to_string(path).map_err(|wrong| format!("{}: {wrong}", path.display()))?;
            if committed != source {
                return Err(format!("the committed words drifted, generate them again: {}", path.display()).into());
            }
        }
        Ok(())
    }
}

/// The words of a file.
fn read(text: &str) -> Result<Words, String> {
    let mut words = Words::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, word) = pair(line).ok_or_else(|| format!("line {} is not `\"key\" = \"text\"`", at + 1))?;
        if words.insert(key.clone(), word).is_some() {
            return Err(format!("line {} says {key} again", at + 1));
        }
    }
    Ok(words)
}

fn pair(line: &str) -> Option<(String, String)> {
    let (key, rest) = quoted(line)?;
    let (word, rest) = quoted(rest.trim_start().strip_prefix('=')?.trim_start())?;
    (rest.trim_start().is_empty() && key.contains('/')).then_some((key, word))
}

/// A basic string at the beginning of a text, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut signs = text.strip_prefix('"')?.chars();
    let mut found = String::new();
    loop {
        match signs.next()? {
            '"' => return Some((found, signs.as_str())),
            '\\' => found.push(match signs.next()? {
                'n' => '\n',
                sign @ ('"' | '\\') => sign,
                _ => return None,
            }),
            sign => found.push(sign),
        }
    }
}

/// Those that a phone may show.
fn phones(words: Words) -> Words {
    let is_consoles = |key: &str| key.split_once('/').is_some_and(|(area, _)| CONSOLES.contains(&area));
    words.into_iter().filter(|(key, _)| !is_consoles(key)).collect()
}

/// A text inside quotation marks, with these signs behind a backslash.
fn spelled(text: &str, signs: &[char]) -> String {
    let mut spelled = String::from('"');
    for sign in text.chars() {
        match sign {
            '\n' => spelled.push_str("\\n"),
            sign => {
                if signs.contains(&sign) {
                    spelled.push('\\');
                }
                spelled.push(sign);
            }
        }
    }
    spelled.push('"');
    spelled
}

#[cfg(test)]
mod tests;
