//! One template: its sections, and what its expressions give before it is deployed.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use yagura_model::{Gap, GapKind, Map, Node, OWN_ACCOUNT, OWN_REGION, Value};
use yagura_template::{self as services, scalar};

use crate::outcomes::{Assumption, Comparison};

/// How many nodes the expressions of one template may give.
const MAX_RESULTS: usize = 1_000_000;
/// How many bytes of text the expressions of one template may give: each as many as a template may have, all a few times that.
const MAX_TEXT: usize = 1 << 20;
const MAX_TEXTS: usize = 32 << 20;
/// How deep expressions may nest, through names and conditions too.
const MAX_STEPS: usize = 300;
/// How many names may hang on each other (`Ref` to a resource whose name is a `Ref` …).
const MAX_CHAIN: usize = 20;

/// A resource as it is written.
#[derive(Clone, Copy)]
pub(crate) struct Declared<'a> {
    pub(crate) resource_type: &'a str,
    pub(crate) properties: Option<&'a Node>,
    pub(crate) condition: Option<&'a Node>,
}

pub(crate) struct Template<'a> {
    parameters: HashMap<&'a str, &'a Node>,
    mappings: HashMap<&'a str, &'a Node>,
    condition_nodes: HashMap<&'a str, &'a Node>,
    /// In the order of the file.
    pub(crate) resources: Vec<(&'a str, Declared<'a>)>,
    by_id: HashMap<&'a str, usize>,
    conditions: RefCell<HashMap<String, Option<Result<bool, Gap>>>>,
    /// A name that is not known yet hangs on itself and is `None`, as one that AWS makes.
    names: RefCell<HashMap<String, Option<String>>>,
    /// What is taken for the outcome of comparisons that are not decided before deployment.
    assumed: Assumption,
    /// The comparisons that were met and are not decided, in the order of their meeting.
    undecided: RefCell<Vec<Comparison>>,
    chain: Cell<usize>,
    depth: Cell<usize>,
    results: Cell<usize>,
    texts: Cell<usize>,
}

/// A text's result: known, or why not.
type Text = Result<String, Gap>;

impl<'a> Template<'a> {
    pub(crate) fn new(root: &'a Map, resources: Vec<(&'a str, Declared<'a>)>) -> Self {
        Self::assuming(root, resources, Assumption::new())
    }

    /// The template under an outcome of its undecided comparisons.
    pub(crate) fn assuming(root: &'a Map, resources: Vec<(&'a str, Declared<'a>)>, assumed: Assumption) -> Self {
        let by_id = resources.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
        Self {
            parameters: section(root, "Parameters"),
            mappings: section(root, "Mappings"),
            condition_nodes: section(root, "Conditions"),
            resources,
            by_id,
            conditions: RefCell::default(),
            names: RefCell::default(),
            assumed,
            undecided: RefCell::default(),
            chain: Cell::new(0),
            depth: Cell::new(0),
            results: Cell::new(0),
            texts: Cell::new(0),
        }
    }

    /// The comparisons that were met and are not decided before deployment.
    pub(crate) fn undecided(&self) -> Vec<Comparison> {
        self.undecided.borrow().clone()
    }

