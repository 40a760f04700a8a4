//! Documents with sensitive data, made without the detectors: a generator of its own, with truth, in the encodings and formats
//! that such documents come in, and decoys that must stay silent.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::LazyLock;

use yagura_secrets::{
    Budget, Classification, Classifier, Confidence, Context, Detector, Event, Hints, Identifier, Note, Reader,
    Validator,
};

static CLASSIFIER: LazyLock<Classifier> = LazyLock::new(|| Classifier::new(&[]).unwrap());

struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap())).collect()
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

fn sum(digits: &str, weights: &[u32]) -> u32 {
    digits.chars().zip(weights).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum()
}

/// 省令85号5条, written down again.
fn my_number(chance: &mut Chance) -> String {
    let body = chance.digits(11);
    let rest = sum(&body, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    format!("{body}{}", if rest < 2 { 0 } else { 11 - rest })
}

fn licence(chance: &mut Chance) -> String {
    let body = format!("{}{}", chance.pick(&["30", "62", "45", "10"]), chance.digits(8));
    let check = (11 - sum(&body, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 10;
    format!("{body}{check}{}", chance.below(3))
}

fn luhn(body: &str) -> String {
    for digit in 0..10 {
        let number = format!("{body}{digit}");
        let mut total = 0;
        for (index, c) in number.chars().rev().enumerate() {
            let mut value = c.to_digit(10).unwrap();
            if index % 2 == 1 {
                value *= 2;
            }
            total += value / 10 + value % 10;
        }
        if total % 10 == 0 {
            return number;
        }
    }
    String::new()
}

fn card(chance: &mut Chance) -> String {
    let prefix = chance.pick(&["4", "51", "55", "3528", "3589", "3562"]);
    luhn(&format!("{prefix}{}", chance.digits(15 - prefix.len())))
}

fn iban(chance: &mut Chance) -> String {
    let body = chance.digits(18);
    // DE is 13 14; the check digits stand in for 00.
    let mut rest = 0_u64;
    for c in format!("{body}131400").chars() {
        rest = (rest * 10 + u64::from(c.to_digit(10).unwrap())) % 97;
    }
    format!("DE{:02}{body}", 98 - rest)
}

fn name(chance: &mut Chance) -> (String, &'static str) {
    let surname = chance.pick(&["佐藤", "鈴木", "高橋", "田中", "渡辺", "伊藤", "山本", "中村", "小林", "加藤"]);
    let (given, kana) = [("太郎", "タロウ"), ("花子", "ハナコ"), ("健一", "ケンイチ"), ("美咲", "ミサキ")]
        [usize::try_from(chance.below(4)).unwrap()];
    (format!("{surname} {given}"), kana)
}

fn mobile(chance: &mut Chance) -> String {
    format!("0{}0-{}{}-{}", chance.pick(&["7", "8", "9"]), 1 + chance.below(9), chance.digits(3), chance.digits(4))
}

fn address(chance: &mut Chance) -> String {
    let town = chance.pick(&[
        "東京都千代田区霞が関",
        "大阪府大阪市北区梅田",
        "神奈川県横浜市中区本町",
        "北海道札幌市中央区北一条西",
        "沖縄県那覇市泉崎",
    ]);
    format!("{town}{}-{}-{}", 1 + chance.below(9), 1 + chance.below(20), 1 + chance.below(30))
}

fn birth(chance: &mut Chance) -> String {
    let (month, day) = (1 + chance.below(12), 1 + chance.below(28));
    match chance.below(4) {
        0 => format!("昭和{}年{month}月{day}日", 1 + chance.below(63)),
        1 => format!("H{}.{month}.{day}", 1 + chance.below(30)),
        2 => format!("{}/{month:02}/{day:02}", 1940 + chance.below(70)),
        _ => format!("{}-{month:02}-{day:02}", 1940 + chance.below(70)),
    }
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_digit() || c == '-' { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c })
        .collect()
}

const KINDS: [&str; 10] = [
    "person-name",
    "jp-my-number",
    "birth-date",
    "phone",
    "address",
    "email",
    "card-number",
    "jp-drivers-licence",
    "bank-account",
    "jp-pension-number",
];
const HEADER: [&str; 10] = [
    "氏名",
    "マイナンバー",
    "生年月日",
    "電話番号",
    "住所",
    "メールアドレス",
    "カード番号",
    "運転免許証番号",
    "口座番号",
    "基礎年金番号",
];

/// The rows of a register of employees.
fn rows(count: usize, seed: u64) -> Vec<[String; 10]> {
    let mut chance = Chance(seed * 7919 + 1);
    (0..count)
        .map(|index| {
            let chance = &mut chance;
            [
                name(chance).0,
                my_number(chance),
                birth(chance),
                mobile(chance),
                address(chance),
                format!("user{index}@shop.co.jp"),
                card(chance),
                licence(chance),
                chance.digits(7),
                format!("{}-{}", chance.digits(4), chance.digits(6)),
            ]
        })
        .collect()
}

fn csv(rows: &[[String; 10]], delimiter: &str) -> String {
    let mut text = format!("{}\r\n", HEADER.join(delimiter));
    for row in rows {
        text.push_str(&row.join(delimiter));
        text.push_str("\r\n");
    }
    text
}

fn json(rows: &[[String; 10]], lines: bool) -> String {
    let objects: Vec<String> = rows
        .iter()
        .map(|row| {
            let members: Vec<String> =
                HEADER.iter().zip(row).map(|(name, value)| format!("\"{name}\": \"{value}\"")).collect();
            format!("{{{}}}", members.join(", "))
        })
        .collect();
    if lines { objects.join("\n") } else { format!("[\n  {}\n]\n", objects.join(",\n  ")) }
}

fn prose(rows: &[[String; 10]]) -> String {
    rows.iter()
        .map(|row| {
            HEADER.iter().zip(row).map(|(name, value)| format!("{name}：{value}\n")).collect::<Vec<_>>().concat() + "\n"
        })
        .collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A ZIP file of stored entries.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let offset = u32::try_from(out.len()).unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let length = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let mut common = Vec::new();
        common.extend([20, 0, 0, 8, 0, 0, 0, 0, 0, 0]);
        common.extend(crc.sum().to_le_bytes());
        common.extend(length);
        common.extend(length);
        common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(*bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = u32::try_from(out.len()).unwrap();
    let size = u32::try_from(directory.len()).unwrap();
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    out.extend(count);
    out.extend(count);
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn xlsx(rows: &[[String; 10]]) -> Vec<u8> {
    let mut strings = String::from("<sst>");
    let mut sheet = String::from("<worksheet><sheetData>");
    let header = HEADER.map(ToOwned::to_owned);
    for (number, row) in std::iter::once(&header).chain(rows).enumerate() {
        let _ = write!(sheet, "<row r=\"{}\">", number + 1);
        for (column, value) in row.iter().enumerate() {
            let _ = write!(strings, "<si><t>{value}</t></si>");
            let letter = char::from(b'A' + u8::try_from(column).unwrap());
            let _ = write!(sheet, "<c r=\"{letter}{}\" t=\"s\"><v>{}</v></c>", number + 1, number * 10 + column);
        }
        sheet.push_str("</row>");
    }
    strings.push_str("</sst>");
    sheet.push_str("</sheetData></worksheet>");
    zip(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn classify(bytes: &[u8], path: &str) -> Classification {
    CLASSIFIER.classify_bytes(bytes, &Hints { path: Some(path) }, &Budget::default())
}

fn counts(found: &Classification) -> BTreeMap<String, u64> {
    found.kinds.iter().map(|(kind, tally)| (kind.clone(), tally.count)).collect()
}

fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |little: bool, mark: bool| -> Vec<u8> {
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    let mut all = vec![
        ("utf-8", text.as_bytes().to_vec()),
        ("utf-8 with its mark", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
        ("utf-16le", utf16(true, true)),
        ("utf-16be", utf16(false, true)),
    ];
    for encoding in [encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP, encoding_rs::ISO_2022_JP] {
        all.push((encoding.name(), encoding.encode(text).0.into_owned()));
    }
    all
}

#[test]
fn a_register_is_found_in_every_encoding_and_format() {
    let rows = rows(200, 1);
    for (format, text, path) in [
        ("CSV", csv(&rows, ","), "register.csv"),
        ("TSV", csv(&rows, "\t"), "register.tsv"),
        ("JSON", json(&rows, false), "register.json"),
        ("JSONL", json(&rows, true), "register.jsonl"),
        ("text", prose(&rows), "register.txt"),
    ] {
        for (encoding, bytes) in encodings(&text) {
            for (packing, bytes, path) in [
                ("plain", bytes.clone(), path.to_owned()),
                ("gzip", gzip(&bytes), format!("{path}.gz")),
                ("zip", zip(&[(path, &bytes)]), "register.zip".to_owned()),
            ] {
                let found = counts(&classify(&bytes, &path));
                for kind in KINDS {
                    let count = found.get(kind).copied().unwrap_or_default();
                    // Ninety-five of a hundred, and none counted twice.
                    assert!((190..=205).contains(&count), "{format} {encoding} {packing}: {kind} {count}\n{found:?}");
                }
                let other: Vec<&String> = found.keys().filter(|kind| !KINDS.contains(&kind.as_str())).collect();
                assert!(other.is_empty(), "{format} {encoding} {packing}: {other:?}");
            }
        }
    }
}

#[test]
fn a_spreadsheet_is_read() {
    let found = counts(&classify(&xlsx(&rows(100, 2)), "register.xlsx"));
    for kind in KINDS {
        assert_eq!(found.get(kind), Some(&100), "{kind}: {found:?}");
    }
}

#[test]
fn a_spreadsheet_in_an_archive_is_read_as_one() {
    let book = xlsx(&rows(100, 2));
    let alone = classify(&book, "register.xlsx");
    for (path, bytes, inside) in [
        ("upload.zip", zip(&[("readme.txt", b"nothing"), ("社員/register.xlsx", &book)]), "社員/register.xlsx!"),
        ("register.xlsx.gz", gzip(&book), ""),
    ] {
        let found = classify(&bytes, path);
        assert_eq!(counts(&found), counts(&alone), "{path}");
        assert_eq!(found.unread, [], "{path}");
        let places = |found: &Classification, before: &str| -> Vec<_> {
            let places = found.kinds.values().flat_map(|tally| tally.places.clone());
            places.map(|place| (format!("{before}{}", place.inside), place.line, place.column)).collect()
        };
        assert_eq!(places(&found, ""), places(&alone, inside), "{path}: sheet, row and column are told as of the file");
    }
}

#[test]
fn passwords_in_columns_are_found_in_tables_of_any_length_and_in_spreadsheets() {
    let detector = Detector::new().unwrap();
    let places = |path: &str, bytes: &[u8]| {
        let mut places = Vec::new();
        let context = Context { name: None, path: Some(path), key: b"" };
        let mut reader = Reader::new(&detector, Budget::default());
        let read = reader.read(&mut std::io::Cursor::new(bytes), &context, &mut |event| {
            if let Event::Found(inside, found) = event {
                places.push((inside.to_owned(), found.kind.into_owned(), found.line));
            }
        });
        read.unwrap();
        places
    };
    let password = ["hunt", "er2!", "xQ"].concat();
    let of = |inside: &str, line| (inside.to_owned(), "password".to_owned(), line);
    // The header is a megabyte away.
    let mut long = String::from("番号,氏名,パスワード\n");
    for number in 0..60_000 {
        let _ = writeln!(long, "{number},常盤 花子,");
    }
    let _ = writeln!(long, "60000,常盤 太郎,{password}");
    assert!(long.len() > 1_000_000, "{}", long.len());
    assert_eq!(places("accounts.csv", long.as_bytes()), [of("", 60_002)]);
    assert_eq!(places("accounts.csv.gz", &gzip(long.as_bytes())), [of("", 60_002)]);
    let shift_jis = encoding_rs::SHIFT_JIS.encode(&long).0.into_owned();
    assert_eq!(places("accounts.csv", &shift_jis), [of("", 60_002)]);
    let sheet = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>3</v></c></row>\
                 <row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>2</v></c></row>";
    let strings = format!(
        "<sst><si><t>氏名</t></si><si><t>パスワード</t></si><si><t>{password}</t></si><si><t>備考</t></si></sst>"
    );
    let book = zip(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]);
    let sheet = "xl/worksheets/sheet1.xml";
    assert_eq!(places("パスワード一覧.xlsx", &book), [of(sheet, 2)]);
    let zipped = zip(&[("handler.py", b"pass"), ("data/パスワード一覧.xlsx", &book)]);
    assert_eq!(places("function.zip", &zipped), [of(&format!("data/パスワード一覧.xlsx!{sheet}"), 2)]);
    assert_eq!(places("パスワード一覧.xlsx.gz", &gzip(&book)), [of(sheet, 2)]);
    // A name tells nothing: what is in it does.
    assert_eq!(places("upload-0001", &zip(&[("0001", &book)])), [of(&format!("0001!{sheet}"), 2)]);
}

#[test]
fn full_width_digits_and_half_width_kana_are_the_same() {
    let mut chance = Chance(5);
    let mut text = String::new();
    for _ in 0..50 {
        let number = wide(&my_number(&mut chance));
        let phone = wide(&mobile(&mut chance));
        let _ = writeln!(text, "個人番号　{number}\n携帯：{phone}\nﾏｲﾅﾝﾊﾞｰ:{number}\nﾌﾘｶﾞﾅ：ｻﾄｳ ﾀﾛｳ");
    }
    for (encoding, bytes) in encodings(&text).into_iter().filter(|(encoding, _)| *encoding != "ISO-2022-JP") {
        let found = counts(&classify(&bytes, "a.txt"));
        assert_eq!(found.get("jp-my-number"), Some(&100), "{encoding}: {found:?}");
        assert_eq!(found.get("phone"), Some(&50), "{encoding}: {found:?}");
        assert_eq!(found.get("person-name"), Some(&50), "{encoding}: {found:?}");
    }
}

#[test]
fn international_data() {
    let mut chance = Chance(11);
    let mut text = String::new();
    for index in 0..100 {
        let _ = writeln!(text, "IBAN {}, e-mail person{index}@mail.example", iban(&mut chance));
        let _ =
            writeln!(text, "SSN: {}-{}-{}", 100 + chance.below(500), 10 + chance.below(89), 1000 + chance.below(8999));
        let _ = writeln!(text, "passport: TK{}", chance.digits(7));
        let _ = writeln!(text, "在留カード番号: AB{}CD", chance.digits(8));
        let card = card(&mut chance);
        let _ = writeln!(text, "paid with {} {} {} {}", &card[..4], &card[4..8], &card[8..12], &card[12..]);
    }
    // ICAO 9303 part 4, appendix B.
    text.push_str("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n");
    let found = counts(&classify(text.as_bytes(), "a.txt"));
    for (kind, least) in [
        ("iban", 100),
        ("us-ssn", 97),
        ("passport", 101),
        ("jp-residence-card", 100),
        ("card-number", 100),
        ("email", 100),
    ] {
        assert!(found.get(kind).is_some_and(|count| (least..=101).contains(count)), "{kind}: {found:?}");
    }
}

/// What looks like sensitive data and is none.
fn decoys(count: usize, seed: u64) -> String {
    let mut chance = Chance(seed * 104_729 + 3);
    let hex = |chance: &mut Chance, count: usize| -> String {
        (0..count).map(|_| char::from_digit(u32::try_from(chance.below(16)).unwrap(), 16).unwrap()).collect()
    };
    let mut text = String::new();
    for index in 0..count {
        let chance = &mut chance;
        let account = chance.digits(12);
        let _ = writeln!(text, "account {account} region ap-northeast-1");
        let _ = writeln!(text, "arn:aws:iam::{account}:role/deploy");
        let _ = writeln!(text, "\"AccountId\": \"{}\",", chance.digits(12));
        let _ = writeln!(
            text,
            "order {} shipped at 2024-05-{:02}T10:{:02}:00Z",
            chance.digits(12),
            1 + index % 28,
            index % 60
        );
        let _ = writeln!(text, "注文番号: {}", chance.digits(13));
        let _ = writeln!(text, "注文番号 {}-{}-{}", chance.digits(3), chance.digits(7), chance.digits(7));
        let _ = writeln!(
            text,
            "timestamp={} epoch_ms: {}",
            1_600_000_000 + chance.below(99_999_999),
            1_600_000_000_000 + chance.below(99_999_999_999)
        );
        let _ = writeln!(text, "commit {}", hex(chance, 40));
        let _ = writeln!(
            text,
            "uuid {}-{}-{}-{}-{}",
            hex(chance, 8),
            hex(chance, 4),
            hex(chance, 4),
            hex(chance, 4),
            hex(chance, 12)
        );
        let _ = writeln!(text, "vpc-{} subnet-{} i-{}", hex(chance, 17), hex(chance, 17), hex(chance, 17));
        let _ = writeln!(text, "version 1.{}.{} build {}", chance.below(20), chance.below(20), chance.digits(9));
        let _ = writeln!(text, "price {} yen, {} items, id {}", chance.digits(6), chance.digits(2), chance.digits(16));
        let _ = writeln!(text, "icon@2x.png?{} https://user@host.internal/", chance.digits(10));
        text.push_str("氏名を入力してください。住所の変更は窓口へ。電話でのお問い合わせは受け付けていません。\n");
        text.push_str("{\"name\": \"web-server\", \"address\": \"10.0.0.1\", \"zip\": \"lambda.zip\"}\n");
        let _ = writeln!(text, "a.b=function(c,d){{return c+{}*d}};var e={};", chance.digits(8), chance.digits(13));
    }
    text
}

#[test]
fn decoys_stay_silent() {
    let text = decoys(500, 1);
    for path in ["app.log", "a.txt", "a.json"] {
        let found = counts(&classify(text.as_bytes(), path));
        assert!(found.is_empty(), "{path}: {found:?}");
    }
    // Whole columns of them.
    let mut chance = Chance(99);
    let same = my_number(&mut chance);
    let mut table = String::from("account_id,arn,order_no,created_at,amount\n");
    for _ in 0..300 {
        let _ = writeln!(
            table,
            "{same},arn:aws:iam::{same}:root,{},{},{}",
            chance.digits(12),
            1_600_000_000 + chance.below(9_999_999),
            chance.digits(7)
        );
    }
    let found = counts(&classify(table.as_bytes(), "usage.csv"));
    assert!(found.is_empty(), "an account's id that happens to have the check digit: {found:?}");
}

#[test]
fn a_column_without_a_name_speaks_where_all_of_it_holds() {
    let mut chance = Chance(17);
    let mut table = String::from("c1,c2\n");
    for _ in 0..100 {
        let _ = writeln!(table, "{},{}", my_number(&mut chance), chance.digits(3));
    }
    let found = classify(table.as_bytes(), "export.csv");
    assert_eq!(found.kinds["jp-my-number"].count, 100);
    assert_eq!(found.kinds["jp-my-number"].confidence, Confidence::Medium);
    assert_eq!(found.kinds["jp-my-number"].places[0].column, Some(1));
}

#[test]
fn a_label_without_a_right_number_says_nothing() {
    let mut chance = Chance(23);
    let mut text = String::new();
    let mut right = 0;
    for _ in 0..200 {
        let number = my_number(&mut chance);
        let last = number.chars().last().unwrap().to_digit(10).unwrap();
        let _ = writeln!(text, "マイナンバー：{}{}", &number[..11], (last + 1) % 10);
        right += 1;
    }
    assert_eq!(right, 200);
    assert!(counts(&classify(text.as_bytes(), "a.txt")).is_empty());
}

#[test]
fn what_is_said_holds_no_value() {
    let rows = rows(30, 3);
    let found = classify(csv(&rows, ",").as_bytes(), "register.csv");
    let shown = format!("{found:?}");
    for row in &rows {
        // The numbers of rows are short; the values are longer.
        for value in row.iter().filter(|value| value.len() > 4) {
            assert!(!shown.contains(value.as_str()), "{shown}");
        }
    }
}

#[test]
fn identifiers_of_ones_own() {
    let own = Identifier {
        name: "customer-number".to_owned(),
        pattern: "C-(?<value>[0-9]{8})".to_owned(),
        keywords: vec!["顧客".to_owned()],
        validator: Some(Validator::Luhn),
    };
    let classifier = Classifier::new(std::slice::from_ref(&own)).unwrap();
    let good = luhn("1234567");
    let count = |text: &str| {
        let found = classifier.classify_bytes(text.as_bytes(), &Hints::default(), &Budget::default());
        found.kinds.get("customer-number").map_or(0, |tally| tally.count)
    };
    assert_eq!(count(&format!("顧客番号 C-{good}\n")), 1);
    assert_eq!(count(&format!("C-{good}\n")), 0, "without its word");
    assert_eq!(count("顧客番号 C-12345678\n"), 0, "with a wrong check digit");
    for (pattern, why) in [("(a+)+$(?=b)", "look-around"), ("(", "no pattern"), ("a*", "empty text")] {
        assert!(Classifier::new(&[Identifier { pattern: pattern.to_owned(), ..own.clone() }]).is_err(), "{why}");
    }
    let long = "a".repeat(1 << 20);
    assert!(Classifier::new(&[Identifier { pattern: long, ..own.clone() }]).is_err(), "a pattern of a megabyte");
    let slow =
        Classifier::new(&[Identifier { pattern: "(a+)+$".to_owned(), keywords: Vec::new(), validator: None, ..own }])
            .unwrap();
    let started = std::time::Instant::now();
    slow.classify_bytes(format!("{}!", "a".repeat(5000)).as_bytes(), &Hints::default(), &Budget::default());
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn what_was_not_read_is_told() {
    let small = Budget { unpacked: 1000, ..Budget::default() };
    let bomb = gzip(&vec![b'a'; 1 << 20]);
    let found = CLASSIFIER.classify_bytes(&bomb, &Hints::default(), &small);
    assert!(found.unread.iter().any(|(_, note)| *note == Note::TooLarge), "{found:?}");
    let found = classify(b"PAR1\x15\x04\x15\x00\x00\x00PAR1", "a.parquet");
    assert!(found.unread.iter().any(|(_, note)| *note == Note::Damaged), "{found:?}");
    for other in [&b"\xfd7zXZ\0\0\x04"[..], b"\x04\x22\x4d\x18\0\0", b"7z\xbc\xaf\x27\x1c\0", b"BZh91AY&SY\0"] {
        let found = classify(other, "register.csv");
        assert!(found.unread.iter().any(|(_, note)| *note == Note::Unsupported), "{other:?}: {found:?}");
    }
    // No text, and so no answer: an image, an executable.
    let found = classify(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\xfe\xff", "a");
    assert_eq!(found.unread, [(String::new(), Note::Binary)]);
    // What stands before the cut is looked at.
    let mut cut = gzip(csv(&rows(300, 7), ",").as_bytes());
    cut.truncate(cut.len() * 2 / 3);
    let found = classify(&cut, "register.csv.gz");
    assert!(found.unread.iter().any(|(_, note)| *note == Note::Damaged), "{found:?}");
    assert!(counts(&found).get("jp-my-number").is_some_and(|count| *count > 50), "{found:?}");
    // A tar that was cut off: behind the header, in the file, before the end.
    let mut header = [0u8; 512];
    header[..5].copy_from_slice(b"a.csv");
    header[124..135].copy_from_slice(b"00000002000");
    header[156] = b'0';
    header[257..262].copy_from_slice(b"ustar");
    let whole: Vec<u8> = header.iter().copied().chain([b'a'; 1024]).chain([0; 1024]).collect();
    for (length, cut) in [(512, true), (700, true), (1536, true), (2560, false)] {
        let found = classify(&whole[..length], "a.tar");
        assert_eq!(found.unread.iter().any(|(_, note)| *note == Note::Damaged), cut, "{length}: {found:?}");
    }
}

#[test]
fn zstandard_is_opened_frame_by_frame() {
    // Thirty lines, a frame that others read, and one more line.
    let whole =
        std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/two-frames.zst")).unwrap();
    let found = classify(&whole, "mail.log.zst");
    assert_eq!((counts(&found).get("email"), found.unread.as_slice()), (Some(&30), &[][..]), "{found:?}");
    let detector = yagura_secrets::Detector::new().unwrap();
    let mut reader = yagura_secrets::Reader::new(&detector, Budget::default());
    let mut kinds = Vec::new();
    let mut tell = |event: yagura_secrets::Event<'_>| {
        if let yagura_secrets::Event::Found(_, secret) = event {
            kinds.push(secret.kind.into_owned());
        }
    };
    reader.read(&mut std::io::Cursor::new(&whole), &yagura_secrets::Context::default(), &mut tell).unwrap();
    assert_eq!(kinds, ["password"], "behind the second frame");
    for length in (8..whole.len() - 8).step_by(5) {
        let found = classify(&whole[..length], "mail.log.zst");
        let told = found.unread.iter().any(|(_, note)| *note == Note::Damaged);
        // Between two frames the file may well end.
        assert!(told || counts(&found).get("email") == Some(&30), "{length}: {found:?}");
    }
    let small = Budget { unpacked: 100, ..Budget::default() };
    let found = CLASSIFIER.classify_bytes(&whole, &Hints::default(), &small);
    assert!(found.unread.iter().any(|(_, note)| *note == Note::TooLarge), "{found:?}");
}
