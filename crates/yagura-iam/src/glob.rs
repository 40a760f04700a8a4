//! Patterns of the policy language: `*`, `?`, policy variables, and ARNs matched part by part.
//!
//! Rests on the IAM User Guide, "IAM JSON policy elements: Resource", "… Variables and tags" and "… Condition operators".
//! Uncertain, since AWS does not say it in so many words: that `*` also spans line breaks, and that a `*` which comes out of
//! a variable is no wildcard.
//! AWS says that a variable without value can make the whole statement invalid; here it makes its own value match nothing.

use std::borrow::Cow;

use smol_str::SmolStr;

/// One element of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// Text that stands for itself.
    Literal(SmolStr),
    /// `?`: one character.
    One,
    /// `*`: any run of characters, also none.
    Many,
    /// `${key}` or `${key, 'default'}`: replaced by the value in the request before matching.
    Variable(Box<Variable>),
}

/// A policy variable. In a box of its own: few patterns have one, and every token would take its room.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Variable {
    /// The context key, lowercase.
    pub key: Box<str>,
    /// What stands in when the request lacks the key.
    pub default: Option<Box<str>>,
}

/// What a policy variable is in one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// The request has this one value.
    Is(Cow<'a, str>),
    /// The request lacks the key (or has several values, which cannot stand for one).
    Absent,
    /// Whether and which is not known.
    Unknown,
}

/// Truth with a third value: what is needed to tell was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tri {
    /// Holds.
    Yes,
    /// Does not hold.
    No,
    /// Cannot be told.
    Unknown,
}

impl Tri {
    /// From plain truth.
    pub fn of(truth: bool) -> Self {
        if truth { Self::Yes } else { Self::No }
    }
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }
    /// One of them holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            _ => Self::Unknown,
        }
    }
    /// The contrary.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    /// `*`
    Any,
    /// One literal, or nothing at all.
    Exact,
    /// A literal and `*`.
    Prefix,
    General,
    Variables,
}

/// A string with wildcards, made ready for matching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    tokens: Tokens,
    shape: Shape,
}

/// The tokens of a pattern: of policies most are one literal, which then needs no list around it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Tokens {
    None,
    One(Token),
    Several(Box<[Token]>),
}

impl Tokens {
    fn as_slice(&self) -> &[Token] {
        match self {
            Self::None => &[],
            Self::One(token) => std::slice::from_ref(token),
            Self::Several(tokens) => tokens,
        }
    }

    fn of_text(text: &str) -> Self {
        if text.is_empty() { Self::None } else { Self::One(Token::Literal(text.into())) }
    }
}

impl From<Vec<Token>> for Tokens {
    fn from(mut tokens: Vec<Token>) -> Self {
        match (tokens.len(), tokens.pop()) {
            (0 | 1, one) => one.map_or(Self::None, Self::One),
            (_, last) => {
                tokens.extend(last);
                Self::Several(tokens.into())
            }
        }
    }
}

impl Pattern {
    /// Reads a pattern in which `*` and `?` are wild.
    /// `variables` says whether `${…}` is special: only under `Version: 2012-10-17` (IAM User Guide, "Variables and tags").
    pub fn new(text: &str, variables: bool) -> Self {
        if !text.contains(['*', '?', '$']) {
            return Self { tokens: Tokens::of_text(text), shape: Shape::Exact };
        }
        if let Some(prefix) = text.strip_suffix('*').filter(|prefix| !prefix.contains(['*', '?', '$'])) {
            return match prefix {
                "" => Self { tokens: Tokens::One(Token::Many), shape: Shape::Any },
                _ => Self {
                    tokens: Tokens::Several([Token::Literal(prefix.into()), Token::Many].into()),
                    shape: Shape::Prefix,
                },
            };
        }
        Self::from_tokens(tokens(text, variables))
    }

    /// Reads a string of an operator without wildcards (`StringEquals`): only variables are special.
    pub fn exact(text: &str, variables: bool) -> Self {
        let tokens = if variables && text.contains("${") {
            // `${*}` is an escape wherever variables are read; bare wildcards are text here.
            merge(
                tokens(text, true)
                    .into_iter()
                    .map(|token| match token {
                        Token::One => Token::Literal("?".into()),
                        Token::Many => Token::Literal("*".into()),
                        other => other,
                    })
                    .collect(),
            )
        } else {
            literal(text)
        };
        Self::from_tokens(tokens)
    }

