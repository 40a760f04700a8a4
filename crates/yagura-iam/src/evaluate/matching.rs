//! Whether one statement applies to one request (§1 of the design: Action, Resource, Principal and Condition all match).

use crate::condition::{Lookup, holds};
use crate::glob::{ShortArn, SplitArn, Tri};
use crate::policy::{ActionPattern, Clause, Effect, Elements, Principal, PrincipalEntry, ResourcePattern, Statement};
use crate::request::{Caller, Request};

/// What kind of policy a statement stands in; the elements mean different things in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PolicyKind {
    /// Attached to a user, group or role.
    Identity,
    /// A permissions boundary.
    Boundary,
    /// Passed when a session was made.
    Session,
    /// Attached to a resource.
    Resource,
    /// Attached to a role: who may assume it.
    Trust,
    /// Service control policy.
    Scp,
    /// Resource control policy.
    Rcp,
    /// VPC endpoint policy.
    Endpoint,
}

impl PolicyKind {
    /// How ARNs with fewer than six parts are read in this kind of policy.
    pub fn short_arn(self) -> ShortArn {
        match self {
            Self::Identity | Self::Boundary | Self::Session => ShortArn::Padded,
            Self::Resource | Self::Trust | Self::Endpoint => ShortArn::NeedsStar,
            Self::Scp => ShortArn::NeedsTrailingStar,
            Self::Rcp => ShortArn::Refused,
        }
    }
}

/// By which name a statement's `Principal` reaches the caller; later ones are stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Named {
    /// Its account: delegation to the account's own IAM.
    Account,
    /// The user behind a federated session.
    User,
    /// The role behind a session.
    Role,
    /// Everyone, or exactly this caller.
    Direct,
}

/// Whether a principal entry names this caller, and how.
pub(crate) fn entry_names(entry: &Principal, caller: &Caller) -> Option<Named> {
    match (entry, caller) {
        (Principal::Everyone, _) => Some(Named::Direct),
        (Principal::Account(account), caller) if caller.account() == Some(account) => Some(match caller {
            Caller::Root { .. } => Named::Direct,
            _ => Named::Account,
        }),
        (Principal::User { arn, .. }, Caller::User { arn: own, .. }) if arn == own => Some(Named::Direct),
        (Principal::User { arn, .. }, Caller::FederatedUser { user_arn: Some(own), .. }) if arn == own => {
            Some(Named::User)
        }
        (Principal::Role { arn, account }, Caller::RoleSession { role_arn, path_unknown, account: own, .. }) => {
            // Names of roles are unique in an account whatever their path.
            let same = arn == role_arn
                || (*path_unknown && account == own && arn.rsplit('/').next() == role_arn.rsplit('/').next());
            same.then_some(Named::Role)
        }
        (Principal::RoleSession { arn, .. }, Caller::RoleSession { session_arn: Some(own), .. }) if arn == own => {
            Some(Named::Direct)
        }
        (Principal::FederatedUser { arn, .. }, Caller::FederatedUser { arn: own, .. }) if arn == own => {
            Some(Named::Direct)
        }
        (Principal::Service(name), Caller::Service(own)) if name == own => Some(Named::Direct),
        (Principal::Federated(name), Caller::Federated(own)) if name == own => Some(Named::Direct),
        _ => None,
    }
}

/// Whether the caller is one that `NotPrincipal` leaves out.
/// For a session the account, the role and the session must all be listed
/// (IAM User Guide, "AWS JSON policy elements: NotPrincipal").
fn is_exempt(entries: &[PrincipalEntry], caller: &Caller) -> bool {
    if let Caller::RoleSession { session_arn, .. } = caller {
        let mut found = [false, false, session_arn.is_none()];
        for entry in entries {
            match (&entry.principal, entry_names(&entry.principal, caller)) {
                (Principal::Everyone, _) => return true,
                (_, Some(Named::Account)) => found[0] = true,
                (_, Some(Named::Role)) => found[1] = true,
                (_, Some(_)) => found[2] = true,
                (_, None) => {}
            }
        }
        return found == [true; 3];
    }
    entries.iter().any(|entry| entry_names(&entry.principal, caller).is_some())
}

