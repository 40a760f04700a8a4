//! Decisions.

pub(crate) mod matching;

pub use matching::PolicyKind;

use crate::glob::{SplitArn, Tri};
use crate::policy::{Effect, Gap, Policy};
use crate::request::Request;
use matching::{Named, applies};

/// What one policy says of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PolicyResult {
    /// Statements that allow, with the name that covers the caller.
    pub(crate) allows: Vec<(usize, Option<Named>)>,
    /// Statements that deny.
    pub(crate) denies: Vec<usize>,
    /// Statements that may allow.
    pub(crate) may_allow: Vec<(usize, Option<Named>)>,
    /// Statements that may deny.
    pub(crate) may_deny: Vec<usize>,
    /// The policy has statements that were not read.
    pub(crate) gap: bool,
}

impl PolicyResult {
    /// Whether the policy alone allows the request.
    pub(crate) fn granted(&self) -> Tri {
        if !self.denies.is_empty() || (self.allows.is_empty() && self.may_allow.is_empty() && !self.gap) {
            Tri::No
        } else if !self.allows.is_empty() && self.may_deny.is_empty() && !self.gap {
            Tri::Yes
        } else {
            Tri::Unknown
        }
    }
}

pub(crate) fn policy_result(policy: &Policy, kind: PolicyKind, request: &Request, bounded: bool) -> PolicyResult {
    let arn = SplitArn::new(request.resource());
    let mut out = PolicyResult { gap: policy.gap.is_some(), ..PolicyResult::default() };
    for statement in &policy.statements {
        let (truth, named) = applies(statement, kind, request, &arn, bounded);
        match (truth, &statement.effect) {
            (Tri::No, _) => {}
            (Tri::Yes, Effect::Allow) => out.allows.push((statement.index, named)),
            (Tri::Unknown, Effect::Allow) => out.may_allow.push((statement.index, named)),
            (Tri::Yes, Effect::Deny) => out.denies.push(statement.index),
            (Tri::Unknown, Effect::Deny) => out.may_deny.push(statement.index),
            (_, Effect::Unknown(_)) => {
                out.may_allow.push((statement.index, named));
                out.may_deny.push(statement.index);
            }
        }
    }
    out
}

/// The gap behind a statement that may or may not apply.
pub(crate) fn statement_gap(policy: &Policy, index: usize, request: &Request) -> Option<Gap> {
    let statement = policy.statements.get(index)?;
    let keys = statement.conditions.iter().map(|c| c.key_lower.as_str());
    statement.gap().or_else(|| request.context_gap(keys)).cloned()
}
