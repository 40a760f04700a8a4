//! `yagura scan`: reads, judges, reports.

use std::fmt::Write as _;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Arg, ArgAction, ArgMatches, Command};
use yagura_aws::collect;
use yagura_aws::{Client, ClientConfig, ClientError};
use yagura_finding::{Check, Finding, Options, Report, Severity, Text, VerdictKind};
use yagura_fix::{State, Texts};
use yagura_model::{Gap, Snapshot};
use yagura_report::{JsonOptions, Lang, SarifOptions, TerminalOptions};
use yagura_secrets::KeyPair;
use yagura_template::folder;

use crate::cli::{Exit, Failure};
use crate::code::Searched;
use crate::progress::Progress;
use crate::sources::Sources;
use crate::{accepted, changed, fix, output, store};

/// How many services and regions are read at once: the network's latency is hidden, the account's limits are kept by the
/// client's own token buckets.
const WIDTH: usize = 24;

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
            "Lambda関数とレイヤーのコードをダウンロードし、シークレットを探す (メモリ上でのみ扱い、保存しない)",
            "Download the code of Lambda functions and layers and search it for secrets; it stays in memory",
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
    let checks = chosen_checks(matches)?;
    let asked = fix::asked(matches)?;
    let mut written = true;
    let begun = Instant::now();
    let mut sources = Sources::default();
    let searched = Searched::new(matches.get_flag("verify"));
    let mut snapshot = match (matches.get_one::<PathBuf>("from"), matches.get_one::<PathBuf>("path")) {
        (Some(file), _) => store::load(file)?,
        (None, Some(path)) => {
            let list = |name: &str| matches.get_many::<String>(name).into_iter().flatten().cloned().collect();
            let said = TemplateOptions {
                exclude: list("exclude"),
                var_files: matches.get_many::<PathBuf>("var-file").into_iter().flatten().cloned().collect(),
                summary: !matches.get_flag("quiet"),
                ..TemplateOptions::default()
            };
            if let Some(how) = asked {
                written = fixed(how, matches, path, &said, (&checks, &searched), lang)?;
            }
            let mut snapshot = templates(path, &said, &mut sources, lang)?;
            searched.fill(&mut snapshot, path, &said.exclude, &checks, &mut sources);
            snapshot
        }
        (None, None) => {
            let list = |name: &str| matches.get_many::<String>(name).map(|values| values.cloned().collect::<Vec<_>>());
            account(matches, list("service"), list("region"), lang)?
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
        Some(pairs)
    } else {
        None
    };
    let exit = judge(matches, (snapshot, keys), &checks, &outputs, &sources, &typed(matches), lang)?;
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
        let said = TemplateOptions { summary: false, texts, ..said.clone() };
        let mut snapshot = templates(path, &said, sources, lang)?;
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

/// What is written where: each `--output` goes with the `--format` before it.
#[derive(Default)]
pub(super) struct Outputs(Vec<(String, Option<PathBuf>)>);

impl Outputs {
    /// What the options of [`output_args`] say. A file whose name says no format, and which none goes before, is `otherwise`.
    pub(super) fn of(matches: &ArgMatches, otherwise: &str) -> Result<Self, Failure> {
        let places = |name: &str| matches.indices_of(name).into_iter().flatten();
        let formats = places("format").zip(matches.get_many::<String>("format").into_iter().flatten());
        let files = places("output").zip(matches.get_many::<PathBuf>("output").into_iter().flatten());
        let mut said: Vec<(usize, Result<&String, &PathBuf>)> =
            formats.map(|(at, format)| (at, Ok(format))).chain(files.map(|(at, file)| (at, Err(file)))).collect();
        said.sort_by_key(|(at, _)| *at);
        let mut pairs: Vec<(String, Option<PathBuf>)> = Vec::new();
        for (_, word) in said {
            match (word, pairs.last_mut()) {
                (Ok(format), _) => pairs.push((format.clone(), None)),
                (Err(file), Some((_, place @ None))) => *place = Some(file.clone()),
                (Err(file), _) => {
                    pairs.push((format_of(file).unwrap_or(otherwise).to_owned(), Some(file.clone())));
                }
            }
        }
        if pairs.iter().filter(|(_, file)| file.is_none()).count() > 1 {
            return Err(Failure::new(
                Exit::Usage,
                "two formats go to standard output",
                Text {
                    ja: "`--output FILE` で出力先を分けてください。", en: "Give all but one an `--output FILE`."
                },
            ));
        }
        let mut outputs = Self(pairs);
        outputs.at_least_people();
        Ok(outputs)
    }

    /// Where nothing is to be written, people are told.
    pub(super) fn at_least_people(&mut self) {
        if self.0.is_empty() {
            self.0.push(("terminal".to_owned(), None));
        }
    }

    /// Takes out the files of a format.
    pub(super) fn take(&mut self, format: &str) -> Vec<PathBuf> {
        let files = self.0.extract_if(.., |(name, _)| name == format).filter_map(|(_, file)| file);
        files.collect()
    }

    /// Whether nothing is to be written.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them is for people.
    fn terminal(&self) -> bool {
        self.0.iter().any(|(format, _)| format == "terminal")
    }

    fn write(
        &self,
        report: &Report<'_>,
        snapshot: &Snapshot,
        sources: &Sources,
        all: bool,
        command: &str,
        lang: Lang,
    ) -> Result<(), Failure> {
        for (format, file) in &self.0 {
            let write = |out: &mut dyn std::io::Write| match format.as_str() {
                "json" => yagura_report::json(out, report, snapshot, &JsonOptions { pretty: true }),
                "sarif" => {
                    let options = SarifOptions { lang, pretty: true, ..SarifOptions::default() };
                    yagura_report::sarif(out, report, snapshot, &options)
                }
                "junit" => yagura_report::junit(out, report, lang),
                "github" => yagura_report::github(out, report, lang),
                "markdown" => yagura_report::markdown(out, report, snapshot, lang),
                _ => {
                    let output::Style { width, colour } =
                        if file.is_some() { output::plain() } else { output::style() };
                    let options = TerminalOptions { lang, width, colour, all, command: command.to_owned() };
                    let lines = |file: &str| sources.get(file);
                    out.write_all(yagura_report::terminal(report, snapshot, &lines, &options).as_bytes())
                }
            };
            match file {
                None => output::print_with(write).map_err(io_failure)?,
                Some(path) => output::write_file(path, false, |out| write(out)).map_err(|error| {
                    io_failure(std::io::Error::new(error.kind(), format!("cannot write `{}`: {error}", path.display())))
                })?,
            }
        }
        Ok(())
    }
}

fn format_of(file: &Path) -> Option<&'static str> {
    match file.extension().and_then(std::ffi::OsStr::to_str) {
        Some("json") => Some("json"),
        Some("sarif") => Some("sarif"),
        Some("xml") => Some("junit"),
        Some("md") => Some("markdown"),
        _ => None,
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

/// What the command line says about the reading of templates.
#[derive(Default, Clone)]
pub(super) struct TemplateOptions {
    /// Patterns of what is left out.
    pub(super) exclude: Vec<String>,
    /// Files of values for Terraform's variables.
    pub(super) var_files: Vec<PathBuf>,
    /// Say what was read and what was not.
    pub(super) summary: bool,
    /// What stands in place of files, by their names as the user would say them; plans, which follow no edit, are left out then.
    pub(super) texts: Option<Texts>,
}

/// Reads a file, or a folder with templates of all kinds: each file is offered to each reader, which knows its own by content.
/// `sources` learns which files there are.
pub(super) fn templates(
    path: &Path,
    said: &TemplateOptions,
    sources: &mut Sources,
    lang: Lang,
) -> Result<Snapshot, Failure> {
    const NAME_ONE: Text = Text {
        ja: "テンプレートのファイルまたはフォルダーを指定してください。",
        en: "Name a file or folder of templates.",
    };
    let options = folder::Options { exclude: said.exclude.clone(), ..folder::Options::default() };
    let top = if path.is_file() { path.parent().unwrap_or(Path::new("")) } else { path };
    let mut snapshot = Snapshot::default();
    let mut gaps = Vec::new();
    let reader = yagura_cloudformation::Reader::with(said.texts.clone().unwrap_or_default());
    let mut read = Read { reader, texts: said.texts.clone(), ..Read::default() };
    folder::walk(path, &options, &mut gaps, &mut |found, gaps| {
        sources.note(found);
        read.file(gaps, top, found);
    })
    .map_err(|error| {
        let source = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
        Failure::new(Exit::Io, format!("{error}{source}"), NAME_ONE)
    })?;
    read.templates = std::mem::take(&mut read.reader).finish(&mut snapshot);
    snapshot.contents.gaps.append(&mut gaps);
    let folder = if top.as_os_str().is_empty() { Path::new(".") } else { top };
    let shown = match folder::shown(folder).as_str() {
        "." => String::new(),
        shown => shown.to_owned(),
    };
    let mut wanted = terraform_options(said, &shown)?;
    let planned = |(file, text): &(String, String)| yagura_terraform::planned(file, text);
    wanted.plans = read.plans.iter().filter_map(planned).collect();
    let terraform = |snapshot: &mut Snapshot, paths: &[String]| -> Result<yagura_terraform::Blocks, Failure> {
        yagura_terraform::read_files(snapshot, folder, &shown, paths, &wanted)
            .map_err(|error| Failure::new(Exit::Io, error, NAME_ONE))
    };
    let blocks = if !read.configuration.is_empty() {
        terraform(&mut snapshot, &read.configuration)?
    } else if path.is_file() && !read.plans.is_empty() {
        // The configuration beside a plan is not judged: it says where the plan's resources stand.
        let mut beside = Read::default();
        let walked = folder::walk(folder, &options, &mut Vec::new(), &mut |found, _| {
            sources.note(found);
            beside.configuration(folder, found);
        });
        let mut apart = Snapshot::default();
        let blocks = walked.ok().and_then(|()| terraform(&mut apart, &beside.configuration).ok()).unwrap_or_default();
        snapshot.contents.ignores.append(&mut apart.contents.ignores);
        blocks
    } else {
        yagura_terraform::Blocks::default()
    };
    // Plans before states: a state says whether what is judged in its place is in the snapshot.
    read.plans.sort_by_key(|(file, _)| !wanted.plans.iter().any(|plan| plan.is_of(file)));
    let (plans, others): (Vec<_>, Vec<_>) = std::mem::take(&mut read.plans)
        .into_iter()
        .partition(|(file, text)| yagura_terraform::read_plan(&mut snapshot, file, text, &blocks));
    read.plans = plans;
    read.others += others.len() as u64;
    snapshot.sort();
    if read.templates == 0
        && read.plans.is_empty()
        && read.configuration.is_empty()
        && snapshot.contents.gaps.is_empty()
    {
        let what = format!("no template in `{}` ({} other files were looked at)", path.display(), read.others);
        return Err(Failure::new(Exit::Usage, what, NAME_ONE));
    }
    if said.summary {
        output::message(&read.summary(&snapshot, lang));
    }
    let (now, epoch) = now();
    snapshot.contents.taken = now;
    snapshot.contents.taken_epoch = epoch;
    Ok(snapshot)
}

/// What a walk has found.
#[derive(Default)]
struct Read {
    reader: yagura_cloudformation::Reader,
    templates: u64,
    /// What may be plans and states: they are read when the configuration has been.
    plans: Vec<(String, String)>,
    others: u64,
    /// Terraform's own files, from the folder.
    configuration: Vec<String>,
    /// As in [`TemplateOptions`].
    texts: Option<Texts>,
}

impl Read {
    fn file(&mut self, gaps: &mut Vec<Gap>, top: &Path, found: folder::Found<'_>) {
        // Terraform's files count under each of their names; of others a link is read in its own place.
        if self.configuration(top, found) || found.again {
            return;
        }
        let content = match found.content() {
            Ok(content) => content,
            Err(error) => {
                gaps.push(Gap::error(format!("{}: not read: {error}", found.shown())));
                return;
            }
        };
        let other = self.texts.as_ref().and_then(|texts| texts.get(&found.shown()));
        let content = other.map_or(content, |text| folder::Content::Text(text.clone()));
        if let folder::Content::Text(text) = &content
            && fix::is_plan(text)
        {
            if self.texts.is_some() {
                return;
            }
            self.plans.push((found.shown(), text.clone()));
            return;
        }
        let offered = self.reader.offer(gaps, found, &content);
        self.others += u64::from(offered == yagura_cloudformation::Offered::Other);
    }

    /// Whether the file is one of Terraform's own.
    fn configuration(&mut self, top: &Path, found: folder::Found<'_>) -> bool {
        let relative = found.path.strip_prefix(top).unwrap_or(found.path).to_string_lossy();
        let own = yagura_terraform::is_configuration_file(&relative);
        if own {
            self.configuration.push(relative.into_owned());
        }
        own
    }

    fn summary(&self, snapshot: &Snapshot, lang: Lang) -> String {
        let gaps = snapshot.contents.gaps.len() as u64;
        let unmodelled: u64 = snapshot.contents.unmodelled.values().sum();
        let (plans, files) = (self.plans.len() as u64, self.configuration.len() as u64);
        // English has a form of its own for one.
        let said = |number: u64, one: &str, more: &str| match (lang, number) {
            (Lang::Ja, _) => number.to_string(),
            (Lang::En, 1) => format!("1 {one}"),
            (Lang::En, _) => format!("{number} {more}"),
        };
        lang.pick(Text {
            ja: "読み取り: CloudFormation {templates}、Terraform {files} ファイル、プランとステート {plans}。対象外のファイル {others}、対象外のリソース {unmodelled}、読み取れなかった箇所 {gaps}",
            en: "read: {templates}, {files}, {plans}; {others}, {unmodelled} of types that no check looks at, {gaps} on what was not read",
        })
        .replace("{templates}", &said(self.templates, "CloudFormation template", "CloudFormation templates"))
        .replace("{files}", &said(files, "Terraform file", "Terraform files"))
        .replace("{plans}", &said(plans, "plan or state", "plans and states"))
        .replace("{others}", &said(self.others, "other file", "other files"))
        .replace("{unmodelled}", &said(unmodelled, "resource", "resources"))
        .replace("{gaps}", &said(gaps, "note", "notes"))
    }
}

fn terraform_options(said: &TemplateOptions, shown: &str) -> Result<yagura_terraform::Options, Failure> {
    let mut options = yagura_terraform::Options {
        environment: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with("TF_VAR_"))
            .collect(),
        ..yagura_terraform::Options::default()
    };
    for (file, text) in said.texts.iter().flatten().filter(|(file, _)| yagura_terraform::is_configuration_file(file)) {
        if let Some(inside) = file.strip_prefix(shown) {
            options.texts.insert(inside.trim_start_matches('/').to_owned(), text.clone());
        }
    }
    for file in &said.var_files {
        let text = std::fs::read_to_string(file).map_err(|error| {
            let what = format!("cannot read `{}`: {error}", file.display());
            Failure::new(Exit::Io, what, Text { ja: "", en: "" })
        })?;
        options.var_files.push((file.to_string_lossy().into_owned(), text));
    }
    Ok(options)
}

/// The time, in the two forms that a snapshot keeps.
pub(super) fn now() -> (String, i64) {
    let now = jiff::Timestamp::now();
    (now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), now.as_second())
}

