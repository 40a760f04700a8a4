//! AWS Organizations.

use super::{Join, Mapping, push};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::Organizations::Policy",
    name: "Name",
    reference: "{id}",
    global: true,
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[Join {
    resource_type: "aws_organizations_policy_attachment",
    owner: "AWS::Organizations::Policy",
    by: "PolicyId",
    sets: &["TargetIds"],
    apply: |policy, piece, _| {
        if let Some(target) = piece.get("TargetId") {
            push(policy, "TargetIds", target.clone());
        }
    },
}];
