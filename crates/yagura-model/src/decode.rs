//! From an untyped [`Node`] to a typed struct, and how facts are written and read.
//!
//! Typed structs derive serde's `Deserialize`; this module is the deserializer that gives them a [`Node`]:
//! * the field list of a struct decides what a missing name means ([`Rest`]), so a field that no reader filled is never a value;
//! * an unknown leaf makes the nearest enclosing [`Fact`] unknown, with the leaf's gap;
//! * so does a leaf of the wrong kind, with a gap that says so;
//! * scalars are read leniently, as CloudFormation does (`"true"`, `"8080"`, one value where a list may stand).

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::fact::{Fact, Gap, GapKind};
use crate::node::{Map, Node, Rest, Value};

/// The name by which a [`Fact`] makes itself known to the deserializer.
const FACT: &str = "$fact";
/// The name by which a [`Document`](crate::Document) does.
pub(crate) const DOCUMENT: &str = "$document";
/// The member that marks an unknown value in JSON.
const UNKNOWN: &str = "$unknown";

/// Reads a tree into a typed struct.
/// Fails with a gap when a part outside any [`Fact`] is unknown or of the wrong kind.
pub fn decode<T: DeserializeOwned>(node: &Node) -> Result<T, Gap> {
    T::deserialize(NodeDe { node }).map_err(|error| *error.0)
}

/// The tree as JSON; an unknown part is `{"$unknown": gap}`.
pub fn json_of(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::String(text) => text.as_str().into(),
        Value::List(list) => list.iter().map(json_of).collect(),
        Value::Map(map) => {
            serde_json::Value::Object(map.entries.iter().map(|(name, child)| (name.clone(), json_of(child))).collect())
        }
        Value::Unknown(gap) => serde_json::json!({ UNKNOWN: gap }),
    }
}

/// A gap on its way through serde.
#[derive(Debug)]
struct DecodeError(Box<Gap>);

/// What a [`DecodeError`] begins with when it is shown: the way a gap passes through serde's untyped errors.
const MARK: char = '\u{1}';

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}{}", serde_json::to_string(&self.0).unwrap_or_default())
    }
}

impl std::error::Error for DecodeError {}

impl serde::de::Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        Self(Box::new(gap_in(&text).unwrap_or_else(|| Gap::new(GapKind::Error, format!("unexpected shape: {text}")))))
    }
}

fn gap_in(text: &str) -> Option<Gap> {
    serde_json::from_str(text.strip_prefix(MARK)?).ok()
}

impl<T: Serialize> Serialize for Fact<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => value.serialize(serializer),
            Self::Unknown(gap) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(UNKNOWN, &**gap)?;
                map.end()
            }
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Fact<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(FACT, FactVisitor(PhantomData))
    }
}