    pub(crate) fn resource(&self, id: &str) -> Option<&Declared<'a>> {
        self.resources.get(*self.by_id.get(id)?).map(|(_, declared)| declared)
    }

    /// Counts what an expression gave.
    fn charge(&self, nodes: usize) -> Result<(), Gap> {
        self.results.set(self.results.get() + nodes);
        if self.results.get() > MAX_RESULTS {
            return Err(Gap::error("the template's expressions give too much"));
        }
        Ok(())
    }

    /// Runs one step deeper; names and conditions that hang on each other must not exhaust the stack.
    fn deeper<T>(&self, step: impl FnOnce() -> T) -> Result<T, Gap> {
        self.charge(1)?;
        if self.depth.get() > MAX_STEPS {
            return Err(Gap::error("the template's expressions nest too deeply"));
        }
        self.depth.set(self.depth.get() + 1);
        let result = step();
        self.depth.set(self.depth.get() - 1);
        Ok(result)
    }

    /// What a node gives; `None` is `AWS::NoValue`.
    pub(crate) fn value(&self, node: &Node) -> Option<Node> {
        match self.deeper(|| self.step(node)) {
            Ok(result) => result,
            Err(gap) => Some(place(node, Value::Unknown(Box::new(gap)))),
        }
    }

    fn step(&self, node: &Node) -> Option<Node> {
        match &node.value {
            Value::Map(map) => match map.entries.as_slice() {
                [(name, argument)] if is_function(name) => self.function(node, name, argument),
                _ => Some(place(node, Value::Map(self.map(map)))),
            },
            Value::List(list) => {
                Some(place(node, Value::List(list.iter().filter_map(|item| self.value(item)).collect())))
            }
            _ => Some(node.clone()),
        }
    }

    /// The members of a map, each with what it gives.
    pub(crate) fn map(&self, map: &Map) -> Map {
        let mut result = Map { entries: Vec::with_capacity(map.entries.len()), rest: map.rest.clone() };
        for (name, child) in &map.entries {
            if name == "Fn::Transform" {
                result.rest = yagura_model::Rest::Unknown(Box::new(transform(child)));
            } else if let Some(node) = self.value(child) {
                result.entries.push((name.clone(), node));
            }
        }
        result
    }

    fn function(&self, node: &Node, name: &str, argument: &Node) -> Option<Node> {
        let text = |text: Text| Some(place(node, known(text.map(Value::String))));
        let result: Result<Value, Gap> = match name {
            "Ref" => match argument.as_str() {
                Some("AWS::NoValue") => return None,
                Some(target) => self.reference(target),
                None => Err(Gap::error("`Ref` without a name")),
            },
            "Fn::If" => return self.choice(node, argument),
            "Fn::GetAtt" => return text(self.attribute_of(argument)),
            "Fn::Sub" => return text(self.sub(argument)),
            "Fn::Join" => return text(self.join(argument)),
            "Fn::Split" => self.split(argument),
            "Fn::Select" => return Some(self.select(node, argument)),
            "Fn::FindInMap" => return Some(self.find_in_map(node, argument)),
            "Fn::Base64" => {
                // What the instance gets is the plain text: that is what is read.
                return match self.value(argument) {
                    Some(inner) => Some(place(node, inner.value)),
                    None => Some(place(node, Value::Null)),
                };
            }
            "Fn::Cidr" => self.cidr(argument),
            "Fn::Length" => match self.value(argument).map(|node| node.value) {
                Some(Value::List(list)) => {
                    i64::try_from(list.len()).map(Value::Int).map_err(|_| Gap::error("too long"))
                }
                Some(Value::Unknown(gap)) => Err(*gap),
                _ => Err(Gap::error("`Fn::Length` of what is no list")),
            },
            "Fn::ToJsonString" => match self.value(argument) {
                Some(inner) if first_gap(&inner).is_none() => {
                    self.text(yagura_model::json_of(&inner).to_string()).map(Value::String)
                }
                // A document with an unknown part keeps its known parts as a tree.
                Some(inner) => Ok(inner.value),
                None => Ok(Value::Null),
            },
            "Fn::GetAZs" => Err(Gap::unresolved("`Fn::GetAZs` is known at deployment only")),
            "Fn::ImportValue" => {
                let name = self.plain(argument).unwrap_or_else(|_| "…".to_owned());
                Err(Gap::unresolved(format!("the import `{name}` comes from another stack")))
            }
            "Fn::Transform" => Err(transform(argument)),
            "Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not" => self.decide(node).map(Value::Bool),
            // `Condition` is also the name of a part of every policy statement: only a text that names a condition is one.
            "Condition" => match argument.as_str() {
                Some(name) if self.condition_nodes.contains_key(name) => self.decide(node).map(Value::Bool),
                _ => {
                    let mut map = Map::default();
                    map.set(name, self.value(argument)?);
                    Ok(Value::Map(map))
                }
            },
            _ => Err(Gap::unsupported(format!("`{name}` is not read"))),
        };
        Some(place(node, known(result)))
    }

    fn reference(&self, target: &str) -> Result<Value, Gap> {
        if let Some(value) = pseudo(target) {
            return match target {
                "AWS::NotificationARNs" => Err(Gap::unresolved("`AWS::NotificationARNs` is known at deployment only")),
                _ => Ok(Value::String(value)),
            };
        }
        if let Some(parameter) = self.parameters.get(target) {
            let value = parameter_value(target, parameter)?;
            return match value {
                Value::String(text) => self.text(text).map(Value::String),
                Value::List(list) => self.charge(list.len()).map(|()| Value::List(list)),
                value => Ok(value),
            };
        }
        let declared =
            self.resource(target).ok_or_else(|| Gap::unresolved(format!("`{target}` is not in the template")))?;
        self.fill(target, declared, services::mapping(declared.resource_type).reference).map(Value::String)
    }

    fn attribute_of(&self, argument: &Node) -> Text {
        match &argument.value {
            Value::String(both) => match both.split_once('.') {
                Some((id, attribute)) => self.attribute(id, attribute),
                None => Err(Gap::error(format!("`Fn::GetAtt` of `{both}` names no attribute"))),
            },
            Value::List(list) => match list.as_slice() {
                [id, attribute] => self.attribute(&self.plain(id)?, &self.plain(attribute)?),
                _ => Err(Gap::error("`Fn::GetAtt` takes a logical id and an attribute")),
            },
            _ => Err(Gap::error("`Fn::GetAtt` takes a logical id and an attribute")),
        }
    }

    fn attribute(&self, id: &str, attribute: &str) -> Text {
        let declared = self.resource(id).ok_or_else(|| Gap::unresolved(format!("`{id}` is not in the template")))?;
        let mapping = services::mapping(declared.resource_type);
        if let Some((_, pattern)) = mapping.attributes.iter().find(|(name, _)| *name == attribute) {
            return self.fill(id, declared, pattern);
        }
        if attribute == "Arn" && !mapping.arn.is_empty() {
            return self.fill(id, declared, mapping.arn);
        }
        self.text(format!("{{{id}.{attribute}}}"))
    }

    /// The ARN of a resource, with symbols for what is not known.
    pub(crate) fn arn(&self, id: &str) -> Option<String> {
        let declared = self.resource(id)?;
        let mapping = services::mapping(declared.resource_type);
        if mapping.arn.is_empty() { None } else { self.fill(id, declared, mapping.arn).ok() }
    }

    /// What `Ref` gives.
    pub(crate) fn symbol(&self, id: &str) -> Option<String> {
        let declared = self.resource(id)?;
        self.fill(id, declared, services::mapping(declared.resource_type).reference).ok()
    }

    /// A pattern of [`Mapping`] with its parts in their places.
    fn fill(&self, id: &str, declared: &Declared<'a>, pattern: &str) -> Text {
        let mapping = services::mapping(declared.resource_type);
        self.text(services::fill(mapping, pattern, id, &|| self.physical_name(id), &|name| {
            self.property(declared, name)
        }))
    }

    /// A text property; `None` where it is absent.
    fn property(&self, declared: &Declared<'a>, name: &str) -> Result<Option<String>, Gap> {
        let Some(node) = declared.properties.and_then(|properties| properties.get(name)) else { return Ok(None) };
        if self.chain.get() >= MAX_CHAIN {
            return Err(Gap::unresolved("the names of resources hang on each other"));
        }
        self.chain.set(self.chain.get() + 1);
        let value = self.value(node);
        self.chain.set(self.chain.get() - 1);
        match value {
            None => Ok(None),
            Some(node) => match node.value {
                Value::Null => Ok(None),
                value => scalar(value).map(Some),
            },
        }
    }

    /// The explicit name of a resource, where it has one and it is known.
    pub(crate) fn physical_name(&self, id: &str) -> Option<String> {
        let declared = self.resource(id)?;
        let mapping = services::mapping(declared.resource_type);
        if mapping.name.is_empty() {
            return None;
        }
        if let Some(known) = self.names.borrow().get(id) {
            return known.clone();
        }
        self.names.borrow_mut().insert(id.to_owned(), None);
        let name = self.property(declared, mapping.name).ok().flatten();
        self.names.borrow_mut().insert(id.to_owned(), name.clone());
        name
    }

    fn choice(&self, node: &Node, argument: &Node) -> Option<Node> {
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
        if self.chain.get() >= MAX_CHAIN {
            return Err(Gap::unresolved("the conditions hang on each other too deeply"));
        }
        self.conditions.borrow_mut().insert(name.to_owned(), None);
        self.chain.set(self.chain.get() + 1);
        let decided = self.decide(node).map_err(|gap| Gap::undecided(name, gap));
        self.chain.set(self.chain.get() - 1);
        self.conditions.borrow_mut().insert(name.to_owned(), Some(decided.clone()));
        decided
    }

    fn decide(&self, node: &Node) -> Result<bool, Gap> {
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
        let comparison = Comparison::of(left, right);
        if let Some(outcome) = self.assumed.get(&comparison) {
            return Ok(*outcome);
        }
        let mut undecided = self.undecided.borrow_mut();
        if !undecided.contains(&comparison) {
            undecided.push(comparison);
        }
        Err(gap)
    }

    fn equal(&self, left: &Node, right: &Node) -> Result<bool, Gap> {
        let (one, two) = match (self.plain(left), self.plain(right)) {
            (Ok(one), Ok(two)) => (one, two),
            (Err(gap), Ok(other)) => return self.excluded(left, &other, gap),
            (Ok(other), Err(gap)) => return self.excluded(right, &other, gap),
            (Err(gap), Err(_)) => return Err(gap),
        };
        if one == two {
            return Ok(true);
        }
        match [&one, &two].into_iter().find(|text| symbolic(text)) {
            Some(text) => Err(Gap::unresolved(format!("`{text}` is known at deployment only"))),
            None => Ok(false),
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

    /// What a node gives, as one text.
    fn plain(&self, node: &Node) -> Text {
        match self.value(node) {
            None => Ok(String::new()),
            Some(node) => scalar(node.value),
        }
    }

    /// Counts a text that an expression gave.
    fn text(&self, text: String) -> Text {
        self.texts.set(self.texts.get() + text.len());
        if text.len() > MAX_TEXT || self.texts.get() > MAX_TEXTS {
            return Err(Gap::error("the template's expressions give too long texts"));
        }
        Ok(text)
    }

    fn sub(&self, argument: &Node) -> Text {
        let (text, variables) = match (&argument.value, argument.as_list()) {
            (_, Some([text, variables])) => (text.as_str(), variables.as_map()),
            (_, Some([text])) => (text.as_str(), None),
            _ => (argument.as_str(), None),
        };
        let mut rest = text.ok_or_else(|| Gap::error("`Fn::Sub` without a text"))?;
        let mut result = String::new();
        while let Some((before, inside)) = rest.split_once("${") {
            result.push_str(before);
            let Some((name, after)) = inside.split_once('}') else {
                result.push_str("${");
                rest = inside;
                continue;
            };
            rest = after;
            if let Some(literal) = name.strip_prefix('!') {
                result.push_str("${");
                result.push_str(literal);
                result.push('}');
                continue;
            }
            let name = name.trim();
            let value = if let Some(node) = variables.and_then(|variables| variables.get(name)) {
                self.plain(node)?
            } else if let Some((id, attribute)) = name.split_once('.') {
                self.attribute(id, attribute)?
            } else {
                scalar(self.reference(name)?)?
            };
            result.push_str(&value);
            if result.len() > MAX_TEXT {
                break;
            }
        }
        result.push_str(rest);
        self.text(result)
    }

    fn join(&self, argument: &Node) -> Text {
        let Some([separator, list]) = argument.as_list() else {
            return Err(Gap::error("`Fn::Join` takes a separator and a list"));
        };
        let separator = self.plain(separator)?;
        let mut text = String::new();
        let list = self.items(list)?;
        for (at, item) in list.into_iter().enumerate() {
            if at > 0 {
                text.push_str(&separator);
            }
            text.push_str(&scalar(item.value)?);
            if text.len() > MAX_TEXT {
                break;
            }
        }
        self.text(text)
    }

    /// What a node gives, as a list.
    fn items(&self, node: &Node) -> Result<Vec<Node>, Gap> {
        match self.value(node).map(|node| node.value) {
            Some(Value::List(list)) => Ok(list),
            Some(Value::Unknown(gap)) => Err(*gap),
            _ => Err(Gap::error("a list was expected")),
        }
    }

    fn split(&self, argument: &Node) -> Result<Value, Gap> {
        let Some([separator, text]) = argument.as_list() else {
            return Err(Gap::error("`Fn::Split` takes a separator and a text"));
        };
        let (separator, text) = (self.plain(separator)?, self.plain(text)?);
        if separator.is_empty() || splits_symbol(&text, &separator) {
            return Err(Gap::unresolved(format!("`{text}` cannot be split before deployment")));
        }
        let parts: Vec<Node> = text.split(&separator).map(Node::from).collect();
        self.charge(parts.len())?;
        Ok(Value::List(parts))
    }

    fn select(&self, node: &Node, argument: &Node) -> Node {
        let selected = || {
            let Some([index, list]) = argument.as_list() else {
                return Err(Gap::error("`Fn::Select` takes an index and a list"));
            };
            let index = self.plain(index)?;
            let at: usize =
                index.trim().parse().map_err(|_| Gap::error(format!("`Fn::Select`: `{index}` is no index")))?;
            let list = self.items(list)?;
            list.into_iter()
                .nth(at)
                .map(|node| node.value)
                .ok_or_else(|| Gap::unresolved(format!("`Fn::Select`: the list has no item {at}")))
        };
        place(node, known(selected()))
    }

    fn find_in_map(&self, node: &Node, argument: &Node) -> Node {
        let found = || {
            let list = argument.as_list().unwrap_or_default();
            let [map, first, second, rest @ ..] = list else {
                return Err(Gap::error("`Fn::FindInMap` takes a map and two keys"));
            };
            let keys = (self.plain(map)?, self.plain(first)?, self.plain(second)?);
            let found = self
                .mappings
                .get(keys.0.as_str())
                .and_then(|map| map.get(&keys.1))
                .and_then(|inner| inner.get(&keys.2));
            if let Some(found) = found {
                self.charge(size(found))?;
                return Ok(found.value.clone());
            }
            let default = rest.first().and_then(|options| options.get("DefaultValue"));
            match [&keys.0, &keys.1, &keys.2].into_iter().find(|key| symbolic(key)) {
                Some(key) => Err(Gap::unresolved(format!(
                    "the mapping `{}` is asked for `{key}`, which is known at deployment only",
                    keys.0
                ))),
                None => match default {
                    Some(default) => Ok(self.value(default).map_or(Value::Null, |node| node.value)),
                    None => Err(Gap::error(format!("the mapping `{}` has no `{}`.`{}`", keys.0, keys.1, keys.2))),
                },
            }
        };
        place(node, known(found()))
    }

    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html>
    fn cidr(&self, argument: &Node) -> Result<Value, Gap> {
        let list = argument.as_list().unwrap_or_default();
        let [block, count, rest @ ..] = list else {
            return Err(Gap::error("`Fn::Cidr` takes a block, a count and the bits of each"));
        };
        let block = self.plain(block)?;
        let wrong = || Gap::unresolved(format!("`Fn::Cidr` of `{block}` is not computed"));
        let count: u32 = self.plain(count)?.parse().map_err(|_| wrong())?;
        let bits: u32 = match rest.first() {
            Some(bits) => self.plain(bits)?.parse().map_err(|_| wrong())?,
            None => return Err(wrong()),
        };
        let (address, length) = block.split_once('/').ok_or_else(wrong)?;
        let address: std::net::Ipv4Addr = address.parse().map_err(|_| wrong())?;
        let length: u32 = length.parse().map_err(|_| wrong())?;
        let free = 32u32.checked_sub(length).ok_or_else(wrong)?;
        let whole = 1u64 << free;
        if bits > free || count > 256 || u64::from(count) << bits > whole {
            return Err(wrong());
        }
        let first = u64::from(u32::from(address)) & !(whole - 1);
        let blocks = (0..u64::from(count)).map(|at| {
            let start = u32::try_from(first + (at << bits)).unwrap_or(u32::MAX);
            Node::from(format!("{}/{}", std::net::Ipv4Addr::from(start), 32 - bits))
        });
        Ok(Value::List(blocks.collect()))
    }
}

fn section<'a>(root: &'a Map, name: &str) -> HashMap<&'a str, &'a Node> {
    let entries = root.get(name).and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
    entries.iter().map(|(name, node)| (name.as_str(), node)).collect()
}

