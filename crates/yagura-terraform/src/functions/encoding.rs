//! JSON, YAML, CSV, Base64, URLs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;

use yagura_model::Gap;

use super::Arguments;
use crate::value::{Json, Kind, Partial, Val, number_text};
use crate::world::World;

pub(super) fn call(world: &World, name: &str, arguments: Arguments<'_>) -> Option<Result<Val, Gap>> {
    Some(match name {
        "jsonencode" => arguments.get(0).and_then(|value| json_value(world, value)),
        "jsondecode" => json_decode(world, arguments),
        "yamldecode" => arguments.plain(0).and_then(|text| {
            let parsed = yagura_template::syntax::read(&text).map_err(|_| Gap::error("a text is no YAML"))?;
            Ok(crate::node::to_val(&parsed.root))
        }),
        // Its exact layout is nobody's concern: the reading of it is the same.
        "yamlencode" => arguments.get(0).and_then(|value| json_value(world, value)),
        "csvdecode" => arguments.plain(0).and_then(|text| csv(world, &text)),
        "base64encode" => arguments.plain(0).map(|text| Val::text(encode(text.as_bytes()))),
        "base64decode" => arguments.plain(0).and_then(|text| {
            let bytes = decode(&text).ok_or_else(|| Gap::error("a text is no Base64"))?;
            String::from_utf8(bytes).map(Val::text).map_err(|_| Gap::error("the decoded bytes are not UTF-8"))
        }),
        "base64gzip" => Err(Gap::unsupported("`base64gzip` is not worked out")),
        "textencodebase64" => text_encode(arguments),
        "textdecodebase64" => text_decode(arguments),
        "urlencode" => arguments.plain(0).map(|text| Val::text(url_encode(&text))),
        "urldecode" => arguments.plain(0).and_then(|text| url_decode(&text)),
        _ => return None,
    })
}

/// The JSON text of a value, as `jsonencode` writes it; a gap where a part is not known.
pub(crate) fn json_text(value: &Val) -> Result<String, Gap> {
    let mut text = String::new();
    write(value, &mut text, 0)?;
    Ok(text)
}

/// The JSON of a value: a text with its tree, or what is known of it.
pub(crate) fn json_value(world: &World, value: &Val) -> Result<Val, Gap> {
    if let Some(gap) = value.gap() {
        return Err(gap.clone());
    }
    match json_text(value) {
        Ok(text) => {
            world.charge_text(text.len())?;
            Ok(Kind::Json(Rc::new(Json { text: Rc::from(text), tree: value.clone() })).into())
        }
        Err(gap) => Ok(Val::partial(gap, Partial::Json(value.clone()))),
    }
}

fn write(value: &Val, out: &mut String, depth: usize) -> Result<(), Gap> {
    if depth > 200 || out.len() > crate::world::MAX_TEXT {
        return Err(Gap::unsupported("a value is too large for a JSON text"));
    }
    match &value.kind {
        Kind::Null => out.push_str("null"),
        Kind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Kind::Number(number) => out.push_str(&number_text(*number)),
        Kind::Text(text) => quote(text, out),
        Kind::Json(json) => quote(&json.text, out),
        Kind::List(list) | Kind::Set(list) => {
            out.push('[');
            for (at, item) in list.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out, depth + 1)?;
            }
            out.push(']');
        }
        Kind::Map(map) => {
            if let Some(gap) = &map.rest {
                return Err((**gap).clone());
            }
            out.push('{');
            for (at, (name, item)) in map.entries.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                quote(name, out);
                out.push(':');
                write(item, out, depth + 1)?;
            }
            out.push('}');
        }
        Kind::Lazy(lazy) => return Err(Gap::unresolved(format!("`{}` is known after apply", lazy.address()))),
        Kind::Unknown(unknown) => return Err(unknown.gap.clone()),
    }
    Ok(())
}

/// A JSON text; `<`, `>` and `&` are escaped as the language does it.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

fn json_decode(world: &World, arguments: Arguments<'_>) -> Result<Val, Gap> {
    match &arguments.get(0)?.kind {
        Kind::Json(json) => return Ok(json.tree.clone()),
        Kind::Unknown(unknown) => {
            if let Partial::Json(tree) = &unknown.partial {
                return Ok(tree.clone());
            }
        }
        _ => {}
    }
    let text = arguments.text(0)?;
    let json: serde_json::Value = serde_json::from_str(&text).map_err(|_| Gap::error("a text is no JSON"))?;
    world.charge(text.len() / 8)?;
    Ok(from_json(&json))
}

