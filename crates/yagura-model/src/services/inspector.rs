//! Amazon Inspector.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// How a region of the account is scanned (`BatchGetAccountStatus`)
/// (<https://docs.aws.amazon.com/inspector/v2/APIReference/API_AccountState.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AccountStatus {
    /// The account as a whole.
    pub state: Fact<State>,
    /// The kinds of resources.
    pub resource_state: Fact<ResourceState>,
}

/// A state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct State {
    /// `ENABLED`, `DISABLED`, `ENABLING`, `DISABLING`, `SUSPENDING` or `SUSPENDED`.
    pub status: Option<String>,
}

/// The state of each kind of resource.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ResourceState {
    /// Instances.
    pub ec2: Option<State>,
    /// Container images.
    pub ecr: Option<State>,
    /// Functions' dependencies.
    pub lambda: Option<State>,
    /// Functions' own code.
    pub lambda_code: Option<State>,
}