/// How many nodes a tree has.
pub(crate) fn size(node: &Node) -> usize {
    1 + match &node.value {
        Value::List(list) => list.iter().map(size).sum(),
        Value::Map(map) => map.entries.iter().map(|(_, node)| size(node)).sum(),
        _ => 0,
    }
}

fn is_function(name: &str) -> bool {
    name == "Ref" || name == "Condition" || name.starts_with("Fn::")
}

/// The same place, another value.
fn place(node: &Node, value: Value) -> Node {
    Node { value, span: node.span }
}

fn known(result: Result<Value, Gap>) -> Value {
    result.unwrap_or_else(|gap| Value::Unknown(Box::new(gap)))
}

fn transform(argument: &Node) -> Gap {
    let name = argument.get("Name").and_then(Node::as_str).unwrap_or("Fn::Transform");
    Gap::unsupported(format!("the macro `{name}` runs at deployment only"))
}

fn pseudo(name: &str) -> Option<String> {
    Some(match name {
        "AWS::AccountId" => OWN_ACCOUNT.to_owned(),
        "AWS::Region" => OWN_REGION.to_owned(),
        "AWS::Partition" => "aws".to_owned(),
        "AWS::URLSuffix" => "amazonaws.com".to_owned(),
        "AWS::StackName" => "{StackName}".to_owned(),
        "AWS::StackId" => {
            format!("arn:aws:cloudformation:{OWN_REGION}:{OWN_ACCOUNT}:stack/{{StackName}}/{{StackId}}")
        }
        "AWS::NotificationARNs" => String::new(),
        _ => return None,
    })
}

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>
fn parameter_value(name: &str, parameter: &Node) -> Result<Value, Gap> {
    let kind = parameter.get("Type").and_then(Node::as_str).unwrap_or("String");
    if kind.starts_with("AWS::SSM::Parameter::") {
        return Err(Gap::unresolved(format!("parameter `{name}` is read from Parameter Store at deployment")));
    }
    let default = parameter.get("Default").filter(|node| node.value != Value::Null);
    let Some(default) = default else {
        return Err(Gap::unresolved(format!("parameter `{name}` has no default")));
    };
    if kind.starts_with("List<") || kind == "CommaDelimitedList" {
        let text = scalar(default.value.clone())?;
        return Ok(Value::List(text.split(',').map(|item| Node::from(item.trim())).collect()));
    }
    match &default.value {
        Value::Map(_) | Value::List(_) => Err(Gap::error(format!("parameter `{name}` has a default that is no text"))),
        value => Ok(value.clone()),
    }
}

