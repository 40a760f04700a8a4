//! Which files of a folder are templates, and what is said about those that cannot be read.

use std::path::Path;

use yagura_model::{Gap, GapKind, Snapshot};
use yagura_template::folder::{Content, Found};
use yagura_template::syntax::{self, ParseError, Parsed};

use crate::read::read_into;
use crate::{is_template_tree, looks_like_template};

pub use yagura_template::folder::{Options, ReadError};

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
/// Only regular files are opened, each once however many symbolic links lead to it, and nothing outside of the folder is read.
/// Fails only when the path itself cannot be read; what cannot be read below it is a gap.
pub fn walk(path: &Path, options: &Options) -> Result<Walked, ReadError> {
    let mut walked = Walked::default();
    let mut gaps = Vec::new();
    yagura_template::folder::walk(path, options, &mut gaps, &mut |found, gaps| {
        // A link to what is read in its own place.
        if found.again {
            return;
        }
        let offered = match found.content() {
            Ok(content) => offer(&mut walked.snapshot, gaps, found, &content),
            Err(error) => {
                gaps.push(Gap::error(format!("{}: not read: {error}", found.shown())));
                return;
            }
        };
        match offered {
            Offered::Template => walked.templates += 1,
            Offered::Other => walked.others += 1,
            Offered::Told => {}
        }
    })?;
    walked.snapshot.contents.gaps.append(&mut gaps);
    walked.snapshot.sort();
    Ok(walked)
}

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    /// A template: it was read, or why it could not be is told.
    Template,
    /// No template.
    Other,
    /// A template, it seems, that is too large: that is told.
    Told,
}

/// Reads a file's content if it is a template; a file that was named is meant to be one.
pub fn offer(snapshot: &mut Snapshot, gaps: &mut Vec<Gap>, found: Found<'_>, content: &Content) -> Offered {
    let mut read = |parsed: Result<Parsed, ParseError>| {
        let text = if let Content::Text(text) = content { text.as_str() } else { "" };
        read_into(snapshot, &found.shown(), text, parsed);
        Offered::Template
    };
    let likely = found.named || named_like_template(found.path);
    match content {
        Content::Text(text) if found.named => read(syntax::read(text)),
        Content::Text(text) if !looks_like_template(text) => Offered::Other,
        Content::Text(text) => match syntax::read(text) {
            Ok(parsed) if !is_template_tree(&parsed.root) => Offered::Other,
            // Prose and program code may quote a template.
            Err(_) if !likely => Offered::Other,
            parsed => read(parsed),
        },
        Content::Utf16(text) if likely && looks_like_template(text) => {
            read(Err(ParseError::new(1, 1, "the text is UTF-16; CloudFormation reads UTF-8")))
        }
        Content::NotUtf8 { text, line } if likely && looks_like_template(text) => {
            read(Err(ParseError::new(*line, 1, "the text is not UTF-8")))
        }
        Content::Utf16(_) | Content::NotUtf8 { .. } if found.named => read(syntax::read("")),
        Content::Utf16(_) | Content::NotUtf8 { .. } => Offered::Other,
        Content::TooLarge(start) => {
            let message = format!("larger than {} bytes", found.max_bytes());
            if found.named {
                read(Err(ParseError::new(1, 1, message)))
            } else if looks_like_template(start) {
                gaps.push(Gap::new(GapKind::Error, format!("{}: {message}: not read", found.shown())));
                Offered::Told
            } else {
                Offered::Other
            }
        }
    }
}

fn named_like_template(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| matches!(extension, "yaml" | "yml" | "json" | "template" | "cfn"))
}
