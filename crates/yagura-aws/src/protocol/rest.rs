//! `restJson1` and `restXml`: members bound to path, query and headers, the rest in the body.

use aws_smithy_types::base64;
use serde_json::{Map, Value};

use super::{GarbledError, ParameterError, Request, Response, json, text, xml};
use crate::model::{Kind, Location, Member, Operation, Protocol, Reference, Service, Structure};

pub(super) fn request(
    service: &Service,
    operation: &Operation,
    params: &Map<String, Value>,
) -> Result<Request, ParameterError> {
    let mut request = Request { method: operation.method.clone(), ..Request::default() };
    let none = Structure::default();
    let structure = operation.input.as_ref().and_then(|input| service.structure(input)).unwrap_or(&none);

    let mut labels: Vec<(&str, String)> = Vec::new();
    let mut query: Vec<(String, String)> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    let mut body = Map::new();
    for (name, value) in params {
        let member = structure.member(name).ok_or_else(|| ParameterError::new(name, "is unknown"))?;
        let reference = &member.reference;
        let wire = reference.wire_name(name);
        match reference.location {
            Location::Uri => labels.push((wire, text::from_value(service, reference, value, "iso8601", name)?)),
            Location::Query => add_query(service, reference, value, wire, name, &mut query, &mut named)?,
            Location::Header => {
                request.headers.push((wire.to_owned(), header(service, reference, value, name)?));
            }
            Location::Headers => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    if let Some(value) = value.as_str() {
                        request.headers.push((
                            format!("{}{key}", reference.name.as_deref().unwrap_or_default()),
                            value.to_owned(),
                        ));
                    }
                }
            }
            Location::Body | Location::Status => {
                body.insert(name.clone(), value.clone());
            }
        }
    }
    request.path = path(&operation.uri, &labels)?;
    if !query.is_empty() {
        request.path.push(if request.path.contains('?') { '&' } else { '?' });
        request.path.push_str(&text::form(&query));
    }

    if let Some(input) = &operation.input {
        write_body(service, input, structure, params, body, &mut request)?;
    }
    Ok(request)
}

fn write_body(
    service: &Service,
    input: &Reference,
    structure: &Structure,
    params: &Map<String, Value>,
    body: Map<String, Value>,
    request: &mut Request,
) -> Result<(), ParameterError> {
    let is_json = service.protocol == Protocol::RestJson;
    if let Some(payload) = structure.payload_member() {
        let value = params.get(&payload.name);
        match (service.kind(&payload.reference), value) {
            (Kind::Blob, Some(Value::String(encoded))) => {
                request.body =
                    base64::decode(encoded).map_err(|_| ParameterError::new(&payload.name, "is not base64"))?;
            }
            (Kind::Text, Some(Value::String(text))) => request.body = text.clone().into_bytes(),
            (Kind::Blob | Kind::Text, _) => {}
            (_, Some(value)) => request.body = document(service, &payload.reference, value, &payload.name)?,
            (Kind::Structure(inner), None) if is_json && !inner.union && !inner.document => {
                request.body = b"{}".to_vec();
            }
            (_, None) => {}
        }
        if matches!(service.kind(&payload.reference), Kind::Blob | Kind::Text) {
            return Ok(());
        }
    } else if !body.is_empty() {
        request.body = document(service, input, &Value::Object(body), "")?;
    } else if is_json && structure.members.iter().any(|member| member.reference.location == Location::Body) {
        request.body = b"{}".to_vec();
    }
    let typed = request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if !request.body.is_empty() && !typed {
        let kind = if is_json { "application/json" } else { "application/xml" };
        request.headers.push(("Content-Type".to_owned(), kind.to_owned()));
    }
    Ok(())
}

