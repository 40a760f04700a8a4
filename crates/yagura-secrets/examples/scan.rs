//! Reads folders with the library alone and prints what is found: for measuring it, and for reviewing what it finds.
//!
//! `cargo run --release -p yagura-secrets --example scan -- [--classify] FOLDER…`

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example")]

use std::fs::File;
use std::path::{Path, PathBuf};

use yagura_secrets::{Budget, Classifier, Context, Detector, Event, Hints, Reader};

fn files(path: &Path, all: &mut Vec<PathBuf>) {
    let Ok(metadata) = std::fs::symlink_metadata(path) else { return };
    if metadata.is_file() {
        all.push(path.to_owned());
    } else if metadata.is_dir()
        && let Ok(entries) = std::fs::read_dir(path)
    {
        let mut entries: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        entries.sort();
        for entry in &entries {
            files(entry, all);
        }
    }
}

fn main() {
    let begun = std::time::Instant::now();
    let (options, roots): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let mut all = Vec::new();
    for root in &roots {
        files(Path::new(root), &mut all);
    }
    let bytes = if options.iter().any(|option| option == "--classify") { classify(&all) } else { secrets(&all) };
    eprintln!("{} files, {:.1} MB, {:.2} s", all.len(), bytes as f64 / 1e6, begun.elapsed().as_secs_f64());
}

fn secrets(all: &[PathBuf]) -> u64 {
    let Ok(detector) = Detector::new() else { return 0 };
    let mut reader = Reader::new(&detector, Budget::default());
    for path in all {
        let Ok(mut file) = File::open(path) else { continue };
        let shown = path.to_string_lossy();
        let context = Context { name: None, path: Some(&shown), key: b"" };
        let _ = reader.read(&mut file, &context, &mut |event| match event {
            Event::Found(inside, found) => {
                let place = format!("{}:{}", found.line, found.column);
                println!("{shown}\t{inside}\t{place}\t{}\t{}\t{}", found.kind, found.confidence.name(), found.hash);
            }
            Event::Skipped(inside, note) => eprintln!("{shown}\t{inside}\t{}", note.name()),
        });
    }
    reader.bytes
}

fn classify(all: &[PathBuf]) -> u64 {
    let Ok(classifier) = Classifier::new(&[]) else { return 0 };
    let mut bytes = 0;
    for path in all {
        let Ok(mut file) = File::open(path) else { continue };
        let shown = path.to_string_lossy();
        let Ok(found) = classifier.classify(&mut file, &Hints { path: Some(&shown) }, &Budget::default()) else {
            continue;
        };
        bytes += found.bytes;
        for (kind, tally) in &found.kinds {
            println!("{shown}\t{kind}\t{}\t{}", tally.count, tally.confidence.name());
        }
    }
    bytes
}
