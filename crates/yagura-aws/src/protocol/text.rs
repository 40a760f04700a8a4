//! Scalars as text: in queries, paths, headers and XML.

use serde_json::{Number, Value};

use super::{GarbledError, ParameterError, time};
use crate::model::{Kind, Reference, Service};

/// Percent-encodes all but unreserved characters, and `keep`.
pub(crate) fn percent_encode(text: &str, keep: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || "-._~".contains(c) || (c.is_ascii() && keep.contains(c)) {
            out.push(c);
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    out
}

/// Undoes percent-encoding, and `+` for a space as forms have it; what is not valid stays as it is.
pub(crate) fn percent_decode_plus(text: &str) -> String {
    percent_decode(&text.replace('+', " "))
}

/// Undoes percent-encoding; what is not valid stays as it is.
pub(crate) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |offset: usize| bytes.get(at + offset).and_then(|byte| char::from(*byte).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (byte, hex(1), hex(2)) {
            out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// `a=1&b=2`.
pub(crate) fn form(pairs: &[(String, String)]) -> String {
    let encoded: Vec<String> =
        pairs.iter().map(|(key, value)| format!("{}={}", percent_encode(key, ""), percent_encode(value, ""))).collect();
    encoded.join("&")
}

/// A scalar parameter as text; `format` is the timestamp format where the model names none.
pub(crate) fn from_value(
    service: &Service,
    reference: &Reference,
    value: &Value,
    format: &str,
    path: &str,
) -> Result<String, ParameterError> {
    if matches!(service.kind(reference), Kind::Timestamp) {
        let time = time::parse(value)
            .ok_or_else(|| ParameterError::new(path, "is no point in time (ISO 8601, or seconds since 1970)"))?;
        let format = reference.timestamp.as_deref().unwrap_or(format);
        let wire = time::wire(&time, format).ok_or_else(|| ParameterError::new(path, "is out of range"))?;
        return Ok(match wire {
            Value::String(text) => text,
            other => other.to_string(),
        });
    }
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        _ => Err(ParameterError::new(path, "is no scalar")),
    }
}

/// A scalar that arrived as text (XML, header) as the AWS CLI prints it.
pub(crate) fn to_value(service: &Service, reference: &Reference, text: &str) -> Result<Value, GarbledError> {
    let shape = service.shape(reference.shape);
    if shape.policy {
        return Ok(Value::String(percent_decode(text)));
    }
    Ok(match shape.kind {
        Kind::Boolean => Value::Bool(text.trim().eq_ignore_ascii_case("true")),
        Kind::Integer => integer(text)?,
        Kind::Float | Kind::Double => float(text)?,
        Kind::Timestamp => timestamp(&Value::String(text.to_owned()))?,
        Kind::Blob => blob(text.trim())?,
        _ => Value::String(text.to_owned()),
    })
}

pub(crate) fn timestamp(value: &Value) -> Result<Value, GarbledError> {
    time::parse(value)
        .and_then(|time| time::cli(&time))
        .map(Value::String)
        .ok_or_else(|| GarbledError::new("a timestamp is none"))
}

/// Checks base64 and gives it in the one form the AWS CLI prints.
pub(crate) fn blob(text: &str) -> Result<Value, GarbledError> {
    let bytes = aws_smithy_types::base64::decode(text).map_err(|_| GarbledError::new("a blob is not base64"))?;
    Ok(Value::String(aws_smithy_types::base64::encode(bytes)))
}

fn integer(text: &str) -> Result<Value, GarbledError> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        return Ok(number.into());
    }
    text.parse::<u64>().map(Value::from).map_err(|_| GarbledError::new("a whole number is none"))
}

pub(crate) fn float(text: &str) -> Result<Value, GarbledError> {
    let text = text.trim();
    if matches!(text, "NaN" | "Infinity" | "-Infinity") {
        return Ok(Value::String(text.to_owned()));
    }
    text.parse::<f64>()
        .ok()
        .and_then(Number::from_f64)
        .map(Value::Number)
        .ok_or_else(|| GarbledError::new("a number is none"))
}
