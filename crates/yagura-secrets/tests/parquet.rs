//! Parquet files: what other programs wrote, what claims more than it has, what is made to hurt.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use yagura_secrets::{Budget, Classification, Classifier, Hints, Note};

static CLASSIFIER: LazyLock<Classifier> = LazyLock::new(|| Classifier::new(&[]).unwrap());

fn classify(bytes: &[u8]) -> Classification {
    CLASSIFIER.classify_bytes(bytes, &Hints { path: Some("a.parquet") }, &Budget::default())
}

fn counts(found: &Classification) -> BTreeMap<&str, u64> {
    found.kinds.iter().map(|(kind, tally)| (kind.as_str(), tally.count)).collect()
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

/// Files that pyarrow 26 wrote: forty rows, a null in each eighth individual number, whole numbers for cards, a nested list;
/// with and without dictionaries, in both versions of pages.
#[test]
fn columns_are_read() {
    for name in ["snappy.parquet", "gzip.parquet", "v2.parquet", "plain.parquet"] {
        let found = classify(&fixture(name));
        assert_eq!(found.unread, [], "{name}");
        let counts = counts(&found);
        for (kind, count) in [("jp-my-number", 35), ("email", 40), ("card-number", 40)] {
            assert_eq!(counts.get(kind), Some(&count), "{name} {kind}: {counts:?}");
        }
        let places = &found.kinds["jp-my-number"].places;
        assert_eq!(places[0].inside, "マイナンバー.csv");
    }
    let nested = classify(&fixture("nested.parquet"));
    assert_eq!((counts(&nested).get("email"), nested.unread.len()), (Some(&80), 0), "{nested:?}");
    assert_eq!(counts(&classify(&fixture("zstd.parquet"))).get("email"), Some(&40));
    assert_eq!(counts(&classify(&fixture("delta.parquet"))).get("email"), Some(&40));
    let brotli = classify(&fixture("brotli.parquet"));
    for column in ["メールアドレス", "amount"] {
        assert!(brotli.unread.contains(&(format!("{column}.csv"), Note::Unsupported)), "{brotli:?}");
    }
    assert!(brotli.kinds.is_empty());
    // Cut anywhere, it says that it did not read.
    let whole = fixture("snappy.parquet");
    for length in (0..whole.len()).step_by(97) {
        assert!(!classify(&whole[..length]).unread.is_empty() || length == 0, "{length}");
    }
}

/// Thirty rows that pyarrow 26 wrote: individual numbers as fractions with a null (as pandas keeps them), as decimals of two
/// lengths, as texts of a fixed length and as numbers without a sign; dates of birth as days, as times in two units and as times
/// of 96 bits.
#[test]
fn numbers_and_dates_are_read_however_they_are_stored() {
    let found = classify(&fixture("types.parquet"));
    assert_eq!(found.unread, []);
    let mut places: Vec<(&str, &str)> = Vec::new();
    for (kind, tally) in &found.kinds {
        places.extend(tally.places.iter().map(|place| (kind.as_str(), place.inside.as_str())));
    }
    places.sort_unstable();
    assert_eq!(
        places,
        [
            ("birth-date", "birth_date.csv"),
            ("birth-date", "birth_ns.csv"),
            ("birth-date", "birth_time.csv"),
            ("jp-my-number", "my_number_char.csv"),
            ("jp-my-number", "my_number_decimal.csv"),
            ("jp-my-number", "my_number_long_decimal.csv"),
            ("jp-my-number", "my_number_unsigned.csv"),
            ("jp-my-number", "マイナンバー.csv"),
        ]
    );
    assert_eq!(counts(&found), BTreeMap::from([("birth-date", 90), ("jp-my-number", 29 + 4 * 30)]));
    let old = classify(&fixture("int96.parquet"));
    assert_eq!((counts(&old).get("birth-date"), old.unread.len()), (Some(&30), 0), "{old:?}");
}

/// Forty rows that pyarrow 26 wrote (`tests/data/encodings.py`): whole numbers with nulls, days, texts and texts of a fixed length
/// as what they differ by; fractions, whole numbers, days and decimals with their bytes apart.
#[test]
fn differences_and_bytes_apart_are_read() {
    let columns = |found: &Classification| {
        let mut columns: Vec<(String, String)> = Vec::new();
        for (kind, tally) in &found.kinds {
            columns.extend(tally.places.iter().map(|place| (place.inside.clone(), kind.clone())));
        }
        columns.sort_unstable();
        columns
    };
    let owned = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(column, kind)| (format!("{column}.csv"), (*kind).to_owned())).collect::<Vec<_>>()
    };
    let delta = classify(&fixture("delta-all.parquet"));
    assert_eq!(delta.unread, []);
    assert_eq!(counts(&delta), BTreeMap::from([("birth-date", 40), ("email", 80), ("jp-my-number", 35 + 40)]));
    let expect = [
        ("birth_date", "birth-date"),
        ("email", "email"),
        ("my_number_char", "jp-my-number"),
        ("マイナンバー", "jp-my-number"),
        ("メールアドレス", "email"),
    ];
    assert_eq!(columns(&delta), owned(&expect));
    let split = classify(&fixture("split.parquet"));
    assert_eq!(split.unread, []);
    assert_eq!(counts(&split), BTreeMap::from([("birth-date", 40), ("jp-my-number", 35 + 2 * 40)]));
    // Cut anywhere, they say that they did not read.
    for name in ["delta-all.parquet", "split.parquet"] {
        let whole = fixture(name);
        for length in (8..whole.len()).step_by(61) {
            assert!(!classify(&whole[..length]).unread.is_empty(), "{name} {length}");
        }
    }
}