fn document(service: &Service, reference: &Reference, value: &Value, name: &str) -> Result<Vec<u8>, ParameterError> {
    if service.protocol == Protocol::RestJson {
        return Ok(json::to_wire(service, reference, value, name)?.to_string().into_bytes());
    }
    let mut out = String::new();
    // A name that differs from the member's was declared; the others were written by the model's generator.
    let declared = reference.name.as_deref().filter(|own| !name.is_empty() && *own != name);
    let root = declared.or(service.shape(reference.shape).root_name.as_deref()).or(reference.name.as_deref());
    let root = root.unwrap_or(if name.is_empty() { "Request" } else { name });
    xml::from_value(service, reference, value, root, name, &mut out)?;
    Ok(out.into_bytes())
}

fn add_query(
    service: &Service,
    reference: &Reference,
    value: &Value,
    wire: &str,
    path: &str,
    query: &mut Vec<(String, String)>,
    named: &mut Vec<String>,
) -> Result<(), ParameterError> {
    match (service.kind(reference), value) {
        (Kind::Map(_, inner), Value::Object(map)) => {
            for (key, value) in map {
                // A parameter with a name of its own wins over the map of all others.
                if named.contains(key) {
                    continue;
                }
                match (service.kind(inner), value) {
                    (Kind::List(entry), Value::Array(list)) => {
                        for value in list {
                            query.push((key.clone(), text::from_value(service, entry, value, "iso8601", path)?));
                        }
                    }
                    _ => query.push((key.clone(), text::from_value(service, inner, value, "iso8601", path)?)),
                }
            }
        }
        (Kind::List(inner), Value::Array(list)) => {
            named.push(wire.to_owned());
            query.retain(|(key, _)| key != wire);
            for value in list.iter().filter(|value| !value.is_null()) {
                query.push((wire.to_owned(), text::from_value(service, inner, value, "iso8601", path)?));
            }
        }
        _ => {
            named.push(wire.to_owned());
            query.retain(|(key, _)| key != wire);
            query.push((wire.to_owned(), text::from_value(service, reference, value, "iso8601", path)?));
        }
    }
    Ok(())
}

fn header(service: &Service, reference: &Reference, value: &Value, path: &str) -> Result<String, ParameterError> {
    if reference.json_value {
        return Ok(base64::encode(value.to_string()));
    }
    match (service.kind(reference), value) {
        (Kind::List(inner), Value::Array(list)) => {
            let mut parts = Vec::new();
            for value in list.iter().filter(|value| !value.is_null()) {
                let part = text::from_value(service, inner, value, "rfc822", path)?;
                let quote = matches!(service.kind(inner), Kind::Text) && part.contains(['"', ',']);
                parts.push(if quote { format!("\"{}\"", part.replace('"', "\\\"")) } else { part });
            }
            Ok(parts.join(","))
        }
        _ => text::from_value(service, reference, value, "rfc822", path),
    }
}

fn path(template: &str, labels: &[(&str, String)]) -> Result<String, ParameterError> {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (label, tail) =
            after.split_once('}').ok_or_else(|| ParameterError::new("", "the model's path is broken"))?;
        let (name, keep) = match label.strip_suffix('+') {
            Some(name) => (name, "/"),
            None => (label, ""),
        };
        let value = labels.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str()).unwrap_or_default();
        if value.is_empty() {
            return Err(ParameterError::new(name, "is part of the path and must not be empty"));
        }
        // `..` as a segment of its own would name another resource, whatever signs the path.
        if keep.is_empty() && matches!(value, "." | "..") {
            return Err(ParameterError::new(name, "is part of the path and must not be `.` or `..`"));
        }
        out.push_str(&text::percent_encode(value, keep));
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

pub(super) fn response(service: &Service, output: &Reference, response: &Response<'_>) -> Result<Value, GarbledError> {
    let Some(structure) = service.structure(output) else {
        return Ok(Value::Object(Map::new()));
    };
    let mut bound = Map::new();
    for member in &structure.members {
        if let Some(value) = bound_member(service, member, response)? {
            bound.insert(member.name.clone(), value);
        }
    }
    let has_body = structure.members.iter().any(|member| !member.reference.location.in_head());
    if let Some(payload) = structure.payload_member() {
        if let Some(value) = payload_value(service, &payload.reference, response)? {
            bound.insert(payload.name.clone(), value);
        }
    } else if has_body && let Value::Object(map) = read_body(service, output, response)? {
        bound.extend(map);
    }
    Ok(Value::Object(bound))
}

