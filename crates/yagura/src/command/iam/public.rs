//! `yagura iam public`: does a resource policy let strangers in? A witness, or a proof that it does not.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use serde_json::{Value, json};
use yagura_finding::Text;
use yagura_iam::reach::{Answer, Barrier, Witness, is_public};
use yagura_iam::{ContextValue, Policy};
use yagura_report::Lang;

use super::input;
use crate::cli::{Exit, Failure};

pub(super) fn command(lang: Lang) -> Command {
    let help = |ja, en| lang.pick(Text { ja, en });
    Command::new("public")
        .about(help(
            "リソースポリシーが公開されているかを、許可されるリクエストまたは証明とともに示します",
            "Tells whether a resource policy is public: with a request that it allows, or a proof that there is none",
        ))
        .after_help(help(
            "終了コード: 0 公開されていない、1 公開されている、3 判定不能",
            "Exit codes: 0 not public, 1 public, 3 unknown",
        ))
        .arg(
            Arg::new("file")
                .required(true)
                .value_name("FILE")
                .value_parser(clap::value_parser!(PathBuf))
                .help(help("ポリシーのファイル (- は標準入力)", "File of the policy (- for standard input)")),
        )
        .arg(input::type_arg(lang, false))
        .arg(input::account_arg(lang))
        .arg(input::format(lang, &["terminal", "json"]))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let path = matches.get_one::<PathBuf>("file").cloned().unwrap_or_default();
    let policy = input::policy(&path)?;
    let (kind, service) = input::kind(matches, &policy);
    let answer = is_public(&policy, &input::context(matches, kind, service));
    let (name, words, exit) = match &answer {
        Answer::Yes(_) => ("public", Text { ja: "公開されています", en: "public" }, Exit::Findings),
        Answer::No(_) => ("not_public", Text { ja: "公開されていません", en: "not public" }, Exit::Clean),
        Answer::Unknown(_) => ("unknown", Text { ja: "判定不能", en: "unknown" }, Exit::Incomplete),
    };
    if input::is_format(matches, "json") {
        input::json(&value(name, &answer, lang))?;
    } else {
        input::print(&words_of(lang.pick(words), &answer, &policy, lang))?;
    }
    Ok(exit)
}

/// An answer as JSON: the result's name, its witness, its proof, its gap.
pub(super) fn value(name: &str, answer: &Answer, lang: Lang) -> Value {
    let proof = match answer {
        Answer::No(proof) => Some(
            proof
                .barriers
                .iter()
                .map(|(index, barrier)| {
                    let (name, keys): (&str, &[String]) = match barrier {
                        Barrier::Principal => ("principal", &[]),
                        Barrier::Conditions(keys) => ("conditions", keys),
                        Barrier::Resource => ("resource", &[]),
                        Barrier::Denied => ("denied", &[]),
                    };
                    json!({"statement": index, "barrier": name, "keys": keys})
                })
                .collect::<Vec<_>>(),
        ),
        _ => None,
    };
    json!({
        "result": name,
        "witness": answer.witness().map(|witness| witness_value(witness, lang)),
        "proof": proof,
        "gap": answer.gap().map(ToString::to_string),
    })
}

fn witness_value(witness: &Witness, lang: Lang) -> Value {
    let context: serde_json::Map<String, Value> = witness
        .context
        .iter()
        .map(|(key, value)| {
            let value = match value {
                ContextValue::One(text) => json!(text),
                ContextValue::Many(texts) => json!(texts),
                ContextValue::Unknown(_) => Value::Null,
            };
            (key.clone(), value)
        })
        .collect();
    json!({
        "who": witness.who.to_string(),
        "principal": witness.request.caller.name(),
        "action": witness.action,
        "resource": witness.resource,
        "context": context,
        "absent": witness.without,
        "statements": witness.statements,
        "text": sentence(witness, lang),
    })
}

fn sentence(witness: &Witness, lang: Lang) -> String {
    match lang {
        Lang::Ja => witness.to_japanese(),
        Lang::En => witness.to_string(),
    }
}

/// An answer in words; `policy` is the one whose statements it names.
pub(super) fn words_of(result: &str, answer: &Answer, policy: &Policy, lang: Lang) -> String {
    let mut lines = vec![result.to_owned()];
    match answer {
        Answer::Yes(witness) => {
            lines.push(format!("  {}", sentence(witness, lang)));
            lines.extend(witness.statements.iter().map(|index| format!("  {}", input::placed(policy, *index, lang))));
        }
        Answer::No(proof) => {
            for (index, barrier) in &proof.barriers {
                let why = match barrier {
                    Barrier::Principal => lang
                        .pick(Text {
                            ja: "プリンシパルが限定されている", en: "its principals are no strangers"
                        })
                        .to_owned(),
                    Barrier::Conditions(keys) => {
                        let text =
                            Text { ja: "条件が部外者を除外する", en: "no stranger meets its conditions" };
                        format!("{}: {}", lang.pick(text), keys.join(", "))
                    }
                    Barrier::Resource => lang
                        .pick(Text {
                            ja: "アクションとリソースが対応しない",
                            en: "its actions and resources do not fit each other",
                        })
                        .to_owned(),
                    Barrier::Denied => lang
                        .pick(Text {
                            ja: "許可がすべて打ち消されている", en: "nothing of what it allows is left"
                        })
                        .to_owned(),
                };
                lines.push(format!("  {}: {why}", input::placed(policy, *index, lang)));
            }
        }
        Answer::Unknown(gap) => {
            let because = lang.pick(Text { ja: "理由", en: "because" });
            lines.push(format!("  {because}: {}", yagura_report::gap_text(lang, &gap.to_string())));
        }
    }
    lines.join("\n")
}