/// Whether a text has a symbol in it: a part in braces that is known at deployment only.
fn symbolic(text: &str) -> bool {
    text.split_once('{').is_some_and(|(_, inside)| inside.contains('}'))
}

/// Whether a separator stands inside a symbol.
fn splits_symbol(text: &str, separator: &str) -> bool {
    text.split('{').skip(1).any(|inside| inside.split_once('}').is_some_and(|(symbol, _)| symbol.contains(separator)))
}

/// `and` of three values: one that fails decides, whatever the others are.
fn all(items: impl Iterator<Item = Result<bool, Gap>>) -> Result<bool, Gap> {
    let mut unknown = None;
    for item in items {
        match item {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(gap) => unknown = unknown.or(Some(gap)),
        }
    }
    unknown.map_or(Ok(true), Err)
}

/// What holds in both branches of an undecided choice; the rest is unknown.
fn either(yes: Node, no: Node, gap: &Gap) -> Node {
    let span = yes.span;
    let value = match (yes.value, no.value) {
        // Longer maps than any resource has are not worth a search through each other.
        (Value::Map(yes), Value::Map(mut no)) if yes.rest == no.rest && no.entries.len() < 500 => {
            let mut map = Map { entries: Vec::with_capacity(yes.entries.len()), rest: yes.rest };
            for (name, value) in yes.entries {
                let merged = match no.remove(&name) {
                    Some(other) => either(value, other, gap),
                    None => Node { value: Value::Unknown(Box::new(gap.clone())), span: value.span },
                };
                map.entries.push((name, merged));
            }
            for (name, value) in no.entries {
                map.entries.push((name, Node { value: Value::Unknown(Box::new(gap.clone())), span: value.span }));
            }
            Value::Map(map)
        }
        (Value::List(yes), Value::List(no)) if yes.len() == no.len() => {
            Value::List(yes.into_iter().zip(no).map(|(yes, no)| either(yes, no, gap)).collect())
        }
        (yes, no) if yes == no => yes,
        _ => Value::Unknown(Box::new(gap.clone())),
    };
    Node { value, span }
}

/// The first part of a tree that is not known.
pub(crate) fn first_gap(node: &Node) -> Option<&Gap> {
    match &node.value {
        Value::Unknown(gap) => Some(gap),
        Value::List(list) => list.iter().find_map(first_gap),
        Value::Map(map) => map.entries.iter().find_map(|(_, node)| first_gap(node)),
        _ => None,
    }
}