/// Thirty rows by fastparquet 2026.9, polars 2.1 and DuckDB 2.0, each with habits of its own: zeros behind the last value, blocks
/// of packed numbers that are filled up. Nothing of that is damage.
#[test]
fn what_other_programs_write_is_whole() {
    for name in ["fastparquet", "polars", "duckdb"] {
        let found = classify(&fixture(&format!("{name}.parquet")));
        assert_eq!(found.unread, [], "{name}");
        assert_eq!(counts(&found), BTreeMap::from([("birth-date", 30), ("email", 25)]), "{name}");
    }
    assert_eq!(classify(&fixture("no-rows.parquet")).unread, [], "a table without rows lacks none");
}

#[test]
fn a_secret_in_a_column_is_found() {
    let detector = yagura_secrets::Detector::new().unwrap();
    for name in ["snappy.parquet", "gzip.parquet"] {
        let mut reader = yagura_secrets::Reader::new(&detector, Budget::default());
        let mut found = Vec::new();
        let mut tell = |event: yagura_secrets::Event<'_>| {
            if let yagura_secrets::Event::Found(inside, secret) = event {
                found.push((inside.to_owned(), secret.kind.into_owned()));
            }
        };
        let mut input = std::io::Cursor::new(fixture(name));
        reader.read(&mut input, &yagura_secrets::Context::default(), &mut tell).unwrap();
        assert!(found.contains(&("設定.csv".to_owned(), "password".to_owned())), "{name}: {found:?}");
    }
}

/// A value of Thrift's compact protocol, to be written.
#[derive(Clone)]
enum T {
    Int(i64),
    Text(String),
    List(Vec<T>),
    Struct(Vec<(u8, T)>),
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap());
}

impl T {
    fn kind(&self) -> u8 {
        match self {
            Self::Int(_) => 6,
            Self::Text(_) => 8,
            Self::List(_) => 9,
            Self::Struct(_) => 12,
        }
    }

    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Int(value) => varint(out, (value << 1 ^ value >> 63).cast_unsigned()),
            Self::Text(text) => {
                varint(out, text.len() as u64);
                out.extend(text.bytes());
            }
            Self::List(items) => {
                out.push(0xf0 | items.first().map_or(12, Self::kind));
                varint(out, items.len() as u64);
                for item in items {
                    item.put(out);
                }
            }
            Self::Struct(fields) => {
                let mut last = 0;
                for (id, value) in fields {
                    out.push((id - last) << 4 | value.kind());
                    value.put(out);
                    last = *id;
                }
                out.push(0);
            }
        }
    }
}

const INT64: i64 = 2;
const DOUBLE: i64 = 5;
const TEXT: i64 = 6;

