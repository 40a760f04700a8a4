//! `iam-role-service-source-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::trust::entries;
use yagura_model::Resource;
use yagura_model::services::iam::Role;

use super::documents;
use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "iam-role-service-source-missing",
    title: Text {
        ja: "サービスを信頼するロールに、呼び出し元を限定する条件がない",
        en: "A role that trusts a service does not say for whose resource",
    },
    severity: Severity::Low,
    confidence: Confidence::Low,
    attack: Text {
        ja: "別のアカウントのリソースが、混乱した代理の手口でサービスにこのロールを使わせる。",
        en: "A resource of another account has the service act with this role (confused deputy).",
    },
    fix: Text {
        ja: "信頼ポリシーにaws:SourceAccountまたはaws:SourceArnの条件を追加する。",
        en: "Add aws:SourceAccount or aws:SourceArn to the trust policy.",
    },
    maps: &[Map::Ia(8)],
    types: &["AWS::IAM::Role"],
    page: include_str!("role_service_source_missing.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.iam.roles, judge),
};

/// Services whose own documentation recommends these keys for the roles they assume; the pages stand under Sources.
const JUDGED: &[&str] = &[
    "bedrock.amazonaws.com",
    "events.amazonaws.com",
    "scheduler.amazonaws.com",
    "states.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
];

fn judge(role: &Resource<Role>) -> Judgement {
    if documents::service_linked(&role.path) {
        return Ok(Verdict::Skip);
    }
    let Some(document) = role.assume_role_policy_document.get()? else { return Ok(Verdict::Skip) };
    let (entries, gap) = entries(policies::parsed(document)?);
    let mut gap = gap.map(|gap| policies::gap(&gap));
    let mut looked = false;
    for entry in &entries {
        let Some(service) = entry.service().filter(|service| JUDGED.contains(service)) else {
            if entry.principal.is_none() && !entry.not_principal {
                gap = gap.or_else(|| entry.gap.as_ref().map(policies::gap));
            }
            continue;
        };
        looked = true;
        if entry.has_source() {
            continue;
        }
        if let Some(reason) = &entry.gap {
            gap = gap.or_else(|| Some(policies::gap(reason)));
            continue;
        }
        let path = format!("/AssumeRolePolicyDocument{}", entry.pointer);
        return Ok(Verdict::fail(role, &path).detail(service, service));
    }
    match gap {
        Some(gap) => Err(gap),
        None => Ok(if looked { Verdict::Pass } else { Verdict::Skip }),
    }
}
