//! ZIP files, read from their directory (APPNOTE.TXT 6.3.10). Kept small and bounded: entries come one by one, and nothing is
//! remembered of those that were seen.

use std::io::{self, Read, Seek, SeekFrom};

use crate::read::Note;

/// An entry, as the directory has it.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) crc: u32,
    pub(crate) size: u64,
}

/// The longest name that is taken.
const NAME: usize = 4096;

/// What is done with an entry: its content, or why there is none. Answers whether to go on.
pub(crate) type Visit<'a> = &'a mut dyn FnMut(&Entry, Result<&mut dyn Read, Note>) -> io::Result<bool>;

/// Hands on every file of an archive, in the order of its directory.
/// Fails where the archive has no directory or is cut.
pub(crate) fn entries<R: Read + Seek>(input: &mut R, visit: Visit<'_>) -> io::Result<()> {
    let invalid = || io::Error::new(io::ErrorKind::InvalidData, "not a ZIP archive");
    let length = input.seek(SeekFrom::End(0))?;
    // The end record stands last, before a comment of up to 64 KiB.
    let tail_from = length.saturating_sub(22 + 65535 + 20);
    input.seek(SeekFrom::Start(tail_from))?;
    let mut tail = Vec::new();
    input.by_ref().take(22 + 65535 + 20).read_to_end(&mut tail)?;
    let end = memchr::memmem::rfind(&tail, b"PK\x05\x06").ok_or_else(invalid)?;
    let u16_at = |bytes: &[u8], at: usize| -> io::Result<u64> {
        let bytes: [u8; 2] = bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).ok_or_else(invalid)?;
        Ok(u64::from(u16::from_le_bytes(bytes)))
    };
    let u32_at = |bytes: &[u8], at: usize| -> io::Result<u64> {
        let bytes: [u8; 4] = bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).ok_or_else(invalid)?;
        Ok(u64::from(u32::from_le_bytes(bytes)))
    };
    let u64_at = |bytes: &[u8], at: usize| -> io::Result<u64> {
        let bytes: [u8; 8] = bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).ok_or_else(invalid)?;
        Ok(u64::from_le_bytes(bytes))
    };
    let mut count = u16_at(&tail, end + 10)?;
    let mut at = u32_at(&tail, end + 16)?;
    // ZIP64: a locator stands before the end record.
    if let Some(locator) = end.checked_sub(20)
        && tail.get(locator..locator + 4) == Some(b"PK\x06\x07")
    {
        input.seek(SeekFrom::Start(u64_at(&tail, locator + 8)?))?;
        let mut record = [0u8; 56];
        input.read_exact(&mut record)?;
        count = u64_at(&record, 32)?;
        at = u64_at(&record, 48)?;
    }
    for _ in 0..count {
        input.seek(SeekFrom::Start(at))?;
        let mut record = [0u8; 46];
        input.read_exact(&mut record)?;
        if !record.starts_with(b"PK\x01\x02") {
            return Err(invalid());
        }
        let flags = u16_at(&record, 8)?;
        let method = u16_at(&record, 10)?;
        let crc = u32::try_from(u32_at(&record, 16)?).unwrap_or_default();
        let mut packed = u32_at(&record, 20)?;
        let mut size = u32_at(&record, 24)?;
        let name_length = u16_at(&record, 28)?;
        let extra_length = u16_at(&record, 30)?;
        let comment_length = u16_at(&record, 32)?;
        let attributes = u32_at(&record, 38)?;
        let mut offset = u32_at(&record, 42)?;
        let mut name = vec![0u8; usize::try_from(name_length).unwrap_or_default()];
        input.read_exact(&mut name)?;
        let mut extra = vec![0u8; usize::try_from(extra_length).unwrap_or_default()];
        input.read_exact(&mut extra)?;
        at += 46 + name_length + extra_length + comment_length;
        zip64(&extra, &mut size, &mut packed, &mut offset);
        name.truncate(NAME);
        let shown = if flags & 0x800 == 0 { crate::charset::decode(&name) } else { None };
        let shown = shown.unwrap_or_else(|| String::from_utf8_lossy(&name).into_owned());
        if shown.ends_with('/') {
            continue;
        }
        let entry = Entry { name: shown, crc, size };
        // A symbolic link's content is a path.
        let link = (attributes >> 16) & 0o170_000 == 0o120_000;
        let go_on = if flags & 1 != 0 {
            visit(&entry, Err(Note::Encrypted))?
        } else if link {
            true
        } else if !matches!(method, 0 | 8) {
            visit(&entry, Err(Note::Unsupported))?
        } else {
            input.seek(SeekFrom::Start(offset))?;
            let mut local = [0u8; 30];
            input.read_exact(&mut local)?;
            if !local.starts_with(b"PK\x03\x04") {
                return Err(invalid());
            }
            let skip = u16_at(&local, 26)? + u16_at(&local, 28)?;
            input.seek(SeekFrom::Current(i64::try_from(skip).unwrap_or_default()))?;
            let mut raw = input.by_ref().take(packed);
            if method == 8 {
                visit(&entry, Ok(&mut flate2::read::DeflateDecoder::new(raw)))?
            } else {
                visit(&entry, Ok(&mut raw))?
            }
        };
        if !go_on {
            break;
        }
    }
    Ok(())
}

/// The sizes that do not fit into 32 bits (4.5.3).
fn zip64(extra: &[u8], size: &mut u64, packed: &mut u64, offset: &mut u64) {
    let mut rest = extra;
    while let Some((head, after)) = rest.split_at_checked(4) {
        let length = head.get(2..4).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes);
        let Some((body, next)) = after.split_at_checked(usize::from(length)) else { return };
        if head.starts_with(&[1, 0]) {
            let mut fields = body.chunks_exact(8).filter_map(|chunk| chunk.try_into().ok()).map(u64::from_le_bytes);
            for field in [size, packed, offset] {
                if *field == u64::from(u32::MAX)
                    && let Some(value) = fields.next()
                {
                    *field = value;
                }
            }
            return;
        }
        rest = next;
    }
}

/// Content with its running checksum.
pub(crate) struct Summed<'r> {
    inner: &'r mut dyn Read,
    crc: flate2::Crc,
    read: u64,
}

impl<'r> Summed<'r> {
    pub(crate) fn new(inner: &'r mut dyn Read) -> Self {
        Self { inner, crc: flate2::Crc::new(), read: 0 }
    }

    /// Whether the content was read in full and is not what the directory says.
    pub(crate) fn wrong(&self, crc: u32, size: u64) -> bool {
        self.read == size && self.crc.sum() != crc
    }
}

impl Read for Summed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.crc.update(buffer.get(..read).unwrap_or_default());
        self.read += u64::try_from(read).unwrap_or_default();
        Ok(read)
    }
}
