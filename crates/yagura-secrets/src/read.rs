//! Content of any size and kind: in windows, decoded, unpacked.

use std::io::{self, Read, Seek};

use encoding_rs::{CoderResult, UTF_8};

use crate::archive::{Budget, Form, Unpacker, exhausted, fill, garbled};
use crate::charset::{self, Charset};
use crate::columns::Columns;
use crate::detect::placed;
use crate::keys::{self, KeyPair};
use crate::text::{floor, line_start};
use crate::{Context, Detector, Match};

/// How much is read at once.
const BLOCK: usize = 512 * 1024;
/// How much of a window is left for the next one, where what begins in it may not end in this one.
const TAIL: usize = 48 * 1024;
/// How much of the text before stays in sight: names that stand before their values.
const BACK: usize = 4 * 1024;

/// What reading tells.
#[derive(Debug)]
pub enum Event<'e> {
    /// A secret, and where in an archive it is: `lib/app.jar!config.yml`; empty outside of one.
    Found(&'e str, Match),
    /// A part that was not read, and where in an archive it is.
    Skipped(&'e str, Note),
}

/// Why a part of content was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// An archive in an archive in an archive.
    TooDeep,
    /// More than the budget when unpacked.
    TooLarge,
    /// More entries than the budget.
    TooMany,
    /// Protected by a password.
    Encrypted,
    /// Packed in a way that is not known.
    Unsupported,
    /// Cut, or with a wrong checksum.
    Damaged,
    /// No text: of sensitive data it tells nothing.
    Binary,
}

impl Note {
    /// The name as it stands in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::TooDeep => "too-deep",
            Self::TooLarge => "too-large",
            Self::TooMany => "too-many-entries",
            Self::Encrypted => "encrypted",
            Self::Unsupported => "unsupported",
            Self::Damaged => "damaged",
            Self::Binary => "binary",
        }
    }
}

/// Reads content and tells what is in it; keeps its buffers from one content to the next.
pub struct Reader<'d> {
    detector: &'d Detector,
    budget: Budget,
    block: Vec<u8>,
    window: String,
    keys: Option<Vec<KeyPair>>,
    /// How many bytes of text were looked at.
    pub bytes: u64,
}

impl<'d> Reader<'d> {
    /// A reader with a budget for what is packed.
    pub fn new(detector: &'d Detector, budget: Budget) -> Self {
        Self { detector, budget, block: Vec::new(), window: String::new(), keys: None, bytes: 0 }
    }

    /// Keeps the access keys of AWS that it finds, whole, until they are taken.
    #[must_use]
    pub fn keeping_keys(self) -> Self {
        Self { keys: Some(Vec::new()), ..self }
    }

