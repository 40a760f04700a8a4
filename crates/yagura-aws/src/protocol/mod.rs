//! The wire protocols: parameters become a request, an answer becomes what `aws … --output json` prints.
//!
//! Sources: the Smithy protocol specifications (<https://smithy.io/2.0/aws/protocols/index.html>) and, where AWS's own
//! tools differ, the compliance cases that botocore ships, which `tests/compliance.rs` runs.

mod cbor;
mod error;
mod json;
mod query;
mod rest;
mod text;
pub mod time;
mod xml;

pub use error::{ServiceError, parse_error};
pub(crate) use text::{percent_decode, percent_decode_plus};

use serde_json::{Map, Value};

use crate::model::{Kind, Operation, Protocol, Reference, Service};

/// A request that lacks only host and signature.
#[derive(Debug, Default)]
pub struct Request {
    /// HTTP method.
    pub method: String,
    /// Goes before the host name: `123456789012.`.
    pub host_prefix: Option<String>,
    /// Percent-encoded path, with its query string if there is one.
    pub path: String,
    /// In the order they were made.
    pub headers: Vec<(String, String)>,
    /// May be empty.
    pub body: Vec<u8>,
}

/// An answer as it came.
#[derive(Debug)]
pub struct Response<'a> {
    /// HTTP status.
    pub status: u16,
    /// Names and values in the order received.
    pub headers: &'a [(String, String)],
    /// Complete body.
    pub body: &'a [u8],
}

impl Response<'_> {
    /// The first header with this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Parameters that cannot be sent, with the JSON path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("parameter `{path}`: {reason}")]
pub struct ParameterError {
    /// `Filters[0].Name`.
    pub path: String,
    /// What is wrong with it.
    pub reason: String,
}

impl ParameterError {
    pub(crate) fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }
}

/// An answer that is not what the protocol says: cut short, of another kind, or of another service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct GarbledError(pub(crate) String);

impl GarbledError {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

/// Makes the request for an operation.
///
/// `token` fills members that the model marks as idempotency tokens when the caller gave none.
pub fn serialize(
    service: &Service,
    operation: &Operation,
    params: &Value,
    token: &str,
) -> Result<Request, ParameterError> {
    let empty = Map::new();
    let mut params = match params {
        Value::Object(map) => map.clone(),
        Value::Null => empty,
        _ => return Err(ParameterError::new("", "parameters are a JSON object")),
    };
    params.retain(|_, value| !value.is_null());
    if let Some(structure) = operation.input.as_ref().and_then(|input| service.structure(input)) {
        for member in &structure.members {
            if member.reference.idempotency_token && !params.contains_key(&member.name) {
                params.insert(member.name.clone(), token.into());
            }
        }
    }
    let mut request = match service.protocol {
        Protocol::Json => json::request(service, operation, &params)?,
        Protocol::Query | Protocol::Ec2 => query::request(service, operation, &params)?,
        Protocol::RestJson | Protocol::RestXml => rest::request(service, operation, &params)?,
        Protocol::Cbor => cbor::request(service, operation, &params)?,
    };
    request.host_prefix = host_prefix(service, operation, &params)?;
    Ok(request)
}

fn host_prefix(
    service: &Service,
    operation: &Operation,
    params: &Map<String, Value>,
) -> Result<Option<String>, ParameterError> {
    let Some(template) = &operation.host_prefix else {
        return Ok(None);
    };
    let mut out = template.clone();
    let structure = operation.input.as_ref().and_then(|input| service.structure(input));
    for member in structure.iter().flat_map(|structure| &structure.members) {
        if !member.reference.host_label {
            continue;
        }
        let value = params.get(&member.name).and_then(Value::as_str).unwrap_or_default();
        if value.is_empty() || !value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.') {
            return Err(ParameterError::new(
                &member.name,
                "must hold only letters, digits, hyphens and full stops: it becomes part of a host name",
            ));
        }
        out = out.replace(&format!("{{{}}}", member.name), value);
    }
    Ok(Some(out))
}

/// Reads a successful answer into the shape `aws … --output json` prints, without `ResponseMetadata`.
pub fn parse(service: &Service, operation: &Operation, response: &Response<'_>) -> Result<Value, GarbledError> {
    let Some(output) = &operation.output else {
        return Ok(Value::Object(Map::new()));
    };
    match service.protocol {
        Protocol::Json => json::response(service, output, response),
        Protocol::Query | Protocol::Ec2 => query::response(service, output, response),
        Protocol::RestJson | Protocol::RestXml => rest::response(service, output, response),
        Protocol::Cbor => cbor::response(service, output, response),
    }
}

/// Puts JSON in the place of the policies of an answer, as the AWS CLI prints them; what is no JSON stays text.
pub(crate) fn read_policies(service: &Service, reference: &Reference, value: &mut Value) {
    let shape = service.shape(reference.shape);
    match (&shape.kind, value) {
        (Kind::Structure(structure), Value::Object(map)) => {
            for member in &structure.members {
                if let Some(inner) = map.get_mut(&member.name) {
                    read_policies(service, &member.reference, inner);
                }
            }
        }
        (Kind::List(inner), Value::Array(list)) => {
            for item in list {
                read_policies(service, inner, item);
            }
        }
        (Kind::Map(_, inner), Value::Object(map)) => {
            for (_, item) in map {
                read_policies(service, inner, item);
            }
        }
        (_, value @ Value::String(_)) if shape.policy => {
            if let Some(json) = value.as_str().and_then(|text| serde_json::from_str(text).ok()) {
                *value = json;
            }
        }
        _ => {}
    }
}

/// What botocore prints for a union member that the model does not know.
pub(crate) fn unknown_member(tag: &str) -> Value {
    serde_json::json!({ "SDK_UNKNOWN_MEMBER": { "name": tag } })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Response, parse, read_policies};
    use crate::catalog;

    #[test]
    fn a_policy_is_text_until_it_is_read_and_what_is_no_json_stays_text() {
        let service = catalog::service("iam").unwrap();
        let operation = catalog::operation(&service, "ListRoles").unwrap();
        let role = |document: &str| {
            format!("<member><AssumeRolePolicyDocument>{document}</AssumeRolePolicyDocument></member>")
        };
        let roles = [role("%0A%7B%22Version%22%3A%20%222012-10-17%22%7D"), role("%7Bcut")].concat();
        let body =
            format!("<ListRolesResponse><ListRolesResult><Roles>{roles}</Roles></ListRolesResult></ListRolesResponse>");
        let response = Response { status: 200, headers: &[], body: body.as_bytes() };
        let mut answer = parse(&service, operation, &response).unwrap();
        let documents = |answer: &Value| {
            let roles = answer["Roles"].as_array().unwrap().iter();
            roles.map(|role| role["AssumeRolePolicyDocument"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(documents(&answer), [json!("\n{\"Version\": \"2012-10-17\"}"), json!("{cut")]);
        read_policies(&service, operation.output.as_ref().unwrap(), &mut answer);
        assert_eq!(documents(&answer), [json!({"Version": "2012-10-17"}), json!("{cut")]);
    }
}
