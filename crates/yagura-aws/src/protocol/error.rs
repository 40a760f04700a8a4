//! Errors as services send them.

use serde_json::Value;

use super::{Response, cbor, xml};
use crate::model::{Protocol, Service};

/// What a service says went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError {
    /// The service's code, or the HTTP status where it sent none.
    pub code: String,
    /// Its message, possibly empty.
    pub message: String,
}

/// Reads code and message from an answer of any protocol; what cannot be read falls back to the HTTP status.
pub fn parse_error(service: &Service, response: &Response<'_>) -> ServiceError {
    let found = match service.protocol {
        Protocol::Query | Protocol::Ec2 | Protocol::RestXml => from_xml(response),
        Protocol::Json | Protocol::RestJson => {
            serde_json::from_slice(response.body).ok().map(|body: Value| from_value(&body))
        }
        Protocol::Cbor => cbor::decode(response.body).ok().map(|body| from_value(&body.into_plain())),
    };
    let (mut code, message) = found.unwrap_or_default();
    if service.protocol != Protocol::RestXml
        && let Some(header) = response.header("x-amzn-errortype")
    {
        code = plain_code(header);
    }
    // Services that left the query protocol keep telling the code that callers know.
    if let Some((old, _)) = response.header("x-amzn-query-error").and_then(|header| header.split_once(';'))
        && !old.is_empty()
    {
        old.clone_into(&mut code);
    }
    if code.is_empty() {
        code = response.status.to_string();
    }
    ServiceError { code, message }
}

/// `aws.protocoltests#FooError:http://…` → `FooError`.
fn plain_code(code: &str) -> String {
    let code = code.split(':').next().unwrap_or_default();
    code.rsplit('#').next().unwrap_or_default().trim().to_owned()
}

fn from_value(body: &Value) -> (String, String) {
    let text = |keys: &[&str]| {
        keys.iter().find_map(|key| match body.get(key) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        })
    };
    (
        plain_code(&text(&["__type", "code", "Code"]).unwrap_or_default()),
        text(&["message", "Message", "errorMessage"]).unwrap_or_default(),
    )
}

fn from_xml(response: &Response<'_>) -> Option<(String, String)> {
    let root = xml::parse(response.body).ok()?;
    let error = find(&root).unwrap_or(&root);
    let text = |name: &str| {
        error
            .children
            .iter()
            .find(|child| child.name.eq_ignore_ascii_case(name))
            .map(|child| child.text.trim().to_owned())
    };
    Some((text("Code").unwrap_or_default(), text("Message").unwrap_or_default()))
}

fn find<'n, 'b>(node: &'n xml::Node<'b>) -> Option<&'n xml::Node<'b>> {
    if &*node.name == "Error" {
        return Some(node);
    }
    node.children.iter().find_map(find)
}
