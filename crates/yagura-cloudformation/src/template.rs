//! One template: its sections, and what its expressions give before it is deployed.

mod conditions;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use yagura_model::{Gap, Map, Node, OWN_REGION, Value};
use yagura_template::{self as services, scalar};

use crate::cdk;
use crate::outcomes::{Assumption, Comparison};
use crate::values::{
    first_gap, is_function, known, parameter_value, place, pseudo, section, size, splits_symbol, symbolic, transform,
};

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

/// Where a template becomes a stack, and with what.
// No `Debug`: parameters may hold secret texts.
#[derive(Clone, Default)]
pub(crate) struct Context {
    /// What stands before the addresses of a nested stack's resources: `Data.`.
    pub(crate) prefix: String,
    /// The stack's name, where it is known.
    pub(crate) stack_name: Option<String>,
    /// The account's id, where it is known. In texts it is always [`OWN_ACCOUNT`].
    pub(crate) account: Option<String>,
    /// The region, where it is known.
    pub(crate) region: Option<String>,
    /// The values of parameters, as far as they are known before any stack is read.
    pub(crate) parameters: HashMap<String, Node>,
    /// The outputs of nested stacks are not known yet.
    pub(crate) planning: bool,
    /// What other stacks tell, as far as it is known.
    pub(crate) outputs: Option<Rc<cdk::Outputs>>,
    /// Texts that stand for what the AWS CDK has not looked up.
    pub(crate) placeholders: Option<Rc<Vec<cdk::Placeholder>>>,
}

impl Context {
    /// Where the stack is.
    pub(crate) fn environment(&self) -> cdk::Environment {
        (self.account.clone(), self.region.clone())
    }

    /// The same as the other stacks of an assembly see it: the name of the outermost stack stands in all symbols.
    pub(crate) fn abroad(&self, stack: &str, known: Option<&Rc<cdk::Outputs>>) -> Self {
        let outputs = known.map(Rc::clone).or_else(|| self.outputs.clone());
        Self { prefix: format!("{}{}", cdk::abroad(stack), self.prefix), outputs, ..self.clone() }
    }
}

/// The stack that a nested one stands in, and the parameters it hands down.
struct Outer<'a> {
    stack: Weak<Template<'a>>,
    given: Option<&'a Map>,
}

pub(crate) struct Template<'a> {
    context: &'a Context,
    outer: Option<Outer<'a>>,
    /// The nested stacks by their logical ids.
    inner: RefCell<HashMap<&'a str, Rc<Template<'a>>>>,
    outputs: HashMap<&'a str, &'a Node>,
    /// An output that is not known yet hangs on itself and is `None`.
    kept_outputs: RefCell<HashMap<String, Option<Text>>>,
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
    /// Shared with the stacks around and inside.
    spent: Rc<Spent>,
}

/// What evaluation has cost so far.
#[derive(Default)]
struct Spent {
    chain: Cell<usize>,
    depth: Cell<usize>,
    results: Cell<usize>,
    texts: Cell<usize>,
}

/// A text's result: known, or why not.
type Text = Result<String, Gap>;

impl<'a> Template<'a> {
    pub(crate) fn new(root: &'a Map, resources: Vec<(&'a str, Declared<'a>)>, context: &'a Context) -> Self {
        Self::assuming(root, resources, context, Assumption::new())
    }

    /// The template under an outcome of its undecided comparisons.
    pub(crate) fn assuming(
        root: &'a Map,
        resources: Vec<(&'a str, Declared<'a>)>,
        context: &'a Context,
        assumed: Assumption,
    ) -> Self {
        let by_id = resources.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
        Self {
            context,
            outer: None,
            inner: RefCell::default(),
            outputs: section(root, "Outputs"),
            kept_outputs: RefCell::default(),
            parameters: section(root, "Parameters"),
            mappings: section(root, "Mappings"),
            condition_nodes: section(root, "Conditions"),
            resources,
            by_id,
            conditions: RefCell::default(),
            names: RefCell::default(),
            assumed,
            undecided: RefCell::default(),
            spent: Rc::default(),
        }
    }

    /// The template as the nested stack `id` of another one.
    pub(crate) fn inside(mut self, outer: &Rc<Template<'a>>, id: &'a str) -> Rc<Self> {
        let given = outer.resource(id).and_then(|declared| declared.properties?.get("Parameters")?.as_map());
        self.outer = Some(Outer { stack: Rc::downgrade(outer), given });
        self.spent = Rc::clone(&outer.spent);
        let inner = Rc::new(self);
        outer.inner.borrow_mut().insert(id, Rc::clone(&inner));
        inner
    }

