//! AWS Elastic Beanstalk.

use super::table::{As, Field, Kind, Many, Same};

const SETTING: &[Field] = &[Same("namespace"), As("name", "OptionName"), Same("value")];

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_elastic_beanstalk_environment",
        resource_type: "AWS::ElasticBeanstalk::Environment",
        fields: &[
            As("name", "EnvironmentName"),
            As("application", "ApplicationName"),
            Many("setting", "OptionSettings", SETTING),
        ],
        computed: &[("id", "{id}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_elastic_beanstalk_configuration_template",
        resource_type: "AWS::ElasticBeanstalk::ConfigurationTemplate",
        fields: &[As("application", "ApplicationName"), Many("setting", "OptionSettings", SETTING)],
        ..Kind::NEW
    },
];
