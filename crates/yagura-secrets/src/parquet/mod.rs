//! Parquet (<https://github.com/apache/parquet-format>): the values of each column, within bounds.
//!
//! Not a table's reader: each column of a row group becomes a text of its own with its name as the first line, so that nothing
//! need be put together. A column in an encoding, a type or a compression that is not opened is told, and the others are read;
//! so is whatever has less than it claims to have.

mod delta;
mod schema;
mod thrift;
mod values;

use std::borrow::Cow;
use std::io::Read as _;

use schema::{Leaf, Meaning, Stored, leaves};
use thrift::{Bytes, Value};
use values::{Dictionary, Lines, levels};

use crate::read::Note;
use crate::zstd::Frames;

/// How large the description at the end of a file may be.
const FOOTER: usize = 16 << 20;
/// How many values that description may have.
const VALUES: usize = 1 << 20;
/// How many values the description of a page may have; it needs some thirty.
const HEADER: usize = 1 << 12;
/// How large a page may be, unpacked, and how large the text of a column.
const PAGE: usize = 64 << 20;
/// How many values a page may have; writers make pages of some ten thousand.
const ROWS: usize = 4 << 20;
/// What the smallest page costs.
const LEAST: usize = 64;

/// The content of a page. Fails where it is not as long as it claims to be.
fn unpacked(codec: i64, bytes: &[u8], size: usize) -> Result<Cow<'_, [u8]>, Note> {
    if size > PAGE {
        return Err(Note::TooLarge);
    }
    // Nothing is packed as nothing.
    if size == 0 && bytes.is_empty() {
        return Ok(Cow::Borrowed(bytes));
    }
    let read = |decoder: &mut dyn std::io::Read| {
        let mut plain = Vec::new();
        decoder.take(size as u64 + 1).read_to_end(&mut plain).map_err(|_| Note::Damaged)?;
        Ok(plain)
    };
    let plain = match codec {
        0 => Cow::Borrowed(bytes),
        1 => match snap::raw::decompress_len(bytes) {
            Ok(length) if length == size => {
                Cow::Owned(snap::raw::Decoder::new().decompress_vec(bytes).map_err(|_| Note::Damaged)?)
            }
            _ => return Err(Note::Damaged),
        },
        2 => Cow::Owned(read(&mut flate2::read::MultiGzDecoder::new(bytes))?),
        6 => Cow::Owned(read(&mut Frames::new(bytes))?),
        _ => return Err(Note::Unsupported),
    };
    if plain.len() == size { Ok(plain) } else { Err(Note::Damaged) }
}

/// Takes from what a file may cost. Where that is used up nothing more is done for it.
fn charge(left: &mut u64, cost: usize) -> Result<(), Note> {
    let rest = left.checked_sub(cost as u64);
    *left = rest.unwrap_or_default();
    rest.map(|_| ()).ok_or(Note::TooLarge)
}

/// A column of a row group.
struct Column<'f> {
    leaf: &'f Leaf,
    stored: Stored,
    meaning: Meaning,
    codec: i64,
    pages: Bytes<'f>,
    dictionary: Dictionary,
    lines: Lines,
    /// How many values came, those among them that are absent, and how many rows began with one.
    values: usize,
    rows: usize,
}

