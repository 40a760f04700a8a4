//! What the transform makes beside a resource has a name in templates: `Function.Alias`, `Function.DestinationQueue`, `Api.Stage`
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resource-function.html>).

use std::collections::HashMap;

use yagura_model::{Node, Value};

/// Writes the logical ids in place of such names.
pub(super) fn rename(node: &mut Node, parts: &HashMap<String, String>) {
    match &mut node.value {
        Value::List(list) => list.iter_mut().for_each(|node| rename(node, parts)),
        Value::Map(map) => {
            if let [(name, argument)] = map.entries.as_mut_slice() {
                match name.as_str() {
                    "Ref" => return named(argument, parts),
                    "Fn::GetAtt" => return attribute(argument, parts),
                    "Fn::Sub" => text(argument, parts),
                    _ => {}
                }
            }
            map.entries.iter_mut().for_each(|(_, node)| rename(node, parts));
        }
        _ => {}
    }
}

fn named(node: &mut Node, parts: &HashMap<String, String>) {
    if let Value::String(name) = &mut node.value
        && let Some(id) = parts.get(name)
    {
        id.clone_into(name);
    }
}

/// `Function.DestinationQueue.Arn` as one text, or as a list that is split at its first or its last dot.
fn attribute(argument: &mut Node, parts: &HashMap<String, String>) {
    let whole = match &argument.value {
        Value::String(whole) => whole.clone(),
        Value::List(list) => match list.as_slice() {
            [id, attribute] => match (id.as_str(), attribute.as_str()) {
                (Some(id), Some(attribute)) => format!("{id}.{attribute}"),
                _ => return,
            },
            _ => return,
        },
        _ => return,
    };
    let mut words = whole.splitn(3, '.');
    if let (Some(id), Some(part), Some(attribute)) = (words.next(), words.next(), words.next())
        && let Some(id) = parts.get(&format!("{id}.{part}"))
    {
        argument.value = Value::List(vec![Node::from(id.as_str()), Node::from(attribute)]);
    }
}

fn text(argument: &mut Node, parts: &HashMap<String, String>) {
    let text = match &mut argument.value {
        Value::String(text) => Some(text),
        Value::List(list) => list.first_mut().and_then(|node| match &mut node.value {
            Value::String(text) => Some(text),
            _ => None,
        }),
        _ => None,
    };
    let Some(text) = text.filter(|text| text.contains("${")) else { return };
    let mut whole = String::with_capacity(text.len());
    let mut left = text.as_str();
    while let Some((before, inside)) = left.split_once("${") {
        whole.push_str(before);
        whole.push_str("${");
        let name = inside.split_once('}').map_or("", |(name, _)| name);
        let mut words = name.splitn(3, '.');
        let known = words.next().zip(words.next()).and_then(|(id, part)| parts.get(&format!("{id}.{part}")));
        left = inside;
        if let Some(id) = known {
            whole.push_str(id);
            if let Some(rest) = words.next() {
                whole.push('.');
                whole.push_str(rest);
            }
            left = inside.get(name.len()..).unwrap_or_default();
        }
    }
    whole.push_str(left);
    *text = whole;
}