/// A column of the schema: optional, of this type.
fn leaf(name: &str, kind: Option<i64>) -> T {
    let mut fields: Vec<(u8, T)> = kind.into_iter().map(|kind| (1, T::Int(kind))).collect();
    fields.extend([(3, T::Int(1)), (4, T::Text(name.to_owned()))]);
    T::Struct(fields)
}

fn group(name: &str, children: i64) -> T {
    T::Struct(vec![(4, T::Text(name.to_owned())), (5, T::Int(children))])
}

/// A column of a row group: its type, packing, number of values, length and place.
fn chunk(kind: i64, codec: i64, values: i64, length: i64, at: i64) -> T {
    let data = [(1, kind), (4, codec), (5, values), (7, length), (9, at)];
    T::Struct(vec![(3, T::Struct(data.map(|(id, value)| (id, T::Int(value))).to_vec()))])
}

/// A page of values in the first version, with a level for each; `size` is what it claims to be unpacked.
fn page(number: i64, encoding: i64, size: i64, body: &[u8]) -> Vec<u8> {
    let data = [(1, number), (2, encoding), (3, 3), (4, 3)].map(|(id, value)| (id, T::Int(value)));
    let mut out = Vec::new();
    T::Struct(vec![
        (1, T::Int(0)),
        (2, T::Int(size)),
        (3, T::Int(body.len().try_into().unwrap())),
        (5, T::Struct(data.to_vec())),
    ])
    .put(&mut out);
    out.extend(body);
    out
}

/// One run of levels.
fn run(level: u8, number: u64) -> Vec<u8> {
    let mut run = Vec::new();
    varint(&mut run, number << 1);
    run.push(level);
    let mut out = u32::try_from(run.len()).unwrap().to_le_bytes().to_vec();
    out.extend(run);
    out
}

fn texts(values: &[String]) -> Vec<u8> {
    let one = |text: &String| [&u32::try_from(text.len()).unwrap().to_le_bytes()[..], text.as_bytes()].concat();
    values.iter().flat_map(one).collect()
}

fn length(bytes: &[u8]) -> i64 {
    bytes.len().try_into().unwrap()
}

/// A file: what stands behind its first four bytes, the elements of its schema below the root, its rows, and for each row group
/// the rows and columns.
fn file(body: &[u8], columns: i64, schema: &[T], rows: i64, groups: &[(i64, Vec<T>)]) -> Vec<u8> {
    let mut out = b"PAR1".to_vec();
    out.extend(body);
    let start = out.len();
    let groups = groups.iter().map(|(rows, chunks)| T::Struct(vec![(1, T::List(chunks.clone())), (3, T::Int(*rows))]));
    let mut all = vec![group("schema", columns)];
    all.extend(schema.iter().cloned());
    T::Struct(vec![(1, T::Int(1)), (2, T::List(all)), (3, T::Int(rows)), (4, T::List(groups.collect()))]).put(&mut out);
    let length = u32::try_from(out.len() - start).unwrap();
    out.extend(length.to_le_bytes());
    out.extend(b"PAR1");
    out
}

fn addresses(from: u32, many: u32) -> Vec<String> {
    (from..from + many).map(|at| format!("taro{at}@tokiwa-maigo.example")).collect()
}

