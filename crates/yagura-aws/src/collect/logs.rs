//! Amazon CloudWatch Logs.

use super::table::{Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "logs",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::Logs::LogGroup",
            list: List::of("DescribeLogGroups", "logGroups").with(r#"{"limit":50}"#),
            capitalize: Some(&[]),
            id: "logGroupName",
            name: "logGroupName",
            arn: "arn:{partition}:logs:{region}:{account}:log-group:{logGroupName}",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::Logs::MetricFilter",
            list: List::of("DescribeMetricFilters", "metricFilters").with(r#"{"limit":50}"#),
            capitalize: Some(&[]),
            id: "filterName",
            name: "filterName",
            ..Kind::NONE
        },
    ],
};
