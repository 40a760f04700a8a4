//! Amazon CloudWatch.

use super::table::{Kind, Many, One, Same};

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_cloudwatch_metric_alarm",
    resource_type: "AWS::CloudWatch::Alarm",
    fields: &[
        Same("alarm_name"),
        Same("metric_name"),
        Same("namespace"),
        Many(
            "metric_query",
            "Metrics",
            &[One("metric", "MetricStat/Metric", &[Same("metric_name"), Same("namespace")])],
        ),
        Same("actions_enabled"),
        Same("alarm_actions"),
    ],
    ..Kind::NEW
}];
