//! Condition operators (IAM User Guide, "IAM JSON policy elements: Condition operators" and "Single-valued vs.
//! multivalued context keys").

use std::net::IpAddr;

use smol_str::SmolStr;

use crate::glob::{ArnPattern, Pattern, ShortArn, SplitArn, Tri, Value};

/// What an operator compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are AWS's own, one operator each")]
pub enum OperatorKind {
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    NumericEquals,
    NumericNotEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateNotEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    NotIpAddress,
    ArnEquals,
    ArnLike,
    ArnNotEquals,
    ArnNotLike,
    Null,
}

use OperatorKind as K;

const KINDS: &[(&str, OperatorKind)] = &[
    ("StringEquals", K::StringEquals),
    ("StringNotEquals", K::StringNotEquals),
    ("StringEqualsIgnoreCase", K::StringEqualsIgnoreCase),
    ("StringNotEqualsIgnoreCase", K::StringNotEqualsIgnoreCase),
    ("StringLike", K::StringLike),
    ("StringNotLike", K::StringNotLike),
    ("NumericEquals", K::NumericEquals),
    ("NumericNotEquals", K::NumericNotEquals),
    ("NumericLessThan", K::NumericLessThan),
    ("NumericLessThanEquals", K::NumericLessThanEquals),
    ("NumericGreaterThan", K::NumericGreaterThan),
    ("NumericGreaterThanEquals", K::NumericGreaterThanEquals),
    ("DateEquals", K::DateEquals),
    ("DateNotEquals", K::DateNotEquals),
    ("DateLessThan", K::DateLessThan),
    ("DateLessThanEquals", K::DateLessThanEquals),
    ("DateGreaterThan", K::DateGreaterThan),
    ("DateGreaterThanEquals", K::DateGreaterThanEquals),
    ("Bool", K::Bool),
    ("BinaryEquals", K::BinaryEquals),
    ("IpAddress", K::IpAddress),
    ("NotIpAddress", K::NotIpAddress),
    ("ArnEquals", K::ArnEquals),
    ("ArnLike", K::ArnLike),
    ("ArnNotEquals", K::ArnNotEquals),
    ("ArnNotLike", K::ArnNotLike),
    ("Null", K::Null),
];

impl OperatorKind {
    /// Whether its values are "none of these".
    pub fn is_negated(self) -> bool {
        matches!(
            self,
            K::StringNotEquals
                | K::StringNotEqualsIgnoreCase
                | K::StringNotLike
                | K::NumericNotEquals
                | K::DateNotEquals
                | K::NotIpAddress
                | K::ArnNotEquals
                | K::ArnNotLike
        )
    }

    /// Its name as AWS writes it.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Every operator, by name.
    pub fn all() -> impl Iterator<Item = (&'static str, OperatorKind)> {
        KINDS.iter().copied()
    }
}

/// The prefix that makes an operator one over sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetOperator {
    /// None.
    Single,
    /// `ForAllValues:`
    ForAllValues,
    /// `ForAnyValue:`
    ForAnyValue,
}

/// A condition operator taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operator {
    /// What it compares; `None` for an operator that AWS does not have, which never matches.
    pub kind: Option<OperatorKind>,
    /// `ForAllValues:`, `ForAnyValue:` or neither.
    pub set: SetOperator,
    /// `…IfExists`
    pub if_exists: bool,
}

impl Operator {
    /// Takes an operator's name apart; names are case-insensitive.
    pub fn parse(text: &str) -> Self {
        let (set, rest) = if let Some((prefix, rest)) = text.split_once(':') {
            if prefix.eq_ignore_ascii_case("ForAllValues") {
                (SetOperator::ForAllValues, rest)
            } else if prefix.eq_ignore_ascii_case("ForAnyValue") {
                (SetOperator::ForAnyValue, rest)
            } else {
                return Self { kind: None, set: SetOperator::Single, if_exists: false };
            }
        } else {
            (SetOperator::Single, text)
        };
        let suffix = rest.len().checked_sub("IfExists".len()).and_then(|at| rest.split_at_checked(at));
        let (name, if_exists) = match suffix {
            Some((name, end)) if end.eq_ignore_ascii_case("IfExists") => (name, true),
            _ => (rest, false),
        };
        let kind = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind);
        // `Null` asks for existence itself; it takes neither prefix nor suffix.
        let kind = kind.filter(|kind| *kind != K::Null || (!if_exists && set == SetOperator::Single));
        Self { kind, set, if_exists }
    }
}

