//! Is there a request that one Allow covers and no Deny?
//!
//! A region of requests is a set of resources and, per context key, conditions that must be true or false.
//! The Allow makes the first region; every Deny must be left in at least one respect: another resource, or one of its
//! conditions false.
//! A Deny that cannot touch the region is passed over without a choice, which keeps the search small.

use std::collections::BTreeMap;

use crate::reason::keys::{Choice, Domain, Values, solve};
use crate::reason::lang::{Budget, Exhausted, Lang, exists, find};
use crate::reason::rules::{Lit, Reach, Rule};

/// How much work a pleasant resource is worth.
const TELLING_BUDGET: u64 = 100_000;

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
        Ok(self.region(allow, resources)?.map(|(mut model, region)| {
            if let Some(resource) = self.telling(&region) {
                model.resource = resource;
            }
            model
        }))
    }

    /// Whether there is one, for those who do not show it.
    pub(crate) fn exists(&self, allow: &'r Rule<'_>, resources: &[Vec<Lang>]) -> Result<bool, Exhausted> {
        Ok(self.region(allow, resources)?.is_ok())
    }

    fn region(
        &self,
        allow: &'r Rule<'_>,
        resources: &[Vec<Lang>],
    ) -> Result<Result<(Model, Region<'r>), Failure>, Exhausted> {
        let mut region = Region { inside: resources.to_vec(), outside: Vec::new(), keys: BTreeMap::new() };
        for reach in std::iter::once(&allow.reach).chain(self.within.map(|w| &w.reach)) {
            match reach {
                Reach::All => {}
                Reach::In(langs) => region.inside.push(langs.clone()),
                Reach::NotIn(langs) => region.outside.extend(langs.iter().cloned()),
            }
        }
        if !exists(&region.inside, &region.outside, self.budget)? {
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
            Some(found) => Ok(Ok(found)),
            None => Ok(Err(Failure { denied: true, ..Failure::default() })),
        }
    }

    fn possible(&self, region: &Region<'r>, key: &str, lit: &'r Lit, want: bool) -> Result<bool, Exhausted> {
        let mut lits = region.keys.get(key).cloned().unwrap_or_default();
        lits.push((lit, want));
        Ok(solve(&(self.domain)(key), &lits, self.budget)?.is_some())
    }

    /// Leaves every Deny from the `at`th on.
    fn leave(&self, region: Region<'r>, at: usize) -> Result<Option<(Model, Region<'r>)>, Exhausted> {
        self.budget.spend(1)?;
        let Some(deny) = self.denies.get(at) else {
            return self.model(&region).map(|model| Some((model, region)));
        };
        if covers(deny, &region) {
            return Ok(None);
        }
        // Already apart from it?
        let apart = match &deny.reach {
            Reach::All => false,
            Reach::In(langs) => {
                let mut inside = region.inside.clone();
                inside.push(langs.clone());
                !exists(&inside, &region.outside, self.budget)?
            }
            Reach::NotIn(langs) => {
                let mut outside = region.outside.clone();
                outside.extend(langs.iter().cloned());
                !exists(&region.inside, &outside, self.budget)?
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
            && exists(&next.inside, &next.outside, self.budget)?
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

    /// A resource that a reader takes for a real one: with a partition, and with the owner's region and account where
    /// nothing else is said. Shortest words alone would leave these empty.
    fn telling(&self, region: &Region<'r>) -> Option<String> {
        let own = match (self.domain)("aws:resourceaccount").values {
            Values::List(list) => list.into_iter().next(),
            _ => None,
        };
        let own = own.unwrap_or_else(|| "{AccountId}".into());
        let budget = Budget::new(TELLING_BUDGET);
        let find = |texts: [Option<&str>; 3]| -> Option<String> {
            let groups = region.inside.iter();
            let inside: Vec<Vec<Lang>> = groups.map(|g| g.iter().map(|l| l.telling(texts)).collect()).collect();
            find(&inside, &region.outside, &budget).ok().flatten()
        };
        let fits = |text: &str| {
            region.inside.iter().all(|g| g.iter().any(|l| l.accepts(text)))
                && !region.outside.iter().any(|l| l.accepts(text))
        };
        let partition = ["aws", "aws-cn", "aws-us-gov"].into_iter().find(|p| find([Some(p), None, None]).is_some());
        // The symbols first, then names that patterns such as `us-*` leave room for.
        let regions = [Some("{Region}"), Some("us-east-1"), Some("eu-west-1"), Some("ap-northeast-1"), None];
        [Some(own.as_str()), Some("111122223333"), None]
            .into_iter()
            .flat_map(|account| regions.map(|region| [partition, region, account]))
            .find_map(find)
            // Whatever the resource is, the empty word stands for none.
            .map(|found| if found.is_empty() && fits("*") { "*".into() } else { found })
    }
}

/// Whether the words of the rule and of the region alone show that all of the region is covered: the same resources under
/// the same conditions. A Deny of plain HTTP is written so.
fn covers(rule: &Rule<'_>, region: &Region<'_>) -> bool {
    let resources = match &rule.reach {
        Reach::All => true,
        Reach::In(langs) => region.inside.iter().any(|group| group.iter().all(|lang| langs.contains(lang))),
        Reach::NotIn(_) => false,
    };
    let holds = |lit: &Lit| {
        region.keys.get(lit.key.as_str()).is_some_and(|known| known.iter().any(|(other, want)| *want && *other == lit))
    };
    resources && rule.lits.iter().all(holds)
}
