//! Amazon Cognito.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Fact;

/// A user pool
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UserPool {
    /// Its name.
    pub user_pool_name: Fact<Option<String>>,
    /// Who makes users.
    pub admin_create_user_config: Fact<Option<AdminCreateUserConfig>>,
    /// `OFF`, `OPTIONAL` or `ON`; absent in a template: `OFF`.
    pub mfa_configuration: Fact<Option<String>>,
    /// What passwords must be.
    pub policies: Fact<Option<Policies>>,
    /// The attributes that its users have beside the standard ones.
    pub schema: Fact<Vec<Fact<SchemaAttribute>>>,
}

/// Who makes users.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AdminCreateUserConfig {
    /// Whether only administrators do; otherwise anyone signs up.
    pub allow_admin_create_user_only: Fact<bool>,
}

/// What sign-in asks for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Policies {
    /// What passwords must be.
    pub password_policy: Fact<Option<PasswordPolicy>>,
}

/// What passwords must be.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PasswordPolicy {
    /// How long at least.
    pub minimum_length: Fact<Option<i64>>,
    /// With a lower-case letter.
    pub require_lowercase: Fact<bool>,
    /// With an upper-case letter.
    pub require_uppercase: Fact<bool>,
    /// With a digit.
    pub require_numbers: Fact<bool>,
    /// With a symbol.
    pub require_symbols: Fact<bool>,
}

/// An attribute of a user pool's users.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SchemaAttribute {
    /// Its name; the API writes `custom:` before it, templates do not.
    pub name: Option<String>,
    /// Whether it can be changed once it was set; absent: yes.
    pub mutable: Fact<Option<bool>>,
}

/// An app client of a user pool
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct UserPoolClient {
    /// Its user pool.
    pub user_pool_id: Fact<Option<String>>,
    /// Its name.
    pub client_name: Fact<Option<String>>,
    /// The attributes that a signed-in user writes through it; none named: all standard ones, no custom one
    /// (<https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>).
    pub write_attributes: Fact<Vec<Fact<String>>>,
    /// `ENABLED` hides whether a user exists.
    pub prevent_user_existence_errors: Fact<Option<String>>,
    /// The OAuth flows: `code`, `implicit`, `client_credentials`.
    #[serde(rename = "AllowedOAuthFlows")]
    pub allowed_oauth_flows: Fact<Vec<Fact<String>>>,
    /// Where the browser is sent with the code or the token.
    #[serde(rename = "CallbackURLs")]
    pub callback_urls: Fact<Vec<Fact<String>>>,
}

/// An identity pool
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-identitypool.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct IdentityPool {
    /// Its name.
    pub identity_pool_name: Fact<Option<String>>,
    /// Whether guests, who have not signed in, are given credentials.
    pub allow_unauthenticated_identities: Fact<bool>,
    /// Whether the older flow, in which the caller names the role, is open.
    pub allow_classic_flow: Fact<bool>,
    /// The roles of guests (`unauthenticated`) and users (`authenticated`),
    /// joined from `AWS::Cognito::IdentityPoolRoleAttachment`.
    pub roles: Fact<BTreeMap<String, Fact<String>>>,
}
