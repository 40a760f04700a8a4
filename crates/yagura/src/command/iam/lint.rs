//! `yagura iam lint`: what is wrong, useless or dangerous in policies, each with its place.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use serde_json::json;
use yagura_finding::Text;
use yagura_iam::Policy;
use yagura_iam::lint::{LintContext, Rule, lint};
use yagura_report::Lang;

use super::input;
use crate::cli::{Exit, Failure};
use crate::output;

pub(super) fn command(lang: Lang) -> Command {
    let help = |ja, en| lang.pick(Text { ja, en });
    Command::new("lint")
        .about(help(
            "ポリシーの誤りと危険な書き方を行と列で示します",
            "Finds what is wrong or dangerous in policies, by line and column",
        ))
        .after_help(help(
            "終了コード: 0 指摘なし、1 指摘あり、5 読み取れないファイルがある",
            "Exit codes: 0 nothing found, 1 something found, 5 a file could not be read",
        ))
        .arg(
            Arg::new("file")
                .required(true)
                .num_args(1..)
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help(help("ポリシーのファイル (- は標準入力)", "Files of policies (- for standard input)")),
        )
        .arg(input::type_arg(lang, true))
        .arg(input::account_arg(lang))
        .arg(input::format(lang, &["terminal", "json"]))
}

/// A finding with its place.
struct Found {
    file: String,
    line: usize,
    column: usize,
    pointer: String,
    id: &'static str,
    severity: &'static str,
    subject: String,
    title: &'static str,
    text: &'static str,
}

impl Found {
    fn new(
        file: String,
        (line, column): (usize, usize),
        rule: &Rule,
        lang: Lang,
        pointer: String,
        subject: String,
    ) -> Self {
        let title = lang.pick(Text { ja: rule.title_ja, en: rule.title_en });
        let text = lang.pick(Text { ja: rule.text_ja, en: rule.text_en });
        Self { file, line, column, pointer, id: rule.id, severity: rule.severity.name(), subject, title, text }
    }
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let mut found = Vec::new();
    let mut unread = false;
    for path in matches.get_many::<PathBuf>("file").into_iter().flatten() {
        let file = path.display().to_string();
        // One file that cannot be read does not keep the others from being looked at.
        let bytes = match input::bytes(path) {
            Ok(bytes) => bytes,
            Err(failure) => {
                output::message(&failure.text(lang));
                unread = true;
                continue;
            }
        };
        let policy = match Policy::parse_bytes(&bytes) {
            Ok(policy) => policy,
            Err(error) => {
                let Some(rule) = Rule::find("policy-unreadable") else { continue };
                found.push(Found::new(file, (error.line, error.column), rule, lang, String::new(), error.message));
                continue;
            }
        };
        let (kind, _) = input::kind(matches, &policy);
        let context =
            LintContext { account: matches.get_one::<String>("account").map(String::as_str), ..LintContext::new(kind) };
        for item in lint(&policy, &context) {
            let (line, column) = item.place.span.map_or((1, 1), |span| (span.line, span.column));
            let pointer = item.place.pointer.to_string();
            found.push(Found::new(file.clone(), (line, column), item.rule, lang, pointer, item.subject));
        }
    }
    print(matches, &found, lang)?;
    Ok(match (unread, found.is_empty()) {
        (true, _) => Exit::Io,
        (false, true) => Exit::Clean,
        (false, false) => Exit::Findings,
    })
}

fn print(matches: &ArgMatches, found: &[Found], lang: Lang) -> Result<(), Failure> {
    if input::is_format(matches, "json") {
        let findings: Vec<_> = found
            .iter()
            .map(|item| {
                json!({
                    "file": item.file, "line": item.line, "column": item.column, "pointer": item.pointer,
                    "id": item.id, "severity": item.severity, "subject": item.subject,
                    "title": item.title, "text": item.text,
                })
            })
            .collect();
        return input::json(&json!({ "findings": findings }));
    }
    let mut lines = Vec::new();
    for item in found {
        let Found { file, line, column, severity, id, title, subject, .. } = item;
        // What is wrong with it, in words; names stay.
        let subject = yagura_report::gap_text(lang, subject);
        lines.push(format!("{file}:{line}:{column}: {severity}: {title}: {subject} [{id}]"));
        lines.push(format!("  {}", item.text));
    }
    if let Some(item) = found.first() {
        let more = lang.pick(Text { ja: "詳しくは", en: "more" });
        lines.push(format!("\n{more}: yagura explain {}", item.id));
    }
    if lines.is_empty() {
        lines.push(lang.pick(Text { ja: "指摘はありません", en: "nothing found" }).to_owned());
    }
    input::print(&lines.join("\n"))
}
