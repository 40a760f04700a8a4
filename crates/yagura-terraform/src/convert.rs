//! From one type to another, as the language does it by itself and by a variable's type constraint
//! (<https://developer.hashicorp.com/terraform/language/expressions/type-constraints>).

use std::collections::BTreeMap;
use std::rc::Rc;

use yagura_model::Gap;

use crate::tree::{Expr, ExprKind};
use crate::value::{Kind, Object, Val, equal, hidden, number_text, symbolic};

/// A value as a text.
pub(crate) fn to_text(value: &Val) -> Result<Rc<str>, Gap> {
    match &value.kind {
        Kind::Text(text) => Ok(text.clone()),
        Kind::Json(json) => Ok(json.text.clone()),
        Kind::Bool(value) => Ok(Rc::from(if *value { "true" } else { "false" })),
        Kind::Number(number) => Ok(Rc::from(number_text(*number))),
        Kind::Unknown(unknown) => Err(unknown.gap.clone()),
        _ => Err(Gap::error(format!("a {} is no text", value.kind_name()))),
    }
}

/// A value as a number.
pub(crate) fn to_number(value: &Val) -> Result<f64, Gap> {
    match &value.kind {
        Kind::Number(number) => Ok(*number),
        Kind::Text(text) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ if symbolic(text) => Err(hidden(text)),
            _ => Err(Gap::error("a text is no number")),
        },
        Kind::Unknown(unknown) => Err(unknown.gap.clone()),
        _ => Err(Gap::error(format!("a {} is no number", value.kind_name()))),
    }
}

/// A value as a truth value.
pub(crate) fn to_bool(value: &Val) -> Result<bool, Gap> {
    match &value.kind {
        Kind::Bool(value) => Ok(*value),
        Kind::Text(text) => match &**text {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ if symbolic(text) => Err(hidden(text)),
            _ => Err(Gap::error("a text is neither true nor false")),
        },
        Kind::Unknown(unknown) => Err(unknown.gap.clone()),
        _ => Err(Gap::error(format!("a {} is neither true nor false", value.kind_name()))),
    }
}

/// A set of values: each once, texts and numbers in order.
pub(crate) fn set(items: impl IntoIterator<Item = Val>) -> Result<Val, Gap> {
    let mut list: Vec<Val> = items.into_iter().collect();
    if let Some(gap) = list.iter().find_map(Val::gap) {
        return Err(gap.clone());
    }
    if list.iter().all(|item| item.as_text().is_some()) {
        list.sort_by(|a, b| a.as_text().cmp(&b.as_text()));
        list.dedup_by(|a, b| a.as_text() == b.as_text());
    } else if list.iter().all(|item| matches!(item.kind, Kind::Number(_))) {
        let number = |value: &Val| to_number(value).unwrap_or_default();
        list.sort_by(|a, b| number(a).total_cmp(&number(b)));
        list.dedup_by(|a, b| number(a).total_cmp(&number(b)).is_eq());
    } else {
        list = distinct(&list)?;
    }
    Ok(Kind::Set(Rc::new(list)).into())
}

/// Each value once, in the order of their first places.
pub(crate) fn distinct(list: &[Val]) -> Result<Vec<Val>, Gap> {
    if list.iter().all(|item| item.as_text().is_some()) {
        let mut seen = std::collections::HashSet::new();
        return Ok(list.iter().filter(|item| seen.insert(item.as_text().cloned())).cloned().collect());
    }
    if list.len() > 5_000 {
        return Err(Gap::unsupported("too many values are compared with each other"));
    }
    let mut result: Vec<Val> = Vec::new();
    for item in list {
        let mut again = false;
        for other in &result {
            if equal(item, other)? {
                again = true;
                break;
            }
        }
        if !again {
            result.push(item.clone());
        }
    }
    Ok(result)
}

/// A variable's type.
#[derive(Debug, Clone)]
pub(crate) enum Type {
    Any,
    Bool,
    Number,
    Text,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Tuple(Vec<Type>),
    Object(Vec<Member>),
}

/// A member of an object type.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    name: Rc<str>,
    of: Type,
    optional: bool,
    default: Option<Expr>,
}

