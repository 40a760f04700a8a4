//! The policies that SAM knows by name
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html>).
//! `policies.json` holds what each allows, as the transform of version 1.115.0 (2026) makes it: `${Name}` stands for a parameter.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use yagura_model::{Gap, Node, Value};

use super::map;

static TEMPLATES: LazyLock<BTreeMap<String, serde_json::Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("policies.json")).unwrap_or_default());

/// The policy document of a template; `None` where it is not known.
pub(super) fn template(name: &str, parameters: &Node) -> Option<Node> {
    let statements = filled(&Node::from(TEMPLATES.get(name)?), parameters).as_list()?.to_vec();
    let statements = statements.into_iter().map(|mut statement| {
        if let Some(map) = statement.as_map_mut() {
            map.set("Effect", "Allow");
        }
        statement
    });
    let statements: Vec<Node> = statements.collect();
    // The transform writes no version.
    Some(map([("Statement", statements.into())]))
}

/// How many templates there are.
#[cfg(test)]
pub(super) fn known() -> usize {
    TEMPLATES.len()
}

/// A part of a template with its parameters in their places.
fn filled(node: &Node, parameters: &Node) -> Node {
    match &node.value {
        Value::String(text) => text_with(text, parameters),
        Value::List(list) => list.iter().map(|item| filled(item, parameters)).collect::<Vec<_>>().into(),
        Value::Map(members) => {
            let mut members = members.clone();
            members.entries.iter_mut().for_each(|(_, member)| *member = filled(member, parameters));
            Node::from(members)
        }
        _ => node.clone(),
    }
}

fn text_with(text: &str, parameters: &Node) -> Node {
    let names = text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let mut variables = yagura_model::Map::default();
    for name in names.clone().filter(|name| !name.contains("::")) {
        match parameters.get(name) {
            Some(given) => variables.set(name, given.clone()),
            None => return Node::unknown(Gap::error(format!("a SAM policy template lacks its parameter `{name}`"))),
        }
    }
    match (names.count(), variables.entries.as_slice()) {
        (0, _) => Node::from(text),
        (1, [(name, given)]) if text.len() == name.len() + 3 => given.clone(),
        _ => map([("Fn::Sub", vec![Node::from(text), Node::from(variables)].into())]),
    }
}

/// The ARN of an AWS managed policy by its name; anything with a colon is an ARN already.
pub(super) fn managed(name: &str) -> Node {
    if name.contains(':') {
        return Node::from(name);
    }
    let path = match name {
        "AWSLambdaBasicExecutionRole"
        | "AWSLambdaBasicDurableExecutionRolePolicy"
        | "AWSLambdaVPCAccessExecutionRole"
        | "AWSLambdaSQSQueueExecutionRole"
        | "AWSLambdaDynamoDBExecutionRole"
        | "AWSLambdaKinesisExecutionRole"
        | "AWSLambdaMSKExecutionRole"
        | "AWSLambdaENIManagementAccess"
        | "AWSLambdaRole"
        | "AWSAppSyncPushToCloudWatchLogs"
        | "AWSCodeDeployRoleForLambda" => "service-role/",
        _ => "",
    };
    Node::from(format!("arn:aws:iam::aws:policy/{path}{name}"))
}
