//! Amazon S3: buckets and the account's public access block.

use serde::{Deserialize, Serialize};

use crate::{Document, Fact};

/// A bucket
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Bucket {
    /// The bucket's name.
    pub bucket_name: Fact<Option<String>>,
    /// The bucket policy, joined from `AWS::S3::BucketPolicy`.
    pub policy_document: Fact<Option<Document>>,
    /// The bucket's own public access block.
    pub public_access_block_configuration: Fact<PublicAccessBlock>,
}

/// The four switches of a public access block
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PublicAccessBlock {
    /// New public ACLs are refused.
    pub block_public_acls: bool,
    /// Public ACLs have no effect.
    pub ignore_public_acls: bool,
    /// New public policies are refused.
    pub block_public_policy: bool,
    /// A public policy grants nothing outside the account.
    pub restrict_public_buckets: bool,
}

/// The account-wide public access block.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AccountPublicAccessBlock {
    /// The four switches; all off where none was ever set.
    pub public_access_block_configuration: Fact<PublicAccessBlock>,
}
