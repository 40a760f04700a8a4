//! Small sorted maps.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use litemap::LiteMap;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::{Serialize, Serializer};

/// Names and what stands under them, sorted: a large account has hundreds of thousands of these, most with one entry or two, and
/// a tree sets room aside for eleven.
#[derive(Debug, Clone, PartialEq)]
pub struct Named<T>(LiteMap<Box<str>, T>);

impl<T> Named<T> {
    /// An empty one.
    pub const fn new() -> Self {
        Self(LiteMap::new())
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Deref for Named<T> {
    type Target = LiteMap<Box<str>, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T> DerefMut for Named<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

/// Of equal names the last stays.
impl<T> FromIterator<(Box<str>, T)> for Named<T> {
    fn from_iter<I: IntoIterator<Item = (Box<str>, T)>>(entries: I) -> Self {
        // Sorts once: put in one by one, each would move those behind it.
        let all: LiteMap<Box<str>, T> = entries.into_iter().collect();
        // A list that grew has room for more than it will ever hold.
        let mut entries = all.into_tuple_vec();
        entries.shrink_to_fit();
        Self(LiteMap::from_sorted_store_unchecked(entries))
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Named<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
                std::iter::from_fn(|| map.next_entry().transpose()).collect()
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::Named;

    #[test]
    fn many_names_in_any_order_are_sorted_in_no_time() {
        let entries = (0..400_000).rev().map(|at| (format!("{at:06}").into_boxed_str(), at));
        let named: Named<i32> = entries.collect();
        assert_eq!(named.len(), 400_000);
        assert_eq!(named.first().map(|(_, value)| *value), Some(0));
        assert_eq!(named.get("399999"), Some(&399_999));
    }

    #[test]
    fn names_are_sorted_and_the_last_of_equal_ones_stays() {
        let named: Named<i32> = serde_json::from_str(r#"{"b": 1, "a": 2, "c": 3, "b": 4}"#).unwrap();
        assert_eq!(serde_json::to_string(&named).unwrap(), r#"{"a":2,"b":4,"c":3}"#);
        assert_eq!(named.get("b"), Some(&4));
        assert!(serde_json::from_str::<Named<i32>>(r#"{"a": "no number"}"#).is_err());
    }
}
