//! Who can call this action on this resource: principals by their own policies, and everyone whom the resource lets in.

use std::collections::HashMap;

use crate::evaluate::PolicyKind;
use crate::evaluate::matching::{action_covers, principal_covers};
use crate::glob::Tri;
use crate::grants::{Grant, Resources, allows_within};
use crate::policy::{Clause, Effect, Elements, Policy, Principal};
use crate::reach::{Answer, ResourceContext, Who, who_by_resource};
use crate::request::Caller;

/// A principal of the account, with what is attached to it.
#[derive(Clone, Debug)]
pub struct Holder<'a> {
    /// Its ARN.
    pub arn: &'a str,
    /// Identity policies, boundary, session policy and each level of SCPs: all must allow.
    pub layers: Vec<(PolicyKind, Vec<&'a Policy>)>,
}

/// How someone gets to call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// By its own policies.
    Identity {
        /// The principal.
        arn: String,
        /// `Yes`, `Conditional` or `Unknown`.
        grant: Grant,
    },
    /// The resource lets them in.
    Resource {
        /// Who.
        who: Who,
        /// `Yes` with a witness, or `Unknown`.
        answer: Answer,
    },
}

/// Everyone who may call the action on a resource that the ARN pattern matches, in a stable order: principals first.
///
/// Identity policies of a KMS key's or a role's account count only when the resource's policy delegates to the account.
/// Denies of the resource policy that cover a principal are subtracted from what its own policies grant.
pub fn who_can(
    action: &str,
    resource: &str,
    holders: &[Holder<'_>],
    policy: Option<&Policy>,
    context: &ResourceContext<'_>,
) -> Vec<Access> {
    let mut out = Vec::new();
    let lower = action.to_lowercase();
    let root_of_trust = lower.starts_with("kms:") || lower.starts_with("sts:assumerole");
    let delegates = |arn: &str| {
        let account = arn.split(':').nth(4).unwrap_or_default();
        let names = |p: &Principal| matches!(p, Principal::Everyone) || p.account() == Some(account);
        policy.is_some_and(|p| {
            p.gap.is_some()
                || p.statements.iter().filter(|s| s.effect != Effect::Deny).any(|s| match &s.principal {
                    Clause::Is(elements) => {
                        elements.gap.is_some() || elements.items.iter().any(|e| names(&e.principal))
                    }
                    Clause::Not(_) => true,
                    Clause::Absent => false,
                })
        })
    };
    // Roles of one template carry the same managed policies: what is the same is asked once. Policies are the same when
    // they stand at the same place in memory, and the resource policy when the same of its Denies cover the holder.
    let mut known: HashMap<Same, Grant> = HashMap::new();
    for holder in holders {
        if root_of_trust && !delegates(holder.arn) {
            continue;
        }
        let covering = policy.and_then(|policy| covering(policy, &lower, holder));
        let same: Same = (
            holder
                .layers
                .iter()
                .map(|(kind, list)| (*kind, list.iter().map(|p| std::ptr::from_ref::<Policy>(p).addr()).collect()))
                .collect(),
            covering.clone(),
        );
        let grant = if let Some(grant) = known.get(&same) {
            grant.clone()
        } else {
            let guard = policy.zip(covering).and_then(|(policy, covering)| guard(policy, &covering));
            let mut layers = holder.layers.clone();
            layers.extend(guard.as_ref().map(|guard| (PolicyKind::Boundary, vec![guard])));
            let grant = allows_within(&layers, action, Resources::Matching(resource));
            known.insert(same, grant.clone());
            grant
        };
        if !grant.is_no() {
            out.push(Access::Identity { arn: holder.arn.to_owned(), grant });
        }
    }
    if let Some(policy) = policy {
        out.extend(
            who_by_resource(policy, action, resource, context)
                .into_iter()
                .map(|(who, answer)| Access::Resource { who, answer }),
        );
    }
    out
}

/// The policies of a holder by kind and place in memory, and the Denies of the resource policy that cover it.
type Same = (Vec<(PolicyKind, Vec<usize>)>, Option<Vec<(usize, bool)>>);

/// The statements of a resource policy that deny, or may, and cover a principal, each with whether that is certain.
fn covering(policy: &Policy, lower: &str, holder: &Holder<'_>) -> Option<Vec<(usize, bool)>> {
    let caller = Caller::parse(holder.arn).ok()?;
    // A Deny with NotPrincipal hits whoever has a permissions boundary.
    let bounded = holder.layers.iter().any(|(kind, list)| *kind == PolicyKind::Boundary && !list.is_empty());
    let denies = policy.statements.iter().filter(|s| s.effect != Effect::Allow);
    Some(
        denies
            .filter(|s| action_covers(&s.action, lower) != Tri::No)
            .filter_map(|s| match principal_covers(s, PolicyKind::Resource, &caller, bounded).0 {
                Tri::No => None,
                covers => Some((s.index, covers == Tri::Yes)),
            })
            .collect(),
    )
}

/// These Denies of a resource policy, as a policy that allows everything else.
fn guard(policy: &Policy, covering: &[(usize, bool)]) -> Option<Policy> {
    if covering.is_empty() && policy.gap.is_none() {
        return None;
    }
    let mut out = Policy::parse(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#).ok()?;
    out.gap.clone_from(&policy.gap);
    for (at, certain) in covering {
        let mut statement = policy.statement(*at)?.clone();
        if !certain && statement.condition_gap.is_none() {
            statement.condition_gap = statement.principal.gap().cloned().map(Box::new);
        }
        if matches!(statement.effect, Effect::Unknown(_)) {
            statement.condition_gap = statement.gap().cloned().map(Box::new);
            statement.effect = Effect::Deny;
        }
        if matches!(statement.resource, Clause::Absent) {
            statement.resource = Clause::Not(Elements::default());
        }
        statement.principal = Clause::Absent;
        statement.index = out.statements.len();
        out.statements.push(statement);
    }
    Some(out)
}
