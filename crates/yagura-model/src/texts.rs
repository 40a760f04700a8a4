//! The texts of a property that people fill freely, each of which may hold a secret.

use std::collections::BTreeMap;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::fact::{Fact, Gap};
use crate::sensitive::{SecretMatch, Sensitive};

/// A property whose texts may hold secrets, in the form that AWS gives it: environment variables, arguments, a document.
///
/// Every text in it is [`Sensitive`]; what only names another text (`Name` beside `Value`, `--password` before its value) is
/// kept as it is, unless a secret is found in it.
/// A part that is not known is unknown by itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Texts {
    /// Nothing that could hold a text.
    #[default]
    Nothing,
    /// A text that only names the one beside it.
    Name(String),
    /// A text.
    Text(Sensitive),
    /// A list.
    List(Vec<Fact<Texts>>),
    /// A map.
    Map(BTreeMap<String, Fact<Texts>>),
}

/// What is called with a text: its JSON pointer, its name, and the text or why it is not known.
pub type Look<'l, 't> = dyn FnMut(&str, &str, Result<&'t Sensitive, Gap>) + 'l;

/// A resource with properties of this kind.
pub trait Held {
    /// The properties' names, with what is in them.
    fn held(&self) -> Vec<(&'static str, &Fact<Texts>)>;
}

/// Gives a type its [`Held`] and the method `texts` that visits what is in it.
macro_rules! holds {
    ($type:ident { $($field:ident: $name:literal),+ $(,)? }) => {
        impl $crate::texts::Held for $type {
            fn held(&self) -> Vec<(&'static str, &$crate::Fact<$crate::Texts>)> {
                vec![$(($name, &self.$field)),+]
            }
        }

        impl $type {
            /// Visits the texts that may hold a secret: JSON pointer, name, text.
            pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &str, &mut $crate::Sensitive)) {
                $(if let $crate::Fact::Known(texts) = &mut self.$field {
                    texts.visit(concat!("/", $name), $name, visit);
                })+
            }
        }
    };
}
pub(crate) use holds;

/// The members that name the text beside them, and the members that are the text.
const NAMES: [(&str, &[&str]); 6] = [
    ("Name", &["Value"]),
    ("name", &["value"]),
    ("Key", &["Value"]),
    ("OptionName", &["Value"]),
    ("ParameterKey", &["ParameterValue", "ResolvedValue"]),
    ("OutputKey", &["OutputValue"]),
];
/// Types of an environment variable whose value is the name of what holds the text, not the text
/// (<https://docs.aws.amazon.com/codebuild/latest/APIReference/API_EnvironmentVariable.html>).
const REFERENCES: [&str; 2] = ["PARAMETER_STORE", "SECRETS_MANAGER"];

impl Texts {
    /// Visits every text that is known: JSON pointer, the name that people know it by, text.
    pub fn visit(&mut self, pointer: &str, name: &str, visit: &mut dyn FnMut(&str, &str, &mut Sensitive)) {
        match self {
            Self::Nothing => {}
            Self::Name(word) => {
                let mut text = Sensitive::naming(word);
                visit(pointer, "", &mut text);
                let sure = |found: &[SecretMatch]| found.iter().any(|one| one.confidence != "low");
                if let Some(found) = text.matches().ok().filter(|found| sure(found)) {
                    let mut kept = Sensitive::new(word.as_str());
                    kept.set_matches(found.to_vec());
                    *self = Self::Text(kept);
                }
            }
            Self::Text(text) => visit(pointer, name, text),
            Self::List(list) => {
                let mut before: Option<String> = None;
                for (at, item) in list.iter_mut().enumerate() {
                    let Fact::Known(item) = item else {
                        before = None;
                        continue;
                    };
                    item.visit(&format!("{pointer}/{at}"), before.as_deref().unwrap_or(name), visit);
                    before = item.flag().map(str::to_owned);
                }
            }
            Self::Map(map) => {
                veil_keys(map, pointer, visit);
                // First the names: one that is a secret names nothing.
                for (key, item) in map.iter_mut() {
                    if let Fact::Known(item @ Self::Name(_)) = item {
                        item.visit(&below(pointer, key), "", visit);
                    }
                }
                let naming = naming(map);
                let refers = refers(map);
                for (key, item) in map.iter_mut() {
                    let Fact::Known(item) = item else { continue };
                    if !(matches!(item, Self::Name(_)) || refers && key.eq_ignore_ascii_case("value")) {
                        let name = name_of(key, name, naming.as_ref());
                        item.visit(&below(pointer, key), name, visit);
                    }
                }
            }
        }
    }