#[test]
fn what_has_less_than_it_claims_is_told_and_the_rest_is_read() {
    let body = |from| [run(1, 50), texts(&addresses(from, 50))].concat();
    let (first, second) = (body(0), body(50));
    let first = page(50, 0, length(&first), &first);
    let both = [first.clone(), page(50, 0, length(&second), &second)].concat();
    let (short, long) = (length(&first), length(&both));
    let email = leaf("email", Some(TEXT));
    let one = |rows, chunk| file(&both, 1, std::slice::from_ref(&email), rows, &[(rows, vec![chunk])]);
    let emails = |bytes: &[u8]| {
        let found = classify(bytes);
        (counts(&found).get("email").copied().unwrap_or_default(), found.unread.iter().map(|(_, note)| *note).collect())
    };
    let (clean, damaged) = (Vec::<Note>::new(), vec![Note::Damaged]);
    assert_eq!(emails(&one(100, chunk(TEXT, 0, 100, long, 4))), (100, clean), "as it should be");

    for (why, bytes, count) in [
        ("a place that covers the first page alone", one(1000, chunk(TEXT, 0, 1000, short, 4)), 50),
        ("the same, of as many rows as the page has", one(1000, chunk(TEXT, 0, 50, short, 4)), 50),
        ("fewer values in pages than in the column", one(100, chunk(TEXT, 0, 101, long, 4)), 100),
        ("a place that ends behind the file", one(100, chunk(TEXT, 0, 100, 1 << 40, 4)), 100),
        (
            "fewer columns than the schema",
            file(
                &both,
                2,
                &[email.clone(), leaf("tel", Some(TEXT))],
                100,
                &[(100, vec![chunk(TEXT, 0, 100, long, 4)])],
            ),
            100,
        ),
        ("rows and no group", file(&both, 1, std::slice::from_ref(&email), 100, &[]), 0),
        (
            "more rows than the groups have",
            file(&both, 1, std::slice::from_ref(&email), 200, &[(100, vec![chunk(TEXT, 0, 100, long, 4)])]),
            100,
        ),
        (
            "a schema that ends early",
            file(&both, 2, std::slice::from_ref(&email), 100, &[(100, vec![chunk(TEXT, 0, 100, long, 4)])]),
            0,
        ),
        ("another type than the schema's", one(100, chunk(INT64, 0, 100, long, 4)), 0),
    ] {
        assert_eq!(emails(&bytes), (count, damaged.clone()), "{why}");
    }

    let with = |body: &[u8], codec, encoding, size| {
        let pages = page(50, encoding, size, body);
        let chunk = chunk(TEXT, codec, 50, length(&pages), 4);
        file(&pages, 1, std::slice::from_ref(&email), 50, &[(50, vec![chunk])])
    };
    let packed = |body: &[u8]| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(body).unwrap();
        gzip.finish().unwrap()
    };
    let values = texts(&addresses(0, 50));
    let plain = [run(1, 50), values.clone()].concat();
    let cut = [run(1, 50), values[..values.len() - 5].to_vec()].concat();
    assert_eq!(emails(&with(&packed(&plain), 2, 0, length(&plain))).0, 50, "as it should be");
    for (why, bytes) in [
        ("values that end early", with(&cut, 0, 0, length(&cut))),
        ("fewer levels than values", {
            let plain = [run(1, 40), values].concat();
            with(&plain, 0, 0, length(&plain))
        }),
        ("names of values and none of them", with(&run(1, 50), 0, 8, length(&run(1, 50)))),
        ("a page that unpacks to more than it claims", with(&packed(&plain), 2, 0, length(&plain) - 100)),
        ("a page that unpacks to less", with(&packed(&plain), 2, 0, length(&plain) + 1)),
    ] {
        assert_eq!(emails(&bytes).1, damaged, "{why}");
    }
}

#[test]
fn columns_that_cannot_be_shown_are_told() {
    let email = [run(1, 30), texts(&addresses(0, 30))].concat();
    let email = page(30, 0, length(&email), &email);
    let other = |kind: Option<i64>, encoding, body: &[u8]| {
        let body = [run(1, 30), body.to_vec()].concat();
        let pages = page(30, encoding, length(&body), &body);
        let chunks = vec![
            chunk(TEXT, 0, 30, length(&email), 4),
            chunk(kind.unwrap_or(TEXT), 0, 30, length(&pages), length(&email) + 4),
        ];
        let schema = [leaf("email", Some(TEXT)), leaf("other", kind)];
        let found = classify(&file(&[email.clone(), pages].concat(), 2, &schema, 30, &[(30, chunks)]));
        assert_eq!(counts(&found).get("email"), Some(&30), "what stands beside it is read");
        found.unread
    };
    let told = |note| vec![("other.csv".to_owned(), note)];
    assert_eq!(other(Some(DOUBLE), 0, &[0; 240]), []);
    // The bytes of all values apart (BYTE_STREAM_SPLIT), and too few of them; an encoding of other types; one that is not known,
    // a type that is not known, none at all, and a text that is none.
    assert_eq!(other(Some(DOUBLE), 9, &[0; 240]), []);
    assert_eq!(other(Some(DOUBLE), 9, &[0; 239]), told(Note::Damaged));
    assert_eq!(other(Some(DOUBLE), 5, &[0; 240]), told(Note::Damaged));
    assert_eq!(other(Some(DOUBLE), 10, &[0; 240]), told(Note::Unsupported));
    assert_eq!(other(Some(8), 0, &[0; 240]), told(Note::Unsupported));
    assert_eq!(other(None, 0, &[0; 240]), told(Note::Damaged));
    assert_eq!(other(Some(TEXT), 0, &[2, 0, 0, 0, 0xff, 0xfe].repeat(30)), told(Note::Binary));
    // A truth value tells nothing.
    assert_eq!(other(Some(0), 0, &[0xff; 4]), []);
}

