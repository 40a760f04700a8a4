//! AWS Secrets Manager; never the values.

use serde::{Deserialize, Serialize};

use crate::{Document, Fact, Sensitive};

/// A secret; its value is never read from a live account
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Secret {
    /// The secret's name.
    pub name: Fact<Option<String>>,
    /// The KMS key; absent where it is `aws/secretsmanager`.
    pub kms_key_id: Fact<Option<String>>,
    /// The resource policy, joined from `AWS::SecretsManager::ResourcePolicy`.
    pub resource_policy: Fact<Option<Document>>,
    /// It is rotated by itself; in templates joined from `AWS::SecretsManager::RotationSchedule`.
    pub rotation_enabled: Fact<bool>,
    /// The value as a template writes it; not read from a live account.
    pub secret_string: Fact<Option<Sensitive>>,
    /// The service that made it and rotates it itself (live only).
    pub owning_service: Fact<Option<String>>,
    /// When it was made (live only): ISO 8601.
    pub created_date: Fact<Option<String>>,
    /// When its value was read last, to the day (live only): ISO 8601.
    pub last_accessed_date: Fact<Option<String>>,
    /// When it was rotated last (live only): ISO 8601.
    pub last_rotated_date: Fact<Option<String>>,
    /// When it was marked for deletion (live only): ISO 8601.
    pub deleted_date: Fact<Option<String>>,
}

impl Secret {
    /// Visits the texts that may hold a secret: JSON pointer, name, text.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        if let Fact::Known(Some(text)) = &mut self.secret_string {
            visit("/SecretString", "SecretString", text);
        }
    }
}
