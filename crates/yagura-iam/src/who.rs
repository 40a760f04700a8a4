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
    /// The policy of the resource as it reads for this principal, where something of it hangs on a symbol of a template
    /// ([`asked_by`](crate::unsettled::asked_by)).
    pub sees: Option<Policy>,
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
/// Identity policies of a KMS key's or a role's account count only when the resource's policy delegates to the account, and
/// where it does: a statement that names one of its principals leaves nothing to the others.
/// Denies of the resource policy that cover a principal are subtracted from what its own policies grant. A principal of a template
/// that may turn out to be one whom the resource's policy spells out has an unknown answer.
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
    // Roles of one template carry the same managed policies: what is the same is asked once. Policies are the same when
    // they stand at the same place in memory, and the resource policy when the same of its Denies cover the holder.
    let mut known: HashMap<Same, Grant> = HashMap::new();
    for holder in holders {
        let maybe = holder.sees.as_ref().zip(policy).map(|(sees, policy)| may_let_in(sees, policy));
        let policy = holder.sees.as_ref().or(policy);
        let delegated = root_of_trust.then(|| {
            let account = holder.arn.split(':').nth(4).unwrap_or_default();
            policy.map_or(Grant::No, |policy| delegated(policy, &lower, account))
        });
        let mut found = Grant::No;
        if !delegated.as_ref().is_some_and(Grant::is_no) {
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
            found = match delegated {
                Some(delegated) => grant.and(delegated),
                None => grant,
            };
        }
        if let Some(maybe) = &maybe
            && found.is_no()
        {
            // What a resource grants to one principal is not held back by its own policies, but by those of the organization.
            let mut layers = vec![(PolicyKind::Identity, vec![maybe])];
            layers.extend(holder.layers.iter().filter(|(kind, _)| *kind == PolicyKind::Scp).cloned());
            found = allows_within(&layers, action, Resources::Matching(resource));
        }
        if !found.is_no() {
            out.push(Access::Identity { arn: holder.arn.to_owned(), grant: found });
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

/// The statements of a resource policy that allow something to whom they may mean: those of whose principals it was found that
/// they may be who asks. Each has why in its conditions.
fn may_let_in(sees: &Policy, policy: &Policy) -> Policy {
    let mut out = Policy::empty();
    let doubtful = sees.statements.iter().zip(&policy.statements).filter(|(sees, statement)| {
        sees.effect != Effect::Deny && statement.principal.gap().is_none() && sees.principal.gap().is_some()
    });
    for (statement, _) in doubtful {
        let mut statement = statement.clone();
        statement.condition_gap = statement.principal.gap().cloned().map(Box::new);
        if matches!(statement.resource, Clause::Absent) {
            statement.resource = Clause::Not(Elements::default());
        }
        statement.principal = Clause::Absent;
        statement.index = out.statements.len();
        out.statements.push(statement);
    }
    out
}

/// Whether a resource policy leaves an action to the policies of an account, by naming the account itself or everyone
/// (<https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam>).
fn delegated(policy: &Policy, lower: &str, account: &str) -> Grant {
    if let Some(gap) = &policy.gap {
        return Grant::Unknown((**gap).clone());
    }
    let mut result = Grant::No;
    for statement in policy.statements.iter().filter(|statement| statement.effect != Effect::Deny) {
        if action_covers(&statement.action, lower) == Tri::No {
            continue;
        }
        let is = |p: &Principal| match p {
            Principal::Everyone => true,
            Principal::Account(named) => named == account,
            _ => false,
        };
        let named = match &statement.principal {
            Clause::Is(elements) => elements.items.iter().any(|element| is(&element.principal)),
            Clause::Not(_) => true,
            Clause::Absent => false,
        };
        // Who else is named does not matter to whom it names.
        let gap = match (named, statement.principal.gap()) {
            (false, None) => continue,
            (false, gap) => gap,
            (true, Some(_)) => statement.condition_gap.as_deref(),
            (true, None) => statement.gap(),
        };
        let one = match gap {
            Some(gap) => Grant::Unknown(gap.clone()),
            None if statement.conditions.is_empty() => Grant::Yes(Vec::new()),
            None => Grant::Conditional(Vec::new()),
        };
        result = result.or(one);
    }
    result
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
