//! What an expression gives.

use std::collections::BTreeMap;
use std::rc::Rc;

use yagura_model::{Gap, all};

use crate::frame::Lazy;
use crate::tree::Place;

/// A value, where it was written, and whether it must not be shown.
#[derive(Clone)]
pub(crate) struct Val {
    pub(crate) kind: Kind,
    /// Where it was written, if in one place.
    pub(crate) place: Option<Place>,
    /// Marked by `sensitive`, or made of what is.
    pub(crate) sensitive: bool,
}

/// The kinds of values.
#[derive(Clone)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    Number(f64),
    Text(Rc<str>),
    /// A text that is the JSON of a value, whose places are kept.
    Json(Rc<Json>),
    /// A list or a tuple.
    List(Rc<Vec<Val>>),
    /// A set: each value once, in order.
    Set(Rc<Vec<Val>>),
    /// A map or an object.
    Map(Rc<Object>),
    /// A resource or a module, of which attributes are worked out when they are asked for.
    Lazy(Lazy),
    Unknown(Rc<Unknown>),
}

/// What `jsonencode` gives.
pub(crate) struct Json {
    pub(crate) text: Rc<str>,
    pub(crate) tree: Val,
}

/// Names and values in the language's order, which is that of the names.
#[derive(Clone, Default)]
pub(crate) struct Object {
    pub(crate) entries: BTreeMap<Rc<str>, Val>,
    /// Why it is not known whether there are more, and whether the entries hold.
    pub(crate) rest: Option<Rc<Gap>>,
}

/// Not known, why, and what is known of it.
pub(crate) struct Unknown {
    pub(crate) gap: Gap,
    pub(crate) partial: Partial,
}

/// What is known of an unknown value.
pub(crate) enum Partial {
    Nothing,
    /// A text with unknown parts.
    Text(Vec<Piece>),
    /// The JSON of a value with unknown parts.
    Json(Val),
}

/// A part of a text.
#[derive(Clone)]
pub(crate) enum Piece {
    Known(Rc<str>),
    Unknown(Gap),
}

impl From<Kind> for Val {
    fn from(kind: Kind) -> Self {
        Self { kind, place: None, sensitive: false }
    }
}

impl Val {
    pub(crate) fn null() -> Self {
        Kind::Null.into()
    }

    pub(crate) fn text(text: impl Into<Rc<str>>) -> Self {
        Kind::Text(text.into()).into()
    }

    pub(crate) fn number(number: f64) -> Self {
        Kind::Number(number).into()
    }

    pub(crate) fn bool(value: bool) -> Self {
        Kind::Bool(value).into()
    }

    pub(crate) fn list(list: Vec<Val>) -> Self {
        Kind::List(Rc::new(list)).into()
    }

    pub(crate) fn map(entries: BTreeMap<Rc<str>, Val>) -> Self {
        Kind::Map(Rc::new(Object { entries, rest: None })).into()
    }