    /// A pattern of these tokens.
    pub(crate) fn from_tokens(tokens: Vec<Token>) -> Self {
        let tokens = merge(tokens);
        let shape = match tokens.as_slice() {
            [] | [Token::Literal(_)] => Shape::Exact,
            [Token::Many] => Shape::Any,
            [Token::Literal(_), Token::Many] => Shape::Prefix,
            tokens if tokens.iter().any(|t| matches!(t, Token::Variable(_))) => Shape::Variables,
            _ => Shape::General,
        };
        Self { tokens: tokens.into(), shape }
    }

    /// The parts of the pattern, runs of wildcards put in order (`?`s first, one `*`).
    pub fn tokens(&self) -> &[Token] {
        self.tokens.as_slice()
    }

    /// The text it stands for, when nothing in it is wild or variable.
    pub fn as_literal(&self) -> Option<&str> {
        match self.shape {
            Shape::Exact => Some(self.prefix()),
            _ => None,
        }
    }

    /// Whether it matches every string.
    pub fn is_any(&self) -> bool {
        self.shape == Shape::Any
    }

    /// Whether it has a policy variable.
    pub fn has_variables(&self) -> bool {
        self.shape == Shape::Variables
    }

    /// The variables' keys, lowercase.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.tokens().iter().filter_map(|token| match token {
            Token::Variable(variable) => Some(&*variable.key),
            _ => None,
        })
    }

    /// The text before the first wildcard or variable.
    pub fn prefix(&self) -> &str {
        match self.tokens().first() {
            Some(Token::Literal(text)) => text,
            _ => "",
        }
    }

    /// Whether the text matches; a pattern with variables never does (see [`Pattern::matches_with`]).
    pub fn matches(&self, text: &str) -> bool {
        match self.shape {
            Shape::Any => true,
            Shape::Exact => self.prefix() == text,
            Shape::Prefix => text.as_bytes().starts_with(self.prefix().as_bytes()),
            Shape::General => run(self.tokens(), text),
            Shape::Variables => false,
        }
    }

    /// Whether the text matches once the variables are replaced.
    /// Replaced text is literal: a `*` in it is no wildcard.
    /// A variable without value and default makes the whole match nothing.
    pub fn matches_with<'v>(&self, text: &str, lookup: &dyn Fn(&str) -> Value<'v>) -> Tri {
        if self.shape != Shape::Variables {
            return Tri::of(self.matches(text));
        }
        // Most patterns have few parts; these need no memory of their own.
        let mut few: [Settled<'_>; 8] = std::array::from_fn(|_| Settled::One);
        let mut many = Vec::new();
        let slots = if let Some(slots) = few.get_mut(..self.tokens().len()) {
            slots
        } else {
            many.resize_with(self.tokens().len(), || Settled::One);
            many.as_mut_slice()
        };
        let mut unknown = false;
        for (slot, token) in slots.iter_mut().zip(self.tokens()) {
            *slot = match token {
                Token::Literal(text) => Settled::Text(Cow::Borrowed(text)),
                Token::One => Settled::One,
                Token::Many => Settled::Many,
                Token::Variable(variable) => match (lookup(&variable.key), &variable.default) {
                    (Value::Is(text), _) => Settled::Text(text),
                    (Value::Absent, Some(default)) => Settled::Text(Cow::Borrowed(default)),
                    (Value::Absent, None) => return Tri::No,
                    (Value::Unknown, _) => {
                        unknown = true;
                        Settled::One
                    }
                },
            };
        }
        if unknown { Tri::Unknown } else { Tri::of(run(slots, text)) }
    }

    /// The pattern with variables replaced; `None` when it can match nothing.
    pub(crate) fn substitute(&self, replace: &mut dyn FnMut(&str) -> Substitute) -> Option<Self> {
        if !self.has_variables() {
            return Some(self.clone());
        }
        let mut out = Vec::with_capacity(self.tokens().len());
        for token in self.tokens() {
            match token {
                Token::Variable(variable) => match (replace(&variable.key), &variable.default) {
                    (Substitute::Text(text), _) => out.push(Token::Literal(text.into())),
                    (Substitute::Absent, Some(default)) => out.push(Token::Literal((&**default).into())),
                    (Substitute::Absent, None) => return None,
                    (Substitute::Keep, _) => out.push(token.clone()),
                },
                other => out.push(other.clone()),
            }
        }
        Some(Self::from_tokens(out))
    }
}

/// What to put in a variable's place.
pub(crate) enum Substitute {
    /// This text, literally.
    Text(String),
    /// The request lacks the key.
    Absent,
    /// Leave the variable in the pattern.
    Keep,
}

