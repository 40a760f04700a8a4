//! Sensitive data in content: what kinds of it, how many, how sure; never the values.
//!
//! A number proves little: one in ten of twelve digits has the check digit of an individual number, and every AWS account id has
//! twelve digits. So a label beside the value or above its column is demanded, or a whole column that holds.

mod cell;
mod table;
mod text;
mod words;
pub(crate) mod xlsx;

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Seek};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::Confidence;
use crate::archive::{Budget, Form, Unpacker, exhausted, garbled};
use crate::custom::{Custom, Identifier};
use crate::detect::DetectorError;
use crate::read::{Note, texts};

/// A kind of sensitive data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// マイナンバー: the individual number.
    MyNumber,
    /// 法人番号: the corporate number; not personal by itself.
    CorporateNumber,
    /// 運転免許証番号: the number of a driver's licence.
    Licence,
    /// 保険者番号 and what stands on a health insurance card.
    HealthInsurance,
    /// A passport's number or machine readable zone.
    Passport,
    /// 在留カード番号: the number of a residence card.
    ResidenceCard,
    /// 基礎年金番号: the basic pension number.
    Pension,
    /// 雇用保険被保険者番号: the number of an insured employee.
    EmploymentInsurance,
    /// The account at a bank or at Japan Post Bank.
    BankAccount,
    /// The number of a payment card.
    Card,
    /// A telephone number.
    Phone,
    /// A postal code or address.
    Address,
    /// A person's name or its reading.
    Name,
    /// A date of birth.
    BirthDate,
    /// An e-mail address.
    Email,
    /// An international bank account number.
    Iban,
    /// A social security number of the United States.
    Ssn,
    /// A national identity or tax number of a European country.
    EuropeanId,
    /// The hardware address of a network card.
    Mac,
    /// An IP address.
    Ip,
}

impl Kind {
    /// The name as it stands in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::MyNumber => "jp-my-number",
            Self::CorporateNumber => "jp-corporate-number",
            Self::Licence => "jp-drivers-licence",
            Self::HealthInsurance => "jp-health-insurance",
            Self::Passport => "passport",
            Self::ResidenceCard => "jp-residence-card",
            Self::Pension => "jp-pension-number",
            Self::EmploymentInsurance => "jp-employment-insurance",
            Self::BankAccount => "bank-account",
            Self::Card => "card-number",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Name => "person-name",
            Self::BirthDate => "birth-date",
            Self::Email => "email",
            Self::Iban => "iban",
            Self::Ssn => "us-ssn",
            Self::EuropeanId => "eu-national-id",
            Self::Mac => "mac-address",
            Self::Ip => "ip-address",
        }
    }
}

/// What is known of content beside its bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// The name of the file or the key of the object.
    pub path: Option<&'a str>,
}

/// A place where some stands; never what stands there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Where in an archive; empty outside of one.
    pub inside: String,
    /// Line, or row of a table, from 1.
    pub line: u64,
    /// Column of a table, from 1.
    pub column: Option<u32>,
}

/// How much of a kind there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// How sure the surest of them is.
    pub confidence: Confidence,
    /// The first few places.
    pub places: Vec<Place>,
}

/// What content holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classification {
    /// By kind: its name, or that of an identifier of one's own.
    pub kinds: BTreeMap<String, Tally>,
    /// How many bytes of text were looked at.
    pub bytes: u64,
    /// What was not read, and where in an archive it is. What is not read is not clean.
    pub unread: Vec<(String, Note)>,
}

/// How many places of a kind are kept.
const PLACES: usize = 10;

/// How many unread parts are kept: a hostile archive has as many as entries.
const UNREAD: usize = 100;

impl Classification {
    fn leave(&mut self, inside: &str, note: Note) {
        if self.unread.len() < UNREAD {
            self.unread.push((inside.to_owned(), note));
        }
    }

    pub(super) fn add(&mut self, kind: &str, count: u64, confidence: Confidence, place: Place) {
        if !self.kinds.contains_key(kind) {
            let tally = Tally { count: 0, confidence, places: Vec::new() };
            self.kinds.insert(kind.to_owned(), tally);
        }
        if let Some(tally) = self.kinds.get_mut(kind) {
            tally.count += count;
            tally.confidence = tally.confidence.max(confidence);
            if tally.places.len() < PLACES {
                tally.places.push(place);
            }
        }
    }
}

