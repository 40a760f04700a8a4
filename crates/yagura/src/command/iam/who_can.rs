//! `yagura iam who-can`: everyone who may call an action on a resource.

use clap::{Arg, ArgMatches, Command};
use serde_json::json;
use yagura_checks::access::{self, Way};
use yagura_finding::Text;
use yagura_report::Lang;

use super::input;
use crate::cli::{Exit, Failure};

pub(super) fn command(lang: Lang) -> Command {
    let help = |ja, en| lang.pick(Text { ja, en });
    Command::new("who-can")
        .about(help(
            "リソースに対してアクションを実行できるすべての相手を、ロール経由、他アカウント、サービス、匿名も含めて列挙します",
            "Lists everyone who may call an action on a resource: directly, through roles, other accounts, services, anonymous",
        ))
        .after_help(help(
            "終了コード: 0 列挙できた、3 判定できない相手がある",
            "Exit codes: 0 all told, 3 some cannot be told",
        ))
        .arg(Arg::new("action").required(true).value_name("ACTION").help(help("アクション", "The action")))
        .arg(Arg::new("resource").required(true).value_name("ARN").help(help(
            "リソースのARN。* と ? を含められる",
            "ARN of the resource; * and ? may stand in it",
        )))
        .args(input::account_args(lang))
        .arg(input::format(lang, &["terminal", "json"]))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    let (action, resource) = (text("action"), text("resource"));
    let snapshot = input::snapshot(matches, Some((&action, &resource)), lang)?;
    let found = access::who_can(&snapshot, &action, &resource, input::within(matches)).map_err(input::unanswerable)?;
    let unknown = found.not_followed > 0 || found.ways.iter().any(|way| way.gap.is_some());
    let exit = if unknown { Exit::Incomplete } else { Exit::Clean };
    if input::is_format(matches, "json") {
        let ways: Vec<_> = found
            .ways
            .iter()
            .map(|way| {
                json!({
                    "who": way.who,
                    "kind": way.kind,
                    "by": way.by,
                    "through": way.through,
                    "access": access_name(way),
                    "witness": way.witness.as_ref().map(|(ja, en)| if lang == Lang::Ja { ja } else { en }),
                    "gap": way.gap,
                })
            })
            .collect();
        input::json(&json!({
            "action": action, "resource": resource, "ways": ways, "roles_not_followed": found.not_followed,
        }))?;
        return Ok(exit);
    }
    let mut lines = Vec::new();
    if found.ways.is_empty() {
        lines.push(lang.pick(Text { ja: "誰も実行できません", en: "nobody can" }).to_owned());
    }
    for way in &found.ways {
        let access = match access_name(way) {
            "allowed" => Text { ja: "許可", en: "allowed" },
            "conditional" => Text { ja: "条件付き", en: "conditional" },
            _ => Text { ja: "判定不能", en: "unknown" },
        };
        lines.push(format!("{}  {}", lang.pick(access), input::named(&way.who, lang)));
        if way.through.is_empty() {
            let by = lang.pick(Text { ja: "根拠", en: "by" });
            lines.push(format!("  {by}: {}", super::can::layer(way.by, lang)));
        } else {
            let through = lang.pick(Text { ja: "引き受けるロール", en: "through" });
            lines.push(format!("  {through}: {}", way.through.join(" → ")));
        }
        if let Some((ja, en)) = &way.witness {
            lines.push(format!("  {}", if lang == Lang::Ja { ja } else { en }));
        }
        if let Some(gap) = &way.gap {
            let because = lang.pick(Text { ja: "理由", en: "because" });
            lines.push(format!("  {because}: {}", yagura_report::gap_text(lang, gap)));
        }
    }
    if found.not_followed > 0 {
        let text = Text { ja: "たどらなかったロールの数", en: "roles whose ways in were not followed" };
        lines.push(format!("{}: {}", lang.pick(text), found.not_followed));
    }
    input::print(&lines.join("\n"))?;
    Ok(exit)
}

fn access_name(way: &Way) -> &'static str {
    match (&way.gap, way.conditional) {
        (Some(_), _) => "unknown",
        (None, true) => "conditional",
        (None, false) => "allowed",
    }
}
