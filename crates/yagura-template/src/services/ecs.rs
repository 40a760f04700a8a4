//! Amazon ECS.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::ECS::Cluster",
        name: "ClusterName",
        arn: "arn:aws:ecs:{Region}:{AccountId}:cluster/{name}",
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::ECS::Service",
        name: "ServiceName",
        reference: "{arn}",
        arn: "arn:aws:ecs:{Region}:{AccountId}:service/{Cluster!default}/{name}",
        attributes: &[("ServiceArn", "{arn}"), ("Name", "{name}")],
        spelled: |_, cluster| cluster.split_once(":cluster/").map(|(_, name)| name.to_owned()).unwrap_or(cluster),
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::ECS::TaskDefinition",
        name: "Family",
        reference: "{arn}",
        arn: "arn:aws:ecs:{Region}:{AccountId}:task-definition/{name}:{id.Revision}",
        attributes: &[("TaskDefinitionArn", "{arn}")],
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[];
