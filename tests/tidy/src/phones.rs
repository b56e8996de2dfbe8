//! The thin phones stay thin: what may not stand in their Kotlin and Swift.
//!
//! Nothing is forced open or left for later, the generated objects are touched only where
//! the core is held, and no number of a model is reckoned with: that is the core's.

/// Why a line of Kotlin or Swift may not stand; none where it may.
pub fn complaint(path: &str, line: &str) -> Option<&'static str> {
    let code = line.split("//").next().unwrap_or(line);
    let is_kotlin = path.ends_with(".kt");
    let forced = if is_kotlin { code.contains("!!") } else { is_forced(code) };
    let reckons = !MAY_RECKON.iter().any(|file| path.ends_with(file)) && reckons(code);
    let holds = !HOLDERS.iter().any(|folder| path.contains(folder)) && OBJECTS.iter().any(|name| has_word(code, name));
    let words =
        if is_kotlin { &["TODO()", "error(\"not\"", "lateinit"][..] } else { &["try!", "fatalError", "as!"][..] };
    match () {
        () if forced => Some("forces a value open"),
        () if words.iter().any(|word| code.contains(word)) => Some("gives up at run time"),
        () if holds => Some("touches the core outside of its holders"),
        () if reckons => Some("reckons with a number of the trade"),
        () => None,
    }
}

/// Where the core's objects may be touched.
const HOLDERS: [&str; 6] = ["android/state/", "android/app/", "/AppModel/", "/Ports/", "/App/", "PortStandIns/"];

/// The core's objects, and what only they throw.
const OBJECTS: [&str; 6] =
    ["DoorstepInterface", "DoorstepProtocol", "Subscription", "ScreenListener", "DoorstepError", "DoorstepException"];

/// Where amounts and times become text, where a picker steps from one time to the next, and the
/// clock that a test sets.
const MAY_RECKON: [&str; 7] = [
    "design/Spoken.kt",
    "Design/Words.swift",
    "DoorstepScreen.kt",
    "DoorstepScreen.swift",
    "Rebook.kt",
    "Rebook.swift",
    "PortStandIns/ToldClock.swift",
];

/// The endings of a model's amounts and times.
const NUMBERS: [&str; 3] = ["Ms", "Minor", ".minor"];

/// An amount or a time of a model, compared or reckoned with.
fn reckons(code: &str) -> bool {
    let before = |at: usize| code.get(..at).and_then(|text| text.chars().next_back());
    NUMBERS.iter().any(|name| {
        code.match_indices(name).any(|(at, _)| {
            let after = code.get(at + name.len()..).unwrap_or_default();
            let is_name = before(at).is_some_and(|c| c.is_ascii_alphanumeric() || c == ')')
                && !after.starts_with(|c: char| c.is_ascii_alphanumeric());
            let operator = after.trim_start();
            let is_display = operator.starts_with("->") || operator.starts_with("> 0");
            is_name
                && !is_display
                && ["+ ", "- ", "* ", "/ ", "< ", "> ", "<=", ">=", "% "].iter().any(|sign| operator.starts_with(sign))
        })
    })
}

/// `name!`, `call()!` or `list[0]!` in Swift; `!=` and a `!` before a word are not.
fn is_forced(code: &str) -> bool {
    let chars: Vec<char> = code.chars().chain([' ']).collect();
    chars.windows(3).any(|three| match three {
        [before, '!', after] => {
            (before.is_alphanumeric() || matches!(before, ')' | ']')) && !matches!(after, '=' | '"' | '*')
        }
        _ => false,
    })
}

fn has_word(code: &str, word: &str) -> bool {
    code.split(|c: char| !c.is_alphanumeric()).any(|one| one == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree;

    /// What ships of both phones, without what is generated.
    fn sources() -> Vec<(String, String)> {
        let folders =
            ["android/state/src/main", "android/screens/src/main", "android/app/src/main", "ios/Sources", "ios/App"];
        let files = tree::files(&folders, &[".kt", ".swift"]).into_iter();
        files.filter(|(path, _)| !path.contains("/DoorstepCore/") && !path.contains("/WordTable.")).collect()
    }

    #[test]
    fn the_phones_hold_no_rule_and_force_nothing() {
        let files = sources();
        assert!(files.len() > 60, "only {} files", files.len());
        let mut wrong = Vec::new();
        for (path, text) in &files {
            let found =
                text.lines().enumerate().filter_map(|(at, line)| complaint(path, line).map(|why| (at + 1, why)));
            wrong.extend(found.map(|(line, why)| format!("{path}:{line} {why}")));
        }
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn every_rule_sees_what_breaks_it() {
        let kotlin = "android/screens/src/main/kotlin/app/doorstep/screens/XScreen.kt";
        let swift = "ios/Sources/Screens/XScreen.swift";
        for (path, line) in [
            (kotlin, "val name = model.name!!"),
            (kotlin, "TODO()"),
            (kotlin, "import app.doorstep.core.ScreenListener"),
            (kotlin, "if (row.dueMs < now) late()"),
            (kotlin, "val owed = line.amount.minor * 2"),
            (swift, "let name = model.name!"),
            (swift, "let one = list[0]!.id"),
            (swift, "try! send()"),
            (swift, "fatalError()"),
            (swift, "let held: Subscription"),
            (swift, "if row.dueMs <= now { late() }"),
        ] {
            assert!(complaint(path, line).is_some(), "{line}");
        }
    }

    #[test]
    fn what_is_allowed_is_not_complained_of() {
        let kotlin = "android/screens/src/main/kotlin/app/doorstep/screens/XScreen.kt";
        for line in
            ["if (a != b) go()", "words.date(row.dueMs)", "row.dueMs -> show()", "if (!row.isDone) go() // why!!"]
        {
            assert_eq!(complaint(kotlin, line), None, "{line}");
        }
        let swift = "ios/Sources/Screens/XScreen.swift";
        for line in ["if a != b { go() }", "if !row.isDone { go() }", "Text(\"Done!\")", "words.date(row.dueMs)"] {
            assert_eq!(complaint(swift, line), None, "{line}");
        }
        assert_eq!(complaint("android/state/src/main/X.kt", "class Relay : ScreenListener"), None);
    }
}
