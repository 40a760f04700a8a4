//! Amazon S3.

use serde_json::{Value, json};

use super::table::{Detail, Field, Kind, List, Reach, Service};

const BUCKET: &str = r#"{"Bucket":"$Name"}"#;

pub(super) static SERVICE: Service = Service {
    name: "s3",
    reach: Reach::Global,
    kinds: &[
        Kind {
            resource_type: "AWS::S3::Bucket",
            // The region of each bucket is in the answer only where the request has a parameter.
            list: List::of("ListBuckets", "Buckets").with(r#"{"MaxBuckets":1000}"#),
            details: &[
                Detail::of("PolicyDocument", "GetBucketPolicy", BUCKET, "Policy").absent(&["NoSuchBucketPolicy"]),
                // A bucket without a block of its own has all four switches off.
                Detail::of(
                    "PublicAccessBlockConfiguration",
                    "GetPublicAccessBlock",
                    BUCKET,
                    "PublicAccessBlockConfiguration",
                )
                .absent(&["NoSuchPublicAccessBlockConfiguration"])
                .shaped(|answer| match answer {
                    Value::Null => json!({
                        "BlockPublicAcls": false,
                        "IgnorePublicAcls": false,
                        "BlockPublicPolicy": false,
                        "RestrictPublicBuckets": false,
                    }),
                    answer => answer,
                }),
                // A bucket without the setting behaves as `ObjectWriter`: its ACL has effect
                // (https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html).
                Detail::of("OwnershipControls", "GetBucketOwnershipControls", BUCKET, "OwnershipControls")
                    .absent(&["OwnershipControlsNotFoundError"])
                    .shaped(|answer| match answer {
                        Value::Null => json!({"Rules": [{"ObjectOwnership": "ObjectWriter"}]}),
                        answer => answer,
                    }),
                // An ACL without effect need not be read.
                // The owner's own grant says nothing.
                Detail::of("Grants", "GetBucketAcl", BUCKET, "")
                    .when("OwnershipControls.Rules[].ObjectOwnership", &["ObjectWriter", "BucketOwnerPreferred"])
                    .shaped(|answer| {
                        let owner = answer.pointer("/Owner/ID").filter(|id| !id.is_null());
                        let others = |grant: &&Value| owner.is_none() || grant.pointer("/Grantee/ID") != owner;
                        match answer.get("Grants").and_then(Value::as_array) {
                            Some(grants) => grants.iter().filter(others).cloned().collect(),
                            None => Value::Null,
                        }
                    }),
                Detail::of("VersioningConfiguration", "GetBucketVersioning", BUCKET, ""),
                Detail::of("LoggingConfiguration", "GetBucketLogging", BUCKET, "LoggingEnabled").shaped(|answer| {
                    match answer.get("TargetBucket") {
                        Some(bucket) => json!({ "DestinationBucketName": bucket }),
                        None => Value::Null,
                    }
                }),
                // A website shows what the public may read; with the policy side of the block on there is nothing to ask.
                Detail::of("WebsiteConfiguration", "GetBucketWebsite", BUCKET, "")
                    .absent(&["NoSuchWebsiteConfiguration"])
                    .when("PublicAccessBlockConfiguration.RestrictPublicBuckets", &["false"]),
                Detail::of("CorsConfiguration", "GetBucketCors", BUCKET, "CORSRules")
                    .absent(&["NoSuchCORSConfiguration"])
                    .shaped(|answer| if answer.is_null() { answer } else { json!({ "CorsRules": answer }) }),
                // Replication needs versioning on the source.
                Detail::of("ReplicationConfiguration", "GetBucketReplication", BUCKET, "ReplicationConfiguration")
                    .absent(&["ReplicationConfigurationNotFoundError"])
                    .when("VersioningConfiguration.Status", &["Enabled"]),
            ],
            fields: &[
                Field::of("BucketName", "Name"),
                // Canned ACLs are a template's way of writing; here the grants say it.
                Field::of("AccessControl", "AccessControl"),
            ],
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
                ..List::of("GetPublicAccessBlock", "")
                    .with(r#"{"AccountId":"@account"}"#)
                    .absent(&["NoSuchPublicAccessBlockConfiguration"])
            },
            ..Kind::NONE
        },
    ],
};

/// Access points, which each region lists of its own.
pub(super) static REGIONAL: Service = Service {
    name: "s3",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::S3::AccessPoint",
        list: List {
            service: "s3control",
            ..List::of("ListAccessPoints", "AccessPointList").with(r#"{"AccountId":"@account"}"#)
        },
        details: &[
            Detail {
                service: "s3control",
                ..Detail::of(
                    "PublicAccessBlockConfiguration",
                    "GetAccessPoint",
                    ACCESS_POINT,
                    "PublicAccessBlockConfiguration",
                )
            },
            Detail {
                service: "s3control",
                ..Detail::of("PolicyDocument", "GetAccessPointPolicy", ACCESS_POINT, "Policy")
                    .absent(&["NoSuchAccessPointPolicy"])
            },
        ],
        id: "Name",
        name: "Name",
        arn: "AccessPointArn",
        gone: &["NoSuchAccessPoint"],
        ..Kind::NONE
    }],
};

const ACCESS_POINT: &str = r#"{"AccountId":"@account","Name":"$Name"}"#;

/// Access points of several regions, which one region lists
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListMultiRegionAccessPoints.html>).
pub(super) static MULTI_REGION: Service = Service {
    name: "s3",
    reach: Reach::In("us-west-2"),
    kinds: &[Kind {
        resource_type: "AWS::S3::MultiRegionAccessPoint",
        list: List {
            service: "s3control",
            ..List::of("ListMultiRegionAccessPoints", "AccessPoints").with(r#"{"AccountId":"@account"}"#)
        },
        details: &[Detail {
            service: "s3control",
            ..Detail::of("PolicyDocument", "GetMultiRegionAccessPointPolicy", ACCESS_POINT, "Policy.Established.Policy")
                .absent(&["NoSuchMultiRegionAccessPointPolicy"])
        }],
        fields: &[Field::of("PublicAccessBlockConfiguration", "PublicAccessBlock")],
        id: "Name",
        name: "Name",
        arn: "arn:{partition}:s3::{account}:accesspoint/{Alias}",
        gone: &["NoSuchMultiRegionAccessPoint"],
        ..Kind::NONE
    }],
};