impl Column<'_> {
    /// Reads the next page.
    fn page(&mut self, left: &mut u64) -> Result<(), Note> {
        let before = self.pages.0.len();
        let header = self.pages.description(HEADER);
        // What does not read costs too.
        charge(left, LEAST + before - self.pages.0.len())?;
        let header = header.ok_or(Note::Damaged)?;
        let size = |of: &Value<'_>, id| of.size(id).ok_or(Note::Damaged);
        let (plain, packed) = (size(&header, 2)?, size(&header, 3)?);
        let body = self.pages.take(packed).ok_or(Note::Damaged)?;
        charge(left, plain.max(packed))?;
        match header.int(1) {
            Some(0) => {
                let page = header.field(5).ok_or(Note::Damaged)?;
                let number = rows_of(page)?;
                let body = unpacked(self.codec, body, plain)?;
                let mut rest = Bytes(&body);
                let mut levels_of = |highest, encoding| {
                    if highest == 0 {
                        return Ok(None);
                    }
                    if page.int(encoding) != Some(3) {
                        return Err(Note::Unsupported);
                    }
                    let length = rest.length().ok_or(Note::Damaged)?;
                    rest.take(length).map(Some).ok_or(Note::Damaged)
                };
                let repetition = levels_of(self.leaf.repetition, 4)?;
                let definition = levels_of(self.leaf.definition, 3)?;
                self.data(number, repetition, definition, page.int(2), rest.0, left)
            }
            Some(3) => {
                let page = header.field(8).ok_or(Note::Damaged)?;
                let number = rows_of(page)?;
                let mut rest = Bytes(body);
                let mut levels_of = |highest, length| {
                    let bytes = rest.take(size(page, length)?).ok_or(Note::Damaged)?;
                    Ok((highest > 0).then_some(bytes))
                };
                let repetition = levels_of(self.leaf.repetition, 6)?;
                let definition = levels_of(self.leaf.definition, 5)?;
                let plain = plain.checked_sub(packed - rest.0.len()).ok_or(Note::Damaged)?;
                let codec = if page.int(7) == Some(0) { 0 } else { self.codec };
                let values = unpacked(codec, rest.0, plain)?;
                self.data(number, repetition, definition, page.int(4), &values, left)
            }
            Some(2) => {
                let page = header.field(7).ok_or(Note::Damaged)?;
                let number = rows_of(page)?;
                if !matches!(page.int(2), Some(0 | 2)) {
                    return Err(Note::Unsupported);
                }
                charge(left, number)?;
                let body = unpacked(self.codec, body, plain)?;
                self.dictionary = Dictionary::read(&body, self.stored, self.meaning, number)?;
                Ok(())
            }
            // An index.
            Some(1) => Ok(()),
            _ => Err(Note::Damaged),
        }
    }

    /// Takes in the values of a page.
    fn data(
        &mut self,
        number: usize,
        repetition: Option<&[u8]>,
        definition: Option<&[u8]>,
        encoding: Option<i64>,
        bytes: &[u8],
        left: &mut u64,
    ) -> Result<(), Note> {
        let leaf = self.leaf;
        let rows = match repetition {
            Some(bytes) => levels(bytes, leaf.repetition, 0, number)?,
            None => number,
        };
        let present = match definition {
            Some(bytes) => levels(bytes, leaf.definition, leaf.definition, number)?,
            None => number,
        };
        charge(left, present)?;
        match encoding {
            // Where all are absent, some encodings still say how wide none of them is.
            Some(2 | 8) if present == 0 && bytes.len() <= 2 => {}
            // Where all are absent, these still say that there are none of them.
            Some(5..=7 | 9) if present == 0 && bytes.is_empty() => {}
            Some(0) => self.lines.plain(bytes, self.stored, self.meaning, present)?,
            Some(2 | 8) => {
                self.lines.named(bytes, &self.dictionary, present)?;
                self.lines.binary |= self.dictionary.binary;
            }
            Some(encoding @ 5..=7) => {
                self.lines.delta(encoding, bytes, (self.stored, self.meaning), present, left)?;
            }
            Some(9) => self.lines.split(bytes, self.stored, self.meaning, present)?,
            _ => return Err(Note::Unsupported),
        }
        self.values += number;
        self.rows += rows;
        Ok(())
    }
}

/// How many values a page has, those that are absent among them.
fn rows_of(page: &Value<'_>) -> Result<usize, Note> {
    let number = page.size(1).ok_or(Note::Damaged)?;
    if number > ROWS { Err(Note::TooLarge) } else { Ok(number) }
}

/// The values of a column of a row group, a line each, behind its name; and why there are no more of them.
/// `None` for a column of truth values, which hold nothing.
fn column(
    file: &[u8],
    chunk: &Value<'_>,
    leaf: &Leaf,
    rows: usize,
    left: &mut u64,
) -> Option<(String, Result<(), Note>)> {
    let begun = || {
        // The values may lie in another file.
        if chunk.text(1).is_some() {
            return Err(Note::Unsupported);
        }
        if chunk.field(8).is_some() {
            return Err(Note::Encrypted);
        }
        let data = chunk.field(3).ok_or(Note::Encrypted)?;
        let shown = leaf.shown?;
        if data.int(1) != leaf.kind {
            return Err(Note::Damaged);
        }
        let Some((stored, meaning)) = shown else { return Ok(None) };
        let codec = data.int(4).ok_or(Note::Damaged)?;
        let count = data.size(5).ok_or(Note::Damaged)?;
        let length = data.size(7).ok_or(Note::Damaged)?;
        // A dictionary goes before the values; 0 stands where there is none of the one or the other.
        let places = [data.size(9), data.size(11)].into_iter().flatten().filter(|at| *at > 0);
        let start = places.min().unwrap_or_default();
        // Of no values only a dictionary may be there, and no place.
        let length = if count == 0 { 0 } else { length };
        // What is cut is missed below.
        let pages = file.get(start..start.saturating_add(length).min(file.len())).ok_or(Note::Damaged)?;
        let (dictionary, mut lines) = (Dictionary::default(), Lines::new());
        lines.write(
            leaf.name
                .rsplit('.')
                .find(|part| !matches!(*part, "element" | "item" | "list" | "array"))
                .unwrap_or(&leaf.name),
        );
        let pages = Bytes(pages);
        let column = Column { leaf, stored, meaning, codec, pages, dictionary, lines, values: 0, rows: 0 };
        Ok(Some((column, count)))
    };
    let (mut column, count) = match begun() {
        Ok(None) => return None,
        Ok(Some(begun)) => begun,
        Err(note) => return Some((String::new(), Err(note))),
    };
    let mut read = || {
        charge(left, leaf.name.len())?;
        while !column.pages.0.is_empty() {
            column.page(left)?;
        }
        if column.values != count || column.rows < rows { Err(Note::Damaged) } else { Ok(()) }
    };
    let read = read();
    let read = if column.lines.binary { read.and(Err(Note::Binary)) } else { read };
    let text = if column.lines.count > 0 { column.lines.text } else { String::new() };
    Some((text, read))
}

