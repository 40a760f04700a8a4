//! `wafv2-web-acl-empty`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::wafv2::WebAcl;

pub(crate) static CHECK: Check = Check {
    id: "wafv2-web-acl-empty",
    title: Text { ja: "WAFのWeb ACLにルールがない", en: "Web ACL has no rule" },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "WAFがあるように見えて、何も検査せずにすべて通している。",
        en: "It looks like protection and lets everything through.",
    },
    fix: Text {
        ja: "AWSマネージドルールグループとレートベースのルールを追加する。",
        en: "Add AWS managed rule groups and a rate-based rule.",
    },
    maps: &[Map::Ap(12), Map::Fsbp("WAF.10"), Map::Attack("T1190")],
    types: &["AWS::WAFv2::WebACL"],
    page: include_str!("web_acl_empty.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.wafv2.web_acls, judge),
};

fn judge(acl: &Resource<WebAcl>) -> Judgement {
    if !acl.rules.get()?.is_empty() || super::has_central_rules(acl)? {
        return Ok(Verdict::Pass);
    }
    // One that blocks by default lets nothing through.
    if acl.default_action.get()?.as_ref().is_some_and(|action| action.value().get("Block").is_some()) {
        return Ok(Verdict::Skip);
    }
    Ok(Verdict::fail(acl, "/Rules"))
}
