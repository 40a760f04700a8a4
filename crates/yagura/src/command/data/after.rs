//! `yagura scan --data`: buckets and log groups of the account that was scanned, with the defaults of `yagura data`.

use std::ffi::OsString;
use std::io::IsTerminal as _;

use clap::{Arg, ArgAction, ArgMatches};
use yagura_finding::Text;
use yagura_report::Lang;

use crate::cli::{Exit, Failure};

/// What a scan takes for it.
pub(in crate::command) fn arguments(lang: Lang) -> [Arg; 2] {
    let help = |ja, en| lang.pick(Text { ja, en });
    [
        Arg::new("data").long("data").action(ArgAction::SetTrue).conflicts_with_all(["path", "from"]).help(help(
            "検査の後に、S3のオブジェクトとCloudWatch Logsのサンプルも調べる (yagura dataと同じ。計画と料金の概算を先に表示する)",
            "Look into a sample of S3 objects and of log events too, after the scan: as yagura data does, its plan and cost first",
        )),
        Arg::new("yes").long("yes").short('y').action(ArgAction::SetTrue).requires("data").help(help(
            "--data の計画を確認せずに読み取る",
            "Read what the plan of --data says without asking",
        )),
    ]
}

/// Refuses what could not be done once the scan is over; `terminal`: the scan's report goes to the terminal, or to files alone.
pub(in crate::command) fn possible(matches: &ArgMatches, terminal: bool, lang: Lang) -> Result<(), Failure> {
    if !matches.get_flag("data") {
        return Ok(());
    }
    let refuse = |what: Text, advice: Text| Err(Failure::new(Exit::Usage, lang.pick(what), advice));
    if !terminal {
        return refuse(
            Text {
                ja: "`--data` の結果は標準出力に表示するため、ほかの形式を標準出力に出力できません",
                en: "`--data` writes for people to standard output, where another format goes already",
            },
            Text {
                ja: "`--output FILE` で出力先を分けるか、`yagura data --format json` を使用してください。",
                en: "Give the format an `--output FILE`, or use `yagura data --format json`.",
            },
        );
    }
    if !matches.get_flag("yes") && !std::io::stdin().is_terminal() {
        return refuse(
            Text {
                ja: "端末がないため確認できません。何も読み取っていません",
                en: "nobody can be asked: nothing was read",
            },
            Text {
                ja: "計画のとおりに読み取るには `--yes` を付けてください。計画だけを見るには `yagura data --plan` を使用してください。",
                en: "Add `--yes` to read what the plan says, or see it with `yagura data --plan`.",
            },
        );
    }
    Ok(())
}

/// Buckets first, then log groups, reached as the scan reached the account.
pub(in crate::command) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let mut shared: Vec<OsString> = Vec::new();
    for option in ["profile", "endpoint-url", "calls-per-second", "region", "trust", "fail-on", "config"] {
        let given = matches!(matches.value_source(option), Some(clap::parser::ValueSource::CommandLine));
        let values: Vec<OsString> =
            matches.get_raw(option).filter(|_| given).into_iter().flatten().map(OsString::from).collect();
        if !values.is_empty() {
            shared.push(format!("--{option}").into());
            shared.push(values.join(std::ffi::OsStr::new(",")));
        }
    }
    for flag in ["allow-any-endpoint", "all", "quiet", "yes"] {
        if matches.get_flag(flag) {
            shared.push(format!("--{flag}").into());
        }
    }
    let mut worst = Exit::Clean;
    for own in [None, Some("--logs")] {
        let words = [OsString::from("data")].into_iter().chain(shared.iter().cloned()).chain(own.map(OsString::from));
        let matches = super::command(lang).try_get_matches_from(words);
        let matches = matches.map_err(|error| Failure::new(Exit::Usage, error.render(), Text { ja: "", en: "" }))?;
        worst = worst.worse(super::run(&matches, lang)?);
    }
    Ok(worst)
}
