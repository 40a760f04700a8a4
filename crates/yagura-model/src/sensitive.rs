//! Texts that may hold a secret.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text that may hold a secret: an environment value, user data, a parameter's value.
///
/// It has no way to be shown: `Debug` says nothing, and what is serialised is the result of the analysis, not the text.
/// The text lives in the run that read it; a saved snapshot holds only [`SecretMatch`]es.
#[derive(Clone, Default, PartialEq)]
pub struct Sensitive {
    text: Option<String>,
    matches: Option<Vec<SecretMatch>>,
    names: bool,
}

/// A secret that was found in a text; never the secret itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SecretMatch {
    /// What it is, as the detector's id (`aws-access-key`, `database-url`, `password` …).
    pub kind: String,
    /// How sure the detector is: `high`, `medium` or `low`.
    pub confidence: String,
    /// Line in the text, from 1.
    pub line: u32,
    /// The last four characters, where the secret is long enough that they tell nothing (16 or more).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last4: Option<String>,
    /// A keyed hash: the same secret in two places of one snapshot has the same hash.
    pub hash: String,
    /// The AWS account that an access key's id spells; ids from before 2019 spell none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

impl SecretMatch {
    /// What stands in a secret's place where a text is kept: the same for the same secret, and nothing that a policy would read
    /// otherwise than as text.
    pub fn mark(&self) -> String {
        format!("secret-{}", self.hash)
    }
}

impl Sensitive {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// A text that only names another, which is kept as it is unless a secret is found in it.
    pub(crate) fn naming(text: &str) -> Self {
        Self { names: true, ..Self::new(text) }
    }

    /// Whether it only names another text.
    pub fn names(&self) -> bool {
        self.names
    }

    /// A text that is not at hand: what was found in it is set afterwards.
    pub(crate) fn unread() -> Self {
        Self::default()
    }

    /// The text, for an analysis that answers with matches only. `None` in a snapshot that was loaded.
    pub fn expose(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Keeps the result of the analysis.
    pub fn set_matches(&mut self, matches: Vec<SecretMatch>) {
        self.matches = Some(matches);
    }

    /// What the analysis found.
    /// Fails with a gap when the text was not analysed.
    pub fn matches(&self) -> Result<&[SecretMatch], crate::Gap> {
        self.matches.as_deref().ok_or_else(|| crate::Gap::unsupported("the text was not analysed for secrets"))
    }
}

impl From<&str> for Sensitive {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sensitive(…)")
    }
}

impl Serialize for Sensitive {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("$sensitive", &self.matches)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Sensitive {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Sensitive;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Sensitive, E> {
                Ok(Sensitive::new(text))
            }

            fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Sensitive, E> {
                Ok(Sensitive::new(value.to_string()))
            }

            fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Sensitive, E> {
                Ok(Sensitive::new(value.to_string()))
            }

            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Sensitive, E> {
                Ok(Sensitive::new(value.to_string()))
            }

            fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Sensitive, E> {
                Ok(Sensitive::new(value.to_string()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sensitive, A::Error> {
                let mut matches = None;
                while let Some(name) = map.next_key::<String>()? {
                    if name == "$sensitive" {
                        matches = map.next_value()?;
                    } else {
                        map.next_value::<serde::de::IgnoredAny>()?;
                    }
                }
                Ok(Sensitive { matches, ..Sensitive::default() })
            }
        }
        deserializer.deserialize_any(Texts)
    }
}
