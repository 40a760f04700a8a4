//! Amazon S3.

use yagura_model::{Map, Node};

use super::{Defaults, Join, Mapping, assign, part};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::S3::Bucket",
    name: "BucketName",
    arn: "arn:aws:s3:::{name}",
    attributes: &[
        ("DomainName", "{name}.s3.amazonaws.com"),
        ("RegionalDomainName", "{name}.s3.{Region}.amazonaws.com"),
    ],
    shape: bucket,
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[
    Join {
        resource_type: "AWS::S3::BucketPolicy",
        owner: "AWS::S3::Bucket",
        by: "Bucket",
        sets: &["PolicyDocument"],
        apply: assign,
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
];

const fn bucket_part(resource_type: &'static str, sets: &'static [&'static str]) -> Join {
    part(resource_type, "AWS::S3::Bucket", "Bucket", sets)
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html>: every new bucket has all four
/// switches on and ACLs disabled since April 2023. A configuration that is written is taken whole: a switch that it leaves out is off.
const BLOCKED: &str = "S3 User Guide, default settings for new S3 buckets FAQ (since 2023-04)";
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html>.
const UNVERSIONED: &str = "S3 User Guide, Using versioning in S3 buckets (2026-11): buckets are unversioned by default";

fn bucket(properties: &mut Map, defaults: &mut Defaults) {
    let mut block = Map::default();
    for switch in ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] {
        block.set(switch, true);
    }
    defaults.set(properties, "/PublicAccessBlockConfiguration", Node::from(block), BLOCKED);
    let mut rule = Map::default();
    rule.set("ObjectOwnership", "BucketOwnerEnforced");
    let mut ownership = Map::default();
    ownership.set("Rules", vec![Node::from(rule)]);
    defaults.set(properties, "/OwnershipControls", ownership, BLOCKED);
    defaults.set(properties, "/VersioningConfiguration", Map::default(), UNVERSIONED);
}
