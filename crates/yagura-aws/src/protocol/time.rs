//! Points in time as AWS writes and reads them.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::{Number, Value};

/// Reads what a caller or a service gave: ISO 8601, an HTTP date, or seconds since 1970 as number or text.
pub fn parse(value: &Value) -> Option<DateTime> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(seconds) => Some(DateTime::from_secs(seconds)),
            None => number.as_f64().and_then(from_seconds),
        },
        Value::String(text) => parse_text(text),
        _ => None,
    }
}

/// See [`parse`].
pub fn parse_text(text: &str) -> Option<DateTime> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(DateTime::from_secs(seconds));
    }
    if text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && let Ok(seconds) = text.parse::<f64>()
    {
        return from_seconds(seconds);
    }
    DateTime::from_str(text, Format::DateTimeWithOffset)
        .or_else(|_| DateTime::from_str(text, Format::HttpDate))
        .or_else(|_| DateTime::from_str(&format!("{text}Z"), Format::DateTime))
        .or_else(|_| DateTime::from_str(&format!("{text}T00:00:00Z"), Format::DateTime))
        .ok()
        .or_else(|| short_offset(text))
}

/// `2024-01-01T00:00:00+0900`: an offset without a colon, as some services write it.
fn short_offset(text: &str) -> Option<DateTime> {
    let split = text.len().checked_sub(2)?;
    let (head, minutes) = (text.get(..split)?, text.get(split..)?);
    let sign = head.len().checked_sub(3)?;
    if !head.get(sign..)?.starts_with(['+', '-']) {
        return None;
    }
    DateTime::from_str(&format!("{head}:{minutes}"), Format::DateTimeWithOffset).ok()
}

#[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
fn from_seconds(seconds: f64) -> Option<DateTime> {
    // Year 9999; beyond it a number is not a date.
    if !seconds.is_finite() || seconds.abs() > 253_402_300_799.0 {
        return None;
    }
    // AWS sends milliseconds, and a double keeps microseconds of our time exactly enough to round to.
    let micros = (seconds * 1_000_000.0).round() as i128;
    DateTime::from_nanos(micros * 1000).ok()
}

fn civil(time: &DateTime) -> Option<String> {
    DateTime::from_secs(time.secs()).fmt(Format::DateTime).ok().map(|text| text.trim_end_matches('Z').to_owned())
}

fn fraction(time: &DateTime) -> String {
    match time.subsec_nanos() / 1000 {
        0 => String::new(),
        micros => format!(".{micros:06}"),
    }
}

/// As AWS CLI version 2 prints it: `2024-01-01T00:00:00.123000+00:00`, always in UTC here.
pub fn cli(time: &DateTime) -> Option<String> {
    Some(format!("{}{}+00:00", civil(time)?, fraction(time)))
}

/// In one of the three formats of the models: `iso8601`, `rfc822`, `unixTimestamp`.
pub(crate) fn wire(time: &DateTime, format: &str) -> Option<Value> {
    match format.to_ascii_lowercase().as_str() {
        "rfc822" => DateTime::from_secs(time.secs()).fmt(Format::HttpDate).ok().map(Value::String),
        "unixtimestamp" => Some(if time.subsec_nanos() == 0 {
            time.secs().into()
        } else {
            Number::from_f64(time.as_secs_f64()).map_or(Value::Null, Value::Number)
        }),
        _ => Some(format!("{}{}Z", civil(time)?, fraction(time)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_time_is_printed_as_the_aws_cli_prints_it() {
        for (given, expect) in [
            ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05+00:00"),
            ("2024-01-02T03:04:05.678Z", "2024-01-02T03:04:05.678000+00:00"),
            ("2024-01-02T12:04:05+09:00", "2024-01-02T03:04:05+00:00"),
            ("2024-01-02T12:04:05+0900", "2024-01-02T03:04:05+00:00"),
            ("2024-01-02T03:04:05", "2024-01-02T03:04:05+00:00"),
            ("2024-01-02", "2024-01-02T00:00:00+00:00"),
            ("Tue, 02 Jan 2024 03:04:05 GMT", "2024-01-02T03:04:05+00:00"),
            ("1704164645", "2024-01-02T03:04:05+00:00"),
            ("1704164645.678", "2024-01-02T03:04:05.678000+00:00"),
        ] {
            assert_eq!(cli(&parse_text(given).unwrap()).unwrap(), expect, "{given}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for given in ["", "yesterday", "NaN", "inf", "1e300", "2024-13-01T00:00:00Z", "ーー+0900"] {
            assert_eq!(parse_text(given), None, "{given}");
        }
    }
}
