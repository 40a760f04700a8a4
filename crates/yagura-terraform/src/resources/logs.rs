//! Amazon CloudWatch Logs.

use yagura_model::Value;

use super::table::{As, Kind, Many, Same};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_cloudwatch_log_group",
        resource_type: "AWS::Logs::LogGroup",
        fields: &[As("name", "LogGroupName"), Same("retention_in_days"), Same("kms_key_id")],
        // The provider takes the `:*` away.
        computed: &[("arn", "arn:aws:logs:{Region}:{AccountId}:log-group:{name}")],
        shape: |group, _, _| {
            // 0 is how the provider says that events never expire.
            if group.get("RetentionInDays").is_some_and(|days| days.value == Value::Int(0)) {
                group.remove("RetentionInDays");
            }
        },
        ..Kind::NEW
    },
    Kind {
        name: "aws_cloudwatch_log_metric_filter",
        resource_type: "AWS::Logs::MetricFilter",
        fields: &[
            Same("log_group_name"),
            As("pattern", "FilterPattern"),
            Many(
                "metric_transformation",
                "MetricTransformations",
                &[As("name", "MetricName"), As("namespace", "MetricNamespace")],
            ),
        ],
        ..Kind::NEW
    },
];
