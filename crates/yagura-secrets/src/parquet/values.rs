//! The values of pages (<https://github.com/apache/parquet-format/blob/master/Encodings.md>), as texts.

use std::fmt::Write as _;

use super::PAGE;
use super::schema::{Meaning, Stored};
use super::thrift::Bytes;
use crate::read::Note;

/// How many packed numbers more than there are values may come; writers fill up blocks of 8, 32 or 256.
const FILLED: usize = 512;
/// How many bytes of zero may follow the last value of a page; fastparquet writes eight.
const PADDING: usize = 16;

/// Numbers in the hybrid of runs and packed bits, `width` bits each: a number and how often it comes, until there are so many.
/// Fails where there are fewer or more, or where `give` does.
pub(super) fn hybrid(
    bytes: &[u8],
    width: u32,
    many: usize,
    give: &mut dyn FnMut(u32, usize) -> Result<(), Note>,
) -> Result<(), Note> {
    let damaged = || Note::Damaged;
    if width > 32 {
        return Err(Note::Damaged);
    }
    let mut bytes = Bytes(bytes);
    let mut left = many;
    while left > 0 {
        let head = bytes.varint().ok_or_else(damaged)?;
        let count = usize::try_from(head >> 1).map_err(|_| Note::Damaged)?;
        if head & 1 == 0 {
            let length = usize::try_from(width.div_ceil(8)).map_err(|_| Note::Damaged)?;
            let value = bytes.take(length).ok_or_else(damaged)?;
            let value = value.iter().rev().fold(0_u32, |value, byte| value << 8 | u32::from(*byte));
            if count > left {
                return Err(Note::Damaged);
            }
            if count > 0 {
                give(value, count)?;
            }
            left -= count;
        } else {
            // Groups of eight; the last ones are filled up, or cut.
            let run = count.saturating_mul(8).min(left);
            if count.saturating_mul(8) - run > FILLED {
                return Err(Note::Damaged);
            }
            if width == 0 {
                give(0, run)?;
                left -= run;
                continue;
            }
            let length = count.saturating_mul(usize::try_from(width).map_err(|_| Note::Damaged)?);
            let packed = bytes.take(length.min(bytes.0.len())).ok_or_else(damaged)?;
            let mut waiting: u64 = 0;
            let mut bits = 0;
            let mut packed = packed.iter();
            for _ in 0..run {
                while bits < width {
                    waiting |= u64::from(*packed.next().ok_or_else(damaged)?) << bits;
                    bits += 8;
                }
                give(u32::try_from(waiting & ((1_u64 << width) - 1)).map_err(|_| Note::Damaged)?, 1)?;
                waiting >>= width;
                bits -= width;
            }
            left -= run;
        }
    }
    padding(bytes)
}

/// Fails where what is left behind the last value is more than what some writers leave there.
pub(super) fn padding(left: Bytes<'_>) -> Result<(), Note> {
    if left.0.len() <= PADDING && left.0.iter().all(|byte| *byte == 0) { Ok(()) } else { Err(Note::Damaged) }
}

/// How many of so many levels are this one. Fails where there are fewer, or one is above `highest`.
pub(super) fn levels(bytes: &[u8], highest: u32, wanted: u32, many: usize) -> Result<usize, Note> {
    let mut count = 0;
    hybrid(bytes, 32 - highest.leading_zeros(), many, &mut |level, run| {
        if level == wanted {
            count += run;
        }
        if level > highest { Err(Note::Damaged) } else { Ok(()) }
    })?;
    Ok(count)
}

