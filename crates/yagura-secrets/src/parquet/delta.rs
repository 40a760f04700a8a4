//! Values that are written as what they differ by, or as their bytes apart
//! (<https://github.com/apache/parquet-format/blob/master/Encodings.md>).

use super::schema::{Meaning, Stored};
use super::thrift::Bytes;
use super::values::{Lines, padding};
use super::{ROWS, charge};
use crate::read::Note;

/// The next number of so many bits, the lowest first; `waiting` are bits that are left of the bytes before.
fn bits(bytes: &mut std::slice::Iter<'_, u8>, waiting: &mut (u128, u32), width: u32) -> Option<u64> {
    while waiting.1 < width {
        waiting.0 |= u128::from(*bytes.next()?) << waiting.1;
        waiting.1 += 8;
    }
    let number = waiting.0 & ((1_u128 << width) - 1);
    waiting.0 >>= width;
    waiting.1 -= width;
    u64::try_from(number).ok()
}

/// A number that may be below zero, written so that small ones are short.
fn signed(bytes: &mut Bytes<'_>) -> Option<i64> {
    let number = bytes.varint()?;
    Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
}

/// Whole numbers (`DELTA_BINARY_PACKED`), of which so many are to come. What follows them stays in `bytes`.
fn numbers(bytes: &mut Bytes<'_>, many: usize) -> Result<Vec<i64>, Note> {
    let damaged = || Note::Damaged;
    let mut size = || bytes.varint().and_then(|number| usize::try_from(number).ok()).ok_or_else(damaged);
    let (block, minis, count) = (size()?, size()?, size()?);
    let mut number = signed(bytes).ok_or_else(damaged)?;
    if count != many {
        return Err(Note::Damaged);
    }
    let mut out = Vec::new();
    if many == 0 {
        return Ok(out);
    }
    out.push(number);
    let mini = block.checked_div(minis).filter(|mini| *mini > 0 && mini % 8 == 0 && mini * minis == block);
    let mini = mini.filter(|mini| *mini <= ROWS).ok_or_else(damaged)?;
    while out.len() < many {
        let least = signed(bytes).ok_or_else(damaged)?;
        let widths = bytes.take(minis).ok_or_else(damaged)?;
        for width in widths {
            // Behind the last value there is none to be packed, whatever is said of how.
            if out.len() == many {
                break;
            }
            if *width > 64 {
                return Err(Note::Damaged);
            }
            let packed = bytes.take(mini / 8 * usize::from(*width)).ok_or_else(damaged)?;
            let (mut packed, mut waiting) = (packed.iter(), (0, 0));
            for _ in 0..mini.min(many - out.len()) {
                let more = bits(&mut packed, &mut waiting, u32::from(*width)).ok_or_else(damaged)?;
                // Differences wrap around, as writers make them.
                number = number.wrapping_add(least).wrapping_add(more.cast_signed());
                out.push(number);
            }
        }
    }
    Ok(out)
}

/// Lengths, none of them below zero.
fn lengths(bytes: &mut Bytes<'_>, many: usize) -> Result<Vec<usize>, Note> {
    let numbers = numbers(bytes, many)?;
    numbers.into_iter().map(|number| usize::try_from(number).map_err(|_| Note::Damaged)).collect()
}

impl Lines {
    /// Adds so many values in an encoding of differences, by its number. Fails where there are fewer, or more; `left` is what
    /// they may cost.
    pub(super) fn delta(
        &mut self,
        encoding: i64,
        bytes: &[u8],
        (stored, meaning): (Stored, Meaning),
        many: usize,
        left: &mut u64,
    ) -> Result<(), Note> {
        let mut bytes = Bytes(bytes);
        match (encoding, stored) {
            (5, Stored::Int32 | Stored::Int64) => {
                for number in numbers(&mut bytes, many)? {
                    let number = number.to_le_bytes();
                    // Numbers of four bytes wrap around in four.
                    let value = if stored == Stored::Int32 { number.get(..4).unwrap_or_default() } else { &number };
                    self.add(value, stored, meaning)?;
                }
            }
            (6, Stored::Bytes) => {
                for length in lengths(&mut bytes, many)? {
                    let value = bytes.take(length).ok_or(Note::Damaged)?;
                    self.add(value, stored, meaning)?;
                }
            }
            (7, Stored::Bytes | Stored::Fixed(_)) => {
                let shared = lengths(&mut bytes, many)?;
                let own = lengths(&mut bytes, many)?;
                let mut value: Vec<u8> = Vec::new();
                for (shared, own) in shared.into_iter().zip(own) {
                    if shared > value.len() {
                        return Err(Note::Damaged);
                    }
                    value.truncate(shared);
                    value.extend_from_slice(bytes.take(own).ok_or(Note::Damaged)?);
                    // A long beginning is said in a byte, again and again.
                    charge(left, value.len())?;
                    if matches!(stored, Stored::Fixed(length) if length != value.len()) {
                        return Err(Note::Damaged);
                    }
                    self.add(&value, stored, meaning)?;
                }
            }
            _ => return Err(Note::Damaged),
        }
        padding(bytes)
    }

