//! Whether one value is of a kind.

use std::borrow::Cow;

use super::{Kind, words};
use crate::digits::{self, half};

/// The half-width kana from U+FF61 on, as full-width ones.
const KANA: &[char] = &[
    '。', '「', '」', '、', '・', 'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー', 'ア', 'イ', 'ウ',
    'エ', 'オ', 'カ', 'キ', 'ク', 'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ', 'テ', 'ト', 'ナ', 'ニ',
    'ヌ', 'ネ', 'ノ', 'ハ', 'ヒ', 'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ', 'ヤ', 'ユ', 'ヨ', 'ラ', 'リ', 'ル',
    'レ', 'ロ', 'ワ', 'ン',
];

/// A text with full-width letters and digits as half-width ones, and half-width kana as full-width ones.
pub(super) fn normal(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        if let '\u{FF61}'..='\u{FF9D}' = c {
            let index = usize::try_from(u32::from(c) - 0xFF61).unwrap_or_default();
            let kana = KANA.get(index).copied().unwrap_or(c);
            // In Unicode the voiced one follows the plain one, and the half-voiced one follows that.
            let step = match letters.peek() {
                Some('\u{FF9E}') if matches!(kana, 'カ'..='ト' | 'ハ'..='ホ') => 1,
                Some('\u{FF9F}') if matches!(kana, 'ハ'..='ホ') => 2,
                _ => 0,
            };
            if step > 0 {
                letters.next();
            }
            out.push(char::from_u32(u32::from(kana) + step).unwrap_or(kana));
        } else if matches!(c, 'ー') {
            // A long vowel in a word, a dash between digits.
            let digit_before = out.chars().next_back().is_some_and(|c| c.is_ascii_digit());
            out.push(if digit_before { '-' } else { c });
        } else {
            out.push(half(c));
        }
    }
    Cow::Owned(out)
}

/// Whether a value, normal already, is of a kind that its label speaks of.
pub(super) fn is(kind: Kind, value: &str) -> bool {
    let value = value.trim();
    if value.is_empty() || value.len() > 300 {
        return false;
    }
    let digits = digits::of(value);
    let only = |extra: &[char]| value.chars().all(|c| c.is_ascii_digit() || extra.contains(&c));
    let plain = only(&['-', ' ']);
    match kind {
        Kind::MyNumber => plain && digits::my_number(&digits),
        Kind::CorporateNumber => only(&['-', ' ', 'T']) && digits::corporate_number(&digits),
        Kind::Licence => plain && digits::licence(&digits),
        // 保険者番号; the number on the card beside it has no form of its own.
        Kind::HealthInsurance => plain && (matches!(digits.len(), 6 | 8) && digits::luhn(&digits)),
        Kind::Passport => letters_and_digits(value, 2, 7, 0) || mrz_number(value),
        Kind::ResidenceCard => letters_and_digits(value, 2, 8, 2),
        Kind::Pension => digits.len() == 10 && groups(value, &[4, 6]),
        Kind::EmploymentInsurance => digits.len() == 11 && groups(value, &[4, 6, 1]),
        Kind::BankAccount => {
            plain && (digits.len() == 7 || digits.len() == 14 && groups(value, &[4, 3, 7]) || yucho(value))
        }
        Kind::Card => plain && card(&digits),
        Kind::Phone => phone(value, &digits),
        Kind::Address => address(value) || postal(value, &digits),
        Kind::Name => name(value),
        Kind::BirthDate => date(value),
        Kind::Email => email(value),
        Kind::Iban => digits::iban(&value.to_ascii_uppercase()),
        Kind::Ssn => ssn(value, &digits),
        Kind::EuropeanId => european(value),
        Kind::Mac => mac(value),
        Kind::Ip => value.parse::<std::net::IpAddr>().is_ok_and(|address| of_somebody(&address)),
    }
}

/// Whether an address may be a person's: not one of a private network, a machine's own, or an example's
/// (<https://www.iana.org/assignments/iana-ipv4-special-registry/>, <https://www.iana.org/assignments/iana-ipv6-special-registry/>).
fn of_somebody(address: &std::net::IpAddr) -> bool {
    match address {
        std::net::IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let shared = first == 100 && (64..128).contains(&second);
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_documentation()
                || first == 0
                || first >= 224
                || shared)
        }
        std::net::IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            // Global unicast, without the prefix of examples.
            first & 0xe000 == 0x2000 && (first, second) != (0x2001, 0x0db8)
        }
    }
}

