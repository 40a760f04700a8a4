//! Parameters against the model, before any call: every error names its JSON path.

use serde_json::Value;

use crate::model::{Kind, Operation, Reference, Service};
use crate::protocol::{ParameterError, time};

const MAX_DEPTH: usize = 64;

/// All that is wrong with the parameters of an operation.
pub(crate) fn check(service: &Service, operation: &Operation, params: &Value) -> Result<(), Vec<ParameterError>> {
    let mut errors = Vec::new();
    match (&operation.input, params) {
        (_, Value::Null) if operation.input.is_none() => {}
        (Some(input), Value::Object(_)) => walk(service, input, params, "", 0, &mut errors),
        (Some(input), Value::Null) => walk(service, input, &Value::Object(serde_json::Map::new()), "", 0, &mut errors),
        (None, Value::Object(map)) => {
            errors.extend(
                map.keys().map(|name| ParameterError::new(name, "is unknown: the operation takes no parameters")),
            );
        }
        _ => errors.push(ParameterError::new("", "parameters are a JSON object")),
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn walk(
    service: &Service,
    reference: &Reference,
    value: &Value,
    path: &str,
    depth: usize,
    errors: &mut Vec<ParameterError>,
) {
    if depth > MAX_DEPTH {
        errors.push(ParameterError::new(path, "is nested too deeply"));
        return;
    }
    let mut wrong = |expected: &str| errors.push(ParameterError::new(path, format!("must be {expected}")));
    match (service.kind(reference), value) {
        (Kind::Structure(structure), _) if structure.document => {}
        (Kind::Text, _) if reference.json_value => {}
        (Kind::Structure(structure), Value::Object(map)) => {
            for name in &structure.required {
                let own = structure.member(name).is_some_and(|member| member.reference.idempotency_token);
                if !own && map.get(name).is_none_or(Value::is_null) {
                    errors.push(ParameterError::new(join(path, name), "is required"));
                }
            }
            for (name, inner) in map {
                let path = join(path, name);
                match structure.member(name) {
                    Some(_) if inner.is_null() => {}
                    Some(member) => walk(service, &member.reference, inner, &path, depth + 1, errors),
                    None => {
                        let known: Vec<&str> = structure.members.iter().map(|member| member.name.as_str()).collect();
                        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                        errors.push(ParameterError::new(path, format!("is unknown (known: {known})")));
                    }
                }
            }
        }
        (Kind::List(inner), Value::Array(list)) => {
            for (index, value) in list.iter().enumerate() {
                walk(service, inner, value, &format!("{path}[{index}]"), depth + 1, errors);
            }
        }
        (Kind::List(_), _) => wrong("a list"),
        (Kind::Map(_, inner), Value::Object(map)) => {
            for (key, value) in map {
                walk(service, inner, value, &join(path, key), depth + 1, errors);
            }
        }
        (Kind::Structure(_) | Kind::Map(..), _) => wrong("an object"),
        (Kind::Text, Value::String(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Float | Kind::Double, Value::Number(_)) => {}
        (Kind::Text, _) => wrong("text"),
        (Kind::Blob, Value::String(text)) if aws_smithy_types::base64::decode(text).is_ok() => {}
        (Kind::Blob, _) => wrong("bytes in base64"),
        (Kind::Boolean, _) => wrong("true or false"),
        (Kind::Integer, Value::Number(number)) if !number.is_f64() => {}
        (Kind::Integer, _) => wrong("a whole number"),
        (Kind::Float | Kind::Double, Value::String(text))
            if matches!(text.as_str(), "NaN" | "Infinity" | "-Infinity") => {}
        (Kind::Float | Kind::Double, _) => wrong("a number"),
        (Kind::Timestamp, value) if time::parse(value).is_some() => {}
        (Kind::Timestamp, _) => wrong("a point in time (ISO 8601, or seconds since 1970)"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalog;

    fn errors(service: &str, operation: &str, params: &Value) -> Vec<String> {
        let service = catalog::service(service).unwrap();
        let operation = catalog::operation(&service, operation).unwrap();
        check(&service, operation, params).err().into_iter().flatten().map(|error| error.to_string()).collect()
    }

    #[test]
    fn good_parameters_pass() {
        assert_eq!(
            errors("ec2", "DescribeInstances", &json!({ "Filters": [{ "Name": "vpc-id", "Values": ["vpc-1"] }] })),
            [""; 0]
        );
        assert_eq!(errors("iam", "ListUsers", &Value::Null), [""; 0]);
        assert_eq!(
            errors(
                "cloudtrail",
                "LookupEvents",
                &json!({ "StartTime": "2024-01-01T00:00:00Z", "EndTime": 1_704_164_645 })
            ),
            [""; 0]
        );
    }

    #[test]
    fn errors_name_the_place() {
        assert_eq!(
            errors("iam", "GetUserPolicy", &json!({ "UserName": "u" })),
            ["parameter `PolicyName`: is required"]
        );
        let found =
            errors("ec2", "DescribeInstances", &json!({ "Filters": [{ "Nam": "x", "Values": "y" }], "Nope": 1 }));
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(
            found.iter().any(|text| text.starts_with("parameter `Filters[0].Nam`: is unknown (known: Name, Values)")),
            "{found:?}"
        );
        assert!(found.iter().any(|text| text == "parameter `Filters[0].Values`: must be a list"), "{found:?}");
        assert!(found.iter().any(|text| text.starts_with("parameter `Nope`: is unknown")), "{found:?}");
    }
}
