//! Generators of what is committed.
//!
//! `cargo xtask models [--check] [--botocore DIR]` makes `crates/yagura-aws/data/models.bin`.
//! `cargo xtask iam-data [--check] [--package DIR]` makes `crates/yagura-iam/data/iam.bin`.
//! `cargo xtask docs [--check]` makes `docs/checks.md`, `docs/fix.md` and `docs/lint-rules.md`.
//! `cargo xtask snapshot N FILE` makes a snapshot of N made-up resources, for measurements; nothing of it is committed.

mod docs;
mod iam_data;
mod models;
mod rules;
mod snapshot;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"models", rest)) => models::run(rest),
        Some((&"iam-data", rest)) => iam_data::run(rest),
        Some((&"docs", rest)) => docs::run(rest),
        Some((&"snapshot", rest)) => snapshot::run(rest),
        _ => bail!(
            "usage: cargo xtask models [--check] [--botocore DIR] | iam-data [--check] [--package DIR] | docs [--check] | snapshot N FILE"
        ),
    }
}