    /// Adds so many values of which first all the first bytes stand, then all the second ones (`BYTE_STREAM_SPLIT`). Fails where
    /// there are fewer, or more.
    pub(super) fn split(&mut self, bytes: &[u8], stored: Stored, meaning: Meaning, many: usize) -> Result<(), Note> {
        let width = match stored {
            Stored::Int32 | Stored::Float => 4,
            Stored::Int64 | Stored::Double => 8,
            Stored::Fixed(width) => width,
            Stored::Int96 | Stored::Bytes => return Err(Note::Damaged),
        };
        let length = many.checked_mul(width).ok_or(Note::Damaged)?;
        let (streams, rest) = bytes.split_at_checked(length).ok_or(Note::Damaged)?;
        let mut value = Vec::with_capacity(width.min(length));
        for at in 0..many {
            value.clear();
            value.extend(streams.iter().skip(at).step_by(many));
            self.add(&value, stored, meaning)?;
        }
        padding(Bytes(rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], many: usize) -> Result<Vec<i64>, Note> {
        let mut bytes = Bytes(bytes);
        let numbers = numbers(&mut bytes, many)?;
        padding(bytes)?;
        Ok(numbers)
    }

    #[test]
    fn numbers_by_their_differences_are_read() {
        // The examples of Encodings.md: 1 to 5 in steps of one, and 7, 5, 3, 1, 2, 3, 4, 5, whose least difference is -2; blocks of
        // 128 in four parts.
        let steps = [0x80, 1, 4, 5, 2, 2, 0, 0, 0, 0];
        assert_eq!(read(&steps, 5), Ok(vec![1, 2, 3, 4, 5]));
        let mut packed = vec![0x80, 1, 4, 8, 14, 3, 2, 0, 0, 0, 0b1100_0000, 0b0011_1111];
        packed.extend([0; 6]);
        assert_eq!(read(&packed, 8), Ok(vec![7, 5, 3, 1, 2, 3, 4, 5]));
        // What is said of parts without a value is of no account.
        packed[7..10].fill(0xff);
        assert_eq!(read(&packed, 8).map(|numbers| numbers.len()), Ok(8));
        assert_eq!(read(&[0x80, 1, 4, 1, 8], 1), Ok(vec![4]), "the first one stands in front");
        assert_eq!(read(&[0x80, 1, 4, 0, 0], 0), Ok(vec![]));
        // The widest differences wrap around.
        let mut wide = vec![0x80, 1, 4, 2, 1, 1, 64, 0, 0, 0];
        wide.extend([0xff; 8]);
        wide.extend([0; 31 * 8]);
        assert_eq!(read(&wide, 2), Ok(vec![-1, -3]));
    }

    #[test]
    fn claims_of_more_than_is_there_end() {
        let steps = [0x80, 1, 4, 5, 2, 2, 0, 0, 0, 0];
        for (why, bytes, many) in [
            ("more than are said", steps.to_vec(), 6),
            ("fewer than are said", steps.to_vec(), 4),
            ("no block", steps[..5].to_vec(), 5),
            ("a cut block", steps[..8].to_vec(), 5),
            ("no parts", vec![0x80, 1, 0, 5, 2, 2], 5),
            ("parts that do not fit", vec![0x80, 1, 3, 5, 2, 2, 0, 0, 0], 5),
            ("a part of everything", vec![0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 5, 2, 2, 0], 5),
            ("more bits than a number has", vec![0x80, 1, 4, 5, 2, 2, 65, 0, 0, 0], 5),
            ("packed numbers that are not there", vec![0x80, 1, 4, 5, 2, 2, 64, 0, 0, 0, 1], 5),
            ("nothing", vec![], 1),
        ] {
            assert_eq!(read(&bytes, many), Err(Note::Damaged), "{why}");
        }
        // Lengths below zero, and beginnings of what was never there.
        let below = [0x80, 1, 4, 1, 1];
        assert_eq!(lengths(&mut Bytes(&below), 1), Err(Note::Damaged));
        let delta = |bytes: &[u8], left: &mut u64| {
            let mut lines = Lines::new();
            lines.delta(7, bytes, (Stored::Bytes, Meaning::Itself), 1, left).map(|()| lines.text)
        };
        let one = |shared: u8, own: u8| [&[0x80, 1, 4, 1, shared * 2, 0x80, 1, 4, 1, own * 2][..], b"ab"].concat();
        assert_eq!(delta(&one(0, 2), &mut 100), Ok("\"ab\"\n".to_owned()));
        assert_eq!(delta(&one(1, 2), &mut 100), Err(Note::Damaged));
        assert_eq!(delta(&one(0, 3), &mut 100), Err(Note::Damaged));
        assert_eq!(delta(&one(0, 2), &mut 1), Err(Note::TooLarge));
    }

    #[test]
    fn bytes_apart_are_put_together() {
        let split = |bytes: &[u8], stored, many| {
            let mut lines = Lines::new();
            lines.split(bytes, stored, Meaning::Itself, many).map(|()| lines.text)
        };
        // 1 and 258.
        assert_eq!(split(&[1, 2, 0, 1, 0, 0, 0, 0], Stored::Int32, 2), Ok("\"1\"\n\"258\"\n".to_owned()));
        assert_eq!(split(b"acbd", Stored::Fixed(2), 2), Ok("\"ab\"\n\"cd\"\n".to_owned()));
        assert_eq!(split(&[0; 7], Stored::Int32, 2), Err(Note::Damaged));
        assert_eq!(split(&[0; 8], Stored::Bytes, 2), Err(Note::Damaged));
        assert_eq!(split(&[0; 8], Stored::Fixed(usize::MAX), 2), Err(Note::Damaged));
    }
}
