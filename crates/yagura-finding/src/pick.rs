//! One value out of a resource by its JSON pointer, without writing the rest of the resource.

use std::fmt;

use serde::Serialize;
use serde::ser::{
    Error as _, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct,
    Serializer,
};
use serde_json::Value;

/// The value at a JSON pointer (RFC 6901), as [`serde_json`] would write it; null where nothing stands there.
pub(crate) fn pick<T: Serialize + ?Sized>(from: &T, pointer: &str) -> Value {
    Pick { pointer }.of(from).ok().flatten().unwrap_or_default()
}

/// Gives the value at what is left of the pointer; a scalar has nothing below it.
#[derive(Clone, Copy)]
struct Pick<'p> {
    pointer: &'p str,
}

/// A value that does not write itself as JSON: it is picked as null, as nothing is.
#[derive(Debug)]
struct NotJson;

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not JSON")
    }
}

impl std::error::Error for NotJson {}

impl serde::ser::Error for NotJson {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Picked = Result<Option<Value>, NotJson>;

impl<'p> Pick<'p> {
    /// The first name of the pointer, and what follows it.
    fn step(self) -> Option<(&'p str, Self)> {
        let rest = self.pointer.strip_prefix('/')?;
        let end = rest.find('/').unwrap_or(rest.len());
        let (name, pointer) = rest.split_at_checked(end)?;
        Some((name, Self { pointer }))
    }

    fn of<T: Serialize + ?Sized>(self, value: &T) -> Picked {
        if self.pointer.is_empty() {
            serde_json::to_value(value).map(Some).map_err(NotJson::custom)
        } else {
            value.serialize(self)
        }
    }

    fn members(self) -> Result<Members<'p>, NotJson> {
        let (name, rest) = self.step().ok_or(NotJson)?;
        // `~` is rare in a name: only then a text of its own is needed.
        let name = if name.contains('~') {
            name.replace("~1", "/").replace("~0", "~").into()
        } else {
            std::borrow::Cow::Borrowed(name)
        };
        Ok(Members { name, rest, next: false, index: 0, found: None })
    }
}

/// The members of a list, a map or a struct, of which one is wanted.
struct Members<'p> {
    name: std::borrow::Cow<'p, str>,
    rest: Pick<'p>,
    /// The map's key that was just written is the wanted one.
    next: bool,
    index: usize,
    found: Option<Value>,
}

impl Members<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotJson> {
        let wanted = self.name.parse() == Ok(self.index);
        self.index += 1;
        self.take(wanted, value)
    }

    fn take<T: Serialize + ?Sized>(&mut self, wanted: bool, value: &T) -> Result<(), NotJson> {
        if wanted {
            self.found = self.rest.of(value)?;
        }
        Ok(())
    }
}

macro_rules! nothing_below {
    ($($name:ident($type:ty)),* $(,)?) => { $(
        fn $name(self, _: $type) -> Picked {
            Ok(None)
        }
    )* };
}

impl<'p> Serializer for Pick<'p> {
    type Ok = Option<Value>;
    type Error = NotJson;
    type SerializeSeq = Members<'p>;
    type SerializeTuple = Members<'p>;
    type SerializeTupleStruct = Members<'p>;
    type SerializeTupleVariant = Impossible<Option<Value>, NotJson>;
    type SerializeMap = Members<'p>;
    type SerializeStruct = Members<'p>;
    type SerializeStructVariant = Impossible<Option<Value>, NotJson>;

    nothing_below! {
        serialize_bool(bool), serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64), serialize_f32(f32),
        serialize_f64(f64), serialize_char(char), serialize_str(&str), serialize_bytes(&[u8]),
        serialize_unit_struct(&'static str),
    }

    fn serialize_none(self) -> Picked {
        Ok(None)
    }

    fn serialize_unit(self) -> Picked {
        Ok(None)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Picked {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Picked {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Picked {
        Ok(None)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Picked {
        let mut members = self.members()?;
        let wanted = members.name == variant;
        members.take(wanted, value)?;
        Ok(members.found)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Members<'p>, NotJson> {
        self.members()
    }

    fn serialize_tuple(self, _: usize) -> Result<Members<'p>, NotJson> {
        self.members()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Members<'p>, NotJson> {
        self.members()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NotJson> {
        Err(NotJson)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'p>, NotJson> {
        self.members()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'p>, NotJson> {
        self.members()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NotJson> {
        Err(NotJson)
    }
}

/// Lists, tuples and tuple structs count their items alike.
macro_rules! items {
    ($($kind:ident::$item:ident),* $(,)?) => { $(
        impl $kind for Members<'_> {
            type Ok = Option<Value>;
            type Error = NotJson;

            fn $item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotJson> {
                self.item(value)
            }

            fn end(self) -> Picked {
                Ok(self.found)
            }
        }
    )* };
}

items! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
}

impl SerializeMap for Members<'_> {
    type Ok = Option<Value>;
    type Error = NotJson;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotJson> {
        self.next = match serde_json::to_value(key) {
            Ok(Value::String(name)) => self.name == name,
            Ok(name) => self.name == name.to_string(),
            Err(_) => false,
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotJson> {
        self.take(self.next, value)
    }

    fn end(self) -> Picked {
        Ok(self.found)
    }
}

impl SerializeStruct for Members<'_> {
    type Ok = Option<Value>;
    type Error = NotJson;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), NotJson> {
        self.take(self.name == name, value)
    }

    fn end(self) -> Picked {
        Ok(self.found)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;
    use yagura_model::services::sqs::Queue;
    use yagura_model::{Document, Fact, Gap};

    use super::{Serialize, Value, pick};

    #[test]
    fn what_is_picked_is_what_the_whole_json_has_there() {
        #[derive(Serialize)]
        struct All {
            queue: Queue,
            pair: (u8, Option<bool>),
            names: BTreeMap<String, Vec<i32>>,
            number: BTreeMap<u32, &'static str>,
            json: Value,
        }
        let queue = Queue {
            queue_name: Fact::Known(Some("orders".to_owned())),
            policy_document: Fact::Known(Some(Document::new(&json!({"Statement": [{"Sid": "a"}, {"Sid": "b"}]})))),
            kms_master_key_id: Fact::unknown(Gap::error("denied")),
            sqs_managed_sse_enabled: Fact::Known(None),
        };
        let all = All {
            queue,
            pair: (7, Some(true)),
            names: BTreeMap::from([("a/b~c".to_owned(), vec![1, 2])]),
            number: BTreeMap::from([(3, "three")]),
            json: json!({"x": [null, {"y": 1.5}]}),
        };
        let whole = serde_json::to_value(&all).unwrap();
        let pointers = [
            "",
            "/queue",
            "/queue/QueueName",
            "/queue/QueueName/below",
            "/queue/PolicyDocument/Statement/1/Sid",
            "/queue/PolicyDocument/Statement/2",
            "/queue/KmsMasterKeyId",
            "/queue/KmsMasterKeyId/$unknown/message",
            "/queue/SqsManagedSseEnabled",
            "/queue/Nothing",
            "/pair/1",
            "/pair/x",
            "/names/a~1b~0c/0",
            "/number/3",
            "/json/x/1/y",
            "no pointer",
        ];
        for pointer in pointers {
            assert_eq!(pick(&all, pointer), whole.pointer(pointer).cloned().unwrap_or_default(), "{pointer}");
        }
    }
}
