//! Parquet (<https://github.com/apache/parquet-format>): the texts and whole numbers of each column, within bounds.
//!
//! Not a table's reader: each column of a row group becomes a text of its own with its name as the first line, so that nothing
//! need be put together. A column in an encoding or a compression that is not opened is told, and the others are read.

use std::io::Read as _;

use crate::read::Note;
use crate::zstd::Frames;

/// How large the description at the end of a file may be.
const FOOTER: usize = 16 << 20;
/// How many values that description may have.
const VALUES: usize = 1 << 20;
/// How deep values may stand in each other.
const DEPTH: u8 = 16;
/// How large a page may be, unpacked.
const PAGE: usize = 64 << 20;
/// How many values a page may have; writers make pages of some ten thousand.
const ROWS: usize = 4 << 20;

/// A value of Thrift's compact protocol
/// (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>).
enum Value<'b> {
    Int(i64),
    Bytes(&'b [u8]),
    List(Vec<Value<'b>>),
    Struct(Vec<(i16, Value<'b>)>),
    /// What nothing here needs: doubles, maps.
    Other,
}

impl<'b> Value<'b> {
    fn field(&self, id: i16) -> Option<&Self> {
        let Self::Struct(fields) = self else { return None };
        fields.iter().find(|(own, _)| *own == id).map(|(_, value)| value)
    }

    fn int(&self, id: i16) -> Option<i64> {
        if let Some(Self::Int(value)) = self.field(id) { Some(*value) } else { None }
    }

    fn size(&self, id: i16) -> Option<usize> {
        usize::try_from(self.int(id)?).ok()
    }

    fn list(&self, id: i16) -> &[Self] {
        if let Some(Self::List(list)) = self.field(id) { list } else { &[] }
    }

    fn text(&self, id: i16) -> Option<&'b str> {
        if let Some(Self::Bytes(bytes)) = self.field(id) { std::str::from_utf8(bytes).ok() } else { None }
    }
}

/// Bytes that are read from their front.
#[derive(Clone, Copy)]
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn length(&mut self) -> Option<usize> {
        let bytes: [u8; 4] = self.take(4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        i64::try_from(value >> 1).ok().map(|half| if value & 1 == 0 { half } else { -half - 1 })
    }

    fn value(&mut self, kind: u8, depth: u8, left: &mut usize) -> Option<Value<'b>> {
        *left = left.checked_sub(1)?;
        let depth = depth.checked_sub(1)?;
        Some(match kind {
            1 | 2 => Value::Int(i64::from(kind == 1)),
            3 => Value::Int(i64::from(i8::from_le_bytes([self.byte()?]))),
            4..=6 => Value::Int(self.zigzag()?),
            7 => {
                self.take(8)?;
                Value::Other
            }
            8 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Value::Bytes(self.take(length)?)
            }
            9 | 10 => {
                let head = self.byte()?;
                let count =
                    if head >> 4 == 15 { usize::try_from(self.varint()?).ok()? } else { usize::from(head >> 4) };
                let mut list = Vec::new();
                for _ in 0..count {
                    // In a list a truth value is a byte.
                    let item = if matches!(head & 15, 1 | 2) { 3 } else { head & 15 };
                    list.push(self.value(item, depth, left)?);
                }
                Value::List(list)
            }
            11 => {
                let count = self.varint()?;
                let kinds = if count > 0 { self.byte()? } else { 0 };
                for _ in 0..count {
                    self.value(kinds >> 4, depth, left)?;
                    self.value(kinds & 15, depth, left)?;
                }
                Value::Other
            }
            12 => {
                let mut fields = Vec::new();
                let mut id: i16 = 0;
                loop {
                    let head = self.byte()?;
                    if head == 0 {
                        break;
                    }
                    id = match head >> 4 {
                        0 => i16::try_from(self.zigzag()?).ok()?,
                        more => id.checked_add(i16::from(more))?,
                    };
                    fields.push((id, self.value(head & 15, depth, left)?));
                }
                Value::Struct(fields)
            }
            _ => return None,
        })
    }
}

/// A column of the schema.
struct Leaf {
    name: String,
    /// How many of the levels above it, and it, may be absent; how many may be repeated.
    definition: u32,
    repetition: u32,
}

