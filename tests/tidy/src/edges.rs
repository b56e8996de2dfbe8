//! Who may use whom directly. This table is the truth; ARCHITECTURE explains it.

use std::collections::BTreeMap;

/// For each of our product crates: our crates it may use, and crates from outside.
pub const ALLOWED: &[(&str, &[&str], &[&str])] = &[
    ("domain", &[], &["chrono", "hmac", "serde", "sha2", "thiserror", "toml"]),
    ("wire", &["domain"], &["base64", "minicbor", "p256", "ring", "sha2", "thiserror", "zstd"]),
    ("sync", &["domain", "wire"], &["thiserror"]),
    ("screens", &["domain"], &["serde"]),
    (
        "device",
        &["domain", "wire", "sync", "screens"],
        &[
            "base64",
            "fast_image_resize",
            "getrandom",
            "image",
            "jpeg-encoder",
            "p256",
            "reqwest",
            "rusqlite",
            "rustix",
            "rustls",
            "serde",
            "serde_json",
            "thiserror",
            "tokio",
            "tracing",
            "webpki-roots",
        ],
    ),
    ("ffi", &["device", "screens", "domain"], &["thiserror", "tokio", "uniffi"]),
    ("bindgen", &[], &["tempfile", "uniffi_bindgen"]),
    (
        "server",
        &["domain", "wire", "sync"],
        &[
            "argon2",
            "axum",
            "bytes",
            "chrono",
            "csv",
            "futures-util",
            "getrandom",
            "maud",
            "object_store",
            "p256",
            "reqwest",
            "rustls",
            "sea-orm",
            "sea-orm-migration",
            "serde",
            "serde_json",
            "sha2",
            "thiserror",
            "tokio",
            "tokio-util",
            "toml",
            "tower",
            "tower-http",
            "tracing",
            "utoipa",
            "utoipa-axum",
            "webpki-roots",
            "base64",
            "async-trait",
        ],
    ),
    (
        "cli",
        &["server", "device", "wire", "domain", "screens"],
        &[
            "base64",
            "clap",
            "csv",
            "futures-util",
            "indicatif",
            "p256",
            "qrcode",
            "reqwest",
            "rustls",
            "sea-orm",
            "serde",
            "serde_json",
            "tempfile",
            "thiserror",
            "tokio",
            "toml",
            "tracing",
            "tracing-subscriber",
            "webpki-roots",
        ],
    ),
];

/// One direct dependency: who uses whom.
pub type Edge = (String, String);

/// The edges that the table does not allow, as sentences.
pub fn complaints(edges: &[Edge]) -> Vec<String> {
    let table: BTreeMap<&str, (&[&str], &[&str])> =
        ALLOWED.iter().map(|(name, ours, outside)| (*name, (*ours, *outside))).collect();
    let mut complaints = Vec::new();
    for (from, to) in edges {
        let Some(from) = from.strip_prefix("doorstep-") else { continue };
        let Some((ours, outside)) = table.get(from) else { continue };
        let allowed = match to.strip_prefix("doorstep-") {
            Some(to) => ours.contains(&to),
            None => outside.contains(&to.as_str()),
        };
        if !allowed {
            complaints.push(format!("{from} must not depend on {to}"));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;
    use cargo_metadata::{DependencyKind, MetadataCommand};

    #[test]
    fn no_crate_uses_another_that_the_table_does_not_allow() {
        let metadata = MetadataCommand::new().current_dir(crate::tree::root()).no_deps().exec().unwrap();
        let edges: Vec<Edge> = metadata
            .packages
            .iter()
            .flat_map(|package| {
                let normal = package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal);
                normal.map(|dependency| (package.name.to_string(), dependency.name.clone()))
            })
            .collect();
        assert!(edges.len() > 30, "cargo named only {} edges", edges.len());
        assert_eq!(complaints(&edges), Vec::<String>::new());
        let known: Vec<&str> = ALLOWED.iter().map(|(name, ..)| *name).collect();
        for package in &metadata.packages {
            let manifest = package.manifest_path.as_str();
            let name = package.name.trim_start_matches("doorstep-").to_owned();
            assert!(manifest.contains("/tests/") || known.contains(&name.as_str()), "{name} is not in the table");
        }
    }

    #[test]
    fn an_edge_that_must_not_be_is_named() {
        let edge = |from: &str, to: &str| (format!("doorstep-{from}"), to.to_owned());
        let edges = [edge("domain", "tokio"), edge("server", "doorstep-device"), edge("device", "uniffi")];
        assert_eq!(complaints(&edges).len(), 3);
    }
}
