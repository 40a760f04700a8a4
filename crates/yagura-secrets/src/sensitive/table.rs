//! Tables: a header that names its columns, and rows that bear it out.

use std::collections::HashSet;

use super::{Classification, Classifier, Kind, Place, cell};
use crate::Confidence;
use crate::custom::Custom;

/// How many different values of a column are remembered, to tell a column of numbers from one number again and again.
const DIFFERENT: usize = 64;
/// How many rows a column without a name must have before its values alone speak.
const ROWS: u64 = 20;

struct Column {
    kind: Option<Kind>,
    filled: u64,
    valid: u64,
    first: u64,
    /// Of a column that no name speaks for: how many are of each kind that a form alone can tell.
    guesses: [(Kind, u64); 5],
    different: HashSet<u64>,
}

/// A table that is read row by row.
pub(super) struct Table {
    delimiter: char,
    columns: Vec<Column>,
    /// How many lines were read.
    line: u64,
    header: bool,
}

const GUESSED: [Kind; 5] = [Kind::MyNumber, Kind::Card, Kind::Email, Kind::Phone, Kind::Name];

impl Table {
    /// A table, where a text begins as one: two lines or more with as many fields each.
    pub(super) fn begin(text: &str, path: &str) -> Option<Self> {
        let lower = path.to_ascii_lowercase();
        let said = [".csv", ".tsv", ".tab"]
            .iter()
            .any(|ending| lower.ends_with(ending) || lower.contains(&format!("{ending}.")));
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let first = lines.next().filter(|line| line.len() < 16 * 1024)?;
        let second = lines.next();
        let delimiter = ['\t', ',', ';', '|'].into_iter().find(|delimiter| {
            let count = fields(first, *delimiter).len();
            let same = second.is_some_and(|second| fields(second, *delimiter).len() == count);
            // Without a name that says so: prose has commas, code has them and braces.
            count > 1 && same && (said || count > 2 && !first.contains(['{', '}', '(', ')', '=', '<']))
        });
        let delimiter = delimiter.or((said && !first.contains('{')).then_some(','))?;
        let columns = fields(first, delimiter).len();
        Some(Self {
            delimiter,
            columns: (0..columns)
                .map(|_| Column {
                    kind: None,
                    filled: 0,
                    valid: 0,
                    first: 0,
                    guesses: GUESSED.map(|kind| (kind, 0)),
                    different: HashSet::new(),
                })
                .collect(),
            line: 0,
            header: false,
        })
    }

    /// Takes in more rows.
    pub(super) fn rows(&mut self, classifier: &Classifier, text: &str, inside: &str, all: &mut Classification) {
        for line in text.lines() {
            self.line += 1;
            if line.len() > 64 * 1024 {
                classifier.text(line, inside, self.line, all);
                continue;
            }
            let values = fields(line, self.delimiter);
            if !self.header {
                self.header = true;
                for (column, value) in self.columns.iter_mut().zip(&values) {
                    column.kind = classifier.label(value);
                }
                // A first row of data is no header.
                if self.columns.iter().any(|column| column.kind.is_some())
                    || !values.iter().any(|value| value.bytes().any(|byte| byte.is_ascii_digit()))
                {
                    continue;
                }
            }
            for (index, value) in values.iter().enumerate() {
                let value = cell::normal(value.trim());
                let value = value.trim();
                if value.is_empty() {
                    continue;
                }
                let line = self.line;
                if let Some(custom) = &classifier.custom {
                    found(custom, value, inside, line, index, all);
                }
                let Some(column) = self.columns.get_mut(index) else {
                    classifier.text(value, inside, line, all);
                    continue;
                };
                column.filled += 1;
                if let Some(kind) = column.kind {
                    if cell::is(kind, value) {
                        column.valid += 1;
                        if column.first == 0 {
                            column.first = line;
                        }
                    }
                    continue;
                }
                for (kind, count) in &mut column.guesses {
                    let holds = match kind {
                        // Seven digits may be anything; a dash says that it is meant to be dialled.
                        Kind::Phone => value.contains('-') && cell::is(Kind::Phone, value),
                        Kind::Name => cell::surname(value),
                        kind => cell::is(*kind, value),
                    };
                    *count += u64::from(holds);
                }
                if column.different.len() < DIFFERENT {
                    column.different.insert(mark(value));
                }
                // Free text in a table.
                if value.len() > 24 && value.contains([' ', '、', '。', ':', '：', '〒', '県', '都']) {
                    classifier.text(value, inside, line, all);
                }
            }
        }
    }

    /// Judges the columns, now that all rows are known.
    pub(super) fn end(self, _classifier: &Classifier, inside: &str, all: &mut Classification) {
        for (index, column) in self.columns.iter().enumerate() {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let place = |line| Place { inside: inside.to_owned(), line, column: Some(number) };
            if let Some(kind) = column.kind {
                // Half of the values must bear the name out; of those with check digits nearly nothing else would.
                if column.valid * 2 >= column.filled && column.valid > 0 {
                    let confidence =
                        if column.valid * 10 >= column.filled * 8 { Confidence::High } else { Confidence::Medium };
                    all.add(kind.name(), column.valid, confidence, place(column.first));
                } else if column.valid > 0 && !matches!(kind, Kind::Name | Kind::Address) {
                    all.add(kind.name(), column.valid, Confidence::Low, place(column.first));
                }
                continue;
            }
            // Without a name a column speaks where nearly all of many different values hold.
            if column.filled >= ROWS && column.different.len() as u64 >= ROWS {
                let best = column.guesses.iter().find(|(_, count)| count * 100 >= column.filled * 95);
                if let Some((kind, count)) = best {
                    all.add(kind.name(), *count, Confidence::Medium, place(1));
                    continue;
                }
            }
            if let Some((kind, count)) = column.guesses.iter().find(|(kind, count)| *kind == Kind::Email && *count > 0)
            {
                all.add(kind.name(), *count, Confidence::Medium, place(1));
            }
        }
    }
}

fn found(custom: &Custom, value: &str, inside: &str, line: u64, column: usize, all: &mut Classification) {
    for (name, _, _) in custom.find(value) {
        let column = u32::try_from(column + 1).ok();
        all.add(&name, 1, Confidence::Medium, Place { inside: inside.to_owned(), line, column });
    }
}

/// A value as a number, so that none is kept (FNV-1a).
fn mark(value: &str) -> u64 {
    value.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The fields of a line (RFC 4180), quotes undone.
fn fields(line: &str, delimiter: char) -> Vec<String> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut letters = line.trim_end_matches('\r').chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' if quoted || field.is_empty() => quoted = !quoted,
            c if c == delimiter && !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}
