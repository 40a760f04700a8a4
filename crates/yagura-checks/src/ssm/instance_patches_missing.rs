//! `ssm-instance-patches-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ssm::ResourceCompliance;

pub(crate) static CHECK: Check = Check {
    id: "ssm-instance-patches-missing",
    title: Text {
        ja: "マネージドインスタンスに未適用のパッチがある",
        en: "Managed instance lacks patches of its baseline",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "公表済みの脆弱性が残ったインスタンスに、出回っている攻撃コードがそのまま通る。",
        en: "Known holes are open on it, and exploit code for them is at hand.",
    },
    fix: Text {
        ja: "Patch Managerのパッチポリシーで定期的に適用し、非準拠を通知する。",
        en: "Install patches on a schedule with Patch Manager, and alarm on what is not compliant.",
    },
    maps: &[Map::Ap(13), Map::Fsbp("SSM.2"), Map::Owasp(9), Map::Attack("T1190")],
    types: &["AWS::SSM::ResourceCompliance"],
    page: include_str!("instance_patches_missing.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ssm.compliance, judge),
};

fn judge(compliance: &Resource<ResourceCompliance>) -> Judgement {
    if compliance.compliance_type.get()?.as_deref() != Some("Patch") {
        return Ok(Verdict::Skip);
    }
    if compliance.status.get()?.as_deref() == Some("COMPLIANT") {
        return Ok(Verdict::Pass);
    }
    let verdict = Verdict::fail_all(compliance, &["/Status", "/OverallSeverity"]);
    Ok(match compliance.overall_severity.get()?.as_deref() {
        Some("CRITICAL" | "HIGH") => verdict.severity(Severity::High),
        _ => verdict,
    })
}
