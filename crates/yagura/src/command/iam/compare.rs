//! `yagura iam compare`: what does the new policy allow that the old one does not?

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use yagura_finding::Text;
use yagura_iam::compare::allows_more;
use yagura_iam::reach::Answer;
use yagura_report::Lang;

use super::{input, public};
use crate::cli::{Exit, Failure};

pub(super) fn command(lang: Lang) -> Command {
    let help = |ja, en| lang.pick(Text { ja, en });
    let file = |name: &'static str, value: &'static str| {
        Arg::new(name).required(true).value_name(value).value_parser(clap::value_parser!(PathBuf))
    };
    Command::new("compare")
        .about(help(
            "新しいポリシーが、古いポリシーでは許可されないことを許可するかを判定します",
            "Tells whether the new policy allows anything that the old one does not",
        ))
        .after_help(help(
            "終了コード: 0 新たな許可はない、1 新たな許可がある、3 判定不能",
            "Exit codes: 0 nothing new, 1 something new, 3 unknown",
        ))
        .arg(file("old", "OLD").help(help("古いポリシー", "The old policy")))
        .arg(
            file("new", "NEW")
                .help(help("新しいポリシー (どちらかは - で標準入力)", "The new one; - for standard input")),
        )
        .arg(input::type_arg(lang, true))
        .arg(input::account_arg(lang))
        .arg(input::format(lang, &["terminal", "json"]))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned().unwrap_or_default();
    let (old, new) = (input::policy(&path("old"))?, input::policy(&path("new"))?);
    let (kind, service) = input::kind(matches, &new);
    let answer = allows_more(&old, &new, kind, &input::context(matches, kind, service));
    let (name, words, exit) = match &answer {
        Answer::Yes(_) => ("more", Text { ja: "新たな許可があります", en: "allows more" }, Exit::Findings),
        Answer::No(_) => ("nothing_new", Text { ja: "新たな許可はありません", en: "allows nothing new" }, Exit::Clean),
        Answer::Unknown(_) => ("unknown", Text { ja: "判定不能", en: "unknown" }, Exit::Incomplete),
    };
    if input::is_format(matches, "json") {
        input::json(&public::value(name, &answer, lang))?;
    } else if answer.is_no() {
        input::print(lang.pick(words))?;
    } else {
        input::print(&public::words_of(lang.pick(words), &answer, &new, lang))?;
    }
    Ok(exit)
}
