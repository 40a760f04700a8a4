//! What is packed inside other content: gzip, tar and ZIP, within a budget and never on a disk.

use std::cell::Cell;
use std::io::{self, Cursor, Read, Seek};

use crate::read::Note;
use crate::sensitive::xlsx;
use crate::zstd::Frames;
use crate::{parquet, zip};

/// What unpacking may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Bytes that one file may become, over everything packed in it.
    pub unpacked: u64,
    /// Entries of one archive that are looked at.
    pub entries: u64,
    /// How many archives may stand inside each other.
    pub depth: u8,
}

impl Default for Budget {
    /// 250 MB, the size of a Lambda function's code unpacked
    /// (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>), 10,000 entries, two archives deep.
    fn default() -> Self {
        Self { unpacked: 250 << 20, entries: 10_000, depth: 2 }
    }
}

/// An archive inside another is read into memory up to this size, since a ZIP file is read from its end.
const NESTED: u64 = 24 << 20;
/// How much of the beginning tells what content is.
pub(crate) const HEAD: usize = 512;

/// What content is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packed {
    No,
    Gzip,
    Zip,
    Tar,
    Parquet,
    Zstd,
    /// Packed in a way that is not opened here.
    Other,
}

/// How files of other packers begin: xz, 7z, RAR, LZ4's frames.
const OTHERS: [&[u8]; 4] = [b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x04\x22\x4d\x18"];
/// How a block of bzip2 begins, behind `BZh` and a digit.
const BZIP2: &[u8] = b"\x31\x41\x59\x26\x53\x59";

pub(crate) fn packed(head: &[u8]) -> Packed {
    if head.starts_with(&[0x1f, 0x8b, 8]) {
        Packed::Gzip
    } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Packed::Zip
    } else if head.starts_with(b"PAR1") {
        Packed::Parquet
    } else if head.starts_with(b"\x28\xb5\x2f\xfd") {
        Packed::Zstd
    } else if head.get(257..262) == Some(b"ustar") {
        Packed::Tar
    } else if OTHERS.iter().any(|start| head.starts_with(start))
        || (head.starts_with(b"BZh") && head.get(4..10) == Some(BZIP2))
    {
        Packed::Other
    } else {
        Packed::No
    }
}

/// What a leaf is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A file as it stands there.
    File,
    /// The rows of a spreadsheet's sheet, with tabs between their cells.
    Sheet,
}

/// What happens to each content that is itself not packed: its place inside (empty for the outermost), what it is and its bytes.
pub(crate) type Leaf<'a> = &'a mut dyn FnMut(&str, Form, &mut dyn Read) -> io::Result<()>;

/// Unpacks content and hands on what is in it.
pub(crate) struct Unpacker<'b> {
    pub(crate) budget: &'b Budget,
    left: Cell<u64>,
    /// What reading tables by columns may cost beside their text: pages of nothing cost time.
    work: Cell<u64>,
    /// Whether the files of which a spreadsheet is made are handed on as well as its sheets.
    pub(crate) parts: bool,
    pub(crate) notes: Vec<(String, Note)>,
}

/// Content that uses up the budget.
struct Metered<'m, 'r> {
    inner: &'r mut dyn Read,
    left: &'m Cell<u64>,
}

impl Read for Metered<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.left.get()).unwrap_or(usize::MAX).min(buffer.len());
        if room == 0 && !buffer.is_empty() {
            return Err(io::Error::new(io::ErrorKind::StorageFull, "budget"));
        }
        let read = self.inner.read(buffer.get_mut(..room).unwrap_or_default())?;
        self.left.set(self.left.get().saturating_sub(u64::try_from(read).unwrap_or(u64::MAX)));
        Ok(read)
    }
}

/// Whether an error says that the budget is used up.
pub(crate) fn exhausted(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::StorageFull
}

/// Whether an error says that content is not what it claims to be.
pub(crate) fn garbled(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}

impl<'b> Unpacker<'b> {
    pub(crate) fn new(budget: &'b Budget) -> Self {
        let all = || Cell::new(budget.unpacked);
        Self { budget, left: all(), work: all(), parts: true, notes: Vec::new() }
    }

    fn note(&mut self, inside: &str, note: Note) {
        // A hostile archive has as many faults as entries.
        if self.notes.len() < 100 && !self.notes.iter().any(|(place, known)| place == inside && *known == note) {
            self.notes.push((inside.to_owned(), note));
        }
    }

