//! AWS Identity and Access Management: users, groups, roles, managed policies, credentials.

use serde::{Deserialize, Serialize};

use std::collections::BTreeMap;

use crate::resource::Shared;
use crate::{Document, Fact, Sensitive};

/// A user
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-user.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct User {
    /// The user's name.
    pub user_name: Fact<Option<String>>,
    /// The path.
    pub path: Fact<Option<String>>,
    /// The names of the groups it is in, joined from `AWS::IAM::UserToGroupAddition`.
    pub groups: Fact<Vec<Fact<String>>>,
    /// The inline policies, joined from `AWS::IAM::Policy` and `AWS::IAM::UserPolicy`.
    pub policies: Fact<Vec<InlinePolicy>>,
    /// The ARNs of the managed policies, joined from `AWS::IAM::ManagedPolicy`.
    pub managed_policy_arns: Fact<Vec<Fact<String>>>,
    /// The ARN of the permissions boundary.
    pub permissions_boundary: Fact<Option<String>>,
    /// The ids of its access keys (live only; `ListAccessKeys`).
    pub access_keys: Fact<Vec<UserAccessKey>>,
    /// The keys that its template makes, joined from `AWS::IAM::AccessKey`: people may make more. Not read from a live account.
    pub template_access_keys: Fact<Vec<UserAccessKey>>,
    /// The console password as a template writes it; not read from a live account.
    pub login_profile: Fact<Option<LoginProfile>>,
}

impl User {
    /// Visits the texts that may hold a secret: JSON pointer, name, text.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        if let Fact::Known(Some(profile)) = &mut self.login_profile
            && let Fact::Known(Some(password)) = &mut profile.password
        {
            visit("/LoginProfile/Password", "Password", password);
        }
    }
}

/// An access key of a user (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyMetadata.html>); never the secret.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UserAccessKey {
    /// Its id.
    pub access_key_id: String,
    /// `Active`, `Inactive` or `Expired`.
    pub status: Option<String>,
}

/// The console password of a user.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct LoginProfile {
    /// The password.
    pub password: Fact<Option<Sensitive>>,
}

/// An access key that a template makes
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-accesskey.html>).
/// Live, the keys of users stand in the credential report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AccessKey {
    /// The user it is for.
    pub user_name: Fact<Option<String>>,
    /// `Active` or `Inactive`; `Active` where nothing is said.
    pub status: Fact<Option<String>>,
}

/// A group
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-group.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Group {
    /// The group's name.
    pub group_name: Fact<Option<String>>,
    /// The inline policies, joined from `AWS::IAM::Policy` and `AWS::IAM::GroupPolicy`.
    pub policies: Fact<Vec<InlinePolicy>>,
    /// The ARNs of the managed policies, joined from `AWS::IAM::ManagedPolicy`.
    pub managed_policy_arns: Fact<Vec<Fact<String>>>,
}

/// A role
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Role {
    /// The role's name.
    pub role_name: Fact<Option<String>>,
    /// The path; `/aws-service-role/` and `/aws-reserved/` are AWS's own.
    pub path: Fact<Option<String>>,
    /// Who may assume it.
    pub assume_role_policy_document: Fact<Option<Document>>,
    /// The inline policies, joined from `AWS::IAM::Policy` and `AWS::IAM::RolePolicy`.
    pub policies: Fact<Vec<InlinePolicy>>,
    /// The ARNs of the managed policies, joined from `AWS::IAM::ManagedPolicy`.
    pub managed_policy_arns: Fact<Vec<Fact<String>>>,
    /// The ARN of the permissions boundary.
    pub permissions_boundary: Fact<Option<String>>,
    /// When it was made (live only): ISO 8601.
    pub create_date: Fact<Option<String>>,
    /// When it was used last (live only). AWS tracks at most 400 days
    /// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html>).
    pub role_last_used: Fact<Option<RoleLastUsed>>,
}

/// When a role was used last.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RoleLastUsed {
    /// ISO 8601; absent where it was not used in the time that AWS tracks.
    pub last_used_date: Option<String>,
}

/// A policy that belongs to one user, group or role.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct InlinePolicy {
    /// Its name.
    pub policy_name: Fact<Option<String>>,
    /// What it says.
    pub policy_document: Fact<Document>,
}

