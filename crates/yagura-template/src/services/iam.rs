//! AWS Identity and Access Management.

use yagura_model::{Map, Node, Value};

use super::{Defaults, Join, Mapping, part, push};

/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html> and `API_CreateRole.html`.
const ROOT: &str = "IAM API Reference, CreateUser and CreateRole (2026-11): a path that is not said is /";

fn path(properties: &mut Map, defaults: &mut Defaults) {
    defaults.set(properties, "/Path", "/", ROOT);
}

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::IAM::Role",
        name: "RoleName",
        arn: "arn:aws:iam::{AccountId}:role{Path?/}{name}",
        global: true,
        shape: path,
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::IAM::User",
        name: "UserName",
        arn: "arn:aws:iam::{AccountId}:user{Path?/}{name}",
        global: true,
        shape: path,
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::IAM::Group",
        name: "GroupName",
        arn: "arn:aws:iam::{AccountId}:group{Path?/}{name}",
        global: true,
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::IAM::ManagedPolicy",
        name: "ManagedPolicyName",
        reference: "{arn}",
        arn: "arn:aws:iam::{AccountId}:policy{Path?/}{name}",
        attributes: &[("PolicyArn", "{arn}")],
        global: true,
        ..Mapping::PLAIN
    },
    // <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-oidcprovider.html> and
    // <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-samlprovider.html>
    Mapping {
        resource_type: "AWS::IAM::OIDCProvider",
        reference: "{arn}",
        arn: "arn:aws:iam::{AccountId}:oidc-provider/{Url!}",
        spelled: |_, url| url.strip_prefix("https://").unwrap_or(&url).trim_end_matches('/').to_owned(),
        global: true,
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::IAM::SAMLProvider",
        name: "Name",
        reference: "{arn}",
        arn: "arn:aws:iam::{AccountId}:saml-provider/{name}",
        global: true,
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::IAM::InstanceProfile",
        name: "InstanceProfileName",
        arn: "arn:aws:iam::{AccountId}:instance-profile{Path?/}{name}",
        global: true,
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[
    inline("AWS::IAM::Policy", "AWS::IAM::Role", "Roles"),
    inline("AWS::IAM::Policy", "AWS::IAM::User", "Users"),
    inline("AWS::IAM::Policy", "AWS::IAM::Group", "Groups"),
    inline("AWS::IAM::RolePolicy", "AWS::IAM::Role", "RoleName"),
    inline("AWS::IAM::UserPolicy", "AWS::IAM::User", "UserName"),
    inline("AWS::IAM::GroupPolicy", "AWS::IAM::Group", "GroupName"),
    attached("AWS::IAM::Role", "Roles"),
    attached("AWS::IAM::User", "Users"),
    attached("AWS::IAM::Group", "Groups"),
    Join {
        resource_type: "AWS::IAM::UserToGroupAddition",
        owner: "AWS::IAM::User",
        by: "Users",
        sets: &["Groups"],
        apply: |user, piece, _| {
            if let Some(group) = piece.get("GroupName") {
                push(user, "Groups", group.clone());
            }
        },
    },
    attachment("aws_iam_role_policy_attachment", "AWS::IAM::Role", "RoleName"),
    attachment("aws_iam_user_policy_attachment", "AWS::IAM::User", "UserName"),
    attachment("aws_iam_group_policy_attachment", "AWS::IAM::Group", "GroupName"),
    attachment("aws_iam_policy_attachment", "AWS::IAM::Role", "Roles"),
    attachment("aws_iam_policy_attachment", "AWS::IAM::User", "Users"),
    attachment("aws_iam_policy_attachment", "AWS::IAM::Group", "Groups"),
    Join {
        resource_type: "AWS::IAM::AccessKey",
        owner: "AWS::IAM::User",
        by: "UserName",
        sets: &["TemplateAccessKeys"],
        apply: |user, piece, _| {
            let mut key = Map::default();
            if let Some(id) = piece.get("$reference") {
                key.set("AccessKeyId", id.clone());
            }
            // <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-accesskey.html>: it is
            // active where nothing is said.
            let status = piece.get("Status").filter(|status| status.value != Value::Null);
            let active = || Node { value: Value::String("Active".to_owned()), span: piece.span };
            key.set("Status", status.cloned().unwrap_or_else(active));
            push(user, "TemplateAccessKeys", Node { value: Value::Map(key), span: piece.span });
        },
    },
    part("aws_iam_user_login_profile", "AWS::IAM::User", "UserName", &["LoginProfile"]),
    Join {
        resource_type: "aws_iam_user_group_membership",
        owner: "AWS::IAM::User",
        by: "UserName",
        sets: &["Groups"],
        apply: |user, piece, _| match piece.get("Groups").map(|groups| &groups.value) {
            Some(Value::List(groups)) => groups.iter().for_each(|group| push(user, "Groups", group.clone())),
            Some(Value::Unknown(gap)) => user.set("Groups", (**gap).clone()),
            _ => {}
        },
    },
];

/// A policy that is written into its owner.
const fn inline(resource_type: &'static str, owner: &'static str, by: &'static str) -> Join {
    Join { resource_type, owner, by, sets: &["Policies"], apply: add_inline }
}

/// A managed policy that names whom it is attached to.
const fn attached(owner: &'static str, by: &'static str) -> Join {
    Join { resource_type: "AWS::IAM::ManagedPolicy", owner, by, sets: &["ManagedPolicyArns"], apply: add_attached }
}

/// A policy, AWS's or the account's own, that is attached by its ARN.
const fn attachment(resource_type: &'static str, owner: &'static str, by: &'static str) -> Join {
    Join { resource_type, owner, by, sets: &["ManagedPolicyArns"], apply: add_attachment }
}

fn add_attachment(owner: &mut Map, piece: &Node, _: &[&str]) {
    if let Some(arn) = piece.get("PolicyArn") {
        push(owner, "ManagedPolicyArns", arn.clone());
    }
}

fn add_inline(owner: &mut Map, piece: &Node, _: &[&str]) {
    let mut policy = Map::default();
    for name in ["PolicyName", "PolicyDocument"] {
        if let Some(node) = piece.get(name) {
            policy.set(name, node.clone());
        }
    }
    push(owner, "Policies", Node { value: Value::Map(policy), span: piece.span });
}

fn add_attached(owner: &mut Map, piece: &Node, _: &[&str]) {
    if let Some(arn) = piece.get("$arn") {
        push(owner, "ManagedPolicyArns", arn.clone());
    }
}
