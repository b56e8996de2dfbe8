//! Calls that stand only behind their port: clocks, randomness, sleeping; and those
//! that stand nowhere: unwrap and friends.

use crate::tree::shipped;

/// A call and the files that may make it.
pub struct Ban {
    /// What must not stand in the text.
    pub call: &'static str,
    /// Why.
    pub why: &'static str,
    /// The files that may.
    pub allowed_in: &'static [&'static str],
}

const PORTS: &[&str] = &["core/device/src/ports.rs", "core/device/src/ports/", "office/server/src/ports.rs"];

/// Every ban for shipped Rust.
pub const BANS: &[Ban] = &[
    Ban { call: "SystemTime::now", why: "clocks are read behind the clock port", allowed_in: PORTS },
    Ban { call: "Utc::now", why: "clocks are read behind the clock port", allowed_in: PORTS },
    Ban { call: "Local::now", why: "clocks are read behind the clock port", allowed_in: PORTS },
    Ban { call: "Instant::now", why: "stops while a phone sleeps; use the clock port", allowed_in: MEASURED },
    Ban { call: "clock_gettime", why: "clocks are read behind the clock port", allowed_in: PORTS },
    Ban { call: "getrandom::", why: "randomness comes from its port", allowed_in: PORTS },
    Ban { call: "Uuid::new_v4", why: "identity comes from position", allowed_in: &[] },
    Ban { call: "thread::sleep", why: "nothing sleeps; wait for something", allowed_in: &[] },
    Ban { call: ".unwrap()", why: "say what is wrong", allowed_in: &[] },
    Ban { call: ".expect(", why: "say what is wrong", allowed_in: &[] },
    Ban { call: "panic!(", why: "an engineer's phone never panics", allowed_in: &[] },
    Ban { call: "todo!(", why: "finish it", allowed_in: &[] },
    Ban { call: "unimplemented!(", why: "finish it", allowed_in: &[] },
    Ban { call: "#[ignore", why: "assert today's answer instead", allowed_in: &[] },
];

/// Where a duration is measured for a person to read, never for a rule.
const MEASURED: &[&str] = &["office/cli/src/"];

/// Files and folders that are compiled for tests only, by the `cfg` on their `mod`.
const TEST_ONLY: &[&str] =
    &["/tests/", "/tests.rs", "_tests.rs", "/told.rs", "/sample/", "/sample.rs", "core/domain/src/book/good.rs"];

/// Whether a file never ships.
pub fn is_test_only(path: &str) -> bool {
    TEST_ONLY.iter().any(|part| path.contains(part))
}

/// The bans that a file breaks, as sentences.
pub fn complaints(path: &str, text: &str) -> Vec<String> {
    let code: String =
        shipped(text).lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    BANS.iter()
        .filter(|ban| code.contains(ban.call) && !ban.allowed_in.iter().any(|allowed| path.starts_with(allowed)))
        .map(|ban| format!("{path} has {}: {}", ban.call, ban.why))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree;

    #[test]
    fn clocks_randomness_and_panics_stay_where_they_belong() {
        let files = tree::files(&["core", "bindings/ffi", "office"], &[".rs"]);
        let shipped = files.iter().filter(|(path, _)| !is_test_only(path));
        let complaints: Vec<String> = shipped.flat_map(|(path, text)| complaints(path, text)).collect();
        assert!(files.len() > 40, "only {} files were read", files.len());
        assert_eq!(complaints, Vec::<String>::new());
    }

    #[test]
    fn every_ban_bites() {
        for ban in BANS {
            let planted = format!("fn f() {{ {} }}", ban.call);
            assert!(!complaints("core/domain/src/planted.rs", &planted).is_empty(), "{}", ban.call);
            let test_only = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{ {} }}", ban.call);
            assert!(complaints("core/domain/src/planted.rs", &test_only).is_empty(), "{}", ban.call);
        }
    }
}
