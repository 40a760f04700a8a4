//! A folder of templates: what is opened, what is not, and what is said about it.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use yagura_model::{Gap, GapKind, Snapshot};

use crate::read::read_into;
use yagura_template::syntax::{self, ParseError};
use crate::{is_template_tree, looks_like_template};

/// How a folder is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The size in bytes above which a file is not read; a template may have 1 MB
    /// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>).
    pub max_bytes: u64,
    /// Leaves out what the folder's `.gitignore` files leave out.
    pub gitignore: bool,
    /// Leaves out files and folders whose name begins with a dot.
    pub skip_hidden: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_bytes: 16 << 20, gitignore: true, skip_hidden: true }
    }
}

/// Why a path could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing, or it may not be read.
    #[error("cannot read `{}`", path.display())]
    Io {
        /// The path as it was given.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A pipe, a socket, a device.
    #[error("`{}` is neither a file nor a folder", path.display())]
    Special {
        /// The path as it was given.
        path: PathBuf,
    },
}

/// What a walk found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Walked {
    /// All templates, and what could not be read.
    pub snapshot: Snapshot,
    /// How many templates were found.
    pub templates: u64,
    /// How many files were looked at and are no templates.
    pub others: u64,
}

/// Reads a template, or all templates of a folder, as [`walk`] does.
pub fn read_path(path: &Path, options: &Options) -> Result<Snapshot, ReadError> {
    walk(path, options).map(|walked| walked.snapshot)
}

/// Reads a template, or all templates of a folder, which are known by their content.
///
/// Only regular files are opened, symbolic links inside the folder are not followed, and nothing outside of it is read.
/// Fails only when the path itself cannot be read; what cannot be read below it is a gap.
pub fn walk(path: &Path, options: &Options) -> Result<Walked, ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    let metadata = fs::metadata(path).map_err(io)?;
    let mut walked = Walked::default();
    if metadata.is_file() {
        // A file that was named is meant to be a template.
        match content(path, options.max_bytes) {
            Ok(Content::Text(text)) => read_named(&mut walked, path, syntax::read(&text)),
            Ok(Content::Wrong(error)) => read_named(&mut walked, path, Err(error)),
            Ok(Content::TooLarge(_)) => {
                let message = format!("larger than {} bytes", options.max_bytes);
                read_named(&mut walked, path, Err(ParseError::new(1, 1, message)));
            }
            Err(error) => return Err(io(error)),
        }
    } else if metadata.is_dir() {
        folder(&mut walked, path, options).map_err(io)?;
    } else {
        return Err(ReadError::Special { path: path.to_owned() });
    }
    walked.snapshot.sort();
    Ok(walked)
}

fn read_named(walked: &mut Walked, path: &Path, parsed: Result<syntax::Parsed, ParseError>) {
    walked.templates += 1;
    read_into(&mut walked.snapshot, &shown(path), parsed);
}

/// The path as the user would name it.
fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).to_string_lossy().into_owned()
}

fn folder(walked: &mut Walked, root: &Path, options: &Options) -> io::Result<()> {
    let inside = fs::canonicalize(root)?;
    fs::read_dir(root)?;
    let mut builder = WalkBuilder::new(root);
    builder
        .standard_filters(false)
        .hidden(options.skip_hidden)
        .git_ignore(options.gitignore)
        .require_git(false)
        .follow_links(false)
        .sort_by_file_path(Ord::cmp);
    for entry in builder.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                walked.snapshot.contents.gaps.push(Gap::error(format!("not read: {error}")));
                continue;
            }
        };
        if let Some(error) = entry.error() {
            walked.snapshot.contents.gaps.push(Gap::error(format!("{}: {error}", shown(entry.path()))));
        }
        let Some(kind) = entry.file_type() else { continue };
        let path = entry.path();
        let gaps = &mut walked.snapshot.contents.gaps;
        if kind.is_file() {
            file(walked, path, options);
        } else if kind.is_symlink() {
            // What a link inside the folder leads to is read in its own place.
            let outside = fs::canonicalize(path).is_ok_and(|target| !target.starts_with(&inside));
            if outside {
                let message = format!("{}: a link that leads out of the folder is not followed", shown(path));
                gaps.push(Gap::unsupported(message));
            }
        } else if !kind.is_dir() {
            gaps.push(Gap::unsupported(format!("{}: neither a file nor a folder: not opened", shown(path))));
        }
    }
    Ok(())
}

