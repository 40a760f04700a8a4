//! AWS Batch.

use super::table::{Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "batch",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::Batch::JobDefinition",
        list: List::of("DescribeJobDefinitions", "jobDefinitions").with(r#"{"status":"ACTIVE"}"#),
        capitalize: Some(&["options", "labels", "annotations", "parameters", "limits", "requests"]),
        id: "jobDefinitionArn",
        name: "jobDefinitionName",
        arn: "jobDefinitionArn",
        tags: "tags",
        ..Kind::NONE
    }],
};
