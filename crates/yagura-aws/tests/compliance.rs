//! Runs the protocol compliance tests that botocore ships in its source distribution.
//!
//! The folder `tests/unit/protocols` of the distribution is read from `YAGURA_BOTOCORE_TESTS`; without it the
//! distribution is fetched once with pip into `target/`. No case is skipped in silence: what is left out stands in
//! [`LEFT_OUT`] with its reason, and a case there that passes fails the test.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use aws_smithy_types::base64;
use serde_json::{Map, Value, json};
use yagura_aws::model::{Kind, Reference, Service};
use yagura_aws::protocol::{self, Response};

const BOTOCORE: &str = "1.44.5";

/// File, case and why it is not run.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    ("input/ec2", "SDKAppliedContentEncoding_ec2Query", COMPRESSION),
    ("input/ec2", "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_ec2Query", COMPRESSION),
    ("input/json", "SDKAppliedContentEncoding_awsJson1_1", COMPRESSION),
    ("input/json", "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_1", COMPRESSION),
    ("input/json_1_0", "SDKAppliedContentEncoding_awsJson1_0", COMPRESSION),
    ("input/json_1_0", "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_0", COMPRESSION),
    ("input/query", "SDKAppliedContentEncoding_awsQuery", COMPRESSION),
    ("input/query", "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery", COMPRESSION),
    ("input/rest-json", "SDKAppliedContentEncoding_restJson1", COMPRESSION),
    ("input/rest-json", "SDKAppendedGzipAfterProvidedEncoding_restJson1", COMPRESSION),
    (
        "input/rest-json",
        "RestJsonHttpChecksumRequired",
        "a SHA-256 checksum is sent instead of MD5, and it is added when signing",
    ),
    ("input/rest-json", "MediaTypeHeaderInputBase64", CLI_JSON_HEADER),
    ("input/rest-xml", "HttpPayloadWithXmlNamespace", XML_ROOT),
    ("input/rest-xml", "HttpPayloadWithXmlNamespaceAndPrefix", XML_ROOT),
    ("input/rest-xml", "RestXmlHttpPayloadWithUnion", XML_ROOT),
    ("input/rest-xml", "XmlAttributesOnPayload", XML_ROOT),
    ("input/rest-xml", "SDKAppliedContentEncoding_restXml", COMPRESSION),
    ("input/rest-xml", "SDKAppendedGzipAfterProvidedEncoding_restXml", COMPRESSION),
    ("output/rest-json", "MediaTypeHeaderOutputBase64", CLI_JSON_HEADER),
    (
        "output/rest-json",
        "RestJsonDeserializesDenseSetMapAndSkipsNull",
        "the AWS CLI prints null for a null entry of any map",
    ),
];

const COMPRESSION: &str = "no read operation compresses its request";
const XML_ROOT: &str =
    "botocore's models do not tell a generated root name from a declared one, and only writes send such bodies";
const CLI_JSON_HEADER: &str = "the AWS CLI takes and prints JSON in headers as a value, not as text";