/// A token whose variable, if it was one, has been replaced.
enum Settled<'p> {
    Text(Cow<'p, str>),
    One,
    Many,
}

/// What a token asks of the text.
enum Piece<'p> {
    Text(&'p str),
    One,
    Many,
}

trait View {
    fn view(&self) -> Piece<'_>;
}

impl View for Token {
    fn view(&self) -> Piece<'_> {
        match self {
            Self::Literal(text) => Piece::Text(text),
            // Patterns with variables are settled before they are run.
            Self::One | Self::Variable(_) => Piece::One,
            Self::Many => Piece::Many,
        }
    }
}

impl View for Settled<'_> {
    fn view(&self) -> Piece<'_> {
        match self {
            Self::Text(text) => Piece::Text(text),
            Self::One => Piece::One,
            Self::Many => Piece::Many,
        }
    }
}

fn literal(text: &str) -> Vec<Token> {
    if text.is_empty() { Vec::new() } else { vec![Token::Literal(text.into())] }
}

/// Splits a text into tokens.
/// `${` without `}` is text; so is anything in `${…}` that is no key.
pub(crate) fn tokens(text: &str, variables: bool) -> Vec<Token> {
    if !text.contains(['*', '?', '$']) {
        return literal(text);
    }
    let mut out = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    let flush = |plain: &mut String, out: &mut Vec<Token>| {
        if !plain.is_empty() {
            out.push(Token::Literal(std::mem::take(plain).into()));
        }
    };
    // Once no `}` is left, none will come: without this, ten thousand `${` would each search to the end.
    let mut closable = true;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '*' => {
                flush(&mut plain, &mut out);
                out.push(Token::Many);
            }
            '?' => {
                flush(&mut plain, &mut out);
                out.push(Token::One);
            }
            '$' if variables && closable && after.starts_with('{') => {
                let inner = after.get(1..).unwrap_or_default();
                if let Some(end) = inner.find('}') {
                    let body = inner.get(..end).unwrap_or_default();
                    match body {
                        "*" | "?" | "$" => plain.push_str(body),
                        _ => {
                            flush(&mut plain, &mut out);
                            out.push(variable(body));
                        }
                    }
                    rest = inner.get(end + 1..).unwrap_or_default();
                    continue;
                }
                closable = false;
                plain.push('$');
            }
            other => plain.push(other),
        }
        rest = after;
    }
    flush(&mut plain, &mut out);
    out
}

fn variable(body: &str) -> Token {
    let (key, default) = match body.split_once(',') {
        None => (body.trim(), None),
        Some((key, default)) => {
            let default = default.trim();
            (key.trim(), Some(default.strip_prefix('\'').and_then(|d| d.strip_suffix('\'')).unwrap_or(default)))
        }
    };
    Token::Variable(Box::new(Variable { key: key.to_lowercase().into(), default: default.map(Into::into) }))
}

/// Joins neighbouring literals and puts each run of wildcards in order, so that `*?*?` costs no more than `??*`.
fn merge(tokens: Vec<Token>) -> Vec<Token> {
    match tokens.as_slice() {
        [Token::Literal(text)] if text.is_empty() => return Vec::new(),
        [] | [_] => return tokens,
        _ => {}
    }
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut text = String::new();
    let (mut ones, mut many) = (0_usize, false);
    let flush_wild = |out: &mut Vec<Token>, ones: &mut usize, many: &mut bool| {
        out.extend(std::iter::repeat_n(Token::One, std::mem::take(ones)));
        if std::mem::take(many) {
            out.push(Token::Many);
        }
    };
    let flush_text = |out: &mut Vec<Token>, text: &mut String| {
        if !text.is_empty() {
            out.push(Token::Literal(std::mem::take(text).into()));
        }
    };
    for token in tokens {
        match token {
            Token::Literal(piece) => {
                if !piece.is_empty() {
                    flush_wild(&mut out, &mut ones, &mut many);
                    text.push_str(&piece);
                }
            }
            Token::One => {
                flush_text(&mut out, &mut text);
                ones += 1;
            }
            Token::Many => {
                flush_text(&mut out, &mut text);
                many = true;
            }
            variable @ Token::Variable(_) => {
                flush_text(&mut out, &mut text);
                flush_wild(&mut out, &mut ones, &mut many);
                out.push(variable);
            }
        }
    }
    flush_text(&mut out, &mut text);
    flush_wild(&mut out, &mut ones, &mut many);
    out
}

