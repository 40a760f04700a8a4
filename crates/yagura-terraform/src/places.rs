//! Where the attributes of a block stand, for a plan that has their values only.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use yagura_model::{Map, Node, Span, Value};

/// The places of a value and of what is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Places {
    span: Option<Span>,
    /// What is said there, as far as that is known: which of several blocks is meant. No text is kept, it may be secret.
    said: Option<u64>,
    members: BTreeMap<String, Places>,
    items: Vec<Places>,
}

impl Places {
    /// Those of a block's body.
    pub(crate) fn of_map(map: &Map) -> Self {
        let members = map.entries.iter().map(|(name, node)| (name.clone(), Self::of(node))).collect();
        Self { members, ..Self::default() }
    }

    fn of(node: &Node) -> Self {
        let mut places = match &node.value {
            Value::Map(map) => Self::of_map(map),
            Value::List(list) => Self { items: list.iter().map(Self::of).collect(), ..Self::default() },
            _ => Self::default(),
        };
        // The places of a list of blocks are those of its items.
        let only = if let [one] = places.items.as_slice() { one.span } else { None };
        places.span = node.span.or(only);
        places.said = said(node);
        places
    }

    /// Gives the values of a plan their places.
    pub(crate) fn put(&self, map: &mut Map) {
        for (name, node) in &mut map.entries {
            if let Some(places) = self.members.get(name) {
                places.put_node(node);
            }
        }
    }

    fn put_node(&self, node: &mut Node) {
        node.span = self.span;
        match &mut node.value {
            Value::Map(map) => self.put(map),
            Value::List(list) => {
                if let ([places], [node]) = (self.items.as_slice(), list.as_mut_slice()) {
                    return places.put_node(node);
                }
                for node in list {
                    // Blocks that are a set stand in another order in a plan.
                    let mut fitting = self.items.iter().filter(|places| places.fits(node));
                    if let (Some(places), None) = (fitting.next(), fitting.next()) {
                        places.put_node(node);
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether a value may be what is written here.
    fn fits(&self, node: &Node) -> bool {
        let differs = |(name, places): (&String, &Self)| {
            let given = node.get(name).and_then(said);
            matches!((places.said, given), (Some(said), Some(given)) if said != given)
        };
        matches!(node.value, Value::Map(_)) && !self.members.iter().any(differs)
    }
}

/// A number for a scalar, or for a list of them in any order; none for what is not known or not said.
fn said(node: &Node) -> Option<u64> {
    let text = |node: &Node| match &node.value {
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {
            yagura_template::scalar(node.value.clone()).ok()
        }
        _ => None,
    };
    let mut hasher = DefaultHasher::new();
    match &node.value {
        Value::List(list) if !list.is_empty() => {
            list.iter().map(text).collect::<Option<BTreeSet<_>>>()?.hash(&mut hasher);
        }
        _ => text(node)?.hash(&mut hasher),
    }
    Some(hasher.finish())
}