/// The columns of a schema, which lists its elements depth first; the first one is the root.
fn leaves(schema: &[Value<'_>]) -> Option<Vec<Leaf>> {
    let mut leaves = Vec::new();
    // How many children are still to come, and the levels of their parent.
    let mut open: Vec<(i64, Vec<String>, u32, u32)> = vec![(schema.first()?.int(5)?, Vec::new(), 0, 0)];
    for element in schema.get(1..)? {
        while open.last().is_some_and(|(left, ..)| *left == 0) {
            open.pop();
        }
        let (left, path, definition, repetition) = open.last_mut()?;
        *left -= 1;
        let repeats = element.int(3).unwrap_or_default();
        let definition = *definition + u32::from(repeats != 0);
        let repetition = *repetition + u32::from(repeats == 2);
        let mut path = path.clone();
        path.push(element.text(4)?.to_owned());
        match element.int(5) {
            Some(children) if children > 0 => {
                if open.len() > usize::from(DEPTH) * 4 {
                    return None;
                }
                open.push((children, path, definition, repetition));
            }
            _ => leaves.push(Leaf { name: path.join("."), definition, repetition }),
        }
    }
    Some(leaves)
}

/// Numbers in the hybrid of runs and packed bits, `width` bits each; at most so many.
fn hybrid(bytes: &[u8], width: u32, most: usize) -> Option<Vec<u32>> {
    if width > 32 {
        return None;
    }
    let mut bytes = Bytes(bytes);
    let mut numbers = Vec::new();
    while numbers.len() < most && !bytes.0.is_empty() {
        let head = bytes.varint()?;
        let count = usize::try_from(head >> 1).ok()?;
        if head & 1 == 0 {
            let value = bytes.take(usize::try_from(width.div_ceil(8)).ok()?)?;
            let value = value.iter().rev().fold(0_u32, |value, byte| value << 8 | u32::from(*byte));
            numbers.extend(std::iter::repeat_n(value, count.min(most - numbers.len())));
        } else {
            // Groups of eight; a last group may be cut.
            let length = count.checked_mul(usize::try_from(width).ok()?)?;
            let packed = bytes.take(length.min(bytes.0.len()))?;
            let mut waiting: u64 = 0;
            let mut bits = 0;
            let mut packed = packed.iter();
            for _ in 0..count.checked_mul(8)?.min(most - numbers.len()) {
                while bits < width {
                    let Some(byte) = packed.next() else { return Some(numbers) };
                    waiting |= u64::from(*byte) << bits;
                    bits += 8;
                }
                numbers.push(u32::try_from(waiting & ((1_u64 << width) - 1)).ok()?);
                waiting >>= width;
                bits -= width;
            }
        }
    }
    Some(numbers)
}

/// The bits that hold a level up to this one.
fn width_of(level: u32) -> u32 {
    32 - level.leading_zeros()
}

/// The types whose values are shown.
#[derive(Clone, Copy, PartialEq)]
enum Type {
    Int32,
    Int64,
    Text,
}

fn write(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\"\""),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out.push_str("\"\n");
}

/// Values as they stand, at most so many: where each begins and ends in `bytes`.
fn plain(bytes: &[u8], kind: Type, most: usize) -> Vec<&[u8]> {
    let mut bytes = Bytes(bytes);
    let mut values = Vec::new();
    while values.len() < most && !bytes.0.is_empty() {
        let value = match kind {
            Type::Int32 => bytes.take(4),
            Type::Int64 => bytes.take(8),
            Type::Text => bytes.length().and_then(|length| bytes.take(length)),
        };
        let Some(value) = value else { break };
        values.push(value);
    }
    values
}

fn shown(out: &mut String, kind: Type, value: &[u8]) {
    match kind {
        Type::Text => write(out, &String::from_utf8_lossy(value)),
        Type::Int32 => {
            if let Ok(bytes) = value.try_into() {
                write(out, &i32::from_le_bytes(bytes).to_string());
            }
        }
        Type::Int64 => {
            if let Ok(bytes) = value.try_into() {
                write(out, &i64::from_le_bytes(bytes).to_string());
            }
        }
    }
}

