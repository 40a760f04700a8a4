//! `yagura scan DIR --fix` and `--diff`: reads the texts, has edits proven, shows or writes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches};
use yagura_finding::{Report, Text, Words};
use yagura_fix::{Proposal, Refusal, State, Target, Texts};
use yagura_model::Snapshot;
use yagura_report::Lang;

use crate::cli::{Exit, Failure};
use crate::output;
use crate::sources::Sources;

/// How many resources are named of those that one reason keeps from being edited.
const NAMED: usize = 5;

/// What is done with the edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// They are shown.
    Diff,
    /// They are written.
    Write,
}

pub(crate) fn arguments(lang: Lang) -> [Arg; 2] {
    let help = |ja, en| lang.pick(Text { ja, en });
    [
        Arg::new("fix").long("fix").action(ArgAction::SetTrue).conflicts_with_all(["diff", "from"]).help(help(
            "テンプレートを書き換えて直せる検出を直し、残りを報告する (コメントとレイアウトは保つ)",
            "Change the templates so that findings go, keeping comments and layout, and report what is left",
        )),
        Arg::new("diff").long("diff").action(ArgAction::SetTrue).conflicts_with_all(["from", "format", "output"]).help(
            help(
                "--fix が行う変更を差分で表示する (何も書き込まない)",
                "Show what --fix would change, and change nothing",
            ),
        ),
    ]
}

/// Whether a text is a plan or a state, and no template that looks like one.
pub(crate) fn is_plan(text: &str) -> bool {
    yagura_terraform::looks_like_plan(text) && !yagura_cloudformation::is_template(text)
}

/// What was asked for. Fails where there is nothing that could be changed.
pub(crate) fn asked(matches: &ArgMatches) -> Result<Option<How>, Failure> {
    let how = match (matches.get_flag("fix"), matches.get_flag("diff")) {
        (true, _) => How::Write,
        (_, true) => How::Diff,
        _ => return Ok(None),
    };
    let refuse = |what: &str| {
        Err(Failure::new(
            Exit::Usage,
            what,
            Text {
                ja: "`--fix` と `--diff` はCloudFormationやTerraformのファイルを対象とします: `yagura scan フォルダー --fix`",
                en: "`--fix` and `--diff` are for files of CloudFormation and Terraform: `yagura scan FOLDER --fix`",
            },
        ))
    };
    let Some(path) = matches.get_one::<PathBuf>("path") else {
        return refuse("an account is not changed, only templates are");
    };
    // The path itself may be large or missing: the scan says so.
    if path.is_file() {
        let named_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
        if named_link && how == How::Write {
            return refuse(&format!("`{}` is a link: name the file itself", path.display()));
        }
        if fs::read_to_string(path).is_ok_and(|text| is_plan(&text)) {
            return refuse(&format!(
                "`{}` is a plan or a state: the configuration it was made of is what can be changed",
                path.display()
            ));
        }
    }
    Ok(Some(how))
}

