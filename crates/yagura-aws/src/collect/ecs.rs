//! Amazon ECS.

use serde_json::{Value, json};

use super::table::{Field, Kind, List, Reach, Service, Step};

const CLUSTERS: List = List::of("ListClusters", "clusterArns").with(r#"{"maxResults":100}"#);

pub(super) static SERVICE: Service = Service {
    name: "ecs",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::ECS::Cluster",
            list: CLUSTERS,
            steps: &[Step {
                operation: "DescribeClusters",
                params: r#"{"clusters":["*"],"include":["SETTINGS","TAGS"]}"#,
                batch: 100,
                key: "",
                items: "clusters",
            }],
            fields: &[Field::of("ClusterSettings", "settings").shaped(settings)],
            capitalize: Some(&[]),
            id: "clusterName",
            name: "clusterName",
            arn: "clusterArn",
            tags: "tags",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::ECS::Service",
            parent: Some(CLUSTERS),
            list: List::of("ListServices", "serviceArns").with(r#"{"cluster":"^","maxResults":100}"#),
            steps: &[Step {
                operation: "DescribeServices",
                params: r#"{"cluster":"^","services":["*"],"include":["TAGS"]}"#,
                batch: 10,
                key: "",
                items: "services",
            }],
            fields: &[Field::of("Cluster", "clusterArn")],
            capitalize: Some(&[]),
            id: "serviceArn",
            name: "serviceName",
            arn: "serviceArn",
            tags: "tags",
            gone: &["ClusterNotFoundException"],
            ..Kind::NONE
        },
        // The newest active revision of each family: what a service or a scheduled task runs unless it was held back; and the
        // revisions that services are held at.
        Kind {
            resource_type: "AWS::ECS::TaskDefinition",
            list: List::of("ListTaskDefinitionFamilies", "families").with(r#"{"status":"ACTIVE","maxResults":100}"#),
            steps: &[Step {
                operation: "DescribeTaskDefinition",
                params: r#"{"taskDefinition":"$"}"#,
                batch: 1,
                key: "",
                items: "taskDefinition",
            }],
            named: Some(|part| {
                let services = part.ecs.services.iter();
                let mut named: Vec<String> =
                    services.filter_map(|service| service.task_definition.known().cloned().flatten()).collect();
                named.sort();
                named.dedup();
                named
            }),
            capitalize: Some(&[]),
            id: "taskDefinitionArn",
            name: "family",
            arn: "taskDefinitionArn",
            ..Kind::NONE
        },
    ],
};

fn settings(settings: Value) -> Value {
    let Value::Array(list) = settings else { return json!([]) };
    list.into_iter().map(|setting| json!({ "Name": setting.get("name"), "Value": setting.get("value") })).collect()
}
