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
        let (text, texts) = by_lines(&source.text);
        let lines: Vec<&str> = text.lines().collect();
        let is_comment = |comment: Comment| {
            let line = lines.get(comment.line.saturating_sub(1) as usize).copied().unwrap_or_default();
            !texts.contains(&comment.line) && !ends_in_text(line, comment.column)
        };
        found.extend(comments(&source.shown, &text, &["#", "//"], &resources, &is_comment));
    }
    found
}

/// The text with each line of a `/* … */` comment as a comment of its own, and which lines are inside a heredoc
/// (<https://developer.hashicorp.com/terraform/language/syntax/configuration#comments>,
/// <https://developer.hashicorp.com/terraform/language/expressions/strings#heredoc-strings>).
fn by_lines(text: &str) -> (String, BTreeSet<u32>) {
    let mut lowered = String::with_capacity(text.len());
    let mut inside = BTreeSet::new();
    let mut heredoc: Option<&str> = None;
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        if let Some(word) = heredoc {
            if line.trim() == word {
                heredoc = None;
            } else {
                inside.insert(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
            lowered.push_str(line);
        } else {
            let start = lowered.len();
            open = lower(line, open, &mut lowered);
            let code = lowered.get(start..).unwrap_or_default().trim();
            if !code.starts_with('#')
                && !code.starts_with("//")
                && let Some((_, word)) = line.trim().rsplit_once("<<")
            {
                let word = word.strip_prefix('-').unwrap_or(word);
                let named = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
                heredoc = named.then_some(word);
            }
        }
        lowered.push('\n');
    }
    (lowered, inside)
}

/// One line in which a comment may be open from the line before; says whether one is open at its end.
fn lower(line: &str, open: bool, lowered: &mut String) -> bool {
    let mut rest = line;
    if open {
        let indent = line.len() - line.trim_start().len();
        lowered.push_str(line.get(..indent).unwrap_or_default());
        let (said, behind) = match line.split_once("*/") {
            Some((said, behind)) => (said, Some(behind)),
            None => (line, None),
        };
        lowered.push_str("// ");
        lowered.push_str(said.trim_start().trim_start_matches('*').trim_start());
        // What is behind the comment is seldom more than white space, and never said by the comment.
        return behind.is_none();
    }
    let (mut quoted, mut escaped) = (false, false);
    while let Some(c) = rest.chars().next() {
        let whole = rest;
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if !quoted && (c == '#' || whole.starts_with("//")) {
            lowered.push_str(whole);
            return false;
        }
        if !quoted && let Some(comment) = whole.strip_prefix("/*") {
            match comment.split_once("*/") {
                None => {
                    lowered.push_str("// ");
                    lowered.push_str(comment.trim_start_matches('*').trim_start());
                    return true;
                }
                Some((said, behind)) if !mentions_ignore(said) => {
                    lowered.extend(std::iter::repeat_n(' ', said.chars().count() + 4));
                    rest = behind;
                }
                Some((said, _)) => {
                    lowered.push_str("// ");
                    lowered.push_str(said.trim_start());
                    return false;
                }
            }
            continue;
        }
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = quoted,
            '"' => quoted = !quoted,
            _ => {}
        }
        lowered.push(c);
    }
    false
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

#[cfg(test)]
mod tests {
    use super::by_lines;

    #[test]
    fn comments_of_several_lines_are_lines_of_comment() {
        for (text, expect) in [
            ("a = 1 # x /* y\n", "a = 1 # x /* y\n"),
            ("/* one */ a = 1\n", "          a = 1\n"),
            ("  /* yagura:ignore x */ a = 1\n", "  // yagura:ignore x \n"),
            ("/*\n * yagura:ignore x\n */\na\n", "// \n // yagura:ignore x\n // \na\n"),
            ("a = \"/* no */\" // b\n", "a = \"/* no */\" // b\n"),
            ("a = <<EOF\n/* no\nEOF\nb\n", "a = <<EOF\n/* no\nEOF\nb\n"),
            ("/* <<EOF\n*/\n/* x\n", "// <<EOF\n// \n// x\n"),
        ] {
            assert_eq!(by_lines(text).0, expect, "{text}");
        }
    }
}
