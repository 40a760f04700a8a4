//! Spreadsheets of Office Open XML (ECMA-376 part 1, SpreadsheetML): shared strings and the cells of each sheet.

use std::borrow::Cow;
use std::io::{self, Read, Seek};

use crate::archive::garbled;
use crate::read::Note;
use crate::zip;

/// How much of a spreadsheet's XML is read, and how much text its rows may become: a cell of some bytes may stand for a long
/// string.
const LARGEST: u64 = 64 << 20;
/// How many columns of a row are read.
const COLUMNS: usize = 512;
/// How many sheets are read.
const SHEETS: usize = 1_000;

/// Whether a ZIP file is a spreadsheet.
pub(crate) fn is<R: Read + Seek>(input: &mut R) -> io::Result<bool> {
    let mut found = false;
    let mut seen = 0;
    let result = zip::entries(input, &mut |entry, _| {
        seen += 1;
        found |= entry.name.starts_with("xl/worksheets/");
        Ok(!found && seen < 100)
    });
    match result {
        Err(error) if !garbled(&error) => Err(error),
        _ => Ok(found),
    }
}

/// What is done with a sheet: its name in the file and its rows, with tabs between their cells. Answers whether to go on.
pub(crate) type Give<'g> = &'g mut dyn FnMut(&str, &str) -> io::Result<bool>;

/// Hands on the sheets of a spreadsheet. What its XML and the rows made of it have is taken from `left`, and neither is more
/// than [`LARGEST`]; tells what was not read, by its name in the file.
pub(crate) fn sheets<R: Read + Seek>(input: &mut R, left: &mut u64, give: Give<'_>) -> io::Result<Vec<(String, Note)>> {
    let mut notes = Vec::new();
    let mut xml_room = LARGEST;
    let mut text_room = LARGEST;
    // Excel writes the strings behind the sheets that speak of them.
    let mut shared = Vec::new();
    zip::entries(input, &mut |entry, content| {
        if entry.name != "xl/sharedStrings.xml" {
            return Ok(true);
        }
        match part(entry, content, left, &mut xml_room) {
            Ok(xml) => shared = strings(&plain(&xml)),
            Err(note) => notes.push((entry.name.clone(), note)),
        }
        Ok(false)
    })?;
    let mut number = 0;
    zip::entries(input, &mut |entry, content| {
        if !entry.name.starts_with("xl/worksheets/") || entry.name.contains("/_rels/") || number == SHEETS {
            return Ok(true);
        }
        number += 1;
        // The binary workbook has `sheet1.bin`.
        let ending = entry.name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let xml = match ending.as_deref() {
            Some("xml") if number < SHEETS => part(entry, content, left, &mut xml_room),
            Some("xml") => Err(Note::TooMany),
            _ => Err(Note::Unsupported),
        };
        let xml = match xml {
            Ok(xml) => xml,
            Err(note) => {
                notes.push((entry.name.clone(), note));
                return Ok(true);
            }
        };
        let room = text_room.min(*left);
        let (text, whole) = rows(&plain(&xml), &shared, usize::try_from(room).unwrap_or(usize::MAX));
        if !whole {
            notes.push((entry.name.clone(), Note::TooLarge));
        }
        text_room = text_room.saturating_sub(text.len() as u64);
        *left = left.saturating_sub(text.len() as u64);
        give(&entry.name, &text)
    })?;
    Ok(notes)
}

