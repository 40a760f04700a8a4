//! What comments say about findings that are accepted.

use std::collections::BTreeSet;

use yagura_model::Ignore;
use yagura_template::{Comment, comments, mentions_ignore};

use crate::world::World;

/// All of them, of every configuration file that was read.
pub(crate) fn ignores(world: &World) -> Vec<Ignore> {
    let sources = world.sources.borrow().clone();
    let mut found = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        if source.shown.strip_suffix(".tf").is_none() || !mentions_ignore(&source.text) {
            continue;
        }
        let resources = world.resources_in(u32::try_from(number).unwrap_or(u32::MAX));
        let texts = heredoc_lines(&source.text);
        let lines: Vec<&str> = source.text.lines().collect();
        let is_comment = |comment: Comment| {
            let line = lines.get(comment.line.saturating_sub(1) as usize).copied().unwrap_or_default();
            !texts.contains(&comment.line) && !ends_in_text(line, comment.column)
        };
        found.extend(comments(&source.shown, &source.text, &["#", "//"], &resources, &is_comment));
    }
    found
}

/// The lines that are inside a heredoc
/// (<https://developer.hashicorp.com/terraform/language/expressions/strings#heredoc-strings>).
fn heredoc_lines(text: &str) -> BTreeSet<u32> {
    let mut inside = BTreeSet::new();
    let mut end: Option<&str> = None;
    for (at, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if let Some(word) = end {
            if trimmed == word {
                end = None;
            } else {
                inside.insert(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        } else if !trimmed.starts_with('#')
            && !trimmed.starts_with("//")
            && let Some((_, word)) = trimmed.rsplit_once("<<")
        {
            let word = word.strip_prefix('-').unwrap_or(word);
            let named = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
            end = named.then_some(word);
        }
    }
    inside
}

/// Whether a quoted text is open before a column.
fn ends_in_text(line: &str, column: u32) -> bool {
    let (mut open, mut escaped) = (false, false);
    for c in line.chars().take(column.saturating_sub(1) as usize) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = open,
            '"' => open = !open,
            _ => {}
        }
    }
    open
}
