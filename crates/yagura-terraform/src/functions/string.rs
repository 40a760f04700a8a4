//! Texts.

use std::collections::BTreeMap;
use std::rc::Rc;

use regex::{Regex, RegexBuilder};
use yagura_model::Gap;

use super::{Arguments, encoding};
use crate::convert::{to_number, to_text};
use crate::eval::Pieces;
use crate::value::{Kind, Val, hidden, symbolic, symbols, whole};
use crate::world::{MAX_TEXT, World};

pub(super) fn call(world: &World, name: &str, arguments: Arguments<'_>) -> Option<Result<Val, Gap>> {
    let one = |change: &dyn Fn(&str) -> String| arguments.text(0).map(|text| Val::text(change(&text)));
    Some(match name {
        "chomp" => one(&|text| text.trim_end_matches(['\n', '\r']).to_owned()),
        "lower" => one(&|text| outside(text, str::to_lowercase)),
        "upper" => one(&|text| outside(text, str::to_uppercase)),
        "title" => one(&|text| outside(text, title)),
        "trimspace" => one(&|text| text.trim().to_owned()),
        "strrev" => arguments.plain(0).map(|text| Val::text(text.chars().rev().collect::<String>())),
        "format" => format(world, arguments),
        "formatlist" => format_list(world, arguments),
        "indent" => indent(arguments),
        "join" => join(world, arguments),
        "split" => split(world, arguments),
        "replace" => replace(arguments),
        "regex" => find(arguments),
        "regexall" => find_all(world, arguments),
        "startswith" => edge(arguments, true),
        "endswith" => edge(arguments, false),
        "strcontains" => contains(arguments),
        "substr" => substring(arguments),
        "trim" => arguments.text(0).and_then(|text| {
            let cut = arguments.plain(1)?;
            Ok(Val::text(text.trim_matches(|c| cut.contains(c))))
        }),
        "trimprefix" => trim_edge(arguments, |text, part| text.strip_prefix(part), |text| text.starts_with('{')),
        "trimsuffix" => trim_edge(arguments, |text, part| text.strip_suffix(part), |text| text.ends_with('}')),
        "templatestring" => template(world, arguments),
        _ => return None,
    })
}

/// Changes what stands between the symbols of a text.
fn outside(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for symbol in symbols(text) {
        result.push_str(&change(text.get(at..symbol.start).unwrap_or_default()));
        at = symbol.end;
        result.push_str(text.get(symbol).unwrap_or_default());
    }
    result.push_str(&change(text.get(at..).unwrap_or_default()));
    result
}

fn title(text: &str) -> String {
    let mut after_letter = false;
    text.chars()
        .flat_map(|c| {
            let first = !after_letter;
            after_letter = c.is_alphanumeric() || matches!(c, '_' | '\'');
            let upper: Vec<char> = if first { c.to_uppercase().collect() } else { vec![c] };
            upper
        })
        .collect()
}

/// <https://developer.hashicorp.com/terraform/language/functions/format>
fn format(world: &World, arguments: Arguments<'_>) -> Result<Val, Gap> {
    let pattern = arguments.text(0)?;
    let mut pieces = Pieces::default();
    write(&pattern, arguments.0.get(1..).unwrap_or_default(), &mut pieces)?;
    Ok(pieces.finish(world))
}

fn write(pattern: &str, values: &[Val], pieces: &mut Pieces) -> Result<(), Gap> {
    let mut next = 0;
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('%') {
        pieces.push(before);
        let end = behind
            .find(|c: char| c.is_ascii_alphabetic() || c == '%')
            .ok_or_else(|| Gap::error("a format ends after `%`"))?;
        let (spec, tail) = behind.split_at(end);
        let mut tail = tail.chars();
        let verb = tail.next().unwrap_or('%');
        rest = tail.as_str();
        if verb == '%' {
            pieces.push("%");
            continue;
        }
        let mut spec = spec;
        if let Some((before, inside)) = spec.split_once('[') {
            let (index, after) = inside.split_once(']').ok_or_else(|| Gap::error("a format with an open `[`"))?;
            next = index.parse::<usize>().ok().and_then(|index| index.checked_sub(1)).unwrap_or(usize::MAX);
            spec = if before.is_empty() { after } else { before };
        }
        let value = values.get(next).ok_or_else(|| Gap::error("a format takes more values than there are"))?;
        next += 1;
        if value.gap().is_some() {
            pieces.add(value);
            continue;
        }
        pieces.push(&pad(spec, &verb_text(verb, spec, value)?));
    }
    pieces.push(rest);
    Ok(())
}