fn unpacked(codec: i64, bytes: &[u8], size: usize) -> Result<Vec<u8>, Note> {
    if size > PAGE {
        return Err(Note::TooLarge);
    }
    match codec {
        0 => Ok(bytes.to_vec()),
        1 => match snap::raw::decompress_len(bytes) {
            Ok(length) if length <= size => snap::raw::Decoder::new().decompress_vec(bytes).map_err(|_| Note::Damaged),
            _ => Err(Note::Damaged),
        },
        2 => {
            let mut plain = Vec::new();
            let decoder = flate2::read::MultiGzDecoder::new(bytes);
            decoder.take(size as u64).read_to_end(&mut plain).map_err(|_| Note::Damaged)?;
            Ok(plain)
        }
        6 => {
            let mut plain = Vec::new();
            Frames::new(bytes).take(size as u64).read_to_end(&mut plain).map_err(|_| Note::Damaged)?;
            Ok(plain)
        }
        _ => Err(Note::Unsupported),
    }
}

/// The values of a column of a row group, a line each, behind its name.
fn column(file: &[u8], chunk: &Value<'_>, leaf: &Leaf, left: &mut u64) -> Result<Option<String>, Note> {
    // The values may lie in another file.
    if chunk.text(1).is_some() {
        return Err(Note::Unsupported);
    }
    let data = chunk.field(3).ok_or(Note::Encrypted)?;
    let kind = match data.int(1) {
        Some(1) => Type::Int32,
        Some(2) => Type::Int64,
        Some(6) => Type::Text,
        // Truth values, times, fractions, and what is no text.
        _ => return Ok(None),
    };
    let codec = data.int(4).ok_or(Note::Damaged)?;
    let count = data.size(5).ok_or(Note::Damaged)?;
    let length = data.size(7).ok_or(Note::Damaged)?;
    let first = data.size(9).ok_or(Note::Damaged)?;
    // A dictionary goes before; some writers say 0 where there is none.
    let start = data.size(11).filter(|at| *at > 0 && *at < first).unwrap_or(first);
    let mut pages = Bytes(file.get(start..start.saturating_add(length).min(file.len())).ok_or(Note::Damaged)?);
    let mut out = String::new();
    write(
        &mut out,
        leaf.name
            .rsplit('.')
            .find(|part| !matches!(*part, "element" | "item" | "list" | "array"))
            .unwrap_or(&leaf.name),
    );
    let mut dictionary: Vec<u8> = Vec::new();
    let mut seen = 0;
    while seen < count && !pages.0.is_empty() {
        let mut values = VALUES;
        let header = pages.value(12, DEPTH, &mut values).ok_or(Note::Damaged)?;
        let (size, packed) = (header.size(2).ok_or(Note::Damaged)?, header.size(3).ok_or(Note::Damaged)?);
        let body = pages.take(packed).ok_or(Note::Damaged)?;
        *left = left.checked_sub(size as u64).ok_or(Note::TooLarge)?;
        match header.int(1) {
            Some(2) => dictionary = unpacked(codec, body, size)?,
            Some(0) => {
                let page = header.field(5).ok_or(Note::Damaged)?;
                let number = page.size(1).ok_or(Note::Damaged)?;
                if number > ROWS {
                    return Err(Note::TooLarge);
                }
                let body = unpacked(codec, body, size)?;
                let mut rest = Bytes(&body);
                if leaf.repetition > 0 {
                    let length = rest.length().ok_or(Note::Damaged)?;
                    rest.take(length).ok_or(Note::Damaged)?;
                }
                let present = if leaf.definition > 0 {
                    let length = rest.length().ok_or(Note::Damaged)?;
                    let levels = rest.take(length).ok_or(Note::Damaged)?;
                    present(levels, leaf, number)?
                } else {
                    number
                };
                page_values(&mut out, rest.0, kind, page.int(2), present, &dictionary)?;
                seen += number.max(1);
            }
            Some(3) => {
                let page = header.field(8).ok_or(Note::Damaged)?;
                let (number, nulls) = (page.size(1).ok_or(Note::Damaged)?, page.size(2).ok_or(Note::Damaged)?);
                if number > ROWS {
                    return Err(Note::TooLarge);
                }
                let levels = page.size(5).unwrap_or_default().saturating_add(page.size(6).unwrap_or_default());
                let packed = body.get(levels..).ok_or(Note::Damaged)?;
                let plain;
                let values = if page.int(7) == Some(0) {
                    packed
                } else {
                    plain = unpacked(codec, packed, size.saturating_sub(levels))?;
                    &plain
                };
                page_values(&mut out, values, kind, page.int(4), number.saturating_sub(nulls), &dictionary)?;
                seen += number.max(1);
            }
            _ => {}
        }
        // What stands in a dictionary once may be named very often.
        if out.len() > PAGE {
            return Err(Note::TooLarge);
        }
    }
    Ok(Some(out))
}

