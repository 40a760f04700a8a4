//! Differences, as everybody reads them.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, TextDiff};

/// What stands in place of a secret.
const MASK: &str = "****";

/// The unified difference of a file's text, as `patch` and `git apply` read it; empty where nothing differs.
pub fn unified(file: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    // Names of whole paths have no `/` of their own behind `a/`.
    let file = file.trim_start_matches('/');
    TextDiff::configure()
        .algorithm(Algorithm::Myers)
        .diff_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{file}"), &format!("b/{file}"))
        .to_string()
}

/// The two texts with some of their bytes masked, line by line: a line that stands in both is masked alike in both.
pub fn masked(old: &str, hidden: &[Range<usize>], new: &str, hidden_new: &[Range<usize>]) -> (String, String) {
    let (before, after) = (lines(old, hidden), lines(new, hidden_new));
    let changed = before.iter().filter(|(line, shown)| *line != shown).map(|(line, shown)| (*line, shown.as_str()));
    let known: HashMap<&str, &str> = changed.collect();
    let new = after.iter().map(|(line, shown)| known.get(line).copied().unwrap_or(shown)).collect();
    (before.iter().map(|(_, shown)| shown.as_str()).collect(), new)
}

/// The lines of a text, each as it is and as it is shown.
fn lines<'t>(text: &'t str, hidden: &[Range<usize>]) -> Vec<(&'t str, String)> {
    let mut hidden: Vec<&Range<usize>> = hidden.iter().collect();
    hidden.sort_by_key(|range| (range.start, range.end));
    let mut begin = 0;
    let mut made = Vec::new();
    for line in text.split_inclusive('\n') {
        let end = begin + line.trim_end_matches(['\r', '\n']).len();
        let (mut shown, mut at) = (String::new(), begin);
        let own = hidden.iter().filter(|range| range.start < end && begin < range.end);
        for range in own {
            let (from, to) = (range.start.max(at), range.end.min(end));
            if from < to {
                shown.push_str(text.get(at..from).unwrap_or_default());
                shown.push_str(MASK);
                at = to;
            }
        }
        shown.push_str(text.get(at..begin + line.len()).unwrap_or_default());
        made.push((line, shown));
        begin += line.len();
    }
    made
}

#[cfg(test)]
mod tests {
    use super::{masked, unified};

    #[test]
    fn what_is_hidden_is_masked_alike_on_both_sides() {
        let (old, new) = ("a\nkey: x1\nb: é\n", "a: 1\nkey: x1\r\nb: é\n");
        let (before, after) = masked(old, &[7..9, 8..9], new, &[]);
        assert_eq!(before, "a\nkey: ****\nb: é\n");
        assert_eq!(after, new, "another line end makes another line");
        let (_, after) = masked(old, &[7..9, 8..9], "a: 1\nkey: x1\nb: é\n", &[]);
        assert_eq!(after, "a: 1\nkey: ****\nb: é\n");
        let (before, _) = masked("p: |\n  one\n  two\n", &[7..16, 8..9], "", &[]);
        assert_eq!(before, "p: |\n  ****\n****\n", "a range over several lines");
    }

    #[test]
    fn a_difference_has_names_places_and_lines() {
        let text = unified("x.yaml", "a\nb\nc\n", "a\nb\nnew\nc\n");
        assert_eq!(text, "--- a/x.yaml\n+++ b/x.yaml\n@@ -1,3 +1,4 @@\n a\n b\n+new\n c\n");
        assert_eq!(unified("x.yaml", "a\n", "a\n"), "");
        assert!(unified("x", "a", "a\nb").contains("\\ No newline at end of file"));
    }
}
