//! Amazon RDS and Aurora.

use super::{Join, Mapping, rename};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::RDS::DBInstance",
        name: "DBInstanceIdentifier",
        arn: "arn:aws:rds:{Region}:{AccountId}:db:{name}",
        attributes: &[("DBInstanceArn", "{arn}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::RDS::DBCluster",
        name: "DBClusterIdentifier",
        arn: "arn:aws:rds:{Region}:{AccountId}:cluster:{name}",
        attributes: &[("DBClusterArn", "{arn}")],
        shape: |cluster, _| {
            // Two properties for one thing: what the cluster copies, and what it is restored from.
            if cluster.get("SourceDBClusterIdentifier").is_none() {
                rename(cluster, "ReplicationSourceIdentifier", "SourceDBClusterIdentifier");
            }
        },
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[];