/// How many values a page has, without those that are absent.
fn present(levels: &[u8], leaf: &Leaf, number: usize) -> Result<usize, Note> {
    let levels = hybrid(levels, width_of(leaf.definition), number).ok_or(Note::Damaged)?;
    Ok(levels.iter().filter(|level| **level == leaf.definition).count())
}

fn page_values(
    out: &mut String,
    bytes: &[u8],
    kind: Type,
    encoding: Option<i64>,
    count: usize,
    dictionary: &[u8],
) -> Result<(), Note> {
    match encoding {
        Some(0) => {
            for value in plain(bytes, kind, count) {
                shown(out, kind, value);
            }
            Ok(())
        }
        Some(2 | 8) => {
            let known = plain(dictionary, kind, ROWS);
            let Some((width, indexes)) = bytes.split_first() else { return Ok(()) };
            for index in hybrid(indexes, u32::from(*width), count).ok_or(Note::Damaged)? {
                let value = usize::try_from(index).ok().and_then(|index| known.get(index)).ok_or(Note::Damaged)?;
                shown(out, kind, value);
                if out.len() > PAGE {
                    return Err(Note::TooLarge);
                }
            }
            Ok(())
        }
        _ => Err(Note::Unsupported),
    }
}

/// What happens to each column: its name, and its text or why there is none. `false` ends the reading.
pub(crate) type Give<'g> = &'g mut dyn FnMut(&str, Result<String, Note>) -> bool;

/// Hands on every column of a file. Fails where the file as a whole does not read; `budget` bytes may come of it.
pub(crate) fn columns(file: &[u8], budget: u64, give: Give<'_>) -> Result<(), Note> {
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
    let footer = body.get(body.len().checked_sub(length).ok_or(Note::Damaged)?..).ok_or(Note::Damaged)?;
    let mut values = VALUES;
    let footer = Bytes(footer).value(12, DEPTH, &mut values).ok_or(Note::Damaged)?;
    let leaves = leaves(footer.list(2)).ok_or(Note::Damaged)?;
    let mut left = budget;
    for group in footer.list(4) {
        for (chunk, leaf) in group.list(1).iter().zip(&leaves) {
            let more = match column(file, chunk, leaf, &mut left) {
                Ok(None) => true,
                Ok(Some(text)) => give(&leaf.name, Ok(text)),
                Err(note) => give(&leaf.name, Err(note)) && left > 0,
            };
            if !more {
                return Ok(());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_packed_bits_are_read() {
        // The example of Encodings.md: 0 to 7 in three bits each.
        assert_eq!(hybrid(&[0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010], 3, 100).unwrap(), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(hybrid(&[0b1010, 7], 3, 100).unwrap(), [7; 5]);
        assert_eq!(hybrid(&[0b1010, 7], 3, 2).unwrap(), [7; 2]);
        // Packed bits of no width cost nothing to claim.
        assert_eq!(hybrid(&[0xff, 0xff, 0xff, 0xff, 0x0f], 0, 1000).unwrap().len(), 1000);
        // A run of all there are numbers, in two bytes: no more than asked for is made.
        assert_eq!(hybrid(&[0xfe, 0xff, 0xff, 0xff, 0x0f, 1], 1, 10).unwrap().len(), 10);
        assert!(hybrid(&[0xff], 3, 100).is_none());
    }

    #[test]
    fn hostile_descriptions_end() {
        let mut deep = vec![0x1c; 1000];
        deep.extend((1000_u32).to_le_bytes());
        deep.extend(b"PAR1");
        assert_eq!(columns(&deep, 1000, &mut |_, _| true), Err(Note::Damaged));
        // A list of 2^31 structs in a few bytes.
        let mut long = vec![0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07];
        long.extend((7_u32).to_le_bytes());
        long.extend(b"PAR1");
        assert_eq!(columns(&long, 1000, &mut |_, _| true), Err(Note::Damaged));
        for length in 0..12 {
            assert!(columns(&b"PAR1PAR1PAR1"[..length], 1000, &mut |_, _| true).is_err(), "{length}");
        }
    }
}
