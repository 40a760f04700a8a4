//! `iam-policy-not-action-allow`

use yagura_finding::{Check, Confidence, Map, Severity, Text};
use yagura_iam::Policy;
use yagura_iam::policy::Effect;
use yagura_model::Gap;

use super::documents::{self, Hit, Question};
use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "iam-policy-not-action-allow",
    title: Text {
        ja: "IAMポリシーがNotActionまたはNotResourceで許可している",
        en: "A policy allows by NotAction or NotResource",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "書かれていない操作はすべて許可されるため、今後追加されるサービスまで使われる。",
        en: "Everything that is not named is allowed, services that do not exist yet included.",
    },
    fix: Text {
        ja: "許可する操作とリソースをActionとResourceで列挙し、除外はDenyで書く。",
        en: "Name what is allowed with Action and Resource, and what is not with a Deny.",
    },
    maps: &[Map::Ap(1), Map::Ia(7), Map::Ia(9)],
    types: &["AWS::IAM::ManagedPolicy", "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"],
    page: include_str!("policy_not_action_allow.md"),
    run: |snapshot, report| documents::each_document(snapshot, report, &CHECK, &QUESTION),
};

pub(super) const QUESTION: Question = Question { services: &[], ask: question };

fn question(policy: &Policy) -> Result<Option<Hit>, Gap> {
    let negated: Vec<_> = policy
        .statements
        .iter()
        .filter(|statement| statement.effect == Effect::Allow)
        .filter(|statement| statement.action.is_not() || statement.resource.is_not())
        .collect();
    if negated.is_empty() {
        return policy.first_gap_of_actions().map_or(Ok(None), |gap| Err(policies::gap(gap)));
    }
    let bare = negated.iter().any(|statement| statement.conditions.is_empty() && statement.condition_gap.is_none());
    let severity = if bare { Severity::Medium } else { Severity::Low };
    let statements = negated.iter().map(|statement| statement.index).collect();
    Ok(Some(Hit { statements, severity: Some(severity), detail: None }))
}
