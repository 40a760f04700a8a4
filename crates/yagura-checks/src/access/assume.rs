//! Who may assume which role, worked out for each role once: what a role may, those who become it may too.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use yagura_model::Snapshot;

use super::readers::Asked;
use super::ways::into_role;
use super::{Holder, Within};

/// How many pairs of a role and a principal that may assume roles are looked at; what is beyond is said to be left out.
const MOST_PAIRS: usize = 200_000;

/// How sure a way is; a longer one is as sure as its weakest part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Sure {
    /// In any case.
    Yes,
    /// Where conditions hold.
    Conditional,
    /// It cannot be told.
    Unknown,
}

/// Somebody who gets there by becoming a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Through {
    /// An ARN, an account, a provider, or `anyone`.
    pub(crate) who: String,
    /// The roles that they assume, first to last.
    pub(crate) roles: Vec<String>,
    pub(crate) sure: Sure,
}

/// Everyone who gets there by becoming a role, the surest and shortest way of each.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Chains {
    pub(crate) ways: Vec<Through>,
    /// Roles whose assumers were not looked for, because there are too many.
    pub(crate) not_followed: usize,
}

/// Who may assume a role, by the index of a name.
type Edges = Rc<Vec<(usize, Sure)>>;

/// The graph, as far as it was asked for.
#[derive(Default)]
pub(super) struct Assume {
    names: Vec<String>,
    numbers: HashMap<String, usize>,
    own: Option<HashSet<String>>,
    /// `None` of a role that was left out.
    edges: HashMap<usize, Option<Edges>>,
    asked: Asked,
    known: HashMap<Vec<(usize, Sure)>, Rc<Chains>>,
}

impl Assume {
    pub(super) fn of(asked: &Asked) -> Self {
        Self { asked: asked.clone(), ..Self::default() }
    }

    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len();
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    fn name(&self, number: usize) -> String {
        self.names.get(number).cloned().unwrap_or_default()
    }

    /// Those who may assume a role. `able` are the principals who may call `sts:AssumeRole` on anything at all.
    fn into(&mut self, snapshot: &Snapshot, able: &[&Holder], role: usize) -> Option<Edges> {
        if let Some(known) = self.edges.get(&role) {
            return known.clone();
        }
        self.asked.pairs.update(|pairs| pairs.saturating_add(able.len() + 1));
        if self.asked.pairs.get() > MOST_PAIRS {
            self.edges.insert(role, None);
            return None;
        }
        let arn = self.name(role);
        let account = arn.split(':').nth(4).unwrap_or_default().to_owned();
        let mut found: HashMap<usize, Sure> = HashMap::new();
        for way in into_role(snapshot, &arn, able, Within::default()) {
            // What a service does with a role is its own; an account's own principals stand here one by one.
            if way.kind == "service" || way.kind == "account" && way.who == account {
                continue;
            }
            let sure = match (&way.gap, way.conditional) {
                (Some(_), _) => Sure::Unknown,
                (None, true) => Sure::Conditional,
                (None, false) => Sure::Yes,
            };
            let who = self.number(&way.who);
            let before = found.entry(who).or_insert(sure);
            *before = sure.min(*before);
        }
        let mut edges: Vec<(usize, Sure)> = found.into_iter().collect();
        edges.sort_unstable_by_key(|(who, _)| self.names.get(*who));
        let edges = Some(Rc::new(edges));
        self.edges.insert(role, edges.clone());
        edges
    }

    /// Everyone who may become one of these, directly or by way of other roles.
    pub(super) fn chains(
        &mut self,
        snapshot: &Snapshot,
        able: &[&Holder],
        direct: impl Iterator<Item = (String, Sure)>,
    ) -> Rc<Chains> {
        let own = self
            .own
            .get_or_insert_with(|| snapshot.iam.roles.iter().filter_map(|role| role.meta.arn.clone()).collect())
            .clone();
        let mut ends: Vec<(usize, Sure)> = direct.map(|(who, sure)| (self.number(&who), sure)).collect();
        ends.sort_unstable();
        if let Some(known) = self.known.get(&ends) {
            return Rc::clone(known);
        }
        // The surest go first, so that whoever is met for the first time is met on the best way.
        let mut waiting = Waiting::default();
        let mut seen: HashSet<usize> = HashSet::new();
        for (who, sure) in &ends {
            seen.insert(*who);
            waiting.at(*sure).push_back((*who, None));
        }
        let mut found = Chains::default();
        for level in [Sure::Yes, Sure::Conditional, Sure::Unknown] {
            while let Some((at, link)) = waiting.at(level).pop_front() {
                if let Some(link) = &link {
                    if !seen.insert(at) {
                        continue;
                    }
                    let roles = link.roles().map(|role| self.name(role)).collect();
                    found.ways.push(Through { who: self.name(at), roles, sure: level });
                }
                if !own.contains(&self.name(at)) {
                    continue;
                }
                let Some(edges) = self.into(snapshot, able, at) else {
                    found.not_followed += 1;
                    continue;
                };
                for (who, sure) in edges.iter().filter(|(who, _)| !seen.contains(who)) {
                    let next = Rc::new(Link { role: at, rest: link.clone() });
                    waiting.at((*sure).max(level)).push_back((*who, Some(next)));
                }
            }
        }
        let found = Rc::new(found);
        self.known.insert(ends, Rc::clone(&found));
        found
    }
}

/// Who is still to be looked at, with the roles from there to the end.
#[derive(Default)]
struct Waiting {
    yes: VecDeque<(usize, Option<Rc<Link>>)>,
    conditional: VecDeque<(usize, Option<Rc<Link>>)>,
    unknown: VecDeque<(usize, Option<Rc<Link>>)>,
}

impl Waiting {
    fn at(&mut self, sure: Sure) -> &mut VecDeque<(usize, Option<Rc<Link>>)> {
        match sure {
            Sure::Yes => &mut self.yes,
            Sure::Conditional => &mut self.conditional,
            Sure::Unknown => &mut self.unknown,
        }
    }
}

/// The roles from here to the end.
struct Link {
    role: usize,
    rest: Option<Rc<Self>>,
}

impl Link {
    fn roles(&self) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(self), |link| link.rest.as_deref()).map(|link| link.role)
    }
}
