//! XML, as small as AWS uses it: elements, attributes, text; no document types, no entities of its own.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write;
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

use super::{GarbledError, ParameterError, text, unknown_member};
use crate::model::{Kind, Reference, Service};

/// Elements nest no deeper than this in any answer of AWS.
const MAX_DEPTH: usize = 128;

/// An element. Its text is the body's own wherever nothing in it is escaped: the largest answers have megabytes of policies.
#[derive(Debug, Default)]
pub(super) struct Node<'b> {
    /// Without namespace prefix; an answer has thousands of elements and a few dozen names.
    pub(super) name: Rc<str>,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Self>,
    /// What stands before its first child.
    pub(super) text: Cow<'b, str>,
}

impl<'b> Node<'b> {
    fn push(&mut self, part: Cow<'b, str>) {
        if !self.children.is_empty() {
            return;
        }
        if self.text.is_empty() {
            self.text = part;
        } else {
            self.text.to_mut().push_str(&part);
        }
    }
}

fn garbled(error: impl std::fmt::Display) -> GarbledError {
    GarbledError::new(format!("the body is no XML: {error}"))
}

fn open<'b>(start: &BytesStart<'_>, names: &mut HashSet<Rc<str>>) -> Result<Node<'b>, GarbledError> {
    let name = start.local_name();
    let name = std::str::from_utf8(name.as_ref()).map_err(garbled)?;
    let name = names.get(name).cloned().unwrap_or_else(|| {
        let name: Rc<str> = name.into();
        names.insert(Rc::clone(&name));
        name
    });
    let mut node = Node { name, ..Node::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(garbled)?;
        let value = attribute.unescape_value().map_err(garbled)?;
        node.attributes.push((String::from_utf8_lossy(attribute.key.as_ref()).into_owned(), value.into_owned()));
    }
    Ok(node)
}

/// The root element of a complete document.
pub(super) fn parse(bytes: &[u8]) -> Result<Node<'_>, GarbledError> {
    let text = std::str::from_utf8(bytes).map_err(garbled)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut names = HashSet::new();
    let mut stack: Vec<Node<'_>> = vec![Node::default()];
    loop {
        let part = match reader.read_event().map_err(garbled)? {
            Event::Start(start) => {
                if stack.len() > MAX_DEPTH {
                    return Err(garbled("nested too deeply"));
                }
                stack.push(open(&start, &mut names)?);
                continue;
            }
            Event::Empty(start) => {
                let node = open(&start, &mut names)?;
                if let Some(parent) = stack.last_mut() {
                    parent.children.push(node);
                }
                continue;
            }
            Event::End(_) => {
                let done = stack.pop().unwrap_or_default();
                match stack.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => return Err(garbled("an end without a start")),
                }
                continue;
            }
            Event::Text(part) => part.xml_content().map_err(garbled)?,
            Event::CData(part) => part.decode().map_err(garbled)?,
            Event::GeneralRef(reference) => {
                let text = if let Some(character) = reference.resolve_char_ref().map_err(garbled)? {
                    character.to_string()
                } else {
                    let name = reference.decode().map_err(garbled)?;
                    quick_xml::escape::resolve_predefined_entity(&name)
                        .ok_or_else(|| garbled(format!("unknown entity `{name}`")))?
                        .to_owned()
                };
                Cow::Owned(text)
            }
            Event::DocType(_) => return Err(garbled("a document type where AWS sends none")),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => continue,
            Event::Eof => break,
        };
        if let Some(node) = stack.last_mut() {
            node.push(part);
        }
    }
    let document = stack.pop().unwrap_or_default();
    if !stack.is_empty() {
        return Err(garbled("it ends in the middle"));
    }
    document.children.into_iter().next().ok_or_else(|| garbled("there is no element"))
}

/// The name under which a member's element stands: a list that its shape flattens goes by the name of its entries.
fn element_name<'a>(service: &'a Service, reference: &'a Reference, default: &'a str) -> &'a str {
    if reference.flattened
        && !reference.flattened_here
        && let Kind::List(inner) = service.kind(reference)
        && let Some(name) = &inner.name
    {
        return name;
    }
    reference.wire_name(default)
}