/// A block of IP addresses as a range of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cidr {
    pub(crate) v6: bool,
    pub(crate) first: u128,
    pub(crate) last: u128,
}

impl Cidr {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let (v6, bits, number) = match address.trim().parse::<IpAddr>().ok()? {
            IpAddr::V4(a) => (false, 32, u128::from(u32::from(a))),
            IpAddr::V6(a) => (true, 128, u128::from(a)),
        };
        let length = length.unwrap_or(bits);
        if length > bits {
            return None;
        }
        let host = match bits - length {
            128 => u128::MAX,
            n => (1_u128 << n) - 1,
        };
        Some(Self { v6, first: number & !host, last: number | host })
    }

    pub(crate) fn contains(&self, other: &Self) -> bool {
        self.v6 == other.v6 && self.first <= other.first && other.last <= self.last
    }
}

/// An operator's values, made ready.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    /// Strings; `fold` compares lowercase on both sides.
    Text {
        patterns: Vec<Pattern>,
        fold: bool,
    },
    Arn(Vec<ArnPattern>),
    Number(Vec<Option<f64>>),
    /// Milliseconds since 1970.
    Date(Vec<Option<i64>>),
    Bool(Vec<Option<bool>>),
    Binary(Vec<Option<Vec<u8>>>),
    Ip(Vec<Option<Cidr>>),
    Null(Vec<Option<bool>>),
    /// An operator that AWS does not have.
    Never,
}

// INVARIANT: numbers come from `parse_number`, which refuses NaN.
impl Eq for Test {}

impl Test {
    pub(crate) fn new(operator: Operator, values: &[SmolStr], variables: bool) -> Self {
        let Some(kind) = operator.kind else { return Self::Never };
        match kind {
            K::StringEquals | K::StringNotEquals => {
                Self::Text { patterns: values.iter().map(|v| Pattern::exact(v, variables)).collect(), fold: false }
            }
            K::StringEqualsIgnoreCase | K::StringNotEqualsIgnoreCase => Self::Text {
                patterns: values.iter().map(|v| Pattern::exact(&v.to_lowercase(), variables)).collect(),
                fold: true,
            },
            K::StringLike | K::StringNotLike => {
                Self::Text { patterns: values.iter().map(|v| Pattern::new(v, variables)).collect(), fold: false }
            }
            K::ArnEquals | K::ArnLike | K::ArnNotEquals | K::ArnNotLike => {
                Self::Arn(values.iter().map(|v| ArnPattern::new(v, variables)).collect())
            }
            K::NumericEquals
            | K::NumericNotEquals
            | K::NumericLessThan
            | K::NumericLessThanEquals
            | K::NumericGreaterThan
            | K::NumericGreaterThanEquals => Self::Number(values.iter().map(|v| parse_number(v)).collect()),
            K::DateEquals
            | K::DateNotEquals
            | K::DateLessThan
            | K::DateLessThanEquals
            | K::DateGreaterThan
            | K::DateGreaterThanEquals => Self::Date(values.iter().map(|v| parse_date(v)).collect()),
            K::Bool => Self::Bool(values.iter().map(|v| parse_bool(v)).collect()),
            K::Null => Self::Null(values.iter().map(|v| parse_bool(v)).collect()),
            K::BinaryEquals => Self::Binary(values.iter().map(|v| decode_base64(v)).collect()),
            K::IpAddress | K::NotIpAddress => Self::Ip(values.iter().map(|v| Cidr::parse(v)).collect()),
        }
    }
}

