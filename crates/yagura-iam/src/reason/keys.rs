//! Is there a value of one context key that makes these conditions true and those false?

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::condition::{Held, Lookup, OperatorKind, SetOperator, Test, satisfies};
use crate::glob::{ShortArn, Tri};
use crate::reason::lang::{Budget, Exhausted, Lang, find};
use crate::reason::rules::Lit;

/// Which values a key can have for a caller.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Domain {
    /// The request may lack the key.
    pub(crate) absent: bool,
    /// The key may have several values.
    pub(crate) multi: bool,
    pub(crate) values: Values,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Values {
    /// None: the key is always absent.
    Never,
    /// Any text.
    Free,
    /// One of these.
    List(Vec<String>),
    /// A text in one of `inside` and in none of `outside`.
    In { inside: Vec<Lang>, outside: Vec<Lang> },
    /// An IP address; with `anyone`, a condition that leaves only few addresses leaves none.
    Ip { anyone: bool },
    /// A point in time, in milliseconds since 1970, not before this.
    Time { from: Option<i64> },
}

impl Domain {
    pub(crate) fn never() -> Self {
        Self { absent: true, multi: false, values: Values::Never }
    }
    pub(crate) fn is(values: &[&str]) -> Self {
        Self { absent: false, multi: false, values: Values::List(values.iter().map(|v| (*v).to_owned()).collect()) }
    }
    pub(crate) fn free(multi: bool) -> Self {
        Self { absent: true, multi, values: Values::Free }
    }
}

/// The value found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    Absent,
    One(String),
    Many(Vec<String>),
}

struct Nothing;

impl Lookup for Nothing {
    fn held(&self, _: &str) -> Held<'_> {
        Held::Absent
    }
}

/// A value for which each condition has the wanted truth.
pub(crate) fn solve(domain: &Domain, lits: &[(&Lit, bool)], budget: &Budget) -> Result<Option<Choice>, Exhausted> {
    budget.spend(1)?;
    let mut exhausted = false;
    // A value first: it says more to a reader than an absent key.
    match solve_one(domain, lits, budget) {
        Ok(Some(text)) => return Ok(Some(Choice::One(text))),
        Ok(None) => {}
        Err(Exhausted) => exhausted = true,
    }
    if domain.absent && lits.iter().all(|(lit, want)| when_absent(lit) == *want) {
        return Ok(Some(Choice::Absent));
    }
    if domain.multi {
        match solve_many(domain, lits, budget) {
            Ok(Some(texts)) => return Ok(Some(Choice::Many(texts))),
            Ok(None) => {}
            Err(Exhausted) => exhausted = true,
        }
    }
    if exhausted { Err(Exhausted) } else { Ok(None) }
}

fn when_absent(lit: &Lit) -> bool {
    crate::condition::holds(lit.operator, &lit.test, false, "", &Nothing) == Tri::Yes
}

/// The value of one text: whether the values of the operator match it, which is what `want` speaks of.
struct Requirement<'a> {
    kind: OperatorKind,
    test: &'a Test,
    want: bool,
}

impl Requirement<'_> {
    fn met_by(&self, text: &str) -> bool {
        let truth = satisfies(self.kind, self.test, false, text, &Nothing) == Tri::Yes;
        truth == (self.want != self.kind.is_negated())
    }
}

enum Reduced<'a> {
    Requirement(Requirement<'a>),
    True,
    False,
}

/// What a condition asks of a single value.
fn reduce(lit: &Lit, want: bool) -> Reduced<'_> {
    let Some(kind) = lit.operator.kind else { return if want { Reduced::False } else { Reduced::True } };
    if let Test::Null(values) = &lit.test {
        // The key is there.
        return if values.contains(&Some(false)) == want { Reduced::True } else { Reduced::False };
    }
    Reduced::Requirement(Requirement { kind, test: &lit.test, want: want != kind.is_negated() })
}

fn solve_one(domain: &Domain, lits: &[(&Lit, bool)], budget: &Budget) -> Result<Option<String>, Exhausted> {
    let mut requirements = Vec::new();
    for (lit, want) in lits {
        match reduce(lit, *want) {
            Reduced::Requirement(requirement) => requirements.push(requirement),
            Reduced::True => {}
            Reduced::False => return Ok(None),
        }
    }
    text(&domain.values, &requirements, budget)
}