/// The value of an element, or of the run of elements that a flattened list or map is.
pub(super) fn to_value(service: &Service, reference: &Reference, nodes: &[&Node<'_>]) -> Result<Value, GarbledError> {
    let Some(first) = nodes.first() else {
        return Ok(Value::Null);
    };
    match service.kind(reference) {
        Kind::Structure(structure) => {
            if structure.union {
                if let [only] = first.children.as_slice() {
                    if !structure
                        .members
                        .iter()
                        .any(|member| element_name(service, &member.reference, &member.name) == &*only.name)
                    {
                        return Ok(unknown_member(&only.name));
                    }
                } else if first
                    .children
                    .iter()
                    .any(|child| Some(&child.name) != first.children.first().map(|first| &first.name))
                    || first.children.is_empty()
                {
                    return Err(GarbledError::new("a union does not hold exactly one member"));
                }
            }
            let mut out = Map::new();
            for member in &structure.members {
                if member.reference.location.in_head() {
                    continue;
                }
                let name = element_name(service, &member.reference, &member.name);
                if member.reference.xml_attribute {
                    if let Some((_, value)) = first.attributes.iter().find(|(key, _)| key == name) {
                        out.insert(member.name.clone(), Value::String(value.clone()));
                    }
                    continue;
                }
                let found: Vec<&Node<'_>> = first.children.iter().filter(|child| &*child.name == name).collect();
                if !found.is_empty() {
                    out.insert(member.name.clone(), to_value(service, &member.reference, &found)?);
                }
            }
            Ok(Value::Object(out))
        }
        Kind::List(inner) => {
            let entries: Vec<&Node<'_>> =
                if reference.flattened { nodes.to_vec() } else { first.children.iter().collect() };
            Ok(Value::Array(
                entries.into_iter().map(|node| to_value(service, inner, &[node])).collect::<Result<_, _>>()?,
            ))
        }
        Kind::Map(key, inner) => {
            let entries: Vec<&Node<'_>> =
                if reference.flattened { nodes.to_vec() } else { first.children.iter().collect() };
            let mut out = Map::new();
            for entry in entries {
                let child = |name: &str| entry.children.iter().find(|child| &*child.name == name);
                let name = child(key.wire_name("key")).ok_or_else(|| GarbledError::new("a map entry without a key"))?;
                let value =
                    child(inner.wire_name("value")).ok_or_else(|| GarbledError::new("a map entry without a value"))?;
                out.insert(name.text.to_string(), to_value(service, inner, &[value])?);
            }
            Ok(Value::Object(out))
        }
        _ => text::to_value(service, reference, &first.text),
    }
}

/// A parameter as an element called `name`.
pub(super) fn from_value(
    service: &Service,
    reference: &Reference,
    value: &Value,
    name: &str,
    path: &str,
    out: &mut String,
) -> Result<(), ParameterError> {
    if value.is_null() {
        return Ok(());
    }
    let wrong = || ParameterError::new(path, "is of the wrong type");
    let namespace = namespace(reference);
    match service.kind(reference) {
        Kind::Structure(structure) => {
            let map = value.as_object().ok_or_else(wrong)?;
            let mut attributes = namespace;
            let mut body = String::new();
            for (key, inner) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let member = structure.member(key).ok_or_else(|| ParameterError::new(&path, "is unknown"))?;
                let own = member.reference.wire_name(key);
                if member.reference.xml_attribute {
                    let text = text::from_value(service, &member.reference, inner, "iso8601", &path)?;
                    let _ = write!(attributes, " {own}=\"{}\"", escape(&text));
                } else {
                    from_value(service, &member.reference, inner, own, &path, &mut body)?;
                }
            }
            let _ = write!(out, "<{name}{attributes}>{body}</{name}>");
        }
        Kind::List(inner) => {
            let list = value.as_array().ok_or_else(wrong)?;
            let own = match (reference.flattened, reference.flattened_here) {
                (false, _) => inner.wire_name("member"),
                (true, true) => name,
                (true, false) => inner.wire_name(name),
            };
            let mut body = String::new();
            for (index, value) in list.iter().enumerate() {
                from_value(service, inner, value, own, &format!("{path}[{index}]"), &mut body)?;
            }
            if reference.flattened {
                out.push_str(&body);
            } else {
                let _ = write!(out, "<{name}{namespace}>{body}</{name}>");
            }
        }
        Kind::Map(key_reference, inner) => {
            let entry = if reference.flattened { name } else { "entry" };
            let mut body = String::new();
            for (key, value) in value.as_object().ok_or_else(wrong)? {
                let path = format!("{path}.{key}");
                let _ = write!(body, "<{entry}>");
                from_value(
                    service,
                    key_reference,
                    &Value::String(key.clone()),
                    key_reference.wire_name("key"),
                    &path,
                    &mut body,
                )?;
                from_value(service, inner, value, inner.wire_name("value"), &path, &mut body)?;
                let _ = write!(body, "</{entry}>");
            }
            if reference.flattened {
                out.push_str(&body);
            } else {
                let _ = write!(out, "<{name}{namespace}>{body}</{name}>");
            }
        }
        _ => {
            let text = text::from_value(service, reference, value, "iso8601", path)?;
            let _ = write!(out, "<{name}{namespace}>{}</{name}>", escape(&text));
        }
    }
    Ok(())
}

fn namespace(reference: &Reference) -> String {
    match &reference.namespace {
        Some(namespace) => {
            let prefix = namespace.prefix.as_ref().map(|prefix| format!(":{prefix}")).unwrap_or_default();
            format!(" xmlns{prefix}=\"{}\"", escape(&namespace.uri))
        }
        None => String::new(),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' => out.push_str("&#10;"),
            _ => out.push(c),
        }
    }
    out
}