/// The values of a column as lines.
pub(super) struct Lines {
    pub(super) text: String,
    /// How many there are.
    pub(super) count: usize,
    /// Whether one of them is bytes that are no text.
    pub(super) binary: bool,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { text: String::new(), count: 0, binary: false }
    }

    /// A line, in quotes.
    pub(super) fn write(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' => self.text.push_str("\"\""),
                '\n' | '\r' => self.text.push(' '),
                c => self.text.push(c),
            }
        }
        self.text.push_str("\"\n");
    }

    fn enough(&self) -> Result<(), Note> {
        if self.text.len() > PAGE { Err(Note::TooLarge) } else { Ok(()) }
    }

    /// Adds so many values as they stand, one behind the other. Fails where there are fewer, or more.
    pub(super) fn plain(&mut self, bytes: &[u8], stored: Stored, meaning: Meaning, many: usize) -> Result<(), Note> {
        let mut bytes = Bytes(bytes);
        for _ in 0..many {
            let length = match stored {
                Stored::Int32 | Stored::Float => 4,
                Stored::Int64 | Stored::Double => 8,
                Stored::Int96 => 12,
                Stored::Fixed(length) => length,
                Stored::Bytes => bytes.length().ok_or(Note::Damaged)?,
            };
            let value = bytes.take(length).ok_or(Note::Damaged)?;
            self.add(value, stored, meaning)?;
        }
        padding(bytes)
    }

    /// Adds a value.
    pub(super) fn add(&mut self, value: &[u8], stored: Stored, meaning: Meaning) -> Result<(), Note> {
        self.value(value, stored, meaning)?;
        self.count += 1;
        self.enough()
    }

    /// Adds so many values, each the number of one in a dictionary. Fails where there are fewer.
    pub(super) fn named(&mut self, bytes: &[u8], dictionary: &Dictionary, many: usize) -> Result<(), Note> {
        let (width, indexes) = bytes.split_first().ok_or(Note::Damaged)?;
        hybrid(indexes, u32::from(*width), many, &mut |index, run| {
            let line = dictionary.line(index).ok_or(Note::Damaged)?;
            for _ in 0..run {
                self.text.push_str(line);
                self.count += 1;
                self.enough()?;
            }
            Ok(())
        })
    }

    fn value(&mut self, value: &[u8], stored: Stored, meaning: Meaning) -> Result<(), Note> {
        let text = match (stored, meaning) {
            (Stored::Bytes | Stored::Fixed(_), Meaning::Itself) => {
                // A text of a fixed length is filled up at its end.
                let filler = |byte: &u8| stored != Stored::Bytes && matches!(byte, 0 | b' ');
                let end = value.iter().rposition(|byte| !filler(byte)).map_or(0, |end| end + 1);
                let value = value.get(..end).unwrap_or_default();
                let text = String::from_utf8_lossy(value);
                self.binary |= matches!(text, std::borrow::Cow::Owned(_));
                self.write(&text);
                return Ok(());
            }
            (Stored::Bytes | Stored::Fixed(_), Meaning::Decimal(scale)) => {
                decimal(big_endian(value).ok_or(Note::Unsupported)?, scale)
            }
            (_, Meaning::Uuid) => uuid(value),
            (_, Meaning::Half) => fraction(half(u16::from_le_bytes(array(value)?))),
            (Stored::Float, _) => {
                let number = f32::from_le_bytes(array(value)?);
                // Beyond that not every whole number has one of its own.
                if number.abs() < 16_777_216.0 { fraction(f64::from(number)) } else { format!("{number:e}") }
            }
            (Stored::Double, _) => fraction(f64::from_le_bytes(array(value)?)),
            (Stored::Int96, _) => {
                let (nanoseconds, day) = value.split_at_checked(8).ok_or(Note::Damaged)?;
                // Days of the Julian calendar's count; 1970-01-01 is the 2440588th.
                let day = i64::from(u32::from_le_bytes(array(day)?)) - 2_440_588;
                time(day, i64::from_le_bytes(array(nanoseconds)?).div_euclid(1_000_000_000))
            }
            (Stored::Int32, Meaning::Unsigned) => u32::from_le_bytes(array(value)?).to_string(),
            (_, Meaning::Unsigned) => u64::from_le_bytes(array(value)?).to_string(),
            (_, meaning) => {
                let number = match stored {
                    Stored::Int32 => i64::from(i32::from_le_bytes(array(value)?)),
                    _ => i64::from_le_bytes(array(value)?),
                };
                match meaning {
                    Meaning::Decimal(scale) => decimal(i128::from(number), scale),
                    Meaning::Date => time(number, 0),
                    Meaning::Time(unit) => {
                        let seconds = number.div_euclid(unit);
                        time(seconds.div_euclid(86_400), seconds.rem_euclid(86_400))
                    }
                    _ => number.to_string(),
                }
            }
        };
        self.write(&text);
        Ok(())
    }
}

/// The values that a column chunk names by their number, as lines: made once, for all of its pages.
#[derive(Default)]
pub(super) struct Dictionary {
    text: String,
    ends: Vec<usize>,
    pub(super) binary: bool,
}

