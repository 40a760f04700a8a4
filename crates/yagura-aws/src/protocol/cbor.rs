//! `rpcv2Cbor`: RFC 8949 bodies over POST.

use aws_smithy_types::base64;
use serde_json::{Map, Number, Value};

use super::{GarbledError, ParameterError, Request, Response, time, unknown_member};
use crate::model::{Kind, Operation, Reference, Service};

const MAX_DEPTH: usize = 128;

pub(super) fn request(
    service: &Service,
    operation: &Operation,
    params: &Map<String, Value>,
) -> Result<Request, ParameterError> {
    let mut request = Request {
        method: "POST".to_owned(),
        path: format!("/service/{}/operation/{}", service.target_prefix, operation.name),
        headers: vec![
            ("smithy-protocol".to_owned(), "rpc-v2-cbor".to_owned()),
            ("Accept".to_owned(), "application/cbor".to_owned()),
        ],
        ..Request::default()
    };
    if service.query_compatible {
        request.headers.push(("x-amzn-query-mode".to_owned(), "true".to_owned()));
    }
    if let Some(input) = &operation.input {
        encode(service, input, &Value::Object(params.clone()), "", &mut request.body)?;
        request.headers.push(("Content-Type".to_owned(), "application/cbor".to_owned()));
    }
    Ok(request)
}

pub(super) fn response(service: &Service, output: &Reference, response: &Response<'_>) -> Result<Value, GarbledError> {
    if response.body.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    from_item(service, output, decode(response.body)?)
}

fn head(major: u8, value: u64, out: &mut Vec<u8>) {
    let major = major << 5;
    let bytes = value.to_be_bytes();
    let (info, width) = match value {
        0..=23 => (bytes[7], 0),
        24..=0xff => (24, 1),
        0x100..=0xffff => (25, 2),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 8),
    };
    out.push(major | info);
    out.extend(bytes.iter().skip(8 - width));
}

fn encode_text(text: &str, out: &mut Vec<u8>) {
    head(3, text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

#[expect(clippy::cast_possible_truncation, reason = "a 32-bit float is what the model asks for")]
fn encode(
    service: &Service,
    reference: &Reference,
    value: &Value,
    path: &str,
    out: &mut Vec<u8>,
) -> Result<(), ParameterError> {
    let wrong = || ParameterError::new(path, "is of the wrong type");
    let kind = service.kind(reference);
    match kind {
        _ if value.is_null() => out.push(0xf6),
        Kind::Structure(structure) => {
            let map = value.as_object().ok_or_else(wrong)?;
            let present: Vec<_> = map.iter().filter(|(_, value)| !value.is_null()).collect();
            head(5, present.len() as u64, out);
            for (name, inner) in present {
                let path = format!("{path}.{name}");
                let member = structure.member(name).ok_or_else(|| ParameterError::new(&path, "is unknown"))?;
                encode_text(member.reference.wire_name(name), out);
                encode(service, &member.reference, inner, &path, out)?;
            }
        }
        Kind::List(inner) => {
            let list = value.as_array().ok_or_else(wrong)?;
            head(4, list.len() as u64, out);
            for (index, value) in list.iter().enumerate() {
                encode(service, inner, value, &format!("{path}[{index}]"), out)?;
            }
        }
        Kind::Map(_, inner) => {
            let map = value.as_object().ok_or_else(wrong)?;
            head(5, map.len() as u64, out);
            for (key, value) in map {
                encode_text(key, out);
                encode(service, inner, value, &format!("{path}.{key}"), out)?;
            }
        }
        Kind::Text => encode_text(value.as_str().ok_or_else(wrong)?, out),
        Kind::Blob => {
            let bytes = base64::decode(value.as_str().ok_or_else(wrong)?)
                .map_err(|_| ParameterError::new(path, "is not base64"))?;
            head(2, bytes.len() as u64, out);
            out.extend(bytes);
        }
        Kind::Boolean => out.push(if value.as_bool().ok_or_else(wrong)? { 0xf5 } else { 0xf4 }),
        Kind::Integer => encode_integer(value.as_number().ok_or_else(wrong)?, out).ok_or_else(wrong)?,
        Kind::Float | Kind::Double => {
            let special = match value.as_str() {
                Some("NaN") => Some(f64::NAN),
                Some("Infinity") => Some(f64::INFINITY),
                Some("-Infinity") => Some(f64::NEG_INFINITY),
                _ => None,
            };
            let number = special.or_else(|| value.as_f64()).ok_or_else(wrong)?;
            if matches!(kind, Kind::Float) {
                out.push(0xfa);
                out.extend((number as f32).to_be_bytes());
            } else {
                out.push(0xfb);
                out.extend(number.to_be_bytes());
            }
        }
        Kind::Timestamp => {
            let time = time::parse(value).ok_or_else(|| ParameterError::new(path, "is no point in time"))?;
            out.push(0xc1);
            if time.subsec_nanos() == 0 {
                encode_integer(&time.secs().into(), out).ok_or_else(wrong)?;
            } else {
                out.push(0xfb);
                out.extend(time.as_secs_f64().to_be_bytes());
            }
        }
    }
    Ok(())
}

fn encode_integer(number: &Number, out: &mut Vec<u8>) -> Option<()> {
    if let Some(positive) = number.as_u64() {
        head(0, positive, out);
    } else {
        head(1, u64::try_from(-1 - number.as_i64()?).ok()?, out);
    }
    Some(())
}

/// A decoded data item.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Item>),
    Map(Vec<(String, Item)>),
    Time(Box<Item>),
}

impl Item {
    /// As JSON without a model: for error bodies.
    pub(super) fn into_plain(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => value.into(),
            Self::Integer(value) => integer(value),
            Self::Float(value) => float(value),
            Self::Text(value) => value.into(),
            Self::Bytes(bytes) => base64::encode(bytes).into(),
            Self::List(list) => list.into_iter().map(Self::into_plain).collect(),
            Self::Map(map) => Value::Object(map.into_iter().map(|(key, value)| (key, value.into_plain())).collect()),
            Self::Time(inner) => inner.into_plain(),
        }
    }
}