/// Matches tokens without variables: the part before the first `*` is anchored, each part between stars is found at
/// its first place, the last is anchored at the end. The first place is always the best one, so nothing is tried twice.
fn run<T: View>(tokens: &[T], text: &str) -> bool {
    let mut parts = tokens.split(|t| matches!(t.view(), Piece::Many));
    let Some(first) = parts.next() else { return text.is_empty() };
    let Some(mut rest) = strip(first, text) else { return false };
    let Some(mut last) = parts.next() else { return rest.is_empty() };
    for next in parts {
        match find(last, rest) {
            Some(after) => rest = after,
            None => return false,
        }
        last = next;
    }
    if last.is_empty() {
        return true;
    }
    // The last part has a fixed number of characters when counted from the end.
    let chars: usize =
        last.iter().map(|t| if let Piece::Text(text) = t.view() { text.chars().count() } else { 1 }).sum();
    let Some(start) = nth_from_end(rest, chars) else { return false };
    strip(last, rest.get(start..).unwrap_or_default()).is_some_and(str::is_empty)
}

fn nth_from_end(text: &str, chars: usize) -> Option<usize> {
    if chars == 0 {
        return Some(text.len());
    }
    text.char_indices().rev().nth(chars - 1).map(|(at, _)| at)
}

fn strip<'t, T: View>(part: &[T], mut text: &'t str) -> Option<&'t str> {
    for token in part {
        text = if let Piece::Text(literal) = token.view() {
            text.strip_prefix(literal)?
        } else {
            let mut chars = text.chars();
            chars.next()?;
            chars.as_str()
        };
    }
    Some(text)
}

fn find<'t, T: View>(part: &[T], mut text: &'t str) -> Option<&'t str> {
    if let [only] = part
        && let Piece::Text(literal) = only.view()
    {
        return text.find(literal).and_then(|at| text.get(at + literal.len()..));
    }
    loop {
        if let Some(after) = strip(part, text) {
            return Some(after);
        }
        let mut chars = text.chars();
        chars.next()?;
        text = chars.as_str();
    }
}

/// How an ARN pattern with fewer than six parts is read: it depends on the kind of policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShortArn {
    /// Identity, session and boundary policies: the missing parts read as `*`.
    Padded,
    /// Resource and VPC endpoint policies: matches only if it contains `*`.
    NeedsStar,
    /// SCP: needs `*` at its end.
    NeedsTrailingStar,
    /// RCP: refused.
    Refused,
}

/// The text up to the fifth colon, where nothing in it is wild or variable.
fn head(parts: &[Pattern]) -> Option<SmolStr> {
    let (_, first) = parts.split_last().filter(|(_, first)| first.len() == 5)?;
    let mut text = String::with_capacity(64);
    for part in first {
        text.push_str(part.as_literal()?);
        text.push(':');
    }
    Some(text.into())
}

/// An ARN with wildcards, matched part by part: the first five parts never cross a colon, the last one may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArnPattern {
    parts: Vec<Pattern>,
    /// The text up to the fifth colon, that colon included, when nothing in it is wild or variable: compared at once.
    head: Option<SmolStr>,
    any: bool,
    star_inside: bool,
    star_at_end: bool,
    variables: bool,
}

impl ArnPattern {
    /// Reads an ARN pattern, or `*`.
    pub fn new(text: &str, variables: bool) -> Self {
        if variables && text.contains("${") {
            return Self::from_tokens(&merge(tokens(text, true)));
        }
        // Nothing but a variable can hold a colon of its own: the parts can be read one by one.
        let mut parts = Vec::with_capacity(text.bytes().filter(|byte| *byte == b':').count().min(5) + 1);
        parts.extend(text.splitn(6, ':').map(|part| Pattern::new(part, false)));
        Self {
            head: head(&parts),
            any: !text.is_empty() && text.bytes().all(|byte| byte == b'*'),
            star_inside: text.contains('*'),
            // Of wildcards in a row the `*` counts as the last.
            star_at_end: text.trim_end_matches('?').ends_with('*'),
            variables: false,
            parts,
        }
    }

    fn from_tokens(tokens: &[Token]) -> Self {
        let mut parts: Vec<Vec<Token>> = vec![Vec::new()];
        for token in tokens {
            match token {
                Token::Literal(text) => {
                    let mut rest: &str = text;
                    while parts.len() < 6
                        && let Some((before, after)) = rest.split_once(':')
                    {
                        if let Some(part) = parts.last_mut() {
                            part.push(Token::Literal(before.into()));
                        }
                        parts.push(Vec::new());
                        rest = after;
                    }
                    if let Some(part) = parts.last_mut() {
                        part.push(Token::Literal(rest.into()));
                    }
                }
                other => {
                    if let Some(part) = parts.last_mut() {
                        part.push(other.clone());
                    }
                }
            }
        }
        let parts: Vec<Pattern> = parts.into_iter().map(Pattern::from_tokens).collect();
        Self {
            head: head(&parts),
            any: matches!(tokens, [Token::Many]),
            star_inside: tokens.contains(&Token::Many),
            star_at_end: tokens.last() == Some(&Token::Many),
            variables: tokens.iter().any(|t| matches!(t, Token::Variable(_))),
            parts,
        }
    }

