//! Identifiers of one's own: customer numbers, internal keys.

use aho_corasick::AhoCorasick;
use regex::Regex;

use crate::detect::{DetectorError, pattern};
use crate::digits;
use crate::text::{back, floor};

/// An identifier of one's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identifier {
    /// The name that findings are shown under.
    pub name: String,
    /// What it looks like: a regular expression in the syntax of the `regex` crate, without look-around. Where it has a group
    /// named `value`, that part is the identifier.
    pub pattern: String,
    /// Words of which one must stand within [`NEAR`] bytes, whatever their case; none needed where there are none.
    pub keywords: Vec<String>,
    /// What its digits must fulfil.
    pub validator: Option<Validator>,
}

/// How far from an identifier its keyword may stand, in bytes.
pub const NEAR: usize = 200;
/// The longest pattern that is taken, in bytes.
pub const LONGEST_PATTERN: usize = 4096;

/// What the digits of an identifier must fulfil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validator {
    /// The Luhn check digit (ISO/IEC 7812-1 annex B).
    Luhn,
    /// The check digit of the individual number (My Number).
    MyNumber,
    /// The check digit of the corporate number.
    CorporateNumber,
}

impl Validator {
    /// The validator of a name: `luhn`, `my-number`, `corporate-number`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "luhn" => Some(Self::Luhn),
            "my-number" => Some(Self::MyNumber),
            "corporate-number" => Some(Self::CorporateNumber),
            _ => None,
        }
    }

    fn holds(self, text: &str) -> bool {
        let digits = digits::of(text);
        match self {
            Self::Luhn => digits::luhn(&digits),
            Self::MyNumber => digits::my_number(&digits),
            Self::CorporateNumber => digits::corporate_number(&digits),
        }
    }
}

/// The identifiers, compiled.
pub(crate) struct Custom {
    all: Vec<(Identifier, Regex, Option<AhoCorasick>)>,
}

impl Custom {
    /// Compiles identifiers; `None` where there are none.
    pub(crate) fn new(identifiers: &[Identifier]) -> Result<Option<Self>, DetectorError> {
        let mut all = Vec::new();
        for identifier in identifiers {
            let wrong = |what: &str| DetectorError(format!("`{}`: {what}", identifier.name));
            if identifier.name.trim().is_empty() {
                return Err(DetectorError("an identifier has no name".to_owned()));
            }
            if identifier.pattern.len() > LONGEST_PATTERN {
                return Err(wrong(&format!("the pattern is longer than {LONGEST_PATTERN} bytes")));
            }
            let regex = pattern(&identifier.pattern).map_err(|DetectorError(error)| wrong(&error))?;
            if regex.is_match("") {
                return Err(wrong("the pattern matches an empty text"));
            }
            let words = if identifier.keywords.is_empty() {
                None
            } else {
                let words = AhoCorasick::builder().ascii_case_insensitive(true).build(&identifier.keywords);
                Some(words.map_err(|error| wrong(&error.to_string()))?)
            };
            all.push((identifier.clone(), regex, words));
        }
        Ok((!all.is_empty()).then_some(Self { all }))
    }

    /// Every identifier in a text: its name, and where it begins and ends.
    pub(crate) fn find(&self, text: &str) -> Vec<(String, usize, usize)> {
        let mut found = Vec::new();
        for (identifier, regex, words) in &self.all {
            if words.as_ref().is_some_and(|words| !words.is_match(text)) {
                continue;
            }
            for captures in regex.captures_iter(text).take(1000) {
                let Some(whole) = captures.name("value").or_else(|| captures.get(0)) else { continue };
                let around =
                    text.get(back(text, whole.start(), NEAR)..floor(text, whole.end() + NEAR)).unwrap_or_default();
                let near = words.as_ref().is_none_or(|words| words.is_match(around));
                if near
                    && !whole.is_empty()
                    && identifier.validator.is_none_or(|validator| validator.holds(whole.as_str()))
                {
                    found.push((identifier.name.clone(), whole.start(), whole.end()));
                }
            }
        }
        found
    }
}
