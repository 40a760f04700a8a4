//! Amazon RDS and Aurora.

use super::{Join, Mapping};

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
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[];