    /// Whether it is a lone `*`.
    pub fn is_any(&self) -> bool {
        self.any
    }

    /// The pattern with variables replaced; `None` when it can match nothing.
    pub(crate) fn substitute(&self, replace: &mut dyn FnMut(&str) -> Substitute) -> Option<Self> {
        let parts = self.parts.iter().map(|part| part.substitute(replace)).collect::<Option<Vec<_>>>()?;
        let variables = parts.iter().any(Pattern::has_variables);
        Some(Self { parts, variables, ..self.clone() })
    }

    /// The text it stands for, when nothing in it is wild or variable.
    pub fn as_literal(&self) -> Option<String> {
        let parts = self.parts.iter().map(Pattern::as_literal).collect::<Option<Vec<_>>>()?;
        Some(parts.join(":"))
    }

    /// Whether it has a policy variable.
    pub fn has_variables(&self) -> bool {
        self.variables
    }

    /// The parts: `arn`, partition, service, region, account, resource; fewer when the text had fewer colons.
    pub fn parts(&self) -> &[Pattern] {
        &self.parts
    }

    /// Whether this pattern can match anything at all in a policy of that kind.
    pub fn is_usable(&self, short: ShortArn) -> bool {
        self.any
            || self.parts.len() == 6
            || match short {
                ShortArn::Padded => true,
                ShortArn::NeedsStar => self.star_inside,
                ShortArn::NeedsTrailingStar => self.star_at_end,
                ShortArn::Refused => false,
            }
    }

    /// Whether the resource matches.
    pub fn matches_with<'v>(&self, arn: &SplitArn<'_>, short: ShortArn, lookup: &dyn Fn(&str) -> Value<'v>) -> Tri {
        if self.any {
            return Tri::Yes;
        }
        if let (Some(head), Some(last)) = (&self.head, self.parts.last()) {
            return arn.text.strip_prefix(&**head).map_or(Tri::No, |rest| last.matches_with(rest, lookup));
        }
        if !self.is_usable(short) {
            return Tri::No;
        }
        let mut result = Tri::Yes;
        for (i, part) in self.parts.iter().enumerate() {
            let Some(text) = arn.part(i) else {
                // The text has fewer parts than the pattern asks for.
                return Tri::No;
            };
            result = result.and(part.matches_with(text, lookup));
            if result == Tri::No {
                return Tri::No;
            }
        }
        result
    }
}

/// A resource name split at its first five colons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitArn<'a> {
    text: &'a str,
    /// Byte offsets of the colons.
    colons: [usize; 5],
    count: usize,
}

impl<'a> SplitArn<'a> {
    /// Splits a text; what has fewer colons has fewer parts.
    pub fn new(text: &'a str) -> Self {
        let mut colons = [0; 5];
        let mut count = 0;
        for (at, byte) in text.bytes().enumerate() {
            if byte == b':' {
                let Some(slot) = colons.get_mut(count) else { break };
                *slot = at;
                count += 1;
            }
        }
        Self { text, colons, count }
    }

    /// Part `i` of 0 to 5.
    pub fn part(&self, i: usize) -> Option<&'a str> {
        if i > self.count {
            return None;
        }
        let start = if i == 0 { 0 } else { self.colons.get(i - 1)? + 1 };
        let end = if i == self.count { self.text.len() } else { *self.colons.get(i)? };
        self.text.get(start..end)
    }

    /// The whole text.
    pub fn text(&self) -> &'a str {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::{ArnPattern, merge, tokens};

    #[test]
    fn an_arn_reads_the_same_part_by_part_and_token_by_token() {
        let pieces = ["arn", ":", "*", "?", "**", "*?", "?*", "a/b", "", "$", "日本"];
        let mut seed = 1_u64;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).unwrap() % below
        };
        for _ in 0..20_000 {
            let length = next(14);
            let text: String = (0..length).map(|_| pieces[next(pieces.len())]).collect();
            assert_eq!(ArnPattern::new(&text, false), ArnPattern::from_tokens(&merge(tokens(&text, false))), "{text}");
        }
    }
}
