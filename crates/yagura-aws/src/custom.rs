//! What the AWS CLI does for single services beyond their protocols, where reading depends on it.

use serde_json::{Map, Value};

use crate::model::{Location, Operation, Service};
use crate::protocol::{Request, Response, percent_decode_plus};

/// Listings that S3 can URL-encode, for keys may hold characters that XML cannot.
const S3_LISTINGS: &[&str] = &["ListObjects", "ListObjectsV2", "ListObjectVersions", "ListMultipartUploads"];
const S3_ENCODED: &[&str] =
    &["Key", "Prefix", "Delimiter", "Marker", "NextMarker", "StartAfter", "KeyMarker", "NextKeyMarker"];

/// Parameters that the caller need not know.
pub(crate) fn prepare(service: &Service, operation: &Operation, params: &Value) -> Value {
    let mut params = params.clone();
    let Value::Object(map) = &mut params else {
        return if params.is_null() { prepare(service, operation, &Value::Object(Map::new())) } else { params };
    };
    map.retain(|_, value| !value.is_null());
    match service.name.as_str() {
        "s3" if S3_LISTINGS.contains(&operation.name.as_str()) => {
            map.entry("EncodingType").or_insert_with(|| "url".into());
        }
        // Ids come back as `/hostedzone/Z…` and are asked for without the path.
        "route53" => {
            let structure = operation.input.as_ref().and_then(|input| service.structure(input));
            for member in structure.iter().flat_map(|structure| &structure.members) {
                if member.reference.location == Location::Uri
                    && let Some(Value::String(id)) = map.get_mut(&member.name)
                    && let Some((_, last)) = id.rsplit_once('/')
                {
                    *id = last.to_owned();
                }
            }
        }
        "glacier" => {
            map.entry("accountId").or_insert_with(|| "-".into());
        }
        _ => {}
    }
    params
}

/// Headers that single services want.
pub(crate) fn headers(service: &Service, request: &mut Request) {
    match service.name.as_str() {
        "apigateway" => request.headers.push(("Accept".to_owned(), "application/json".to_owned())),
        "glacier" => request.headers.push(("x-amz-glacier-version".to_owned(), service.api_version.clone())),
        _ => {}
    }
}

/// Whether an answer whose body is a document of its own is not a whole one: there the protocol's parser sees no fault.
/// S3 keeps only bucket policies that are JSON
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html>).
pub(crate) fn is_cut(service: &Service, operation: &Operation, value: &Value) -> bool {
    service.name == "s3"
        && operation.name == "GetBucketPolicy"
        && value
            .get("Policy")
            .and_then(Value::as_str)
            .is_none_or(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_err())
}

/// Answers that the AWS CLI prints decoded.
pub(crate) fn finish(service: &Service, operation: &Operation, response: &Response<'_>, mut value: Value) -> Value {
    let Value::Object(map) = &mut value else {
        return value;
    };
    match (service.name.as_str(), operation.name.as_str()) {
        ("s3", "GetBucketLocation") => {
            // The answer is one element: its text is the region, and nothing stands for us-east-1.
            let body = String::from_utf8_lossy(response.body);
            let region = body
                .split_once("<LocationConstraint")
                .and_then(|(_, rest)| rest.split_once('>'))
                .and_then(|(_, rest)| rest.split_once("</LocationConstraint>"))
                .map(|(region, _)| region.trim())
                .filter(|region| !region.is_empty());
            map.insert("LocationConstraint".to_owned(), region.map_or(Value::Null, Value::from));
        }
        ("s3", name)
            if S3_LISTINGS.contains(&name) && map.get("EncodingType").and_then(Value::as_str) == Some("url") =>
        {
            decode(&mut value, 0);
        }
        ("cloudformation", "GetTemplate") => {
            if let Some(Value::String(body)) = map.get("TemplateBody")
                && let Ok(template @ Value::Object(_)) = serde_json::from_str(body)
            {
                map.insert("TemplateBody".to_owned(), template);
            }
        }
        ("ec2", "GetConsoleOutput") => {
            if let Some(Value::String(output)) = map.get("Output")
                && let Ok(bytes) = aws_smithy_types::base64::decode(output)
            {
                map.insert("Output".to_owned(), String::from_utf8_lossy(&bytes).into_owned().into());
            }
        }
        _ => {}
    }
    value
}

fn decode(value: &mut Value, depth: usize) {
    if depth > 4 {
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                match inner {
                    Value::String(text) if S3_ENCODED.contains(&key.as_str()) => *text = percent_decode_plus(text),
                    inner => decode(inner, depth + 1),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| decode(inner, depth + 1)),
        _ => {}
    }
}

/// The region that holds a bucket, as S3 tells a caller who asked another one.
pub(crate) fn bucket_region(service: &Service, response: &Response<'_>) -> Option<String> {
    if service.name != "s3" {
        return None;
    }
    if let Some(region) = response.header("x-amz-bucket-region") {
        return Some(region.to_owned());
    }
    let body = String::from_utf8_lossy(response.body);
    let region = body.split_once("<Region>")?.1.split_once("</Region>")?.0;
    Some(region.to_owned())
}
