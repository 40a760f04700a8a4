//! AWS Elastic Beanstalk.

use serde::{Deserialize, Serialize};

use super::lambda::Code;
use crate::texts::holds;
use crate::{Fact, Texts};

/// An environment
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticbeanstalk-environment.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Environment {
    /// The application that it belongs to.
    pub application_name: Fact<Option<String>>,
    /// The environment's name.
    pub environment_name: Fact<Option<String>>,
    /// Its options, the environment properties among them.
    pub option_settings: Fact<Texts>,
    /// The version of the application that it runs.
    pub version_label: Fact<Option<String>>,
    /// What a search of that version's source bundle found (live only); absent unless it was asked for.
    pub source: Fact<Option<Code>>,
}

holds!(Environment { option_settings: "OptionSettings" });

/// A saved configuration
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticbeanstalk-configurationtemplate.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ConfigurationTemplate {
    /// The application that it belongs to.
    pub application_name: Fact<Option<String>>,
    /// Its options, the environment properties among them.
    pub option_settings: Fact<Texts>,
}

holds!(ConfigurationTemplate { option_settings: "OptionSettings" });
