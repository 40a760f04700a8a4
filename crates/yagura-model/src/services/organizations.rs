//! AWS Organizations.

use serde::{Deserialize, Serialize};

use crate::{Document, Fact};

/// The organization an account belongs to
/// (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Organization {
    /// `ALL`, or `CONSOLIDATED_BILLING`, which knows no policies.
    pub feature_set: Fact<Option<String>>,
    /// The id of the management account.
    pub master_account_id: Fact<Option<String>>,
}

/// The top of the tree
/// (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_Root.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Root {
    /// The types of policies that are turned on.
    pub policy_types: Fact<Vec<PolicyType>>,
}

/// A type of policy, and whether it is turned on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PolicyType {
    /// `SERVICE_CONTROL_POLICY`, `RESOURCE_CONTROL_POLICY` …
    #[serde(rename = "Type")]
    pub kind: String,
    /// `ENABLED`, `PENDING_ENABLE` or `PENDING_DISABLE`.
    pub status: String,
}

/// An organizational unit
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-organizations-organizationalunit.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct OrganizationalUnit {
    /// The root or unit above it.
    pub parent_id: Fact<Option<String>>,
}

/// A member account
/// (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Account {
    /// The account's id.
    #[serde(rename = "Id")]
    pub account_id: Fact<Option<String>>,
    /// `ACTIVE`, `SUSPENDED` or `PENDING_CLOSURE`.
    pub status: Fact<Option<String>>,
    /// The root or unit above it; live answers only.
    pub parent_id: Fact<Option<String>>,
}

/// A service control policy or a resource control policy
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-organizations-policy.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Policy {
    /// The policy's name.
    pub name: Fact<Option<String>>,
    /// `SERVICE_CONTROL_POLICY` or `RESOURCE_CONTROL_POLICY`.
    #[serde(rename = "Type")]
    pub kind: Fact<Option<String>>,
    /// What it says.
    pub content: Fact<Option<Document>>,
    /// The roots, organizational units and accounts it is attached to.
    pub target_ids: Fact<Vec<Fact<String>>>,
    /// One of AWS's own (`FullAWSAccess`); live only.
    pub aws_managed: Fact<bool>,
}

/// An account that administers a service for the whole organization
/// (<https://docs.aws.amazon.com/organizations/latest/APIReference/API_DelegatedAdministrator.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DelegatedAdministrator {
    /// The account's id.
    #[serde(rename = "Id")]
    pub account_id: Fact<Option<String>>,
}
