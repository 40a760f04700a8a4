//! How one resource type of the provider is written in CloudFormation's words.

use std::collections::HashMap;
use std::sync::OnceLock;

use yagura_model::{Gap, Map, Node, Rest, Value};
use yagura_template::Defaults;

use super::Translated;
use crate::instance::Instance;

/// One resource type of the provider.
///
/// Attributes that are not among the fields are dropped: the model has nothing to keep them in.
pub(crate) struct Kind {
    /// `aws_s3_bucket`.
    pub(crate) name: &'static str,
    /// The CloudFormation type, or the provider's own name for a piece that only Terraform has.
    /// Empty for a type that no check looks at: only its attributes are known.
    pub(crate) resource_type: &'static str,
    /// What is taken over, and under which name.
    pub(crate) fields: &'static [Field],
    /// What attributes give, as patterns of [`yagura_template::Mapping`]. `id` is what CloudFormation's `Ref` gives, `arn` the ARN,
    /// and the attribute of the name the name, unless they stand here.
    pub(crate) computed: &'static [(&'static str, &'static str)],
    /// What the provider writes where the configuration says nothing, if it is not what AWS would do: property, value, source.
    pub(crate) defaults: &'static [(&'static str, Given, &'static str)],
    /// Brings into form what no field can say.
    pub(crate) shape: fn(&mut Map, &Map, &mut Defaults),
    /// The resources in place of the one, for a type that gives none or several; the map holds the properties.
    pub(crate) several: Option<fn(&Instance, Map) -> Vec<Translated>>,
}

impl Kind {
    /// A type with nothing but its names.
    pub(crate) const NEW: Self = Self {
        name: "",
        resource_type: "",
        fields: &[],
        computed: &[],
        defaults: &[],
        shape: |_, _, _| {},
        several: None,
    };
}

