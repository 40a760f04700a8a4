//! AWS WAF.

use super::{Join, Mapping, assign};

// `Ref` and ARN: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-webacl.html> and
// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awswafv2.html>.
pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::WAFv2::WebACL",
    name: "Name",
    reference: "{name}|{id.Id}|{Scope?}",
    arn: "arn:aws:wafv2:{Region}:{AccountId}:{Scope!regional}/webacl/{name}/{id.Id}",
    attributes: &[("Id", "{id.Id}")],
    spelled: |_, scope| match scope.as_str() {
        "REGIONAL" => "regional".to_owned(),
        "CLOUDFRONT" => "global".to_owned(),
        _ => scope,
    },
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
