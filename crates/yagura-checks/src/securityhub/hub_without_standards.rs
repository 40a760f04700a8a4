//! `securityhub-hub-without-standards`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::securityhub::Hub;

pub(crate) static CHECK: Check = Check {
    id: "securityhub-hub-without-standards",
    title: Text {
        ja: "Security Hub CSPMで標準が1つも有効になっていない", en: "Security Hub CSPM checks no standard"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "有効にしただけで、設定のチェックは1つも行われていない。",
        en: "It is on and looks at nothing by itself.",
    },
    fix: Text {
        ja: "「AWS基礎セキュリティのベストプラクティス」などの標準を有効にする。",
        en: "Enable a standard, such as AWS Foundational Security Best Practices.",
    },
    maps: &[Map::Ap(19), Map::Sv],
    types: &["AWS::SecurityHub::Hub"],
    page: include_str!("hub_without_standards.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.securityhub.hubs, judge),
};

fn judge(hub: &Resource<Hub>) -> Judgement {
    // Standards of a template are resources of their own, and more may be enabled elsewhere.
    if hub.meta.template().is_some() {
        return Ok(Verdict::Skip);
    }
    let standards = hub.standards_subscriptions.get()?.as_deref().unwrap_or_default();
    let on = |status: Option<&str>| matches!(status, Some("READY" | "PENDING" | "INCOMPLETE"));
    let any = standards.iter().any(|standard| on(standard.standards_status.as_deref()));
    Ok(if any { Verdict::Pass } else { Verdict::fail(hub, "/StandardsSubscriptions") })
}
