//! Amazon EMR on Amazon EC2.

use super::{Join, Mapping, push};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::EMR::Cluster",
    reference: "{id}",
    arn: "arn:aws:elasticmapreduce:{Region}:{AccountId}:cluster/{id}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[Join {
    resource_type: "AWS::EMR::Step",
    owner: "AWS::EMR::Cluster",
    by: "JobFlowId",
    sets: &["Steps"],
    apply: |cluster, piece, _| push(cluster, "Steps", piece.clone()),
}];
