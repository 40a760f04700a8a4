//! What hangs on conditions: which are decided before deployment, and what is assumed of the others.

use yagura_model::{Gap, GapKind, Map, Node, OWN_ACCOUNT, Value, all};

use super::{MAX_CHAIN, Template};
use crate::outcomes::Comparison;
use crate::values::{either, is_function, place, symbolic};

impl Template<'_> {
    /// What `Fn::If` gives.
    pub(super) fn choice(&self, node: &Node, argument: &Node) -> Option<Node> {
        let Some([condition, yes, no]) = argument.as_list() else {
            return Some(place(node, Value::Unknown(Box::new(Gap::error("`Fn::If` takes three values")))));
        };
        let decided = match condition.as_str() {
            Some(name) => self.condition(name),
            None => self.decide(condition),
        };
        let gap = match decided {
            Ok(true) => return self.value(yes),
            Ok(false) => return self.value(no),
            Err(gap) => gap,
        };
        match (self.value(yes), self.value(no)) {
            (None, None) => None,
            (Some(yes), Some(no)) => Some(place(node, either(yes, no, &gap).value)),
            _ => Some(place(node, Value::Unknown(Box::new(gap)))),
        }
    }

    /// Whether a named condition holds.
    pub(crate) fn condition(&self, name: &str) -> Result<bool, Gap> {
        if let Some(known) = self.conditions.borrow().get(name) {
            return known.clone().unwrap_or_else(|| Err(Gap::error(format!("the condition `{name}` hangs on itself"))));
        }
        let node = self
            .condition_nodes
            .get(name)
            .ok_or_else(|| Gap::error(format!("the condition `{name}` is not in the template")))?;
        if self.spent.chain.get() >= MAX_CHAIN {
            return Err(Gap::unresolved("the conditions hang on each other too deeply"));
        }
        self.conditions.borrow_mut().insert(name.to_owned(), None);
        self.spent.chain.set(self.spent.chain.get() + 1);
        let decided = self.decide(node).map_err(|gap| Gap::undecided(&self.address(name), gap));
        self.spent.chain.set(self.spent.chain.get() - 1);
        self.conditions.borrow_mut().insert(name.to_owned(), Some(decided.clone()));
        decided
    }

    /// Whether an expression of conditions holds.
    pub(super) fn decide(&self, node: &Node) -> Result<bool, Gap> {
        self.deeper(|| self.decide_step(node))?
    }

    fn decide_step(&self, node: &Node) -> Result<bool, Gap> {
        let (name, argument) = match &node.value {
            Value::Bool(value) => return Ok(*value),
            Value::String(text) if text == "true" => return Ok(true),
            Value::String(text) if text == "false" => return Ok(false),
            Value::Map(map) => match map.entries.as_slice() {
                [(name, argument)] => (name.as_str(), argument),
                _ => return Err(Gap::error("a condition is one function")),
            },
            Value::Unknown(gap) => return Err((**gap).clone()),
            _ => return Err(Gap::error("a condition is one function")),
        };
        let list = argument.as_list().unwrap_or(std::slice::from_ref(argument));
        match name {
            "Condition" => self.condition(argument.as_str().unwrap_or_default()),
            "Fn::Not" => match list {
                [one] => self.decide(one).map(|value| !value),
                _ => Err(Gap::error("`Fn::Not` takes one condition")),
            },
            "Fn::And" => all(list.iter().map(|item| self.decide(item))),
            "Fn::Or" => all(list.iter().map(|item| self.decide(item).map(|value| !value))).map(|value| !value),
            "Fn::Equals" => match list {
                [left, right] => self.equal(left, right).or_else(|gap| self.assume(left, right, gap)),
                _ => Err(Gap::error("`Fn::Equals` takes two values")),
            },
            _ => Err(Gap::unsupported(format!("`{name}` in a condition is not read"))),
        }
    }

    /// What is assumed of a comparison that is known at deployment only.
    fn assume(&self, left: &Node, right: &Node, gap: Gap) -> Result<bool, Gap> {
        if gap.kind != GapKind::Unresolved {
            return Err(gap);
        }
        let comparison = Comparison::of(&self.canonical(left), &self.canonical(right));
        if let Some(outcome) = self.assumed.get(&comparison) {
            return Ok(*outcome);
        }
        let mut undecided = self.undecided.borrow_mut();
        if !undecided.contains(&comparison) {
            undecided.push(comparison);
        }
        Err(gap)
    }

    /// An expression so that it is the same for the same thing in every stack of a tree.
    fn canonical(&self, node: &Node) -> Node {
        let value = match &node.value {
            Value::List(list) => Value::List(list.iter().map(|item| self.canonical(item)).collect()),
            Value::Map(map) => match map.entries.as_slice() {
                [(name, target)] if name == "Ref" => {
                    let name = target.as_str().unwrap_or_default();
                    let outer = self.outer.as_ref();
                    let handed = outer.and_then(|outer| Some((outer.given?.get(name)?, outer.stack.upgrade()?)));
                    if let Some((node, stack)) = handed {
                        return stack.canonical(node);
                    }
                    let mut map = Map::default();
                    map.set("Ref", if name.starts_with("AWS::") { name.to_owned() } else { self.address(name) });
                    Value::Map(map)
                }
                [(name, argument)] if is_function(name) && !self.context.prefix.is_empty() => {
                    let mut map = Map::default();
                    map.set(self.address(name), self.canonical(argument));
                    Value::Map(map)
                }
                entries => Value::Map(Map {
                    entries: entries.iter().map(|(name, node)| (name.clone(), self.canonical(node))).collect(),
                    rest: map.rest.clone(),
                }),
            },
            other => other.clone(),
        };
        place(node, value)
    }

    fn equal(&self, left: &Node, right: &Node) -> Result<bool, Gap> {
        let (one, two) = match (self.plain(left), self.plain(right)) {
            (Ok(one), Ok(two)) => (one, two),
            (Err(gap), Ok(other)) => return self.excluded(left, &other, gap),
            (Ok(other), Err(gap)) => return self.excluded(right, &other, gap),
            (Err(gap), Err(_)) => return Err(gap),
        };
        let (one, two) = (self.concrete(one), self.concrete(two));
        if one == two {
            return Ok(true);
        }
        match [&one, &two].into_iter().find(|text| symbolic(text)) {
            Some(text) => Err(Gap::unresolved(format!("`{text}` is known at deployment only"))),
            None => Ok(false),
        }
    }

    /// A text with the account's id in its place, where that is known.
    pub(super) fn concrete(&self, text: String) -> String {
        match &self.context.account {
            Some(account) if text.contains(OWN_ACCOUNT) => text.replace(OWN_ACCOUNT, account),
            _ => text,
        }
    }

    /// A parameter without a default never equals what its `AllowedValues` leave out.
    fn excluded(&self, node: &Node, other: &str, gap: Gap) -> Result<bool, Gap> {
        let allowed = node
            .get("Ref")
            .and_then(Node::as_str)
            .and_then(|name| self.parameters.get(name))
            .and_then(|parameter| parameter.get("AllowedValues"))
            .and_then(Node::as_list);
        match allowed {
            Some(list)
                if !symbolic(other)
                    && list.iter().all(|item| self.plain(item).is_ok_and(|allowed| allowed != other)) =>
            {
                Ok(false)
            }
            _ => Err(gap),
        }
    }
}
