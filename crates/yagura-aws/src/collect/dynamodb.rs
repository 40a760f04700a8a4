//! Amazon DynamoDB.

use serde_json::{Value, json};

use super::table::{Detail, Kind, List, Reach, Service, Step};

pub(super) static SERVICE: Service = Service {
    name: "dynamodb",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::DynamoDB::Table",
        list: List::of("ListTables", "TableNames"),
        steps: &[Step {
            operation: "DescribeTable",
            params: r#"{"TableName":"$"}"#,
            batch: 1,
            key: "",
            items: "Table",
        }],
        details: &[
            Detail::of(
                "PointInTimeRecoverySpecification",
                "DescribeContinuousBackups",
                r#"{"TableName":"$TableName"}"#,
                "ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus",
            )
            .shaped(|status| match status.as_str() {
                Some(status) => json!({"PointInTimeRecoveryEnabled": status == "ENABLED"}),
                None => Value::Null,
            }),
            Detail::of("ResourcePolicy", "GetResourcePolicy", r#"{"ResourceArn":"$TableArn"}"#, "Policy")
                .absent(&["PolicyNotFoundException"])
                .shaped(|policy| match policy {
                    Value::Null => Value::Null,
                    policy => json!({ "PolicyDocument": policy }),
                }),
        ],
        id: "TableName",
        name: "TableName",
        arn: "TableArn",
        gone: &["ResourceNotFoundException", "TableNotFoundException"],
        ..Kind::NONE
    }],
};
