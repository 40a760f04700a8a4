//! Reads folders with the library alone and prints what is found: for measuring it.
//!
//! `cargo run --release -p yagura-secrets --example scan -- FOLDER…`

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example")]

use std::fs::File;
use std::path::{Path, PathBuf};

use yagura_secrets::{Budget, Context, Detector, Event, Reader};

fn files(path: &Path, all: &mut Vec<PathBuf>) {
    let Ok(metadata) = std::fs::symlink_metadata(path) else { return };
    if metadata.is_file() {
        all.push(path.to_owned());
    } else if metadata.is_dir()
        && let Ok(entries) = std::fs::read_dir(path)
    {
        let mut entries: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        entries.sort();
        entries.iter().for_each(|entry| files(entry, all));
    }
}

fn main() {
    let begun = std::time::Instant::now();
    let mut all = Vec::new();
    std::env::args().skip(1).for_each(|root| files(Path::new(&root), &mut all));
    let Ok(detector) = Detector::new() else { return };
    let mut reader = Reader::new(&detector, Budget::default());
    for path in &all {
        let Ok(mut file) = File::open(path) else { continue };
        let shown = path.to_string_lossy();
        let context = Context { name: None, path: Some(&shown), key: b"" };
        let _ = reader.read(&mut file, &context, &mut |event| match event {
            Event::Found(inside, found) => {
                println!(
                    "{shown}\t{inside}\t{}:{}\t{}\t{}\t{}",
                    found.line,
                    found.column,
                    found.kind,
                    found.confidence.name(),
                    found.hash
                );
            }
            Event::Skipped(inside, note) => eprintln!("{shown}\t{inside}\t{}", note.name()),
        });
    }
    eprintln!("{} files, {:.1} MB, {:.2} s", all.len(), reader.bytes as f64 / 1e6, begun.elapsed().as_secs_f64());
}
