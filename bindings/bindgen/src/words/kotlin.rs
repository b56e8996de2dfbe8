//! The table in Kotlin: a method of the JVM holds 64 KB, so the words come in runs.

use super::{Both, HEAD, Words, spelled};

/// How many words one method makes: some fourteen bytes each, far from the limit.
const RUN: usize = 200;

/// The source of `WordTable.kt`.
pub fn table(both: &Both) -> String {
    let languages = [("zh", runs(&both.zh)), ("en", runs(&both.en))];
    let mut source = format!("{HEAD}\npackage app.doorstep.screens\n\n");
    source.push_str("/** The words of the screens, by key, in both languages. */\ninternal object WordTable {\n");
    for (language, runs) in &languages {
        let names: Vec<String> = (1..=runs.len()).map(|run| format!("{language}{run}()")).collect();
        source.push_str(&format!("    val {language}: Map<String, String> = {}\n\n", names.join(" + ")));
    }
    let methods = languages.iter().flat_map(|(language, runs)| {
        runs.iter().enumerate().map(move |(at, lines)| {
            format!("    private fun {language}{}(): Map<String, String> = mapOf(\n{lines}    )\n", at + 1)
        })
    });
    source.push_str(&methods.collect::<Vec<_>>().join("\n"));
    source.push_str("}\n");
    source
}

fn runs(words: &Words) -> Vec<String> {
    let line = |(key, word): &(&String, &String)| format!("        {} to {},\n", kotlin(key), kotlin(word));
    let words: Vec<_> = words.iter().collect();
    words.chunks(RUN).map(|run| run.iter().map(line).collect()).collect()
}

fn kotlin(text: &str) -> String {
    spelled(text, &['"', '\\', '$'])
}
