//! AWS Config.

use super::{Join, Mapping, part};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping { resource_type: "AWS::Config::ConfigurationRecorder", name: "Name", ..Mapping::PLAIN },
    Mapping { resource_type: "AWS::Config::DeliveryChannel", name: "Name", ..Mapping::PLAIN },
    Mapping { resource_type: "AWS::Config::ConfigRule", name: "ConfigRuleName", ..Mapping::PLAIN },
];

pub(crate) static JOINS: &[Join] =
    &[part("aws_config_configuration_recorder_status", "AWS::Config::ConfigurationRecorder", "Name", &["Recording"])];