/// What is told of a file, by both readers, and how long that took.
fn hostile(bytes: &[u8], budget: Budget) -> (Vec<Note>, Duration) {
    let started = Instant::now();
    let detector = yagura_secrets::Detector::new().unwrap();
    let mut notes: Vec<Note> =
        CLASSIFIER.classify_bytes(bytes, &Hints::default(), &budget).unread.into_iter().map(|(_, note)| note).collect();
    let mut tell = |event: yagura_secrets::Event<'_>| {
        if let yagura_secrets::Event::Skipped(_, note) = event {
            notes.push(note);
        }
    };
    let mut reader = yagura_secrets::Reader::new(&detector, budget);
    reader.read(&mut std::io::Cursor::new(bytes), &yagura_secrets::Context::default(), &mut tell).unwrap();
    (notes, started.elapsed())
}

const SMALL: Budget = Budget { unpacked: 4 << 20, entries: 10_000, depth: 2 };

#[test]
fn pages_of_nothing_cost_something() {
    // Four million absent values in a run of five bytes, again and again, in columns that all lie over each other.
    let nothing = run(0, 4 << 20);
    for size in [0, length(&nothing)] {
        let pages = page(4 << 20, 0, size, &nothing).repeat(1_000);
        let schema: Vec<T> = (0..200).map(|at| leaf(&format!("c{at}"), Some(TEXT))).collect();
        let chunks = vec![chunk(TEXT, 0, i64::MAX, length(&pages), 4); 200];
        let bytes = file(&pages, 200, &schema, 4 << 20, &[(4 << 20, chunks)]);
        assert!(bytes.len() < 100_000, "{}", bytes.len());
        let (notes, took) = hostile(&bytes, SMALL);
        assert!(notes.contains(if size == 0 { &Note::Damaged } else { &Note::TooLarge }), "{notes:?}");
        assert!(took < Duration::from_secs(10), "{took:?}");
    }
    // One value of a dictionary named four million times a page.
    let mut pages = Vec::new();
    let word = texts(&["x".repeat(200)]);
    T::Struct(vec![
        (1, T::Int(2)),
        (2, T::Int(length(&word))),
        (3, T::Int(length(&word))),
        (7, T::Struct(vec![(1, T::Int(1)), (2, T::Int(0))])),
    ])
    .put(&mut pages);
    pages.extend(&word);
    let mut named = run(1, 4 << 20);
    named.push(1);
    varint(&mut named, 8 << 20);
    named.push(0);
    pages.extend(page(4 << 20, 8, length(&named), &named).repeat(100));
    let schema: Vec<T> = (0..200).map(|at| leaf(&format!("c{at}"), Some(TEXT))).collect();
    let chunks = vec![chunk(TEXT, 0, i64::MAX, length(&pages), 4); 200];
    let (notes, took) = hostile(&file(&pages, 200, &schema, 4 << 20, &[(4 << 20, chunks)]), SMALL);
    assert!(notes.contains(&Note::TooLarge), "{notes:?}");
    assert!(took < Duration::from_secs(20), "{took:?}");
}

