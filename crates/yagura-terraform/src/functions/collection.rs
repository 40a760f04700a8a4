//! Lists, sets and maps.

use std::collections::BTreeMap;
use std::rc::Rc;

use yagura_model::{Gap, all};

use super::{Arguments, flags, texts};
use crate::convert::{distinct, set, to_number, to_text};
use crate::value::{Kind, Object, Val, equal, hidden, may_be_nothing, symbolic};
use crate::world::World;

/// `range` gives at most 1,024 numbers (<https://developer.hashicorp.com/terraform/language/functions/range>).
const MAX_RANGE: usize = 1024;

pub(super) fn call(world: &World, name: &str, arguments: Arguments<'_>) -> Option<Result<Val, Gap>> {
    Some(match name {
        "alltrue" => arguments.list(0).and_then(|list| all(flags(list)).map(Val::bool)),
        "anytrue" => arguments.list(0).and_then(|list| {
            // `or` is `and` of the contraries.
            all(flags(list).map(|flag| flag.map(|flag| !flag))).map(|none| Val::bool(!none))
        }),
        "chunklist" => chunks(arguments),
        "coalesce" => coalesce(arguments),
        "coalescelist" => coalesce_list(arguments),
        "compact" => compact(arguments),
        "concat" => concat(world, arguments),
        "contains" => contains(arguments),
        "distinct" => arguments.list(0).and_then(|list| {
            no_gap(list)?;
            distinct(list).map(Val::list)
        }),
        "element" => element(arguments),
        "flatten" => arguments.list(0).and_then(|list| {
            let mut flat = Vec::new();
            flatten(world, list, &mut flat)?;
            Ok(Val::list(flat))
        }),
        "index" => index(arguments),
        "keys" => arguments
            .whole_map(0)
            .map(|map| Val::list(map.entries.keys().map(|name| Val::text(name.clone())).collect())),
        "values" => arguments.whole_map(0).map(|map| Val::list(map.entries.values().cloned().collect())),
        "length" => length(arguments),
        "list" => Ok(Val::list(arguments.0.to_vec())),
        "map" => pairs(arguments),
        "lookup" => lookup(arguments),
        "matchkeys" => match_keys(arguments),
        "merge" => merge(world, arguments),
        "one" => one(arguments),
        "range" => range(world, arguments),
        "reverse" => arguments.list(0).map(|list| Val::list(list.iter().rev().cloned().collect())),
        "setintersection" => sets(world, arguments, Combine::Intersection),
        "setsubtract" => sets(world, arguments, Combine::Difference),
        "setunion" => sets(world, arguments, Combine::Union),
        "setproduct" => product(world, arguments),
        "slice" => slice(arguments),
        "sort" => arguments.list(0).and_then(texts).map(|mut list| {
            list.sort();
            Val::list(list.into_iter().map(Val::text).collect())
        }),
        "sum" => arguments.list(0).and_then(|list| {
            list.iter().try_fold(0.0, |sum, item| to_number(item).map(|number| sum + number)).map(Val::number)
        }),
        "transpose" => transpose(arguments),
        "zipmap" => zip(arguments),
        _ => return None,
    })
}

fn no_gap(list: &[Val]) -> Result<(), Gap> {
    list.iter().find_map(Val::gap).map_or(Ok(()), |gap| Err(gap.clone()))
}

fn chunks(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let size = usize::try_from(arguments.whole(1)?).map_err(|_| Gap::error("`chunklist` takes a size"))?;
    let list = arguments.list(0)?;
    let chunks = list.chunks(if size == 0 { list.len().max(1) } else { size });
    Ok(Val::list(chunks.map(|chunk| Val::list(chunk.to_vec())).collect()))
}

/// The first that is neither null nor empty.
fn coalesce(arguments: Arguments<'_>) -> Result<Val, Gap> {
    for value in arguments.0 {
        if let Some(gap) = value.gap() {
            return Err(gap.clone());
        }
        if let Some(text) = value.as_text().filter(|text| may_be_nothing(text)) {
            return Err(hidden(text));
        }
        if !value.is_null() && value.as_text().is_none_or(|text| !text.is_empty()) {
            return Ok(value.clone());
        }
    }
    Err(Gap::error("`coalesce` finds no value"))
}

