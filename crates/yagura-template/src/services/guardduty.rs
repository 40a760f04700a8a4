//! Amazon GuardDuty.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::GuardDuty::Detector",
    reference: "{id}",
    arn: "arn:aws:guardduty:{Region}:{AccountId}:detector/{id}",
    attributes: &[("Id", "{id}")],
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
