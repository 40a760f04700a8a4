//! AWS Elastic Beanstalk.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::ElasticBeanstalk::Environment",
        name: "EnvironmentName",
        arn: "arn:aws:elasticbeanstalk:{Region}:{AccountId}:environment/{ApplicationName?}/{name}",
        ..Mapping::PLAIN
    },
    // Its name is AWS's.
    Mapping {
        resource_type: "AWS::ElasticBeanstalk::ConfigurationTemplate",
        arn: "arn:aws:elasticbeanstalk:{Region}:{AccountId}:configurationtemplate/{ApplicationName?}/{id}",
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[];
