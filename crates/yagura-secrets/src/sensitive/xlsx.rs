//! Spreadsheets of Office Open XML (ECMA-376 part 1, SpreadsheetML): shared strings and the cells of each sheet.

use std::io::{self, Read, Seek};

use crate::archive::Budget;
use crate::read::Note;
use crate::zip;

/// How much of a spreadsheet's XML is read.
const LARGEST: u64 = 64 << 20;
/// How many columns of a row are read.
const COLUMNS: usize = 512;

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
        Err(error)
            if !matches!(
                error.kind(),
                io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput
            ) =>
        {
            Err(error)
        }
        _ => Ok(found),
    }
}

/// The sheets of a spreadsheet.
pub(crate) struct Sheets {
    pub(crate) sheets: Vec<Sheet>,
    /// Why not all of it was read.
    pub(crate) note: Option<Note>,
}

/// A sheet: its name in the file, its rows with tabs between their cells, and how many bytes of XML that was.
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) bytes: u64,
}

/// Reads the sheets of a spreadsheet, within a budget.
pub(crate) fn sheets<R: Read + Seek>(input: &mut R, budget: &Budget) -> Sheets {
    let mut left = budget.unpacked.min(LARGEST);
    let mut shared = Vec::new();
    let mut sheets: Vec<(String, String)> = Vec::new();
    let mut cut = false;
    let result = zip::entries(input, &mut |entry, content| {
        let wanted = entry.name == "xl/sharedStrings.xml" || entry.name.starts_with("xl/worksheets/sheet");
        if !wanted {
            return Ok(true);
        }
        let Ok(content) = content else {
            cut = true;
            return Ok(true);
        };
        let mut bytes = Vec::new();
        content.take(left + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > left {
            cut = true;
            return Ok(false);
        }
        left -= bytes.len() as u64;
        let xml = String::from_utf8_lossy(&bytes).into_owned();
        if entry.name == "xl/sharedStrings.xml" {
            shared = strings(&xml);
        } else {
            sheets.push((entry.name.clone(), xml));
        }
        Ok(true)
    });
    let note = (cut || result.is_err()).then_some(if cut { Note::TooLarge } else { Note::Damaged });
    let sheet = |(name, xml): (String, String)| Sheet { name, text: rows(&xml, &shared), bytes: xml.len() as u64 };
    Sheets { sheets: sheets.into_iter().map(sheet).collect(), note }
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

/// The rows of a sheet, with tabs between the cells.
fn rows(xml: &str, shared: &[String]) -> String {
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
            while column < wanted {
                out.push('\t');
                column += 1;
            }
            let value = || body.split_once("<v>").and_then(|(_, after)| after.split("</v>").next()).unwrap_or_default();
            let text = match attribute(" t") {
                Some("s") => {
                    value().parse::<usize>().ok().and_then(|index| shared.get(index)).cloned().unwrap_or_default()
                }
                Some("inlineStr") => texts(body),
                _ => unescape(value()),
            };
            out.extend(text.chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }));
        }
        out.push('\n');
    }
    out
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
        assert_eq!(super::rows(sheet, &shared), "氏名\t\t12\n\tz\n");
        let bare = "<row><c t=\"s\"><v>0</v></c><c><v>12</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>";
        assert_eq!(super::rows(bare, &shared), "氏名\t12\n1\t2\n");
    }
}
