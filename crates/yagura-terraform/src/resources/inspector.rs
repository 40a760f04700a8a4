//! Amazon Inspector.

use yagura_model::{Map, Node, Value};

use super::table::{Kind, taken};

/// The kinds of resources that are scanned, under the model's names.
const SCANNED: &[(&str, &str)] = &[("EC2", "Ec2"), ("ECR", "Ecr"), ("LAMBDA", "Lambda"), ("LAMBDA_CODE", "LambdaCode")];

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_inspector2_enabler",
    resource_type: "AWS::Inspector::AccountStatus",
    shape: |status, body, _| {
        let state = |on: bool| {
            let mut state = Map::default();
            state.set("Status", if on { "ENABLED" } else { "DISABLED" });
            Node::from(state)
        };
        status.set("State", state(true));
        match taken(body, "resource_types").map(|node| node.value) {
            Some(Value::List(types)) => {
                let mut resources = Map::default();
                let unknown = types.iter().find_map(Node::as_gap);
                for (name, property) in SCANNED {
                    let listed = types.iter().any(|item| item.as_str() == Some(name));
                    let node = unknown.filter(|_| !listed).map_or_else(|| state(listed), |gap| gap.clone().into());
                    resources.set(*property, node);
                }
                status.set("ResourceState", resources);
            }
            Some(Value::Unknown(gap)) => status.set("ResourceState", *gap),
            _ => {}
        }
    },
    ..Kind::NEW
}];
