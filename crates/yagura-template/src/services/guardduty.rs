//! Amazon GuardDuty.

use super::{Join, Mapping, push};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::GuardDuty::Detector",
    reference: "{id}",
    arn: "arn:aws:guardduty:{Region}:{AccountId}:detector/{id}",
    attributes: &[("Id", "{id}")],
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[Join {
    resource_type: "aws_guardduty_detector_feature",
    owner: "AWS::GuardDuty::Detector",
    by: "DetectorId",
    sets: &["Features"],
    apply: |detector, piece, _| push(detector, "Features", piece.clone()),
}];