/// A value out of JSON.
pub(crate) fn from_json(json: &serde_json::Value) -> Val {
    match json {
        serde_json::Value::Null => Val::null(),
        serde_json::Value::Bool(value) => Val::bool(*value),
        serde_json::Value::Number(number) => Val::number(number.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::String(text) => Val::text(text.as_str()),
        serde_json::Value::Array(list) => Val::list(list.iter().map(from_json).collect()),
        serde_json::Value::Object(object) => {
            Val::map(object.iter().map(|(name, value)| (Rc::from(name.as_str()), from_json(value))).collect())
        }
    }
}

/// RFC 4180, the first line names the columns.
fn csv(world: &World, text: &str) -> Result<Val, Gap> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = Vec::new();
    let mut field = String::new();
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                field.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            c => field.push(c),
        }
    }
    if quoted {
        return Err(Gap::error("a text is no CSV: an open quotation"));
    }
    if !field.is_empty() || !row.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows.retain(|row| row.len() > 1 || row.iter().any(|field| !field.is_empty()));
    let mut rows = rows.into_iter();
    let Some(names) = rows.next() else { return Err(Gap::error("a text is no CSV: there is no first line")) };
    let mut list = Vec::new();
    for row in rows {
        world.charge(row.len())?;
        if row.len() != names.len() {
            return Err(Gap::error("a text is no CSV: lines of different lengths"));
        }
        let entries = names.iter().zip(row).map(|(name, field)| (Rc::from(name.as_str()), Val::text(field)));
        list.push(Val::map(entries.collect::<BTreeMap<_, _>>()));
    }
    Ok(Val::list(list))
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 with padding (RFC 4648).
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let part = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = part(0) << 16 | part(1) << 8 | part(2);
        for at in 0..4 {
            let six = (bits >> (18 - 6 * at)) & 63;
            let c = ALPHABET.get(six as usize).copied().unwrap_or(b'=');
            text.push(if at > chunk.len() { '=' } else { char::from(c) });
        }
    }
    text
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - digits.len() > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for c in digits.bytes() {
        let six = ALPHABET.iter().position(|digit| *digit == c)?;
        bits = bits << 6 | u32::try_from(six).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 255).ok()?);
        }
    }
    Some(bytes)
}

fn text_encode(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let text = arguments.plain(0)?;
    let bytes = match arguments.plain(1)?.to_ascii_uppercase().as_str() {
        "UTF-8" => text.as_bytes().to_vec(),
        "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        other => return Err(Gap::unsupported(format!("the encoding `{other}` is not worked out"))),
    };
    Ok(Val::text(encode(&bytes)))
}

fn text_decode(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let bytes = decode(&arguments.plain(0)?).ok_or_else(|| Gap::error("a text is no Base64"))?;
    let wrong = || Gap::error("the decoded bytes are no text of that encoding");
    let units = |read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(read)).collect();
        String::from_utf16(&units).map_err(|_| wrong())
    };
    let text = match arguments.plain(1)?.to_ascii_uppercase().as_str() {
        "UTF-8" => String::from_utf8(bytes).map_err(|_| wrong())?,
        "UTF-16LE" => units(u16::from_le_bytes)?,
        "UTF-16BE" => units(u16::from_be_bytes)?,
        other => return Err(Gap::unsupported(format!("the encoding `{other}` is not worked out"))),
    };
    Ok(Val::text(text))
}

fn url_encode(text: &str) -> String {
    let mut result = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => result.push('+'),
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') => {
                result.push(char::from(byte));
            }
            byte => {
                let _ = write!(result, "%{byte:02X}");
            }
        }
    }
    result
}

fn url_decode(text: &str) -> Result<Val, Gap> {
    let wrong = || Gap::error("a text is not encoded for URLs");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let (hex, behind) = tail.split_at_checked(2).ok_or_else(wrong)?;
                let hex = std::str::from_utf8(hex).map_err(|_| wrong())?;
                bytes.push(u8::from_str_radix(hex, 16).map_err(|_| wrong())?);
                rest = behind;
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).map(Val::text).map_err(|_| wrong())
}