fn folder() -> PathBuf {
    if let Ok(folder) = std::env::var("YAGURA_BOTOCORE_TESTS") {
        let folder = PathBuf::from(folder);
        assert!(folder.join("input").is_dir(), "YAGURA_BOTOCORE_TESTS={} holds no folder `input`", folder.display());
        return folder;
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = here.join("../../target/botocore-tests");
    let status = Command::new("sh")
        .arg(here.join("tests/fetch-botocore.sh"))
        .args([target.as_os_str(), BOTOCORE.as_ref()])
        .status()
        .expect("sh runs");
    assert!(
        status.success(),
        "botocore {BOTOCORE} could not be fetched: set YAGURA_BOTOCORE_TESTS to its tests/unit/protocols"
    );
    target.join(format!("botocore-{BOTOCORE}/tests/unit/protocols"))
}

struct Case {
    name: String,
    id: String,
    suite: Value,
    body: Value,
}

impl Case {
    fn service(&self) -> (Service, String) {
        let operation = self.body["given"].get("name").and_then(Value::as_str).unwrap_or("OperationName").to_owned();
        let mut model = self.suite.clone();
        let mut given = self.body["given"].clone();
        if model["metadata"]["protocol"] == "query"
            && let Some(output) = given.get_mut("output").and_then(Value::as_object_mut)
            && self.name.starts_with("output")
        {
            output.insert("resultWrapper".into(), format!("{operation}Result").into());
        }
        model["operations"] = json!({ operation.clone(): given });
        (Service::from_json("test", &model).unwrap(), operation)
    }
}

fn cases(kind: &str) -> Vec<Case> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder().join(kind)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let name = format!("{kind}/{}", file.file_stem().unwrap().to_str().unwrap());
        let suites: Vec<Value> = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        for (at, suite) in suites.into_iter().enumerate() {
            for (number, case) in suite["cases"].as_array().unwrap().clone().into_iter().enumerate() {
                let id = case.get("id").and_then(Value::as_str).map_or_else(|| format!("{at}:{number}"), str::to_owned);
                all.push(Case { name: name.clone(), id, suite: suite.clone(), body: case });
            }
        }
    }
    all
}

fn run(kind: &str, least: usize, check: impl Fn(&Case) -> Result<(), String>) {
    let all = cases(kind);
    assert!(all.len() >= least, "only {} {kind} cases were found", all.len());
    let mut failures = Vec::new();
    let mut left: BTreeSet<(&str, &str)> = BTreeSet::new();
    for case in &all {
        let out = LEFT_OUT.iter().find(|(file, id, _)| *file == case.name && *id == case.id);
        let result = check(case);
        match (out, result) {
            (None, Ok(())) => {}
            (None, Err(reason)) => failures.push(format!("{} {}: {reason}", case.name, case.id)),
            (Some((file, id, reason)), Err(_)) => {
                println!("left out: {file} {id}: {reason}");
                left.insert((*file, *id));
            }
            (Some(_), Ok(())) => {
                failures.push(format!("{} {}: passes, so it must not be left out", case.name, case.id));
            }
        }
    }
    for (file, id, _) in LEFT_OUT.iter().filter(|(file, ..)| file.starts_with(kind)) {
        if !left.contains(&(*file, *id)) && !failures.iter().any(|text| text.starts_with(&format!("{file} {id}:"))) {
            failures.push(format!("{file} {id}: is left out but does not exist"));
        }
    }
    println!("{kind}: {} cases, {} left out", all.len(), left.len());
    assert!(failures.is_empty(), "{} of {} cases fail:\n{}", failures.len(), all.len(), failures.join("\n"));
}

/// Walks a value along its shape and changes blobs and timestamps.
fn along(
    service: &Service,
    reference: &Reference,
    value: &Value,
    change: &dyn Fn(&Kind, &Value) -> Option<Value>,
) -> Value {
    let kind = service.kind(reference);
    if let Some(changed) = change(kind, value) {
        return changed;
    }
    match (kind, value) {
        (Kind::Structure(structure), Value::Object(map)) => {
            let step = |(name, value): (&String, &Value)| {
                let value = match structure.member(name) {
                    Some(member) => along(service, &member.reference, value, change),
                    None => value.clone(),
                };
                (name.clone(), value)
            };
            Value::Object(map.iter().map(step).collect())
        }
        (Kind::List(inner), Value::Array(list)) => {
            list.iter().map(|value| along(service, inner, value, change)).collect()
        }
        (Kind::Map(_, inner), Value::Object(map)) => {
            Value::Object(map.iter().map(|(key, value)| (key.clone(), along(service, inner, value, change))).collect())
        }
        _ => value.clone(),
    }
}

/// `1` and `1.0` are one number, and the order of members does not matter.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| (a - b).abs() < 1e-9)
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

fn expect_same(what: &str, found: &Value, expected: &Value) -> Result<(), String> {
    if same(found, expected) { Ok(()) } else { Err(format!("{what} is {found}, expected {expected}")) }
}