    /// The address of a resource in the whole tree of stacks.
    pub(crate) fn address(&self, id: &str) -> String {
        format!("{}{id}", self.context.prefix)
    }

    /// What the stack around hands down for a parameter.
    fn given(&self, parameter: &str) -> Option<Node> {
        if let Some(outer) = &self.outer {
            let node = outer.given?.get(parameter)?;
            return match outer.stack.upgrade() {
                Some(stack) => stack.value(node),
                None => Some(Node::unknown(Gap::error("the stack around is gone"))),
            };
        }
        self.context.parameters.get(parameter).cloned()
    }

    /// An output of the stack.
    fn output(&self, name: &str) -> Text {
        if let Some(kept) = self.kept_outputs.borrow().get(name) {
            return kept.clone().unwrap_or_else(|| Err(Gap::error(format!("the output `{name}` hangs on itself"))));
        }
        self.kept_outputs.borrow_mut().insert(name.to_owned(), None);
        let read = || {
            let none = || Gap::error(format!("the nested stack has no output `{name}`"));
            let output = self.outputs.get(name).ok_or_else(none)?;
            if let Some(condition) = output.get("Condition").and_then(Node::as_str)
                && !self.condition(condition)?
            {
                return Err(none());
            }
            self.plain(output.get("Value").ok_or_else(none)?)
        };
        let text = read();
        self.kept_outputs.borrow_mut().insert(name.to_owned(), Some(text.clone()));
        text
    }

    /// The stack's outputs that are known: the name, what it is exported as, and the value.
    pub(crate) fn outputs(&self) -> Vec<(String, Option<String>, String)> {
        let mut names: Vec<&str> = self.outputs.keys().copied().collect();
        names.sort_unstable();
        let known = names.into_iter().filter_map(|output| {
            let export = self.outputs.get(output)?.get("Export").and_then(|export| export.get("Name"));
            let export = export.and_then(|name| self.plain(name).ok());
            Some((output.to_owned(), export, self.output(output).ok()?))
        });
        known.collect()
    }

    /// An output of another stack.
    fn stack_output(&self, argument: &Node) -> Text {
        let part = |name: &str| argument.get(name).map(|node| self.plain(node)).transpose();
        let (stack, output, region) = (part("StackName")?, part("OutputName")?, part("Region")?);
        let named = stack.as_deref().zip(output.as_deref());
        let known = self.context.outputs.as_ref().zip(named).and_then(|(known, named)| {
            known.output(self.context, named, region.as_deref(), argument.get("RoleArn").is_some())
        });
        known.map_or_else(
            || {
                let (stack, output) = (stack.as_deref().unwrap_or("…"), output.as_deref().unwrap_or("…"));
                Err(Gap::unresolved(format!("the output `{output}` comes from the stack `{stack}`")))
            },
            |text| self.text(text),
        )
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
        self.spent.results.set(self.spent.results.get() + nodes);
        if self.spent.results.get() > MAX_RESULTS {
            return Err(Gap::error("the template's expressions give too much"));
        }
        Ok(())
    }

