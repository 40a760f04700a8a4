//! Holds what the architecture promises: which crate may use which, and how large a room may grow.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Which of our crates each crate may use, outside its tests.
const LAW: &[(&str, &[&str])] = &[
    ("yagura-model", &[]),
    ("yagura-finding", &["yagura-model"]),
    ("yagura-aws", &["yagura-model"]),
    // Readers of templates share one room; no reader imports another.
    ("yagura-template", &["yagura-model"]),
    ("yagura-cloudformation", &["yagura-model", "yagura-template"]),
    ("yagura-terraform", &["yagura-model", "yagura-template"]),
    ("yagura-fix", &["yagura-model", "yagura-finding", "yagura-template"]),
    ("yagura-iam", &[]),
    ("yagura-secrets", &[]),
    ("yagura-checks", &["yagura-model", "yagura-finding", "yagura-iam", "yagura-secrets"]),
    ("yagura-report", &["yagura-finding", "yagura-model"]),
    (
        "yagura",
        &[
            "yagura-model",
            "yagura-finding",
            "yagura-fix",
            "yagura-aws",
            "yagura-cloudformation",
            "yagura-template",
            "yagura-terraform",
            "yagura-checks",
            "yagura-iam",
            "yagura-report",
            "yagura-secrets",
        ],
    ),
    ("yagura-faults", &[]),
    ("xtask", &["yagura-model", "yagura-finding", "yagura-fix", "yagura-checks", "yagura-iam"]),
];

/// What must not be reached from a crate that does no I/O.
const PURE: &[&str] =
    &["yagura-model", "yagura-finding", "yagura-fix", "yagura-iam", "yagura-secrets", "yagura-checks", "yagura-report"];
const IO: &[&str] = &["tokio", "hyper", "rustls", "aws-config", "reqwest"];

#[test]
fn the_import_law_holds() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let law: BTreeMap<&str, BTreeSet<&str>> =
        LAW.iter().map(|(name, uses)| (*name, uses.iter().copied().collect())).collect();
    let ours: BTreeSet<&str> = law.keys().copied().collect();
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let Some(may) = law.get(name) else {
            wrong.push(format!("`{name}` has no line in the law"));
            continue;
        };
        for dependency in package["dependencies"].as_array().unwrap() {
            let used = dependency["name"].as_str().unwrap();
            if !dependency["kind"].is_null() {
                continue;
            }
            if ours.contains(used) && !may.contains(used) {
                wrong.push(format!("`{name}` uses `{used}`"));
            }
            if PURE.contains(&name) && IO.contains(&used) {
                wrong.push(format!("`{name}` does no I/O and uses `{used}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_source_is_silenced_or_left_unfinished() {
    let mut files = Vec::new();
    for folder in ["crates", "xtask"] {
        sources(&root().join(folder), &mut files);
    }
    // Put together, so that this file does not find itself.
    let banned =
        [concat!("#[ig", "nore"), concat!("tod", "o!("), concat!("unimple", "mented!("), concat!("#[all", "ow(")];
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for word in banned {
            if text.contains(word) {
                wrong.push(format!("{}: `{word}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
