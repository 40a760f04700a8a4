//! What the verbs read: policies from files, snapshots, reference data; and how they print.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches};
use serde_json::Value;
use yagura_checks::access::{Attached, Within};
use yagura_finding::Text;
use yagura_iam::reach::ResourceContext;
use yagura_iam::reference::Reference;
use yagura_iam::{Policy, PolicyKind};
use yagura_model::{Arn, Snapshot};
use yagura_report::Lang;

use crate::cli::{Exit, Failure};
use crate::command::{live, scan};
use crate::sources::Sources;
use crate::{output, store};

/// A policy that is larger than this is refused: AWS's largest is 20 kB.
const LARGEST: u64 = 16 << 20;

const NO_ADVICE: Text = Text { ja: "", en: "" };

const ANOTHER: Text = Text {
    ja: "`yagura scan --save` で保存したファイルを指定してください。テンプレートは `--path フォルダー` で指定します。",
    en: "Name a file that `yagura scan --save` wrote; templates are named with `--path FOLDER`.",
};

/// `--format`, of these; the first is the default.
pub(super) fn format(lang: Lang, names: &'static [&'static str]) -> Arg {
    let arg = Arg::new("format").long("format").value_parser(names.to_vec());
    arg.default_value("terminal").help(lang.pick(Text { ja: "出力形式", en: "Output format" }))
}

/// Whether `--format` is this one.
pub(super) fn is_format(matches: &ArgMatches, name: &str) -> bool {
    matches.get_one::<String>("format").is_some_and(|format| format == name)
}

/// `--reference`.
pub(super) fn reference_arg(lang: Lang) -> Arg {
    Arg::new("reference").long("reference").value_name("FILE").value_parser(clap::value_parser!(PathBuf)).help(
        lang.pick(Text {
            ja: "内蔵のものの代わりに使うIAMリファレンスデータ",
            en: "IAM reference data in place of the embedded one",
        }),
    )
}

/// The reference data of `--reference`.
pub(super) fn reference(matches: &ArgMatches) -> Result<Option<Reference>, Failure> {
    let Some(path) = matches.get_one::<PathBuf>("reference") else { return Ok(None) };
    let bytes = bytes(path)?;
    let reference = Reference::from_bytes(&bytes)
        .map_err(|error| Failure::new(Exit::Io, format!("`{}`: {error}", path.display()), NO_ADVICE))?;
    Ok(Some(reference))
}

/// Bytes of a file, or of standard input for `-`.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let fail =
        |error: io::Error| Failure::new(Exit::Io, format!("cannot read `{}`: {error}", path.display()), NO_ADVICE);
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes).map_err(fail)?;
    } else {
        File::open(path).map_err(fail)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(fail)?;
    }
    if bytes.len() as u64 > LARGEST {
        return Err(fail(io::Error::other(format!("larger than {LARGEST} bytes"))));
    }
    Ok(bytes)
}

/// The policy of a file: a JSON object, a JSON string that holds one, or URL-encoded.
pub(super) fn policy(path: &Path) -> Result<Policy, Failure> {
    Policy::parse_bytes(&bytes(path)?).map_err(|error| {
        let advice = Text {
            ja: "ポリシーのJSON (文字列やURLエンコードも可) を指定してください。",
            en: "Give a policy as JSON; a JSON string and URL encoding are read too.",
        };
        Failure::new(Exit::Io, format!("`{}`: not a policy: {error}", path.display()), advice)
    })
}

/// `--session-policy`.
pub(super) fn session_arg(lang: Lang) -> Arg {
    let arg = Arg::new("session-policy").long("session-policy").value_name("FILE").action(ArgAction::Append);
    arg.value_parser(clap::value_parser!(PathBuf)).help(lang.pick(Text {
        ja: "セッション作成時に渡したセッションポリシー (複数可)",
        en: "Session policy that was passed when the session was made; may be repeated",
    }))
}

/// The policies of `--session-policy`.
pub(super) fn session(matches: &ArgMatches) -> Result<Vec<Attached>, Failure> {
    let files = matches.get_many::<PathBuf>("session-policy").into_iter().flatten();
    files.map(|path| Ok(Attached { label: path.display().to_string(), policy: Arc::new(policy(path)?) })).collect()
}

