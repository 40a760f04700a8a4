//! `wafv2-web-acl-count-only`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::wafv2::{Rule, WebAcl};
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "wafv2-web-acl-count-only",
    title: Text {
        ja: "WAFのWeb ACLがカウントのみで何も遮断していない", en: "Web ACL only counts and blocks nothing"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "攻撃を検知しても数えるだけで、そのままアプリケーションに通す。",
        en: "Attacks are counted and let through.",
    },
    fix: Text {
        ja: "検証が済んだルールのアクションをブロックに切り替える。",
        en: "Let rules that proved right block, not only count.",
    },
    maps: &[Map::Ap(12), Map::Attack("T1190")],
    types: &["AWS::WAFv2::WebACL"],
    page: include_str!("web_acl_count_only.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.wafv2.web_acls, judge),
};

fn judge(acl: &Resource<WebAcl>) -> Judgement {
    let rules = acl.rules.get()?;
    let blocks = acl.default_action.get()?.as_ref().is_some_and(|action| action.value().get("Block").is_some());
    if rules.is_empty() || blocks || super::has_central_rules(acl)? {
        return Ok(Verdict::Skip);
    }
    let mut gap = None;
    for rule in rules {
        match rule.get().and_then(stops) {
            Ok(true) => return Ok(Verdict::Pass),
            Ok(false) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    gap.map_or_else(|| Ok(Verdict::fail(acl, "/Rules")), Err)
}

/// Whether a rule may stop a request: by itself, or through its rule group whose actions stand.
fn stops(rule: &Rule) -> Result<bool, Gap> {
    if let Some(action) = rule.action.get()? {
        if let Some(gap) = action.first_gap() {
            return Err(gap);
        }
        return Ok(["Block", "Captcha", "Challenge"].iter().any(|name| action.value().get(name).is_some()));
    }
    match rule.override_action.get()? {
        Some(action) => match action.first_gap() {
            Some(gap) => Err(gap),
            None => Ok(action.value().get("Count").is_none()),
        },
        None => Ok(false),
    }
}