fn integer(value: i128) -> Value {
    i64::try_from(value).map(Value::from).or_else(|_| u64::try_from(value).map(Value::from)).unwrap_or(Value::Null)
}

fn float(value: f64) -> Value {
    if value.is_nan() {
        "NaN".into()
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity".into() } else { "-Infinity".into() }
    } else {
        Number::from_f64(value).map_or(Value::Null, Value::Number)
    }
}

struct Decoder<'a> {
    rest: &'a [u8],
}

/// Reads one complete item.
pub(super) fn decode(bytes: &[u8]) -> Result<Item, GarbledError> {
    let mut decoder = Decoder { rest: bytes };
    let item = decoder.item(0)?;
    if decoder.rest.is_empty() { Ok(item) } else { Err(garbled("something follows it")) }
}

fn garbled(reason: &str) -> GarbledError {
    GarbledError::new(format!("the body is no CBOR: {reason}"))
}

impl Decoder<'_> {
    fn take(&mut self, count: usize) -> Result<&[u8], GarbledError> {
        let (head, tail) = self.rest.split_at_checked(count).ok_or_else(|| garbled("it ends in the middle"))?;
        self.rest = tail;
        Ok(head)
    }

    fn byte(&mut self) -> Result<u8, GarbledError> {
        Ok(self.take(1)?.first().copied().unwrap_or_default())
    }

    fn number(&mut self, info: u8) -> Result<u64, GarbledError> {
        let width = match info {
            0..=23 => return Ok(info.into()),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return Err(garbled("a length of an unknown kind")),
        };
        Ok(self.take(width)?.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
    }

    fn count(&mut self, info: u8) -> Result<usize, GarbledError> {
        // Every entry takes a byte at least: a count beyond what is left is a lie, found before memory is taken.
        let count = usize::try_from(self.number(info)?).unwrap_or(usize::MAX);
        if count > self.rest.len() { Err(garbled("it ends in the middle")) } else { Ok(count) }
    }

    fn ended(&mut self) -> Result<bool, GarbledError> {
        match self.rest.first() {
            Some(0xff) => self.byte().map(|_| true),
            Some(_) => Ok(false),
            None => Err(garbled("it ends in the middle")),
        }
    }

    fn string(&mut self, major: u8, info: u8) -> Result<Vec<u8>, GarbledError> {
        if info != 31 {
            let count = self.count(info)?;
            return Ok(self.take(count)?.to_vec());
        }
        let mut out = Vec::new();
        while !self.ended()? {
            let initial = self.byte()?;
            if initial >> 5 != major || initial & 31 == 31 {
                return Err(garbled("a chunk of another kind"));
            }
            let count = self.count(initial & 31)?;
            out.extend_from_slice(self.take(count)?);
        }
        Ok(out)
    }

    fn pair(&mut self, depth: usize, map: &mut Vec<(String, Item)>) -> Result<(), GarbledError> {
        let Item::Text(key) = self.item(depth + 1)? else {
            return Err(garbled("a key that is no text"));
        };
        let value = self.item(depth + 1)?;
        map.push((key, value));
        Ok(())
    }

    fn item(&mut self, depth: usize) -> Result<Item, GarbledError> {
        if depth > MAX_DEPTH {
            return Err(garbled("nested too deeply"));
        }
        let initial = self.byte()?;
        let info = initial & 31;
        Ok(match initial >> 5 {
            0 => Item::Integer(self.number(info)?.into()),
            1 => Item::Integer(-1 - i128::from(self.number(info)?)),
            2 => Item::Bytes(self.string(2, info)?),
            3 => Item::Text(String::from_utf8(self.string(3, info)?).map_err(|_| garbled("text that is not UTF-8"))?),
            4 => {
                let mut list = Vec::new();
                if info == 31 {
                    while !self.ended()? {
                        list.push(self.item(depth + 1)?);
                    }
                } else {
                    for _ in 0..self.count(info)? {
                        list.push(self.item(depth + 1)?);
                    }
                }
                Item::List(list)
            }
            5 => {
                let mut map = Vec::new();
                if info == 31 {
                    while !self.ended()? {
                        self.pair(depth, &mut map)?;
                    }
                } else {
                    for _ in 0..self.count(info)? {
                        self.pair(depth, &mut map)?;
                    }
                }
                Item::Map(map)
            }
            6 => {
                let tag = self.number(info)?;
                let inner = self.item(depth + 1)?;
                if tag == 1 { Item::Time(Box::new(inner)) } else { return Err(garbled("an unknown tag")) }
            }
            _ => match info {
                20 => Item::Bool(false),
                21 => Item::Bool(true),
                22 | 23 => Item::Null,
                25 => Item::Float(half(self.number(25)?)),
                26 => {
                    let bits = u32::try_from(self.number(26)?).unwrap_or_default();
                    Item::Float(f32::from_bits(bits).into())
                }
                27 => Item::Float(f64::from_bits(self.number(27)?)),
                _ => return Err(garbled("a simple value of an unknown kind")),
            },
        })
    }
}