impl InlinePolicy {
    /// The ARN of the managed policy that it is, which stands in another stack and is judged there: an inline policy's name has no
    /// colon (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html>).
    pub fn attached(&self) -> Option<&str> {
        self.policy_name.known()?.as_deref().filter(|name| name.contains(':'))
    }
}

/// A managed policy
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html>).
/// Live, AWS's own that are attached to someone are among them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ManagedPolicy {
    /// The policy's name.
    pub managed_policy_name: Fact<Option<String>>,
    /// The document of the default version.
    pub policy_document: Fact<Option<Document>>,
    /// How many users, groups and roles it is attached to (live only).
    pub attachment_count: Fact<Option<i64>>,
}

/// One row of the credential report: the credentials of a user, or of the root user
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>).
/// Its id is the user's ARN. A report is up to four hours old, so a new user may have no row yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Credentials {
    /// The user's name; `<root_account>` for the root user.
    pub user: Fact<String>,
    /// When the user was made: ISO 8601.
    pub user_creation_time: Fact<Option<String>>,
    /// Whether it has a console password; the report does not say for the root user.
    pub password_enabled: Fact<Option<bool>>,
    /// When the password was used last: ISO 8601; absent where never (or before 2014-10-20, when AWS began to track it).
    pub password_last_used: Fact<Option<String>>,
    /// When the password was changed last: ISO 8601.
    pub password_last_changed: Fact<Option<String>>,
    /// Whether it has a device for multi-factor authentication.
    pub mfa_active: Fact<bool>,
    /// The access keys; at most two.
    pub access_keys: Fact<Vec<KeyState>>,
}

/// One access key as the credential report tells it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct KeyState {
    /// `1` or `2`, as the report numbers them.
    pub number: i64,
    /// Whether it can be used.
    pub active: bool,
    /// When it was made or turned on again last: ISO 8601.
    pub last_rotated: Option<String>,
    /// When it was used last: ISO 8601; absent where never.
    pub last_used_date: Option<String>,
}

/// A virtual device for multi-factor authentication that is assigned to someone
/// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct VirtualMfaDevice {
    /// The ARN of the user it belongs to; `…:root` for the root user.
    pub user_arn: Fact<Option<String>>,
}

/// A server certificate that is kept in IAM
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ServerCertificate {
    /// Its name.
    pub server_certificate_name: Fact<Option<String>>,
    /// When it expires (live only): ISO 8601.
    pub expiration: Fact<Option<String>>,
}

/// A SAML identity provider
/// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SamlProvider {
    /// When its metadata expires (live only): ISO 8601.
    pub valid_until: Fact<Option<String>>,
}

/// An OpenID Connect identity provider
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-oidcprovider.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct OidcProvider {
    /// The issuer, live without `https://`.
    pub url: Fact<Option<String>>,
    /// The audiences that tokens may have.
    pub client_id_list: Fact<Vec<String>>,
}

impl super::Iam {
    /// Lets the documents of one account that have one text share it.
    pub(super) fn share(&mut self) {
        let mut accounts: BTreeMap<String, Shared> = BTreeMap::new();
        let mut share = |account: &str, document: &mut Document| {
            if !accounts.contains_key(account) {
                accounts.insert(account.to_owned(), Shared::default());
            }
            if let Some(known) = accounts.get_mut(account) {
                document.share(known);
            }
        };
        for role in self.roles.items_mut() {
            if let Fact::Known(Some(document)) = &mut role.props.assume_role_policy_document {
                share(&role.meta.account, document);
            }
            inline(&mut role.props.policies, &mut |document| share(&role.meta.account, document));
        }
        for user in self.users.items_mut() {
            inline(&mut user.props.policies, &mut |document| share(&user.meta.account, document));
        }
        for group in self.groups.items_mut() {
            inline(&mut group.props.policies, &mut |document| share(&group.meta.account, document));
        }
    }
}

fn inline(policies: &mut Fact<Vec<InlinePolicy>>, share: &mut dyn FnMut(&mut Document)) {
    let Fact::Known(policies) = policies else { return };
    for policy in policies {
        if let Fact::Known(document) = &mut policy.policy_document {
            share(document);
        }
    }
}
