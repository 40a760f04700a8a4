//! What the AWS provider's resource types mean in CloudFormation's words.

use yagura_model::{Map, Node, Value};

use crate::instance::Instance;

/// A CloudFormation resource that a Terraform resource makes.
pub(crate) struct Translated {
    /// The CloudFormation type, of the model or of a piece.
    pub(crate) resource_type: &'static str,
    /// What is added to the address, where one Terraform resource makes several.
    pub(crate) suffix: String,
    /// The properties.
    pub(crate) properties: Map,
}

/// What the resource is in CloudFormation's words; `None` where the model does not have it.
pub(crate) fn translate(instance: &Instance) -> Option<Vec<Translated>> {
    let _ = instance;
    None
}

/// What an attribute gives that is not written in the body, or not known there.
pub(crate) fn attribute(instance: &Instance, name: &str) -> Option<Node> {
    let address = &instance.address;
    match name {
        "id" => Some(Node::new(Value::String(format!("{{{address}}}")))),
        _ => Some(Node::new(Value::String(format!("{{{address}.{name}}}")))),
    }
}

/// Whether an attribute holds a JSON document: the last part of its path.
pub(crate) fn is_document(attribute: &str) -> bool {
    attribute.contains("policy") || matches!(attribute, "policies" | "container_definitions" | "event_pattern" | "content")
}
