//! Times that are written (RFC 3339); what the clock says is not known.

use jiff::civil::DateTime;
use jiff::{Span, ToSpan as _};
use yagura_model::Gap;

use super::Arguments;
use crate::value::{Val, whole};

pub(super) fn call(name: &str, arguments: Arguments<'_>) -> Option<Result<Val, Gap>> {
    Some(match name {
        "formatdate" => format(arguments),
        "timeadd" => add(arguments),
        "timecmp" => compare(arguments),
        _ => return None,
    })
}

/// A time of a place, and how far the place's clock is before UTC, in minutes.
#[derive(Clone, Copy)]
struct Time {
    local: DateTime,
    offset: i64,
}

impl Time {
    fn of(text: &str) -> Result<Self, Gap> {
        let wrong = || Gap::error("a text is no time of RFC 3339");
        let (date, zone) = text.split_at_checked(19).ok_or_else(wrong)?;
        let local: DateTime = date.parse().map_err(|_| wrong())?;
        // Fractions of a second are dropped, as the language writes none.
        let zone = zone.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let offset = match zone {
            "Z" | "z" => 0,
            zone => {
                let (sign, digits) = zone.split_at_checked(1).ok_or_else(wrong)?;
                let (hours, minutes) = digits.split_once(':').ok_or_else(wrong)?;
                let hours: i64 = hours.parse().map_err(|_| wrong())?;
                let minutes: i64 = minutes.parse().map_err(|_| wrong())?;
                let total = hours * 60 + minutes;
                if sign == "-" { -total } else { total }
            }
        };
        Ok(Self { local, offset })
    }

    fn zone(self, colon: bool) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.abs();
        format!("{sign}{:02}{}{:02}", minutes / 60, if colon { ":" } else { "" }, minutes % 60)
    }

    fn text(self) -> String {
        let zone = if self.offset == 0 { "Z".to_owned() } else { self.zone(true) };
        format!("{}{zone}", self.local.strftime("%Y-%m-%dT%H:%M:%S"))
    }

    fn utc(self) -> Result<DateTime, Gap> {
        self.local.checked_sub(self.offset.minutes()).map_err(|_| Gap::error("a time out of range"))
    }
}

/// <https://developer.hashicorp.com/terraform/language/functions/formatdate>
fn format(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let (pattern, time) = (arguments.plain(0)?, Time::of(&arguments.plain(1)?)?);
    let part = |format: &str| time.local.strftime(format).to_string();
    let mut result = String::new();
    let mut rest = &*pattern;
    while let Some(c) = rest.chars().next() {
        if let Some(quoted) = rest.strip_prefix('\'') {
            let end = quoted.find('\'').ok_or_else(|| Gap::error("an open quotation in a format of a date"))?;
            result.push_str(quoted.get(..end).unwrap_or_default());
            rest = quoted.get(end + 1..).unwrap_or_default();
            continue;
        }
        let length = rest.chars().take_while(|other| *other == c).count();
        let (run, tail) = rest.split_at(c.len_utf8() * length);
        rest = tail;
        let written = match run {
            "YYYY" => part("%Y"),
            "YY" => part("%y"),
            "MMMM" => part("%B"),
            "MMM" => part("%b"),
            "MM" => part("%m"),
            "M" => part("%-m"),
            "DD" => part("%d"),
            "D" => part("%-d"),
            "EEEE" => part("%A"),
            "EEE" => part("%a"),
            "hh" => part("%H"),
            "h" => part("%-H"),
            "HH" => part("%I"),
            "H" => part("%-I"),
            "AA" => part("%p").to_uppercase(),
            "aa" => part("%p").to_lowercase(),
            "mm" => part("%M"),
            "m" => part("%-M"),
            "ss" => part("%S"),
            "s" => part("%-S"),
            "ZZZ" if time.offset == 0 => "UTC".to_owned(),
            "Z" if time.offset == 0 => "Z".to_owned(),
            "ZZZZZ" | "Z" => time.zone(true),
            "ZZZZ" | "ZZZ" => time.zone(false),
            run if run.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                return Err(Gap::error(format!("a date has no part `{run}`")));
            }
            run => run.to_owned(),
        };
        result.push_str(&written);
    }
    Ok(Val::text(result))
}

/// Durations as `1h30m`, `-10s`.
fn duration(text: &str) -> Result<Span, Gap> {
    let wrong = || Gap::error("a text is no duration");
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut milliseconds = 0.0;
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() && rest != "0" {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(wrong)?;
        let number: f64 = rest.get(..end).and_then(|digits| digits.parse().ok()).ok_or_else(wrong)?;
        let tail = rest.get(end..).unwrap_or_default();
        let length = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, behind) = tail.split_at(length);
        milliseconds += number
            * match unit {
                "h" => 3_600_000.0,
                "m" => 60_000.0,
                "s" => 1000.0,
                "ms" => 1.0,
                "us" | "µs" => 0.001,
                "ns" => 0.000_001,
                _ => return Err(wrong()),
            };
        rest = behind;
    }
    if milliseconds > 1e14 {
        return Err(wrong());
    }
    let whole = whole(milliseconds.trunc()).ok_or_else(wrong)?;
    Ok((if negative { -whole } else { whole }).milliseconds())
}

fn add(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let time = Time::of(&arguments.plain(0)?)?;
    let local = time.local.checked_add(duration(&arguments.plain(1)?)?);
    let local = local.map_err(|_| Gap::error("a time out of range"))?;
    Ok(Val::text(Time { local, ..time }.text()))
}

fn compare(arguments: Arguments<'_>) -> Result<Val, Gap> {
    let (one, other) = (Time::of(&arguments.plain(0)?)?.utc()?, Time::of(&arguments.plain(1)?)?.utc()?);
    Ok(Val::number(match one.cmp(&other) {
        std::cmp::Ordering::Less => -1.0,
        std::cmp::Ordering::Equal => 0.0,
        std::cmp::Ordering::Greater => 1.0,
    }))
}