impl Dictionary {
    /// Reads so many values. Fails where there are fewer, or more.
    pub(super) fn read(bytes: &[u8], stored: Stored, meaning: Meaning, many: usize) -> Result<Self, Note> {
        let mut lines = Lines::new();
        lines.plain(bytes, stored, meaning, many)?;
        // No line holds a break but at its end.
        let ends = memchr::memchr_iter(b'\n', lines.text.as_bytes()).map(|at| at + 1).collect();
        Ok(Self { text: lines.text, ends, binary: lines.binary })
    }

    fn line(&self, index: u32) -> Option<&str> {
        let index = usize::try_from(index).ok()?;
        let start = if index == 0 { 0 } else { *self.ends.get(index - 1)? };
        self.text.get(start..*self.ends.get(index)?)
    }
}

fn array<const N: usize>(value: &[u8]) -> Result<[u8; N], Note> {
    value.try_into().map_err(|_| Note::Damaged)
}

/// A number of any length in two's complement, the highest byte first; `None` where it is too large.
fn big_endian(value: &[u8]) -> Option<i128> {
    let fill = if value.first().is_some_and(|byte| byte & 0x80 != 0) { 0xff } else { 0 };
    let start = value.len().saturating_sub(16);
    let (more, value) = value.split_at_checked(start)?;
    if more.iter().any(|byte| *byte != fill) {
        return None;
    }
    let mut number = [fill; 16];
    number.iter_mut().rev().zip(value.iter().rev()).for_each(|(to, from)| *to = *from);
    let number = i128::from_be_bytes(number);
    // What was cut off may have held the sign.
    ((number < 0) == (fill != 0)).then_some(number)
}

fn decimal(number: i128, scale: u32) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = number.unsigned_abs().to_string();
    // No decimal has more digits than this.
    let scale = usize::try_from(scale).unwrap_or(usize::MAX).min(76);
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, rest) = digits.split_at(digits.len() - scale);
    // A number that is whole is shown as it would be written.
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// Whole numbers without a fraction; those that are too large to be exact, as powers.
fn fraction(number: f64) -> String {
    if number.is_nan() {
        String::new()
    } else if number.abs() < 9_007_199_254_740_992.0 {
        format!("{number}")
    } else {
        format!("{number:e}")
    }
}

/// A number of sixteen bits (IEEE 754).
fn half(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3ff) / 1024.0;
    let number = match i32::from(bits >> 10 & 0x1f) {
        0 => fraction * 2_f64.powi(-14),
        31 if fraction > 0.0 => f64::NAN,
        31 => f64::INFINITY,
        exponent => (1.0 + fraction) * 2_f64.powi(exponent - 15),
    };
    if bits >> 15 == 1 { -number } else { number }
}