    /// A file that can be read from its end.
    pub(crate) fn file<R: Read + Seek>(&mut self, input: &mut R, leaf: Leaf<'_>) -> io::Result<()> {
        let mut head = [0u8; HEAD];
        let length = fill(input, &mut head)?;
        let head = head.get(..length).unwrap_or_default();
        if packed(head) == Packed::Zip {
            return self.zip(input, "", 1, leaf);
        }
        self.content(&mut Cursor::new(head).chain(input), packed(head), "", 0, leaf)
    }

    fn content(
        &mut self,
        input: &mut dyn Read,
        packed: Packed,
        inside: &str,
        depth: u8,
        leaf: Leaf<'_>,
    ) -> io::Result<()> {
        if packed == Packed::Other {
            self.note(inside, Note::Unsupported);
            return Ok(());
        }
        if packed != Packed::No && depth >= self.budget.depth {
            self.note(inside, Note::TooDeep);
            return Ok(());
        }
        match packed {
            Packed::No | Packed::Other => leaf(inside, Form::File, input),
            Packed::Gzip => {
                let mut plain = flate2::read::MultiGzDecoder::new(input);
                self.inner(&mut plain, inside, depth + 1, leaf)
            }
            Packed::Tar => self.tar(input, inside, depth + 1, leaf),
            Packed::Zstd => self.inner(&mut Frames::new(input), inside, depth + 1, leaf),
            Packed::Parquet => self.parquet(input, inside, leaf),
            Packed::Zip => {
                let mut bytes = Vec::new();
                input.take(NESTED + 1).read_to_end(&mut bytes)?;
                if bytes.len() as u64 > NESTED {
                    self.note(inside, Note::TooLarge);
                    return Ok(());
                }
                self.zip(&mut Cursor::new(bytes), inside, depth + 1, leaf)
            }
        }
    }

    /// What came out of an archive: text, or another one. A fault in it is noted, and the rest goes on.
    fn inner(&mut self, plain: &mut dyn Read, inside: &str, depth: u8, leaf: Leaf<'_>) -> io::Result<()> {
        let left = Cell::new(self.left.get());
        let mut metered = Metered { inner: plain, left: &left };
        let mut head = [0u8; HEAD];
        let result = fill(&mut metered, &mut head).and_then(|length| {
            let head = head.get(..length).unwrap_or_default();
            // The nested one counts against the same budget.
            self.content(&mut Cursor::new(head).chain(&mut metered), packed(head), inside, depth, leaf)
        });
        self.left.set(self.left.get().min(left.get()));
        match result {
            Err(error) if exhausted(&error) => {
                self.note(inside, Note::TooLarge);
                Err(error)
            }
            Err(error) if garbled(&error) => {
                self.note(inside, Note::Damaged);
                Ok(())
            }
            other => other,
        }
    }

    fn zip<R: Read + Seek>(&mut self, input: &mut R, inside: &str, depth: u8, leaf: Leaf<'_>) -> io::Result<()> {
        let book = xlsx::is(input)?;
        if book && !self.parts {
            return self.sheets(input, inside, leaf);
        }
        let mut count = 0;
        let result = zip::entries(input, &mut |entry, content| {
            count += 1;
            if count > self.budget.entries {
                self.note(inside, Note::TooMany);
                return Ok(false);
            }
            let place = join(inside, &entry.name);
            match content {
                Ok(content) => {
                    let mut summed = zip::Summed::new(content);
                    self.inner(&mut summed, &place, depth, leaf)?;
                    // A content that was cut short by its reader says nothing about its sum.
                    if summed.wrong(entry.crc, entry.size) {
                        self.note(&place, Note::Damaged);
                    }
                }
                Err(note) => self.note(&place, note),
            }
            Ok(true)
        });
        match result {
            Err(error) if exhausted(&error) => Ok(()),
            Err(error) if garbled(&error) => {
                self.note(inside, Note::Damaged);
                Ok(())
            }
            Ok(()) if book => self.sheets(input, inside, leaf),
            other => other,
        }
    }