/// Tells what sensitive data content holds.
pub struct Classifier {
    labels: AhoCorasick,
    prefectures: AhoCorasick,
    custom: Option<Custom>,
}

impl Classifier {
    /// Makes the automata: some milliseconds, to be done once. Fails where an identifier's pattern does not compile.
    pub fn new(identifiers: &[Identifier]) -> Result<Self, DetectorError> {
        let build = |words: Vec<&str>| {
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::LeftmostLongest)
                .build(words)
                .map_err(|error| DetectorError(error.to_string()))
        };
        let otherwise = words::OTHERWISE.iter().copied();
        Ok(Self {
            labels: build(words::LABELS.iter().map(|(word, _)| *word).chain(otherwise).collect())?,
            prefectures: build(words::PREFECTURES.to_vec())?,
            custom: Custom::new(identifiers)?,
        })
    }

    /// What a label or a column's name speaks of.
    fn label(&self, name: &str) -> Option<Kind> {
        let name = cell::normal(name);
        let name = name.trim();
        if let Some((_, kind)) = words::WHOLE.iter().find(|(word, _)| name.eq_ignore_ascii_case(word)) {
            return Some(*kind);
        }
        let hit = self.labels.find_iter(name).map(|hit| hit.pattern().as_usize()).collect::<Vec<_>>();
        if hit.iter().any(|pattern| *pattern >= words::LABELS.len()) && !name.to_lowercase().contains("email") {
            return None;
        }
        hit.last().and_then(|pattern| words::LABELS.get(*pattern)).map(|(_, kind)| *kind)
    }

    /// Reads content to its end, or to the end of its budget, and tells what it holds.
    /// Fails only where the content itself cannot be read.
    pub fn classify<R: Read + Seek>(
        &self,
        input: &mut R,
        hints: &Hints<'_>,
        budget: &Budget,
    ) -> io::Result<Classification> {
        let mut all = Classification::default();
        // A spreadsheet is a ZIP file whose parts speak of each other.
        let mut unpacker = Unpacker::new(budget);
        unpacker.parts = false;
        let result = unpacker.file(input, &mut |inside, form, content| {
            let path = match form {
                Form::Sheet => "sheet.tsv",
                Form::File if inside.is_empty() => hints.path.unwrap_or_default(),
                Form::File => inside,
            };
            self.content(content, inside, path, budget, &mut all)
        });
        all.unread.extend(unpacker.notes);
        match result {
            Err(error) if exhausted(&error) => all.unread.push((String::new(), Note::TooLarge)),
            Err(error) if garbled(&error) => {
                all.unread.push((String::new(), Note::Damaged));
            }
            other => other?,
        }
        Ok(all)
    }

    fn content(
        &self,
        content: &mut dyn Read,
        inside: &str,
        path: &str,
        budget: &Budget,
        all: &mut Classification,
    ) -> io::Result<()> {
        let mut left = budget.unpacked;
        let mut first = true;
        let mut table: Option<table::Table> = None;
        let mut line = 1;
        let before = all.bytes;
        let result = texts(content, &mut |text| {
            if first {
                first = false;
                table = table::Table::begin(text, path);
            }
            all.bytes += text.len() as u64;
            left = left.saturating_sub(text.len() as u64);
            if left == 0 {
                return false;
            }
            match &mut table {
                Some(table) => table.rows(self, text, inside, all),
                None => self.text(text, inside, line, all),
            }
            line += memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64;
            true
        });
        if let Some(table) = table {
            table.end(self, inside, all);
        }
        if left == 0 {
            all.leave(inside, Note::TooLarge);
        } else if matches!(result, Ok(false)) {
            // Its first bytes were no text that was looked at.
            all.bytes = before;
            all.leave(inside, Note::Binary);
        }
        result.map(|_| ())
    }

    /// What bytes hold; for content that is in memory.
    pub fn classify_bytes(&self, bytes: &[u8], hints: &Hints<'_>, budget: &Budget) -> Classification {
        self.classify(&mut Cursor::new(bytes), hints, budget).unwrap_or_else(|_| Classification {
            unread: vec![(String::new(), Note::Damaged)],
            ..Classification::default()
        })
    }
}
