//! Small steps of evaluation that need no template.

use std::collections::HashMap;

use yagura_model::{Gap, Map, Node, OWN_ACCOUNT, OWN_REGION, Value};
use yagura_template::scalar;

use crate::template::Context;

pub(crate) fn section<'a>(root: &'a Map, name: &str) -> HashMap<&'a str, &'a Node> {
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

pub(crate) fn is_function(name: &str) -> bool {
    name == "Ref" || name == "Condition" || name.starts_with("Fn::")
}

/// The same place, another value.
pub(crate) fn place(node: &Node, value: Value) -> Node {
    Node { value, span: node.span }
}

pub(crate) fn known(result: Result<Value, Gap>) -> Value {
    result.unwrap_or_else(|gap| Value::Unknown(Box::new(gap)))
}

pub(crate) fn transform(argument: &Node) -> Gap {
    // A file that `AWS::Include` names and that could not be had.
    if let Some(gap) = argument.as_gap() {
        return gap.clone();
    }
    let name = argument.get("Name").and_then(Node::as_str).unwrap_or("Fn::Transform");
    Gap::unsupported(format!("the macro `{name}` runs at deployment only"))
}

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html>
pub(crate) fn pseudo(name: &str, context: &Context) -> Option<String> {
    let region = context.region.as_deref().unwrap_or(OWN_REGION);
    let stack = || match &context.stack_name {
        Some(name) => name.clone(),
        None => format!("{{{}StackName}}", context.prefix),
    };
    Some(match name {
        "AWS::AccountId" => OWN_ACCOUNT.to_owned(),
        "AWS::Region" => region.to_owned(),
        "AWS::Partition" => "aws".to_owned(),
        "AWS::URLSuffix" => "amazonaws.com".to_owned(),
        "AWS::StackName" => stack(),
        "AWS::StackId" => {
            let (prefix, name) = (&context.prefix, stack());
            format!("arn:aws:cloudformation:{region}:{OWN_ACCOUNT}:stack/{name}/{{{prefix}StackId}}")
        }
        "AWS::NotificationARNs" => String::new(),
        _ => return None,
    })
}

/// A parameter's value: what is given, else its default
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>).
pub(crate) fn parameter_value(name: &str, parameter: &Node, given: Option<Node>) -> Result<Value, Gap> {
    let kind = parameter.get("Type").and_then(Node::as_str).unwrap_or("String");
    if kind.starts_with("AWS::SSM::Parameter::") {
        return Err(Gap::unresolved(format!("parameter `{name}` is read from Parameter Store at deployment")));
    }
    let list = kind.starts_with("List<") || kind == "CommaDelimitedList";
    if let Some(given) = given {
        return match given.value {
            Value::Unknown(gap) => Err(*gap),
            Value::List(items) if list => Ok(Value::List(items)),
            Value::List(items) => {
                let texts: Result<Vec<String>, Gap> = items.into_iter().map(|item| scalar(item.value)).collect();
                Ok(Value::String(texts?.join(",")))
            }
            value if list => Ok(items_of(&scalar(value)?)),
            value => Ok(value),
        };
    }
    let default = parameter.get("Default").filter(|node| node.value != Value::Null);
    let Some(default) = default else {
        return Err(Gap::unresolved(format!("parameter `{name}` has no default")));
    };
    if list {
        return Ok(items_of(&scalar(default.value.clone())?));
    }
    match &default.value {
        Value::Map(_) | Value::List(_) => Err(Gap::error(format!("parameter `{name}` has a default that is no text"))),
        value => Ok(value.clone()),
    }
}

fn items_of(text: &str) -> Value {
    Value::List(text.split(',').map(|item| Node::from(item.trim())).collect())
}

/// Whether a text has a symbol in it: a part in braces that is known at deployment only.
pub(crate) fn symbolic(text: &str) -> bool {
    text.split_once('{').is_some_and(|(_, inside)| inside.contains('}'))
}

/// Whether a separator stands inside a symbol.
pub(crate) fn splits_symbol(text: &str, separator: &str) -> bool {
    text.split('{').skip(1).any(|inside| inside.split_once('}').is_some_and(|(symbol, _)| symbol.contains(separator)))
}

/// What holds in both branches of an undecided choice; the rest is unknown.
pub(crate) fn either(yes: Node, no: Node, gap: &Gap) -> Node {
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
