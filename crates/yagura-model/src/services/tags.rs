//! Tags, as AWS lists them for all resources of a region at once.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// A resource with tags of which nothing else was read: its type is none of the model's, or was not listed.
/// What was read of the type itself carries its own tags
/// (<https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaggedResource {
    /// Its ARN.
    #[serde(rename = "ResourceARN")]
    pub resource_arn: Fact<String>,
}