fn file(walked: &mut Walked, path: &Path, options: &Options) {
    let mut gap = |kind, message: &str| {
        walked.snapshot.contents.gaps.push(Gap::new(kind, format!("{}: {message}", shown(path))));
    };
    match content(path, options.max_bytes) {
        Ok(Content::Text(text)) => {
            if !looks_like_template(&text) {
                walked.others += 1;
                return;
            }
            match syntax::read(&text) {
                Ok(parsed) if !is_template_tree(&parsed.root) => walked.others += 1,
                // Prose and program code may quote a template.
                Err(_) if !named_like_template(path) => walked.others += 1,
                parsed => read_named(walked, path, parsed),
            }
        }
        Ok(Content::TooLarge(start)) => {
            if looks_like_template(&start) {
                gap(GapKind::Error, &format!("larger than {} bytes: not read", options.max_bytes));
            } else {
                walked.others += 1;
            }
        }
        Ok(Content::Wrong(error)) if named_like_template(path) => read_named(walked, path, Err(error)),
        Ok(Content::Wrong(_)) => walked.others += 1,
        Err(error) => gap(GapKind::Error, &format!("not read: {error}")),
    }
}

fn named_like_template(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| matches!(extension, "yaml" | "yml" | "json" | "template" | "cfn"))
}

enum Content {
    Text(String),
    /// It looks like a template in another encoding.
    Wrong(ParseError),
    /// Its first part.
    TooLarge(String),
}

/// How much of a file decides whether the rest is worth reading.
const START: u64 = 64 << 10;

fn content(path: &Path, max_bytes: u64) -> io::Result<Content> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    // The name may mean something else by now.
    if !metadata.is_file() {
        return Err(io::Error::other("no regular file"));
    }
    let mut bytes = Vec::new();
    (&file).take(START).read_to_end(&mut bytes)?;
    if metadata.len() > max_bytes {
        return Ok(Content::TooLarge(String::from_utf8_lossy(&bytes).into_owned()));
    }
    if let Some(text) = utf16(&bytes) {
        let message = "the text is UTF-16; CloudFormation reads UTF-8";
        return Ok(if looks_like_template(&text) {
            Content::Wrong(ParseError::new(1, 1, message))
        } else {
            Content::Text(String::new())
        });
    }
    if bytes.contains(&0) {
        return Ok(Content::Text(String::new()));
    }
    // A file may grow while it is read.
    (&file).take(max_bytes.saturating_sub(START)).read_to_end(&mut bytes)?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Content::Text(text),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let lines = bytes.get(..valid).unwrap_or_default().split(|byte| *byte == b'\n').count();
            if looks_like_template(&String::from_utf8_lossy(&bytes)) {
                let line = u32::try_from(lines).unwrap_or(u32::MAX);
                Content::Wrong(ParseError::new(line, 1, "the text is not UTF-8"))
            } else {
                Content::Text(String::new())
            }
        }
    })
}

/// The text, where the bytes are UTF-16: by their mark, or because every other byte of their start is zero.
fn utf16(bytes: &[u8]) -> Option<String> {
    let little = match bytes {
        [0xff, 0xfe, ..] | [1..=127, 0, 1..=127, 0, ..] => true,
        [0xfe, 0xff, ..] | [0, 1..=127, 0, 1..=127, ..] => false,
        _ => return None,
    };
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [one, two] if little => u16::from_le_bytes([*one, *two]),
        [one, two] => u16::from_be_bytes([*one, *two]),
        _ => 0,
    });
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect())
}
