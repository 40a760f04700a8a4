//! Amazon ECS.

use yagura_model::{Gap, Map, Node, Value};
use yagura_template::Defaults;

use super::table::{As, Field, Kind, Many, One, Same, named, taken};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_ecs_cluster",
        resource_type: "AWS::ECS::Cluster",
        fields: &[As("name", "ClusterName"), Many("setting", "ClusterSettings", &[Same("name"), Same("value")])],
        computed: &[("id", "{arn}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_ecs_service",
        resource_type: "AWS::ECS::Service",
        fields: &[
            As("name", "ServiceName"),
            Same("cluster"),
            Same("task_definition"),
            One(
                "network_configuration",
                "NetworkConfiguration/AwsvpcConfiguration",
                &[Same("assign_public_ip"), Same("security_groups"), Same("subnets")],
            ),
        ],
        shape: |service, _, _| {
            let network = service.get_mut("NetworkConfiguration").and_then(Node::as_map_mut);
            let network = network.and_then(|map| map.get_mut("AwsvpcConfiguration")).and_then(Node::as_map_mut);
            if let Some(public) = network.and_then(|map| map.get_mut("AssignPublicIp")) {
                *public = named(public.clone(), "ENABLED", "DISABLED");
            }
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_ecs_task_definition",
        resource_type: "AWS::ECS::TaskDefinition",
        fields: &[
            Same("family"),
            Same("network_mode"),
            Same("pid_mode"),
            Same("task_role_arn"),
            One("runtime_platform", "RuntimePlatform", &[Same("operating_system_family")]),
        ],
        computed: &[
            ("id", "{name}"),
            ("revision", "{id.Revision}"),
            ("arn_without_revision", "arn:aws:ecs:{Region}:{AccountId}:task-definition/{name}"),
        ],
        shape: containers,
        ..Kind::NEW
    },
];

/// The members of a container's definition, which is JSON with the API's names
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>).
const CONTAINER: &[Field] = &[
    As("name", "Name"),
    As("image", "Image"),
    As("privileged", "Privileged"),
    As("user", "User"),
    As("readonlyRootFilesystem", "ReadonlyRootFilesystem"),
    Many("environment", "Environment", &[As("name", "Name"), As("value", "Value")]),
    As("command", "Command"),
    As("entryPoint", "EntryPoint"),
    One("logConfiguration", "LogConfiguration", &[As("logDriver", "LogDriver")]),
];

fn containers(task: &mut Map, body: &Map, _: &mut Defaults) {
    let Some(written) = taken(body, "container_definitions") else { return };
    let span = written.span;
    let parsed = match &written.value {
        Value::String(text) => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(json) => Node { span, ..Node::from(&json) },
            Err(_) => Node::unknown(Gap::error("`container_definitions` is no JSON")),
        },
        _ => written,
    };
    let mut holder = Map::default();
    holder.set("definitions", parsed);
    let mut read = super::table::fields(&holder, &[Many("definitions", "ContainerDefinitions", CONTAINER)]);
    if let Some(node) = read.remove("ContainerDefinitions") {
        task.set("ContainerDefinitions", node);
    }
}