fn coalesce_list(arguments: Arguments<'_>) -> Result<Val, Gap> {
    for at in 0..arguments.len() {
        if !arguments.get(at)?.is_null() && !arguments.list(at)?.is_empty() {
            return arguments.get(at).cloned();
        }
    }
    Err(Gap::error("`coalescelist` finds no list"))
}

fn compact(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let list = arguments.list(0)?;
    no_gap(list)?;
    if let Some(text) = list.iter().filter_map(Val::as_text).find(|text| may_be_nothing(text)) {
        return Err(hidden(text));
    }
    let kept = list.iter().filter(|item| !item.is_null() && item.as_text().is_none_or(|text| !text.is_empty()));
    Ok(Val::list(kept.cloned().collect()))
}

fn concat(world: &World, arguments: Arguments<'_>) -> Result<Val, Gap> {
    let mut result = Vec::new();
    for at in 0..arguments.len() {
        let list = arguments.list(at)?;
        world.charge(list.len())?;
        result.extend_from_slice(list);
    }
    Ok(Val::list(result))
}

fn contains(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let (list, wanted) = (arguments.list(0)?, arguments.get(1)?);
    // `or` is `and` of the contraries.
    all(list.iter().map(|item| equal(item, wanted).map(|same| !same))).map(|none| Val::bool(!none))
}

fn element(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let list = arguments.list(0)?;
    let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
    if length == 0 {
        return Err(Gap::error("`element` of an empty list"));
    }
    let at = arguments.whole(1)?.rem_euclid(length);
    usize::try_from(at).ok().and_then(|at| list.get(at)).cloned().ok_or_else(|| Gap::error("no such element"))
}

fn flatten(world: &World, list: &[Val], flat: &mut Vec<Val>) -> Result<(), Gap> {
    for item in list {
        world.charge(1)?;
        match (&item.kind, item.as_list()) {
            // An unknown element may be a list of any length.
            (Kind::Unknown(unknown), _) => return Err(unknown.gap.clone()),
            (_, Some(inner)) => flatten(world, inner, flat)?,
            _ => flat.push(item.clone()),
        }
    }
    Ok(())
}

fn index(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let (list, wanted) = (arguments.list(0)?, arguments.get(1)?);
    for (at, item) in list.iter().enumerate() {
        if equal(item, wanted)? {
            return Ok(Val::number(at as f64));
        }
    }
    Err(Gap::error("`index` does not find the value"))
}

fn length(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let value = arguments.get(0)?;
    let length = match &value.kind {
        Kind::Map(_) => arguments.whole_map(0)?.entries.len(),
        Kind::Text(_) | Kind::Json(_) => arguments.plain(0)?.chars().count(),
        _ => arguments.list(0)?.len(),
    };
    Ok(Val::number(length as f64))
}

fn pairs(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let mut entries = BTreeMap::new();
    for pair in arguments.0.chunks(2) {
        let [name, value] = pair else { return Err(Gap::error("`map` takes names and values")) };
        entries.insert(to_text(name)?, value.clone());
    }
    Ok(Val::map(entries))
}

fn lookup(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let (map, name) = (arguments.map(0)?, arguments.text(1)?);
    if let Some(value) = map.entries.get(&name) {
        return Ok(value.clone());
    }
    if let Some(gap) = &map.rest {
        return Err((**gap).clone());
    }
    if symbolic(&name) {
        return Err(hidden(&name));
    }
    match arguments.0.get(2) {
        Some(default) => Ok(default.clone()),
        None => Err(Gap::error("`lookup` does not find its key")),
    }
}

fn match_keys(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let (values, keys, wanted) = (arguments.list(0)?, arguments.list(1)?, arguments.list(2)?);
    let mut result = Vec::new();
    for (value, key) in values.iter().zip(keys) {
        for item in wanted {
            if equal(key, item)? {
                result.push(value.clone());
                break;
            }
        }
    }
    Ok(Val::list(result))
}