/// A default's value.
#[derive(Clone, Copy)]
pub(crate) enum Given {
    Bool(bool),
    Int(i64),
    Text(&'static str),
    /// An empty list.
    Nothing,
}

impl From<Given> for Node {
    fn from(given: Given) -> Self {
        match given {
            Given::Bool(value) => value.into(),
            Given::Int(value) => value.into(),
            Given::Text(text) => text.into(),
            Given::Nothing => Vec::new().into(),
        }
    }
}

/// What is taken over. A name in CloudFormation may be a path (`Policies/PasswordPolicy`).
pub(crate) enum Field {
    /// An attribute.
    Value(&'static str, &'static str),
    /// An attribute whose name differs in its spelling only.
    Same(&'static str),
    /// A text that may be secret: one that the provider makes (`{random_password.db.result}`) stands in no file.
    Secret(&'static str, &'static str),
    /// A block that stands once: a map.
    One(&'static str, &'static str, &'static [Field]),
    /// Blocks: a list of maps.
    Many(&'static str, &'static str, &'static [Field]),
    /// Fields of the resource itself that CloudFormation has one level below.
    Within(&'static str, &'static [Field]),
    /// A block that stands once, whose fields CloudFormation has in the resource itself.
    Out(&'static str, &'static [Field]),
}

pub(crate) use Field::{Many, One, Out, Same, Secret, Value as As, Within};

/// The fields of a body under their new names.
pub(crate) fn fields(body: &Map, fields: &[Field]) -> Map {
    let mut properties = Map { entries: Vec::with_capacity(fields.len()), rest: body.rest.clone() };
    for field in fields {
        match field {
            As(from, to) => put(&mut properties, to, written(body, from)),
            Same(name) => put(&mut properties, &pascal(name), written(body, name)),
            Secret(from, to) => put(&mut properties, to, taken(body, from).map(plain)),
            One(from, to, inner) => put(&mut properties, to, taken(body, from).and_then(|node| one(node, inner))),
            Many(from, to, inner) => put(&mut properties, to, taken(body, from).map(|node| many(node, inner))),
            Within(to, inner) => {
                let node = Node::from(self::fields(body, inner));
                put(&mut properties, to, Some(node));
            }
            Out(from, inner) => match taken(body, from).and_then(|node| one(node, inner)).map(|node| node.value) {
                Some(Value::Map(block)) => {
                    properties.rest = block.rest;
                    block.entries.into_iter().for_each(|(name, node)| properties.set(&name, node));
                }
                Some(Value::Unknown(gap)) => properties.rest = Rest::Unknown(gap),
                _ => {}
            },
        }
    }
    properties
}

/// What is written; nothing where it is `null`.
pub(crate) fn taken(body: &Map, name: &str) -> Option<Node> {
    body.get(name).filter(|node| node.value != Value::Null).cloned()
}

/// What is written; the provider takes an empty text for none.
fn written(body: &Map, name: &str) -> Option<Node> {
    taken(body, name).filter(|node| node.as_str() != Some(""))
}

/// Puts a value at a path.
pub(crate) fn put(properties: &mut Map, path: &str, node: Option<Node>) {
    let Some(node) = node else { return };
    match path.split_once('/') {
        None => properties.set(path, node),
        Some((first, rest)) => {
            properties.set_default(first, Map::default());
            if let Some(inner) = properties.get_mut(first).and_then(Node::as_map_mut) {
                put(inner, rest, Some(node));
            }
        }
    }
}

fn one(node: Node, inner: &[Field]) -> Option<Node> {
    let span = node.span;
    match node.value {
        Value::List(mut list) => {
            let first = if list.is_empty() { return None } else { list.remove(0) };
            match first.value {
                Value::Null => None,
                _ => one(first, inner),
            }
        }
        Value::Map(map) => Some(Node { value: Value::Map(fields(&map, inner)), span }),
        // An empty block may be written as nothing at all (`versioning {}` in a plan).
        value => Some(Node { value, span }),
    }
}

fn many(node: Node, inner: &[Field]) -> Node {
    let span = node.span;
    let value = match node.value {
        Value::List(list) => Value::List(
            list.into_iter().filter(|node| node.value != Value::Null).map(|node| many_item(node, inner)).collect(),
        ),
        Value::Map(_) => Value::List(vec![many_item(node, inner)]),
        value => value,
    };
    Node { value, span }
}

fn many_item(node: Node, inner: &[Field]) -> Node {
    let span = node.span;
    match node.value {
        Value::Map(map) => Node { value: Value::Map(fields(&map, inner)), span },
        value => Node { value, span },
    }
}

/// A secret that stands in the file, or a gap where it is made elsewhere.
pub(crate) fn plain(node: Node) -> Node {
    match &node.value {
        Value::String(text) if is_symbol(text) => {
            let gap = Gap::unresolved(format!("`{}` is known after apply", text.trim_matches(['{', '}'])));
            Node { value: Value::Unknown(Box::new(gap)), span: node.span }
        }
        _ => node,
    }
}

/// Whether a text is nothing but the symbol of an attribute (`{aws_kms_key.a.arn}`).
pub(crate) fn is_symbol(text: &str) -> bool {
    text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).is_some_and(|inside| {
        inside.contains('.')
            && inside.starts_with(|c: char| c.is_ascii_alphabetic())
            && !inside.contains(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ':'))
    })
}

/// `block_public_acls` as `BlockPublicAcls`.
pub(crate) fn pascal(name: &str) -> String {
    name.split('_')
        .flat_map(|part| {
            let mut chars = part.chars();
            chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars)
        })
        .collect()
}

/// Calls `edit` with every map of a list property.
pub(crate) fn each(properties: &mut Map, name: &str, mut edit: impl FnMut(&mut Map)) {
    if let Some(Value::List(list)) = properties.get_mut(name).map(|node| &mut node.value) {
        list.iter_mut().filter_map(Node::as_map_mut).for_each(&mut edit);
    }
}

/// The map of a block that stands once; a gap where it is not known what it says, or whether it stands.
pub(crate) fn block<'a>(body: &'a Map, name: &str) -> Result<Option<&'a Map>, &'a Gap> {
    let Some(node) = body.get(name) else {
        return match &body.rest {
            Rest::Absent => Ok(None),
            Rest::Unknown(gap) => Err(gap),
        };
    };
    let node = node.as_list().map_or(Some(node), <[Node]>::first);
    match node.map(|node| &node.value) {
        Some(Value::Unknown(gap)) => Err(gap),
        Some(Value::Map(map)) => Ok(Some(map)),
        _ => Ok(None),
    }
}

/// A text attribute.
pub(crate) fn text<'a>(body: &'a Map, name: &str) -> Option<&'a str> {
    body.get(name)?.as_str()
}

/// An attribute that is written as true; `"true"` is true as well.
pub(crate) fn is_true(body: &Map, name: &str) -> bool {
    body.get(name).is_some_and(|node| is(node, true))
}

/// Whether a node is a boolean, which may be written as a text.
pub(crate) fn is(node: &Node, wanted: bool) -> bool {
    match &node.value {
        Value::Bool(value) => *value == wanted,
        Value::String(text) => text == if wanted { "true" } else { "false" },
        _ => false,
    }
}

/// What a boolean is called.
pub(crate) fn named(node: Node, yes: &str, no: &str) -> Node {
    let span = node.span;
    if is(&node, true) {
        Node { value: Value::String(yes.to_owned()), span }
    } else if is(&node, false) {
        Node { value: Value::String(no.to_owned()), span }
    } else {
        node
    }
}

/// Renames what a property holds.
pub(crate) fn recase(properties: &mut Map, name: &str, edit: impl FnOnce(&str) -> String) {
    if let Some(Value::String(text)) = properties.get_mut(name).map(|node| &mut node.value) {
        *text = edit(text);
    }
}

/// The one resource of a type with several.
pub(crate) fn single(resource_type: &'static str, properties: Map) -> Translated {
    Translated { resource_type, suffix: String::new(), properties, defaults: Defaults::default() }
}

/// The table of a resource type.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    static INDEX: OnceLock<HashMap<&'static str, &'static Kind>> = OnceLock::new();
    let index = INDEX.get_or_init(|| super::KINDS.iter().copied().flatten().map(|kind| (kind.name, kind)).collect());
    index.get(name).copied()
}
