//! `yagura secrets`: secrets in files, archives and the history of a repository.

mod files;
mod git;
pub(super) mod verify;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use yagura_finding::{Confidence, Severity, Text};
use yagura_report::{
    Lang, Secret, Secrets, SecretsOptions, Suppressed, Unread, secrets_json, secrets_sarif, secrets_terminal,
};
use yagura_secrets::{Detector, Match, Note};

use super::scan::io_failure;
use crate::cli::{Exit, Failure};
use crate::{config, output};

/// The key of the hashes: the same secret has the same hash in every run, so that a baseline knows it again.
/// It is no secret; what that means stands at `yagura_checks::secrets::analyse`.
const KEY: &[u8] = b"yagura:secret:files:1";

pub(super) fn command(lang: Lang) -> Command {
    let help = |ja, en| lang.pick(Text { ja, en });
    let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    Command::new("secrets")
        .about(help(
            "ファイル、アーカイブ、Gitの履歴に含まれるシークレットを見つけます",
            "Finds secrets in files, archives and the history of a Git repository",
        ))
        .long_about(help(
            "ファイル、アーカイブ、Gitの履歴に含まれるシークレットを見つけます。\n\
             シークレットは .gitignore で除外したファイル (.env など) にこそ残るため、既定では .gitignore に従いません。\n\
             行、またはその上の行に yagura:ignore secrets reason=\"理由\" と書くと、その検出を抑制します。",
            "Finds secrets in files, archives and the history of a Git repository.\n\
             Secrets stand above all in files that .gitignore leaves out (.env), so it is not heeded unless asked for.\n\
             What says yagura:ignore secrets reason=\"why\" on its line or the one above is suppressed.",
        ))
        .arg(
            Arg::new("path")
                .value_name("PATH")
                .action(ArgAction::Append)
                .value_parser(clap::value_parser!(PathBuf))
                .help(help(
                    "ファイル、フォルダー、アーカイブ (省略時: 現在のフォルダー)",
                    "Files, folders, archives (default: the current folder)",
                )),
        )
        .arg(flag("history").conflicts_with("staged").help(help(
            "Gitリポジトリのすべての履歴を検査する (どの参照からもたどれないものを含む)",
            "Search the whole history of a Git repository, what no reference reaches included",
        )))
        .arg(flag("staged").help(help(
            "次のコミットに入る変更だけを検査する (pre-commitフック向け)",
            "Search only what is staged for the next commit (for a pre-commit hook)",
        )))
        .arg(flag("gitignore").conflicts_with_all(["history", "staged"]).help(help(".gitignore が除外するファイルを検査しない", "Leave out what .gitignore leaves out")))
        .arg(
            Arg::new("exclude")
                .long("exclude")
                .value_name("GLOB")
                .action(ArgAction::Append)
                .help(help("除外するファイルやフォルダー (繰り返し可)", "Files and folders to leave out; may be repeated")),
        )
        .arg(
            Arg::new("baseline")
                .long("baseline")
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help(help(
                    "以前のJSON出力。そこにある検出は既知として抑制する",
                    "An earlier JSON output; what it holds is known and suppressed",
                )),
        )
        .arg(
            Arg::new("config")
                .long("config")
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help(help("設定ファイル (既定: あれば yagura.yaml)", "Configuration file (default: yagura.yaml, where there is one)")),
        )
        .args(super::one_output(lang, &["terminal", "json", "sarif"]))
        .arg(super::scan::severity_arg(lang))
        .arg(super::fail_on(lang))
        .arg(flag("verify").help(help(
            "見つけたAWSアクセスキーが有効かをAWSに確認する (sts:GetCallerIdentityだけを呼び出す。シークレットアクセスキーは送信しない。セッショントークンは送信する)",
            "Ask AWS whether the AWS access keys that are found work (sts:GetCallerIdentity alone; the secret access key is not sent, a session token is)",
        )))
        .args(verify::endpoint(lang))
        .arg(flag("all").help(help(
            "抑制した検出と、検査しなかったすべてのファイルも表示する",
            "Show what is suppressed and every file that was not read too",
        )))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let paths: Vec<PathBuf> =
        matches.get_many::<PathBuf>("path").map_or_else(|| vec![PathBuf::from(".")], |paths| paths.cloned().collect());
    let identifiers = config::identifiers(matches.get_one::<PathBuf>("config").map(PathBuf::as_path))?;
    let detector = Detector::new()
        .and_then(|detector| detector.with_identifiers(&identifiers))
        .map_err(|error| Failure::new(Exit::Usage, error, Text { ja: "", en: "" }))?;
    let known = matches.get_one::<PathBuf>("baseline").map(|path| baseline(path)).transpose()?;
    let exclude: Vec<String> = matches.get_many::<String>("exclude").into_iter().flatten().cloned().collect();
    let choice = files::Choice { exclude, gitignore: matches.get_flag("gitignore") };
    choice.check()?;

    let keys = verify::Keys::new(matches.get_flag("verify"));
    let mut secrets = if matches.get_flag("history") {
        git::history(&detector, &paths, &choice, &keys)?
    } else if matches.get_flag("staged") {
        git::staged(&detector, &paths, &choice, &keys)?
    } else {
        files::search(&detector, &paths, &choice, &keys)?
    };
    secrets.sort();

    if let Some(known) = known {
        for secret in secrets.found.iter_mut().filter(|secret| secret.suppressed.is_none()) {
            if known.contains(&(secret.kind.clone(), secret.hash.clone(), secret.file.clone())) {
                secret.suppressed = Some(Suppressed::Known);
            }
        }
    }
    if matches.get_flag("verify") {
        keys.ask(&mut secrets, matches)?;
    }
    if let Some(least) = matches.get_one::<String>("severity").and_then(|name| Severity::parse(name)) {
        secrets.found.retain(|secret| secret.severity >= least);
    }
    write(&secrets, matches, lang)?;
    let threshold = matches.get_one::<String>("fail-on").and_then(|name| Severity::parse(name));
    Ok(exit_of(&secrets, threshold))
}

