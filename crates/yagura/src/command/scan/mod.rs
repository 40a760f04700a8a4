//! `yagura scan`: reads, judges, reports.

mod outputs;
mod templates;

use std::fmt::Write as _;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use clap::{Arg, ArgAction, ArgMatches, Command};
use yagura_aws::collect;
use yagura_finding::{Check, Finding, Options, Report, Severity, Text, VerdictKind};
use yagura_fix::{State, Texts};
use yagura_model::Snapshot;
use yagura_report::Lang;
use yagura_secrets::KeyPair;

pub(super) use outputs::Outputs;
pub(super) use templates::{TemplateOptions, templates};

use super::data::after;
use super::live::account;
use crate::cli::{Exit, Failure};
use crate::code::Searched;
use crate::sources::Sources;
use crate::{accepted, changed, fix, output, store};

/// What to name where `--from` names no saved account.
const ANOTHER: Text = Text {
    ja: "`yagura scan --save` で保存したファイルを指定してください。テンプレートは `yagura scan フォルダー` で検査します。",
    en: "Name a file that `yagura scan --save` wrote; templates are scanned with `yagura scan FOLDER`.",
};

pub(super) fn command(lang: Lang) -> Command {
    let help = |ja, en| lang.pick(Text { ja, en });
    let list = |name: &'static str| Arg::new(name).long(name).value_name("LIST").value_delimiter(',');
    Command::new("scan")
        .about(help(
            "AWSアカウント、またはテンプレートのフォルダーを検査します",
            "Scans an AWS account, or a folder of templates",
        ))
        .arg(Arg::new("path").value_name("PATH").value_parser(clap::value_parser!(PathBuf)).help(help(
            "テンプレートのファイルまたはフォルダー (省略時: 現在の認証情報のAWSアカウント)",
            "File or folder of templates (default: the AWS account of the current credentials)",
        )))
        .arg(
            list("region")
                .help(help("リージョン (既定: 有効なすべてのリージョン)", "Regions (default: all that are enabled)")),
        )
        .arg(list("service").help(help("サービス (s3,iam など。既定: すべて)", "Services (s3,iam …; default: all)")))
        .args(super::connection(lang))
        .arg(
            Arg::new("timeout")
                .long("timeout")
                .value_name("SECONDS")
                .value_parser(clap::value_parser!(u64).range(1..=3600))
                .help(help(
                    "1回のAPI呼び出しにかける最長時間 (再試行を含む。既定: 120)",
                    "Longest time for one call with all its attempts (default: 120)",
                )),
        )
        .arg(Arg::new("save").long("save").value_name("FILE").value_parser(clap::value_parser!(PathBuf)).help(help(
            "読み取った内容をファイルに保存する (秘密の値は含まない)",
            "Keep what was read in a file (no secret is in it)",
        )))
        .arg(
            Arg::new("from")
                .long("from")
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .conflicts_with_all(["path", "region", "service", "profile", "endpoint-url"])
                .help(help("保存した内容をオフラインで検査する", "Judge a saved file, offline")),
        )
        .arg(Arg::new("verify").long("verify").action(ArgAction::SetTrue).help(help(
            "見つけたAWSアクセスキーが有効かをAWSに確認する (sts:GetCallerIdentityだけを呼び出す。シークレットアクセスキーは送信しない。セッショントークンは送信する)",
            "Ask AWS whether the AWS access keys that are found work (sts:GetCallerIdentity alone; the secret access key is not sent, a session token is)",
        )))
        .arg(Arg::new("code").long("code").action(ArgAction::SetTrue).conflicts_with_all(["path", "from"]).help(help(
            "Lambda関数とレイヤーのコード、Glueジョブのスクリプト、Elastic Beanstalkのソースバンドルをダウンロードし、シークレットを探す (メモリ上でのみ扱い、保存しない)",
            "Download the code of Lambda functions and layers, the scripts of Glue jobs and the source bundles of Elastic Beanstalk, and search them for secrets; they stay in memory",
        )))
        .arg(Arg::new("exclude").long("exclude").value_name("GLOB").action(ArgAction::Append).requires("path").help(
            help(
                "このパターンに一致するファイルとフォルダーを読み取らない (繰り返し可)",
                "Leave out files and folders of this pattern; may be repeated",
            ),
        ))
        .arg(
            Arg::new("var-file")
                .long("var-file")
                .value_name("FILE")
                .action(ArgAction::Append)
                .requires("path")
                .value_parser(clap::value_parser!(PathBuf))
                .help(help(
                    "Terraformの変数の値のファイル (繰り返し可。後のものが優先)",
                    "Values of Terraform variables; may be repeated, later files win",
                )),
        )
        .args(after::arguments(lang))
        .args(output_args(lang))
        .args(accepted::arguments(lang))
        .arg(changed::argument(lang))
        .args(fix::arguments(lang))
        .args(judging_args(lang))
}