impl Type {
    /// The type that an expression of a `type` argument names; what is not understood is any type.
    pub(crate) fn of(expression: &Expr) -> Self {
        let first = |arguments: &[Expr]| Box::new(arguments.first().map_or(Self::Any, Self::of));
        match &expression.kind {
            // An old way to write it.
            ExprKind::Variable(name) | ExprKind::Text(name) => match &**name {
                "string" => Self::Text,
                "number" => Self::Number,
                "bool" => Self::Bool,
                "list" => Self::List(Box::new(Self::Any)),
                "set" => Self::Set(Box::new(Self::Any)),
                "map" => Self::Map(Box::new(Self::Any)),
                _ => Self::Any,
            },
            ExprKind::Call(name, arguments, _) => match &**name {
                "list" => Self::List(first(arguments)),
                "set" => Self::Set(first(arguments)),
                "map" => Self::Map(first(arguments)),
                "tuple" => match arguments.first().map(|argument| &argument.kind) {
                    Some(ExprKind::Tuple(items)) => Self::Tuple(items.iter().map(Self::of).collect()),
                    _ => Self::Any,
                },
                "object" => match arguments.first().map(|argument| &argument.kind) {
                    Some(ExprKind::Object(members)) => {
                        Self::Object(members.iter().filter_map(|(key, value)| Member::of(key, value)).collect())
                    }
                    _ => Self::Any,
                },
                _ => Self::Any,
            },
            _ => Self::Any,
        }
    }

    /// The value in this type. A default is worked out by `default`.
    pub(crate) fn convert(&self, value: &Val, default: &dyn Fn(&Expr) -> Val) -> Result<Val, Gap> {
        if matches!(value.kind, Kind::Null | Kind::Unknown(_) | Kind::Lazy(_)) {
            return Ok(value.clone());
        }
        let place = value.place;
        let sensitive = value.sensitive;
        let mut converted = match self {
            Self::Any => return Ok(value.clone()),
            Self::Bool => Val::bool(to_bool(value)?),
            Self::Number => Val::number(to_number(value)?),
            Self::Text => match &value.kind {
                Kind::Text(_) | Kind::Json(_) => value.clone(),
                _ => Val::text(to_text(value)?),
            },
            Self::List(inner) | Self::Set(inner) => {
                let list = value.as_list().ok_or_else(|| wrong(value, "list"))?;
                let items = list.iter().map(|item| inner.convert(item, default)).collect::<Result<Vec<_>, _>>()?;
                match self {
                    Self::Set(_) if items.iter().all(|item| item.gap().is_none()) => set(items)?,
                    _ => Val::list(items),
                }
            }
            Self::Map(inner) => {
                let map = value.as_map().ok_or_else(|| wrong(value, "map"))?;
                let mut entries = BTreeMap::new();
                for (name, item) in &map.entries {
                    entries.insert(name.clone(), inner.convert(item, default)?);
                }
                Kind::Map(Rc::new(Object { entries, rest: map.rest.clone() })).into()
            }
            Self::Tuple(types) => {
                let list = value.as_list().ok_or_else(|| wrong(value, "tuple"))?;
                let items = list.iter().zip(types).map(|(item, of)| of.convert(item, default));
                Val::list(items.collect::<Result<Vec<_>, _>>()?)
            }
            Self::Object(members) => {
                let map = value.as_map().ok_or_else(|| wrong(value, "object"))?;
                let mut entries = BTreeMap::new();
                for member in members {
                    let given =
                        map.entries.get(&member.name).filter(|given| !given.is_null() || member.default.is_none());
                    let item = match (given, &map.rest, &member.default) {
                        (Some(given), ..) => member.of.convert(given, default)?,
                        (None, Some(gap), _) => Val::unknown((**gap).clone()),
                        (None, None, Some(expression)) => member.of.convert(&default(expression), default)?,
                        (None, None, None) if member.optional => Val::null(),
                        (None, None, None) => {
                            return Err(Gap::error(format!("the attribute `{}` is missing", member.name)));
                        }
                    };
                    entries.insert(member.name.clone(), item);
                }
                Kind::Map(Rc::new(Object { entries, rest: None })).into()
            }
        };
        converted.place = place;
        converted.sensitive = sensitive;
        Ok(converted)
    }
}

impl Member {
    fn of(key: &Expr, value: &Expr) -> Option<Self> {
        let ExprKind::Text(name) = &key.kind else { return None };
        let name = name.clone();
        Some(match &value.kind {
            ExprKind::Call(function, arguments, _) if &**function == "optional" => Self {
                name,
                of: arguments.first().map_or(Type::Any, Type::of),
                optional: true,
                default: arguments.get(1).cloned(),
            },
            _ => Self { name, of: Type::of(value), optional: false, default: None },
        })
    }
}

fn wrong(value: &Val, expected: &str) -> Gap {
    Gap::error(format!("a {} stands where a {expected} was expected", value.kind_name()))
}
