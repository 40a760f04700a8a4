//! What a template says outside of its resources' properties, as it is written: whoever may read the stack reads it too
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html>).

use yagura_model::{Map, Node, Value};

/// The sections that hold texts; `None` where none does.
pub(crate) fn properties(root: &Map) -> Option<Map> {
    let mut properties = Map::default();
    let parameters = members(root.get("Parameters"), |parameter| {
        let default = parameter.get("Default").filter(|default| default.value != Value::Null)?;
        let mut map = Map::default();
        map.set("Default", default.clone());
        Some(Node { value: Value::Map(map), span: parameter.span })
    });
    let resources = members(root.get("Resources"), |resource| {
        let metadata = own(resource.get("Metadata")?)?;
        let mut map = Map::default();
        map.set("Metadata", metadata);
        Some(Node { value: Value::Map(map), span: resource.span })
    });
    let sections = [
        ("Parameters", parameters),
        ("Mappings", whole(root.get("Mappings"))),
        ("Outputs", whole(root.get("Outputs"))),
        ("Metadata", root.get("Metadata").and_then(own)),
        ("Resources", resources),
    ];
    for (name, node) in sections {
        if let Some(node) = node {
            properties.set(name, node);
        }
    }
    (!properties.entries.is_empty()).then_some(properties)
}

fn whole(section: Option<&Node>) -> Option<Node> {
    section.filter(|node| node.as_map().is_some_and(|map| !map.entries.is_empty())).cloned()
}

/// The members of a section that give something.
fn members(section: Option<&Node>, give: impl Fn(&Node) -> Option<Node>) -> Option<Node> {
    let section = section?;
    let given = section.as_map()?.entries.iter().filter_map(|(name, node)| Some((name.clone(), give(node)?)));
    let entries: Vec<(String, Node)> = given.collect();
    let map = Map { entries, ..Map::default() };
    (!map.entries.is_empty()).then_some(Node { value: Value::Map(map), span: section.span })
}

/// Metadata without what the AWS CDK and AWS SAM write for themselves.
fn own(metadata: &Node) -> Option<Node> {
    let generated =
        |name: &str| name.starts_with("aws:cdk:") || name.starts_with("aws:asset:") || name.starts_with("Sam");
    let entries = metadata.as_map()?.entries.iter().filter(|(name, _)| !generated(name)).cloned();
    let map = Map { entries: entries.collect(), ..Map::default() };
    (!map.entries.is_empty()).then_some(Node { value: Value::Map(map), span: metadata.span })
}
