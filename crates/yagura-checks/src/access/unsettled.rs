//! Policies as they are read for one resource of a template, of whose ARN some parts are known at deployment only.

use std::collections::HashMap;
use std::sync::Arc;

use yagura_iam::Policy;
use yagura_iam::unsettled::{asked_by, asked_of, asked_of_spelled};
use yagura_model::{OWN_ACCOUNT, ScopeKind, Snapshot};

use super::{Attached, Holder};

/// One action on one resource that policies are asked about.
pub(super) struct Unsettled<'a> {
    action: &'a str,
    /// Its ARN, where anything may hang on a symbol.
    arn: Option<&'a str>,
    /// What became of policies that several hold, by their place in memory; each is kept, so that no other takes its place.
    known: HashMap<usize, (Arc<Policy>, Arc<Policy>)>,
}

impl<'a> Unsettled<'a> {
    pub(super) fn of(snapshot: &Snapshot, action: &'a str, arn: &'a str) -> Self {
        let possible = arn.contains('{') || (arn != "*" && is_of_nobody(snapshot, arn));
        Self { action, arn: Some(arn).filter(|_| possible), known: HashMap::new() }
    }

    /// Whether anything can hang on a symbol.
    pub(super) fn is_possible(&self) -> bool {
        self.arn.is_some()
    }

    pub(super) fn policy(&mut self, attached: Attached) -> Attached {
        let Some(arn) = self.arn else { return attached };
        let (_, policy) = self.known.entry(Arc::as_ptr(&attached.policy).addr()).or_insert_with(|| {
            let asked = asked(&attached.policy, self.action, arn);
            let asked = asked.map_or_else(|| Arc::clone(&attached.policy), Arc::new);
            (Arc::clone(&attached.policy), asked)
        });
        Attached { policy: Arc::clone(policy), ..attached }
    }

    pub(super) fn policies(&mut self, list: Vec<Attached>) -> Vec<Attached> {
        if self.is_possible() { list.into_iter().map(|one| self.policy(one)).collect() } else { list }
    }

    pub(super) fn levels(&mut self, levels: Vec<Vec<Attached>>) -> Vec<Vec<Attached>> {
        levels.into_iter().map(|level| self.policies(level)).collect()
    }

    pub(super) fn holder(&mut self, mut holder: Holder) -> Holder {
        holder.identity = self.policies(holder.identity);
        holder.boundaries = self.policies(holder.boundaries);
        holder.scps = self.levels(holder.scps);
        holder
    }
}

/// A policy as it is read for an action on a resource that [`Unsettled`] was made for.
pub(super) fn asked(policy: &Policy, action: &str, arn: &str) -> Option<Policy> {
    if arn.contains('{') { asked_of(policy, action, arn) } else { asked_of_spelled(policy, action, arn) }
}

/// The policy of a resource as it reads for a caller of a template, or for one who asks a template's resource.
/// `None` where nothing hangs on a symbol.
pub(super) fn by(snapshot: &Snapshot, policy: &Policy, caller: &str) -> Option<Policy> {
    let iam = &snapshot.iam;
    let taken = |arn: &str| {
        let is = |own: Option<&str>| own == Some(arn);
        iam.roles.iter().any(|role| is(role.meta.arn.as_deref()))
            || iam.users.iter().any(|user| is(user.meta.arn.as_deref()))
    };
    asked_by(policy, caller, &taken)
}

/// Why it is not known whether two accounts are one: one of them is that of a template that names none.
pub(super) fn one_account(one: Option<&str>, two: Option<&str>) -> Option<String> {
    let spelled = match (one?, two?) {
        (OWN_ACCOUNT, other) | (other, OWN_ACCOUNT) if !other.contains('{') => other,
        _ => return None,
    };
    Some(format!("whether `{spelled}` is the template's own account is known at deployment only"))
}

/// Whether policies are a template's, and none of its resources bears an ARN that is spelled out: what has a name of its own is
/// not what a symbol stands for.
fn is_of_nobody(snapshot: &Snapshot, arn: &str) -> bool {
    if !snapshot.contents.scopes.iter().any(|scope| scope.kind == ScopeKind::Template) {
        return false;
    }
    let mut found = false;
    snapshot.each_meta(|_, meta| {
        let rest = meta.arn.as_deref().and_then(|own| arn.strip_prefix(own));
        found |= meta.template().is_some() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':']));
    });
    !found
}
