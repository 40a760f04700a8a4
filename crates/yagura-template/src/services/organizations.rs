//! AWS Organizations.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::Organizations::Policy",
    name: "Name",
    reference: "{id}",
    global: true,
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
