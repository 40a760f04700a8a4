//! The outcomes of comparisons that are not decided before deployment.

use std::collections::BTreeMap;

use yagura_model::{Node, json_of};

/// How many comparisons are followed into both of their outcomes; the others stay undecided.
const MAX_COMPARISONS: usize = 4;
/// How many resources all outcomes of a template may have.
const MAX_RESOURCES: usize = 4_000;
/// How long the sides of a comparison may be written.
const MAX_TEXT: usize = 4_000;

/// The two sides of a comparison as they are written, the lesser one first: the same for the same comparison.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Comparison(String, String);

/// The outcome of each comparison that is assumed.
pub(crate) type Assumption = BTreeMap<Comparison, bool>;

impl Comparison {
    pub(crate) fn of(left: &Node, right: &Node) -> Self {
        let (left, right) = (json_of(left).to_string(), json_of(right).to_string());
        if left <= right { Self(left, right) } else { Self(right, left) }
    }

    /// Whether both cannot hold: one thing is not equal to two texts.
    fn excludes(&self, other: &Self) -> bool {
        let text = |side: &str| side.starts_with('"');
        let pairs = [(&self.0, &self.1, &other.0, &other.1), (&self.0, &self.1, &other.1, &other.0)];
        pairs
            .into_iter()
            .chain(pairs.map(|(one, two, three, four)| (two, one, four, three)))
            .any(|(thing, value, same, another)| thing == same && value != another && text(value) && text(another))
    }
}

/// Every outcome that is possible of the first few comparisons; none where there is nothing to follow.
pub(crate) fn outcomes(undecided: Vec<Comparison>, resources: usize) -> Vec<Assumption> {
    let mut followed: Vec<Comparison> =
        undecided.into_iter().filter(|Comparison(one, two)| one.len() + two.len() <= MAX_TEXT).collect();
    let mut number = followed.len().min(MAX_COMPARISONS);
    while number > 0 && resources << number > MAX_RESOURCES {
        number -= 1;
    }
    followed.truncate(number);
    if followed.is_empty() {
        return Vec::new();
    }
    (0..1_u32 << number)
        .map(|outcome| {
            followed.iter().enumerate().map(|(at, one)| (one.clone(), outcome & (1 << at) == 0)).collect::<Assumption>()
        })
        .filter(|assumption| {
            let holding: Vec<&Comparison> =
                assumption.iter().filter(|(_, holds)| **holds).map(|(one, _)| one).collect();
            !holding.iter().enumerate().any(|(at, one)| holding.iter().skip(at + 1).any(|other| one.excludes(other)))
        })
        .collect()
}
