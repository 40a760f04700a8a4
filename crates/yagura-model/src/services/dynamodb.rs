//! Amazon DynamoDB.

use serde::{Deserialize, Serialize};

use crate::{Document, Fact};

/// A table
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Table {
    /// The table's name.
    pub table_name: Fact<Option<String>>,
    /// The resource-based policy.
    pub resource_policy: Fact<Option<ResourcePolicy>>,
    /// Continuous backups.
    pub point_in_time_recovery_specification: Fact<PointInTimeRecovery>,
    /// Whether deleting the table is refused.
    pub deletion_protection_enabled: Fact<bool>,
}

/// A table that is kept in several regions; the live API shows each region's part as a [`Table`]
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GlobalTable {
    /// The table's name.
    pub table_name: Fact<Option<String>>,
    /// Its parts, one per region.
    pub replicas: Fact<Vec<Replica>>,
}

/// One region's part of a [`GlobalTable`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Replica {
    /// The region.
    pub region: Fact<Option<String>>,
    /// The resource-based policy.
    pub resource_policy: Fact<Option<ResourcePolicy>>,
    /// Continuous backups.
    pub point_in_time_recovery_specification: Fact<Option<PointInTimeRecovery>>,
    /// Whether deleting the part is refused.
    pub deletion_protection_enabled: Fact<bool>,
}

/// A resource-based policy
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ResourcePolicy {
    /// The policy.
    pub policy_document: Option<Document>,
}

/// Continuous backups
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PointInTimeRecovery {
    /// Whether they are on; off unless said otherwise.
    pub point_in_time_recovery_enabled: bool,
}
