//! Policies as they are read for one resource of a template, of whose ARN some parts are known at deployment only.

use std::collections::HashMap;
use std::sync::Arc;

use yagura_iam::Policy;
use yagura_iam::unsettled::asked_of;

use super::{Attached, Holder};

/// One action on one resource that policies are asked about.
pub(super) struct Unsettled<'a> {
    action: &'a str,
    /// Its ARN, where there is a symbol in it.
    arn: Option<&'a str>,
    /// What became of policies that several hold, by their place in memory; each is kept, so that no other takes its place.
    known: HashMap<usize, (Arc<Policy>, Arc<Policy>)>,
}

impl<'a> Unsettled<'a> {
    pub(super) fn of(action: &'a str, arn: &'a str) -> Self {
        Self { action, arn: Some(arn).filter(|arn| arn.contains('{')), known: HashMap::new() }
    }

    /// Whether anything can hang on a symbol.
    pub(super) fn is_possible(&self) -> bool {
        self.arn.is_some()
    }

    pub(super) fn policy(&mut self, attached: Attached) -> Attached {
        let Some(arn) = self.arn else { return attached };
        let (_, policy) = self.known.entry(Arc::as_ptr(&attached.policy).addr()).or_insert_with(|| {
            let asked =
                asked_of(&attached.policy, self.action, arn).map_or_else(|| Arc::clone(&attached.policy), Arc::new);
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
