//! Amazon RDS and Aurora.

use serde::{Deserialize, Serialize};

use crate::{Fact, Sensitive};

/// A database instance
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DbInstance {
    /// `mysql`, `postgres`, `aurora-mysql` …
    pub engine: Fact<Option<String>>,
    /// The cluster it is a member of, which then holds most of the settings.
    #[serde(rename = "DBClusterIdentifier")]
    pub db_cluster_identifier: Fact<Option<String>>,
    /// The instance it copies.
    #[serde(rename = "SourceDBInstanceIdentifier")]
    pub source_db_instance_identifier: Fact<Option<String>>,
    /// The snapshot it is made from, as a template gives it.
    #[serde(rename = "DBSnapshotIdentifier")]
    pub db_snapshot_identifier: Fact<Option<String>>,
    /// The subnet group's name.
    #[serde(rename = "DBSubnetGroupName")]
    pub db_subnet_group_name: Fact<Option<String>>,
    /// Whether its name resolves to a public address. Where absent it depends on subnet group and engine
    /// (<https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html>).
    pub publicly_accessible: Fact<Option<bool>>,
    /// The ids of its security groups.
    #[serde(rename = "VPCSecurityGroups")]
    pub vpc_security_groups: Fact<Vec<Fact<String>>>,
    /// The port it listens on.
    pub port: Fact<Option<i64>>,
    /// Whether the storage is encrypted.
    pub storage_encrypted: Fact<bool>,
    /// Days for which automated backups are kept; 0 means none are made.
    pub backup_retention_period: Fact<Option<i64>>,
    /// Whether deleting it is refused.
    pub deletion_protection: Fact<bool>,
    /// Whether minor versions are installed by themselves; `true` where absent.
    pub auto_minor_version_upgrade: Fact<Option<bool>>,
    /// The name of the first administrator.
    pub master_username: Fact<Option<String>>,
    /// The first administrator's password, as a template gives it.
    pub master_user_password: Fact<Option<Sensitive>>,
    /// Whether a short-lived token of IAM can stand in for a password.
    #[serde(rename = "EnableIAMDatabaseAuthentication")]
    pub enable_iam_database_authentication: Fact<bool>,
    /// The kinds of logs that go to CloudWatch Logs.
    pub enable_cloudwatch_logs_exports: Fact<Vec<String>>,
}

impl DbInstance {
    /// Visits the texts that may hold a secret.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        password(&mut self.master_user_password, visit);
    }
}

/// A database cluster
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DbCluster {
    /// `aurora-mysql`, `aurora-postgresql`, `mysql`, `postgres`, `neptune`, `docdb`.
    pub engine: Fact<Option<String>>,
    /// The snapshot it is made from, as a template gives it.
    pub snapshot_identifier: Fact<Option<String>>,
    /// The cluster it copies or is restored from.
    #[serde(rename = "SourceDBClusterIdentifier")]
    pub source_db_cluster_identifier: Fact<Option<String>>,
    /// The subnet group's name.
    #[serde(rename = "DBSubnetGroupName")]
    pub db_subnet_group_name: Fact<Option<String>>,
    /// Whether its name resolves to a public address; only Multi-AZ clusters have it, for Aurora each instance says it.
    pub publicly_accessible: Fact<Option<bool>>,
    /// The ids of its security groups.
    pub vpc_security_group_ids: Fact<Vec<Fact<String>>>,
    /// The port it listens on.
    pub port: Fact<Option<i64>>,
    /// Whether the storage is encrypted.
    pub storage_encrypted: Fact<bool>,
    /// Days for which automated backups are kept; at least 1.
    pub backup_retention_period: Fact<Option<i64>>,
    /// Whether deleting it is refused.
    pub deletion_protection: Fact<bool>,
    /// Whether minor versions are installed by themselves; only Multi-AZ clusters have it.
    pub auto_minor_version_upgrade: Fact<Option<bool>>,
    /// The name of the first administrator.
    pub master_username: Fact<Option<String>>,
    /// The first administrator's password, as a template gives it.
    pub master_user_password: Fact<Option<Sensitive>>,
    /// Whether a short-lived token of IAM can stand in for a password.
    #[serde(rename = "EnableIAMDatabaseAuthentication")]
    pub enable_iam_database_authentication: Fact<bool>,
    /// The kinds of logs that go to CloudWatch Logs.
    pub enable_cloudwatch_logs_exports: Fact<Vec<String>>,
}

impl DbCluster {
    /// Visits the texts that may hold a secret.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        password(&mut self.master_user_password, visit);
    }
}

fn password(fact: &mut Fact<Option<Sensitive>>, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
    if let Fact::Known(Some(text)) = fact {
        visit("/MasterUserPassword", "MasterUserPassword", text);
    }
}

/// A manual snapshot of an instance: only manual ones can be shared
/// (<https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DbSnapshot {
    /// Whether it is encrypted; an encrypted one cannot be public.
    pub encrypted: Fact<bool>,
    /// Who may restore it (`DescribeDBSnapshotAttributes`); asked only where it is not encrypted.
    #[serde(rename = "DBSnapshotAttributes")]
    pub attributes: Fact<Vec<SnapshotAttribute>>,
}

/// A manual snapshot of a cluster
/// (<https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-share-snapshot.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DbClusterSnapshot {
    /// Whether it is encrypted; an encrypted one cannot be public.
    pub storage_encrypted: Fact<bool>,
    /// Who may restore it (`DescribeDBClusterSnapshotAttributes`); asked only where it is not encrypted.
    #[serde(rename = "DBClusterSnapshotAttributes")]
    pub attributes: Fact<Vec<SnapshotAttribute>>,
}

/// An attribute of a snapshot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SnapshotAttribute {
    /// `restore` for those who may restore it.
    pub attribute_name: Option<String>,
    /// Account ids, or `all` for everyone.
    pub attribute_values: Vec<String>,
}
