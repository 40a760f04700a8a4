//! Amazon Cognito.

use super::{Join, Mapping, assign};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::Cognito::UserPool",
        name: "UserPoolName",
        reference: "{id}",
        arn: "arn:aws:cognito-idp:{Region}:{AccountId}:userpool/{id}",
        attributes: &[("UserPoolId", "{id}")],
        tags: "UserPoolTags",
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::Cognito::IdentityPool",
        name: "IdentityPoolName",
        reference: "{id}",
        arn: "arn:aws:cognito-identity:{Region}:{AccountId}:identitypool/{id}",
        attributes: &[("Id", "{id}")],
        tags: "IdentityPoolTags",
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[Join {
    resource_type: "AWS::Cognito::IdentityPoolRoleAttachment",
    owner: "AWS::Cognito::IdentityPool",
    by: "IdentityPoolId",
    sets: &["Roles"],
    apply: assign,
}];
