//! Who may assume which role, worked out for each role once: what a role may, those who become it may too.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use yagura_iam::grants::{Resources, allows_within};
use yagura_model::Snapshot;

use super::readers::Asked;
use super::ways::{ASSUME, Way, Ways, into_role};
use super::{Holder, Within};

/// How many pairs of a role and a principal that may assume roles are looked at; what is beyond is said to be left out.
const MOST_PAIRS: usize = 200_000;

/// How many answers are kept: who asks more often asks about other things each time.
const MOST_KEPT: usize = 1_000;

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

impl Sure {
    /// How sure one way is.
    pub(crate) fn of(way: &Way) -> Self {
        match (&way.gap, way.conditional) {
            (Some(_), _) => Self::Unknown,
            (None, true) => Self::Conditional,
            (None, false) => Self::Yes,
        }
    }
}

/// Somebody who gets there without assuming a role: who it is, how surely, and why that cannot be told.
pub(crate) type End = (String, Sure, Option<Rc<str>>);

/// The same by the index of a name.
type At = (usize, Sure, Option<Rc<str>>);

/// Who may assume a role: by the index of a name, the surest way of each.
type Edges = Rc<Vec<(usize, Way)>>;

/// The graph, as far as it was asked for.
#[derive(Default)]
pub(super) struct Assume {
    within: Within,
    names: Vec<String>,
    numbers: HashMap<String, usize>,
    own: Option<Rc<HashSet<String>>>,
    /// Those of the principals who may call `sts:AssumeRole` on anything at all.
    able: Option<Rc<Vec<usize>>>,
    /// `None` of a role that was left out.
    edges: HashMap<usize, Option<Edges>>,
    asked: Asked,
    known: HashMap<Vec<At>, Rc<Ways>>,
}

impl Assume {
    pub(super) fn of(asked: &Asked, within: Within) -> Self {
        Self { asked: asked.clone(), within, ..Self::default() }
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

    /// Whom a role trusts is asked of each role: here their own policies alone are.
    fn able(&mut self, holders: &[Holder]) -> Rc<Vec<usize>> {
        let able = self.able.get_or_insert_with(|| {
            let may = |holder: &Holder| !allows_within(&holder.layers(), ASSUME, Resources::Matching("*")).is_no();
            Rc::new((0..holders.len()).filter(|at| holders.get(*at).is_some_and(may)).collect())
        });
        Rc::clone(able)
    }

    /// Those who may assume a role.
    fn into(&mut self, snapshot: &Snapshot, holders: &[Holder], role: usize) -> Option<Edges> {
        if let Some(known) = self.edges.get(&role) {
            return known.clone();
        }
        let able = self.able(holders);
        self.asked.pairs.update(|pairs| pairs.saturating_add(able.len() + 1));
        if self.asked.pairs.get() > MOST_PAIRS {
            self.edges.insert(role, None);
            return None;
        }
        let able: Vec<&Holder> = able.iter().filter_map(|at| holders.get(*at)).collect();
        let mut places: HashMap<usize, usize> = HashMap::new();
        let mut edges: Vec<(usize, Way)> = Vec::new();
        for way in into_role(snapshot, &self.name(role), &able, self.within) {
            let who = self.number(&way.who);
            let place = *places.entry(who).or_insert(edges.len());
            match edges.get_mut(place) {
                None => edges.push((who, way)),
                Some((_, before)) if Sure::of(&way) < Sure::of(before) => *before = way,
                Some(_) => {}
            }
        }
        let edges = Some(Rc::new(edges));
        self.edges.insert(role, edges.clone());
        edges
    }

    /// Everyone who may become one of these, directly or by way of other roles, each by the surest and shortest way, the surest first.
    /// Nobody is among them who gets there as surely without.
    pub(super) fn chains(
        &mut self,
        snapshot: &Snapshot,
        holders: &[Holder],
        direct: impl Iterator<Item = End>,
    ) -> Rc<Ways> {
        let roles = || Rc::new(snapshot.iam.roles.iter().filter_map(|role| role.meta.arn.clone()).collect());
        let own = Rc::clone(self.own.get_or_insert_with(roles));
        let mut ends: Vec<At> = direct.map(|(who, sure, gap)| (self.number(&who), sure, gap)).collect();
        ends.sort_unstable();
        ends.dedup_by_key(|(who, ..)| *who);
        if let Some(known) = self.known.get(&ends) {
            return Rc::clone(known);
        }
        // The surest go first, so that whoever is met for the first time is met on the best way.
        let mut waiting = Waiting::default();
        for (at, sure, gap) in &ends {
            waiting.at(*sure).push_back(Met { at: *at, step: None, gap: gap.clone() });
        }
        let mut seen: HashSet<usize> = HashSet::new();
        let mut found = Ways::default();
        for level in [Sure::Yes, Sure::Conditional, Sure::Unknown] {
            while let Some(Met { at, step, gap }) = waiting.at(level).pop_front() {
                if !seen.insert(at) {
                    continue;
                }
                let link = step.as_ref().map(|(link, ..)| link);
                if let Some((link, edges, place)) = &step
                    && let Some((_, way)) = edges.get(*place)
                {
                    found.ways.push(Way {
                        through: link.roles().map(|role| self.name(role)).collect(),
                        conditional: level == Sure::Conditional || way.conditional,
                        gap: (level == Sure::Unknown).then(|| gap.as_deref().unwrap_or_default().to_owned()),
                        ..way.clone()
                    });
                }
                if !own.contains(&self.name(at)) {
                    continue;
                }
                let Some(edges) = self.into(snapshot, holders, at) else {
                    found.not_followed += 1;
                    continue;
                };
                for (place, (who, way)) in edges.iter().enumerate().filter(|(_, (who, _))| !seen.contains(who)) {
                    let next = Rc::new(Link { role: at, rest: link.cloned() });
                    let gap = gap.clone().or_else(|| way.gap.as_deref().map(Rc::from));
                    let step = Some((next, Rc::clone(&edges), place));
                    waiting.at(Sure::of(way).max(level)).push_back(Met { at: *who, step, gap });
                }
            }
        }
        let found = Rc::new(found);
        if self.known.len() < MOST_KEPT {
            self.known.insert(ends, Rc::clone(&found));
        }
        found
    }
}

/// Who is still to be looked at.
struct Met {
    at: usize,
    /// The roles from there to the end, and the way into the first of them; `None` of those who get there without.
    step: Option<(Rc<Link>, Edges, usize)>,
    /// Why the first part of it that cannot be told cannot.
    gap: Option<Rc<str>>,
}

#[derive(Default)]
struct Waiting {
    yes: VecDeque<Met>,
    conditional: VecDeque<Met>,
    unknown: VecDeque<Met>,
}

impl Waiting {
    fn at(&mut self, sure: Sure) -> &mut VecDeque<Met> {
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
