//! The JSON syntax of the configuration language into a [`crate::tree`]
//! (<https://developer.hashicorp.com/terraform/language/syntax/json>).

use std::rc::Rc;

use serde_json::{Map, Value as Json};

use crate::syntax::{self, SyntaxError};
use crate::tree::{Attribute, Block, Body, Expr, ExprKind, Part, Place};

/// Reads the text of a `.tf.json` file.
pub(crate) fn body(text: &str, file: u32) -> Result<Body, SyntaxError> {
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let place = Place { file, start: 0, end };
    let json: Json = serde_json::from_str(text).map_err(|error| SyntaxError {
        line: u32::try_from(error.line()).unwrap_or(u32::MAX),
        column: u32::try_from(error.column()).unwrap_or(u32::MAX),
        message: "not valid JSON".to_owned(),
    })?;
    let mut body = Body::default();
    for root in several(&json) {
        let Json::Object(sections) = root else { continue };
        for (kind, section) in sections {
            let labels = match kind.as_str() {
                "resource" | "data" => 2,
                "module" | "variable" | "output" | "provider" => 1,
                "locals" | "terraform" => 0,
                _ => continue,
            };
            Lower { text, place }.blocks(kind, labels, &mut Vec::new(), section, &mut body);
        }
    }
    Ok(body)
}

/// One value, or each of a list.
fn several(json: &Json) -> &[Json] {
    match json {
        Json::Array(list) => list,
        other => std::slice::from_ref(other),
    }
}

/// The blocks whose own entries are values.
const VALUES: &[&str] = &["locals", "module", "output", "provider", "terraform", "variable"];

/// Whether a value under the name `dynamic` is such blocks by their types, and not a value of that name.
fn is_dynamic(json: &Json) -> bool {
    let block = |json: &Json| several(json).iter().all(|block| block.get("for_each").is_some());
    let labelled = |json: &Json| json.as_object().is_some_and(|kinds| kinds.values().all(block));
    json.is_object() && labelled(json) || json.as_array().is_some_and(|list| list.iter().all(labelled))
}

/// Whether blocks of an object hang on a `dynamic` one in them.
fn holds_dynamic(json: &Json) -> bool {
    several(json)
        .iter()
        .filter_map(Json::as_object)
        .any(|object| object.iter().any(|(name, value)| name == "dynamic" && is_dynamic(value) || holds_dynamic(value)))
}

struct Lower<'a> {
    text: &'a str,
    place: Place,
}

impl Lower<'_> {
    fn blocks(&self, kind: &str, labels: usize, path: &mut Vec<Rc<str>>, json: &Json, body: &mut Body) {
        for item in several(json) {
            let Json::Object(object) = item else { continue };
            if labels == 0 {
                let place = path.last().map_or(self.place, |name| self.find(name));
                let inner = Lower { place, ..*self }.inner(kind, object);
                body.blocks.push(Block { kind: Rc::from(kind), labels: path.clone(), body: inner, place });
                continue;
            }
            for (label, inner) in object {
                path.push(Rc::from(label.as_str()));
                self.blocks(kind, labels - 1, path, inner, body);
                path.pop();
            }
        }
    }

    /// The line where a name is first written in quotes: the best that is known of a place.
    fn find(&self, name: &str) -> Place {
        let Some(start) = self.text.find(&format!("\"{name}\"")) else { return self.place };
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Place { start: offset(start), end: offset(start + name.len() + 2), ..self.place }
    }

    fn inner(&self, kind: &str, object: &Map<String, Json>) -> Body {
        let mut body = Body::default();
        for (name, value) in object {
            match (kind, name.as_str(), value) {
                (_, "//", _) => {}
                (_, "dynamic", _) if !VALUES.contains(&kind) && is_dynamic(value) => {
                    self.blocks("dynamic", 1, &mut Vec::new(), value, &mut body);
                }
                // Only here it is known what is a block and what an object.
                ("provider", "default_tags", _) | ("dynamic", "content", _) => {
                    self.blocks(name, 0, &mut Vec::new(), value, &mut body);
                }
                ("variable", "type", Json::String(text)) => {
                    if let Ok(value) = syntax::expression(text, self.place) {
                        body.attributes.push(Attribute { name: Rc::from("type"), value, place: self.place });
                    }
                }
                ("variable", "default", _) => {
                    let value = self.value(value, false);
                    body.attributes.push(Attribute { name: Rc::from("default"), value, place: self.place });
                }
                ("resource" | "data", "provider", Json::String(_)) => {
                    let value = self.value(value, false);
                    body.attributes.push(Attribute { name: Rc::from("provider"), value, place: self.place });
                }
                // What has such a block in it is a block itself.
                (_, _, Json::Object(_) | Json::Array(_)) if !VALUES.contains(&kind) && holds_dynamic(value) => {
                    self.blocks(name, 0, &mut Vec::new(), value, &mut body);
                }
                _ => {
                    let value = self.value(value, true);
                    body.attributes.push(Attribute { name: Rc::from(name.as_str()), value, place: self.place });
                }
            }
        }
        body
    }

    /// A value; its texts are templates.
    fn value(&self, json: &Json, templates: bool) -> Expr {
        let kind = match json {
            Json::Null => ExprKind::Null,
            Json::Bool(value) => ExprKind::Bool(*value),
            Json::Number(number) => ExprKind::Number(number.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) if templates && (text.contains("${") || text.contains("%{")) => {
                match syntax::template(text, self.place) {
                    Ok(parts) => match parts.as_slice() {
                        [Part::Text(text)] => ExprKind::Text(text.clone()),
                        _ => ExprKind::Template(parts),
                    },
                    Err(_) => ExprKind::Text(Rc::from(text.as_str())),
                }
            }
            Json::String(text) => ExprKind::Text(Rc::from(text.as_str())),
            Json::Array(list) => ExprKind::Tuple(list.iter().map(|item| self.value(item, templates)).collect()),
            Json::Object(object) => ExprKind::Object(
                object
                    .iter()
                    .filter(|(name, _)| *name != "//")
                    .map(|(name, value)| {
                        let key = Json::String(name.clone());
                        (self.value(&key, templates), self.value(value, templates))
                    })
                    .collect(),
            ),
        };
        Expr { kind, place: self.place }
    }
}
