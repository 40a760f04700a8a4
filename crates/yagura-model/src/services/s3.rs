//! Amazon S3: buckets, their access points and the account's public access block.

use serde::{Deserialize, Serialize};

use crate::{Document, Fact};

/// A bucket
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Bucket {
    /// The bucket's name.
    pub bucket_name: Fact<Option<String>>,
    /// The region that it is in, which its ARN does not say; a template's is in that of its stack.
    pub bucket_region: Fact<Option<String>>,
    /// The bucket policy, joined from `AWS::S3::BucketPolicy`.
    pub policy_document: Fact<Option<Document>>,
    /// The bucket's own public access block.
    pub public_access_block_configuration: Fact<PublicAccessBlock>,
    /// Whether ACLs have an effect at all.
    pub ownership_controls: Fact<Option<OwnershipControls>>,
    /// The canned ACL a template gives (`PublicRead`); the live reader gives [`Bucket::grants`] instead and leaves it absent.
    pub access_control: Fact<Option<String>>,
    /// The grants of the bucket's ACL (`GetBucketAcl`); empty for a template, which can only give a canned ACL.
    pub grants: Fact<Vec<Grant>>,
    /// Versions of objects, and multi-factor authentication for deleting them.
    pub versioning_configuration: Fact<Versioning>,
    /// Where the server access log goes.
    pub logging_configuration: Fact<Option<Logging>>,
    /// The website endpoint, which speaks HTTP only.
    pub website_configuration: Fact<Option<Website>>,
    /// What browsers let pages of other origins do.
    pub cors_configuration: Fact<Option<Cors>>,
    /// Where objects are copied to.
    pub replication_configuration: Fact<Option<Replication>>,
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

/// Who owns new objects
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct OwnershipControls {
    /// One rule.
    pub rules: Vec<OwnershipRule>,
}

impl OwnershipControls {
    /// Whether ACLs have no effect.
    pub fn acls_disabled(&self) -> bool {
        self.rules.iter().any(|rule| rule.object_ownership.as_deref() == Some("BucketOwnerEnforced"))
    }
}

/// A rule of [`OwnershipControls`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct OwnershipRule {
    /// `BucketOwnerEnforced` (ACLs have no effect), `BucketOwnerPreferred` or `ObjectWriter`.
    pub object_ownership: Option<String>,
}

/// A grant of an ACL (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Grant {
    /// Who is given it.
    pub grantee: Grantee,
    /// `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`.
    pub permission: Option<String>,
}

/// Who is given a [`Grant`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Grantee {
    /// `CanonicalUser`, `AmazonCustomerByEmail` or `Group`.
    #[serde(rename = "Type")]
    pub kind: Option<String>,
    /// The group.
    #[serde(rename = "URI")]
    pub uri: Option<String>,
    /// The canonical user id.
    #[serde(rename = "ID")]
    pub id: Option<String>,
}

/// Versions of objects
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Versioning {
    /// `Enabled` or `Suspended`; absent where it was never set.
    pub status: Option<String>,
    /// `Enabled` where deleting a version takes a second factor; CloudFormation cannot set it.
    #[serde(rename = "MFADelete")]
    pub mfa_delete: Option<String>,
}

/// Where the server access log goes
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Logging {
    /// The bucket that takes the log; absent in a template that means the bucket itself.
    pub destination_bucket_name: Fact<Option<String>>,
}

/// The website endpoint
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Website {
    /// Where every request is sent on to; such an endpoint serves no object.
    pub redirect_all_requests_to: Option<RedirectAll>,
}

/// Where a [`Website`] sends every request on to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RedirectAll {
    /// `http` or `https`; the request's own where absent.
    pub protocol: Option<String>,
}

/// What browsers let pages of other origins do
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Cors {
    /// The first rule that matches decides.
    pub cors_rules: Vec<CorsRule>,
}

/// A rule of [`Cors`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CorsRule {
    /// `GET`, `PUT`, `HEAD`, `POST`, `DELETE`.
    pub allowed_methods: Vec<String>,
    /// Origins, each with at most one `*`.
    pub allowed_origins: Vec<String>,
}

/// Where objects are copied to
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Replication {
    /// The rules.
    pub rules: Vec<ReplicationRule>,
}

/// A rule of [`Replication`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ReplicationRule {
    /// `Enabled` or `Disabled`.
    pub status: Option<String>,
    /// The bucket that takes the copies.
    pub destination: ReplicationDestination,
}

/// The bucket that takes the copies.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ReplicationDestination {
    /// Its ARN.
    pub bucket: Fact<Option<String>>,
    /// Its account, where the copies are to belong to it.
    pub account: Fact<Option<String>>,
}

/// The account-wide public access block.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AccountPublicAccessBlock {
    /// The four switches; all off where none was ever set.
    pub public_access_block_configuration: Fact<PublicAccessBlock>,
}

/// A second door to a bucket, with a policy of its own
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-accesspoint.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AccessPoint {
    /// The bucket's name.
    pub bucket: Fact<Option<String>>,
    /// Its policy.
    pub policy_document: Fact<Option<Document>>,
    /// Its own public access block, which cannot be changed once it is made.
    pub public_access_block_configuration: Fact<PublicAccessBlock>,
    /// The VPC that alone it can be reached from; the internet where it is absent.
    pub vpc_configuration: Fact<Option<AccessPointVpc>>,
}

/// The VPC of an [`AccessPoint`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AccessPointVpc {
    /// Its id.
    pub vpc_id: Fact<Option<String>>,
}

/// One door to buckets of several regions, with a policy of its own
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-multiregionaccesspoint.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct MultiRegionAccessPoint {
    /// The buckets.
    pub regions: Fact<Vec<BucketOfRegion>>,
    /// Its policy.
    pub policy_document: Fact<Option<Document>>,
    /// Its own public access block, which cannot be changed once it is made.
    pub public_access_block_configuration: Fact<PublicAccessBlock>,
}

/// A bucket of a [`MultiRegionAccessPoint`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct BucketOfRegion {
    /// The bucket's name.
    pub bucket: Fact<Option<String>>,
}
