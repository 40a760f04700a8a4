//! Differences, as everybody reads them.

use similar::{Algorithm, TextDiff};

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

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn a_difference_has_names_places_and_lines() {
        let text = unified("x.yaml", "a\nb\nc\n", "a\nb\nnew\nc\n");
        assert_eq!(text, "--- a/x.yaml\n+++ b/x.yaml\n@@ -1,3 +1,4 @@\n a\n b\n+new\n c\n");
        assert_eq!(unified("x.yaml", "a\n", "a\n"), "");
        assert!(unified("x", "a", "a\nb").contains("\\ No newline at end of file"));
    }
}
