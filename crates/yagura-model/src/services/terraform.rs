//! Terraform's own: what stands in its files beside resources.

use serde::{Deserialize, Serialize};

use crate::texts::holds;
use crate::{Fact, Texts};

/// The default of a variable, a local value, an output, or what a `.tfvars` file gives to a variable, as it is written
/// (<https://developer.hashicorp.com/terraform/language/values>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Value {
    /// The texts in the expression, under its name.
    pub value: Fact<Texts>,
}

holds!(Value { value: "Value" });
