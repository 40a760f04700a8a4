//! `iam-policy-service-wide`

use yagura_finding::{Check, Confidence, Map, Severity, Text};
use yagura_iam::Policy;
use yagura_iam::grants::{full_service, is_admin};
use yagura_iam::policy::Effect;
use yagura_model::Gap;

use super::documents::{self, Hit, Question};
use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "iam-policy-service-wide",
    title: Text {
        ja: "IAMポリシーがサービスのすべての操作を全リソースに許可している",
        en: "A policy allows all actions of a service on all resources",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "必要のない削除や設定変更、権限変更の操作まで、乗っ取られたときに使われる。",
        en: "What the holder never needed (deleting, opening, reconfiguring) is there for an intruder.",
    },
    fix: Text {
        ja: "必要な操作とリソースを列挙する。", en: "List the actions and the resources that are needed."
    },
    maps: &[Map::Ap(1), Map::Ia(7), Map::Fsbp("IAM.21")],
    types: &["AWS::IAM::ManagedPolicy", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"],
    page: include_str!("policy_service_wide.md"),
    run: |snapshot, report| documents::each_document(snapshot, report, &CHECK, &QUESTION),
};

/// Services whose wildcard decides over permissions, keys, secrets or the record of what happened.
const GRAVE: &[&str] = &["iam", "organizations", "sts", "sso", "kms", "secretsmanager", "cloudtrail"];

pub(super) const QUESTION: Question = Question { services: &[], ask: question };

fn question(policy: &Policy) -> Result<Option<Hit>, Gap> {
    if is_admin(&[policy]).is_yes() {
        return Ok(None);
    }
    let allows = policy.statements.iter().filter(|statement| statement.effect == Effect::Allow);
    let mut services: Vec<String> = allows
        .filter(|statement| !statement.action.is_not())
        .flat_map(|statement| statement.action.items())
        .filter_map(|action| action.text.split_once(':'))
        .filter(|(service, rest)| *rest == "*" && !service.contains(['*', '?']))
        .map(|(service, _)| service.to_lowercase())
        .collect();
    services.sort();
    services.dedup();
    let mut statements = Vec::new();
    let mut wide = Vec::new();
    for service in services {
        if let Some(hit) = documents::hit(policy, &full_service(&[policy], &service))? {
            statements.extend(hit.statements);
            wide.push(format!("{service}:*"));
        }
    }
    if wide.is_empty() {
        return policy.first_gap_of_actions().map_or(Ok(None), |gap| Err(policies::gap(gap)));
    }
    statements.sort_unstable();
    statements.dedup();
    let grave = wide.iter().any(|action| GRAVE.iter().any(|service| action.strip_suffix(":*") == Some(service)));
    let severity = if grave { Severity::High } else { Severity::Low };
    let hit = Hit { statements, severity: Some(severity), detail: None };
    Ok(Some(hit.detail(wide.join("、"), wide.join(", "))))
}