    pub(crate) fn object(entries: impl IntoIterator<Item = (&'static str, Val)>) -> Self {
        Self::map(entries.into_iter().map(|(name, value)| (Rc::from(name), value)).collect())
    }

    pub(crate) fn unknown(gap: Gap) -> Self {
        Kind::Unknown(Rc::new(Unknown { gap, partial: Partial::Nothing })).into()
    }

    pub(crate) fn partial(gap: Gap, partial: Partial) -> Self {
        Kind::Unknown(Rc::new(Unknown { gap, partial })).into()
    }

    /// The same value, written at a place unless it has one.
    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    pub(crate) fn gap(&self) -> Option<&Gap> {
        match &self.kind {
            Kind::Unknown(unknown) => Some(&unknown.gap),
            _ => None,
        }
    }

    /// The text, where it is one.
    pub(crate) fn as_text(&self) -> Option<&Rc<str>> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            Kind::Json(json) => Some(&json.text),
            _ => None,
        }
    }

    /// The elements of a list or set.
    pub(crate) fn as_list(&self) -> Option<&Rc<Vec<Val>>> {
        match &self.kind {
            Kind::List(list) | Kind::Set(list) => Some(list),
            _ => None,
        }
    }

    pub(crate) fn as_map(&self) -> Option<&Rc<Object>> {
        match &self.kind {
            Kind::Map(map) => Some(map),
            _ => None,
        }
    }

    /// What the language calls it.
    pub(crate) fn kind_name(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "bool",
            Kind::Number(_) => "number",
            Kind::Text(_) | Kind::Json(_) => "string",
            Kind::List(_) => "list",
            Kind::Set(_) => "set",
            Kind::Map(_) => "map",
            Kind::Lazy(_) => "object",
            Kind::Unknown(_) => "unknown",
        }
    }

    /// The first part that is not known.
    pub(crate) fn first_gap(&self) -> Option<&Gap> {
        match &self.kind {
            Kind::Unknown(unknown) => Some(&unknown.gap),
            Kind::List(list) | Kind::Set(list) => list.iter().find_map(Val::first_gap),
            Kind::Map(map) => map.rest.as_deref().or_else(|| map.entries.values().find_map(Val::first_gap)),
            _ => None,
        }
    }

    /// Whether it, or a part of it, must not be shown.
    pub(crate) fn is_sensitive(&self) -> bool {
        self.sensitive
            || match &self.kind {
                Kind::List(list) | Kind::Set(list) => list.iter().any(Val::is_sensitive),
                Kind::Map(map) => map.entries.values().any(Val::is_sensitive),
                _ => false,
            }
    }
}

/// A number that is whole and small enough to be exact.
#[expect(clippy::cast_possible_truncation, reason = "whole and within range, as was asked")]
pub(crate) fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

/// A number as the language writes it.
pub(crate) fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e21 { format!("{number:.0}") } else { number.to_string() }
}

/// Whether a text has a symbol in it: a part in braces that only `terraform apply` will know.
///
/// A JSON text has braces too: a symbol's inside is a name.
pub(crate) fn symbolic(text: &str) -> bool {
    symbols(text).next().is_some()
}

/// Where the symbols of a text stand.
pub(crate) fn symbols(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let start = at + rest.find('{')?;
            let inside = text.get(start + 1..)?;
            let end = symbol_end(inside);
            at = start + 1;
            if let Some(end) = end {
                at = start + 1 + end + 1;
                return Some(start..at);
            }
        }
    })
}

/// Where a symbol's name ends, if what stands behind a brace is one.
fn symbol_end(inside: &str) -> Option<usize> {
    let mut chars = inside.char_indices();
    let (_, first) = chars.next()?;
    if !first.is_ascii_alphabetic() {
        return None;
    }
    let mut quoted = false;
    let mut bracket = false;
    for (at, c) in chars {
        match c {
            '}' if !quoted => return Some(at),
            '[' if !quoted => bracket = true,
            ']' if !quoted => bracket = false,
            '"' if bracket => quoted = !quoted,
            _ if quoted && c != '\n' => {}
            c if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '*') => {}
            _ => return None,
        }
    }
    None
}

/// Why what a text means is not known: the first thing in it that only `terraform apply` will know. The text itself may hold a secret.
pub(crate) fn hidden(text: &str) -> Gap {
    let first = symbols(text).next().and_then(|range| text.get(range)).unwrap_or_default();
    Gap::unresolved(format!("`{}` is known after apply", first.trim_matches(['{', '}'])))
}

