//! The verbs, one file each.

mod api;
mod checks;
mod completions;
mod data;
mod explain;
mod iam;
mod import;
mod live;
mod policy;
mod scan;
mod secrets;

use clap::{Arg, ArgMatches, Command};
use yagura_finding::Text;
use yagura_report::Lang;

use crate::cli::{Exit, Failure};

struct Verb {
    command: fn(Lang) -> Command,
    run: fn(&ArgMatches, Lang) -> Result<Exit, Failure>,
}

static VERBS: &[Verb] = &[
    Verb { command: scan::command, run: scan::run },
    Verb { command: secrets::command, run: secrets::run },
    Verb { command: data::command, run: data::run },
    Verb { command: explain::command, run: explain::run },
    Verb { command: checks::command, run: checks::run },
    Verb { command: iam::command, run: iam::run },
    Verb { command: policy::command, run: policy::run },
    Verb { command: import::command, run: import::run },
    Verb { command: api::command, run: api::run },
    Verb { command: completions::command, run: completions::run },
    Verb { command: completions::man_command, run: completions::man },
];

/// The whole command line, in a language.
pub(crate) fn root(lang: Lang) -> Command {
    let about = lang.pick(Text {
        ja: "AWSアカウントとテンプレートの危険な設定と、その攻撃経路を見つけます",
        en: "Finds what is wrong in an AWS account or in templates, and how an attacker would use it",
    });
    let mut root = Command::new("yagura")
        .version(env!("CARGO_PKG_VERSION"))
        .about(about)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .arg(Arg::new("lang").long("lang").global(true).value_parser(["ja", "en"]).help(
            lang.pick(Text {
                ja: "表示言語 (既定: ロケールに従う)", en: "Language (default: from the locale)"
            }),
        ));
    for verb in VERBS {
        root = root.subcommand((verb.command)(lang));
    }
    if lang == Lang::Ja { crate::usage::japanese(root) } else { root }
}

/// Runs the verb that was given.
pub(crate) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(Exit::Usage) };
    let verb = VERBS.iter().find(|verb| (verb.command)(lang).get_name() == name);
    verb.map_or(Ok(Exit::Usage), |verb| (verb.run)(matches, lang))
}

/// From which severity on findings make the exit code 1.
fn fail_on(lang: Lang) -> Arg {
    Arg::new("fail-on")
        .long("fail-on")
        .value_parser(["critical", "high", "medium", "low", "info", "none"])
        .default_value("medium")
        .help(lang.pick(Text {
            ja: "この重大度以上の検出があれば終了コード1",
            en: "Exit with 1 when there are findings of this severity or worse",
        }))
}

/// The form of a verb's one output, and where it goes.
fn one_output(lang: Lang, formats: &'static [&'static str]) -> [Arg; 2] {
    [
        Arg::new("format")
            .long("format")
            .value_parser(clap::builder::PossibleValuesParser::new(formats))
            .default_value("terminal")
            .help(lang.pick(Text { ja: "出力形式", en: "Output format" })),
        Arg::new("output")
            .long("output")
            .short('o')
            .value_name("FILE")
            .value_parser(clap::value_parser!(std::path::PathBuf))
            .help(
                lang.pick(Text {
                    ja: "出力先 (既定: 標準出力)",
                    en: "Where the output goes (default: standard output)",
                }),
            ),
    ]
}

/// `--profile`, `--endpoint-url` and what else says how AWS is reached.
fn connection(lang: Lang) -> [Arg; 4] {
    [
        Arg::new("profile").long("profile").value_name("NAME").help(lang.pick(Text {
            ja: "AWSの設定ファイルのプロファイル (既定: AWS_PROFILE)",
            en: "Profile of the AWS configuration files (default: AWS_PROFILE)",
        })),
        Arg::new("endpoint-url").long("endpoint-url").value_name("URL").help(lang.pick(Text {
            ja: "AWSの代わりに呼び出すエンドポイント (AWSのホストかループバックのみ)",
            en: "Endpoint to call in place of AWS's (hosts of AWS and loopback only)",
        })),
        Arg::new("allow-any-endpoint").long("allow-any-endpoint").action(clap::ArgAction::SetTrue).help(lang.pick(
            Text {
                ja: "AWS以外のエンドポイントに認証情報を送ることを許可する",
                en: "Let credentials go to endpoints that are not AWS's",
            },
        )),
        Arg::new("calls-per-second")
            .long("calls-per-second")
            .value_name("N")
            .value_parser(clap::value_parser!(u32).range(1..=10_000))
            .help(lang.pick(Text {
                ja: "1つのリージョンとサービスに対する1秒あたりの呼び出し数の上限 (既定: 20、S3は100。スロットリングされると自動で減速)",
                en: "Most calls a second to one service in one region (default: 20, for S3 100; throttling slows it down by itself)",
            })),
    ]
}
