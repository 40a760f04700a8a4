//! Amazon RDS and Aurora.

use yagura_model::{Gap, Map, Node, Value};

use super::table::{As, Given, Kind, Same, Secret, taken};

const UNBACKED: &str = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance, backup_retention_period: 0 where it is not written (provider 6, 2026-11)";
const PRIVATE: &str = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance, publicly_accessible: false where it is not written (provider 6, 2026-11)";
const SERVERLESS: &str = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster, storage_encrypted: true for the engine mode serverless (provider 6, 2026-11)";
const MEMBER_PRIVATE: &str = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster_instance, publicly_accessible: false where it is not written (provider 6, 2026-11)";

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_db_instance",
        resource_type: "AWS::RDS::DBInstance",
        fields: &[
            As("identifier", "DBInstanceIdentifier"),
            Same("engine"),
            As("replicate_source_db", "SourceDBInstanceIdentifier"),
            As("snapshot_identifier", "DBSnapshotIdentifier"),
            As("db_subnet_group_name", "DBSubnetGroupName"),
            Same("publicly_accessible"),
            As("vpc_security_group_ids", "VPCSecurityGroups"),
            Same("port"),
            Same("storage_encrypted"),
            Same("backup_retention_period"),
            Same("deletion_protection"),
            Same("auto_minor_version_upgrade"),
            As("username", "MasterUsername"),
            Secret("password_wo", "MasterUserPassword"),
            Secret("password", "MasterUserPassword"),
            As("iam_database_authentication_enabled", "EnableIAMDatabaseAuthentication"),
            As("enabled_cloudwatch_logs_exports", "EnableCloudwatchLogsExports"),
        ],
        // Since version 5 of the provider the id is the one that AWS makes (`db-…`).
        computed: &[("id", "{id}")],
        defaults: &[
            ("BackupRetentionPeriod", Given::Int(0), UNBACKED),
            ("PubliclyAccessible", Given::Bool(false), PRIVATE),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_rds_cluster",
        resource_type: "AWS::RDS::DBCluster",
        fields: &[
            As("cluster_identifier", "DBClusterIdentifier"),
            Same("engine"),
            Same("snapshot_identifier"),
            As("replication_source_identifier", "SourceDBClusterIdentifier"),
            As("db_subnet_group_name", "DBSubnetGroupName"),
            Same("publicly_accessible"),
            Same("vpc_security_group_ids"),
            Same("port"),
            Same("storage_encrypted"),
            Same("backup_retention_period"),
            Same("deletion_protection"),
            Same("auto_minor_version_upgrade"),
            Same("master_username"),
            Secret("master_password_wo", "MasterUserPassword"),
            Secret("master_password", "MasterUserPassword"),
            As("iam_database_authentication_enabled", "EnableIAMDatabaseAuthentication"),
            As("enabled_cloudwatch_logs_exports", "EnableCloudwatchLogsExports"),
        ],
        shape: |cluster, body, defaults| match taken(body, "engine_mode") {
            Some(mode) if mode.as_str() == Some("serverless") => {
                defaults.set(cluster, "/StorageEncrypted", true, SERVERLESS);
            }
            // It may be.
            Some(Node { value: Value::Unknown(gap), .. }) => cluster.set_default("StorageEncrypted", *gap),
            _ => {}
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_rds_cluster_instance",
        resource_type: "AWS::RDS::DBInstance",
        fields: &[
            As("identifier", "DBInstanceIdentifier"),
            As("cluster_identifier", "DBClusterIdentifier"),
            Same("engine"),
            As("db_subnet_group_name", "DBSubnetGroupName"),
            Same("publicly_accessible"),
            Same("auto_minor_version_upgrade"),
        ],
        defaults: &[("PubliclyAccessible", Given::Bool(false), MEMBER_PRIVATE)],
        ..Kind::NEW
    },
    Kind {
        name: "aws_db_snapshot",
        resource_type: "AWS::RDS::DBSnapshot",
        computed: &[("id", "{db_snapshot_identifier?}")],
        shape: |snapshot, body, _| shared(snapshot, body, "Encrypted", "DBSnapshotAttributes"),
        ..Kind::NEW
    },
    Kind {
        name: "aws_db_snapshot_copy",
        resource_type: "AWS::RDS::DBSnapshot",
        shape: |snapshot, body, _| {
            shared(snapshot, body, "Encrypted", "DBSnapshotAttributes");
            // A copy with a key is encrypted, whatever it is a copy of.
            if taken(body, "kms_key_id").is_some_and(|node| node.as_str().is_some()) {
                snapshot.set("Encrypted", true);
            }
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_db_cluster_snapshot",
        resource_type: "AWS::RDS::DBClusterSnapshot",
        computed: &[("id", "{db_cluster_snapshot_identifier?}")],
        shape: |snapshot, body, _| shared(snapshot, body, "StorageEncrypted", "DBClusterSnapshotAttributes"),
        ..Kind::NEW
    },
];

/// With whom a snapshot is shared. It is encrypted as its source is, which is not known here; one that is shared with all is not,
/// since RDS shares no encrypted snapshot with everyone
/// (<https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/share-public-snapshot.html>).
fn shared(snapshot: &mut Map, body: &Map, encrypted: &str, attributes: &str) {
    let with = taken(body, "shared_accounts");
    let everyone = |node: &Node| node.as_list().is_some_and(|ids| ids.iter().any(|id| id.as_str() == Some("all")));
    let to_all = with.as_ref().is_some_and(everyone);
    let encryption = || Node::unknown(Gap::unresolved("a snapshot is encrypted as its source is"));
    snapshot.set(encrypted, if to_all { Node::from(false) } else { encryption() });
    let mut attribute = Map::default();
    attribute.set("AttributeName", "restore");
    let span = with.as_ref().and_then(|node| node.span);
    attribute.set("AttributeValues", with.unwrap_or_else(|| Vec::new().into()));
    let list = vec![Node { value: Value::Map(attribute), span }];
    snapshot.set(attributes, Node { value: Value::List(list), span });
}