/// The kinds of resources that have policies, by the name that `--type` has for them, with the prefix of their service.
const RESOURCES: &[(&str, &str)] = &[
    ("bucket", "s3"),
    ("queue", "sqs"),
    ("topic", "sns"),
    ("key", "kms"),
    ("secret", "secretsmanager"),
    ("function", "lambda"),
    ("repository", "ecr"),
    ("table", "dynamodb"),
    ("role", "sts"),
];

/// What else a policy may be.
const OTHERS: &[(&str, PolicyKind)] = &[
    ("identity", PolicyKind::Identity),
    ("boundary", PolicyKind::Boundary),
    ("session", PolicyKind::Session),
    ("scp", PolicyKind::Scp),
    ("rcp", PolicyKind::Rcp),
    ("endpoint", PolicyKind::Endpoint),
];

/// `--type`; `others` allows for policies that are not attached to a resource.
pub(super) fn type_arg(lang: Lang, others: bool) -> Arg {
    let names = RESOURCES.iter().map(|(name, _)| *name);
    let names: Vec<&'static str> = if others {
        names.chain(["resource"]).chain(OTHERS.iter().map(|(name, _)| *name)).collect()
    } else {
        names.collect()
    };
    Arg::new("type").long("type").value_name("TYPE").value_parser(names).help(lang.pick(Text {
        ja: "何に付けるポリシーか (既定: 内容から判断)",
        en: "What the policy is attached to (default: told from what it says)",
    }))
}

/// `--account`.
pub(super) fn account_arg(lang: Lang) -> Arg {
    Arg::new("account").long("account").value_name("ID").value_parser(scan::account_id).help(
        lang.pick(Text {
            ja: "リソースを所有するアカウントのID", en: "Id of the account that owns the resource"
        }),
    )
}

/// What `--type` says of a policy; without it, what the policy itself tells.
pub(super) fn kind(matches: &ArgMatches, policy: &Policy) -> (PolicyKind, Option<&'static str>) {
    let name = matches.get_one::<String>("type").map(String::as_str);
    if let Some((_, kind)) = OTHERS.iter().find(|(other, _)| Some(*other) == name) {
        return (*kind, None);
    }
    if let Some((name, service)) = RESOURCES.iter().find(|(other, _)| Some(*other) == name) {
        let kind = if *name == "role" { PolicyKind::Trust } else { PolicyKind::Resource };
        return (kind, Some(service));
    }
    if name == Some("resource") {
        return (PolicyKind::Resource, None);
    }
    let named = policy.statements.iter().any(|statement| statement.principal.elements().is_some());
    let trust = policy.statements.iter().all(|statement| {
        let actions = statement.action.items();
        !actions.is_empty() && actions.iter().all(|action| action.text.to_lowercase().starts_with("sts:"))
    });
    match (named, trust) {
        (true, true) => (PolicyKind::Trust, Some("sts")),
        (true, false) => (PolicyKind::Resource, None),
        (false, _) => (PolicyKind::Identity, None),
    }
}

/// What is known of the resource that a policy is attached to.
pub(super) fn context<'a>(
    matches: &'a ArgMatches,
    kind: PolicyKind,
    service: Option<&'static str>,
) -> ResourceContext<'a> {
    ResourceContext {
        service,
        trust: kind == PolicyKind::Trust,
        account: matches.get_one::<String>("account").map(String::as_str),
        now: Some(jiff::Timestamp::now().as_millisecond()),
        ..ResourceContext::default()
    }
}

