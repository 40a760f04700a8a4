//! Which lines of a working tree changed since a revision, as the system's Git says.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::{Arg, ArgMatches};
use yagura_finding::{Changes, Report, Text};
use yagura_report::Lang;

use crate::cli::{Exit, Failure};

/// The option.
pub(crate) fn argument(lang: Lang) -> Arg {
    Arg::new("changed-since").long("changed-since").value_name("REV").requires("path").help(lang.pick(Text {
        ja: "Gitのこのリビジョン以降の変更が関係するリソースの検出だけを報告する",
        en: "Only findings of resources that a change since this revision of Git touches",
    }))
}

/// Leaves only the findings that a change can have touched.
pub(crate) fn apply(matches: &ArgMatches, report: &mut Report<'_>) -> Result<(), Failure> {
    // A verb without templates has neither.
    let revision = matches.try_get_one::<String>("changed-since").ok().flatten();
    let path = matches.try_get_one::<PathBuf>("path").ok().flatten();
    let (Some(revision), Some(path)) = (revision, path) else { return Ok(()) };
    let folder = if path.is_file() { path.parent().unwrap_or(Path::new("")) } else { path };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let changes = changes(folder, revision)?;
    let shown = yagura_template::folder::shown(folder);
    let prefix =
        if shown == "." || shown.is_empty() { String::new() } else { format!("{}/", shown.trim_end_matches('/')) };
    report.keep_changed(&changes, &prefix);
    Ok(())
}

fn changes(folder: &Path, revision: &str) -> Result<Changes, Failure> {
    // An option would be obeyed.
    if revision.is_empty() || revision.starts_with('-') {
        return Err(wrong(&format!("`{revision}` is no revision")));
    }
    let diff = git(
        folder,
        &[
            "diff",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--no-renames",
            // What the attributes call binary would have no lines.
            "--text",
            "--unified=0",
            "--inter-hunk-context=0",
            "--relative",
            "--src-prefix=a/",
            "--dst-prefix=b/",
            revision,
            "--",
            ".",
        ],
    )?;
    let staged = git(folder, &["ls-files", "--stage", "-z", "--", "."])?;
    let (mut tracked, mut links) = (BTreeSet::new(), Vec::new());
    for line in staged.split(|byte| *byte == 0) {
        // Mode, hash and stage, a tab, the name.
        let line = String::from_utf8_lossy(line);
        let Some((about, file)) = line.split_once('\t') else { continue };
        if about.starts_with("120000") {
            links.push(file.to_owned());
        }
        tracked.insert(file.to_owned());
    }
    let mut changes = Changes::of_diff(revision, &String::from_utf8_lossy(&diff), tracked);
    let inside = folder.canonicalize().ok();
    for link in links {
        let real = folder.join(&link).canonicalize().ok();
        let target = real
            .zip(inside.as_ref())
            .and_then(|(real, inside)| Some(real.strip_prefix(inside).ok()?.to_string_lossy().into_owned()));
        changes.link(&link, target.as_deref());
    }
    Ok(changes)
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
