//! Types and marks.

use std::rc::Rc;

use yagura_model::Gap;

use super::Arguments;
use crate::convert::{set, to_bool, to_number, to_text};
use crate::value::{Kind, Object, Val};

pub(super) fn call(name: &str, arguments: Arguments<'_>) -> Option<Result<Val, Gap>> {
    Some(match name {
        "tostring" => scalar(arguments, |value| to_text(value).map(Val::text)),
        "tonumber" => scalar(arguments, |value| to_number(value).map(Val::number)),
        "tobool" => scalar(arguments, |value| to_bool(value).map(Val::bool)),
        "tolist" => list(arguments),
        "toset" => to_set(arguments),
        "tomap" => map(arguments),
        "sensitive" => arguments.get(0).map(|value| Val { sensitive: true, ..value.clone() }),
        "nonsensitive" => arguments.get(0).map(|value| Val { sensitive: false, ..value.clone() }),
        "issensitive" => arguments.get(0).map(|value| Val::bool(value.is_sensitive())),
        "ephemeralasnull" => arguments.get(0).cloned(),
        "type" => arguments.get(0).map(|value| Val::text(value.kind_name())),
        _ => return None,
    })
}

fn scalar(arguments: Arguments<'_>, convert: fn(&Val) -> Result<Val, Gap>) -> Result<Val, Gap> {
    let value = arguments.get(0)?;
    if value.is_null() { Ok(value.clone()) } else { convert(value) }
}

fn list(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let value = arguments.get(0)?;
    match &value.kind {
        Kind::Null | Kind::List(_) => Ok(value.clone()),
        Kind::Set(items) => Ok(Kind::List(items.clone()).into()),
        _ => arguments.list(0).map(|items| Val::list(items.to_vec())),
    }
}

fn to_set(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let value = arguments.get(0)?;
    match &value.kind {
        Kind::Null | Kind::Set(_) => Ok(value.clone()),
        _ => {
            let items = arguments.list(0)?;
            // Elements of different kinds become texts.
            let texts = items.iter().any(|item| item.as_text().is_some());
            let items = items.iter().filter(|item| !item.is_null());
            let items: Result<Vec<Val>, Gap> = items
                .map(|item| match &item.kind {
                    Kind::Number(_) | Kind::Bool(_) if texts => to_text(item).map(Val::text),
                    _ => Ok(item.clone()),
                })
                .collect();
            set(items?)
        }
    }
}

fn map(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let value = arguments.get(0)?;
    if value.is_null() {
        return Ok(value.clone());
    }
    let map = arguments.map(0)?;
    // Scalars of different kinds become texts.
    let texts = map.entries.values().any(|value| value.as_text().is_some());
    let mut object = Object { rest: map.rest.clone(), ..Object::default() };
    for (name, value) in &map.entries {
        let value = match &value.kind {
            Kind::Number(_) | Kind::Bool(_) if texts => Val { place: value.place, ..Val::text(to_text(value)?) },
            _ => value.clone(),
        };
        object.entries.insert(name.clone(), value);
    }
    Ok(Kind::Map(Rc::new(object)).into())
}
