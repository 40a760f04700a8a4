//! Amazon RDS and Aurora. Neptune and DocumentDB answer to the same calls and stand in the same lists.

use serde_json::Value;

use super::table::{Detail, Field, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "rds",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::RDS::DBInstance",
            list: List::of("DescribeDBInstances", "DBInstances"),
            fields: &[
                Field::of("SourceDBInstanceIdentifier", "ReadReplicaSourceDBInstanceIdentifier"),
                // Only a template names the snapshot that an instance is made from; here its own state is read.
                Field::of("DBSnapshotIdentifier", "DBSnapshotIdentifier"),
                Field::of("DBSubnetGroupName", "DBSubnetGroup.DBSubnetGroupName"),
                Field::of("VPCSecurityGroups", "VpcSecurityGroups").shaped(group_ids),
                Field::of("Port", "Endpoint.Port"),
                Field::of("EnableIAMDatabaseAuthentication", "IAMDatabaseAuthenticationEnabled"),
                Field::of("EnableCloudwatchLogsExports", "EnabledCloudwatchLogsExports"),
                // RDS never gives a password back.
                Field::of("MasterUserPassword", "MasterUserPassword"),
            ],
            id: "DBInstanceIdentifier",
            name: "DBInstanceIdentifier",
            arn: "DBInstanceArn",
            tags: "TagList",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::RDS::DBCluster",
            list: List::of("DescribeDBClusters", "DBClusters"),
            fields: &[
                Field::of("SnapshotIdentifier", "SnapshotIdentifier"),
                Field::of("SourceDBClusterIdentifier", "ReplicationSourceIdentifier"),
                Field::of("DBSubnetGroupName", "DBSubnetGroup"),
                Field::of("VpcSecurityGroupIds", "VpcSecurityGroups").shaped(group_ids),
                Field::of("EnableIAMDatabaseAuthentication", "IAMDatabaseAuthenticationEnabled"),
                Field::of("EnableCloudwatchLogsExports", "EnabledCloudwatchLogsExports"),
                Field::of("MasterUserPassword", "MasterUserPassword"),
            ],
            id: "DBClusterIdentifier",
            name: "DBClusterIdentifier",
            arn: "DBClusterArn",
            tags: "TagList",
            ..Kind::NONE
        },
        // Automated snapshots cannot be shared; encrypted ones cannot be public, and can be shared with single accounts
        // (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html, 2026-01).
        Kind {
            resource_type: "AWS::RDS::DBSnapshot",
            list: List::of("DescribeDBSnapshots", "DBSnapshots").with(r#"{"SnapshotType":"manual"}"#),
            details: &[Detail::of(
                "DBSnapshotAttributes",
                "DescribeDBSnapshotAttributes",
                r#"{"DBSnapshotIdentifier":"$DBSnapshotIdentifier"}"#,
                "DBSnapshotAttributesResult.DBSnapshotAttributes",
            )],
            id: "DBSnapshotIdentifier",
            name: "DBSnapshotIdentifier",
            arn: "DBSnapshotArn",
            tags: "TagList",
            gone: &["DBSnapshotNotFound"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::RDS::DBClusterSnapshot",
            list: List::of("DescribeDBClusterSnapshots", "DBClusterSnapshots").with(r#"{"SnapshotType":"manual"}"#),
            details: &[Detail::of(
                "DBClusterSnapshotAttributes",
                "DescribeDBClusterSnapshotAttributes",
                r#"{"DBClusterSnapshotIdentifier":"$DBClusterSnapshotIdentifier"}"#,
                "DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes",
            )],
            id: "DBClusterSnapshotIdentifier",
            name: "DBClusterSnapshotIdentifier",
            arn: "DBClusterSnapshotArn",
            tags: "TagList",
            gone: &["DBClusterSnapshotNotFoundFault"],
            ..Kind::NONE
        },
    ],
};

/// The ids out of `[{"VpcSecurityGroupId": …, "Status": …}]`.
fn group_ids(groups: Value) -> Value {
    match groups {
        Value::Array(list) => list.iter().filter_map(|group| group.get("VpcSecurityGroupId").cloned()).collect(),
        other => other,
    }
}