/// What is written where.
pub(super) fn output_args(lang: Lang) -> [Arg; 2] {
    let help = |ja, en| lang.pick(Text { ja, en });
    [
        Arg::new("format")
            .long("format")
            .action(ArgAction::Append)
            .value_parser(["terminal", "json", "sarif", "junit", "github", "markdown"])
            .help(help(
                "出力形式。--output との組を繰り返せる (既定: terminal)",
                "Output format; may be repeated, each with its --output (default: terminal)",
            )),
        Arg::new("output")
            .long("output")
            .short('o')
            .value_name("FILE")
            .action(ArgAction::Append)
            .value_parser(clap::value_parser!(PathBuf))
            .help(help(
                "直前の --format の出力先 (既定: 標準出力)",
                "Where the --format before it goes (default: standard output)",
            )),
    ]
}

/// What is judged, how, and what the exit code says of it.
pub(super) fn judging_args(lang: Lang) -> [Arg; 7] {
    let help = |ja, en| lang.pick(Text { ja, en });
    let list = |name: &'static str| Arg::new(name).long(name).value_name("LIST").value_delimiter(',');
    [
        severity_arg(lang),
        list("check").help(help("このIDのチェックだけ (s3-* のような指定も可)", "Only these checks (s3-* works too)")),
        list("trust").value_name("ACCOUNT").value_parser(account_id).help(help(
            "信頼するアカウントのID。自アカウントと自組織に加えて外部とみなさない (カンマ区切り)",
            "Accounts to trust beside the own one and its organization's: they are not outside",
        )),
        super::fail_on(lang),
        Arg::new("include")
            .long("include")
            .action(ArgAction::Append)
            .value_parser(["pass"])
            .help(help("問題のなかった結果も出力する", "Report what passed as well")),
        Arg::new("all").long("all").action(ArgAction::SetTrue).help(help(
            "情報レベルの検出とすべてのリソースも表示する",
            "Show findings of severity info and every resource too",
        )),
        Arg::new("quiet")
            .long("quiet")
            .short('q')
            .action(ArgAction::SetTrue)
            .help(help("進捗を表示しない", "No progress on standard error")),
    ]
}

pub(super) fn severity_arg(lang: Lang) -> Arg {
    Arg::new("severity")
        .long("severity")
        .value_parser(["critical", "high", "medium", "low", "info"])
        .help(lang.pick(Text { ja: "この重大度以上のものだけ", en: "Only this severity and worse" }))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let mut outputs = Outputs::of(matches, "terminal")?;
    after::possible(matches, outputs.to_people(), lang)?;
    let checks = chosen_checks(matches)?;
    let asked = fix::asked(matches)?;
    let mut written = true;
    let begun = Instant::now();
    let mut sources = Sources::default();
    let searched = Searched::new(matches.get_flag("verify"));
    let of_code: Mutex<Vec<KeyPair>> = Mutex::default();
    let mut snapshot = match (matches.get_one::<PathBuf>("from"), matches.get_one::<PathBuf>("path")) {
        (Some(file), _) => store::load(file, ANOTHER)?,
        (None, Some(path)) => {
            let list = |name: &str| matches.get_many::<String>(name).into_iter().flatten().cloned().collect();
            let said = TemplateOptions {
                exclude: list("exclude"),
                var_files: matches.get_many::<PathBuf>("var-file").into_iter().flatten().cloned().collect(),
                ..TemplateOptions::default()
            };
            if let Some(how) = asked {
                written = fixed(how, matches, path, &said, (&checks, &searched), lang)?;
            }
            let (mut snapshot, summary) = templates(path, &said, &mut sources)?;
            searched.fill(&mut snapshot, path, &said.exclude, &checks, &mut sources);
            if !matches.get_flag("quiet") {
                output::message(&summary.text(&snapshot, &searched.files(), lang));
            }
            snapshot
        }
        (None, None) => {
            let list = |name: &str| matches.get_many::<String>(name).map(|values| values.cloned().collect::<Vec<_>>());
            let keys = matches.get_flag("verify").then_some(&of_code);
            account(matches, list("service"), list("region"), keys, lang)?
        }
    };
    yagura_checks::secrets::analyse(&mut snapshot);
    if outputs.terminal() {
        sources.veil(&mut snapshot);
    }
    if matches.get_one::<PathBuf>("from").is_none() {
        snapshot.contents.seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    }
    if let Some(file) = matches.get_one::<PathBuf>("save") {
        store::save(&snapshot, file)?;
    }
    if asked == Some(fix::How::Diff) {
        outputs = Outputs::default();
    }
    let keys = if matches.get_flag("verify") {
        let pairs = yagura_checks::secrets::key_pairs(&mut snapshot);
        let mut pairs = pairs.map_err(|gap| io_failure(std::io::Error::other(gap.message)))?;
        pairs.append(&mut searched.take_keys());
        pairs.append(&mut of_code.into_inner().unwrap_or_else(PoisonError::into_inner));
        Some(pairs)
    } else {
        None
    };
    let exit = judge(matches, (snapshot, keys), &checks, &outputs, &sources, &typed(matches), lang)?;
    let exit = if matches.get_flag("data") { exit.worse(after::run(matches, lang)?) } else { exit };
    Ok(if written { exit } else { Exit::Io })
}

