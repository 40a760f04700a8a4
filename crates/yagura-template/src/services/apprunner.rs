//! AWS App Runner.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::AppRunner::Service",
    name: "ServiceName",
    reference: "{arn}",
    arn: "arn:aws:apprunner:{Region}:{AccountId}:service/{name}/{id}",
    attributes: &[("ServiceArn", "{arn}")],
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
