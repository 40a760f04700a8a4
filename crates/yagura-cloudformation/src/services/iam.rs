//! AWS Identity and Access Management.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::IAM::Role",
        name: "RoleName",
        arn: "arn:aws:iam::{AccountId}:role{Path?/}{name}",
        global: true,
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::IAM::User",
        name: "UserName",
        arn: "arn:aws:iam::{AccountId}:user{Path?/}{name}",
        global: true,
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
    Mapping {
        resource_type: "AWS::IAM::InstanceProfile",
        name: "InstanceProfileName",
        arn: "arn:aws:iam::{AccountId}:instance-profile{Path?/}{name}",
        global: true,
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[];
