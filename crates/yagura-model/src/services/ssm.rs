//! AWS Systems Manager: parameters, documents, managed instances.

use serde::{Deserialize, Serialize};

use crate::{Fact, Sensitive};

/// A parameter
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Parameter {
    /// The parameter's name.
    pub name: Fact<Option<String>>,
    /// `String`, `StringList` or `SecureString`.
    #[serde(rename = "Type")]
    pub kind: Fact<Option<String>>,
    /// The value of one that is kept in plain text; those of `SecureString` are never read.
    pub value: Fact<Option<Sensitive>>,
}

impl Parameter {
    /// Visits the texts that may hold a secret.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        let name = self.name.known().cloned().flatten().unwrap_or_default();
        if let Fact::Known(Some(text)) = &mut self.value {
            visit("/Value", &name, text);
        }
    }
}

/// A document of the account
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-document.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Document {
    /// The document's name.
    pub name: Fact<Option<String>>,
    /// `Command`, `Automation`, `Session` …
    pub document_type: Fact<Option<String>>,
    /// What it does.
    pub content: Fact<Option<Sensitive>>,
    /// The accounts it is shared with, `all` for everyone (`DescribeDocumentPermission`).
    pub account_ids: Fact<Vec<String>>,
}

impl Document {
    /// Visits the texts that may hold a secret.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        if let Fact::Known(Some(text)) = &mut self.content {
            visit("/Content", "Content", text);
        }
    }
}

/// An instance that Systems Manager manages (`DescribeInstanceInformation`)
/// (<https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstanceInformation.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ManagedInstance {
    /// The instance's id (`i-…`, `mi-…`).
    pub instance_id: Fact<Option<String>>,
    /// `Online`, `ConnectionLost` or `Inactive`.
    pub ping_status: Fact<Option<String>>,
}

/// How one resource stands to one kind of rule (`ListResourceComplianceSummaries`)
/// (<https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ResourceComplianceSummaryItem.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ResourceCompliance {
    /// `Patch`, `Association`, or a custom kind.
    pub compliance_type: Fact<Option<String>>,
    /// The resource.
    pub resource_id: Fact<Option<String>>,
    /// `COMPLIANT` or `NON_COMPLIANT`.
    pub status: Fact<Option<String>>,
    /// The worst severity of what is missing.
    pub overall_severity: Fact<Option<String>>,
}
