//! Numbers.

use yagura_model::Gap;

use super::Arguments;
use crate::value::Val;

pub(super) fn call(name: &str, arguments: Arguments<'_>) -> Option<Result<Val, Gap>> {
    let one = |compute: fn(f64) -> f64| arguments.number(0).map(|number| Val::number(compute(number)));
    Some(match name {
        "abs" => one(f64::abs),
        "ceil" => one(f64::ceil),
        "floor" => one(f64::floor),
        "signum" => one(|number| if number == 0.0 { 0.0 } else { number.signum() }),
        "log" => two(arguments, |number, base| number.ln() / base.ln()),
        "pow" => two(arguments, f64::powf),
        "max" => extreme(arguments, f64::max),
        "min" => extreme(arguments, f64::min),
        "parseint" => parse(arguments),
        _ => return None,
    })
}

fn two(arguments: Arguments<'_>, compute: fn(f64, f64) -> f64) -> Result<Val, Gap> {
    let result = compute(arguments.number(0)?, arguments.number(1)?);
    if result.is_finite() { Ok(Val::number(result)) } else { Err(Gap::error("the result is no number")) }
}

fn extreme(arguments: Arguments<'_>, choose: fn(f64, f64) -> f64) -> Result<Val, Gap> {
    let mut result = arguments.number(0)?;
    for at in 1..arguments.len() {
        result = choose(result, arguments.number(at)?);
    }
    Ok(Val::number(result))
}

fn parse(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let text = arguments.plain(0)?;
    let base = u32::try_from(arguments.whole(1)?).ok().filter(|base| (2..=36).contains(base));
    let base = base.ok_or_else(|| Gap::error("`parseint` takes a base from 2 to 62"))?;
    let number = i64::from_str_radix(&text, base).map_err(|_| Gap::error("a text is no number of that base"))?;
    Ok(Val::number(number as f64))
}