/// What says how AWS is reached, from the command line.
pub(super) fn client_config(matches: &ArgMatches) -> ClientConfig {
    let mut config = ClientConfig {
        profile: matches.get_one::<String>("profile").cloned(),
        endpoint_url: matches.get_one::<String>("endpoint-url").cloned(),
        allow_any_endpoint: matches.get_flag("allow-any-endpoint"),
        calls_per_second: matches.get_one::<u32>("calls-per-second").copied().map(f64::from),
        ..ClientConfig::default()
    };
    if let Some(seconds) = matches.try_get_one::<u64>("timeout").ok().flatten() {
        config.deadline = Duration::from_secs(*seconds);
        config.call_timeout = config.call_timeout.min(config.deadline / 2);
        config.stall_timeout = config.stall_timeout.min(config.deadline / 4);
        config.connect_timeout = config.connect_timeout.min(config.deadline / 4);
    }
    config
}

/// A client that cannot be made, or whose first call fails.
pub(super) fn client_failure(error: &ClientError) -> Failure {
    let advice = match error {
        ClientError::Credentials(_) => NO_CREDENTIALS,
        ClientError::Endpoint { .. } | ClientError::Setting { .. } => Text { ja: "", en: "" },
    };
    let exit = match error {
        ClientError::Setting { .. } => Exit::Usage,
        _ => Exit::Credentials,
    };
    Failure::new(exit, error, advice)
}

