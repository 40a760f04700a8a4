//! Role trust policies: who may assume the role, and what each must show.

use crate::condition::{OperatorKind, SetOperator};
use crate::evaluate::matching::action_covers;
use crate::glob::Tri;
use crate::policy::{Clause, Condition, Effect, Gap, Policy, Principal};
use crate::reason::world::{is_open_provider, provider_host};

/// What an Allow statement of a trust policy asks of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The key as written.
    pub key: String,
    /// The operator as written.
    pub operator: String,
    /// The values as written.
    pub values: Vec<String>,
    /// Why there may be other values than these.
    pub gap: Option<Gap>,
    /// A request without the key, or with any value, may pass: `…IfExists`, `ForAllValues:` alone, `*`, a negated operator.
    pub void: bool,
}

/// One way into a role: a principal of an Allow statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whom the statement names; `None` for `NotPrincipal` and for principals that were not read.
    pub principal: Option<Principal>,
    /// As written.
    pub text: String,
    /// The statement allows everyone whom it does not name.
    pub not_principal: bool,
    /// The `sts:` actions that the statement allows, as AWS writes them.
    pub actions: Vec<&'static str>,
    /// What a caller must show, each key with its operator.
    pub requirements: Vec<Requirement>,
    /// What is unknown about this statement.
    pub gap: Option<Gap>,
    /// Position of the statement.
    pub statement: usize,
    /// JSON pointer of the principal.
    pub pointer: String,
}

const ACTIONS: &[&str] = &["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];

impl Entry {
    /// The requirement on a key that restricts; names of keys are case-insensitive.
    pub fn requires(&self, key: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|r| !r.void && r.key.eq_ignore_ascii_case(key))
    }

    /// The principal is everyone.
    pub fn is_everyone(&self) -> bool {
        self.not_principal || self.principal == Some(Principal::Everyone)
    }

    /// The account of an AWS principal.
    pub fn account(&self) -> Option<&str> {
        self.principal.as_ref().and_then(Principal::account)
    }

    /// The external ids that are asked for (IAM User Guide, "Access to AWS accounts owned by third parties").
    pub fn external_ids(&self) -> Option<&[String]> {
        self.requires("sts:ExternalId").map(|r| r.values.as_slice())
    }

    /// The service that may assume the role.
    pub fn service(&self) -> Option<&str> {
        match &self.principal {
            Some(Principal::Service(name)) => Some(name),
            _ => None,
        }
    }

    /// The statement says for whose resource a service may act: `aws:SourceAccount`, `aws:SourceArn` or `aws:SourceOrgID`
    /// (IAM User Guide, "The confused deputy problem").
    pub fn has_source(&self) -> bool {
        ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOrgPaths"]
            .iter()
            .any(|key| self.requires(key).is_some())
    }

    /// The identity provider's host (OIDC), or its ARN (SAML).
    pub fn provider(&self) -> Option<&str> {
        match &self.principal {
            Some(Principal::Federated(name)) => Some(provider_host(name)),
            _ => None,
        }
    }

    /// Anybody can get a token from the provider: without `sub` or its like the role is everybody's.
    pub fn is_open_provider(&self) -> bool {
        matches!(&self.principal, Some(Principal::Federated(name)) if is_open_provider(name))
    }

    /// What the statement asks of a claim of the provider, such as `sub` or `aud`.
    pub fn claim(&self, name: &str) -> Option<&Requirement> {
        let provider = self.provider()?;
        self.requires(&format!("{provider}:{name}"))
    }
}

/// Every way into the role: one entry for each principal of each Allow statement.
/// Deny statements are not subtracted; ask [`crate::reach::reaches_outside`] for a proof.
/// The gap says that there may be more.
pub fn entries(policy: &Policy) -> (Vec<Entry>, Option<Gap>) {
    let mut out = Vec::new();
    for statement in policy.statements.iter().filter(|s| s.effect != Effect::Deny) {
        let entry = |principal: Option<Principal>, text: &str, pointer: &str| Entry {
            principal,
            text: text.to_owned(),
            not_principal: statement.principal.is_not(),
            actions: ACTIONS
                .iter()
                .copied()
                .filter(|a| action_covers(&statement.action, &a.to_lowercase()) != Tri::No)
                .collect(),
            requirements: statement.conditions.iter().map(requirement).collect(),
            gap: statement.gap().cloned(),
            statement: statement.index,
            pointer: pointer.to_owned(),
        };
        match &statement.principal {
            Clause::Absent => {}
            Clause::Not(elements) => {
                let texts: Vec<&str> = elements.items.iter().map(|e| e.text.as_str()).collect();
                out.push(entry(None, &texts.join(", "), &format!("{}/NotPrincipal", statement.place.pointer)));
            }
            Clause::Is(elements) => {
                out.extend(elements.items.iter().map(|e| entry(Some(e.principal.clone()), &e.text, &e.place.pointer)));
                if let Some(gap) = &elements.gap {
                    out.push(entry(None, "", &gap.place.pointer));
                }
            }
        }
    }
    (out, policy.gap.as_deref().cloned())
}

fn requirement(condition: &Condition) -> Requirement {
    let kind = condition.operator.kind;
    let alone = condition.operator.if_exists || condition.operator.set == SetOperator::ForAllValues;
    let any = condition.values.items.iter().any(|v| v.chars().all(|c| c == '*') && !v.is_empty());
    let likes = matches!(kind, Some(OperatorKind::StringLike | OperatorKind::ArnLike | OperatorKind::ArnEquals));
    let negated = kind.is_some_and(OperatorKind::is_negated) || kind == Some(OperatorKind::Null);
    Requirement {
        key: condition.key.to_string(),
        operator: condition.operator_text.to_string(),
        values: condition.values.items.iter().map(ToString::to_string).collect(),
        gap: condition.values.gap.as_deref().cloned(),
        void: alone || negated || (likes && any),
    }
}
