//! AWS Elastic Beanstalk.

use super::table::{Detail, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "elasticbeanstalk",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::ElasticBeanstalk::Environment",
        list: List::of("DescribeEnvironments", "Environments").with(r#"{"IncludeDeleted":false}"#),
        details: &[Detail::of(
            "OptionSettings",
            "DescribeConfigurationSettings",
            r#"{"ApplicationName":"$ApplicationName","EnvironmentName":"$EnvironmentName"}"#,
            "ConfigurationSettings[].OptionSettings",
        )],
        id: "EnvironmentId",
        name: "EnvironmentName",
        arn: "EnvironmentArn",
        ..Kind::NONE
    }],
};