/// Has the edits for the failures of a report proven, then shows or writes them.
/// `judge` reads the folder with other texts in place of some files, and judges it by all checks, passes included.
/// Says whether every file could be written.
pub(crate) fn run(
    how: How,
    path: &Path,
    report: &Report<'_>,
    snapshot: &Snapshot,
    (sources, changed): (&Sources, &mut dyn FnMut(&Texts) -> Sources),
    judge: &mut dyn FnMut(&Texts) -> State,
    lang: Lang,
) -> Result<bool, Failure> {
    let (texts, links) = texts(snapshot);
    let targets = Target::of(report);
    // What a link leads to changes for it, too.
    let mut judge = |texts: &Texts| {
        let mut all = texts.clone();
        for (link, file) in &links {
            if let Some(text) = texts.get(file) {
                all.insert(link.clone(), text.clone());
            }
        }
        judge(&all)
    };
    let before = judge(&texts);
    let mut proposal = yagura_fix::propose(&texts, &targets, &before, &mut judge);
    for refused in &mut proposal.refused {
        if links.contains_key(&refused.target.file) {
            refused.why = Refusal::Left(Text {
                ja: "リンクは書き換えない。リンク先のファイルはその場所で書き換える",
                en: "a link is not edited: what it leads to is edited in its own place",
            });
        }
    }
    if how == How::Diff {
        let (mut shown, mut hides) = (String::new(), false);
        let mut after = texts.clone();
        after.extend(proposal.texts.clone());
        let after = changed(&after);
        for (file, new) in &proposal.texts {
            let old = texts.get(file).map_or("", String::as_str);
            // A line beside a change may hold a secret.
            let (Some(hidden), Some(hidden_new)) = (sources.hidden(file, old), after.hidden(file, new)) else {
                let text = Text {
                    ja: "`{file}` は、シークレットを除いて表示できないため差分を表示しません",
                    en: "`{file}` is not shown, for its secrets could not be masked",
                };
                output::message(&lang.pick(text).replace("{file}", file));
                continue;
            };
            let (before, after) = yagura_fix::masked(old, &hidden, new, &hidden_new);
            let masked = inert(&yagura_fix::unified(file, &before, &after));
            hides |= masked != yagura_fix::unified(file, old, new);
            shown.push_str(&masked);
        }
        if hides {
            output::message(lang.pick(Text {
                ja: "シークレット (****) や制御文字を伏せてあるため、この差分はそのまま適用できません。適用するには --fix を使ってください。",
                en: "Secrets (****) or control characters are masked, so that this difference cannot be applied as it is: use --fix.",
            }));
        }
        output::print(shown).map_err(|error| Failure::new(Exit::Io, error, Text { ja: "", en: "" }))?;
        output::message(&summary(&proposal, &BTreeSet::new(), how, lang));
        return Ok(true);
    }
    let mut failed = BTreeSet::new();
    for (file, new) in &proposal.texts {
        let old = texts.get(file).map_or("", String::as_str);
        if let Err(why) = write(path, file, old, new) {
            let why = if lang == Lang::Ja { why.ja } else { why.en };
            let text = Text {
                ja: "エラー: `{file}` は書き換えませんでした: {why}",
                en: "error: `{file}` was not changed: {why}",
            };
            output::message(&lang.pick(text).replace("{file}", file).replace("{why}", &why));
            failed.insert(file.as_str());
        }
    }
    output::message(&summary(&proposal, &failed, how, lang));
    Ok(failed.is_empty())
}

/// A difference that acts in no terminal: tabs and carriage returns stay, what else is no text is written out.
fn inert(difference: &str) -> String {
    difference.split_inclusive(['\n', '\r', '\t']).map(part).collect()
}

/// A part of a text with the character that ends it.
fn part(text: &str) -> String {
    let body = text.trim_end_matches(['\n', '\r', '\t']);
    format!("{}{}", yagura_report::clean(body), text.get(body.len()..).unwrap_or_default())
}

/// The texts of all templates that were read; and the links among them, with the files that they lead to.
fn texts(snapshot: &Snapshot) -> (Texts, BTreeMap<String, String>) {
    let mut texts = Texts::new();
    let (mut places, mut found) = (BTreeMap::new(), Vec::new());
    for file in &snapshot.contents.sources {
        let (Ok(metadata), Ok(real)) = (fs::symlink_metadata(file), fs::canonicalize(file)) else { continue };
        if metadata.is_symlink() {
            found.push((file.clone(), real));
            continue;
        }
        if let Ok(text) = fs::read_to_string(file)
            && !is_plan(&text)
        {
            texts.insert(file.clone(), text);
            places.insert(real, file.clone());
        }
    }
    let file_of = |(link, real)| (link, places.get(&real).cloned().unwrap_or_default());
    (texts, found.into_iter().map(file_of).collect())
}