    /// Runs one step deeper; names and conditions that hang on each other must not exhaust the stack.
    fn deeper<T>(&self, step: impl FnOnce() -> T) -> Result<T, Gap> {
        self.charge(1)?;
        if self.spent.depth.get() > MAX_STEPS {
            return Err(Gap::error("the template's expressions nest too deeply"));
        }
        self.spent.depth.set(self.spent.depth.get() + 1);
        let result = step();
        self.spent.depth.set(self.spent.depth.get() - 1);
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
                if let Some(export) = self.context.outputs.as_ref().and_then(|known| known.export(self.context, &name))
                {
                    return text(self.text(export.to_owned()));
                }
                Err(Gap::unresolved(format!("the import `{name}` comes from another stack")))
            }
            "Fn::GetStackOutput" => return text(self.stack_output(argument)),
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
        if let Some(value) = pseudo(target, self.context) {
            return match target {
                "AWS::NotificationARNs" => Err(Gap::unresolved("`AWS::NotificationARNs` is known at deployment only")),
                _ => Ok(Value::String(value)),
            };
        }
        if let Some(parameter) = self.parameters.get(target) {
            let value = parameter_value(target, parameter, self.given(target))?;
            return match value {
                Value::String(text) => self.text(text).map(Value::String),
                Value::List(list) => self.charge(list.len()).map(|()| Value::List(list)),
                value => Ok(value),
            };
        }
        let none = || Gap::unresolved(format!("`{target}` is not in the template"));
        let Some(declared) = self.resource(target) else {
            // SAM's way to name what it makes beside a resource: `Function.Alias`, `Api.Stage`.
            let (id, part) = target.split_once('.').ok_or_else(none)?;
            self.resource(id).ok_or_else(none)?;
            return self.text(format!("{{{}.{part}}}", self.address(id))).map(Value::String);
        };
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
        if let Some(output) = attribute.strip_prefix("Outputs.") {
            let inner = self.inner.borrow().get(id).cloned();
            if let Some(inner) = inner {
                return inner.output(output).and_then(|text| self.text(text));
            }
            if self.context.planning {
                return Err(Gap::unresolved(format!("the output `{id}.{output}` is not known before the stacks are")));
            }
        }
        let mapping = services::mapping(declared.resource_type);
        if let Some((_, pattern)) = mapping.attributes.iter().find(|(name, _)| *name == attribute) {
            return self.fill(id, declared, pattern);
        }
        if attribute == "Arn" && !mapping.arn.is_empty() {
            return self.fill(id, declared, mapping.arn);
        }
        self.text(format!("{{{}.{attribute}}}", self.address(id)))
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
        let text = services::fill(mapping, pattern, &self.address(id), &|| self.physical_name(id), &|name| {
            self.property(declared, name)
        });
        self.text(match &self.context.region {
            Some(region) => text.replace(OWN_REGION, region),
            None => text,
        })
    }

    /// A text property; `None` where it is absent.
    fn property(&self, declared: &Declared<'a>, name: &str) -> Result<Option<String>, Gap> {
        let Some(node) = declared.properties.and_then(|properties| properties.get(name)) else { return Ok(None) };
        if self.spent.chain.get() >= MAX_CHAIN {
            return Err(Gap::unresolved("the names of resources hang on each other"));
        }
        self.spent.chain.set(self.spent.chain.get() + 1);
        let value = self.value(node);
        self.spent.chain.set(self.spent.chain.get() - 1);
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

    /// What a node gives, as one text.
    fn plain(&self, node: &Node) -> Text {
        match self.value(node) {
            None => Ok(String::new()),
            Some(node) => scalar(node.value),
        }
    }

    /// Counts a text that an expression gave.
    fn text(&self, text: String) -> Text {
        self.spent.texts.set(self.spent.texts.get() + text.len());
        if text.len() > MAX_TEXT || self.spent.texts.get() > MAX_TEXTS {
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
            let items = self.items(list)?;
            let parts = items.len();
            if let Some(item) = items.into_iter().nth(at) {
                return Ok(item.value);
            }
            match self.part_of_symbol(list, (at - parts).saturating_add(1)) {
                Some(part) => self.text(part).map(Value::String),
                None => Err(Gap::unresolved(format!("`Fn::Select`: the list has no item {at}"))),
            }
        };
        place(node, known(selected()))
    }

    /// A part of a name that AWS makes: the one so many separators behind its beginning, where such a name ends the text that is
    /// split (the last part of a stack's id, the host of a function's URL).
    fn part_of_symbol(&self, list: &Node, at: usize) -> Option<String> {
        let Some([separator, text]) = list.get("Fn::Split").and_then(Node::as_list) else { return None };
        let (separator, text) = (self.plain(separator).ok()?, self.plain(text).ok()?);
        let (_, symbol) = text.strip_suffix('}')?.split_once('{').filter(|(_, symbol)| !symbol.contains('{'))?;
        Some(format!("{{{symbol}.{separator}{at}}}"))
    }

    fn find_in_map(&self, node: &Node, argument: &Node) -> Node {
        let found = || {
            let list = argument.as_list().unwrap_or_default();
            let [map, first, second, rest @ ..] = list else {
                return Err(Gap::error("`Fn::FindInMap` takes a map and two keys"));
            };
            let key = |node: &Node| self.plain(node).map(|text| self.concrete(text));
            let keys = (key(map)?, key(first)?, key(second)?);
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
