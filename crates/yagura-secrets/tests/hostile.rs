//! Archives that are made to hurt: they end, within the budget, and what was not read is told.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use yagura_secrets::{Budget, Classifier, Context, Detector, Event, Hints, Note, Reader};

/// One entry of a ZIP file: name, method, what stands there, its size unpacked.
struct Entry {
    name: String,
    method: u16,
    data: Vec<u8>,
    crc: u32,
    size: u64,
    extra: Vec<u8>,
    /// The place of the local header, where it is not its own.
    at: Option<u32>,
}

fn crc(data: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(data);
    crc.sum()
}

fn stored(name: &str, data: &[u8]) -> Entry {
    let size = data.len() as u64;
    Entry { name: name.to_owned(), method: 0, data: data.to_vec(), crc: crc(data), size, extra: Vec::new(), at: None }
}

fn deflated(name: &str, data: &[u8]) -> Entry {
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(data).unwrap();
    let packed = deflate.finish().unwrap();
    Entry { method: 8, crc: crc(data), size: data.len() as u64, data: packed, ..stored(name, &[]) }
}

fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = entry.at.unwrap_or(u32::try_from(out.len()).unwrap());
        let size = u32::try_from(entry.size).unwrap_or(u32::MAX);
        let packed = u32::try_from(entry.data.len()).unwrap();
        let name = entry.name.as_bytes();
        let length = u16::try_from(name.len()).unwrap();
        let extra = u16::try_from(entry.extra.len()).unwrap();
        let fields = |to: &mut Vec<u8>| {
            to.extend(entry.method.to_le_bytes());
            to.extend([0; 4]);
            to.extend(entry.crc.to_le_bytes());
            to.extend(packed.to_le_bytes());
            to.extend(size.to_le_bytes());
            to.extend(length.to_le_bytes());
            to.extend(extra.to_le_bytes());
        };
        if entry.at.is_none() {
            out.extend(b"PK\x03\x04\x14\0\0\0");
            fields(&mut out);
            out.extend(name);
            out.extend(&entry.extra);
            out.extend(&entry.data);
        }
        directory.extend(b"PK\x01\x02\x14\0\x14\0\0\0");
        fields(&mut directory);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name);
        directory.extend(&entry.extra);
    }
    let (start, length) = (u32::try_from(out.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    let number = u16::try_from(entries.len()).unwrap();
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(number.to_le_bytes());
    out.extend(number.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// What was found, by its place, and what was not read; an error counts as one.
fn read(bytes: &[u8], budget: Budget) -> (Vec<String>, Vec<String>) {
    let detector = Detector::new().unwrap();
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    let result =
        Reader::new(&detector, budget).read(&mut Cursor::new(bytes), &Context::default(), &mut |event| match event {
            Event::Found(inside, _) => found.push(inside.to_owned()),
            Event::Skipped(inside, note) => unread.push(format!("{inside} {}", note.name())),
        });
    if let Err(error) = result {
        unread.push(error.to_string());
    }
    (found, unread)
}

fn secret() -> String {
    format!("DB_PASSWORD={}\n", ["Kx7-plum", "Tree-41"].concat())
}

const SMALL: Budget = Budget { unpacked: 4 << 20, entries: 1_000, depth: 2 };

#[test]
fn archives_in_archives_end_at_the_depth_and_at_the_size() {
    let mut bytes = zip(&[stored("a.env", secret().as_bytes())]);
    for level in 0..6 {
        bytes = zip(&[stored("top.env", secret().as_bytes()), stored(&format!("{level}.zip"), &bytes)]);
    }
    let (found, unread) = read(&bytes, SMALL);
    assert!(found.contains(&"top.env".to_owned()), "{found:?}");
    assert!(unread.iter().any(|one| one.ends_with(Note::TooDeep.name())), "{unread:?}");

    let zeros = vec![b' '; 32 << 20];
    let bomb = zip(&(0..16).map(|at| deflated(&format!("{at}.txt"), &zeros)).collect::<Vec<_>>());
    assert!(bomb.len() < 1 << 20, "a bomb is small");
    let (_, unread) = read(&zip(&[deflated("bomb.zip", &bomb)]), SMALL);
    assert!(unread.iter().any(|one| one.ends_with(Note::TooLarge.name())), "{unread:?}");

    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bomb).unwrap();
    let (_, unread) = read(&gzip.finish().unwrap(), SMALL);
    assert!(unread.iter().any(|one| one.ends_with(Note::TooLarge.name())), "{unread:?}");
}

/// What a classifier did not read of content.
fn unread(bytes: &[u8], budget: Budget) -> Vec<String> {
    let classifier = Classifier::new(&[]).unwrap();
    let found = classifier.classify(&mut Cursor::new(bytes), &Hints::default(), &budget).unwrap();
    found.unread.iter().map(|(inside, note)| format!("{inside} {}", note.name())).collect()
}

#[test]
fn a_spreadsheet_that_grows_ends_within_the_budget_wherever_it_stands() {
    // A megabyte of a string that ten thousand cells name, and rows of which each has one cell far to the right.
    let long = format!("<sst><si><t>パスワード</t></si><si><t>{}</t></si></sst>", "x".repeat(1 << 20));
    let cells = "<row><c t=\"s\"><v>1</v></c><c t=\"s\"><v>1</v></c></row>".repeat(5_000);
    let far = "<row><c r=\"SR1\"><v>1</v></c></row>".repeat(40_000);
    let zeros = "0".repeat(32 << 20);
    for (what, sheet) in [("strings", cells), ("columns", far), ("XML", zeros)] {
        let book = zip(&[
            deflated("xl/workbook.xml", b"<workbook/>"),
            deflated("xl/worksheets/sheet1.xml", format!("<worksheet>{sheet}</worksheet>").as_bytes()),
            deflated("xl/sharedStrings.xml", long.as_bytes()),
        ]);
        assert!(book.len() < 1 << 20, "{what}: a bomb is small");
        let nested = zip(&[deflated("book.xlsx", &book), stored("a.env", secret().as_bytes())]);
        let place = "xl/worksheets/sheet1.xml too-large";
        assert_eq!(unread(&book, SMALL), [place], "{what}");
        assert!(unread(&nested, SMALL).contains(&format!("book.xlsx!{place}")), "{what}");
        assert!(read(&book, SMALL).1.contains(&place.to_owned()), "{what}");
        assert!(read(&nested, SMALL).1.contains(&format!("book.xlsx!{place}")), "{what}");
    }
    // What cannot be read of a spreadsheet is told, and the rest is read.
    let sheet = b"<row><c><v>1</v></c></row>".as_slice();
    let book = zip(&[
        stored("xl/worksheets/sheet1.bin", sheet),
        Entry { crc: 0, ..stored("xl/worksheets/sheet2.xml", sheet) },
        Entry { method: 99, ..stored("xl/sharedStrings.xml", sheet) },
        stored("xl/worksheets/sheet3.xml", sheet),
    ]);
    let told = unread(&zip(&[stored("b.xlsx", &book)]), SMALL);
    let places =
        ["sharedStrings.xml unsupported", "worksheets/sheet1.bin unsupported", "worksheets/sheet2.xml damaged"];
    assert_eq!(told, places.map(|place| format!("b.xlsx!xl/{place}")));
    // A spreadsheet in an archive in an archive is one too many.
    let deep = zip(&[stored("in.zip", &zip(&[stored("b.xlsx", &book)]))]);
    assert_eq!(unread(&deep, SMALL), ["in.zip!b.xlsx too-deep"]);
}

#[test]
fn entries_that_lie_over_each_other_use_up_one_budget() {
    let kernel = deflated("0.txt", &vec![b' '; 1 << 20]);
    let mut entries = vec![kernel];
    for at in 1..900 {
        let first = entries.first().unwrap();
        let again = Entry { at: Some(0), data: first.data.clone(), ..stored(&format!("{at}.txt"), &[]) };
        entries.push(Entry { method: 8, crc: first.crc, size: first.size, ..again });
    }
    let (_, unread) = read(&zip(&entries), SMALL);
    assert!(!unread.is_empty(), "a megabyte again and again, and all of it within the budget of four");
}

#[test]
fn names_that_lead_out_are_names_and_no_places() {
    let names =
        ["../../../../tmp/yagura-escaped.env", "/tmp/yagura-escaped.env", "C:\\yagura-escaped.env", "a/../../b.env"];
    let entries: Vec<Entry> = names.iter().map(|name| stored(name, secret().as_bytes())).collect();
    let (found, _) = read(&zip(&entries), SMALL);
    assert_eq!(found, names, "each is read, and named as it is called");
    assert!(!std::path::Path::new("/tmp/yagura-escaped.env").exists(), "nothing is written");
}

/// A header of tar (POSIX ustar) with a size that is said in octal.
fn header(name: &str, size: &str, kind: u8) -> Vec<u8> {
    let mut block = vec![0_u8; 512];
    let mut put = |at: usize, text: &[u8]| block.iter_mut().skip(at).zip(text).for_each(|(to, from)| *to = *from);
    put(0, name.as_bytes());
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, size.as_bytes());
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, &[kind]);
    put(257, b"ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    let said = format!("{sum:06o}\0 ");
    block.iter_mut().skip(148).zip(said.as_bytes()).for_each(|(to, from)| *to = *from);
    block
}

#[test]
fn a_tar_that_claims_more_than_it_has_is_told() {
    let mut text = secret().into_bytes();
    let mut size = String::new();
    let _ = write!(size, "{:011o}", text.len());
    text.resize(512, 0);
    let mut good = header("a.env", &size, b'0');
    good.extend(&text);
    for (what, kind) in [("a size of eight gigabytes", b'0'), ("a sparse file", b'S')] {
        let mut bytes = good.clone();
        bytes.extend(header("huge.bin", "77777777777", kind));
        bytes.extend(vec![b'x'; 512]);
        let (found, unread) = read(&bytes, SMALL);
        assert_eq!(found, ["a.env"], "{what}: what stands before it is read");
        assert!(!unread.is_empty(), "{what} is told");
    }
}

#[test]
fn sizes_and_places_that_lie_are_told() {
    // Sizes and place of 64 bits (APPNOTE 4.5.3), each as large as can be.
    let lie = |size: u64, packed: u64, at: u64| {
        let mut extra = vec![1, 0, 24, 0];
        extra.extend(size.to_le_bytes());
        extra.extend(packed.to_le_bytes());
        extra.extend(at.to_le_bytes());
        Entry { size: u64::MAX, extra, at: Some(u32::MAX), ..stored("a.env", secret().as_bytes()) }
    };
    for (size, packed, at) in
        [(u64::MAX, u64::MAX, u64::MAX), (1 << 62, 10, 0), (10, 1 << 62, 1 << 40), (0, 0, u64::MAX - 1)]
    {
        let first = stored("b.env", secret().as_bytes());
        let mut bytes = zip(&[first, lie(size, packed, at)]);
        let (found, unread) = read(&bytes, SMALL);
        assert!(!unread.is_empty() || found.len() == 2, "told or read: {size} {packed} {at}");
        // A directory that is said to begin after the end.
        let end = bytes.len();
        bytes.splice(end - 6..end - 2, u32::MAX.to_le_bytes());
        let (_, unread) = read(&bytes, SMALL);
        assert!(!unread.is_empty(), "a directory outside of the file");
    }
    for cut in [4, 30, 60] {
        let whole = zip(&[stored("a.env", secret().as_bytes())]);
        let (found, unread) = read(whole.get(..cut).unwrap(), SMALL);
        assert!(found.is_empty() && !unread.is_empty(), "cut after {cut} bytes: {found:?} {unread:?}");
    }
}

/// The kinds that are found in a text.
fn kinds(text: &str) -> Vec<String> {
    let classifier = Classifier::new(&[]).unwrap();
    let mut input = Cursor::new(text.as_bytes());
    let found = classifier.classify(&mut input, &Hints { path: Some("a.csv") }, &Budget::default()).unwrap();
    found.kinds.keys().cloned().collect()
}

/// A table of one column with so many rows of a value.
fn column(name: &str, value: &str) -> String {
    let mut table = format!("番号,{name}\n");
    for at in 1..=5 {
        let _ = writeln!(table, "{at},{value}");
    }
    table
}

#[test]
fn rows_of_the_table_that_had_no_test() {
    for (name, value, kind) in [
        // Signs and numbers of Japan Post Bank; a bank's branch and number.
        ("ゆうちょ口座", "11940-12345671", "bank-account"),
        ("口座番号", "0001-123-1234567", "bank-account"),
        // Eight digits with Luhn's digit: 01130012 is the form of the insurers of Tokyo's association.
        ("保険者番号", "01130012", "jp-health-insurance"),
        ("雇用保険被保険者番号", "1301-123456-7", "jp-employment-insurance"),
        ("Steuer-ID", "86095742719", "eu-national-id"),
        ("DNI", "12345678Z", "eu-national-id"),
        ("codice fiscale", "RSSMRA85T10A562S", "eu-national-id"),
        ("MACアドレス", "3c:22:fb:0a:1b:2c", "mac-address"),
        ("mac_address", "3C-22-FB-0A-1B-2C", "mac-address"),
        ("IPアドレス", "160.16.1.2", "ip-address"),
        ("ip_address", "2400:8500::1", "ip-address"),
    ] {
        assert_eq!(kinds(&column(name, value)), [kind], "{name}: {value}");
    }
    for (name, value) in [
        ("ゆうちょ口座", "21940-12345672"),
        ("保険者番号", "01130013"),
        ("雇用保険被保険者番号", "1301-12345-7"),
        ("Steuer-ID", "86095742718"),
        ("DNI", "12345678A"),
        ("MACアドレス", "00:00:00:00:00:00"),
        ("IPアドレス", "10.0.0.1"),
        ("IPアドレス", "192.0.2.10"),
        ("IPアドレス", "127.0.0.1"),
        ("ip_address", "2001:db8::1"),
        // Without a label they are nobody's.
        ("gateway", "160.16.1.2"),
        ("device", "3c:22:fb:0a:1b:2c"),
    ] {
        assert_eq!(kinds(&column(name, value)), [""; 0], "{name}: {value}");
    }
}
