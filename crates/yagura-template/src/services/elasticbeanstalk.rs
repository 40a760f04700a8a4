//! AWS Elastic Beanstalk.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::ElasticBeanstalk::Environment",
    name: "EnvironmentName",
    arn: "arn:aws:elasticbeanstalk:{Region}:{AccountId}:environment/{ApplicationName?}/{name}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
