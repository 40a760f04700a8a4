//! Amazon CloudWatch alarms.

use super::table::{Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "cloudwatch",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::CloudWatch::Alarm",
        list: List::of("DescribeAlarms", "MetricAlarms").with(r#"{"AlarmTypes":["MetricAlarm"],"MaxRecords":100}"#),
        id: "AlarmName",
        name: "AlarmName",
        arn: "AlarmArn",
        ..Kind::NONE
    }],
};
