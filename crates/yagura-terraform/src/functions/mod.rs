//! The functions of the language (<https://developer.hashicorp.com/terraform/language/functions>), by families.
//!
//! A function of a text that only `terraform apply` will know in full is worked out where the hidden part cannot change the
//! result, and is not known otherwise.

mod collection;
mod encoding;
mod filesystem;
mod hash;
mod network;
mod number;
mod string;
mod time;
mod types;

use std::rc::Rc;

use yagura_model::Gap;

use crate::convert::{to_bool, to_number, to_text};
use crate::eval::Scope;
use crate::value::{Object, Val, hidden, symbolic, whole};
use crate::world::World;

pub(crate) use encoding::{from_json, json_value};

/// The arguments of a call.
#[derive(Clone, Copy)]
pub(crate) struct Arguments<'a>(pub(crate) &'a [Val]);

impl<'a> Arguments<'a> {
    fn len(self) -> usize {
        self.0.len()
    }

    fn get(self, at: usize) -> Result<&'a Val, Gap> {
        self.0.get(at).ok_or_else(|| Gap::error(format!("argument {} is missing", at + 1)))
    }

    fn text(self, at: usize) -> Result<Rc<str>, Gap> {
        to_text(self.get(at)?)
    }

    /// A text that is known in full.
    fn plain(self, at: usize) -> Result<Rc<str>, Gap> {
        let text = self.text(at)?;
        if symbolic(&text) { Err(hidden(&text)) } else { Ok(text) }
    }

    fn number(self, at: usize) -> Result<f64, Gap> {
        to_number(self.get(at)?)
    }

    fn whole(self, at: usize) -> Result<i64, Gap> {
        whole(self.number(at)?).ok_or_else(|| Gap::error("a whole number was expected"))
    }

    /// The elements of a list or set.
    fn list(self, at: usize) -> Result<&'a [Val], Gap> {
        let value = self.get(at)?;
        if let Some(gap) = value.gap() {
            return Err(gap.clone());
        }
        value
            .as_list()
            .map(|list| list.as_slice())
            .ok_or_else(|| Gap::error(format!("a {} stands where a list was expected", value.kind_name())))
    }

    /// A map; one of which only a part is known is as it is.
    fn map(self, at: usize) -> Result<&'a Object, Gap> {
        let value = self.get(at)?;
        if let Some(gap) = value.gap() {
            return Err(gap.clone());
        }
        value
            .as_map()
            .map(|map| &**map)
            .ok_or_else(|| Gap::error(format!("a {} stands where a map was expected", value.kind_name())))
    }

    /// A map that is known to have no further entries.
    fn whole_map(self, at: usize) -> Result<&'a Object, Gap> {
        let map = self.map(at)?;
        match &map.rest {
            Some(gap) => Err((**gap).clone()),
            None => Ok(map),
        }
    }
}

/// What a function gives.
pub(crate) fn call(world: &World, name: &str, arguments: &[Val], scope: Scope<'_>) -> Result<Val, Gap> {
    let arguments = Arguments(arguments);
    let families = [
        collection::call(world, name, arguments),
        string::call(world, name, arguments),
        types::call(name, arguments),
        encoding::call(world, name, arguments),
        number::call(name, arguments),
        network::call(name, arguments),
        hash::call(world, name, arguments, scope),
        time::call(name, arguments),
    ];
    if let Some(result) = families.into_iter().flatten().next() {
        return result;
    }
    if let Some(result) = filesystem::call(world, name, arguments, scope) {
        return result;
    }
    match name {
        "timestamp" | "plantimestamp" | "uuid" | "bcrypt" => {
            Err(Gap::unresolved(format!("`{name}` gives another value at each run")))
        }
        "rsadecrypt" => Err(Gap::unsupported("`rsadecrypt` is not worked out")),
        _ if name.starts_with("provider::") => Err(Gap::unresolved(format!("`{name}` is a function of a provider"))),
        _ => Err(Gap::error(format!("there is no function `{name}`"))),
    }
}

fn texts(list: &[Val]) -> Result<Vec<Rc<str>>, Gap> {
    list.iter().map(to_text).collect()
}

fn flags(list: &[Val]) -> impl Iterator<Item = Result<bool, Gap>> + '_ {
    list.iter().map(to_bool)
}
