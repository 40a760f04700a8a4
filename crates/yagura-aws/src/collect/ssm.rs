//! AWS Systems Manager: parameters, documents, managed instances.

use serde_json::Value;

use super::table::{Detail, Kind, List, Reach, Service, Step};

/// One list for both kinds of parameters; the engine asks it once.
const PARAMETERS: List = List::of("DescribeParameters", "Parameters").with(r#"{"MaxResults":50}"#);

pub(super) static SERVICE: Service = Service {
    name: "ssm",
    reach: Reach::Regional,
    kinds: &[
        // Values are asked only of parameters that are kept in plain text, and never with decryption.
        Kind {
            resource_type: "AWS::SSM::Parameter",
            list: List { only: Some(("Type", &["String", "StringList"])), ..PARAMETERS },
            steps: &[Step {
                operation: "GetParameters",
                params: r#"{"Names":["*"]}"#,
                batch: 10,
                key: "Name",
                items: "Parameters",
            }],
            id: "Name",
            name: "Name",
            arn: "ARN",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::SSM::Parameter",
            list: List { only: Some(("Type", &["SecureString"])), ..PARAMETERS },
            id: "Name",
            name: "Name",
            arn: "ARN",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::SSM::Document",
            list: List::of("ListDocuments", "DocumentIdentifiers")
                .with(r#"{"Filters":[{"Key":"Owner","Values":["Self"]}],"MaxResults":50}"#),
            details: &[
                Detail::of("Content", "GetDocument", r#"{"Name":"$Name"}"#, "Content"),
                Detail::of(
                    "AccountIds",
                    "DescribeDocumentPermission",
                    r#"{"Name":"$Name","PermissionType":"Share"}"#,
                    "AccountIds",
                )
                .shaped(|ids| if ids.is_null() { Value::Array(Vec::new()) } else { ids }),
            ],
            id: "Name",
            name: "Name",
            arn: "arn:{partition}:ssm:{region}:{account}:document/{Name}",
            tags: "Tags",
            gone: &["InvalidDocument"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::SSM::ManagedInstance",
            list: List::of("DescribeInstanceInformation", "InstanceInformationList").with(r#"{"MaxResults":50}"#),
            id: "InstanceId",
            name: "ComputerName",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::SSM::ResourceCompliance",
            list: List::of("ListResourceComplianceSummaries", "ResourceComplianceSummaryItems")
                .with(r#"{"Filters":[{"Key":"ComplianceType","Values":["Patch"],"Type":"EQUAL"}],"MaxResults":50}"#),
            id: "ResourceId",
            ..Kind::NONE
        },
    ],
};
