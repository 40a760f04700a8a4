//! AWS Lambda.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::Lambda::Function",
    name: "FunctionName",
    arn: "arn:aws:lambda:{Region}:{AccountId}:function:{name}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
