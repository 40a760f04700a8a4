//! AWS WAF.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::WAFv2::WebACL",
    name: "Name",
    reference: "{id}",
    arn: "arn:aws:wafv2:{Region}:{AccountId}:webacl/{name}",
    attributes: &[("Id", "{id}")],
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
