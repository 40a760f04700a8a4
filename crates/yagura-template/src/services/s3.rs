//! Amazon S3.

use yagura_model::{Map, Node};

use super::{Defaults, Join, Mapping, assign, part};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::S3::Bucket",
        name: "BucketName",
        arn: "arn:aws:s3:::{name}",
        attributes: &[
            ("DomainName", "{name}.s3.amazonaws.com"),
            ("RegionalDomainName", "{name}.s3.{Region}.amazonaws.com"),
        ],
        shape: bucket,
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::S3::AccessPoint",
        name: "Name",
        arn: "arn:aws:s3:{Region}:{AccountId}:accesspoint/{name}",
        attributes: &[("Name", "{name}")],
        shape: access_point,
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::S3::MultiRegionAccessPoint",
        name: "Name",
        arn: "arn:aws:s3::{AccountId}:accesspoint/{id.Alias}",
        attributes: &[("Alias", "{id.Alias}")],
        shape: multi_region,
        global: true,
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[
    Join {
        resource_type: "AWS::S3::BucketPolicy",
        owner: "AWS::S3::Bucket",
        by: "Bucket",
        sets: &["PolicyDocument"],
        apply: assign,
    },
    Join {
        resource_type: "AWS::S3::MultiRegionAccessPointPolicy",
        owner: "AWS::S3::MultiRegionAccessPoint",
        by: "MrapName",
        sets: &["PolicyDocument"],
        apply: |point, piece, _| {
            if let Some(policy) = piece.get("Policy") {
                point.set("PolicyDocument", policy.clone());
            }
        },
    },
    // Terraform writes the parts of a bucket as resources of their own.
    bucket_part("aws_s3_bucket_public_access_block", &["PublicAccessBlockConfiguration"]),
    bucket_part("aws_s3_bucket_acl", &["AccessControl", "Grants"]),
    bucket_part("aws_s3_bucket_ownership_controls", &["OwnershipControls"]),
    bucket_part("aws_s3_bucket_versioning", &["VersioningConfiguration"]),
    bucket_part("aws_s3_bucket_logging", &["LoggingConfiguration"]),
    bucket_part("aws_s3_bucket_website_configuration", &["WebsiteConfiguration"]),
    bucket_part("aws_s3_bucket_cors_configuration", &["CorsConfiguration"]),
    bucket_part("aws_s3_bucket_replication_configuration", &["ReplicationConfiguration"]),
    part("aws_s3control_access_point_policy", "AWS::S3::AccessPoint", "AccessPoint", &["PolicyDocument"]),
];

const fn bucket_part(resource_type: &'static str, sets: &'static [&'static str]) -> Join {
    part(resource_type, "AWS::S3::Bucket", "Bucket", sets)
}

/// <https://aws.amazon.com/blogs/aws/heads-up-amazon-s3-security-changes-are-coming-in-april-of-2023/>: every new bucket, one of
/// CloudFormation or an SDK too, has all four switches on and ACLs disabled since April 2023; of ACLs the S3 API says the same
/// (`CreateBucket`, as botocore 1.44.5 has it). A configuration that is written is taken whole: a switch that it leaves out is off.
const BLOCKED: &str =
    "AWS News Blog, Amazon S3 security changes are coming in April of 2023 (since 2023-04, read 2026-11)";
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html>, as botocore 1.44.5 has it.
const UNVERSIONED: &str =
    "S3 API, PutBucketVersioning (2026-11): a bucket whose versioning was never set has no versioning state";

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html>
const POINT_BLOCKED: &str =
    "S3 User Guide, Managing public access to access points (2026-11): all settings are enabled by default";

fn all_blocked() -> Node {
    let mut block = Map::default();
    for switch in ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] {
        block.set(switch, true);
    }
    Node::from(block)
}

fn access_point(properties: &mut Map, defaults: &mut Defaults) {
    if let Some(policy) = properties.remove("Policy") {
        properties.set("PolicyDocument", policy);
    }
    defaults.set(properties, "/PublicAccessBlockConfiguration", all_blocked(), POINT_BLOCKED);
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/multi-region-access-point-block-public-access.html>
const MULTI_BLOCKED: &str = "S3 User Guide, Blocking public access with Multi-Region Access Points (2026-11): all settings are enabled by default";

fn multi_region(properties: &mut Map, defaults: &mut Defaults) {
    defaults.set(properties, "/PublicAccessBlockConfiguration", all_blocked(), MULTI_BLOCKED);
}

fn bucket(properties: &mut Map, defaults: &mut Defaults) {
    defaults.set(properties, "/PublicAccessBlockConfiguration", all_blocked(), BLOCKED);
    let mut rule = Map::default();
    rule.set("ObjectOwnership", "BucketOwnerEnforced");
    let mut ownership = Map::default();
    ownership.set("Rules", vec![Node::from(rule)]);
    defaults.set(properties, "/OwnershipControls", ownership, BLOCKED);
    defaults.set(properties, "/VersioningConfiguration", Map::default(), UNVERSIONED);
}
