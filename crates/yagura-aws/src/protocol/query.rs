//! `awsQuery` and `ec2Query`: parameters as a form, answers in XML.

use serde_json::{Map, Value};

use super::{GarbledError, ParameterError, Request, Response, text, xml};
use crate::model::{Kind, Operation, Protocol, Reference, Service};

pub(super) fn request(
    service: &Service,
    operation: &Operation,
    params: &Map<String, Value>,
) -> Result<Request, ParameterError> {
    let mut pairs =
        vec![("Action".to_owned(), operation.name.clone()), ("Version".to_owned(), service.api_version.clone())];
    if let Some(input) = &operation.input {
        add(service, input, &Value::Object(params.clone()), "", "", &mut pairs)?;
    }
    Ok(Request {
        method: operation.method.clone(),
        path: "/".to_owned(),
        headers: vec![("Content-Type".to_owned(), "application/x-www-form-urlencoded; charset=utf-8".to_owned())],
        body: text::form(&pairs).into_bytes(),
        host_prefix: None,
    })
}

fn name_of(service: &Service, reference: &Reference, default: &str) -> String {
    if service.protocol != Protocol::Ec2 {
        return reference.wire_name(default).to_owned();
    }
    if let Some(name) = &reference.query_name {
        return name.clone();
    }
    // ec2Query capitalises the name a member has in answers.
    let mut letters = reference.wire_name(default).chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn add(
    service: &Service,
    reference: &Reference,
    value: &Value,
    prefix: &str,
    path: &str,
    pairs: &mut Vec<(String, String)>,
) -> Result<(), ParameterError> {
    if value.is_null() {
        return Ok(());
    }
    let wrong = || ParameterError::new(path, "is of the wrong type");
    match service.kind(reference) {
        Kind::Structure(structure) => {
            for (name, inner) in value.as_object().ok_or_else(wrong)? {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                let member = structure.member(name).ok_or_else(|| ParameterError::new(&path, "is unknown"))?;
                let own = name_of(service, &member.reference, name);
                let key = if prefix.is_empty() { own } else { format!("{prefix}.{own}") };
                add(service, &member.reference, inner, &key, &path, pairs)?;
            }
        }
        Kind::List(inner) => {
            let list = value.as_array().ok_or_else(wrong)?;
            let ec2 = service.protocol == Protocol::Ec2;
            if list.is_empty() && !ec2 {
                pairs.push((prefix.to_owned(), String::new()));
                return Ok(());
            }
            let stem = if ec2 {
                prefix.to_owned()
            } else if !reference.flattened {
                format!("{prefix}.{}", inner.wire_name("member"))
            } else if let Some(name) = inner.name.as_ref().filter(|_| !reference.flattened_here) {
                // The name that a flattened shape gives its entries replaces that of the list.
                match prefix.rsplit_once('.') {
                    Some((before, _)) => format!("{before}.{name}"),
                    None => name.clone(),
                }
            } else {
                prefix.to_owned()
            };
            for (index, value) in list.iter().enumerate() {
                add(service, inner, value, &format!("{stem}.{}", index + 1), &format!("{path}[{index}]"), pairs)?;
            }
        }
        Kind::Map(key_reference, inner) => {
            let stem = if reference.flattened { prefix.to_owned() } else { format!("{prefix}.entry") };
            for (index, (key, value)) in value.as_object().ok_or_else(wrong)?.iter().enumerate() {
                let entry = format!("{stem}.{}", index + 1);
                pairs.push((format!("{entry}.{}", key_reference.wire_name("key")), key.clone()));
                add(
                    service,
                    inner,
                    value,
                    &format!("{entry}.{}", inner.wire_name("value")),
                    &format!("{path}.{key}"),
                    pairs,
                )?;
            }
        }
        _ => pairs.push((prefix.to_owned(), text::from_value(service, reference, value, "iso8601", path)?)),
    }
    Ok(())
}

pub(super) fn response(service: &Service, output: &Reference, response: &Response<'_>) -> Result<Value, GarbledError> {
    let members = service.structure(output).is_some_and(|structure| !structure.members.is_empty());
    if response.body.is_empty() && !members {
        return Ok(Value::Object(Map::new()));
    }
    let root = xml::parse(response.body)?;
    // A proxy's page is XML too; it must not read as an answer without entries.
    if !root.name.ends_with("Response") && !root.name.ends_with("Result") {
        return Err(GarbledError::new(format!("the body is no answer of this service but `{}`", root.name)));
    }
    let start = match &output.result_wrapper {
        Some(wrapper) if members => root
            .children
            .iter()
            .find(|child| *child.name == **wrapper)
            .ok_or_else(|| GarbledError::new(format!("the body holds no `{wrapper}`")))?,
        _ => &root,
    };
    xml::to_value(service, output, &[start])
}
