//! AWS CodeBuild.

use serde_json::{Value, json};

use super::table::{Field, Kind, List, Reach, Service, Step};

pub(super) static SERVICE: Service = Service {
    name: "codebuild",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::CodeBuild::Project",
        list: List::of("ListProjects", "projects"),
        steps: &[Step {
            operation: "BatchGetProjects",
            params: r#"{"names":["*"]}"#,
            batch: 100,
            key: "",
            items: "projects",
        }],
        fields: &[
            Field::of("Source", "source").shaped(source),
            Field::of("SecondarySources", "secondarySources").shaped(|sources| match sources {
                Value::Array(list) => list.into_iter().map(source).collect(),
                other => other,
            }),
        ],
        capitalize: Some(&[]),
        id: "name",
        name: "name",
        arn: "arn",
        tags: "tags",
        ..Kind::NONE
    }],
};

/// What of a source is text: CloudFormation writes `BuildSpec`.
fn source(source: Value) -> Value {
    if source.is_null() {
        return source;
    }
    json!({ "Type": source.get("type"), "Location": source.get("location"), "BuildSpec": source.get("buildspec") })
}