/// An XML document as a value: names, sorted attributes, children, trimmed text.
fn xml(text: &str) -> Value {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut stack = vec![(String::new(), Vec::new(), String::new())];
    let attributes = |start: &quick_xml::events::BytesStart<'_>| {
        let mut name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
        let mut list: Vec<String> = start
            .attributes()
            .map(|a| a.unwrap())
            .map(|a| format!("{}={}", String::from_utf8_lossy(a.key.as_ref()), a.unescape_value().unwrap()))
            .collect();
        list.sort();
        name.push_str(&list.join(" "));
        name
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => stack.push((attributes(&start), Vec::new(), String::new())),
            Event::Empty(start) => stack.last_mut().unwrap().1.push(json!([attributes(&start), [], ""])),
            Event::End(_) => {
                let (name, children, text) = stack.pop().unwrap();
                stack.last_mut().unwrap().1.push(json!([name, children, text.trim()]));
            }
            Event::Text(part) => stack.last_mut().unwrap().2.push_str(&part.xml_content().unwrap()),
            Event::GeneralRef(reference) => {
                let text = reference.resolve_char_ref().unwrap().map_or_else(
                    || quick_xml::escape::resolve_predefined_entity(&reference.decode().unwrap()).unwrap().to_owned(),
                    |c| c.to_string(),
                );
                stack.last_mut().unwrap().2.push_str(&text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    stack.pop().unwrap().1.into()
}

fn input(case: &Case) -> Result<(), String> {
    let (service, operation) = case.service();
    let operation = &service.operations[&operation];
    let protocol = case.suite["metadata"]["protocol"].as_str().unwrap();
    let mut params = case.body["params"].clone();
    if let Some(input) = &operation.input {
        // The cases write blobs as text; callers of this client write base64, as the AWS CLI has it.
        params = along(&service, input, &params, &|kind, value| match (kind, value) {
            (Kind::Blob, Value::String(text)) => Some(base64::encode(text).into()),
            _ => None,
        });
    }
    let request = protocol::serialize(&service, operation, &params, "00000000-0000-4000-8000-000000000000")
        .map_err(|error| error.to_string())?;
    let expected = &case.body["serialized"];

    if let Some(body) = expected.get("body").and_then(Value::as_str) {
        let found = String::from_utf8_lossy(&request.body).into_owned();
        match protocol {
            "smithy-rpc-v2-cbor" if operation.input.is_some() => {
                // Both bodies are read back along the input shape.
                let mut model = case.suite.clone();
                let mut given = case.body["given"].clone();
                given["output"] = given["input"].clone();
                model["operations"] = json!({ "O": given });
                let service = Service::from_json("test", &model).unwrap();
                let read = |body: &[u8]| {
                    protocol::parse(&service, &service.operations["O"], &Response { status: 200, headers: &[], body })
                        .map_err(|error| error.to_string())
                };
                expect_same("body", &read(&request.body)?, &read(&base64::decode(body).unwrap())?)?;
            }
            "json" | "rest-json" => {
                match (serde_json::from_str::<Value>(&found), serde_json::from_str::<Value>(body)) {
                    (Ok(found), Ok(expected)) => expect_same("body", &found, &expected)?,
                    _ => expect_same("body", &found.into(), &body.into())?,
                }
            }
            "rest-xml" if body.trim_start().starts_with('<') => expect_same("body", &xml(&found), &xml(body))?,
            _ => expect_same("body", &found.into(), &body.into())?,
        }
    }
    let header = |name: &str| {
        request.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    };
    for (name, value) in expected.get("headers").and_then(Value::as_object).unwrap_or(&Map::new()) {
        let mut value = value.as_str().unwrap().to_owned();
        if name.eq_ignore_ascii_case("content-type") {
            match protocol {
                "query" | "ec2" => value.push_str("; charset=utf-8"),
                // What a caller's own bytes are is the caller's to say.
                "rest-xml" => continue,
                "rest-json" if value != "application/json" => continue,
                _ => {}
            }
        }
        // A list may have a space after its commas or none.
        let plain = |text: &str| text.replace(", ", ",");
        let found = header(name).ok_or_else(|| format!("header `{name}` is missing"))?;
        expect_same(&format!("header `{name}`"), &plain(&found).into(), &plain(&value).into())?;
    }
    for name in expected.get("forbidHeaders").and_then(Value::as_array).into_iter().flatten() {
        if header(name.as_str().unwrap()).is_some() {
            return Err(format!("header {name} must not be there"));
        }
    }
    // A client puts the path of its endpoint before that of the request.
    let endpoint = case.suite.get("clientEndpoint").and_then(Value::as_str).unwrap_or_default();
    let (host, base) = endpoint
        .split_once("://")
        .map_or(endpoint, |(_, rest)| rest)
        .split_once('/')
        .map_or((endpoint, ""), |(host, path)| (host, path));
    let host = host.split_once("://").map_or(host, |(_, host)| host);
    let base = if base.is_empty() { String::new() } else { format!("/{}", base.trim_end_matches('/')) };
    expect_same(
        "uri",
        &format!("{base}{}", request.path).into(),
        &expected.get("uri").cloned().unwrap_or_else(|| "".into()),
    )?;
    if let Some(method) = expected.get("method") {
        expect_same("method", &request.method.clone().into(), method)?;
    }
    if let Some(expected_host) = expected.get("host") {
        expect_same(
            "host",
            &format!("{}{host}", request.host_prefix.clone().unwrap_or_default()).into(),
            &expected_host.as_str().unwrap().split('/').next().unwrap().into(),
        )?;
    }
    Ok(())
}

fn output(case: &Case) -> Result<(), String> {
    let (service, operation) = case.service();
    let operation = &service.operations[&operation];
    let protocol = case.suite["metadata"]["protocol"].as_str().unwrap();
    let answer = &case.body["response"];
    let headers: Vec<(String, String)> = answer
        .get("headers")
        .and_then(Value::as_object)
        .unwrap_or(&Map::new())
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    let text = answer.get("body").and_then(Value::as_str).unwrap_or_default();
    let body = if protocol == "smithy-rpc-v2-cbor" { base64::decode(text).unwrap() } else { text.as_bytes().to_vec() };
    let status = u16::try_from(answer["status_code"].as_u64().unwrap()).unwrap();
    let response = Response { status, headers: &headers, body: &body };

    if case.body.get("error").is_some() {
        // Members of error shapes are read by nobody here: code and message are what is printed.
        let error = protocol::parse_error(&service, &response);
        let text = |key: &str| case.body.get(key).cloned().unwrap_or_else(|| "".into());
        if case.body.get("errorCode").is_some() {
            expect_same("code", &error.code.into(), &text("errorCode"))?;
        }
        if case.body.get("errorMessage").is_some() {
            expect_same("message", &error.message.into(), &text("errorMessage"))?;
        }
        return Ok(());
    }
    let found = protocol::parse(&service, operation, &response).map_err(|error| error.to_string())?;
    let Some(shape) = &operation.output else {
        return expect_same("result", &found, &case.body["result"]);
    };
    // The cases write timestamps as seconds and blobs as text, the AWS CLI as ISO 8601 and base64.
    let found = along(&service, shape, &found, &|kind, value| match (kind, value) {
        (Kind::Timestamp, Value::String(_)) => protocol::time::parse(value).map(|time| json!(time.as_secs_f64())),
        (Kind::Blob, Value::String(text)) => Some(String::from_utf8(base64::decode(text).unwrap()).unwrap().into()),
        _ => None,
    });
    expect_same("result", &found, &case.body["result"])
}

#[test]
fn requests_are_what_the_protocols_say() {
    run("input", 360, input);
}

#[test]
fn answers_are_read_as_the_protocols_say() {
    run("output", 360, output);
}
