//! AWS Batch.

use yagura_model::{Gap, Map, Node, Value};
use yagura_template::Defaults;

use super::table::{As, Kind, Same, taken};

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_batch_job_definition",
    resource_type: "AWS::Batch::JobDefinition",
    fields: &[As("name", "JobDefinitionName"), Same("parameters"), Same("eks_properties")],
    computed: &[
        ("id", "{arn}"),
        ("revision", "{id.Revision}"),
        ("arn_prefix", "arn:aws:batch:{Region}:{AccountId}:job-definition/{name}"),
    ],
    shape: documents,
    ..Kind::NEW
}];

/// Containers are JSON with the API's names
/// (<https://docs.aws.amazon.com/batch/latest/APIReference/API_ContainerProperties.html>).
fn documents(definition: &mut Map, body: &Map, _: &mut Defaults) {
    for (from, to) in [
        ("container_properties", "ContainerProperties"),
        ("node_properties", "NodeProperties"),
        ("ecs_properties", "EcsProperties"),
    ] {
        let Some(written) = taken(body, from) else { continue };
        let parsed = match &written.value {
            Value::String(text) => match serde_json::from_str::<serde_json::Value>(text) {
                Ok(json) => Node { span: written.span, ..Node::from(&json) },
                Err(_) => Node::unknown(Gap::error(format!("`{from}` is no JSON"))),
            },
            _ => written,
        };
        definition.set(to, capitalized(parsed));
    }
}

/// Members by the names of CloudFormation; what stands below options and labels is data.
fn capitalized(node: Node) -> Node {
    let span = node.span;
    let value = match node.value {
        Value::Map(map) => {
            let entries = map.entries.into_iter().map(|(name, node)| {
                let data = matches!(name.as_str(), "options" | "labels" | "annotations");
                let mut chars = name.chars();
                let capital = chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect();
                (capital, if data { node } else { capitalized(node) })
            });
            Value::Map(Map { entries: entries.collect(), rest: map.rest })
        }
        Value::List(list) => Value::List(list.into_iter().map(capitalized).collect()),
        value => value,
    };
    Node { value, span }
}