/// Several values: conditions without a set operator never hold.
fn solve_many(domain: &Domain, lits: &[(&Lit, bool)], budget: &Budget) -> Result<Option<Vec<String>>, Exhausted> {
    let mut all: Vec<Requirement<'_>> = Vec::new();
    let mut some: Vec<Requirement<'_>> = Vec::new();
    for (lit, want) in lits {
        let requirement = match (reduce(lit, *want), lit.operator.set) {
            (Reduced::True, _) if matches!(lit.test, Test::Null(_)) => continue,
            (Reduced::False, _) if matches!(lit.test, Test::Null(_)) => return Ok(None),
            (_, SetOperator::Single) if *want => return Ok(None),
            (_, SetOperator::Single) | (Reduced::True, _) => continue,
            (Reduced::False, _) => return Ok(None),
            (Reduced::Requirement(requirement), _) => requirement,
        };
        let for_all = lit.operator.set == SetOperator::ForAllValues;
        if for_all == *want { all.push(requirement) } else { some.push(requirement) }
    }
    let mut out = Vec::new();
    let rounds = some.len().max(1);
    for round in 0..rounds {
        let mut now: Vec<Requirement<'_>> =
            all.iter().map(|r| Requirement { kind: r.kind, test: r.test, want: r.want }).collect();
        if let Some(r) = some.get(round) {
            now.push(Requirement { kind: r.kind, test: r.test, want: r.want });
        }
        match text(&domain.values, &now, budget)? {
            Some(text) if !out.contains(&text) => out.push(text),
            Some(_) => {}
            None => return Ok(None),
        }
    }
    Ok(Some(out))
}

