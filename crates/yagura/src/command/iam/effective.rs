//! `yagura iam effective`: everything that a principal may do.

use clap::{Arg, ArgMatches, Command};
use serde_json::json;
use yagura_checks::access;
use yagura_finding::Text;
use yagura_iam::effective::{Residual, to_policy};
use yagura_iam::grants::StatementRef;
use yagura_iam::reference::Reference;
use yagura_report::Lang;

use super::input;
use crate::cli::{Exit, Failure};
use crate::output;

pub(super) fn command(lang: Lang) -> Command {
    let help = |ja, en| lang.pick(Text { ja, en });
    Command::new("effective")
        .about(help(
            "プリンシパルの有効な権限を、グループ、アクセス許可の境界、SCPを踏まえて示します",
            "Shows what a principal may really do: through groups, within its boundary and SCPs",
        ))
        .after_help(help(
            "終了コード: 0 すべて判定できた、3 判定できないものがある",
            "Exit codes: 0 all told, 3 some cannot be told",
        ))
        .arg(
            Arg::new("principal")
                .required(true)
                .value_name("ARN")
                .help(help("ユーザーまたはロールのARNか名前", "ARN or name of a user or role")),
        )
        .arg(input::session_arg(lang))
        .args(input::account_args(lang))
        .arg(input::format(lang, &["terminal", "json", "policy"]))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Exit, Failure> {
    let reference = Reference::embedded();
    let principal = matches.get_one::<String>("principal").cloned().unwrap_or_default();
    let snapshot = input::snapshot(matches, None, lang)?;
    let found = access::effective(&snapshot, &principal, &input::session(matches)?, input::within(matches), reference)
        .map_err(input::unanswerable)?;
    let exit = if found.entries.iter().any(|entry| entry.gap.is_some()) { Exit::Incomplete } else { Exit::Clean };
    if input::is_format(matches, "policy") {
        input::json(&to_policy(&found.entries))?;
        let left_out = found.entries.iter().filter(|entry| entry.statements.is_none());
        let left_out: usize = left_out.map(|entry| entry.actions.len()).sum();
        if left_out > 0 {
            let words = lang.pick(Text {
                ja: "1つのポリシーでは表せない、または判定不能のため省いたアクションの数 (--format json で確認できます)",
                en: "actions left out because one policy cannot say them, or they are unknown (see --format json)",
            });
            output::message(&format!("{words}: {left_out}"));
        }
        return Ok(exit);
    }
    let names = |list: &[StatementRef]| -> Vec<(&'static str, &str, usize)> {
        let named = |at: &StatementRef| {
            let (layer, policy) = found.policies.get(at.policy)?;
            Some((*layer, policy.as_str(), at.statement))
        };
        list.iter().filter_map(named).collect()
    };
    if input::is_format(matches, "json") {
        let objects = |list: &[StatementRef]| -> Vec<serde_json::Value> {
            let object = |(layer, policy, index)| json!({"layer": layer, "policy": policy, "index": index});
            names(list).into_iter().map(object).collect()
        };
        let entries: Vec<_> = found
            .entries
            .iter()
            .map(|entry| {
                json!({
                    "actions": entry.actions,
                    "resources": entry.resources,
                    "not_resources": entry.not_resources,
                    "conditional": entry.conditional,
                    "allows": objects(&entry.allows),
                    "denies": objects(&entry.denies),
                    "conditions": entry.conditions.iter().map(|residual| {
                        let at = names(std::slice::from_ref(&residual.at)).into_iter().next();
                        json!({
                            "layer": at.map(|(layer, ..)| layer),
                            "policy": at.map(|(_, policy, _)| policy),
                            "index": residual.at.statement,
                            "effect": if residual.denies { "Deny" } else { "Allow" },
                            "operator": residual.operator,
                            "key": residual.key,
                            "values": residual.values,
                            "gap": residual.gap.as_ref().map(ToString::to_string),
                        })
                    }).collect::<Vec<_>>(),
                    "gap": entry.gap.as_ref().map(ToString::to_string),
                })
            })
            .collect();
        input::json(&json!({
            "principal": found.principal,
            "reference": {"source": reference.source(), "updated": reference.updated()},
            "permissions": entries,
        }))?;
        return Ok(exit);
    }
    let mut lines = vec![found.principal.clone()];
    if found.entries.is_empty() {
        lines.push(lang.pick(Text { ja: "  権限はありません", en: "  no permissions" }).to_owned());
    }
    for entry in &found.entries {
        let access = match (&entry.gap, entry.conditional) {
            (Some(_), _) => Text { ja: "判定不能", en: "unknown" },
            (None, true) => Text { ja: "条件付き", en: "conditional" },
            (None, false) => Text { ja: "許可", en: "allowed" },
        };
        lines.push(String::new());
        let actions = access::condensed(&entry.actions, reference);
        lines.push(format!("{}  {}", lang.pick(access), actions.join(" ")));
        if !entry.resources.is_empty() {
            let on = lang.pick(Text { ja: "リソース", en: "on" });
            lines.push(format!("  {on}: {}", entry.resources.join(" ")));
        }
        if !entry.not_resources.is_empty() {
            let but = lang.pick(Text { ja: "次を除くリソース", en: "on all but" });
            lines.push(format!("  {but}: {}", entry.not_resources.join(" ")));
        }
        // What other layers allow stands here only for its conditions.
        let mut limits: Vec<StatementRef> = entry.conditions.iter().map(|residual| residual.at).collect();
        limits.retain(|at| !entry.allows.contains(at) && !entry.denies.contains(at));
        limits.dedup();
        for (effect, list) in [("Allow", &entry.allows), ("Allow", &limits), ("Deny", &entry.denies)] {
            for at in list {
                let Some((layer, policy, index)) = names(std::slice::from_ref(at)).into_iter().next() else { continue };
                let layer = super::can::layer(layer, lang);
                lines.push(format!(
                    "  {effect}  {layer}: {}, {}",
                    input::named(policy, lang),
                    input::statement(index, None, lang)
                ));
                let condition = lang.pick(Text { ja: "条件", en: "if" });
                let own = entry.conditions.iter().filter(|residual| residual.at == *at);
                lines.extend(own.map(|residual| {
                    let Residual { operator, key, values, gap, .. } = residual;
                    let gap = gap.as_ref().map(|gap| yagura_report::gap_text(lang, &gap.to_string()));
                    let gap = gap.map_or_else(String::new, |gap| format!(" ({gap})"));
                    format!("    {condition}: {operator} {key} = {}{gap}", values.join(", "))
                }));
            }
        }
        if let Some(gap) = &entry.gap {
            let because = lang.pick(Text { ja: "理由", en: "because" });
            lines.push(format!("  {because}: {}", yagura_report::gap_text(lang, &gap.to_string())));
        }
    }
    input::print(&lines.join("\n"))?;
    Ok(exit)
}
