//! Is there a request that one Allow covers and no Deny?
//!
//! A region of requests is a set of resources and, per context key, conditions that must be true or false.
//! The Allow makes the first region; every Deny must be left in at least one respect: another resource, or one of its
//! conditions false.
//! A Deny that cannot touch the region is passed over without a choice, which keeps the search small.

use std::collections::BTreeMap;

use crate::reason::keys::{Choice, Domain, solve};
use crate::reason::lang::{Budget, Exhausted, Lang, find};
use crate::reason::rules::{Lit, Reach, Rule};

/// The request that was found: its resource and the context keys that matter.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) resource: String,
    pub(crate) context: Vec<(String, Choice)>,
}

/// Why there is none, for the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The Allow's own resources do not fit.
    pub(crate) resource: bool,
    /// The keys whose conditions no such caller meets.
    pub(crate) keys: Vec<String>,
    /// A Deny stands in the way.
    pub(crate) denied: bool,
}

pub(crate) struct Search<'r, 'a> {
    pub(crate) denies: Vec<&'r Rule<'a>>,
    pub(crate) domain: &'r dyn Fn(&str) -> Domain,
    pub(crate) budget: &'r Budget,
    /// The request must be covered by this rule as well.
    pub(crate) within: Option<&'r Rule<'a>>,
}

#[derive(Clone)]
struct Region<'r> {
    inside: Vec<Vec<Lang>>,
    outside: Vec<Lang>,
    keys: BTreeMap<&'r str, Vec<(&'r Lit, bool)>>,
}

impl<'r> Search<'r, '_> {
    /// A request that `allow` covers, on a resource in one of `resources`, and that no Deny covers.
    pub(crate) fn run(
        &self,
        allow: &'r Rule<'_>,
        resources: &[Vec<Lang>],
    ) -> Result<Result<Model, Failure>, Exhausted> {
        let mut region = Region { inside: resources.to_vec(), outside: Vec::new(), keys: BTreeMap::new() };
        for reach in std::iter::once(&allow.reach).chain(self.within.map(|w| &w.reach)) {
            match reach {
                Reach::All => {}
                Reach::In(langs) => region.inside.push(langs.clone()),
                Reach::NotIn(langs) => region.outside.extend(langs.iter().cloned()),
            }
        }
        if find(&region.inside, &region.outside, self.budget)?.is_none() {
            return Ok(Err(Failure { resource: true, ..Failure::default() }));
        }
        for lit in allow.lits.iter().chain(self.within.into_iter().flat_map(|w| &w.lits)) {
            region.keys.entry(&lit.key).or_default().push((lit, true));
        }
        let mut failure = Failure::default();
        for (key, lits) in &region.keys {
            if solve(&(self.domain)(key), lits, self.budget)?.is_none() {
                failure.keys.push((*key).to_owned());
            }
        }
        if !failure.keys.is_empty() {
            return Ok(Err(failure));
        }
        match self.leave(region, 0)? {
            Some(model) => Ok(Ok(model)),
            None => Ok(Err(Failure { denied: true, ..Failure::default() })),
        }
    }

    fn possible(&self, region: &Region<'r>, key: &str, lit: &'r Lit, want: bool) -> Result<bool, Exhausted> {
        let mut lits = region.keys.get(key).cloned().unwrap_or_default();
        lits.push((lit, want));
        Ok(solve(&(self.domain)(key), &lits, self.budget)?.is_some())
    }

    /// Leaves every Deny from the `at`th on.
    fn leave(&self, region: Region<'r>, at: usize) -> Result<Option<Model>, Exhausted> {
        self.budget.spend(1)?;
        let Some(deny) = self.denies.get(at) else { return self.model(&region).map(Some) };
        // Already apart from it?
        let apart = match &deny.reach {
            Reach::All => false,
            Reach::In(langs) => {
                let mut inside = region.inside.clone();
                inside.push(langs.clone());
                find(&inside, &region.outside, self.budget)?.is_none()
            }
            Reach::NotIn(langs) => {
                let mut outside = region.outside.clone();
                outside.extend(langs.iter().cloned());
                find(&region.inside, &outside, self.budget)?.is_none()
            }
        };
        if apart {
            return self.leave(region, at + 1);
        }
        for lit in &deny.lits {
            // Conditions on keys that the region does not speak of yet are settled by the choice below.
            if region.keys.contains_key(lit.key.as_str()) && !self.possible(&region, &lit.key, lit, true)? {
                return self.leave(region, at + 1);
            }
        }
        let mut exhausted = false;
        let mut attempt = |this: &Self, next: Region<'r>| {
            if let Ok(found) = this.leave(next, at + 1) {
                found
            } else {
                exhausted = true;
                None
            }
        };
        for lit in &deny.lits {
            if self.possible(&region, &lit.key, lit, false)? {
                let mut next = region.clone();
                next.keys.entry(&lit.key).or_default().push((lit, false));
                if let Some(model) = attempt(self, next) {
                    return Ok(Some(model));
                }
            }
        }
        let mut next = region;
        let left = match &deny.reach {
            Reach::All => false,
            Reach::In(langs) => {
                next.outside.extend(langs.iter().cloned());
                true
            }
            Reach::NotIn(langs) => {
                next.inside.push(langs.clone());
                true
            }
        };
        if left
            && find(&next.inside, &next.outside, self.budget)?.is_some()
            && let Some(model) = attempt(self, next)
        {
            return Ok(Some(model));
        }
        if exhausted { Err(Exhausted) } else { Ok(None) }
    }

    fn model(&self, region: &Region<'r>) -> Result<Model, Exhausted> {
        let resource = find(&region.inside, &region.outside, self.budget)?.ok_or(Exhausted)?;
        let mut context = Vec::new();
        for (key, lits) in &region.keys {
            let choice = solve(&(self.domain)(key), lits, self.budget)?.ok_or(Exhausted)?;
            context.push(((*key).to_owned(), choice));
        }
        Ok(Model { resource, context })
    }
}
