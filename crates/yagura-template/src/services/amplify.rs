//! AWS Amplify.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::Amplify::App",
        name: "Name",
        reference: "{arn}",
        arn: "arn:aws:amplify:{Region}:{AccountId}:apps/{id}",
        attributes: &[("AppId", "{id}"), ("AppName", "{name}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::Amplify::Branch",
        name: "BranchName",
        reference: "{arn}",
        arn: "arn:aws:amplify:{Region}:{AccountId}:apps/{AppId?}/branches/{name}",
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[];