/// Groups of so many digits, with dashes or spaces between them, or with nothing.
fn groups(value: &str, lengths: &[usize]) -> bool {
    let parts: Vec<&str> = value.split(['-', ' ']).collect();
    parts.len() == 1 && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        || parts.len() == lengths.len()
            && parts
                .iter()
                .zip(lengths)
                .all(|(part, length)| part.len() == *length && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn letters_and_digits(value: &str, before: usize, middle: usize, after: usize) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == before + middle + after
        && bytes.iter().take(before).all(u8::is_ascii_uppercase)
        && bytes.iter().skip(before).take(middle).all(u8::is_ascii_digit)
        && bytes.iter().skip(before + middle).all(u8::is_ascii_uppercase)
}

/// The second line of a passport's machine readable zone (ICAO 9303 part 4, 4.2.2): its three check digits and the last one.
pub(super) fn mrz_number(value: &str) -> bool {
    if value.len() != 44
        || !value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'<')
    {
        return false;
    }
    let holds = |from: usize, to: usize, at: usize| {
        let check = value.get(at..=at).and_then(|c| c.parse::<u32>().ok());
        value.get(from..to).and_then(digits::icao).is_some_and(|sum| Some(sum) == check)
    };
    holds(0, 9, 9) && holds(13, 19, 19) && holds(21, 27, 27)
}

/// 記号 1xxx0 and 番号 of up to eight digits that ends in 1
/// (<https://www.jp-bank.japanpost.jp/kojin/sokin/furikomi/kouza/kj_sk_fm_kz_1.html>).
pub(super) fn yucho(value: &str) -> bool {
    let Some((sign, number)) = value.split_once(['-', ' ']) else { return false };
    sign.len() == 5
        && sign.starts_with('1')
        && sign.ends_with('0')
        && sign.bytes().all(|byte| byte.is_ascii_digit())
        && (2..=8).contains(&number.len())
        && number.ends_with('1')
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The ranges of issuers (ISO/IEC 7812), JCB's 3528 to 3589 among them, and Luhn's digit.
pub(super) fn card(digits: &[u8]) -> bool {
    let number = |count: usize| digits.iter().take(count).fold(0_u32, |sum, digit| sum * 10 + u32::from(*digit));
    let length = digits.len();
    let range = match number(4) {
        3400..=3499 | 3700..=3799 => length == 15,
        3000..=3059 | 3095 | 3600..=3699 | 3800..=3999 => length == 14,
        4000..=4999 => matches!(length, 13 | 16 | 19),
        5100..=5599 | 2221..=2720 => length == 16,
        3528..=3589 | 6011 | 6440..=6599 | 6220..=6229 => (16..=19).contains(&length),
        _ => false,
    };
    let first = digits.first();
    range && digits::luhn(digits) && digits.iter().skip(4).any(|digit| Some(digit) != first)
}

/// Numbers of Japan (総務省 電気通信番号計画) with dashes or without, also from abroad.
pub(super) fn phone(value: &str, digits: &[u8]) -> bool {
    if !value.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '(' | ')' | '+' | '.')) {
        return false;
    }
    let number: Vec<u8> = if value.trim_start().starts_with('+') {
        match digits {
            [8, 1, 0, rest @ ..] | [8, 1, rest @ ..] => std::iter::once(0).chain(rest.iter().copied()).collect(),
            // Other countries: E.164 has up to fifteen digits.
            _ => return (8..=15).contains(&digits.len()),
        }
    } else {
        digits.to_vec()
    };
    match number.as_slice() {
        [0, 5 | 7 | 8 | 9, 0, ..] => number.len() == 11,
        [0, 1, 2, 0, ..] => number.len() == 10,
        [0, second, ..] => *second != 0 && number.len() == 10,
        _ => false,
    }
}

fn postal(value: &str, digits: &[u8]) -> bool {
    let value = value.trim_start_matches(['〒', ' ']);
    digits.len() == 7 && (groups(value, &[3, 4]))
}

/// A prefecture and a municipality after it, or a municipality with a number.
pub(super) fn address(value: &str) -> bool {
    let after = words::PREFECTURES.iter().find_map(|prefecture| value.split_once(prefecture).map(|(_, after)| after));
    let municipal = |text: &str| text.chars().take(10).any(|c| matches!(c, '市' | '区' | '町' | '村' | '郡'));
    match after {
        Some("") => true,
        Some(after) => municipal(after),
        None => municipal(value) && value.chars().any(|c| c.is_ascii_digit()) && value.chars().count() >= 5,
    }
}

/// A name in kanji or kana, or in Latin letters with a capital.
pub(super) fn name(value: &str) -> bool {
    let letters = value.chars().filter(|c| !matches!(c, ' ' | '・' | '=')).count();
    let japanese = |c: char| matches!(c, '\u{3005}' | '\u{3041}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | ' ');
    if (2..=14).contains(&letters) && value.chars().all(japanese) {
        return true;
    }
    letters == 1 && value.chars().all(japanese)
        || (2..=40).contains(&letters)
            && value.starts_with(|c: char| c.is_uppercase())
            && value.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '.'))
            && value.split(' ').count() <= 4
}

/// Whether a name begins with a surname that many bear.
pub(super) fn surname(value: &str) -> bool {
    name(value)
        && value.chars().count() >= 3
        && words::SURNAMES.iter().any(|surname| surname.chars().count() >= 2 && value.starts_with(surname))
}

