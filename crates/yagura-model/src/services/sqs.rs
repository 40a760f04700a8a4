//! Amazon SQS.

use serde::{Deserialize, Serialize};

use crate::{Document, Fact};

/// A queue
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Queue {
    /// The queue's name.
    pub queue_name: Fact<Option<String>>,
    /// The queue policy, joined from `AWS::SQS::QueuePolicy`.
    pub policy_document: Fact<Option<Document>>,
    /// The KMS key that encrypts its messages.
    pub kms_master_key_id: Fact<Option<String>>,
    /// Whether SQS encrypts its messages with keys of its own; `true` where a template says nothing.
    pub sqs_managed_sse_enabled: Fact<Option<bool>>,
}