/// A 16-bit float, RFC 8949 appendix D.
fn half(bits: u64) -> f64 {
    let exponent = i32::try_from((bits >> 10) & 31).unwrap_or_default();
    let mantissa = (bits & 0x3ff) as f64;
    let value = match exponent {
        0 => mantissa * 2f64.powi(-24),
        31 if mantissa == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (mantissa + 1024.0) * 2f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { value } else { -value }
}

fn from_item(service: &Service, reference: &Reference, item: Item) -> Result<Value, GarbledError> {
    let wrong = |what: &str| GarbledError::new(format!("{what} was expected where something else stands"));
    Ok(match (service.kind(reference), item) {
        (_, Item::Null) => Value::Null,
        (Kind::Structure(structure), Item::Map(mut map)) => {
            map.retain(|(_, value)| *value != Item::Null);
            if structure.union {
                map.retain(|(key, _)| key != "__type");
                match map.as_slice() {
                    [(tag, _)] => {
                        if !structure.members.iter().any(|member| member.reference.wire_name(&member.name) == tag) {
                            return Ok(unknown_member(tag));
                        }
                    }
                    _ => return Err(GarbledError::new("a union does not hold exactly one member")),
                }
            }
            let mut out = Map::new();
            for member in &structure.members {
                let name = member.reference.wire_name(&member.name);
                if let Some(at) = map.iter().position(|(key, _)| key == name) {
                    let (_, inner) = map.swap_remove(at);
                    out.insert(member.name.clone(), from_item(service, &member.reference, inner)?);
                }
            }
            Value::Object(out)
        }
        (Kind::List(inner), Item::List(list)) => {
            Value::Array(list.into_iter().map(|item| from_item(service, inner, item)).collect::<Result<_, _>>()?)
        }
        (Kind::Map(_, inner), Item::Map(map)) => {
            let mut out = Map::new();
            for (key, item) in map {
                if item != Item::Null {
                    out.insert(key, from_item(service, inner, item)?);
                }
            }
            Value::Object(out)
        }
        (Kind::Text, Item::Text(text)) => text.into(),
        (Kind::Blob, Item::Bytes(bytes)) => base64::encode(bytes).into(),
        (Kind::Boolean, Item::Bool(value)) => value.into(),
        (Kind::Float | Kind::Double | Kind::Integer, Item::Float(value)) => float(value),
        (Kind::Integer | Kind::Float | Kind::Double, Item::Integer(value)) => integer(value),
        (Kind::Timestamp, Item::Time(inner)) => super::text::timestamp(&inner.into_plain())?,
        (Kind::Timestamp, item @ (Item::Integer(_) | Item::Float(_) | Item::Text(_))) => {
            super::text::timestamp(&item.into_plain())?
        }
        (Kind::Structure(_) | Kind::Map(..), _) => return Err(wrong("a map")),
        (Kind::List(_), _) => return Err(wrong("a list")),
        _ => return Err(wrong("a scalar of another kind")),
    })
}