/// Whether a text may turn out to be empty, or no value at all: it is nothing but an attribute that nobody wrote and that the provider
/// may leave so. A resource's own name, its ARN and what `random_…` makes are never empty, and neither are AWS's own words.
pub(crate) fn may_be_nothing(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else { return false };
    if symbols(text).next() != Some(0..text.len()) {
        return false;
    }
    // Keys in brackets may have dots.
    let address = crate::plan::without_keys(inside);
    let mut parts = address.split('.').peekable();
    while parts.next_if_eq(&"module").is_some() {
        parts.next();
    }
    parts.next_if_eq(&"data");
    match (parts.next(), parts.next(), parts.next()) {
        (Some(kind), Some(_), Some(attribute)) => {
            !kind.starts_with("random_") && !matches!(attribute, "id" | "arn" | "name" | "unique_id")
        }
        _ => false,
    }
}

/// Whether two known values are the same. A symbol in them may hide a difference or a likeness.
pub(crate) fn equal(left: &Val, right: &Val) -> Result<bool, Gap> {
    match (&left.kind, &right.kind) {
        (Kind::Unknown(unknown), _) | (_, Kind::Unknown(unknown)) => Err(unknown.gap.clone()),
        (Kind::Null, Kind::Null) => Ok(true),
        (Kind::Bool(a), Kind::Bool(b)) => Ok(a == b),
        (Kind::Number(a), Kind::Number(b)) => Ok(a.total_cmp(b).is_eq() || (a - b).abs() == 0.0),
        (Kind::Text(_) | Kind::Json(_), Kind::Text(_) | Kind::Json(_)) => {
            let (Some(a), Some(b)) = (left.as_text(), right.as_text()) else { return Ok(false) };
            if a == b {
                return Ok(true);
            }
            // What AWS will make is never empty, unless it may make nothing.
            let undecided = |one: &str, other: &str| symbolic(one) && (!other.is_empty() || may_be_nothing(one));
            if undecided(a, b) || undecided(b, a) {
                return Err(hidden(if symbolic(a) { a } else { b }));
            }
            Ok(false)
        }
        (Kind::List(a) | Kind::Set(a), Kind::List(b) | Kind::Set(b)) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            all(a.iter().zip(b.iter()).map(|(a, b)| equal(a, b)))
        }
        (Kind::Map(a), Kind::Map(b)) => {
            if let Some(gap) = a.rest.as_deref().or(b.rest.as_deref()) {
                return Err(gap.clone());
            }
            if a.entries.len() != b.entries.len() || !a.entries.keys().eq(b.entries.keys()) {
                return Ok(false);
            }
            all(a.entries.values().zip(b.entries.values()).map(|(a, b)| equal(a, b)))
        }
        (Kind::Text(text), Kind::Null) | (Kind::Null, Kind::Text(text)) if may_be_nothing(text) => Err(hidden(text)),
        (Kind::Lazy(a), Kind::Lazy(b)) => Ok(a.same(b)),
        _ => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::{may_be_nothing, symbolic};

    #[test]
    fn only_an_attribute_by_itself_may_be_nothing() {
        for (text, expect) in [
            ("{aws_instance.a.user_data}", true),
            ("{module.m[\"x.y\"].aws_instance.a[0].user_data}", true),
            ("{aws_instance.a}", false),
            ("{module.m.aws_instance.a[\"k.v.w\"]}", false),
            ("{aws_instance.a.arn}", false),
            ("{random_id.a.hex}", false),
            ("x{aws_instance.a.user_data}", false),
            ("{aws_instance.a.user_data}{aws_instance.b.user_data}", false),
            ("{AccountId}", false),
            ("plain", false),
        ] {
            assert_eq!(may_be_nothing(text), expect, "{text}");
        }
    }

    #[test]
    fn symbols_are_told_from_json() {
        for (text, expect) in [
            ("{aws_s3_bucket.b}", true),
            ("arn:aws:s3:::{module.a[\"x y\"].aws_s3_bucket.b[0].id}/*", true),
            ("{AccountId}", true),
            ("{\"Version\": \"2012-10-17\"}", false),
            ("{}", false),
            ("{ \"a\": {b} }", true),
            ("${aws:username}", false),
            ("plain", false),
        ] {
            assert_eq!(symbolic(text), expect, "{text}");
        }
    }
}
