//! `cargo xtask snapshot N FILE`: a made-up account of N resources, for measurements.
//! The same N gives the same bytes.

use std::io::Write as _;

use anyhow::{Context as _, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use yagura_model::VERSION;

#[path = "../../crates/yagura-checks/benches/account/mod.rs"]
mod account;

/// Writes the snapshot.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let [number, file] = arguments else { bail!("usage: cargo xtask snapshot N FILE") };
    let number: usize = number.parse().context("N is a number of resources")?;
    let snapshot = account::account(number).map_err(|gap| anyhow::anyhow!("{gap}"))?;
    let mut out = std::fs::File::create(file)?;
    writeln!(out, "yagura snapshot {VERSION}")?;
    let mut encoder = GzEncoder::new(std::io::BufWriter::new(out), Compression::new(3));
    serde_json::to_writer(&mut encoder, &snapshot)?;
    encoder.finish()?.flush()?;
    Ok(())
}
