//! Reads a folder and says what was found and how long it took: `cargo run --release --example read -- DIR [--gaps]`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use yagura_model::Snapshot;
use yagura_template::folder;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("which folder?")?;
    let top = Path::new(&folder);
    let begun = Instant::now();
    let mut paths = Vec::new();
    let mut gaps = Vec::new();
    folder::walk(top, &folder::Options::default(), &mut gaps, &mut |found, _| {
        let path = found.path.strip_prefix(top).unwrap_or(found.path).to_string_lossy().into_owned();
        if yagura_terraform::is_configuration_file(&path) {
            paths.push(path);
        }
    })?;
    let mut snapshot = Snapshot::default();
    yagura_terraform::read_files(&mut snapshot, top, "", &paths, &yagura_terraform::Options::default())?;
    snapshot.sort();
    let seconds = begun.elapsed().as_secs_f64();
    let mut out = std::io::stdout().lock();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for gap in &snapshot.contents.gaps {
        *kinds.entry(gap.kind.name().to_owned()).or_default() += 1;
    }
    writeln!(
        out,
        "{} files, {} roots, {:.3} s, gaps {kinds:?}, unmodelled {}",
        paths.len(),
        snapshot.contents.scopes.len(),
        seconds,
        snapshot.contents.unmodelled.values().sum::<u64>(),
    )?;
    if arguments.next().is_some() {
        for gap in &snapshot.contents.gaps {
            writeln!(out, "{gap}")?;
        }
        writeln!(out, "{:?}", snapshot.contents.unmodelled)?;
    }
    Ok(())
}