/// What happens to each column: its name, its text, and why that is not all of it. `false` ends the reading.
pub(crate) type Give<'g> = &'g mut dyn FnMut(&str, String, Result<(), Note>) -> bool;

/// Hands on every column of a file. Fails where the file as a whole does not read, or not all of it; `left` is what it may cost,
/// in bytes and values.
pub(crate) fn columns(file: &[u8], left: &mut u64, give: Give<'_>) -> Result<(), Note> {
    let end = file.len().checked_sub(8).ok_or(Note::Damaged)?;
    let (body, tail) = file.split_at_checked(end).ok_or(Note::Damaged)?;
    match tail.get(4..) {
        Some(b"PAR1") => {}
        Some(b"PARE") => return Err(Note::Encrypted),
        _ => return Err(Note::Damaged),
    }
    let length = Bytes(tail).length().ok_or(Note::Damaged)?;
    if length > FOOTER {
        return Err(Note::TooLarge);
    }
    charge(left, length)?;
    let footer = body.get(body.len().checked_sub(length).ok_or(Note::Damaged)?..).ok_or(Note::Damaged)?;
    let footer = Bytes(footer).description(VALUES).ok_or(Note::Damaged)?;
    let leaves = leaves(footer.list(2))?;
    let mut rows = 0_usize;
    let mut whole = true;
    for group in footer.list(4) {
        let chunks = group.list(1);
        whole &= chunks.len() == leaves.len();
        let of_group = group.size(3).ok_or(Note::Damaged)?;
        rows = rows.saturating_add(of_group);
        for (chunk, leaf) in chunks.iter().zip(&leaves) {
            let Some((text, read)) = column(file, chunk, leaf, of_group, left) else { continue };
            if !give(&leaf.name, text, read) {
                return Ok(());
            }
            if *left == 0 {
                return Err(Note::TooLarge);
            }
        }
    }
    // A file of truth values alone has no more than its description.
    whole &= footer.size(3).is_some_and(|claimed| claimed <= rows);
    if whole { Ok(()) } else { Err(Note::Damaged) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(file: &[u8]) -> Result<(), Note> {
        columns(file, &mut 1_000_000, &mut |_, _, _| true)
    }

    #[test]
    fn hostile_descriptions_end() {
        let mut deep = vec![0x1c; 1000];
        deep.extend((1000_u32).to_le_bytes());
        deep.extend(b"PAR1");
        assert_eq!(fails(&deep), Err(Note::Damaged));
        // A list of 2^31 structs in a few bytes.
        let mut long = vec![0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07];
        long.extend((7_u32).to_le_bytes());
        long.extend(b"PAR1");
        assert_eq!(fails(&long), Err(Note::Damaged));
        for length in 0..12 {
            assert!(fails(&b"PAR1PAR1PAR1"[..length]).is_err(), "{length}");
        }
    }

    /// How many values of each column come, and whether anything is told.
    fn counted(file: &[u8]) -> (usize, bool) {
        let (mut count, mut told) = (0, false);
        let read = columns(file, &mut (1 << 26), &mut |_, text, read| {
            count += text.lines().count();
            told |= read.is_err();
            true
        });
        (count, told || read.is_err())
    }

    #[test]
    fn no_changed_byte_takes_values_away_in_silence() {
        for name in ["snappy", "gzip", "plain", "v2", "nested", "zstd", "delta-all", "split"] {
            let path = format!("{}/tests/data/{name}.parquet", env!("CARGO_MANIFEST_DIR"));
            let whole = std::fs::read(path).unwrap();
            let (all, told) = counted(&whole);
            assert!(all > 40 && !told, "{name}");
            for at in 4..whole.len() {
                let change = [0x01, 0x02, 0x10, 0x55, 0xff][at % 5];
                let mut changed = whole.clone();
                changed[at] ^= change;
                let (count, told) = counted(&changed);
                // A byte of packed levels says of eight values whether they are there.
                assert!(told || count + 8 >= all, "{name}: {change:#x} at {at}: {count} of {all}");
            }
        }
    }
}