    /// Calls `look` with every text: JSON pointer, name, and the text or why it is not known.
    pub fn each<'t>(&'t self, pointer: &str, name: &str, look: &mut Look<'_, 't>) {
        let mut one = |pointer: &str, name: &str, item: &'t Fact<Self>| match item {
            Fact::Known(item) => item.each(pointer, name, look),
            Fact::Unknown(gap) => look(pointer, name, Err((**gap).clone())),
        };
        match self {
            Self::Nothing | Self::Name(_) => {}
            Self::Text(text) => look(pointer, name, Ok(text)),
            Self::List(list) => {
                let mut before: Option<&str> = None;
                for (at, item) in list.iter().enumerate() {
                    one(&format!("{pointer}/{at}"), before.unwrap_or(name), item);
                    before = item.known().and_then(Self::flag);
                }
            }
            Self::Map(map) => {
                let naming = naming(map);
                let refers = refers(map);
                for (key, item) in map {
                    if !(refers && key.eq_ignore_ascii_case("value")) {
                        one(&below(pointer, key), name_of(key, name, naming.as_ref()), item);
                    }
                }
            }
        }
    }

    /// Whether nothing stands there.
    pub fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }

    /// The word before a value on a command line (`--password`), which names it.
    fn flag(&self) -> Option<&str> {
        match self {
            Self::Name(word) if is_option(word) => Some(word),
            _ => None,
        }
    }

    /// Keeps a text as one that only names another.
    fn keep(&mut self) {
        if let Self::Text(text) = self
            && let Some(name) = text.expose()
        {
            *self = Self::Name(name.to_owned());
        }
    }

    fn plain(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Text(text) => text.expose(),
            _ => None,
        }
    }
}

/// A key that is shorter is no token, and no URL with a password.
const TOKEN: usize = 16;

/// Looks at the keys of a map. Where one is a secret a mark takes its place, and what was found stands before its value.
fn veil_keys(
    map: &mut BTreeMap<String, Fact<Texts>>,
    pointer: &str,
    visit: &mut dyn FnMut(&str, &str, &mut Sensitive),
) {
    let mut secret: Vec<(String, Sensitive, String)> = Vec::new();
    for key in map.keys().filter(|key| key.len() >= TOKEN) {
        let mut text = Sensitive::naming(key);
        visit(pointer, "", &mut text);
        let found = text.matches().ok().filter(|found| found.iter().any(|one| one.confidence != "low"));
        if let Some(first) = found.and_then(<[SecretMatch]>::first) {
            let mark = first.mark();
            let mut kept = Sensitive::new(key.as_str());
            kept.set_matches(found.unwrap_or_default().to_vec());
            secret.push((key.clone(), kept, mark));
        }
    }
    for (key, kept, mark) in secret {
        let value = map.remove(&key).unwrap_or_default();
        map.insert(mark, Fact::Known(Texts::List(vec![Fact::Known(Texts::Text(kept)), value])));
    }
}

/// Whether a word on a command line is an option without its value: `-p`, `--db-password`.
pub(crate) fn is_option(word: &str) -> bool {
    let plain = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let letter = |name: &str| name.starts_with(|first: char| first.is_ascii_alphabetic());
    match word.strip_prefix("--") {
        Some(name) => letter(name) && name.len() < 62 && plain(name),
        None => word.strip_prefix('-').is_some_and(|name| letter(name) && name.len() == 1),
    }
}

fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The name in a map, and the members that it names.
fn naming(map: &BTreeMap<String, Fact<Texts>>) -> Option<(String, &'static [&'static str])> {
    NAMES.iter().find_map(|(key, values)| {
        let Fact::Known(Texts::Name(name)) = map.get(*key)? else { return None };
        Some((name.clone(), *values))
    })
}

/// Whether the value in a map is the name of what holds the text.
fn refers(map: &BTreeMap<String, Fact<Texts>>) -> bool {
    let kind = map.get("Type").or_else(|| map.get("type"));
    kind.and_then(Fact::known).and_then(Texts::plain).is_some_and(|kind| REFERENCES.contains(&kind))
}

