//! `Fn::ForEach`: one piece of a template written once for each item of a list
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html>).

use yagura_model::{Gap, GapKind, Map, Node, Rest, Span, Value};
use yagura_template::scalar;

use crate::read;
use crate::sam;
use crate::template::{Context, Template};
use crate::values::size;
use yagura_template::syntax::MAX_NODES;

/// What could not be done: its kind, its place, and why.
pub(crate) type Notes = Vec<(GapKind, Option<Span>, String)>;

/// Writes out a template's loops and SAM resources.
pub(crate) fn template(root: &mut Map, context: &Context, said: &mut read::Notes<'_>) {
    let mut notes = Notes::new();
    // Conditions first: what comes later may hang on them.
    for section in ["Conditions", "Resources", "Outputs"] {
        if let Some(mut node) = root.remove(section) {
            loops(&Template::new(root, Vec::new(), context), &mut node, &mut notes);
            root.set(section, node);
        }
    }
    sam::transform(root, &context.parameters, &mut notes);
    for (kind, span, message) in notes {
        said.add(kind, span, message);
    }
}

/// Macros run at deployment and may change everything; those of AWS that change nothing for us are known
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html>).
pub(crate) fn macros(root: &Map, said: &mut read::Notes<'_>) {
    let Some(node) = root.get("Transform") else { return };
    let list = node.as_list().unwrap_or(std::slice::from_ref(node));
    for item in list {
        let name = item.as_str().or_else(|| item.get("Name").and_then(Node::as_str)).unwrap_or("…");
        let known = name.starts_with("AWS::Serverless-")
            || name.starts_with("AWS::SecretsManager-")
            || matches!(name, "AWS::LanguageExtensions" | "AWS::CodeDeployBlueGreen");
        if !known {
            let message = format_args!(
                "the macro `{name}` runs at deployment only and may change every resource: the template is judged as it is written"
            );
            said.add(GapKind::Unsupported, item.span, message);
        }
    }
}

/// Writes out every loop below a node. A loop that is not known before deployment is left out with a note, and the map
/// it stood in says that it is not whole.
pub(crate) fn loops(template: &Template<'_>, node: &mut Node, notes: &mut Notes) {
    Loops { template, notes, made: 0 }.node(node);
}

struct Loops<'a, 't> {
    template: &'a Template<'t>,
    notes: &'a mut Notes,
    made: usize,
}

const PREFIX: &str = "Fn::ForEach";

impl Loops<'_, '_> {
    fn node(&mut self, node: &mut Node) {
        match &mut node.value {
            Value::List(list) => list.iter_mut().for_each(|item| self.node(item)),
            Value::Map(map) => {
                if map.entries.iter().any(|(name, _)| name.starts_with(PREFIX)) {
                    self.map(map);
                }
                map.entries.iter_mut().for_each(|(_, child)| self.node(child));
            }
            _ => {}
        }
    }

    /// Replaces the loops among a map's members by what they give; loops inside loops too.
    fn map(&mut self, map: &mut Map) {
        let mut waiting: Vec<(String, Node)> = std::mem::take(&mut map.entries);
        waiting.reverse();
        let mut seen = std::collections::HashSet::new();
        while let Some((name, node)) = waiting.pop() {
            if !name.starts_with(PREFIX) {
                if seen.insert(name.clone()) {
                    map.entries.push((name, node));
                } else {
                    self.notes.push((GapKind::Error, node.span, format!("`{name}` stands twice")));
                }
                continue;
            }
            match self.one(&node) {
                Ok(entries) => waiting.extend(entries.into_iter().rev()),
                Err(gap) => {
                    self.notes.push((gap.kind, node.span, format!("`{name}`: {}", gap.message)));
                    map.rest = Rest::Unknown(Box::new(gap));
                }
            }
        }
    }

    fn one(&mut self, node: &Node) -> Result<Vec<(String, Node)>, Gap> {
        let wrong = || Gap::error("a loop is a list of a name, a collection and a map");
        let Some([variable, collection, body]) = node.as_list() else { return Err(wrong()) };
        let (variable, body) = (variable.as_str().ok_or_else(wrong)?, body.as_map().ok_or_else(wrong)?);
        let items = match self.template.value(collection).map(|node| node.value) {
            Some(Value::List(list)) => list,
            Some(Value::Unknown(gap)) => return Err(*gap),
            _ => return Err(wrong()),
        };
        let cost: usize = body.entries.iter().map(|(_, node)| size(node)).sum();
        let mut entries = Vec::new();
        for item in items {
            let item = scalar(item.value)?;
            self.made = self.made.saturating_add(cost.max(1));
            if self.made > MAX_NODES {
                return Err(Gap::error(format!("the loops give more than {MAX_NODES} values")));
            }
            let alphanumeric: String = item.chars().filter(char::is_ascii_alphanumeric).collect();
            let replace = Replace {
                variable,
                item: &item,
                plain: &format!("${{{variable}}}"),
                stripped: &format!("&{{{variable}}}"),
                alphanumeric: &alphanumeric,
            };
            for (name, value) in &body.entries {
                entries.push((replace.text(name), replace.node(value)));
            }
        }
        Ok(entries)
    }
}

struct Replace<'a> {
    variable: &'a str,
    item: &'a str,
    plain: &'a str,
    stripped: &'a str,
    alphanumeric: &'a str,
}

impl Replace<'_> {
    fn text(&self, text: &str) -> String {
        if !text.contains('{') {
            return text.to_owned();
        }
        text.replace(self.plain, self.item).replace(self.stripped, self.alphanumeric)
    }

    fn node(&self, node: &Node) -> Node {
        let value = match &node.value {
            Value::String(text) => Value::String(self.text(text)),
            Value::List(list) => Value::List(list.iter().map(|item| self.node(item)).collect()),
            Value::Map(map) => match map.entries.as_slice() {
                [(name, target)] if name == "Ref" && target.as_str() == Some(self.variable) => {
                    Value::String(self.item.to_owned())
                }
                entries => Value::Map(Map {
                    entries: entries.iter().map(|(name, child)| (self.text(name), self.node(child))).collect(),
                    rest: map.rest.clone(),
                }),
            },
            other => other.clone(),
        };
        Node { value, span: node.span }
    }
}