/// Whether the statement's `Principal` covers the caller, and by which name.
pub(crate) fn principal_covers(
    statement: &Statement,
    kind: PolicyKind,
    caller: &Caller,
    bounded: bool,
) -> (Tri, Option<Named>) {
    match (&statement.principal, kind) {
        (Clause::Absent, PolicyKind::Resource | PolicyKind::Trust | PolicyKind::Rcp) => (Tri::No, None),
        (Clause::Absent, _) => (Tri::Yes, None),
        // AWS refuses these; what such a statement would do is not defined.
        (_, PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session | PolicyKind::Scp) => {
            (Tri::Unknown, None)
        }
        (Clause::Is(Elements { items, gap }), _) => {
            let best = items.iter().filter_map(|entry| entry_names(&entry.principal, caller)).max();
            match best {
                // A stronger name may hide in the gap; what is known already suffices to say that it covers.
                Some(_) => (Tri::Yes, best),
                None if gap.is_some() => (Tri::Unknown, Some(Named::Direct)),
                None => (Tri::No, None),
            }
        }
        (Clause::Not(Elements { items, gap }), _) => {
            let covers = |denies: bool| {
                // A Deny with NotPrincipal hits every principal that has a permissions boundary
                // (IAM User Guide, "Permissions boundaries for IAM entities").
                if denies && bounded && kind == PolicyKind::Resource {
                    return Tri::Yes;
                }
                let exempt = is_exempt(items, caller)
                    || (!denies && items.iter().any(|e| entry_names(&e.principal, caller).is_some()));
                match (exempt, gap) {
                    (true, _) => Tri::No,
                    (false, Some(_)) => Tri::Unknown,
                    (false, None) => Tri::Yes,
                }
            };
            let found = match &statement.effect {
                Effect::Deny => covers(true),
                Effect::Allow => covers(false),
                // Whom it leaves out hangs on what it does.
                Effect::Unknown(_) => match (covers(true), covers(false)) {
                    (a, b) if a == b => a,
                    _ => Tri::Unknown,
                },
            };
            (found, (found != Tri::No).then_some(Named::Direct))
        }
    }
}

/// Whether an entry that was not read might name the caller more closely than those that were.
pub(crate) fn may_be_stronger(statement: &Statement, named: Option<Named>) -> bool {
    matches!(&statement.principal, Clause::Is(Elements { gap: Some(_), .. }))
        && named.is_some_and(|n| n < Named::Direct)
}

pub(crate) fn action_covers(clause: &Clause<ActionPattern>, action_lower: &str) -> Tri {
    clause_covers(clause, |item| Tri::of(item.pattern.matches(action_lower)), Tri::No)
}

pub(crate) fn resource_covers(
    clause: &Clause<ResourcePattern>,
    kind: PolicyKind,
    arn: &SplitArn<'_>,
    lookup: &dyn Lookup,
) -> Tri {
    let short = kind.short_arn();
    // A policy on a resource may leave the resource out (ECR repositories, role trust): it means that resource.
    // Elsewhere AWS refuses a statement without one.
    let absent = match kind {
        PolicyKind::Resource | PolicyKind::Trust => Tri::Yes,
        _ => Tri::Unknown,
    };
    let variable = |key: &str| lookup.variable(key);
    clause_covers(clause, |item| item.pattern.matches_with(arn, short, &variable), absent)
}

fn clause_covers<T>(clause: &Clause<T>, mut test: impl FnMut(&T) -> Tri, absent: Tri) -> Tri {
    let (Clause::Is(Elements { items, gap }) | Clause::Not(Elements { items, gap })) = clause else { return absent };
    let mut found = Tri::No;
    for item in items {
        found = found.or(test(item));
        if found == Tri::Yes {
            break;
        }
    }
    if gap.is_some() {
        found = found.or(Tri::Unknown);
    }
    if clause.is_not() { found.negate() } else { found }
}

pub(crate) fn conditions_hold(statement: &Statement, lookup: &dyn Lookup) -> Tri {
    let mut result = if statement.condition_gap.is_some() { Tri::Unknown } else { Tri::Yes };
    for condition in &statement.conditions {
        let gap = condition.values.gap.is_some();
        result = result.and(holds(condition.operator, &condition.test, gap, &condition.key_lower, lookup));
        if result == Tri::No {
            break;
        }
    }
    result
}

/// Whether a statement applies to a request, and by which name its principal covers the caller.
pub(crate) fn applies(
    statement: &Statement,
    kind: PolicyKind,
    request: &Request,
    arn: &SplitArn<'_>,
    bounded: bool,
) -> (Tri, Option<Named>) {
    let action = action_covers(&statement.action, request.action_lower());
    if action == Tri::No {
        return (Tri::No, None);
    }
    let (principal, named) = principal_covers(statement, kind, &request.caller, bounded);
    if principal == Tri::No {
        return (Tri::No, None);
    }
    let resource = resource_covers(&statement.resource, kind, arn, request);
    if resource == Tri::No {
        return (Tri::No, None);
    }
    (action.and(principal).and(resource).and(conditions_hold(statement, request)), named)
}