    /// The access keys that were kept, each with its secret.
    pub fn take_keys(&mut self) -> Vec<KeyPair> {
        self.keys.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Reads content to its end and tells what is in it.
    /// Fails only where the content itself cannot be read; what is damaged inside of it is told.
    pub fn read<R: Read + Seek>(
        &mut self,
        input: &mut R,
        context: &Context<'_>,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> io::Result<()> {
        let budget = self.budget;
        let mut unpacker = Unpacker::new(&budget);
        let result = unpacker.file(input, &mut |inside, form, content| {
            if form == Form::Sheet {
                return sheet(inside, content, context, tell);
            }
            // Inside an archive the entry's own name says what it is.
            let context = if inside.is_empty() { *context } else { Context { path: Some(inside), ..*context } };
            self.windows(content, &context, &mut |found| tell(Event::Found(inside, found)))
        });
        for (inside, note) in &unpacker.notes {
            tell(Event::Skipped(inside, *note));
        }
        match result {
            Err(error) if exhausted(&error) => Ok(()),
            Err(error) if garbled(&error) => {
                tell(Event::Skipped("", Note::Damaged));
                Ok(())
            }
            other => other,
        }
    }

    fn windows(&mut self, input: &mut dyn Read, context: &Context<'_>, tell: &mut dyn FnMut(Match)) -> io::Result<()> {
        let mut last = self.next_block(input)?;
        let charset = charset::guess(&self.block);
        self.bytes += self.block.len() as u64;
        if last
            && charset == Charset::Text(UTF_8)
            && let Ok(text) = std::str::from_utf8(&self.block)
        {
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            let found = self.detector.found(text, context, false, Columns::of(text, context.path).as_ref());
            if let Some(keys) = &mut self.keys {
                keys.extend(keys::pairs(&found));
            }
            placed(text, &found, 1, 1).into_iter().for_each(tell);
            return Ok(());
        }
        let mut decoder = decoder(charset);
        let mut ascii = charset == Charset::Text(UTF_8) && self.block.is_ascii();
        let mut line = 1_u32;
        let mut done = 0;
        let mut columns = None;
        let mut first = true;
        self.window.clear();
        loop {
            match &mut decoder {
                Some(decoder) => decode(decoder, &self.block, &mut self.window, last),
                None => self.window.extend(self.block.iter().map(|byte| {
                    if (0x20..0x7f).contains(byte) || *byte == b'\n' { char::from(*byte) } else { '\u{1}' }
                })),
            }
            let cut = if last {
                self.window.len()
            } else {
                let at = floor(&self.window, self.window.len().saturating_sub(TAIL));
                let line = line_start(&self.window, at);
                if line > done { line } else { at }
            };
            if first {
                // The header stands in the first window only.
                columns = Columns::of(&self.window, context.path);
                first = false;
            }
            if cut > done || last {
                let mut found = match decoder {
                    Some(_) => self.detector.found(&self.window, context, false, columns.as_ref()),
                    None => self.detector.found_in_binary(&self.window, context),
                };
                if let Some(keys) = &mut self.keys {
                    keys.extend(keys::pairs(&found));
                }
                found.retain(|one| one.start >= done && (one.start < cut || last));
                placed(&self.window, &found, line, 1).into_iter().for_each(&mut *tell);
                if last {
                    return Ok(());
                }
                let keep = line_start(&self.window, floor(&self.window, cut.saturating_sub(BACK))).min(cut);
                let gone = self.window.as_bytes().get(..keep).unwrap_or_default();
                line = line.saturating_add(u32::try_from(memchr::memchr_iter(b'\n', gone).count()).unwrap_or(u32::MAX));
                self.window.drain(..keep);
                done = cut - keep;
            }
            last = self.next_block(input)?;
            self.bytes += self.block.len() as u64;
            // A long file may begin with nothing but ASCII.
            if ascii && !self.block.is_ascii() {
                ascii = false;
                if let Charset::Text(encoding) = charset::guess(&self.block) {
                    decoder = Some(encoding.new_decoder_without_bom_handling());
                }
            }
        }
    }

    /// Reads the next block; whether it is the last.
    fn next_block(&mut self, input: &mut dyn Read) -> io::Result<bool> {
        self.block.clear();
        input.take(BLOCK as u64).read_to_end(&mut self.block)?;
        if self.block.len() < BLOCK {
            return Ok(true);
        }
        // A file of exactly this size ends here.
        let mut one = [0u8; 1];
        if fill(input, &mut one)? == 0 {
            return Ok(true);
        }
        self.block.extend(one);
        Ok(false)
    }
}

/// The columns of a spreadsheet's sheet whose header names secrets. What its files hold by themselves is found in them.
fn sheet(inside: &str, input: &mut dyn Read, context: &Context<'_>, tell: &mut dyn FnMut(Event<'_>)) -> io::Result<()> {
    let mut text = String::new();
    input.read_to_string(&mut text)?;
    let context = Context { path: Some("sheet.tsv"), ..*context };
    if let Some(columns) = Columns::of(&text, context.path) {
        let found = columns.found(&text, &context);
        for found in placed(&text, &found, 1, 1) {
            tell(Event::Found(inside, found));
        }
    }
    Ok(())
}

fn decoder(charset: Charset) -> Option<encoding_rs::Decoder> {
    match charset {
        Charset::Text(encoding) => Some(encoding.new_decoder_with_bom_removal()),
        Charset::Binary => None,
    }
}

fn decode(decoder: &mut encoding_rs::Decoder, bytes: &[u8], window: &mut String, last: bool) {
    let mut rest = bytes;
    loop {
        let room = decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len() * 3 + 16);
        window.reserve(room);
        let (result, read, _) = decoder.decode_to_string(rest, window, last);
        rest = rest.get(read..).unwrap_or_default();
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// Hands on the text of content in pieces that end with a line, decoded; stops where it is told to. What is no text is told as
/// one piece of its first bytes; whether it was text. What stands before a fault of the content is handed on before it fails.
pub(crate) fn texts(input: &mut dyn Read, give: &mut dyn FnMut(&str) -> bool) -> io::Result<bool> {
    let mut block = Vec::new();
    let mut window = String::new();
    let mut decoder: Option<encoding_rs::Decoder> = None;
    loop {
        block.clear();
        let result = input.take(BLOCK as u64).read_to_end(&mut block);
        let last = result.is_err() || block.len() < BLOCK;
        if decoder.is_none() {
            match charset::guess(&block) {
                Charset::Text(encoding) => decoder = Some(encoding.new_decoder_with_bom_removal()),
                Charset::Binary => {
                    let head: String = block.iter().take(8).map(|byte| char::from(*byte)).collect();
                    give(&head);
                    return result.map(|_| false);
                }
            }
        }
        if let Some(decoder) = &mut decoder {
            decode(decoder, &block, &mut window, last);
        }
        let cut = if last { window.len() } else { window.rfind('\n').map_or(window.len(), |at| at + 1) };
        let more = give(window.get(..cut).unwrap_or_default());
        result?;
        if !more || last {
            return Ok(true);
        }
        window.drain(..cut);
    }
}
