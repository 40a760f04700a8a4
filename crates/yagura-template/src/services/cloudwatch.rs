//! Amazon CloudWatch.

use super::{Join, Mapping};

/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>.
const ACTING: &str = "CloudWatch API Reference, PutMetricAlarm (2026-11): ActionsEnabled is true by default";

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::CloudWatch::Alarm",
    name: "AlarmName",
    arn: "arn:aws:cloudwatch:{Region}:{AccountId}:alarm:{name}",
    shape: |alarm, defaults| defaults.set(alarm, "/ActionsEnabled", true, ACTING),
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