fn payload_value(
    service: &Service,
    reference: &Reference,
    response: &Response<'_>,
) -> Result<Option<Value>, GarbledError> {
    Ok(match service.kind(reference) {
        Kind::Structure(structure) if structure.event_stream => {
            return Err(GarbledError::new("the answer is a stream of events"));
        }
        Kind::Blob if response.body.is_empty() && !reference.streaming => None,
        Kind::Blob => Some(Value::String(base64::encode(response.body))),
        Kind::Text if response.body.is_empty() => None,
        Kind::Text => {
            let text = std::str::from_utf8(response.body).map_err(|_| GarbledError::new("the body is not UTF-8"))?;
            Some(Value::String(text.to_owned()))
        }
        Kind::Structure(structure) if structure.union && response.body.is_empty() => None,
        _ if response.body.is_empty() && service.protocol == Protocol::RestXml => None,
        _ => Some(read_body(service, reference, response)?),
    })
}

fn read_body(service: &Service, reference: &Reference, response: &Response<'_>) -> Result<Value, GarbledError> {
    if service.protocol == Protocol::RestJson {
        return json::from_wire(service, reference, json::body(response.body)?);
    }
    if response.body.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    let root = xml::parse(response.body)?;
    if root.name.eq_ignore_ascii_case("html") {
        return Err(GarbledError::new("the body is a web page"));
    }
    xml::to_value(service, reference, &[&root])
}

fn bound_member(service: &Service, member: &Member, response: &Response<'_>) -> Result<Option<Value>, GarbledError> {
    let reference = &member.reference;
    match reference.location {
        Location::Status => Ok(Some(response.status.into())),
        Location::Header => match response.header(reference.wire_name(&member.name)) {
            Some(value) => header_value(service, reference, value).map(Some),
            None => Ok(None),
        },
        Location::Headers => {
            let prefix = reference.name.as_deref().unwrap_or_default();
            let mut out = Map::new();
            for (name, value) in response.headers {
                if let (Some(head), Some(key)) = (name.get(..prefix.len()), name.get(prefix.len()..))
                    && head.eq_ignore_ascii_case(prefix)
                {
                    out.insert(key.to_owned(), value.clone().into());
                }
            }
            Ok(Some(Value::Object(out)))
        }
        _ => Ok(None),
    }
}

fn header_value(service: &Service, reference: &Reference, value: &str) -> Result<Value, GarbledError> {
    if reference.json_value {
        let decoded = base64::decode(value).map_err(|_| GarbledError::new("a header is not base64"))?;
        return serde_json::from_slice(&decoded).map_err(|_| GarbledError::new("a header is no JSON"));
    }
    let Kind::List(inner) = service.kind(reference) else {
        return text::to_value(service, reference, value);
    };
    let dates = matches!(service.kind(inner), Kind::Timestamp)
        && value.trim_start().starts_with(|c: char| c.is_ascii_alphabetic());
    let parts = if dates { split_dates(value) } else { split_list(value) };
    Ok(Value::Array(parts.iter().map(|part| text::to_value(service, inner, part)).collect::<Result<_, _>>()?))
}

/// HTTP dates hold a comma each.
fn split_dates(value: &str) -> Vec<String> {
    let parts: Vec<&str> = value.split(',').collect();
    parts.chunks(2).map(|pair| pair.join(",").trim().to_owned()).collect()
}

/// Commas inside double quotes do not separate; backslash escapes a quote.
fn split_list(value: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut current = String::new();
    let mut quoted = false;
    let mut letters = value.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' if quoted => current.extend(letters.next()),
            '"' if quoted || current.trim().is_empty() => quoted = !quoted,
            ',' if !quoted => parts.push(std::mem::take(&mut current).trim().to_owned()),
            _ => current.push(c),
        }
    }
    parts.push(current.trim().to_owned());
    parts
}