/// Later maps win; behind a map that is not known nothing earlier holds.
fn merge(world: &World, arguments: Arguments<'_>) -> Result<Val, Gap> {
    let mut object = Object::default();
    let mut known = false;
    for (at, value) in arguments.0.iter().enumerate() {
        if value.is_null() {
            continue;
        }
        if let Some(gap) = value.gap() {
            object = Object { rest: Some(Rc::new(gap.clone())), ..Object::default() };
            continue;
        }
        known = true;
        let map = arguments.map(at)?;
        world.charge(map.entries.len())?;
        if let Some(gap) = &map.rest {
            object = Object { rest: Some(gap.clone()), ..Object::default() };
        }
        object.entries.extend(map.entries.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    match (&object.rest, known) {
        (Some(gap), false) => Err((**gap).clone()),
        _ => Ok(Kind::Map(Rc::new(object)).into()),
    }
}

fn one(arguments: Arguments<'_>) -> Result<Val, Gap> {
    match arguments.list(0)? {
        [] => Ok(Val::null()),
        [only] => Ok(only.clone()),
        list => Err(Gap::error(format!("`one` of a list of {}", list.len()))),
    }
}

fn range(world: &World, arguments: Arguments<'_>) -> Result<Val, Gap> {
    let (start, end, step) = match arguments.len() {
        1 => (0.0, arguments.number(0)?, None),
        2 => (arguments.number(0)?, arguments.number(1)?, None),
        _ => (arguments.number(0)?, arguments.number(1)?, Some(arguments.number(2)?)),
    };
    let step = step.unwrap_or(if start <= end { 1.0 } else { -1.0 });
    if step == 0.0 || (step > 0.0) != (start <= end) {
        return Err(Gap::error("`range` does not reach its end"));
    }
    let mut list = Vec::new();
    let mut next = start;
    while (step > 0.0 && next < end) || (step < 0.0 && next > end) {
        if list.len() >= MAX_RANGE {
            return Err(Gap::error(format!("`range` gives more than {MAX_RANGE} numbers")));
        }
        list.push(Val::number(next));
        next += step;
    }
    world.charge(list.len())?;
    Ok(Val::list(list))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Combine {
    Union,
    Intersection,
    Difference,
}

fn sets(world: &World, arguments: Arguments<'_>, combine: Combine) -> Result<Val, Gap> {
    let mut result: Vec<Val> = arguments.list(0)?.to_vec();
    for at in 1..arguments.len() {
        let other = arguments.list(at)?;
        world.charge(other.len())?;
        if combine == Combine::Union {
            result.extend_from_slice(other);
            continue;
        }
        let mut kept = Vec::new();
        for item in result {
            let mut found = false;
            for candidate in other {
                found = equal(&item, candidate)?;
                if found {
                    break;
                }
            }
            if found == (combine == Combine::Intersection) {
                kept.push(item);
            }
        }
        result = kept;
    }
    set(result)
}

fn product(world: &World, arguments: Arguments<'_>) -> Result<Val, Gap> {
    let mut rows: Vec<Vec<Val>> = vec![Vec::new()];
    for at in 0..arguments.len() {
        let list = arguments.list(at)?;
        world.charge(rows.len().saturating_mul(list.len()).saturating_mul(at + 1))?;
        rows = rows
            .iter()
            .flat_map(|row| {
                list.iter().map(move |item| {
                    let mut row = row.clone();
                    row.push(item.clone());
                    row
                })
            })
            .collect();
    }
    Ok(Val::list(rows.into_iter().map(Val::list).collect()))
}

fn slice(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let list = arguments.list(0)?;
    let at = |index: usize| usize::try_from(arguments.whole(index)?).map_err(|_| Gap::error("a bad index"));
    let part = list.get(at(1)?..at(2)?).ok_or_else(|| Gap::error("`slice` reaches out of its list"))?;
    Ok(Val::list(part.to_vec()))
}

fn transpose(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let mut result: BTreeMap<Rc<str>, Vec<Val>> = BTreeMap::new();
    for (name, value) in &arguments.whole_map(0)?.entries {
        let list = Arguments(std::slice::from_ref(value)).list(0).and_then(texts)?;
        for text in list {
            result.entry(text).or_default().push(Val::text(name.clone()));
        }
    }
    Ok(Val::map(result.into_iter().map(|(name, list)| (name, Val::list(list))).collect()))
}

fn zip(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let (names, values) = (arguments.list(0).and_then(texts)?, arguments.list(1)?);
    if names.len() != values.len() {
        return Err(Gap::error("`zipmap` takes as many names as values"));
    }
    Ok(Val::map(names.into_iter().zip(values.iter().cloned()).collect()))
}