/// Whole numbers by their differences, in blocks of 128 of one part.
fn differences(numbers: &[i64]) -> Vec<u8> {
    let signed = |out: &mut Vec<u8>, number: i64| varint(out, (number << 1 ^ number >> 63).cast_unsigned());
    let mut out = Vec::new();
    for number in [128, 1, numbers.len() as u64] {
        varint(&mut out, number);
    }
    signed(&mut out, *numbers.first().unwrap());
    let steps: Vec<i64> = numbers.iter().skip(1).zip(numbers).map(|(next, last)| next - last).collect();
    for block in steps.chunks(128) {
        let least = *block.iter().min().unwrap();
        signed(&mut out, least);
        // All of one step need no bits; the others take whole bytes here.
        let same = block.iter().all(|step| *step == least);
        out.push(if same { 0 } else { 32 });
        if !same {
            let more = block.iter().map(|step| u32::try_from(step - least).unwrap());
            out.extend(more.chain(std::iter::repeat(0)).take(128).flat_map(u32::to_le_bytes));
        }
    }
    out
}

#[test]
fn a_long_beginning_that_many_values_share_is_not_repeated_for_ever() {
    const LONG: usize = 100_000;
    const MANY: usize = 1 << 20;
    let long = i64::try_from(LONG).unwrap();
    let shared: Vec<i64> = std::iter::once(0).chain(std::iter::repeat_n(long, MANY - 1)).collect();
    let own: Vec<i64> = std::iter::once(long).chain(std::iter::repeat_n(0, MANY - 1)).collect();
    let many = i64::try_from(MANY).unwrap();
    for (byte, kind) in [(b'a', TEXT), (0, 7)] {
        let body = [run(1, MANY as u64), differences(&shared), differences(&own), vec![byte; LONG]].concat();
        let pages = page(many, 7, length(&body), &body);
        // Zeros at the end of a text of a fixed length are no text: nothing would grow.
        let fields = [(1, T::Int(kind)), (2, T::Int(long)), (3, T::Int(1)), (4, T::Text("c".to_owned()))];
        let chunks = vec![chunk(kind, 0, many, length(&pages), 4)];
        let bytes = file(&pages, 1, &[T::Struct(fields.to_vec())], many, &[(many, chunks)]);
        let (notes, took) = hostile(&bytes, SMALL);
        assert!(notes.contains(&Note::TooLarge), "{notes:?}");
        assert!(took < Duration::from_secs(20), "{took:?}");
    }
    // Of fewer, too, what is left behind them is told.
    let body = [run(1, 3), differences(&[0, 2, 1]), differences(&[3, 1, 4]), b"a@bc.example".to_vec()].concat();
    let pages = page(3, 7, length(&body), &body);
    let bytes = file(&pages, 1, &[leaf("c", Some(TEXT))], 3, &[(3, vec![chunk(TEXT, 0, 3, length(&pages), 4)])]);
    assert_eq!(classify(&bytes).unread, [("c.csv".to_owned(), Note::Damaged)]);
}

#[test]
fn a_dictionary_is_read_once_for_all_pages() {
    let words: Vec<String> = (0..300_000).map(|at| at.to_string()).collect();
    let words = texts(&words);
    let mut pages = Vec::new();
    T::Struct(vec![
        (1, T::Int(2)),
        (2, T::Int(length(&words))),
        (3, T::Int(length(&words))),
        (7, T::Struct(vec![(1, T::Int(300_000)), (2, T::Int(0))])),
    ])
    .put(&mut pages);
    pages.extend(&words);
    let mut named = run(1, 1);
    named.extend([1, 2, 0]);
    pages.extend(page(1, 8, length(&named), &named).repeat(5_000));
    let bytes =
        file(&pages, 1, &[leaf("name", Some(TEXT))], 5_000, &[(5_000, vec![chunk(TEXT, 0, 5_000, length(&pages), 4)])]);
    let (notes, took) = hostile(&bytes, Budget::default());
    assert_eq!(notes, []);
    assert!(took < Duration::from_secs(20), "{took:?}");
}

#[test]
fn long_names_are_not_repeated_for_ever() {
    let name = "n".repeat(100_000);
    let mut schema: Vec<T> = (0..40).map(|_| group(&name, 1)).collect();
    schema.push(group(&name, 20_000));
    schema.extend((0..20_000).map(|at| leaf(&at.to_string(), Some(TEXT))));
    let (notes, took) = hostile(&file(&[], 1, &schema, 1, &[]), Budget::default());
    assert_eq!(notes, [Note::TooLarge; 2]);
    assert!(took < Duration::from_secs(20), "{took:?}");
}