/// What a member is called: by the name beside it, by its own, or by the name of what it is a part of where its own says nothing.
fn name_of<'n>(key: &'n str, around: &'n str, naming: Option<&'n (String, &'static [&'static str])>) -> &'n str {
    match naming {
        Some((name, values)) if values.contains(&key) => name,
        _ if matches!(key, "Value" | "Default" | "Ref") || key.starts_with("Fn::") => around,
        _ => key,
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_unit(),
            Self::Name(name) => serializer.serialize_str(name),
            Self::Text(text) => text.serialize(serializer),
            Self::List(list) => list.serialize(serializer),
            Self::Map(map) => map.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Tree;
        impl<'de> Visitor<'de> for Tree {
            type Value = Texts;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("texts")
            }

            fn visit_unit<E>(self) -> Result<Texts, E> {
                Ok(Texts::Nothing)
            }

            fn visit_none<E>(self) -> Result<Texts, E> {
                Ok(Texts::Nothing)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Texts, D::Error> {
                deserializer.deserialize_any(self)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Texts, E> {
                Ok(Texts::Nothing)
            }

            fn visit_i64<E>(self, value: i64) -> Result<Texts, E> {
                Ok(Texts::Text(Sensitive::new(value.to_string())))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Texts, E> {
                Ok(Texts::Text(Sensitive::new(value.to_string())))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Texts, E> {
                Ok(Texts::Text(Sensitive::new(value.to_string())))
            }

            fn visit_str<E>(self, text: &str) -> Result<Texts, E> {
                Ok(Texts::Text(Sensitive::new(text)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Texts, A::Error> {
                let mut list = Vec::new();
                while let Some(mut item) = items.next_element()? {
                    if let Fact::Known(item @ Texts::Text(_)) = &mut item
                        && item.plain().is_some_and(is_option)
                    {
                        item.keep();
                    }
                    list.push(item);
                }
                Ok(Texts::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Texts, A::Error> {
                let mut map = BTreeMap::new();
                while let Some(name) = members.next_key::<String>()? {
                    if name == "$sensitive" {
                        let matches: Option<Vec<SecretMatch>> = members.next_value()?;
                        while members.next_entry::<serde::de::IgnoredAny, serde::de::IgnoredAny>()?.is_some() {}
                        let mut text = Sensitive::unread();
                        if let Some(matches) = matches {
                            text.set_matches(matches);
                        }
                        return Ok(Texts::Text(text));
                    }
                    map.insert(name, members.next_value::<Fact<Texts>>()?);
                }
                keep_names(&mut map);
                Ok(Texts::Map(map))
            }
        }
        deserializer.deserialize_any(Tree)
    }
}

/// Keeps the texts that only name others, and the types of values, as they are.
fn keep_names(map: &mut BTreeMap<String, Fact<Texts>>) {
    let mut names: Vec<&str> = Vec::new();
    for (key, values) in NAMES {
        if values.iter().any(|value| map.contains_key(*value)) {
            names.push(key);
        }
    }
    if !names.is_empty() {
        names.extend(["Type", "type"]);
    }
    for key in names {
        if let Some(Fact::Known(item)) = map.get_mut(key) {
            item.keep();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Texts;
    use crate::{Fact, Node, SecretMatch, decode};

    #[derive(serde::Deserialize, serde::Serialize, Default, Debug)]
    #[serde(default)]
    struct Holder {
        texts: Fact<Texts>,
    }

    fn holder(texts: &serde_json::Value) -> Holder {
        decode(&Node::from(&json!({ "texts": texts }))).unwrap()
    }

    fn visited(texts: &serde_json::Value) -> Vec<String> {
        let mut holder = holder(texts);
        let Fact::Known(texts) = &mut holder.texts else { return Vec::new() };
        let mut seen = Vec::new();
        texts.visit("/P", "P", &mut |pointer, name, text| {
            seen.push(format!("{pointer} {name}={}", text.expose().unwrap_or("?")));
        });
        seen
    }

    #[test]
    fn every_text_has_its_place_and_the_name_beside_it() {
        let environment = json!({ "EnvironmentVariables": [
            { "Name": "DB_PASSWORD", "Type": "PLAINTEXT", "Value": "plum" },
            { "Name": "TOKEN", "Type": "SECRETS_MANAGER", "Value": "prod/token" },
            { "Name": "PIN", "Value": 4711 },
        ]});
        assert_eq!(
            visited(&environment),
            [
                "/P =EnvironmentVariables",
                "/P/EnvironmentVariables/0/Name =DB_PASSWORD",
                "/P/EnvironmentVariables/0/Type =PLAINTEXT",
                "/P/EnvironmentVariables/0/Value DB_PASSWORD=plum",
                "/P/EnvironmentVariables/1/Name =TOKEN",
                "/P/EnvironmentVariables/1/Type =SECRETS_MANAGER",
                "/P/EnvironmentVariables/2/Name =PIN",
                "/P/EnvironmentVariables/2/Value PIN=4711"
            ]
        );
        assert_eq!(visited(&json!({ "--db_password": "plum" })), ["/P/--db_password --db_password=plum"]);
        assert_eq!(
            visited(&json!(["run", "--password", "plum"])),
            ["/P/0 P=run", "/P/1 =--password", "/P/2 --password=plum"]
        );
        assert_eq!(
            visited(&json!({ "DbPassword": { "Type": "String", "Default": "plum" } })),
            ["/P/DbPassword/Default DbPassword=plum", "/P/DbPassword/Type Type=String"]
        );
        assert_eq!(visited(&json!({ "a/b": { "Fn::Sub": "plum" } })), ["/P/a~1b/Fn::Sub a/b=plum"]);
    }

    #[test]
    fn a_word_that_holds_a_value_names_nothing() {
        assert_eq!(
            visited(&json!(["app", "--password=Kx7", "--url=u", "-pKx7", "next", "-p", "Kx7"])),
            [
                "/P/0 P=app",
                "/P/1 P=--password=Kx7",
                "/P/2 P=--url=u",
                "/P/3 P=-pKx7",
                "/P/4 P=next",
                "/P/5 =-p",
                "/P/6 -p=Kx7"
            ]
        );
    }

    #[test]
    fn a_name_in_which_a_secret_is_found_is_kept_as_no_name() {
        let mut read = holder(&json!([{ "Key": "sk-plum", "Value": "prod" }, { "Key": "STAGE", "Value": "live" }]));
        let found = SecretMatch {
            kind: "token".to_owned(),
            confidence: "high".to_owned(),
            line: 1,
            last4: None,
            hash: "1f".to_owned(),
            account: None,
        };
        let Fact::Known(texts) = &mut read.texts else { panic!("texts") };
        texts.visit("/P", "P", &mut |_, _, text| {
            let secret = text.expose().is_some_and(|text| text.starts_with("sk-"));
            text.set_matches(if secret { vec![found.clone()] } else { Vec::new() });
        });
        let mut seen = Vec::new();
        texts.each("/P", "P", &mut |pointer, name, text| {
            seen.push(format!("{pointer} {name} {}", text.unwrap().matches().unwrap().len()));
        });
        assert_eq!(seen, ["/P/0/Key Key 1", "/P/0/Value P 0", "/P/1/Value STAGE 0"]);
        let saved = serde_json::to_string(&read).unwrap();
        assert!(!saved.contains("sk-plum") && saved.contains("STAGE"), "{saved}");
    }

    #[test]
    fn an_unknown_part_is_unknown_by_itself() {
        let read =
            holder(&json!([{ "Name": "A", "Value": {"$unknown": {"kind": "unresolved", "message": "x"}} }, "plum"]));
        let Fact::Known(texts) = &read.texts else { panic!("texts") };
        let mut seen = Vec::new();
        texts.each("/P", "P", &mut |pointer, name, text| {
            seen.push((pointer.to_owned(), name.to_owned(), text.is_err()));
        });
        assert_eq!(seen, [("/P/0/Value".to_owned(), "A".to_owned(), true), ("/P/1".to_owned(), "P".to_owned(), false)]);
    }

    #[test]
    fn what_is_saved_is_what_was_found_and_the_names() {
        let mut read = holder(&json!([{ "Name": "DB_PASSWORD", "Value": "plum" }]));
        let found = SecretMatch {
            kind: "password".to_owned(),
            confidence: "high".to_owned(),
            line: 1,
            last4: None,
            hash: "1f".to_owned(),
            account: None,
        };
        if let Fact::Known(texts) = &mut read.texts {
            texts.visit("", "", &mut |_, _, text| {
                text.set_matches(if text.names() { Vec::new() } else { vec![found.clone()] });
            });
        }
        let saved = serde_json::to_string(&read).unwrap();
        assert!(!saved.contains("plum") && saved.contains("DB_PASSWORD"), "{saved}");
        let loaded: Holder = serde_json::from_str(&saved).unwrap();
        let mut seen = Vec::new();
        if let Fact::Known(texts) = &loaded.texts {
            texts.each("/P", "P", &mut |pointer, name, text| {
                seen.push((pointer.to_owned(), name.to_owned(), text.unwrap().matches().unwrap().to_vec()));
            });
        }
        assert_eq!(seen, [("/P/0/Value".to_owned(), "DB_PASSWORD".to_owned(), vec![found])]);
        assert_eq!(serde_json::to_string(&loaded).unwrap(), saved);
    }
}