/// A day, Gregorian or in an era: `1975-01-02`, `1975年1月2日`, `19750102`, `昭和50年1月2日`, `S50.1.2`.
pub(super) fn date(value: &str) -> bool {
    const ERAS: &[(&str, u32)] = &[
        ("明治", 1867),
        ("大正", 1911),
        ("昭和", 1925),
        ("平成", 1988),
        ("令和", 2018),
        ("M", 1867),
        ("T", 1911),
        ("S", 1925),
        ("H", 1988),
        ("R", 2018),
    ];
    let value = value.split(['T', ' ']).next().filter(|day| day.len() >= 8).unwrap_or(value);
    let (base, rest) =
        ERAS.iter().find_map(|(era, base)| value.strip_prefix(era).map(|rest| (*base, rest))).unwrap_or((0, value));
    let rest = rest.trim_start_matches(['.', ' ']);
    let numbers: Option<Vec<u32>> = if rest.len() == 8 && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        [rest.get(..4), rest.get(4..6), rest.get(6..)].into_iter().map(|part| part?.parse().ok()).collect()
    } else {
        rest.split(['-', '/', '.', '年', '月', '日'])
            .filter(|part| !part.is_empty())
            .map(|part| if part == "元" { Some(1) } else { part.trim().parse().ok() })
            .collect()
    };
    let Some([first, second, third]) = numbers.as_deref() else { return false };
    let day = |year: u32, month: u32, day: u32| {
        (1868..=2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    day(base + first, *second, *third) || base == 0 && (day(*third, *first, *second) || day(*third, *second, *first))
}

/// `local@domain.tld` (RFC 5321), as people write it.
pub(super) fn email(value: &str) -> bool {
    let Some((local, domain)) = value.split_once('@') else { return false };
    let word = |c: char| c.is_ascii_alphanumeric();
    !local.is_empty()
        && local.len() <= 64
        && local.chars().all(|c| word(c) || matches!(c, '.' | '_' | '%' | '+' | '-'))
        && domain.len() <= 253
        && domain.chars().all(|c| word(c) || matches!(c, '.' | '-'))
        && domain.rsplit_once('.').is_some_and(|(host, top)| {
            !host.is_empty() && top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic())
        })
        && !domain.contains("..")
}

/// Nine digits as `123-45-6789`, of those that are given out
/// (<https://www.ssa.gov/employer/randomization.html>).
pub(super) fn ssn(value: &str, digits: &[u8]) -> bool {
    let number = |from: usize, to: usize| {
        digits.get(from..to).unwrap_or_default().iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(*digit))
    };
    digits.len() == 9
        && groups(value, &[3, 2, 4])
        && !matches!(number(0, 3), 0 | 666 | 900..=999)
        && number(3, 5) != 0
        && number(5, 9) != 0
}

/// Identity numbers with check characters: Spain's DNI, Italy's codice fiscale by its form, Germany's tax number, France's NIR,
/// the United Kingdom's national insurance number by its form.
fn european(value: &str) -> bool {
    let plain: String =
        value.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect::<String>().to_ascii_uppercase();
    let digits = digits::of(&plain);
    let bytes = plain.as_bytes();
    let dni = bytes.len() == 9 && digits.len() == 8 && {
        let number = digits.iter().fold(0_usize, |sum, digit| sum * 10 + usize::from(*digit));
        bytes.get(8) == b"TRWAGMYFPDXBNJZSQVHLCKE".get(number % 23)
    };
    let shape = |form: &str| {
        bytes.len() == form.len()
            && bytes
                .iter()
                .zip(form.bytes())
                .all(|(byte, form)| if form == b'A' { byte.is_ascii_uppercase() } else { byte.is_ascii_digit() })
    };
    let steuer = digits.len() == 11 && bytes.len() == 11 && {
        let mut product = 10;
        for digit in digits.iter().take(10) {
            let sum = (u32::from(*digit) + product) % 10;
            product = (if sum == 0 { 10 } else { sum }) * 2 % 11;
        }
        digits.get(10).map(|digit| u32::from(*digit)) == Some((11 - product) % 10)
    };
    let nir = digits.len() == 15 && bytes.len() == 15 && {
        let number = digits.iter().take(13).fold(0_u64, |sum, digit| sum * 10 + u64::from(*digit));
        let key = digits.iter().skip(13).fold(0_u64, |sum, digit| sum * 10 + u64::from(*digit));
        97 - number % 97 == key
    };
    dni || steuer || nir || shape("AAAAAA00A00A000A") || shape("AA000000A")
}

fn mac(value: &str) -> bool {
    let parts: Vec<&str> = value.split([':', '-']).collect();
    let hexadecimal = |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let nobody = |what: &str| parts.iter().all(|part| part.eq_ignore_ascii_case(what));
    parts.len() == 6 && parts.iter().all(hexadecimal) && !nobody("00") && !nobody("ff")
}