/// Judges what was read, as the options of [`judging_args`] say, and writes what [`output_args`] asked for.
/// `keys` are the access keys that AWS is to be asked about, where it is to be asked.
/// `command` is what was typed, for the commands that the report proposes.
pub(super) fn judge(
    matches: &ArgMatches,
    (snapshot, keys): (Snapshot, Option<Vec<KeyPair>>),
    checks: &[&'static Check],
    outputs: &Outputs,
    sources: &Sources,
    command: &str,
    lang: Lang,
) -> Result<Exit, Failure> {
    let include_pass = matches.get_many::<String>("include").is_some_and(|mut names| names.any(|name| name == "pass"));
    // The process ends after this: giving a large account back piece by piece takes longer than judging it.
    let snapshot = ManuallyDrop::new(snapshot);
    let mut report = ManuallyDrop::new(Report::run(&snapshot, checks, options(matches, include_pass)));
    yagura_checks::secrets::explain(&mut report, checks);
    choose(matches, &mut report, checks, Some(lang))?;
    if let Some(keys) = keys {
        let saved = matches.get_one::<PathBuf>("from").is_some();
        let absent = if saved { yagura_checks::secrets::NOT_SAVED } else { yagura_checks::secrets::NOT_AT_HAND };
        super::secrets::verify::findings(&mut report, keys, absent, matches)?;
    }
    outputs.write(&report, &snapshot, sources, matches.get_flag("all"), command, lang)?;
    Ok(exit_of(&report, matches.get_one::<String>("fail-on").and_then(|name| Severity::parse(name))))
}

fn options(matches: &ArgMatches, include_pass: bool) -> Options {
    let trusted_accounts = matches.get_many::<String>("trust").into_iter().flatten().cloned().collect();
    Options { include_pass, trusted_accounts }
}

/// Leaves the findings that were asked for; says what it leaves out where a language is given.
fn choose(
    matches: &ArgMatches,
    report: &mut Report<'_>,
    checks: &[&'static Check],
    lang: Option<Lang>,
) -> Result<(), Failure> {
    accepted::apply(matches, report, checks, lang)?;
    changed::apply(matches, report)?;
    if let Some(least) = matches.get_one::<String>("severity").and_then(|name| Severity::parse(name)) {
        report.findings.retain(|finding| finding.severity >= least);
    }
    Ok(())
}

/// Shows or writes the edits that close findings, and says whether all could be written.
fn fixed(
    how: fix::How,
    matches: &ArgMatches,
    path: &Path,
    said: &TemplateOptions,
    (checks, searched): (&[&'static Check], &Searched),
    lang: Lang,
) -> Result<bool, Failure> {
    let all = yagura_checks::all();
    let read = |texts: &Texts, sources: &mut Sources| -> Result<Snapshot, Failure> {
        let texts = Some(texts.clone());
        let said = TemplateOptions { texts, ..said.clone() };
        let (mut snapshot, _) = templates(path, &said, sources)?;
        searched.fill(&mut snapshot, path, &said.exclude, &all, sources);
        yagura_checks::secrets::analyse(&mut snapshot);
        Ok(snapshot)
    };
    let mut sources = Sources::default();
    let mut snapshot = read(&Texts::new(), &mut sources)?;
    sources.veil(&mut snapshot);
    let mut report = Report::run(&snapshot, checks, options(matches, false));
    choose(matches, &mut report, checks, None)?;
    let mut judge = |texts: &Texts| match read(texts, &mut Sources::default()) {
        Ok(snapshot) => State::of(&Report::run(&snapshot, &all, options(matches, true))),
        // Nothing is proven then.
        Err(_) => State::default(),
    };
    // In a changed text what may not be shown stands elsewhere.
    let mut changed = |texts: &Texts| {
        let mut sources = Sources::default();
        if let Ok(mut snapshot) = read(texts, &mut sources) {
            sources.veil(&mut snapshot);
        }
        sources
    };
    fix::run(how, path, &report, &snapshot, (&sources, &mut changed), &mut judge, lang)
}

/// What was typed, without what concerns the output: the next commands that the report proposes build on it.
fn typed(matches: &ArgMatches) -> String {
    let mut command = "yagura scan".to_owned();
    if let Some(file) = matches.get_one::<PathBuf>("from") {
        let _ = write!(command, " --from {}", file.display());
    }
    for option in ["profile", "endpoint-url"] {
        if let Some(value) = matches.get_one::<String>(option) {
            let _ = write!(command, " --{option} {value}");
        }
    }
    for option in ["region", "service", "trust"] {
        if let Some(values) = matches.get_many::<String>(option) {
            let _ = write!(command, " --{option} {}", values.cloned().collect::<Vec<_>>().join(","));
        }
    }
    for flag in ["code", "verify"] {
        if matches.get_flag(flag) {
            let _ = write!(command, " --{flag}");
        }
    }
    for pattern in matches.get_many::<String>("exclude").into_iter().flatten() {
        let _ = write!(command, " --exclude '{pattern}'");
    }
    for file in matches.get_many::<PathBuf>("var-file").into_iter().flatten() {
        let _ = write!(command, " --var-file {}", file.display());
    }
    for option in ["config", "baseline"] {
        if let Some(file) = matches.get_one::<PathBuf>(option) {
            let _ = write!(command, " --{option} {}", file.display());
        }
    }
    if let Some(revision) = matches.get_one::<String>("changed-since") {
        let _ = write!(command, " --changed-since {revision}");
    }
    if let Some(path) = matches.get_one::<PathBuf>("path") {
        let _ = write!(command, " {}", path.display());
    }
    command
}

/// Findings before gaps: a user who asked for a threshold is told first that it is passed.
fn exit_of(report: &Report<'_>, threshold: Option<Severity>) -> Exit {
    let Some(threshold) = threshold else { return Exit::Clean };
    let counts = |finding: &&Finding<'_>| finding.severity >= threshold && finding.muted.is_none();
    let has = |verdict| report.findings.iter().filter(counts).any(|finding| finding.verdict == verdict);
    if has(VerdictKind::Fail) {
        Exit::Findings
    } else if has(VerdictKind::Unknown) || report.unreadable().next().is_some() {
        Exit::Incomplete
    } else {
        Exit::Clean
    }
}

pub(super) fn io_failure(error: std::io::Error) -> Failure {
    Failure::new(Exit::Io, error, Text { ja: "", en: "" })
}

pub(super) fn chosen_checks(matches: &ArgMatches) -> Result<Vec<&'static Check>, Failure> {
    let all = yagura_checks::all();
    let Some(wanted) = matches.get_many::<String>("check") else { return Ok(all) };
    let mut chosen: Vec<&'static Check> = Vec::new();
    for id in wanted {
        let before = chosen.len();
        let matching = all.iter().filter(|check| match id.strip_suffix('*') {
            Some(prefix) => check.id.starts_with(prefix),
            None => check.id == id,
        });
        for check in matching {
            if !chosen.iter().any(|other| other.id == check.id) {
                chosen.push(check);
            }
        }
        if chosen.len() == before && !chosen.iter().any(|check| check.id == id) {
            return Err(super::explain::unknown_check(id));
        }
    }
    Ok(chosen)
}

/// The id of an account: twelve digits
/// (<https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html>).
pub(super) fn account_id(text: &str) -> Result<String, String> {
    let id = text.trim();
    if id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(id.to_owned())
    } else {
        Err("an account's id has twelve digits".to_owned())
    }
}

/// Refuses a service that no table has, with the list of those that there are.
pub(super) fn known_services(names: &[String]) -> Result<(), Failure> {
    for name in names {
        if !collect::knows(name) {
            return Err(Failure::new(
                Exit::Usage,
                format!("no service `{name}` is collected; there are: {}", collect::services().join(", ")),
                Text { ja: "", en: "" },
            ));
        }
    }
    Ok(())
}

/// The time, in the two forms that a snapshot keeps.
pub(super) fn now() -> (String, i64) {
    let now = jiff::Timestamp::now();
    (now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), now.as_second())
}