/// The text of a part of the file, or why there is none.
fn part(
    entry: &zip::Entry,
    content: Result<&mut dyn Read, Note>,
    left: &mut u64,
    room: &mut u64,
) -> Result<String, Note> {
    let mut summed = zip::Summed::new(content?);
    let most = (*left).min(*room);
    let mut bytes = Vec::new();
    let read = summed.by_ref().take(most.saturating_add(1)).read_to_end(&mut bytes);
    let length = bytes.len() as u64;
    *left = left.saturating_sub(length);
    *room = room.saturating_sub(length);
    if length > most {
        return Err(Note::TooLarge);
    }
    if read.is_err() || summed.wrong(entry.crc, entry.size) {
        return Err(Note::Damaged);
    }
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// XML without the prefix of its names: some writers call a row `x:row`.
fn plain(xml: &str) -> Cow<'_, str> {
    let root = ["worksheet", "sst"].iter().find_map(|root| {
        let before = xml.get(..xml.find(&format!(":{root}"))?)?;
        let prefix = before.get(before.rfind('<')? + 1..)?;
        (!prefix.is_empty() && prefix.len() < 16 && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            .then_some(prefix)
    });
    match root {
        Some(prefix) => xml.replace(&format!("<{prefix}:"), "<").replace(&format!("</{prefix}:"), "</").into(),
        None => xml.into(),
    }
}

/// The shared strings, in their order.
fn strings(xml: &str) -> Vec<String> {
    parts(xml, "<si").map(texts).collect()
}

/// The parts of a text that begin with a tag.
fn parts<'x>(xml: &'x str, tag: &'static str) -> impl Iterator<Item = &'x str> {
    xml.split(tag).skip(1).filter(|part| part.starts_with(['>', ' ', '/']))
}

/// All texts of an item: rich text has several; its phonetic readings (`rPh`) are none.
fn texts(part: &str) -> String {
    let mut text = String::new();
    let plain = part.split("<rPh").next().unwrap_or_default();
    for piece in parts(plain, "<t") {
        if let Some((_, after)) = piece.split_once('>') {
            text.push_str(&unescape(after.split("</t>").next().unwrap_or_default()));
        }
    }
    text
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#10;", " ")
        .replace("&amp;", "&")
}

/// The rows of a sheet, with tabs between the cells; whether that is all of them: they end where they would be longer than
/// `most`.
fn rows(xml: &str, shared: &[String], most: usize) -> (String, bool) {
    let mut out = String::new();
    for row in parts(xml, "<row") {
        let row = row.split("</row>").next().unwrap_or_default();
        let mut column = 0;
        let mut next = 0;
        for cell in parts(row, "<c") {
            let Some((attributes, body)) = cell.split_once('>') else { continue };
            let attribute = |name: &str| {
                let (_, after) = attributes.split_once(name)?;
                after.strip_prefix("=\"")?.split('"').next()
            };
            // A cell without content is left out: `C3` tells where this one stands. Who leaves none out need not tell.
            let wanted = attribute(" r").map_or(next, place).min(COLUMNS);
            next = wanted + 1;
            if out.len() + wanted.saturating_sub(column) > most {
                return (out, false);
            }
            while column < wanted {
                out.push('\t');
                column += 1;
            }
            let value = || body.split_once("<v>").and_then(|(_, after)| after.split("</v>").next()).unwrap_or_default();
            let text = match attribute(" t") {
                Some("s") => {
                    let string = value().parse::<usize>().ok().and_then(|index| shared.get(index));
                    Cow::Borrowed(string.map_or("", String::as_str))
                }
                Some("inlineStr") => texts(body).into(),
                _ => unescape(value()).into(),
            };
            if out.len() + text.len() > most {
                return (out, false);
            }
            out.extend(text.chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }));
        }
        out.push('\n');
    }
    (out, true)
}

/// The column of a cell's place, from 0: `C3` is 2.
fn place(reference: &str) -> usize {
    let mut column: usize = 0;
    for byte in reference.bytes().take_while(u8::is_ascii_uppercase).take(4) {
        column = column * 26 + usize::from(byte - b'A') + 1;
    }
    column.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn cells_stand_where_their_references_say() {
        let shared = super::strings(
            "<sst><si><t>氏名</t></si><si><r><t>a</t></r><r><t xml:space=\"preserve\"> &amp;b</t></r><rPh><t>x</t></rPh></si></sst>",
        );
        assert_eq!(shared, ["氏名", "a &b"]);
        let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\"><v>12</v></c></row><row r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><t>z</t></is></c></row></sheetData>";
        assert_eq!(super::rows(sheet, &shared, 100).0, "氏名\t\t12\n\tz\n");
        let bare = "<row><c t=\"s\"><v>0</v></c><c><v>12</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>";
        let prefixed = super::plain("<x:worksheet><x:row><x:c><x:v>7</x:v></x:c></x:row></x:worksheet>").into_owned();
        assert_eq!(super::rows(&prefixed, &shared, 100).0, "7\n");
        assert_eq!(super::rows(bare, &shared, 100).0, "氏名\t12\n1\t2\n");
    }
}
