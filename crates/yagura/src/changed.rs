//! Which lines of a working tree changed since a revision, as the system's Git says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::{Arg, ArgMatches};
use yagura_finding::{Finding, Report, Text};
use yagura_report::Lang;

use crate::cli::{Exit, Failure};
use crate::output;

/// Ranges of lines by file.
type Lines = BTreeMap<String, Vec<(u32, u32)>>;

/// The option.
pub(crate) fn argument(lang: Lang) -> Arg {
    Arg::new("changed-since").long("changed-since").value_name("REV").requires("path").help(lang.pick(Text {
        ja: "Gitのこのリビジョン以降に行が変更されたリソースの検出だけを報告する",
        en: "Only findings of resources of which a line changed since this revision of Git",
    }))
}

/// Leaves only the findings of changed resources, and says how many it leaves out.
pub(crate) fn apply(matches: &ArgMatches, report: &mut Report<'_>, lang: Lang) -> Result<(), Failure> {
    let (Some(revision), Some(path)) = (matches.get_one::<String>("changed-since"), matches.get_one::<PathBuf>("path"))
    else {
        return Ok(());
    };
    let folder = if path.is_file() { path.parent().unwrap_or(Path::new("")) } else { path };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let lines = lines(folder, revision)?;
    let shown = yagura_template::folder::shown(folder);
    let prefix =
        if shown == "." || shown.is_empty() { String::new() } else { format!("{}/", shown.trim_end_matches('/')) };
    let before = report.findings.len();
    report.findings.retain(|finding| stands(finding, &lines, &prefix));
    let left_out = before - report.findings.len();
    if left_out > 0 {
        let text = Text {
            ja: "{revision} 以降に変更されていないリソースの結果 {number} 件を除きました",
            en: "left out: {number} results of resources that did not change since {revision}",
        };
        output::message(&lang.pick(text).replace("{number}", &left_out.to_string()).replace("{revision}", revision));
    }
    Ok(())
}

/// A finding stands if its resource or one of its places changed: a port that was changed opens what an old line lets in.
/// What has no place stands in any case.
fn stands(finding: &Finding<'_>, lines: &Lines, prefix: &str) -> bool {
    let Some(location) = &finding.location else { return true };
    let changed = |file: &str, first: u32, last: u32| {
        let inside = file.strip_prefix(prefix).unwrap_or(file);
        let ranges = lines.get(inside).map(Vec::as_slice).unwrap_or_default();
        ranges.iter().any(|(from, to)| *from <= last.max(first) && first <= *to)
    };
    changed(location.file, location.block.line, location.block.end_line)
        || changed(location.file, location.span.line, location.span.end_line)
        || finding
            .evidence
            .iter()
            .filter_map(|proof| proof.place)
            .any(|(file, span)| changed(file, span.line, span.end_line))
}

fn lines(folder: &Path, revision: &str) -> Result<Lines, Failure> {
    // An option would be obeyed.
    if revision.is_empty() || revision.starts_with('-') {
        return Err(wrong(&format!("`{revision}` is no revision")));
    }
    let mut lines = Lines::new();
    let diff = git(
        folder,
        &[
            "diff",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--no-renames",
            "--unified=0",
            "--relative",
            "--src-prefix=a/",
            "--dst-prefix=b/",
            revision,
            "--",
            ".",
        ],
    )?;
    hunks(&String::from_utf8_lossy(&diff), &mut lines);
    let new = git(folder, &["ls-files", "--others", "--exclude-standard", "-z", "--", "."])?;
    for file in new.split(|byte| *byte == 0).filter(|file| !file.is_empty()) {
        lines.entry(String::from_utf8_lossy(file).into_owned()).or_default().push((0, u32::MAX));
    }
    Ok(lines)
}

/// Runs Git without what the repository's configuration could make it run.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let output = Command::new("git")
        .args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "--no-pager", "--no-optional-locks"])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| wrong(&format!("cannot run `git`: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(wrong(&format!("`git` says: {}", said.lines().next().unwrap_or_default())))
}

fn wrong(what: &str) -> Failure {
    Failure::new(
        Exit::Usage,
        format!("--changed-since: {what}"),
        Text {
            ja: "フォルダーがGitリポジトリの中にあり、リビジョンが取得済みであることを確認してください。",
            en: "The folder has to be in a Git repository that has the revision.",
        },
    )
}

/// The changed lines of a diff without context. Where lines went away, the two around the gap count as changed.
fn hunks(diff: &str, lines: &mut Lines) {
    let mut file: Option<String> = None;
    // Lines of content may look like headers: they are counted off.
    let mut content = 0u32;
    for line in diff.lines() {
        if content > 0 && line.starts_with(['+', '-']) {
            content -= 1;
        } else if let Some(name) = line.strip_prefix("+++ ") {
            file = unquoted(name.trim_end_matches('\t')).strip_prefix("b/").map(str::to_owned);
        } else if let Some(ranges) = line.strip_prefix("@@ -") {
            let mut ranges = ranges.split(' ');
            let old = ranges.next().map(range).unwrap_or_default();
            let new = ranges.next().map(|new| range(new.trim_start_matches('+'))).unwrap_or_default();
            content = old.1.saturating_add(new.1);
            if let Some(file) = &file {
                let last = match new.1 {
                    0 => new.0.saturating_add(1),
                    number => new.0.saturating_add(number - 1),
                };
                lines.entry(file.clone()).or_default().push((new.0, last));
            }
        }
    }
}

/// `12,3`: where it begins and how many lines it has; one where that is not said.
fn range(text: &str) -> (u32, u32) {
    let (start, number) = text.split_once(',').unwrap_or((text, "1"));
    (start.parse().unwrap_or(0), number.parse().unwrap_or(0))
}

/// A name as Git writes it: in quotes, with escapes as in C, where it holds quotes or controls.
fn unquoted(name: &str) -> String {
    let Some(inner) = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) else { return name.to_owned() };
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'r') => bytes.push(b'\r'),
            Some(digit @ b'0'..=b'3') => {
                let mut value = digit - b'0';
                for _ in 0..2 {
                    if let Some(next) = rest.next_if(|next| (b'0'..=b'7').contains(next)) {
                        value = value.wrapping_mul(8).wrapping_add(next - b'0');
                    }
                }
                bytes.push(value);
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Lines, hunks, unquoted};

    #[test]
    fn changed_lines_are_read_from_a_diff() {
        let diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1,2 @@ f\n-a\n+++ b/fake\n+@@ -1 +90 @@\n@@ -9,2 +10,0 @@\n-b\n-c\n\
                    --- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n--- /dev/null\n+++ \"b/\\344\\272 \\\"q\\\"\"\n@@ -0,0 +1 @@\n+x\n";
        let mut lines = Lines::new();
        hunks(diff, &mut lines);
        assert_eq!(lines["x"], [(1, 2), (10, 11)]);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert_eq!(unquoted("\"a\\tb\\\\\\346\\227\\245\""), "a\tb\\日");
    }
}