/// The value of a key in a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Held<'a> {
    Absent,
    One(&'a str),
    Many(&'a [String]),
    Unknown,
}

/// Where values of keys come from.
pub(crate) trait Lookup {
    fn held(&self, key: &str) -> Held<'_>;

    fn variable(&self, key: &str) -> Value<'_> {
        match self.held(key) {
            Held::One(text) => Value::Is(text.into()),
            Held::Absent | Held::Many(_) => Value::Absent,
            Held::Unknown => Value::Unknown,
        }
    }
}

/// Whether a condition holds; `gap` says that the values of the condition are not fully known.
pub(crate) fn holds(operator: Operator, test: &Test, gap: bool, key: &str, lookup: &dyn Lookup) -> Tri {
    let Some(kind) = operator.kind else { return Tri::No };
    let held = lookup.held(key);
    if let Test::Null(wants) = test {
        let absent = match held {
            Held::Absent | Held::Many([]) => true,
            Held::Unknown => return Tri::Unknown,
            Held::One(_) | Held::Many(_) => false,
        };
        let known = Tri::of(wants.contains(&Some(absent)));
        return if gap { known.or(Tri::Unknown) } else { known };
    }
    let one = |value: &str| satisfies(kind, test, gap, value, lookup);
    match (operator.set, held) {
        (_, Held::Unknown) => Tri::Unknown,
        (_, Held::One(value)) => one(value),
        (_, Held::Absent | Held::Many([])) => Tri::of(match operator.set {
            _ if operator.if_exists => true,
            SetOperator::ForAllValues => true,
            SetOperator::ForAnyValue => false,
            SetOperator::Single => matches!(held, Held::Absent) && kind.is_negated(),
        }),
        (SetOperator::Single, Held::Many(_)) => Tri::No,
        (SetOperator::ForAllValues, Held::Many(all)) => {
            all.iter().fold(Tri::Yes, |so_far, value| so_far.and(one(value)))
        }
        (SetOperator::ForAnyValue, Held::Many(all)) => all.iter().fold(Tri::No, |so_far, value| so_far.or(one(value))),
    }
}

/// Whether one value passes the operator: some listed value matches, or, for a negated operator, none does.
pub(crate) fn satisfies(kind: OperatorKind, test: &Test, gap: bool, subject: &str, lookup: &dyn Lookup) -> Tri {
    let mut matched = some_matches(kind, test, subject, lookup);
    if gap {
        matched = matched.or(Tri::Unknown);
    }
    if kind.is_negated() { matched.negate() } else { matched }
}

fn some_matches(kind: OperatorKind, test: &Test, subject: &str, lookup: &dyn Lookup) -> Tri {
    let variable = |key: &str| lookup.variable(key);
    match test {
        Test::Text { patterns, fold } => {
            let folded;
            let subject = if *fold {
                folded = subject.to_lowercase();
                &folded
            } else {
                subject
            };
            let lower = |key: &str| match lookup.variable(key) {
                Value::Is(found) if *fold => Value::Is(found.to_lowercase().into()),
                other => other,
            };
            any(patterns, |pattern| pattern.matches_with(subject, &lower))
        }
        Test::Arn(patterns) => {
            let arn = SplitArn::new(subject);
            any(patterns, |pattern| pattern.matches_with(&arn, ShortArn::NeedsTrailingStar, &variable))
        }
        Test::Number(values) => {
            let Some(number) = parse_number(subject) else { return Tri::No };
            Tri::of(values.iter().flatten().any(|value| compare(kind, number.partial_cmp(value))))
        }
        Test::Date(values) => {
            let Some(date) = parse_date(subject) else { return Tri::No };
            Tri::of(values.iter().flatten().any(|value| compare(kind, Some(date.cmp(value)))))
        }
        Test::Bool(values) => {
            let Some(truth) = parse_bool(subject) else { return Tri::No };
            Tri::of(values.contains(&Some(truth)))
        }
        Test::Binary(values) => {
            let Some(bytes) = decode_base64(subject) else { return Tri::No };
            Tri::of(values.iter().flatten().any(|value| *value == bytes))
        }
        Test::Ip(values) => {
            let Some(address) = Cidr::parse(subject) else { return Tri::No };
            Tri::of(values.iter().flatten().any(|block| block.contains(&address)))
        }
        Test::Null(_) | Test::Never => Tri::No,
    }
}