/// The arguments that say where the account is read.
pub(super) fn account_args(lang: Lang) -> Vec<Arg> {
    let help = |ja, en| lang.pick(Text { ja, en });
    let mut args = vec![
        Arg::new("from")
            .long("from")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .conflicts_with_all(["path", "profile", "endpoint-url", "region"])
            .help(help(
                "`yagura scan --save` で保存した内容 (省略時: 現在の認証情報のアカウント)",
                "What `yagura scan --save` kept (default: the account of the current credentials)",
            )),
        Arg::new("path")
            .long("path")
            .value_name("DIR")
            .value_parser(clap::value_parser!(PathBuf))
            .help(help("テンプレートのファイルまたはフォルダー", "File or folder of templates")),
        Arg::new("region").long("region").value_name("LIST").value_delimiter(',').help(help(
            "リソースのリージョン (既定: ARNのもの)",
            "Regions of the resource (default: the one of its ARN)",
        )),
        Arg::new("without-organization").long("without-organization").action(ArgAction::SetTrue).help(help(
            "SCPとRCPを考慮しない (読み取れないとき、これを付けないと「判定不能」になる)",
            "Leave SCPs and RCPs out (where they cannot be read, answers are unknown without this)",
        )),
        Arg::new("quiet")
            .long("quiet")
            .short('q')
            .action(ArgAction::SetTrue)
            .help(help("進捗を表示しない", "No progress on standard error")),
    ];
    args.extend(crate::command::connection(lang));
    args
}

/// What an answer takes into account.
pub(super) fn within(matches: &ArgMatches) -> Within {
    Within { without_organization: matches.get_flag("without-organization") }
}

/// The account: saved, from templates, or read now, with what a question about this action and resource needs.
pub(super) fn snapshot(matches: &ArgMatches, about: Option<(&str, &str)>, lang: Lang) -> Result<Snapshot, Failure> {
    if let Some(file) = matches.get_one::<PathBuf>("from") {
        return store::load(file, ANOTHER);
    }
    if let Some(path) = matches.get_one::<PathBuf>("path") {
        let (snapshot, _) = scan::templates(path, &scan::TemplateOptions::default(), &mut Sources::default())?;
        return Ok(snapshot);
    }
    let mut services = vec!["iam".to_owned(), "organizations".to_owned()];
    let prefix = about.and_then(|(action, _)| action.split(':').next()).map(str::to_lowercase);
    services
        .extend(prefix.filter(|prefix| RESOURCES.iter().any(|(_, service)| service == prefix && *service != "sts")));
    // An endpoint that the request is said to come through has a policy of its own.
    let context = matches.try_get_many::<String>("context").ok().flatten().into_iter().flatten();
    if context.map(|pair| pair.to_lowercase()).any(|pair| pair.starts_with("aws:sourcevpce=")) {
        services.push("ec2".to_owned());
    }
    let regions = matches.get_many::<String>("region").map(|regions| regions.cloned().collect());
    let own = about.and_then(|(_, resource)| Arn::parse(resource)).map(|arn| arn.region.to_owned());
    let regions = regions.or_else(|| own.filter(|region| !region.is_empty()).map(|region| vec![region]));
    live::account(matches, Some(services), regions, None, lang)
}

/// A question that names nothing.
pub(super) fn unanswerable(message: String) -> Failure {
    Failure::new(
        Exit::Usage,
        message,
        Text {
            ja: "プリンシパル、アクション、リソースの指定を確認してください。",
            en: "Check the principal, the action and the resource.",
        },
    )
}

/// Prints a text with a line break at its end; control characters in it are shown, not obeyed.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    output::print(format!("{}\n", yagura_report::clean_lines(text.trim_end()))).map_err(scan::io_failure)
}

/// Prints JSON.
pub(super) fn json(value: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| scan::io_failure(error.into()))?;
    output::print(format!("{text}\n")).map_err(scan::io_failure)
}

/// Who or what an answer names: the names of things stay, words are said in the reader's language.
pub(super) fn named(name: &str, lang: Lang) -> String {
    yagura_report::gap_text(lang, name)
}

/// A statement in words: its position and its `Sid`.
pub(super) fn statement(index: usize, sid: Option<&str>, lang: Lang) -> String {
    let word = lang.pick(Text { ja: "ステートメント", en: "statement" });
    match sid {
        Some(sid) => format!("{word} {index} ({sid})"),
        None => format!("{word} {index}"),
    }
}

/// The place of a statement of a policy: ` (Sid) 3:5`.
pub(super) fn placed(policy: &Policy, index: usize, lang: Lang) -> String {
    let found = policy.statements.get(index);
    let text = statement(index, found.and_then(|found| found.sid.as_deref()), lang);
    match found.and_then(|found| found.place.span.as_deref()) {
        Some(span) => format!("{text} — {}:{}", span.line, span.column),
        None => text,
    }
}
