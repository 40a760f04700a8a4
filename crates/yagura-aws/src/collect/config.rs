//! AWS Config.

use super::table::{Detail, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "config",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::Config::ConfigurationRecorder",
            list: List::of("DescribeConfigurationRecorders", "ConfigurationRecorders"),
            details: &[Detail::of(
                "Recording",
                "DescribeConfigurationRecorderStatus",
                r#"{"ConfigurationRecorderNames":["$name"]}"#,
                "ConfigurationRecordersStatus[].recording",
            )],
            capitalize: Some(&[]),
            id: "name",
            name: "name",
            arn: "arn",
            gone: &["NoSuchConfigurationRecorderException"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::Config::DeliveryChannel",
            list: List::of("DescribeDeliveryChannels", "DeliveryChannels"),
            capitalize: Some(&[]),
            id: "name",
            name: "name",
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::Config::ConfigRule",
            list: List::of("DescribeConfigRules", "ConfigRules"),
            id: "ConfigRuleName",
            name: "ConfigRuleName",
            arn: "ConfigRuleArn",
            ..Kind::NONE
        },
    ],
};