    /// The sheets of a spreadsheet, of which the cells and their names stand in different files.
    fn sheets<R: Read + Seek>(&mut self, input: &mut R, inside: &str, leaf: Leaf<'_>) -> io::Result<()> {
        let mut left = self.left.get();
        let read = xlsx::sheets(input, &mut left, &mut |name, text| {
            leaf(&join(inside, name), Form::Sheet, &mut Cursor::new(text)).map(|()| true)
        });
        self.left.set(left);
        match read {
            Ok(notes) => notes.into_iter().for_each(|(name, note)| self.note(&join(inside, &name), note)),
            Err(error) if garbled(&error) => self.note(inside, Note::Damaged),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// A table by columns: each is a table of its own, with its name as the header.
    fn parquet(&mut self, input: &mut dyn Read, inside: &str, leaf: Leaf<'_>) -> io::Result<()> {
        let mut bytes = Vec::new();
        input.take(NESTED + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > NESTED {
            self.note(inside, Note::TooLarge);
            return Ok(());
        }
        let mut work = self.work.get();
        let mut failed = None;
        let mut count = 0;
        let read = parquet::columns(&bytes, &mut work, &mut |name, text, read| {
            count += 1;
            if count > self.budget.entries {
                self.note(inside, Note::TooMany);
                return false;
            }
            let place = join(inside, &format!("{name}.csv"));
            if let Err(note) = read {
                self.note(&place, note);
            }
            if text.is_empty() {
                return true;
            }
            self.left.set(self.left.get().saturating_sub(text.len() as u64));
            match leaf(&place, Form::File, &mut Cursor::new(text)) {
                Ok(()) => self.left.get() > 0,
                Err(error) => {
                    failed = Some(error);
                    false
                }
            }
        });
        self.work.set(work);
        if let Err(note) = read {
            self.note(inside, note);
        } else if self.left.get() == 0 {
            self.note(inside, Note::TooLarge);
        }
        failed.map_or(Ok(()), Err)
    }

    /// POSIX ustar (IEEE 1003.1, pax): regular files only; names are shown, nothing is written.
    fn tar(&mut self, input: &mut dyn Read, inside: &str, depth: u8, leaf: Leaf<'_>) -> io::Result<()> {
        let mut count = 0;
        let mut long_name: Option<String> = None;
        loop {
            let mut header = [0u8; 512];
            let length = fill(input, &mut header)?;
            if length < 512 {
                // A whole archive ends with blocks of zeros.
                self.note(inside, Note::Damaged);
                return Ok(());
            }
            if header.iter().all(|byte| *byte == 0) {
                return Ok(());
            }
            count += 1;
            if count > self.budget.entries {
                self.note(inside, Note::TooMany);
                return Ok(());
            }
            let field = |from: usize, to: usize| {
                let bytes = header.get(from..to).unwrap_or_default();
                let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
                String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
            };
            let Ok(size) = u64::from_str_radix(field(124, 136).trim(), 8) else {
                self.note(inside, Note::Damaged);
                return Ok(());
            };
            let kind = header.get(156).copied().unwrap_or_default();
            let padding = (512 - size % 512) % 512;
            let mut body = input.take(size);
            match kind {
                // `7` is a regular file too, for those who know no contiguous ones.
                b'0' | b'7' | 0 => {
                    let prefix = field(345, 500);
                    let name = long_name.take().unwrap_or_else(|| {
                        if prefix.is_empty() { field(0, 100) } else { format!("{prefix}/{}", field(0, 100)) }
                    });
                    match self.inner(&mut body, &join(inside, &name), depth, leaf) {
                        Err(error) if exhausted(&error) => return Ok(()),
                        other => other?,
                    }
                }
                b'L' | b'x' if size <= 64 * 1024 => {
                    let mut bytes = Vec::new();
                    body.read_to_end(&mut bytes)?;
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    long_name = if kind == b'L' {
                        Some(text.trim_end_matches('\0').to_owned())
                    } else {
                        text.lines()
                            .find_map(|line| line.split_once(" path=").map(|(_, path)| path.to_owned()))
                            .or(long_name)
                    };
                }
                // A sparse file of GNU tar: its holes are left out.
                b'S' => {
                    long_name = None;
                    self.note(&join(inside, &field(0, 100)), Note::Unsupported);
                    // Further headers list the rest of its parts, of which the length says nothing.
                    if header.get(482).is_some_and(|more| *more != 0) {
                        self.note(inside, Note::Damaged);
                        return Ok(());
                    }
                }
                _ => {}
            }
            let rest = body.limit();
            if io::copy(&mut input.take(rest + padding), &mut io::sink())? < rest {
                self.note(inside, Note::Damaged);
                return Ok(());
            }
        }
    }
}

fn join(inside: &str, name: &str) -> String {
    if inside.is_empty() { name.to_owned() } else { format!("{inside}!{name}") }
}

/// Reads until a buffer is full or the content ends.
pub(crate) fn fill(input: &mut (impl Read + ?Sized), buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while let Some(room) = buffer.get_mut(length..).filter(|room| !room.is_empty()) {
        match input.read(room) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}
