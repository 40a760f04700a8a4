//! AWS WAF.

use super::{Join, Mapping, assign};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::WAFv2::WebACL",
    name: "Name",
    reference: "{id}",
    arn: "arn:aws:wafv2:{Region}:{AccountId}:webacl/{name}",
    attributes: &[("Id", "{id}")],
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[
    ASSOCIATION,
    Join {
        owner: "AWS::ApiGateway::Stage",
        sets: &["WebAclArn"],
        apply: |stage, piece, _| {
            if let Some(acl) = piece.get("WebACLArn") {
                stage.set("WebAclArn", acl.clone());
            }
        },
        ..ASSOCIATION
    },
    Join {
        resource_type: "AWS::WAFv2::LoggingConfiguration",
        owner: "AWS::WAFv2::WebACL",
        by: "ResourceArn",
        sets: &["LoggingConfiguration"],
        apply: |acl, piece, _| acl.set("LoggingConfiguration", piece.clone()),
    },
];

const ASSOCIATION: Join = Join {
    resource_type: "AWS::WAFv2::WebACLAssociation",
    owner: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    by: "ResourceArn",
    sets: &["WebACLArn"],
    apply: assign,
};
