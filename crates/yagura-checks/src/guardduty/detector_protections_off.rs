//! `guardduty-detector-protections-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::guardduty::Detector;
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "guardduty-detector-protections-off",
    title: Text {
        ja: "GuardDutyの保護プランが無効になっている",
        en: "GuardDuty runs without some of its protection plans",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "S3からの持ち出しやデータベースへの総当たりなど、無効なプランの領域での攻撃が検知されない。",
        en: "Theft from S3, guessed database passwords: what a plan that is off would see goes unseen.",
    },
    fix: Text {
        ja: "使っているサービスの保護プランを有効にする。",
        en: "Turn on the plans for the services that the account uses.",
    },
    maps: &[Map::Ap(20), Map::Sv, Map::Fsbp("GuardDuty.6"), Map::Fsbp("GuardDuty.9"), Map::Fsbp("GuardDuty.10")],
    types: &["AWS::GuardDuty::Detector"],
    page: include_str!("detector_protections_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.guardduty.detectors, judge),
};

/// The plans that a detector switches on and off by themselves
/// (<https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html>, read 2025-11).
const PLANS: &[&str] =
    &["S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS"];

fn judge(detector: &Resource<Detector>) -> Judgement {
    if !*detector.enable.get()? {
        return Ok(Verdict::Skip);
    }
    let features = detector.features.get()?;
    let (mut off, mut seen, mut runtime) = (Vec::new(), Vec::new(), None);
    for feature in features {
        let (name, on) = (feature.name.get()?.as_str(), feature.status.get()? == "ENABLED");
        match name {
            // One of the two covers containers and hosts.
            "RUNTIME_MONITORING" | "EKS_RUNTIME_MONITORING" => runtime = Some(runtime.unwrap_or(false) || on),
            _ if PLANS.contains(&name) => {
                seen.push(name);
                if !on {
                    off.push(name);
                }
            }
            _ => {}
        }
    }
    if runtime == Some(false) {
        off.push("RUNTIME_MONITORING");
    }
    if !off.is_empty() {
        let names = off.join(", ");
        return Ok(Verdict::fail(detector, "/Features").detail(format!("無効: {names}"), format!("off: {names}")));
    }
    // A live detector names every plan that its region has; a template leaves to AWS what it does not name.
    match PLANS.iter().find(|plan| !seen.contains(plan)) {
        Some(plan) if detector.meta.template().is_some() => {
            Err(Gap::unresolved(format!("the template does not say whether `{plan}` is on")))
        }
        _ => Ok(Verdict::Pass),
    }
}
