//! AWS Systems Manager.

use yagura_model::{Gap, Map, Node, Value, json_of};

use super::{Defaults, Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::SSM::Parameter",
        name: "Name",
        arn: "arn:aws:ssm:{Region}:{AccountId}:parameter/{name}",
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::SSM::Document",
        name: "Name",
        arn: "arn:aws:ssm:{Region}:{AccountId}:document/{name}",
        shape: document,
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[];

/// A document's content may be written as a tree; it is looked through as the text that AWS keeps.
fn document(properties: &mut Map, _: &mut Defaults) {
    let Some(content) = properties.get("Content") else { return };
    if let Some(gap) = first_gap(content) {
        // A secret may stand in the part that is not known.
        let gap = Node { value: Value::Unknown(Box::new(gap.clone())), span: content.span };
        properties.set("Content", gap);
    } else if matches!(content.value, Value::Map(_) | Value::List(_)) {
        let text = Node { value: Value::String(json_of(content).to_string()), span: content.span };
        properties.set("Content", text);
    }
}

fn first_gap(node: &Node) -> Option<&Gap> {
    match &node.value {
        Value::Unknown(gap) => Some(gap),
        Value::List(list) => list.iter().find_map(first_gap),
        Value::Map(map) => map.entries.iter().find_map(|(_, node)| first_gap(node)),
        _ => None,
    }
}