/// Puts a new text in the place of an old one, if that still stands there.
fn write(top: &Path, file: &str, old: &str, new: &str) -> Result<(), Words> {
    let path = Path::new(file);
    let system = |error: std::io::Error| {
        let en = error.to_string();
        Words { ja: yagura_report::gap_text(Lang::Ja, &en), en }
    };
    let refuse = |ja: &str, en: &str| Err(Words { ja: ja.to_owned(), en: en.to_owned() });
    let metadata = fs::symlink_metadata(path).map_err(system)?;
    let folder = if top.is_file() { top.parent().unwrap_or(Path::new("")) } else { top };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let inside = fs::canonicalize(folder).map_err(system)?;
    if !metadata.is_file() || !fs::canonicalize(path).map_err(system)?.starts_with(inside) {
        return refuse("フォルダー内の通常のファイルではありません", "no regular file inside the folder");
    }
    if metadata.permissions().readonly() {
        return refuse("読み取り専用です", "it is read-only");
    }
    if fs::read(path).map_err(system)? != old.as_bytes() {
        return refuse("読み取った後に変更されています", "it changed after it was read");
    }
    output::replace_file(path, &metadata, new.as_bytes()).map_err(system)
}

/// What was changed and what was not, for people.
fn summary(proposal: &Proposal, failed: &BTreeSet<&str>, how: How, lang: Lang) -> String {
    let pick = |ja, en| lang.pick(Text { ja, en });
    let mut lines = Vec::new();
    let mut number = 0;
    let mut notes: BTreeMap<&str, Text> = BTreeMap::new();
    let mut file = "";
    for offered in proposal.offered.iter().filter(|offered| !failed.contains(offered.file.as_str())) {
        if offered.file != file {
            file = &offered.file;
            lines.push(format!("{file}:"));
        }
        number += offered.addresses.len();
        lines.push(format!("  {}  {}", offered.check, named(&offered.addresses)));
        notes.extend(offered.note.map(|note| (offered.check, note)));
    }
    if !notes.is_empty() {
        lines.push(pick("デプロイする前に:", "before you deploy:").to_owned());
        lines.extend(notes.iter().map(|(check, note)| format!("  {check}: {}", lang.pick(*note))));
    }
    let mut kept: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    for refused in &proposal.refused {
        let words = match &refused.why {
            Refusal::Unreadable(why) if lang == Lang::Ja => {
                Refusal::Unreadable(yagura_report::gap_text(lang, why)).words()
            }
            why => why.words(),
        };
        let why = if lang == Lang::Ja { words.ja } else { words.en };
        let place = format!("{}:{}", refused.target.file, refused.target.address);
        kept.entry((refused.target.check, why)).or_default().push(place);
    }
    if !kept.is_empty() {
        lines.push(pick("書き換えなかったもの:", "not changed:").to_owned());
        lines.extend(kept.iter().map(|((check, why), places)| format!("  {check}  {}: {why}", named(places))));
    }
    let head = match (how, number) {
        (How::Write, _) => pick("修正した検出: {n}", "findings fixed: {n}"),
        (How::Diff, _) => pick("修正できる検出: {n}", "findings that can be fixed: {n}"),
    };
    let rest =
        pick("。テンプレートの書き換えでは直せないもの: {m}", "; not to be fixed by a change of a template alone: {m}");
    let left = proposal.without.to_string();
    let mut text = head.replace("{n}", &number.to_string());
    if proposal.without > 0 {
        text.push_str(&rest.replace("{m}", &left));
    }
    lines.push(text);
    lines.join("\n")
}

/// Some names, and how many more there are.
fn named(names: &[String]) -> String {
    let mut text = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > NAMED {
        let _ = write!(text, ", … (+{})", names.len() - NAMED);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::write;

    #[test]
    fn a_file_that_changed_after_it_was_read_is_not_overwritten() {
        let folder = std::env::temp_dir().join(format!("yagura-fix-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("a.yaml");
        fs::write(&file, "theirs").unwrap();
        let name = file.to_str().unwrap();
        let why = write(&folder, name, "read", "new").unwrap_err();
        assert_eq!(why.en, "it changed after it was read");
        assert_eq!(fs::read_to_string(&file).unwrap(), "theirs");
        write(&folder, name, "theirs", "new").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        // What lies outside of the folder that was named is not written.
        let inner = folder.join("inner");
        fs::create_dir_all(&inner).unwrap();
        assert!(write(&inner, name, "new", "other").is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        fs::remove_dir_all(&folder).unwrap();
    }
}
