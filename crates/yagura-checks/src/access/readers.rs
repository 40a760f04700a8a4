//! Who may read one thing: the question of [`who_can`](super::who_can), asked of many resources of one snapshot.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use yagura_iam::grants::Grant;
use yagura_iam::reach::ResourceContext;
use yagura_iam::who::{Access, who_can as ask};
use yagura_model::Snapshot;

use super::assume::{Assume, End};
use super::ways::{Way, Ways, layered, principals, root, unlisted_principals, ways};
use super::{Holder, Within, resource};

/// How many questions are worked out: beyond it nobody reads the answers one by one.
pub(crate) const MOST: usize = 1_000;

/// How much was asked in one run, of however many snapshots.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    questions: Rc<Cell<usize>>,
    /// Of roles and principals that may assume them.
    pub(super) pairs: Rc<Cell<usize>>,
}

impl Asked {
    /// Counts one more question; whether it may be asked.
    pub(crate) fn another(&self) -> bool {
        let before = self.questions.get();
        self.questions.set(before.saturating_add(1));
        before < MOST
    }
}

/// The principals of a snapshot, ready to be asked about; what is the same is asked once.
pub(crate) struct Readers<'s> {
    snapshot: &'s Snapshot,
    holders: Vec<Holder>,
    /// Those who cannot be told apart.
    unreadable: Vec<Way>,
    /// By action, those who may call it on anything at all.
    of_action: HashMap<&'static str, Rc<Vec<usize>>>,
    known: HashMap<(&'static str, String), Vec<Way>>,
    assume: Assume,
    asked: Asked,
}

impl<'s> Readers<'s> {
    /// Takes in the users and roles; roles that AWS's own services act as are left out.
    pub(crate) fn of(snapshot: &'s Snapshot, asked: &Asked) -> Self {
        let (mut holders, unreadable) = principals(snapshot, Within::default());
        holders.retain(|holder| !holder.caller.is_service_linked());
        Self {
            snapshot,
            holders,
            unreadable,
            of_action: HashMap::new(),
            known: HashMap::new(),
            assume: Assume::of(asked, Within::default()),
            asked: asked.clone(),
        }
    }

    /// How many users and roles there are.
    pub(crate) fn number(&self) -> usize {
        self.holders.len() + self.unreadable.len()
    }

    /// Everyone who may call the action on the resource, and why others cannot be told.
    /// `None` where too much was asked already.
    pub(crate) fn who(&mut self, action: &'static str, arn: &str) -> Option<&[Way]> {
        let question = (action, arn.to_owned());
        if !self.known.contains_key(&question) {
            if !self.asked.another() {
                return None;
            }
            let found = self.ask(action, arn);
            self.known.insert(question.clone(), found);
        }
        self.known.get(&question).map(Vec::as_slice)
    }

    /// Everyone who may become one of those who may, by assuming roles.
    pub(crate) fn through(&mut self, direct: impl Iterator<Item = End>) -> Rc<Ways> {
        self.assume.chains(self.snapshot, &self.holders, direct)
    }

    /// Whether the root user of the account may; `None` where that cannot be told.
    pub(crate) fn root_may(&self, action: &str, arn: &str, account: &str) -> Option<bool> {
        let root = root(self.snapshot, arn, account, Within::default())?;
        let context = ResourceContext::default();
        let found = ask(action, arn, &layered(&[&root]), None, &context);
        let Some(Access::Identity { grant, .. }) = found.first() else { return Some(false) };
        match grant {
            Grant::Yes(_) => Some(true),
            Grant::No => Some(false),
            Grant::Conditional(_) | Grant::Unknown(_) => None,
        }
    }

    /// Those who may call an action on anything at all.
    fn able(&mut self, action: &'static str) -> Rc<Vec<usize>> {
        let holders = &self.holders;
        let may = self.of_action.entry(action).or_insert_with(|| {
            let all: Vec<&Holder> = holders.iter().collect();
            let context = ResourceContext::default();
            let granted: Vec<String> = ask(action, "*", &layered(&all), None, &context)
                .into_iter()
                .filter_map(|access| match access {
                    Access::Identity { arn, .. } => Some(arn),
                    Access::Resource { .. } => None,
                })
                .collect();
            let granted: std::collections::HashSet<&str> = granted.iter().map(String::as_str).collect();
            let may = (0..holders.len())
                .filter(|at| holders.get(*at).is_some_and(|holder| granted.contains(holder.arn.as_str())))
                .collect();
            Rc::new(may)
        });
        Rc::clone(may)
    }

    fn ask(&mut self, action: &'static str, arn: &str) -> Vec<Way> {
        let may = self.able(action);
        let asked: Vec<&Holder> = may.iter().filter_map(|at| self.holders.get(*at)).collect();
        let snapshot = self.snapshot;
        let target = resource::target(snapshot, action, arn);
        let mut found = ways(snapshot, action, arn, &asked, &target, Within::default(), &[]);
        found.extend(unlisted_principals(snapshot, &target));
        found.extend(self.unreadable.iter().cloned());
        found
    }
}
