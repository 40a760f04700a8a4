//! Amazon SNS.

use serde::{Deserialize, Serialize};

use crate::{Document, Fact};

/// A topic
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Topic {
    /// The topic's name.
    pub topic_name: Fact<Option<String>>,
    /// The topic policy, joined from `AWS::SNS::TopicPolicy`; absent in a template that leaves AWS's own,
    /// which lets the owner's account in.
    pub policy_document: Fact<Option<Document>>,
    /// The key that encrypts its messages; absent where they are not encrypted.
    pub kms_master_key_id: Fact<Option<String>>,
    /// Subscriptions that a template writes into the topic.
    pub subscription: Fact<Vec<InlineSubscription>>,
}

/// A subscription that a template writes into its topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct InlineSubscription {
    /// `http`, `https`, `email`, `sqs`, `lambda` …
    pub protocol: Fact<Option<String>>,
}

/// A subscription; its endpoint is not kept, since it may hold a password
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Subscription {
    /// `http`, `https`, `email`, `sqs`, `lambda` …
    pub protocol: Fact<Option<String>>,
    /// The topic's ARN.
    pub topic_arn: Fact<Option<String>>,
}
