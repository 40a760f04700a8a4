//! `yagura iam can`: may this principal do this?

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;
use yagura_checks::access::{self, Question};
use yagura_finding::Text;
use yagura_iam::evaluate::Outcome;
use yagura_report::Lang;

use super::input;
use crate::cli::{Exit, Failure};

pub(super) fn command(lang: Lang) -> Command {
    let help = |ja, en| lang.pick(Text { ja, en });
    let text = |name: &'static str, value: &'static str| Arg::new(name).long(name).required(true).value_name(value);
    Command::new("can")
        .about(help(
            "プリンシパルがリソースに対してアクションを実行できるかを判定します",
            "Tells whether a principal may call an action on a resource",
        ))
        .after_help(help("終了コード: 0 許可、1 拒否、3 判定不能", "Exit codes: 0 allowed, 1 denied, 3 unknown"))
        .arg(text("principal", "ARN").help(help(
            "ユーザー・ロール・セッションのARNか名前、サービスプリンシパル、anonymous",
            "ARN or name of a user, role or session; a service principal; anonymous",
        )))
        .arg(text("action", "ACTION").help(help("アクション (s3:GetObject など)", "The action (s3:GetObject …)")))
        .arg(text("resource", "ARN").help(help("リソースのARN、または *", "ARN of the resource, or *")))
        .arg(Arg::new("context").long("context").value_name("KEY=VALUE").action(ArgAction::Append).help(help(
            "リクエストの条件キー。繰り返すと複数値、KEYだけなら「存在しない」",
            "Condition key of the request; several values by repeating it; KEY alone says that it is absent",
        )))
        .arg(input::session_arg(lang))
        .args(input::account_args(lang))
        .arg(input::format(lang, &["terminal", "json"]))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    let context = matches.get_many::<String>("context").into_iter().flatten();
    let question = Question {
        principal: text("principal"),
        action: text("action"),
        resource: text("resource"),
        context: context
            .map(|pair| match pair.split_once('=') {
                Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
                None => (pair.clone(), None),
            })
            .collect(),
        session: input::session(matches)?,
    };
    let snapshot = input::snapshot(matches, Some((&question.action, &question.resource)), lang)?;
    let answer = access::can(&snapshot, &question, input::within(matches)).map_err(input::unanswerable)?;
    let (name, words, exit) = match answer.outcome {
        Outcome::Allowed => ("allowed", Text { ja: "許可", en: "allowed" }, Exit::Clean),
        Outcome::ExplicitDeny => {
            ("explicit_deny", Text { ja: "明示的な拒否", en: "explicitly denied" }, Exit::Findings)
        }
        Outcome::ImplicitDeny => (
            "implicit_deny",
            Text {
                ja: "暗黙的な拒否 (許可するポリシーがない)", en: "implicitly denied (nothing allows it)"
            },
            Exit::Findings,
        ),
        Outcome::Unknown => ("unknown", Text { ja: "判定不能", en: "unknown" }, Exit::Incomplete),
    };
    if input::is_format(matches, "json") {
        input::json(&json!({
            "principal": answer.principal,
            "action": question.action,
            "resource": question.resource,
            "decision": name,
            "by": answer.by,
            "statements": answer.statements.iter().map(|at| json!({
                "layer": at.layer,
                "policy": at.policy,
                "index": at.index,
                "sid": at.sid,
                "effect": if at.denies { "Deny" } else { "Allow" },
            })).collect::<Vec<_>>(),
            "gap": answer.gap,
        }))?;
        return Ok(exit);
    }
    let mut lines =
        vec![format!("{}: {} {} {}", lang.pick(words), answer.principal, question.action, question.resource)];
    for at in &answer.statements {
        let effect = if at.denies { "Deny" } else { "Allow" };
        let statement = input::statement(at.index, at.sid.as_deref(), lang);
        lines.push(format!("  {effect}  {}: {}, {statement}", layer(at.layer, lang), input::named(&at.policy, lang)));
    }
    if answer.statements.is_empty() && !answer.by.is_empty() {
        let by: Vec<&str> = answer.by.iter().map(|name| layer(name, lang)).collect();
        let label = lang.pick(Text { ja: "許可していない層", en: "does not allow it" });
        lines.push(format!("  {label}: {}", by.join(", ")));
    }
    if let Some(gap) = &answer.gap {
        let because = lang.pick(Text { ja: "理由", en: "because" });
        lines.push(format!("  {because}: {}", yagura_report::gap_text(lang, gap)));
    }
    input::print(&lines.join("\n"))?;
    Ok(exit)
}

/// The name of a layer, as AWS writes it.
pub(super) fn layer(name: &str, lang: Lang) -> &str {
    let text = match name {
        "identity" => Text { ja: "アイデンティティベースのポリシー", en: "identity policy" },
        "resource" => Text { ja: "リソースベースのポリシー", en: "resource policy" },
        "boundary" => Text { ja: "アクセス許可の境界", en: "permissions boundary" },
        "session" => Text { ja: "セッションポリシー", en: "session policy" },
        "scp" => Text { ja: "SCP", en: "SCP" },
        "rcp" => Text { ja: "RCP", en: "RCP" },
        "root" => Text { ja: "アカウントのルートユーザー", en: "root user of the account" },
        "grant" => Text { ja: "KMSキーのグラント", en: "grant on the KMS key" },
        "acl" => Text { ja: "ACL", en: "ACL" },
        "access-point" => Text { ja: "アクセスポイントのポリシー", en: "access point policy" },
        "endpoint" => Text { ja: "VPCエンドポイントポリシー", en: "VPC endpoint policy" },
        other => return other,
    };
    lang.pick(text)
}
