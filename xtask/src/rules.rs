//! Evaluates the endpoint rule sets that botocore ships, once, when the models are made.
//!
//! The binary then carries plain host names per service and region and no rule engine.
//! The language is that of Smithy's `endpointRuleSet` trait
//! (<https://smithy.io/2.0/additional-specs/rules-engine/specification.html>);
//! functions that only matter for buckets, ARNs and custom endpoints answer "no value", for no such parameter is set here.

use serde_json::{Map, Value};

/// What a rule set answers for one region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Endpoint {
    /// Host name, without scheme.
    pub(crate) host: String,
    /// Region that the signature names, when it is not the region asked for.
    pub(crate) signing_region: Option<String>,
    /// Service that the signature names, when the rule says so.
    pub(crate) signing_name: Option<String>,
}

struct Scope<'a> {
    values: Map<String, Value>,
    partitions: &'a [Value],
}

/// The endpoint for `region`, or nothing where the rule set refuses the region.
pub(crate) fn evaluate(rules: &Value, region: &str, partitions: &[Value]) -> Option<Endpoint> {
    let mut values = Map::new();
    for (name, parameter) in rules.get("parameters")?.as_object()? {
        if let Some(default) = parameter.get("default") {
            values.insert(name.clone(), default.clone());
        }
    }
    values.insert("Region".into(), region.into());
    values.insert("UseFIPS".into(), false.into());
    values.insert("UseDualStack".into(), false.into());
    let mut scope = Scope { values, partitions };
    match tree(rules.get("rules")?.as_array()?, &mut scope) {
        Outcome::Endpoint(endpoint) => Some(endpoint),
        Outcome::Error | Outcome::NoMatch => None,
    }
}

enum Outcome {
    Endpoint(Endpoint),
    Error,
    NoMatch,
}

fn tree(rules: &[Value], scope: &mut Scope<'_>) -> Outcome {
    for rule in rules {
        let before = scope.values.clone();
        if conditions(rule, scope) {
            match rule.get("type").and_then(Value::as_str) {
                Some("endpoint") => {
                    let found = rule.get("endpoint").and_then(|value| endpoint(value, scope));
                    return found.map_or(Outcome::Error, Outcome::Endpoint);
                }
                Some("tree") => {
                    let inner = rule.get("rules").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                    match tree(inner, scope) {
                        Outcome::NoMatch => {}
                        done => return done,
                    }
                }
                _ => return Outcome::Error,
            }
        }
        scope.values = before;
    }
    Outcome::NoMatch
}

fn conditions(rule: &Value, scope: &mut Scope<'_>) -> bool {
    let Some(list) = rule.get("conditions").and_then(Value::as_array) else {
        return true;
    };
    for condition in list {
        let value = call(condition, scope);
        if matches!(value, Value::Null | Value::Bool(false)) {
            return false;
        }
        if let Some(name) = condition.get("assign").and_then(Value::as_str) {
            scope.values.insert(name.to_owned(), value);
        }
    }
    true
}

fn argument(value: &Value, scope: &Scope<'_>) -> Value {
    match value {
        Value::Object(map) if map.contains_key("ref") => {
            let name = map.get("ref").and_then(Value::as_str).unwrap_or_default();
            scope.values.get(name).cloned().unwrap_or(Value::Null)
        }
        Value::Object(map) if map.contains_key("fn") => call(value, scope),
        Value::String(text) => template(text, scope).map_or(Value::Null, Value::String),
        other => other.clone(),
    }
}

fn call(condition: &Value, scope: &Scope<'_>) -> Value {
    let name = condition.get("fn").and_then(Value::as_str).unwrap_or_default();
    let arguments: Vec<Value> = condition
        .get("argv")
        .and_then(Value::as_array)
        .map(|list| list.iter().map(|value| argument(value, scope)).collect())
        .unwrap_or_default();
    let first = arguments.first().cloned().unwrap_or(Value::Null);
    let second = arguments.get(1).cloned().unwrap_or(Value::Null);
    match name {
        "isSet" => Value::Bool(!first.is_null()),
        "not" => Value::Bool(matches!(first, Value::Null | Value::Bool(false))),
        "booleanEquals" | "stringEquals" => Value::Bool(!first.is_null() && first == second),
        "getAttr" => attribute(&first, second.as_str().unwrap_or_default()),
        "aws.partition" => partition(first.as_str().unwrap_or_default(), scope.partitions),
        "isValidHostLabel" => Value::Bool(first.as_str().is_some_and(|label| {
            !label.is_empty() && label.len() < 64 && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })),
        "substring" => {
            let text = first.as_str().unwrap_or_default();
            let start = usize::try_from(second.as_u64().unwrap_or(0)).unwrap_or(0);
            let stop = arguments.get(2).and_then(Value::as_u64).unwrap_or(0);
            let stop = usize::try_from(stop).unwrap_or(0);
            let reverse = arguments.get(3).and_then(Value::as_bool).unwrap_or(false);
            let range = if reverse {
                text.len().checked_sub(stop).zip(text.len().checked_sub(start))
            } else {
                Some((start, stop))
            };
            range.and_then(|(from, to)| text.get(from..to)).map_or(Value::Null, Value::from)
        }
        _ => Value::Null,
    }
}

fn attribute(value: &Value, path: &str) -> Value {
    let mut current = value;
    for step in path.split('.') {
        let Some(next) = current.get(step) else {
            return Value::Null;
        };
        current = next;
    }
    current.clone()
}

fn partition(region: &str, partitions: &[Value]) -> Value {
    partitions
        .iter()
        .find(|partition| partition.get("regions").and_then(|regions| regions.get(region)).is_some())
        .and_then(|partition| partition.get("outputs"))
        .cloned()
        .unwrap_or(Value::Null)
}

fn template(text: &str, scope: &Scope<'_>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, tail) = after.split_once('}')?;
        let value = match name.split_once('#') {
            Some((object, path)) => attribute(scope.values.get(object)?, path),
            None => scope.values.get(name)?.clone(),
        };
        out.push_str(value.as_str()?);
        rest = tail;
    }
    out.push_str(rest);
    Some(out)
}

fn endpoint(endpoint: &Value, scope: &Scope<'_>) -> Option<Endpoint> {
    let url = argument(endpoint.get("url")?, scope);
    let host = url.as_str()?.strip_prefix("https://")?.to_owned();
    let scheme = endpoint
        .get("properties")
        .and_then(|properties| properties.get("authSchemes"))
        .and_then(Value::as_array)
        .and_then(|schemes| schemes.iter().find(|scheme| scheme.get("name").and_then(Value::as_str) == Some("sigv4")));
    let field = |name: &str| {
        scheme.and_then(|scheme| scheme.get(name)).and_then(|value| argument(value, scope).as_str().map(str::to_owned))
    };
    Some(Endpoint { host, signing_region: field("signingRegion"), signing_name: field("signingName") })
}
