//! `yagura checks`: the catalogue.

use clap::{Arg, ArgMatches, Command};
use yagura_finding::{Severity, Text};
use yagura_iam::lint::{self, RULES, Rule};
use yagura_report::Item;
use yagura_report::Lang;

use super::explain::catalogue;
use super::scan::{io_failure, severity_arg};
use crate::cli::{Exit, Failure};
use crate::output;

pub(super) fn command(lang: Lang) -> Command {
    Command::new("checks")
        .about(lang.pick(Text {
            ja: "チェックと、ポリシー検査のルールの一覧を表示します",
            en: "Lists the checks and the rules of the policy linter",
        }))
        .arg(Arg::new("text").value_name("TEXT").help(lang.pick(Text {
            ja: "ID、タイトル、基準 (AP6, CIS 2.1.4 など) に含まれる文字で絞り込む",
            en: "Keep checks with this in their id, title or requirements (AP6, CIS 2.1.4 …)",
        })))
        .arg(Arg::new("service").long("service").value_name("LIST").value_delimiter(',').help(
            lang.pick(Text {
                ja: "サービスで絞り込む (s3,iam など)", en: "Keep checks of these services (s3,iam …)"
            }),
        ))
        .arg(severity_arg(lang))
        .arg(
            Arg::new("format")
                .long("format")
                .value_parser(["terminal", "json"])
                .default_value("terminal")
                .help(lang.pick(Text { ja: "出力形式", en: "Output format" })),
        )
}

/// The rules of `yagura iam lint` as entries of the catalogue.
pub(super) fn lint_rules() -> impl Iterator<Item = Item<'static>> {
    RULES.iter().map(|rule| {
        let Rule { id, severity, title_ja, title_en, text_ja, text_en, page } = rule;
        let severity = match severity {
            lint::Severity::Low => Severity::Low,
            lint::Severity::Medium => Severity::Medium,
            lint::Severity::High => Severity::High,
            lint::Severity::Critical => Severity::Critical,
        };
        Item::lint(id, Text { ja: title_ja, en: title_en }, severity, Text { ja: text_ja, en: text_en }, page)
    })
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let wanted = matches.get_one::<String>("text").map(|text| text.to_lowercase());
    let services: Option<Vec<&String>> = matches.get_many::<String>("service").map(Iterator::collect);
    let least = matches.get_one::<String>("severity").and_then(|name| Severity::parse(name)).unwrap_or(Severity::Info);
    let checks: Vec<Item<'_>> = yagura_checks::all()
        .into_iter()
        .map(Item::from)
        .chain(lint_rules())
        .filter(|check| check.severity >= least)
        .filter(|check| services.as_ref().is_none_or(|names| names.iter().any(|name| *name == check.service)))
        .filter(|check| {
            wanted.as_ref().is_none_or(|wanted| {
                let maps: Vec<String> = check.maps.iter().map(ToString::to_string).collect();
                [check.id, check.title.ja, check.title.en].iter().any(|text| text.to_lowercase().contains(wanted))
                    || maps.iter().any(|map| map.to_lowercase() == *wanted)
            })
        })
        .collect();
    let mut text = Vec::new();
    match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => yagura_report::checks_json(&mut text, &checks, true).map_err(io_failure)?,
        _ => text.extend(yagura_report::checks_text(&checks, &catalogue(lang)).bytes()),
    }
    output::print(&text).map_err(io_failure)?;
    Ok(Exit::Clean)
}
