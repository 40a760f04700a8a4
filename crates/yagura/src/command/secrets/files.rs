//! Files of folders, read by a few threads.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};

use ignore::WalkBuilder;
use ignore::overrides::{Override, OverrideBuilder};
use yagura_finding::Text;
use yagura_report::Secrets;
use yagura_secrets::{Context, Detector, Event};

use super::verify::Keys;
use super::{KEY, secret, shown, skipped, unread};
use crate::cli::{Exit, Failure};

/// How many threads read: more take memory, and a disk is no faster for it.
const THREADS: usize = 4;

/// Which files.
pub(super) struct Choice {
    pub(super) exclude: Vec<String>,
    pub(super) gitignore: bool,
}

impl Choice {
    /// Fails where a pattern is none.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let mut overrides = OverrideBuilder::new("");
        for glob in &self.exclude {
            overrides.add(&format!("!{glob}")).map_err(|error| {
                Failure::new(Exit::Usage, format!("--exclude `{glob}`: {error}"), Text { ja: "", en: "" })
            })?;
        }
        Ok(())
    }

    /// What is left out below a folder.
    pub(super) fn overrides(&self, root: &Path) -> Override {
        let mut overrides = OverrideBuilder::new(root);
        for glob in &self.exclude {
            // In overrides a `!` leaves out. Every pattern was tried before.
            let _ = overrides.add(&format!("!{glob}"));
        }
        overrides.build().unwrap_or_else(|_| Override::empty())
    }

    /// Whether a file below a folder, or a folder that it is in, is left out.
    pub(super) fn leaves_out(&self, overrides: &Override, root: &Path, file: &str) -> bool {
        let left_out = |(at, path): (usize, &Path)| overrides.matched(root.join(path), at > 0).is_ignore();
        !self.exclude.is_empty() && Path::new(file).ancestors().enumerate().any(left_out)
    }
}

/// Searches files and folders. Fails where one that was named cannot be read at all; what cannot be read below it is told.
pub(super) fn search(detector: &Detector, paths: &[PathBuf], choice: &Choice, keys: &Keys) -> Result<Secrets, Failure> {
    let mut all = Secrets::default();
    let mut roots = Vec::new();
    for path in paths {
        let failure = |error: &io::Error| {
            Failure::new(Exit::Io, format!("cannot read `{}`: {error}", path.display()), Text { ja: "", en: "" })
        };
        let metadata = fs::metadata(path).map_err(|error| failure(&error))?;
        if metadata.is_dir() {
            fs::read_dir(path).map_err(|error| failure(&error))?;
        } else if metadata.is_file() {
            File::open(path).map_err(|error| failure(&error))?;
        } else {
            let what = format!("`{}` is neither a file nor a folder", path.display());
            return Err(Failure::new(Exit::Usage, what, Text { ja: "", en: "" }));
        }
        roots.push(path.as_path());
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
    let (give, take) = sync_channel::<PathBuf>(256);
    let take = Mutex::new(take);
    let parts: Vec<Secrets> = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..threads).map(|_| scope.spawn(|| read(detector, &take, keys))).collect();
        for root in roots {
            walk(root, choice, &mut all, &mut |path| give.send(path).is_ok());
        }
        drop(give);
        readers.into_iter().filter_map(|reader| reader.join().ok()).collect()
    });
    if parts.len() < threads {
        return Err(Failure::new(Exit::Io, "a reader stopped before its work was done", Text { ja: "", en: "" }));
    }
    for part in parts {
        all.merge(part);
    }
    Ok(all)
}

/// Hands on every regular file. Links are not followed, and Git's own store is left to `--history`.
fn walk(root: &Path, choice: &Choice, all: &mut Secrets, give: &mut dyn FnMut(PathBuf) -> bool) {
    let mut builder = WalkBuilder::new(root);
    builder
        .standard_filters(false)
        .hidden(false)
        .git_ignore(choice.gitignore)
        .git_exclude(choice.gitignore)
        .parents(choice.gitignore)
        .require_git(false)
        .follow_links(false)
        .filter_entry(|entry| entry.file_name() != ".git" || entry.depth() == 0);
    builder.overrides(choice.overrides(root));
    for entry in builder.build() {
        match entry {
            Ok(entry) => {
                let kind = entry.file_type();
                if kind.is_some_and(|kind| kind.is_file()) || entry.depth() == 0 && entry.path().is_file() {
                    if !give(entry.into_path()) {
                        return;
                    }
                } else if kind.is_some_and(|kind| !kind.is_dir()) {
                    let why =
                        if kind.is_some_and(|kind| kind.is_symlink()) { "symbolic-link" } else { "not-a-regular-file" };
                    unread(all, &shown(entry.path()), "", why, false);
                }
            }
            Err(error) => unread(all, &shown(root), "", &error.to_string(), true),
        }
    }
}

fn read(detector: &Detector, take: &Mutex<Receiver<PathBuf>>, keys: &Keys) -> Secrets {
    let mut part = Secrets::default();
    let mut reader = keys.reader(detector);
    loop {
        let next = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(path) = next else { break };
        let file = shown(&path);
        match open(&path) {
            Ok(mut input) => {
                part.files += 1;
                let context = Context { name: None, path: Some(&file), key: KEY };
                let result = reader.read(&mut input, &context, &mut |event| match event {
                    Event::Found(inside, found) => part.keep(secret(&file, inside, found, None)),
                    Event::Skipped(inside, note) => skipped(&mut part, &file, inside, note),
                });
                if let Err(error) = result {
                    unread(&mut part, &file, "", &error.to_string(), true);
                }
            }
            Err(error) => unread(&mut part, &file, "", &error.to_string(), true),
        }
    }
    keys.take(&mut reader);
    part.bytes = reader.bytes;
    part
}

/// Opens a regular file, and nothing that took its place since it was listed.
fn open(path: &Path) -> io::Result<File> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    File::open(path)
}
