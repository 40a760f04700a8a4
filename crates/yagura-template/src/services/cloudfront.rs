//! Amazon CloudFront.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::CloudFront::Distribution",
    reference: "{id}",
    arn: "arn:aws:cloudfront::{AccountId}:distribution/{id}",
    attributes: &[("Id", "{id}")],
    global: true,
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
