//! `awsJson1_0` and `awsJson1_1`, and the JSON bodies of `restJson1`.

use serde_json::{Map, Value};

use super::{GarbledError, ParameterError, Request, Response, text, time, unknown_member};
use crate::model::{Kind, Operation, Protocol, Reference, Service};

pub(super) fn request(
    service: &Service,
    operation: &Operation,
    params: &Map<String, Value>,
) -> Result<Request, ParameterError> {
    let mut headers = vec![
        ("X-Amz-Target".to_owned(), format!("{}.{}", service.target_prefix, operation.name)),
        ("Content-Type".to_owned(), format!("application/x-amz-json-{}", service.json_version)),
    ];
    if service.query_compatible {
        headers.push(("x-amzn-query-mode".to_owned(), "true".to_owned()));
    }
    let body = match &operation.input {
        Some(input) => to_wire(service, input, &Value::Object(params.clone()), "")?,
        None => Value::Object(Map::new()),
    };
    Ok(Request {
        method: operation.method.clone(),
        path: "/".to_owned(),
        headers,
        body: body.to_string().into_bytes(),
        host_prefix: None,
    })
}

pub(super) fn response(service: &Service, output: &Reference, response: &Response<'_>) -> Result<Value, GarbledError> {
    from_wire(service, output, body(response.body)?)
}

/// The JSON value of a body; an empty one is an empty object.
pub(super) fn body(bytes: &[u8]) -> Result<Value, GarbledError> {
    if bytes.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_slice(bytes).map_err(|error| GarbledError::new(format!("the body is no JSON: {error}")))
}

/// A parameter as JSON for the wire.
pub(super) fn to_wire(
    service: &Service,
    reference: &Reference,
    value: &Value,
    path: &str,
) -> Result<Value, ParameterError> {
    Ok(match (service.kind(reference), value) {
        (Kind::Structure(structure), _) if structure.document => value.clone(),
        (Kind::Structure(structure), Value::Object(map)) => {
            let mut out = Map::new();
            for (name, inner) in map {
                let Some(member) = structure.member(name) else {
                    return Err(ParameterError::new(format!("{path}.{name}"), "is unknown"));
                };
                if !inner.is_null() {
                    let inner = to_wire(service, &member.reference, inner, &format!("{path}.{name}"))?;
                    out.insert(member.reference.wire_name(name).to_owned(), inner);
                }
            }
            Value::Object(out)
        }
        (Kind::Map(_, inner), Value::Object(map)) => {
            let mut out = Map::new();
            for (key, value) in map {
                out.insert(key.clone(), to_wire(service, inner, value, &format!("{path}.{key}"))?);
            }
            Value::Object(out)
        }
        (Kind::List(inner), Value::Array(list)) => {
            let mut out = Vec::with_capacity(list.len());
            for (index, value) in list.iter().enumerate() {
                out.push(to_wire(service, inner, value, &format!("{path}[{index}]"))?);
            }
            Value::Array(out)
        }
        (Kind::Timestamp, value) if !value.is_null() => {
            let time = time::parse(value).ok_or_else(|| ParameterError::new(path, "is no point in time"))?;
            time::wire(&time, reference.timestamp.as_deref().unwrap_or("unixTimestamp"))
                .ok_or_else(|| ParameterError::new(path, "is out of range"))?
        }
        _ => value.clone(),
    })
}

/// A JSON value from the wire as the AWS CLI prints it.
pub(super) fn from_wire(service: &Service, reference: &Reference, value: Value) -> Result<Value, GarbledError> {
    if value.is_null() {
        return Ok(value);
    }
    let wrong = |expected: &str, value: &Value| {
        let found = match value {
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
            _ => "a scalar",
        };
        GarbledError::new(format!("{expected} was expected where {found} stands"))
    };
    let rest = service.protocol == Protocol::RestJson;
    Ok(match service.kind(reference) {
        Kind::Structure(structure) if structure.document => value,
        Kind::Structure(structure) => {
            let Value::Object(mut map) = value else {
                return Err(wrong("an object", &value));
            };
            if structure.union {
                map.shift_remove("__type");
                map.retain(|_, value| !value.is_null());
                let mut keys = map.keys();
                if let (Some(tag), None) = (keys.next(), keys.next()) {
                    if !structure.members.iter().any(|member| member.reference.wire_name(&member.name) == tag) {
                        return Ok(unknown_member(tag));
                    }
                } else {
                    return Err(GarbledError::new("a union does not hold exactly one member"));
                }
            }
            let mut out = Map::new();
            for member in &structure.members {
                if let Some(inner) = map.shift_remove(member.reference.wire_name(&member.name))
                    && !inner.is_null()
                {
                    out.insert(member.name.clone(), from_wire(service, &member.reference, inner)?);
                }
            }
            Value::Object(out)
        }
        Kind::List(inner) => {
            let Value::Array(list) = value else {
                return Err(wrong("a list", &value));
            };
            Value::Array(list.into_iter().map(|value| from_wire(service, inner, value)).collect::<Result<_, _>>()?)
        }
        Kind::Map(_, inner) => {
            let Value::Object(map) = value else {
                return Err(wrong("an object", &value));
            };
            let mut out = Map::new();
            for (key, value) in map {
                out.insert(key, from_wire(service, inner, value)?);
            }
            Value::Object(out)
        }
        Kind::Blob => text::blob(value.as_str().ok_or_else(|| wrong("text", &value))?)?,
        Kind::Timestamp => text::timestamp(&value)?,
        // restJson1 is read as typed, awsJson as it stands: so do AWS's own tools, and `1` is printed `1.0` by one of them.
        Kind::Float | Kind::Double if rest && value.is_number() => text::float(&value.to_string())?,
        Kind::Boolean if rest && value.is_string() => Value::Bool(value.as_str() == Some("true")),
        _ => value,
    })
}