fn any<T>(items: &[T], mut test: impl FnMut(&T) -> Tri) -> Tri {
    let mut result = Tri::No;
    for item in items {
        result = result.or(test(item));
        if result == Tri::Yes {
            break;
        }
    }
    result
}

fn compare(kind: OperatorKind, order: Option<std::cmp::Ordering>) -> bool {
    let Some(order) = order else { return false };
    match kind {
        K::NumericLessThan | K::DateLessThan => order.is_lt(),
        K::NumericLessThanEquals | K::DateLessThanEquals => order.is_le(),
        K::NumericGreaterThan | K::DateGreaterThan => order.is_gt(),
        K::NumericGreaterThanEquals | K::DateGreaterThanEquals => order.is_ge(),
        // The negated operators are turned round by the caller.
        _ => order.is_eq(),
    }
}

pub(crate) fn parse_number(text: &str) -> Option<f64> {
    let text = text.trim();
    // `f64` also reads "inf" and "nan".
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E')) {
        return None;
    }
    text.parse::<f64>().ok().filter(|n| n.is_finite())
}

pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// Milliseconds since 1970 of an ISO 8601 date (`2013-06-30T00:00:00Z`, with offset, without time) or of epoch seconds.
/// Four digits alone are a year.
pub(crate) fn parse_date(text: &str) -> Option<i64> {
    let text = text.trim();
    let is_year = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    if !is_year && let Some(seconds) = parse_number(text) {
        let millis = (seconds * 1000.0).round();
        // Beyond this a date has no meaning and the cast would clamp.
        if millis.abs() > 9e15 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
        return Some(millis as i64);
    }
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut numbers = date.split('-');
    let mut next = |digits: usize, default: Option<i64>| match numbers.next() {
        Some(n) if n.len() == digits && n.bytes().all(|b| b.is_ascii_digit()) => n.parse::<i64>().ok(),
        Some(_) => None,
        None => default,
    };
    let (year, month, day) = (next(4, None)?, next(2, Some(1))?, next(2, Some(1))?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let month_days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if numbers.next().is_some() || !(1..=month_days).contains(&day) {
        return None;
    }
    // Days since 1970 in the proleptic Gregorian calendar, counted from March so that the leap day comes last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * m + 2) / 5 + day - 1;
    let days = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
    let millis = match time {
        None => 0,
        Some(time) => parse_time(time)?,
    };
    Some(days * 86_400_000 + millis)
}

/// Milliseconds since midnight UTC.
fn parse_time(time: &str) -> Option<i64> {
    let (clock, offset) = if let Some(clock) = time.strip_suffix(['Z', 'z']) {
        (clock, 0)
    } else if let Some(at) = time.rfind(['+', '-']) {
        let (clock, offset) = time.split_at_checked(at)?;
        let sign = if offset.starts_with('-') { -1 } else { 1 };
        let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
        let (hours, minutes) = digits.split_at_checked(2)?;
        let minutes = if minutes.is_empty() { 0 } else { minutes.parse::<i64>().ok()? };
        (clock, sign * (hours.parse::<i64>().ok()? * 60 + minutes) * 60_000)
    } else {
        (time, 0)
    };
    let mut parts = clock.split(':');
    let hour: i64 = parts.next()?.parse().ok()?;
    let minute: i64 = parts.next().map_or(Some(0), |m| m.parse().ok())?;
    let second: f64 = parts.next().map_or(Some(0.0), parse_number)?;
    if !(0..=24).contains(&hour)
        || !(0..60).contains(&minute)
        || !(0.0..61.0).contains(&second)
        || parts.next().is_some()
    {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most 61,000")]
    let millis = (second * 1000.0).round() as i64;
    Some(hour * 3_600_000 + minute * 60_000 + millis - offset)
}

pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'\r' | b'\n' => continue,
            _ => return None,
        };
        buffer = (buffer << 6 | u32::from(six)) & 0xfff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(buffer >> bits & 0xff).ok()?);
        }
    }
    Some(out)
}