fn text(values: &Values, requirements: &[Requirement<'_>], budget: &Budget) -> Result<Option<String>, Exhausted> {
    let met = |text: &str| requirements.iter().all(|r| r.met_by(text));
    let numeric = requirements.iter().any(|r| matches!(r.test, Test::Number(_)));
    let dates = requirements.iter().any(|r| matches!(r.test, Test::Date(_)));
    let addresses = requirements.iter().any(|r| matches!(r.test, Test::Ip(_)));
    let binary = requirements.iter().any(|r| matches!(r.test, Test::Binary(_)));
    let plain = requirements.iter().any(|r| matches!(r.test, Test::Text { .. } | Test::Arn(_) | Test::Bool(_)));
    // Interval reasoning is exact alone; mixed with patterns a found value is good, a missing one proves nothing.
    let verdict = |found: Option<String>| match found {
        None if plain || binary => Err(Exhausted),
        found => Ok(found),
    };
    match values {
        Values::Never => Ok(None),
        Values::List(list) => Ok(list.iter().find(|text| met(text)).cloned()),
        Values::Ip { anyone } => {
            if addresses || !plain {
                return verdict(address(requirements, *anyone, &met));
            }
            let usual = ["203.0.113.7", "198.51.100.9", "2001:db8::7"];
            let found = usual.iter().find(|text| met(text)).map(|text| (*text).to_owned());
            // Plain texts name single addresses, which is not everybody.
            let named = requirements.iter().any(|r| r.want && literals(r.test).is_some());
            if found.is_none() && named && *anyone {
                return Ok(None);
            }
            verdict(found)
        }
        Values::Time { from } => {
            if numeric && !dates {
                return verdict(number(requirements, from.map(|ms| ms as f64 / 1000.0), &met));
            }
            verdict(date(requirements, *from, &met))
        }
        Values::Free | Values::In { .. } if numeric => verdict(number(requirements, None, &met)),
        Values::Free | Values::In { .. } if dates => verdict(date(requirements, None, &met)),
        Values::Free | Values::In { .. } if addresses => verdict(address(requirements, false, &met)),
        Values::Free | Values::In { .. } if binary => Err(Exhausted),
        Values::Free => words(Vec::new(), Vec::new(), requirements, budget),
        Values::In { inside, outside } => words(vec![inside.clone()], outside.clone(), requirements, budget),
    }
}

fn literals(test: &Test) -> Option<Vec<String>> {
    match test {
        Test::Text { patterns, .. } => patterns.iter().map(|p| p.as_literal().map(str::to_owned)).collect(),
        Test::Arn(patterns) => patterns.iter().map(crate::glob::ArnPattern::as_literal).collect(),
        _ => None,
    }
}

fn words(
    mut inside: Vec<Vec<Lang>>,
    mut outside: Vec<Lang>,
    requirements: &[Requirement<'_>],
    budget: &Budget,
) -> Result<Option<String>, Exhausted> {
    for requirement in requirements {
        let langs = match requirement.test {
            Test::Text { patterns, fold } => patterns.iter().map(|p| Lang::pattern(p, *fold)).collect::<Vec<_>>(),
            Test::Arn(patterns) => patterns.iter().flat_map(|p| Lang::arn(p, ShortArn::NeedsTrailingStar)).collect(),
            Test::Bool(values) => values
                .iter()
                .flatten()
                .map(|b| Lang::pattern(&crate::glob::Pattern::new(if *b { "true" } else { "false" }, false), true))
                .collect(),
            _ => Vec::new(),
        };
        if requirement.want {
            inside.push(langs);
        } else {
            outside.extend(langs);
        }
    }
    if inside.is_empty() {
        // Any text will do: one that reads better than the empty one, if it may.
        inside.push(vec![Lang::default().times(super::lang::Class::Any, 1).many(super::lang::Class::Any)]);
        if let Some(found) = find(&inside, &outside, budget)? {
            return Ok(Some(found));
        }
        inside = vec![vec![Lang::any()]];
    }
    find(&inside, &outside, budget)
}

/// One number from every interval that the constants cut the line into.
fn number(requirements: &[Requirement<'_>], from: Option<f64>, met: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut points: Vec<f64> = requirements
        .iter()
        .filter_map(|r| if let Test::Number(values) = r.test { Some(values) } else { None })
        .flatten()
        .flatten()
        .copied()
        .chain(from)
        .collect();
    points.sort_by(f64::total_cmp);
    points.dedup();
    let mut candidates = vec![0.0, 1.0];
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        candidates.extend([first - 1.0, last + 1.0]);
    }
    candidates.extend(&points);
    candidates
        .extend(points.windows(2).filter_map(|w| if let [a, b] = w { Some(f64::midpoint(*a, *b)) } else { None }));
    candidates.into_iter().filter(|n| from.is_none_or(|from| *n >= from)).map(|n| n.to_string()).find(|text| met(text))
}

fn date(requirements: &[Requirement<'_>], from: Option<i64>, met: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut points: BTreeSet<i64> = from.into_iter().collect();
    for requirement in requirements {
        if let Test::Date(values) = requirement.test {
            points.extend(values.iter().flatten());
        }
    }
    let mut candidates: BTreeSet<i64> = BTreeSet::new();
    for point in points {
        candidates.extend([point.saturating_sub(1), point, point.saturating_add(1)]);
    }
    if candidates.is_empty() {
        candidates.insert(0);
    }
    // A day to spare on either side reads better than a millisecond.
    let wide: Vec<i64> =
        candidates.iter().flat_map(|c| [c.saturating_add(86_400_000), c.saturating_sub(86_400_000)]).collect();
    wide.into_iter().chain(candidates).filter(|ms| from.is_none_or(|from| *ms >= from)).map(iso).find(|text| met(text))
}

/// `YYYY-MM-DDThh:mm:ss.mmmZ`, without the fraction when it is zero.
fn iso(ms: i64) -> String {
    let (days, rest) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
    // The inverse of the count in `condition::parse_date`.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let mp = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second, milli) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000);
    if milli == 0 {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }
}

/// More than this many addresses are "everybody": Amazon S3 takes a range broader than /8 (IPv4) or /32 (IPv6) for public
/// (Amazon S3 User Guide, "The meaning of public").
const MANY_V4: u128 = 1 << 24;
const MANY_V6: u128 = 1 << 96;

fn address(requirements: &[Requirement<'_>], anyone: bool, met: &dyn Fn(&str) -> bool) -> Option<String> {
    for (v6, last, many) in [(false, u128::from(u32::MAX), MANY_V4), (true, u128::MAX, MANY_V6)] {
        // The blocks cut the space into ranges; within one all addresses fare the same.
        let mut cuts: BTreeSet<u128> = BTreeSet::from([0]);
        for requirement in requirements {
            if let Test::Ip(blocks) = requirement.test {
                for block in blocks.iter().flatten().filter(|b| b.v6 == v6) {
                    cuts.insert(block.first);
                    if block.last < last {
                        cuts.insert(block.last + 1);
                    }
                }
            }
        }
        let starts: Vec<u128> = cuts.into_iter().collect();
        let mut total: u128 = 0;
        let mut best: Option<(u128, String)> = None;
        for (i, start) in starts.iter().enumerate() {
            let end = starts.get(i + 1).map_or(last, |next| next - 1);
            // A usual example address where it fits, else the first but one of the range.
            let example = if v6 {
                u128::from(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7))
            } else {
                u128::from(u32::from(Ipv4Addr::new(203, 0, 113, 7)))
            };
            let inside = if (*start..=end).contains(&example) { example } else { (start + 1).min(end) };
            let text = if v6 {
                Ipv6Addr::from(inside).to_string()
            } else {
                Ipv4Addr::from(u32::try_from(inside).unwrap_or(u32::MAX)).to_string()
            };
            if met(&text) {
                let size = (end - start).saturating_add(1);
                total = total.saturating_add(size);
                if best.as_ref().is_none_or(|(found, _)| size > *found) {
                    best = Some((size, text));
                }
            }
        }
        if let Some((_, text)) = best
            && (!anyone || total > many)
        {
            return Some(text);
        }
    }
    None
}