fn uuid(value: &[u8]) -> String {
    let mut out = String::new();
    for (at, byte) in value.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// A day since 1970-01-01 of the Gregorian calendar, and the time of it, in seconds, where it is not midnight.
fn time(day: i64, seconds: i64) -> String {
    // Years begin in March here, so that a leap day is the last one; eras have four hundred of them.
    let day = day.saturating_add(719_468);
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    let mut out = format!("{year:04}-{month:02}-{of_month:02}");
    if seconds != 0 {
        let _ = write!(out, " {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(bytes: &[u8], width: u32, many: usize) -> Result<Vec<u32>, Note> {
        let mut numbers = Vec::new();
        hybrid(bytes, width, many, &mut |value, run| {
            numbers.extend(std::iter::repeat_n(value, run));
            Ok(())
        })?;
        Ok(numbers)
    }

    #[test]
    fn runs_and_packed_bits_are_read() {
        // The example of Encodings.md: 0 to 7 in three bits each.
        let packed = [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        assert_eq!(numbers(&packed, 3, 8).unwrap(), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(numbers(&packed, 3, 3).unwrap(), [0, 1, 2], "the last group is filled up");
        assert_eq!(numbers(&[0b1010, 7], 3, 5).unwrap(), [7; 5]);
        // Fewer than there are to be (no run left, no byte left), or more: claimed in a few bytes, and not made.
        for (bytes, width, many) in [
            (&packed[..], 3, 9),
            (&packed[..3], 3, 8),
            (&[0b1010, 7], 3, 6),
            (&[0b1010, 7], 3, 2),
            (&[0xff], 3, 1),
            (&[0xff, 0xff, 0xff, 0xff, 0x0f], 0, 1000),
            (&[0b1010, 7, 1], 3, 5),
            (&[0xfe, 0xff, 0xff, 0xff, 0x0f, 1], 1, 10),
            (&[0b1010, 7, 0b10, 7], 3, 5),
        ] {
            assert_eq!(numbers(bytes, width, many), Err(Note::Damaged), "{bytes:?}");
        }
        assert_eq!(levels(&[0b1010, 1, 0b10, 0], 1, 1, 6), Ok(5));
        assert_eq!(levels(&[0b1010, 3], 2, 2, 5), Err(Note::Damaged), "no such level");
    }

    fn lines(bytes: &[u8], stored: Stored, meaning: Meaning, many: usize) -> Result<String, Note> {
        let mut lines = Lines::new();
        lines.plain(bytes, stored, meaning, many)?;
        Ok(lines.text.replace('"', "").trim_end().replace('\n', " "))
    }

    #[test]
    fn values_are_shown_as_they_would_be_written() {
        let int = |number: i64| number.to_le_bytes().to_vec();
        let double = |number: f64| number.to_le_bytes().to_vec();
        for (bytes, stored, meaning, expect) in [
            (int(-5), Stored::Int64, Meaning::Itself, "-5"),
            (int(-1), Stored::Int64, Meaning::Unsigned, "18446744073709551615"),
            (int(983_205_673_214), Stored::Int64, Meaning::Decimal(0), "983205673214"),
            (int(-105), Stored::Int64, Meaning::Decimal(2), "-1.05"),
            (int(98_320_567_321_400), Stored::Int64, Meaning::Decimal(2), "983205673214"),
            ((-1_i32).to_le_bytes().to_vec(), Stored::Int32, Meaning::Date, "1969-12-31"),
            (1827_i32.to_le_bytes().to_vec(), Stored::Int32, Meaning::Date, "1975-01-02"),
            (11_016_i32.to_le_bytes().to_vec(), Stored::Int32, Meaning::Date, "2000-02-29"),
            (i32::MIN.to_le_bytes().to_vec(), Stored::Int32, Meaning::Date, "-5877641-06-23"),
            (int(157_852_800_000), Stored::Int64, Meaning::Time(1000), "1975-01-02"),
            (int(-1), Stored::Int64, Meaning::Time(1000), "1969-12-31 23:59:59"),
            ([int(0), 2_442_415_u32.to_le_bytes().to_vec()].concat(), Stored::Int96, Meaning::Itself, "1975-01-02"),
            (double(983_205_673_214.0), Stored::Double, Meaning::Itself, "983205673214"),
            (double(35.5), Stored::Double, Meaning::Itself, "35.5"),
            (double(1e300), Stored::Double, Meaning::Itself, "1e300"),
            (1_234_567_f32.to_le_bytes().to_vec(), Stored::Float, Meaning::Itself, "1234567"),
            (983_205_673_214_f32.to_le_bytes().to_vec(), Stored::Float, Meaning::Itself, "9.832057e11"),
            (vec![0x00, 0x3e], Stored::Fixed(2), Meaning::Half, "1.5"),
            (vec![0xff; 20], Stored::Fixed(20), Meaning::Decimal(0), "-1"),
            (vec![0, 0, 3], Stored::Fixed(3), Meaning::Decimal(0), "3"),
            ((0..16).collect(), Stored::Fixed(16), Meaning::Uuid, "00010203-0405-0607-0809-0a0b0c0d0e0f"),
            (b"03-1234 \0\0".to_vec(), Stored::Fixed(10), Meaning::Itself, "03-1234"),
        ] {
            assert_eq!(lines(&bytes, stored, meaning, 1).as_deref(), Ok(expect));
            assert_eq!(lines(&bytes, stored, meaning, 2), Err(Note::Damaged), "fewer than there are to be");
        }
        let large = [vec![1], vec![0; 20]].concat();
        assert_eq!(lines(&large, Stored::Fixed(21), Meaning::Decimal(0), 1), Err(Note::Unsupported));
        let large = [vec![0; 5], vec![0xff; 16]].concat();
        assert_eq!(lines(&large, Stored::Fixed(21), Meaning::Decimal(0), 1), Err(Note::Unsupported), "not minus one");
        assert_eq!(lines(&[1, 0, 0, 0, b'a', b'b'], Stored::Bytes, Meaning::Itself, 1), Err(Note::Damaged), "more");
    }
}
