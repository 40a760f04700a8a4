//! AWS Key Management Service.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Document, Fact};

/// A key
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Key {
    /// `CUSTOMER`, or `AWS` for the keys that services make (`aws/s3`), whose policy nobody can change.
    pub key_manager: Fact<Option<String>>,
    /// The key policy.
    pub key_policy: Fact<Option<Document>>,
    /// Its material is replaced every year.
    pub enable_key_rotation: Fact<bool>,
    /// `SYMMETRIC_DEFAULT`, `RSA_2048` …
    pub key_spec: Fact<Option<String>>,
    /// `ENCRYPT_DECRYPT`, `SIGN_VERIFY`, `GENERATE_VERIFY_MAC` or `KEY_AGREEMENT`.
    pub key_usage: Fact<Option<String>>,
    /// `AWS_KMS`, `EXTERNAL`, `AWS_CLOUDHSM` or `EXTERNAL_KEY_STORE`.
    pub origin: Fact<Option<String>>,
    /// `Enabled`, `Disabled`, `PendingDeletion` … (live only).
    pub key_state: Fact<Option<String>>,
    /// When it will be deleted (live only): ISO 8601.
    pub deletion_date: Fact<Option<String>>,
    /// Who may use it without a policy (live, and Terraform's `aws_kms_grant`).
    pub grants: Fact<Vec<KeyGrant>>,
}

/// A grant on a key: a way in beside the policies
/// (<https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct KeyGrant {
    /// Its id.
    pub grant_id: Option<String>,
    /// The ARN of whom it is given to, or a service principal.
    pub grantee_principal: Option<String>,
    /// `Decrypt`, `GenerateDataKey` …
    pub operations: Vec<String>,
    /// What the encryption context must be; absent where the grant asks for none.
    pub constraints: Option<GrantConstraints>,
}

/// What the encryption context of a request under a [`KeyGrant`] must be
/// (<https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GrantConstraints {
    /// It must contain these pairs.
    pub encryption_context_subset: Option<BTreeMap<String, String>>,
    /// It must be these pairs.
    pub encryption_context_equals: Option<BTreeMap<String, String>>,
}

/// A name for a key
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-alias.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Alias {
    /// The name, with `alias/` before it.
    pub alias_name: Fact<Option<String>>,
    /// The id (or, in a template, the ARN) of the key.
    pub target_key_id: Fact<Option<String>>,
}