fn verb_text(verb: char, spec: &str, value: &Val) -> Result<String, Gap> {
    let precision = spec.split_once('.').and_then(|(_, digits)| digits.parse::<usize>().ok()).filter(|p| *p < 1000);
    let whole =
        || to_number(value).and_then(|number| whole(number.trunc()).ok_or_else(|| Gap::error("too large a number")));
    Ok(match verb {
        's' | 'v' if value.as_text().is_some() || verb == 's' => {
            let text = to_text(value)?;
            match precision {
                Some(precision) => text.chars().take(precision).collect(),
                None => text.to_string(),
            }
        }
        'v' => encoding::json_text(value)?,
        'q' => encoding::json_text(&Val::text(to_text(value)?))?,
        'd' => {
            let sign = if spec.contains('+') && whole()? >= 0 { "+" } else { "" };
            format!("{sign}{}", whole()?)
        }
        'b' => format!("{:b}", whole()?),
        'o' => format!("{:o}", whole()?),
        'x' | 'X' => {
            let text = match &value.kind {
                Kind::Text(text) => super::hash::hex(text.as_bytes()),
                _ => format!("{:x}", whole()?),
            };
            if verb == 'X' { text.to_uppercase() } else { text }
        }
        'f' | 'F' => format!("{:.*}", precision.unwrap_or(6), to_number(value)?),
        't' | 'e' | 'E' | 'g' | 'G' => to_text(value)?.to_string(),
        _ => return Err(Gap::error(format!("a format has no verb `%{verb}`"))),
    })
}

fn pad(spec: &str, text: &str) -> String {
    let flags = spec.trim_start_matches(['-', '+', '#', ' ']);
    let left = spec.starts_with('-');
    let zeros = flags.starts_with('0');
    let width = flags.split('.').next().and_then(|digits| digits.parse::<usize>().ok()).unwrap_or(0).min(10_000);
    let missing = width.saturating_sub(text.chars().count());
    if left {
        return format!("{text}{}", " ".repeat(missing));
    }
    match text.strip_prefix('-').filter(|_| zeros) {
        Some(digits) => format!("-{}{digits}", "0".repeat(missing)),
        None => format!("{}{text}", if zeros { "0" } else { " " }.repeat(missing)),
    }
}

fn format_list(world: &World, arguments: Arguments<'_>) -> Result<Val, Gap> {
    let pattern = arguments.text(0)?;
    let values = arguments.0.get(1..).unwrap_or_default();
    if let Some(gap) = values.iter().find_map(Val::gap) {
        return Err(gap.clone());
    }
    let length = values.iter().filter_map(|value| value.as_list()).map(|list| list.len()).max().unwrap_or(1);
    world.charge(length)?;
    let mut result = Vec::with_capacity(length);
    for at in 0..length {
        let row: Result<Vec<Val>, Gap> = values
            .iter()
            .map(|value| match value.as_list() {
                None => Ok(value.clone()),
                Some(list) => {
                    list.get(at).cloned().ok_or_else(|| Gap::error("`formatlist` of lists of different lengths"))
                }
            })
            .collect();
        let mut pieces = Pieces::default();
        write(&pattern, &row?, &mut pieces)?;
        result.push(pieces.finish(world));
    }
    Ok(Val::list(result))
}

fn indent(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let spaces = usize::try_from(arguments.whole(0)?).ok().filter(|spaces| *spaces < 1000);
    let spaces = " ".repeat(spaces.ok_or_else(|| Gap::error("`indent` takes a number of spaces"))?);
    let text = arguments.text(1)?;
    if text.matches('\n').count().saturating_mul(spaces.len()) > MAX_TEXT {
        return Err(Gap::unsupported("the text is too long"));
    }
    Ok(Val::text(text.replace('\n', &format!("\n{spaces}"))))
}

fn join(world: &World, arguments: Arguments<'_>) -> Result<Val, Gap> {
    let separator = arguments.text(0)?;
    let mut pieces = Pieces::default();
    let mut first = true;
    for at in 1..arguments.len() {
        for item in arguments.list(at)? {
            if !first {
                pieces.push(&separator);
            }
            first = false;
            pieces.add(item);
        }
    }
    Ok(pieces.finish(world))
}

fn split(world: &World, arguments: Arguments<'_>) -> Result<Val, Gap> {
    let (separator, text) = (arguments.plain(0)?, arguments.text(1)?);
    let inside = |range: std::ops::Range<usize>| text.get(range).is_some_and(|symbol| symbol.contains(&*separator));
    if separator.is_empty() && symbolic(&text) || symbols(&text).any(inside) {
        return Err(hidden(&text));
    }
    let parts: Vec<Val> = if separator.is_empty() {
        text.chars().map(|c| Val::text(c.to_string())).collect()
    } else {
        text.split(&*separator).map(Val::text).collect()
    };
    world.charge(parts.len())?;
    Ok(Val::list(parts))
}

fn pattern(text: &str) -> Result<Regex, Gap> {
    RegexBuilder::new(text)
        .size_limit(1 << 20)
        .build()
        .map_err(|_| Gap::error("a regular expression that is none, or too large"))
}

