//! AWS Amplify.

use serde::{Deserialize, Serialize};

use crate::texts::holds;
use crate::{Fact, Texts};

/// An app
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-amplify-app.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct App {
    /// The app's name.
    pub name: Fact<Option<String>>,
    /// The environment variables of builds.
    pub environment_variables: Fact<Texts>,
    /// The build specification.
    pub build_spec: Fact<Texts>,
    /// User name and password that visitors are asked for, in base64; live only.
    pub basic_auth_credentials: Fact<Texts>,
    /// User name and password that visitors are asked for; in a template only.
    pub basic_auth_config: Fact<Texts>,
    /// What branches get that are made by themselves: variables, passwords, build specification
    /// (<https://docs.aws.amazon.com/amplify/latest/APIReference/API_AutoBranchCreationConfig.html>).
    pub auto_branch_creation_config: Fact<Texts>,
    /// The headers of the app's answers.
    pub custom_headers: Fact<Texts>,
    /// The token for the repository; in a template only.
    pub access_token: Fact<Texts>,
    /// The OAuth token for the repository; in a template only.
    pub oauth_token: Fact<Texts>,
}

holds!(App { environment_variables: "EnvironmentVariables", build_spec: "BuildSpec", basic_auth_credentials: "BasicAuthCredentials", basic_auth_config: "BasicAuthConfig", auto_branch_creation_config: "AutoBranchCreationConfig", custom_headers: "CustomHeaders", access_token: "AccessToken", oauth_token: "OauthToken" });

/// A branch
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-amplify-branch.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Branch {
    /// The app's id.
    pub app_id: Fact<Option<String>>,
    /// The branch's name.
    pub branch_name: Fact<Option<String>>,
    /// The environment variables of builds.
    pub environment_variables: Fact<Texts>,
    /// The build specification.
    pub build_spec: Fact<Texts>,
    /// User name and password that visitors are asked for, in base64; live only.
    pub basic_auth_credentials: Fact<Texts>,
    /// User name and password that visitors are asked for; in a template only.
    pub basic_auth_config: Fact<Texts>,
}

holds!(Branch { environment_variables: "EnvironmentVariables", build_spec: "BuildSpec", basic_auth_credentials: "BasicAuthCredentials", basic_auth_config: "BasicAuthConfig" });
