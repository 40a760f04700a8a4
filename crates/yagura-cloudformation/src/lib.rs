//! Reads CloudFormation templates into a snapshot.
//!
//! Invariants:
//! * Nothing is fetched, nothing is executed, nothing outside the given path is read.
//! * What an expression gives before deployment is known, or [`yagura_model::Value::Unknown`] with its reason.
//! * A bad file, or a bad resource in it, is a gap; the rest is read.

mod assembly;
mod cdk;
mod code;
mod expand;
mod folder;
mod ignores;
mod includes;
mod made;
mod outcomes;
mod outside;
mod read;
mod sam;
mod stacks;
mod template;
mod values;

use yagura_model::{Gap, Node, Span, Value};

pub use folder::{Offered, Options, ReadError, Reader, Walked, read_path, walk};
pub use read::read;
use yagura_template::syntax;
pub use yagura_template::syntax::ParseError;

/// Reads YAML or JSON into a tree with places: a member's place begins at its name.
/// A map with the member `$unknown` is an unknown value, as in a saved snapshot.
/// Fails at the first place that is neither, and on a key that stands twice.
pub fn parse(text: &str) -> Result<Node, ParseError> {
    let mut parsed = syntax::read(text)?;
    if let Some(duplicate) = parsed.duplicates.first() {
        return Err(ParseError::new(duplicate.again, 1, duplicate.message()));
    }
    mark_unknown(&mut parsed.root);
    Ok(parsed.root)
}

fn mark_unknown(node: &mut Node) {
    match &mut node.value {
        Value::List(list) => list.iter_mut().for_each(mark_unknown),
        Value::Map(map) => {
            if let Some(gap) = map.get("$unknown") {
                let json = yagura_model::json_of(gap);
                let gap =
                    serde_json::from_value(json).unwrap_or_else(|_| Gap::error(gap.as_str().unwrap_or("unknown")));
                node.value = Value::Unknown(Box::new(gap));
            } else {
                map.entries.iter_mut().for_each(|(_, node)| mark_unknown(node));
            }
        }
        _ => {}
    }
}

/// Where the defaults of the parameters stand whose values are not to be shown
/// (`NoEcho`, <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>).
/// Empty for what is no template.
pub fn no_echo(text: &str) -> Vec<Span> {
    if !text.contains("NoEcho") {
        return Vec::new();
    }
    let Ok(parsed) = syntax::read(text) else { return Vec::new() };
    let parameters = parsed.root.get("Parameters").and_then(Node::as_map);
    let secret = |parameter: &Node| match parameter.get("NoEcho").map(|node| &node.value) {
        None | Some(Value::Bool(false) | Value::Null) => false,
        Some(Value::String(text)) => !text.eq_ignore_ascii_case("false"),
        Some(_) => true,
    };
    let entries = parameters.into_iter().flat_map(|map| &map.entries);
    entries.filter(|(_, node)| secret(node)).filter_map(|(_, node)| node.get("Default")?.span).collect()
}

/// Whether a text is a CloudFormation or SAM template: a map with `AWSTemplateFormatVersion`, or with a `Resources` map of which
/// a member has a `Type` like `AWS::S3::Bucket` or is written out at deployment (`Fn::Transform`, `Fn::ForEach`).
/// A text that looks like one and cannot be read is taken for one, so that it is reported and not passed over.
pub fn is_template(text: &str) -> bool {
    if !looks_like_template(text) {
        return false;
    }
    match syntax::read(text) {
        Err(_) => true,
        Ok(parsed) => is_template_tree(&parsed.root),
    }
}

fn is_template_tree(root: &Node) -> bool {
    root.get("AWSTemplateFormatVersion").is_some() || has_resources(root)
}

fn has_resources(root: &Node) -> bool {
    root.get("Resources").and_then(Node::as_map).is_some_and(|resources| {
        resources.entries.iter().any(|(id, resource)| {
            id.starts_with("Fn::ForEach::")
                || id == "Fn::Transform"
                || resource.get("Type").and_then(Node::as_str).is_some_and(|name| name.contains("::"))
        })
    })
}

/// The cheap test: a section's name where a key may stand.
fn looks_like_template(text: &str) -> bool {
    let key = |name: &str| {
        text.match_indices(name).any(|(at, _)| {
            let before = text.get(..at).unwrap_or_default();
            let before = before.strip_suffix(['"', '\'']).unwrap_or(before);
            let after = text.get(at + name.len()..).unwrap_or_default();
            let after = after.strip_prefix(['"', '\'']).unwrap_or(after);
            after.trim_start_matches([' ', '\t']).starts_with(':')
                && before
                    .trim_end_matches([' ', '\t'])
                    .chars()
                    .next_back()
                    .is_none_or(|c| matches!(c, '\n' | '\r' | '{' | ',' | '\u{feff}'))
        })
    };
    key("AWSTemplateFormatVersion") || (text.contains("::") && key("Resources"))
}
