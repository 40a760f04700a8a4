//! Amazon S3.

use super::table::{Detail, Field, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "s3",
    reach: Reach::Global,
    kinds: &[
        Kind {
            resource_type: "AWS::S3::Bucket",
            list: List::of("ListBuckets", "Buckets"),
            details: &[
                Detail::of("PolicyDocument", "GetBucketPolicy", r#"{"Bucket":"$Name"}"#, "Policy")
                    .absent(&["NoSuchBucketPolicy"]),
                // A bucket without a block of its own has all four switches off.
                Detail::of(
                    "PublicAccessBlockConfiguration",
                    "GetPublicAccessBlock",
                    r#"{"Bucket":"$Name"}"#,
                    "PublicAccessBlockConfiguration",
                )
                .absent(&["NoSuchPublicAccessBlockConfiguration"])
                .shaped(|answer| if answer.is_null() { serde_json::json!({}) } else { answer }),
            ],
            fields: &[Field::of("BucketName", "Name")],
            id: "Name",
            name: "Name",
            arn: "arn:{partition}:s3:::{Name}",
            home: "BucketRegion",
            gone: &["NoSuchBucket"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::S3::AccountPublicAccessBlock",
            list: List {
                service: "s3control",
                ..List::of("GetPublicAccessBlock", "").with(r#"{"AccountId":"@account"}"#)
            },
            id: "",
            ..Kind::NONE
        },
    ],
};