/// Findings before gaps, as in a scan.
fn exit_of(secrets: &Secrets, threshold: Option<Severity>) -> Exit {
    let Some(threshold) = threshold else { return Exit::Clean };
    if secrets.more > 0
        || secrets.found.iter().any(|secret| secret.suppressed.is_none() && secret.severity >= threshold)
    {
        Exit::Findings
    } else if secrets.incomplete {
        Exit::Incomplete
    } else {
        Exit::Clean
    }
}

fn write(secrets: &Secrets, matches: &ArgMatches, lang: Lang) -> Result<(), Failure> {
    let file = matches.get_one::<PathBuf>("output");
    let mut text = Vec::new();
    match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => secrets_json(&mut text, secrets, true),
        Some("sarif") => secrets_sarif(&mut text, secrets, lang, true),
        _ => {
            let output::Style { colour, .. } = if file.is_some() { output::plain() } else { output::style() };
            let options = SecretsOptions { lang, colour, all: matches.get_flag("all") };
            text.extend(secrets_terminal(secrets, &options).bytes());
            Ok(())
        }
    }
    .map_err(io_failure)?;
    match file {
        None => output::print(&text).map_err(io_failure),
        Some(path) => output::write_file(path, false, |out| out.write_all(&text)).map_err(|error| {
            io_failure(std::io::Error::new(error.kind(), format!("cannot write `{}`: {error}", path.display())))
        }),
    }
}

/// What an earlier JSON output holds: kind, hash and file of each.
fn baseline(path: &Path) -> Result<BTreeSet<(String, String, String)>, Failure> {
    let wrong = |what: String| {
        Failure::new(
            Exit::Usage,
            format!("cannot use the baseline `{}`: {what}", path.display()),
            Text {
                ja: "`yagura secrets --format json -o FILE` の出力を指定してください。",
                en: "Name the output of `yagura secrets --format json -o FILE`.",
            },
        )
    };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let secrets = value
        .get("secrets")
        .and_then(|secrets| secrets.as_array())
        .ok_or_else(|| wrong("it has no `secrets`".to_owned()))?;
    let text = |secret: &serde_json::Value, name: &str| {
        secret.get(name).and_then(|value| value.as_str()).map(ToOwned::to_owned)
    };
    secrets
        .iter()
        .map(|secret| Some((text(secret, "kind")?, text(secret, "hash")?, text(secret, "file")?)))
        .collect::<Option<_>>()
        .ok_or_else(|| wrong("one of its `secrets` has no kind, hash or file".to_owned()))
}

/// A finding of a match.
fn secret(file: &str, inside: &str, found: Match, commit: Option<String>) -> Secret {
    let confidence = match found.confidence {
        yagura_secrets::Confidence::High => Confidence::High,
        yagura_secrets::Confidence::Medium => Confidence::Medium,
        yagura_secrets::Confidence::Low => Confidence::Low,
    };
    let severity = yagura_checks::secrets::severity(&found.kind, confidence != Confidence::Low);
    Secret {
        file: file.to_owned(),
        inside: inside.to_owned(),
        line: found.line,
        column: found.column,
        kind: found.kind.into_owned(),
        severity,
        confidence,
        last4: found.last4,
        hash: found.hash,
        account: found.account,
        commit,
        suppressed: found.ignored.map(Suppressed::InText),
        verified: None,
    }
}

fn unread(secrets: &mut Secrets, file: &str, inside: &str, why: &str, hides: bool) {
    secrets.leave(Unread { file: file.to_owned(), inside: inside.to_owned(), why: why.to_owned(), hides });
}

fn skipped(secrets: &mut Secrets, file: &str, inside: &str, note: Note) {
    unread(secrets, file, inside, note.name(), true);
}

/// The path as the user would name it.
fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).to_string_lossy().into_owned()
}
