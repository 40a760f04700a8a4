//! What a template takes from files beside it: `AWS::Include` and the definitions of SAM's APIs, as
//! `aws cloudformation package` and `sam build` take them
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html>).
//!
//! What cannot be had is unknown and names the file.

use std::path::Path;

use yagura_model::{Gap, Map, Node, Span, Value};

use crate::stacks::Library;
use crate::values::size;
use yagura_template::folder::clean;

/// How deep includes may stand in each other: a file may include itself.
const DEEPEST: usize = 10;

/// Puts the content of the files in its place; `left` is how many nodes there may be.
pub(crate) fn include(root: &mut Map, path: &Path, library: &mut dyn Library, left: &mut usize) {
    let mut include = Include { folder: path.parent().unwrap_or(Path::new("")), library, left };
    for (_, resource) in
        root.get_mut("Resources").and_then(Node::as_map_mut).map(|map| map.entries.as_mut_slice()).unwrap_or_default()
    {
        let api = matches!(
            resource.get("Type").and_then(Node::as_str),
            Some("AWS::Serverless::Api" | "AWS::Serverless::HttpApi")
        );
        let properties = resource.as_map_mut().and_then(|map| map.get_mut("Properties")).and_then(Node::as_map_mut);
        if let Some(properties) = properties.filter(|_| api)
            && properties.get("DefinitionBody").is_none()
            && let Some(uri) = properties.get("DefinitionUri").cloned()
            // Otherwise it is a place in a bucket.
            && uri.as_str().is_some()
        {
            let body = include.part("DefinitionUri", &uri);
            properties.remove("DefinitionUri");
            properties.set("DefinitionBody", body.unwrap_or_else(Node::unknown));
        }
    }
    root.entries.iter_mut().for_each(|(_, node)| include.node(node, 0));
}

struct Include<'a> {
    folder: &'a Path,
    library: &'a mut dyn Library,
    left: &'a mut usize,
}

impl Include<'_> {
    /// `depth` says how many files it stands in that were included by each other.
    fn node(&mut self, node: &mut Node, depth: usize) {
        match &mut node.value {
            Value::List(list) => list.iter_mut().for_each(|node| self.node(node, depth)),
            Value::Map(map) => {
                let mut depth = depth;
                let said = map
                    .get("Fn::Transform")
                    .filter(|said| said.get("Name").and_then(Node::as_str) == Some("AWS::Include"));
                let location = said.and_then(|said| said.get("Parameters")?.get("Location")).cloned();
                let part = location
                    .filter(|_| depth < DEEPEST)
                    .map(|location| (self.part("AWS::Include", &location), location));
                match part {
                    Some((Ok(Node { value: Value::Map(part), .. }), _)) => {
                        depth += 1;
                        map.remove("Fn::Transform");
                        for (name, node) in part.entries {
                            map.set_default(&name, node);
                        }
                    }
                    Some((Err(gap), location)) => {
                        map.set("Fn::Transform", Node { span: location.span, ..Node::unknown(gap) });
                    }
                    _ => {}
                }
                map.entries.iter_mut().for_each(|(_, node)| self.node(node, depth));
            }
            _ => {}
        }
    }

    /// The content of a file beside the template, at the place where it is named.
    fn part(&mut self, by: &str, location: &Node) -> Result<Node, Gap> {
        let name = location.as_str().ok_or_else(|| Gap::unsupported(format!("what `{by}` takes is computed")))?;
        if name.contains("://") {
            return Err(Gap::unsupported(format!("`{by}` takes `{name}`, which is fetched at deployment only")));
        }
        let not_read = |gap: Gap| Gap::new(gap.kind, format!("`{by}` takes `{name}`: {}", gap.message));
        let part = self.library.part(&clean(&self.folder.join(name))).map_err(not_read)?;
        let left = self.left.checked_sub(size(&part));
        *self.left = left.ok_or_else(|| not_read(Gap::error("the template's parts give too much")))?;
        let mut part = (*part).clone();
        set_span(&mut part, location.span);
        Ok(part)
    }
}

fn set_span(node: &mut Node, span: Option<Span>) {
    node.span = span;
    match &mut node.value {
        Value::List(list) => list.iter_mut().for_each(|node| set_span(node, span)),
        Value::Map(map) => map.entries.iter_mut().for_each(|(_, node)| set_span(node, span)),
        _ => {}
    }
}