/// Two ways in: an enum from a [`Node`], a newtype from JSON.
struct FactVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FactVisitor<T> {
    type Value = Fact<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, or why it is unknown")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Fact<T>, A::Error> {
        let ((), node) = data.variant::<()>()?;
        match node.newtype_variant::<T>() {
            Ok(value) => Ok(Fact::Known(value)),
            Err(error) => gap_in(&error.to_string()).map(Fact::unknown).ok_or(error),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fact<T>, D::Error> {
        deserializer.deserialize_any(JsonFact(PhantomData))
    }
}

/// Reads a saved fact without a copy: looks at the first member only.
struct JsonFact<T>(PhantomData<T>);

impl<T> JsonFact<T> {
    fn known<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fact<T>, D::Error>
    where
        T: Deserialize<'de>,
    {
        T::deserialize(Optional(deserializer)).map(Fact::Known)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for JsonFact<T> {
    type Value = Fact<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, or why it is unknown")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Fact<T>, E> {
        Self::known(value.into_deserializer())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Fact<T>, E> {
        Self::known(value.into_deserializer())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Fact<T>, E> {
        Self::known(value.into_deserializer())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Fact<T>, E> {
        Self::known(value.into_deserializer())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Fact<T>, E> {
        Self::known(text.into_deserializer())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Fact<T>, E> {
        // Not through `Optional`: a unit is the one value that is no `Some`.
        T::deserialize(().into_deserializer()).map(Fact::Known)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Fact<T>, A::Error> {
        Self::known(serde::de::value::SeqAccessDeserializer::new(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fact<T>, A::Error> {
        let first = map.next_key::<String>()?;
        if first.as_deref() == Some(UNKNOWN) {
            let gap = map.next_value::<Gap>()?;
            while map.next_entry::<serde::de::IgnoredAny, serde::de::IgnoredAny>()?.is_some() {}
            return Ok(Fact::unknown(gap));
        }
        Self::known(serde::de::value::MapAccessDeserializer::new(WithFirst { first, map }))
    }
}

/// A map whose first key was already taken out.
struct WithFirst<A> {
    first: Option<String>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithFirst<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(name) => seed.deserialize(name.into_deserializer()).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// Lets a value that is there be read as `Some`.
struct Optional<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Optional<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_some(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[derive(Clone, Copy)]
struct NodeDe<'a> {
    node: &'a Node,
}

impl NodeDe<'_> {
    fn kind(self) -> &'static str {
        match &self.node.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Int(_) | Value::Float(_) => "a number",
            Value::String(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
            Value::Unknown(_) => "an unknown value",
        }
    }

    /// The gap of an unknown node, or one that says what was expected.
    fn not(self, expected: &str) -> DecodeError {
        match &self.node.value {
            Value::Unknown(gap) => DecodeError(gap.clone()),
            _ => DecodeError::custom(format_args!("expected {expected}, found {}", self.kind())),
        }
    }

    fn int(self) -> Result<i64, DecodeError> {
        match &self.node.value {
            Value::Int(value) => Ok(*value),
            #[expect(clippy::cast_possible_truncation, reason = "only a float that is a whole number in range is cast")]
            Value::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => Ok(*value as i64),
            Value::String(text) => text.trim().parse().map_err(|_| self.not("a whole number")),
            _ => Err(self.not("a whole number")),
        }
    }
}

macro_rules! integers {
    ($($method:ident $visit:ident $type:ty),+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            visitor.$visit(<$type>::try_from(self.int()?).map_err(|_| self.not("a smaller number"))?)
        }
    )+};
}

impl<'de> Deserializer<'de> for NodeDe<'_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(value) => visitor.visit_i64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::String(text) => visitor.visit_str(text),
            Value::List(list) => visitor.visit_seq(SeqDeserializer::new(list.iter().map(Item))),
            Value::Map(map) => visitor
                .visit_map(MapDeserializer::new(map.entries.iter().map(|(name, node)| (name.as_str(), Item(node))))),
            Value::Unknown(_) => Err(self.not("a value")),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::Null => visitor.visit_bool(false),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::String(text) if text.eq_ignore_ascii_case("true") => visitor.visit_bool(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => visitor.visit_bool(false),
            _ => Err(self.not("true or false")),
        }
    }

    integers! {
        deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64, deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::Float(value) => visitor.visit_f64(*value),
            Value::String(text) => visitor.visit_f64(text.trim().parse().map_err(|_| self.not("a number"))?),
            _ => visitor.visit_f64(self.int()? as f64),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::String(text) => visitor.visit_str(text),
            Value::Bool(value) => visitor.visit_str(if *value { "true" } else { "false" }),
            Value::Int(value) => visitor.visit_string(value.to_string()),
            Value::Float(value) => visitor.visit_string(value.to_string()),
            _ => Err(self.not("a text")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::Null => visitor.visit_seq(SeqDeserializer::new(std::iter::empty::<Item<'_>>())),
            Value::List(list) => visitor.visit_seq(SeqDeserializer::new(list.iter().map(Item))),
            Value::Unknown(_) => Err(self.not("a list")),
            // One value where a list may stand.
            _ => visitor.visit_seq(SeqDeserializer::new(std::iter::once(Item(self.node)))),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::Null => visitor.visit_map(MapDeserializer::new(std::iter::empty::<(&str, Item<'_>)>())),
            Value::Map(_) => self.deserialize_any(visitor),
            _ => Err(self.not("a map")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::Map(map) => visitor.visit_map(Fields { map, names: fields, next: None }),
            _ => Err(self.not("a map")),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match name {
            FACT => visitor.visit_enum(self),
            DOCUMENT => visitor.visit_string(document(self)?),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match &self.node.value {
            Value::String(text) => {
                let tag: StrDeserializer<'_, DecodeError> = text.as_str().into_deserializer();
                visitor.visit_enum(tag)
            }
            _ => Err(self.not("a text")),
        }
    }

    serde::forward_to_deserialize_any! {
        i128 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

/// A policy document as JSON text: a tree, or a text that holds JSON, percent-encoded or not.
fn document(de: NodeDe<'_>) -> Result<String, DecodeError> {
    match &de.node.value {
        Value::Map(_) => Ok(json_of(de.node).to_string()),
        Value::String(text) => Ok(text.clone()),
        _ => Err(de.not("a policy document")),
    }
}

/// The names of a struct, each with its node or with what its absence means.
struct Fields<'a> {
    map: &'a Map,
    names: &'static [&'static str],
    next: Option<&'static str>,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some((first, rest)) = self.names.split_first() else {
            return Ok(None);
        };
        self.names = rest;
        self.next = Some(first);
        seed.deserialize(StrDeserializer::new(first)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        let name = self.next.take().unwrap_or_default();
        let absent;
        let node = match (self.map.get(name), &self.map.rest) {
            (Some(node), _) => node,
            (None, Rest::Absent) => {
                absent = Node::null();
                &absent
            }
            (None, Rest::Unknown(gap)) => {
                absent = Node::unknown((**gap).clone());
                &absent
            }
        };
        seed.deserialize(NodeDe { node }).map_err(|DecodeError(mut gap)| {
            if gap.kind == GapKind::Error && !gap.message.contains(" at /") {
                gap.message.push_str(" at /");
                gap.message.push_str(name);
            }
            DecodeError(gap)
        })
    }
}

struct Item<'a>(&'a Node);

impl<'a> IntoDeserializer<'_, DecodeError> for Item<'a> {
    type Deserializer = NodeDe<'a>;

    fn into_deserializer(self) -> NodeDe<'a> {
        NodeDe { node: self.0 }
    }
}

impl<'de> EnumAccess<'de> for NodeDe<'_> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), DecodeError> {
        Ok((seed.deserialize(().into_deserializer())?, self))
    }
}

impl<'de> VariantAccess<'de> for NodeDe<'_> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, DecodeError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_any(visitor)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::decode;
    use crate::services::s3::Bucket;
    use crate::{Fact, Gap, GapKind, Map, Node, Rest, Value};

    fn node(json: impl std::borrow::Borrow<serde_json::Value>) -> Node {
        Node::from(json.borrow())
    }

    #[test]
    fn an_unknown_leaf_makes_its_fact_unknown_and_no_other() {
        let bucket: Bucket = decode(&node(json!({
            "BucketName": "assets",
            "PublicAccessBlockConfiguration": { "BlockPublicAcls": "true", "IgnorePublicAcls": {"$unknown": {"kind": "unresolved", "message": "!Ref Flag"}} },
        })))
        .expect("a bucket");
        assert_eq!(bucket.bucket_name, Fact::Known(Some("assets".to_owned())));
        assert_eq!(bucket.public_access_block_configuration, Fact::unknown(Gap::unresolved("!Ref Flag")));
        assert_eq!(bucket.policy_document, Fact::Known(None), "absent, and that is known");
    }

    #[test]
    fn what_no_reader_filled_is_unknown() {
        let map = Map { entries: Vec::new(), rest: Rest::Unknown(Box::new(Gap::not_collected())) };
        let bucket: Bucket = decode(&Node::new(Value::Map(map))).expect("a bucket");
        assert_eq!(bucket.policy_document.get().expect_err("unknown").message, "not collected");
        let empty: Bucket = serde_json::from_value(json!({})).expect("a bucket of an older snapshot");
        assert!(empty.bucket_name.known().is_none());
    }

    #[test]
    fn a_wrong_kind_is_unknown_and_names_the_place() {
        let bucket: Bucket =
            decode(&node(json!({"PublicAccessBlockConfiguration": {"BlockPublicAcls": ["yes"]}}))).expect("a bucket");
        let gap = bucket.public_access_block_configuration.get().expect_err("unknown");
        assert_eq!(gap.kind, GapKind::Error);
        assert!(gap.message.contains("/BlockPublicAcls"), "{}", gap.message);
    }

    #[test]
    fn documents_are_read_as_trees_texts_and_encoded_texts() {
        for policy in [
            json!({"Version": "2012-10-17"}),
            json!("{\"Version\": \"2012-10-17\"}"),
            json!("%7B%22Version%22%3A%222012-10-17%22%7D"),
        ] {
            let bucket: Bucket = decode(&node(json!({ "PolicyDocument": policy }))).expect("a bucket");
            let document = bucket.policy_document.get().expect("known").clone().expect("there");
            assert_eq!(document.value(), json!({"Version": "2012-10-17"}));
        }
        let bucket: Bucket = decode(&node(json!({ "PolicyDocument": "{{{" }))).expect("a bucket");
        assert!(bucket.policy_document.get().is_err());
    }

    #[test]
    fn a_member_that_stands_twice_is_not_known() {
        let text = r#"{"Statement": [{"Effect": "Allow", "Principal": "*", "Principal": {"AWS": "111122223333"}, "Action": "s3:*"}]}"#;
        let bucket: Bucket = decode(&node(json!({ "PolicyDocument": text }))).expect("a bucket");
        let document = bucket.policy_document.get().expect("known").clone().expect("there");
        let value = document.value();
        assert_eq!(value.pointer("/Statement/0/Action"), Some(&json!("s3:*")));
        assert!(value.pointer("/Statement/0/Principal/$unknown").is_some(), "{value}");
        assert!(document.first_gap().expect("a gap").message.contains("`Principal` stands more than once"));
    }

    #[test]
    fn a_document_that_is_nested_too_deep_is_unknown_and_never_empty() {
        let deep = |levels: usize| format!("{{\"a\":{}1{}}}", "[".repeat(levels), "]".repeat(levels));
        for (levels, known) in [(99, true), (100, false), (120, false)] {
            let bucket: Bucket = decode(&node(json!({ "PolicyDocument": deep(levels) }))).expect("a bucket");
            assert_eq!(bucket.policy_document.get().is_ok(), known, "{levels}");
            let tree: serde_json::Value = serde_json::from_str(&deep(levels)).expect("JSON");
            let bucket: Bucket = decode(&node(json!({ "PolicyDocument": tree }))).expect("a bucket");
            assert_eq!(bucket.policy_document.get().is_ok(), known, "{levels}");
            assert_eq!(crate::Document::new(&tree).first_gap().is_none(), known, "{levels}");
            let saved = serde_json::to_string(&bucket).expect("JSON");
            assert_eq!(serde_json::from_str::<Bucket>(&saved).expect("a bucket"), bucket);
        }
        let brackets = json!({"a": "[[[\\\"".repeat(200)});
        assert!(crate::Document::new(&brackets).first_gap().is_none(), "brackets in a text are text");
    }

    #[test]
    fn facts_survive_json() {
        let bucket: Bucket = decode(&node(json!({
            "BucketName": {"$unknown": {"kind": "denied", "needs": "s3:GetBucketLocation", "message": "no"}},
            "PolicyDocument": {"Statement": [{"Resource": {"$unknown": {"kind": "unresolved", "message": "x"}}}]},
            "PublicAccessBlockConfiguration": {"BlockPublicAcls": true},
        })))
        .expect("a bucket");
        let text = serde_json::to_string(&bucket).expect("JSON");
        assert_eq!(serde_json::from_str::<Bucket>(&text).expect("a bucket"), bucket);
        let gap = bucket.policy_document.get().expect("known").as_ref().expect("there").first_gap();
        assert_eq!(gap, Some(Gap::unresolved("x")));
    }
}