const NO_CREDENTIALS: Text = Text {
    ja: "AWSの認証情報を設定するか (`aws configure sso`、AWS_PROFILE など)、`yagura scan フォルダー` でテンプレートを検査してください。",
    en: "Set up AWS credentials (`aws configure sso`, AWS_PROFILE …), or scan templates with `yagura scan FOLDER`.",
};

/// A runtime for calls, with as few threads as the machine has processors.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(io_failure)
}

/// Reads the account of the credentials: these services (all where none is named) in these regions.
pub(super) fn account(
    matches: &ArgMatches,
    services: Option<Vec<String>>,
    regions: Option<Vec<String>>,
    lang: Lang,
) -> Result<Snapshot, Failure> {
    if let Some(services) = &services {
        known_services(services)?;
    }
    let (now, now_epoch) = now();
    let progress = Progress::new(lang, matches.get_flag("quiet"));
    runtime()?.block_on(async {
        let scan = async {
            let client = Client::new(client_config(matches)).await.map_err(|error| client_failure(&error))?;
            let first = regions.as_ref().and_then(|regions| regions.first());
            let home = first.map_or_else(|| client.default_region().to_owned(), Clone::clone);
            let options = collect::Options { home, regions, services, now, now_epoch, width: WIDTH };
            let event = |event| {
                if let Some(progress) = &progress {
                    progress.event(event);
                }
            };
            let read = collect::collect(&client, &options, &event).await;
            if let Some(progress) = &progress {
                progress.done();
            }
            let mut snapshot =
                read.map_err(|failure| Failure::new(Exit::Credentials, failure.gap.message, NO_CREDENTIALS))?;
            if matches.try_get_one::<bool>("code").ok().flatten() == Some(&true) {
                let account = snapshot.contents.scopes.first().map(|scope| scope.account.clone()).unwrap_or_default();
                let search = |layer: &str, bytes: &[u8]| yagura_checks::secrets::package(layer, bytes, &account);
                collect::code::code(&client, &mut snapshot, &search).await;
            }
            Ok(snapshot)
        };
        tokio::select! {
            read = scan => read,
            _ = tokio::signal::ctrl_c() => Err(Failure::new(
                Exit::Interrupted,
                lang.pick(Text { ja: "中断しました", en: "interrupted" }),
                Text { ja: "", en: "" },
            )),
        }
    })
}
