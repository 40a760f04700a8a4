//! Tables of which the header names a column of secrets: `user,password`, `氏名,パスワード`, `api_key`.

use std::ops::Range;

use crate::assign::{Form, Pair};
use crate::names::{self, Says};

/// How long a header may be, and a row of which the cells are looked at.
const LINE: usize = 64 * 1024;
/// How long a column's name may be: a longer one is a sentence.
const NAME: usize = 64;

/// The columns of a table that hold secrets, by what its first line says.
pub(crate) struct Columns {
    delimiter: u8,
    width: usize,
    secret: Vec<Column>,
}

struct Column {
    index: usize,
    name: String,
    form: Form,
    /// `pass` is what a test did as often as what a user types.
    counted: bool,
}

/// Whether a file is a table of lines by its name; a column of a Parquet file has such a name too.
fn table(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit(['/', '\\']).next().unwrap_or_default();
    [".csv", ".tsv", ".tab"].iter().any(|ending| name.ends_with(ending) || name.contains(&format!("{ending}.")))
}

impl Columns {
    /// The columns with secrets of a file, by the beginning of its text; `None` where it is no table or has none.
    pub(crate) fn of(text: &str, path: Option<&str>) -> Option<Self> {
        let path = path.filter(|path| table(path))?;
        let tabs = path.to_ascii_lowercase().contains(".t");
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let first = lines.next().filter(|line| line.len() <= LINE)?;
        let second = lines.next()?;
        let count = |line: &str, delimiter| cells(line, delimiter).map_or(0, |cells| cells.len());
        let delimiter = [b'\t', b',', b';', b'|'].into_iter().find(|delimiter| {
            let width = count(first, *delimiter);
            // Cells at the end of a row may be left out where it is known what stands between them.
            width > 1 && (width == count(second, *delimiter) || tabs && *delimiter == b'\t')
        });
        let delimiter = delimiter.unwrap_or(b',');
        let header = cells(first, delimiter)?;
        let mut secret = Vec::new();
        for (index, cell) in header.iter().enumerate() {
            let name = first.get(cell.clone()).unwrap_or_default().trim();
            // A first row of data names nothing.
            if name.contains('@') || !name.is_empty() && !name.chars().any(char::is_alphabetic) {
                return None;
            }
            if name.len() > NAME {
                continue;
            }
            let form = match names::says(name) {
                Some(Says::Password) => Form::Quoted,
                // Tokens are words, too, and keys numbers: only what chance drew is a secret.
                Some(Says::Secret(_)) => Form::Argument,
                Some(Says::Key(_) | Says::Connection) | None => continue,
            };
            secret.push(Column { index, name: name.to_owned(), form, counted: name.eq_ignore_ascii_case("pass") });
        }
        (!secret.is_empty()).then_some(Self { delimiter, width: header.len(), secret })
    }

    /// The cells of the columns with secrets, each with its column's name.
    pub(crate) fn pairs<'t>(&'t self, text: &'t str, give: &mut dyn FnMut(&Pair<'t>)) {
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let begin = at;
            at += line.len();
            // A row with a line break in quotes, or with more cells than there are columns, is not what it seems; the last cells may
            // be left out.
            let Some(cells) = cells(line.trim_end_matches(['\r', '\n']), self.delimiter) else { continue };
            if cells.len() > self.width {
                continue;
            }
            for column in &self.secret {
                let Some(cell) = cells.get(column.index) else { continue };
                let value = line.get(cell.clone()).unwrap_or_default();
                if value.is_empty() || column.counted && value.trim().parse::<f64>().is_ok() {
                    continue;
                }
                let start = begin + cell.start;
                give(&Pair { name: &column.name, at: start, value, start, form: column.form });
            }
        }
    }
}

/// The places of a line's cells, without their quotes (RFC 4180); `None` where the line is too long or ends inside a quote.
fn cells(line: &str, delimiter: u8) -> Option<Vec<Range<usize>>> {
    let bytes = line.as_bytes();
    if bytes.len() > LINE {
        return None;
    }
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        if bytes.get(at) == Some(&b'"') {
            let from = at + 1;
            let mut to = from;
            loop {
                to += memchr::memchr(b'"', bytes.get(to..)?)?;
                if bytes.get(to + 1) != Some(&b'"') {
                    break;
                }
                to += 2;
            }
            cells.push(from..to);
            at = to + 1;
            match bytes.get(at) {
                None => return Some(cells),
                Some(byte) if *byte == delimiter => at += 1,
                Some(_) => return None,
            }
        } else {
            let rest = bytes.get(at..).unwrap_or_default();
            let Some(length) = memchr::memchr(delimiter, rest) else {
                cells.push(at..bytes.len());
                return Some(cells);
            };
            cells.push(at..at + length);
            at += length + 1;
        }
    }
}
