//! `inspector-scanning-off`

use yagura_finding::{Check, Confidence, Judgement, Listing, Map, Severity, Text, Verdict};
use yagura_model::services::inspector::AccountStatus;

pub(crate) static CHECK: Check = Check {
    id: "inspector-scanning-off",
    title: Text {
        ja: "Amazon Inspectorのスキャンが有効になっていない", en: "Amazon Inspector does not scan a region"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "既知の脆弱性を持つイメージや関数が、更新されないまま動き続ける。",
        en: "Images, instances and functions with known holes stay as they are, because nobody is told.",
    },
    fix: Text {
        ja: "EC2、ECR、Lambdaのスキャンを有効にする。", en: "Turn on scanning of EC2, ECR and Lambda."
    },
    maps: &[
        Map::Ap(19),
        Map::Ap(17),
        Map::Ap(13),
        Map::Sv,
        Map::Fsbp("Inspector.1"),
        Map::Fsbp("Inspector.2"),
        Map::Fsbp("Inspector.4"),
    ],
    types: &["AWS::Inspector::AccountStatus"],
    page: include_str!("scanning_off.md"),
    run: |snapshot, report| report.regions(&CHECK, &snapshot.inspector.account_status, judge),
};

fn judge(listing: &Listing<'_, AccountStatus>) -> Judgement {
    let Some(account) = listing.complete()?.first() else { return Ok(Verdict::absent()) };
    let on = |status: Option<&str>| matches!(status, Some("ENABLED" | "ENABLING"));
    if !on(account.state.get()?.status.as_deref()) {
        return Ok(Verdict::fail(account, "/State/Status"));
    }
    let kinds = account.resource_state.get()?;
    let off: Vec<&str> = [("EC2", &kinds.ec2), ("ECR", &kinds.ecr), ("Lambda", &kinds.lambda)]
        .into_iter()
        .filter(|(_, state)| !on(state.as_ref().and_then(|state| state.status.as_deref())))
        .map(|(name, _)| name)
        .collect();
    if off.is_empty() {
        return Ok(Verdict::Pass);
    }
    let names = off.join(", ");
    Ok(Verdict::fail(account, "/ResourceState")
        .severity(Severity::Low)
        .detail(format!("無効なスキャン: {names}"), format!("scanning is off for {names}")))
}
