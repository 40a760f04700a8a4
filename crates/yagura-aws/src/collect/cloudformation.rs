//! AWS CloudFormation: the stacks, with what their descriptions show.

use serde_json::Value;

use super::table::{Detail, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "cloudformation",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::CloudFormation::Stack",
        list: List::of("DescribeStacks", "Stacks"),
        details: &[Detail::of(
            "TemplateBody",
            "GetTemplate",
            r#"{"StackName":"$StackId","TemplateStage":"Original"}"#,
            "TemplateBody",
        )
        .shaped(tree)],
        id: "StackId",
        name: "StackName",
        arn: "StackId",
        tags: "Tags",
        gone: &["ValidationError:does not exist"],
        ..Kind::NONE
    }],
};

/// A template in JSON says by its structure what each text is called.
fn tree(body: Value) -> Value {
    match body.as_str().filter(|text| text.trim_start().starts_with('{')).map(serde_json::from_str) {
        Some(Ok(tree)) => tree,
        _ => body,
    }
}