fn replace(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let (text, part, with) = (arguments.text(0)?, arguments.text(1)?, arguments.text(2)?);
    let count = text.len() / part.len().max(1) + 1;
    if count.saturating_mul(with.len()).saturating_add(text.len()) > 16 * MAX_TEXT {
        return Err(Gap::unsupported("the text is too long"));
    }
    if let Some(expression) = part.strip_prefix('/').and_then(|part| part.strip_suffix('/')).filter(|e| !e.is_empty()) {
        let text = arguments.plain(0)?;
        return Ok(Val::text(pattern(expression)?.replace_all(&text, &*with).into_owned()));
    }
    if symbolic(&part) {
        return Err(hidden(&part));
    }
    Ok(Val::text(outside(&text, |text| text.replace(&*part, &with))))
}

fn found(expression: &Regex, captures: &regex::Captures<'_>) -> Val {
    let group = |at: usize| captures.get(at).map_or_else(Val::null, |found| Val::text(found.as_str()));
    let names: Vec<Option<&str>> = expression.capture_names().skip(1).collect();
    if names.is_empty() {
        group(0)
    } else if names.iter().all(Option::is_some) {
        let entries = names.iter().enumerate().map(|(at, name)| (Rc::from(name.unwrap_or_default()), group(at + 1)));
        Val::map(entries.collect::<BTreeMap<_, _>>())
    } else {
        Val::list((1..=names.len()).map(group).collect())
    }
}

fn find(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let expression = pattern(&arguments.plain(0)?)?;
    let text = arguments.plain(1)?;
    let captures = expression.captures(&text).ok_or_else(|| Gap::error("`regex` finds nothing"))?;
    Ok(found(&expression, &captures))
}

fn find_all(world: &World, arguments: Arguments<'_>) -> Result<Val, Gap> {
    let expression = pattern(&arguments.plain(0)?)?;
    let text = arguments.plain(1)?;
    let list: Vec<Val> = expression.captures_iter(&text).map(|captures| found(&expression, &captures)).collect();
    world.charge(list.len())?;
    Ok(Val::list(list))
}

/// Whether a text begins (or else ends) with another.
fn edge(arguments: Arguments<'_>, begins: bool) -> Result<Val, Gap> {
    let (text, part) = (arguments.text(0)?, arguments.text(1)?);
    let holds = |text: &str, part: &str| if begins { text.starts_with(part) } else { text.ends_with(part) };
    if holds(&text, &part) {
        return Ok(Val::bool(true));
    }
    if symbolic(&part) {
        return Err(hidden(&part));
    }
    if !symbolic(&text) {
        return Ok(Val::bool(false));
    }
    let shown = if begins {
        symbols(&text).next().and_then(|symbol| text.get(..symbol.start))
    } else {
        symbols(&text).last().and_then(|symbol| text.get(symbol.end..))
    };
    let shown = shown.unwrap_or_default();
    // What is shown differs already, or the hidden part decides.
    if holds(&part, shown) || shown.len() >= part.len() && holds(shown, &part) {
        Err(hidden(&text))
    } else {
        Ok(Val::bool(false))
    }
}

fn contains(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let (text, part) = (arguments.text(0)?, arguments.text(1)?);
    if text.contains(&*part) {
        Ok(Val::bool(true))
    } else if symbolic(&text) || symbolic(&part) {
        Err(hidden(&text))
    } else {
        Ok(Val::bool(false))
    }
}

fn substring(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let (offset, length) = (arguments.whole(1)?, arguments.whole(2)?);
    let full = arguments.text(0)?;
    // A beginning that ends before the first symbol is shown in full.
    let shown = symbols(&full).next().map_or(full.len(), |symbol| symbol.start);
    let end = usize::try_from(offset.saturating_add(length)).unwrap_or(usize::MAX);
    let in_sight = offset >= 0 && length >= 0 && full.get(..shown).is_some_and(|shown| end <= shown.chars().count());
    let text = if in_sight { full } else { arguments.plain(0)? };
    let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let start = if offset < 0 { (count + offset).max(0) } else { offset };
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let part = text.chars().skip(start);
    let part: String = match usize::try_from(length) {
        Ok(length) => part.take(length).collect(),
        Err(_) => part.collect(),
    };
    Ok(Val::text(part))
}

fn trim_edge(
    arguments: Arguments<'_>,
    strip: for<'t> fn(&'t str, &str) -> Option<&'t str>,
    hides: fn(&str) -> bool,
) -> Result<Val, Gap> {
    let (text, part) = (arguments.text(0)?, arguments.plain(1)?);
    match strip(&text, &part) {
        Some(stripped) => Ok(Val::text(stripped)),
        None if symbolic(&text) && hides(&text) => Err(hidden(&text)),
        None => Ok(Val::text(text)),
    }
}

fn template(world: &World, arguments: Arguments<'_>) -> Result<Val, Gap> {
    let parts = crate::syntax::template(&arguments.text(0)?, crate::tree::Place::default())
        .map_err(|error| Gap::error(error.message))?;
    let scope = crate::eval::Scope { frame: None, bindings: None, variables: None };
    Ok(world.with_variables(arguments.get(1)?, scope, |scope| world.template(&parts, scope)))
}
