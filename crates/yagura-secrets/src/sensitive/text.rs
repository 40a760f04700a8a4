//! Free text, JSON, logs: a value with its label before it on the same line.

use super::{Classification, Classifier, Kind, Place, cell, words};
use crate::Confidence;
use crate::text::{back, floor, line_end, line_start};

/// How far before a value its label may stand, in bytes: a few words of Japanese.
const BEFORE: usize = 72;

impl Classifier {
    /// What a text holds; `line` is the number of its first line.
    pub(super) fn text(&self, text: &str, inside: &str, line: u64, all: &mut Classification) {
        let normal = cell::normal(text);
        let text: &str = &normal;
        let mut seen = Scan { text, counted: 0, number: line, inside, all };
        let labels = self.labels(text);
        let mut next = 0;
        numbers(text, &mut |start, end| {
            while labels.get(next).is_some_and(|(at, ..)| *at < start) {
                next += 1;
            }
            let from = line_start(text, start).max(back(text, start, BEFORE));
            // The nearest label before the value, on its line, with no other value between them.
            let label = next
                .checked_sub(1)
                .and_then(|index| labels.get(index))
                .filter(|(_, end, _)| *end >= from)
                .and_then(|(_, _, kind)| *kind);
            number(&mut seen, start, end, label);
        });
        for at in memchr::memchr_iter(b'@', text.as_bytes()) {
            let bytes = text.as_bytes();
            let local = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-');
            let mut start = at;
            while start > at.saturating_sub(64) && start > 0 && bytes.get(start - 1).is_some_and(|byte| local(*byte)) {
                start -= 1;
            }
            let mut end = at + 1;
            while end < at + 254
                && bytes.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
            {
                end += 1;
            }
            let value = text.get(start..end).unwrap_or_default().trim_end_matches(['.', '-']).trim_start_matches('.');
            // `https://user@host` and `git@host:` are no addresses of people.
            let place = bytes.get(end) == Some(&b':') && value.starts_with("git@")
                || text
                    .get(back(text, start, 3)..start)
                    .is_some_and(|before| before.ends_with("//") || before.ends_with(':') && before.starts_with("//"));
            if !place && cell::email(value) && !image(value) {
                seen.add(Kind::Email, start, Confidence::Medium);
            }
        }
        for hit in self.prefectures.find_iter(text) {
            let after = text.get(hit.end()..floor(text, hit.end() + 120)).unwrap_or_default();
            let municipal = after.chars().take(8).position(|c| matches!(c, '市' | '区' | '町' | '村' | '郡'));
            let numbered = after
                .chars()
                .take(24)
                .any(|c| c.is_ascii_digit() || matches!(c, '一' | '二' | '三' | '四' | '五' | '丁'));
            if municipal.is_some() && numbered {
                seen.add(Kind::Address, hit.start(), Confidence::High);
            }
        }
        for (_, end, kind) in &labels {
            if *kind == Some(Kind::Name)
                || *kind == Some(Kind::BirthDate)
                || *kind == Some(Kind::Passport)
                || *kind == Some(Kind::ResidenceCard)
                || *kind == Some(Kind::Iban)
                || *kind == Some(Kind::EuropeanId)
            {
                Self::labelled(&mut seen, *end, *kind);
            }
        }
        ibans(text, &mut seen);
        machine_readable(text, &mut seen);
        if let Some(custom) = &self.custom {
            for (name, start, _) in custom.find(text) {
                let place = seen.place(start);
                seen.all.add(&name, 1, Confidence::Medium, place);
            }
        }
    }

    /// The labels of a text, in their order; `None` for a word that makes a label one of something else.
    fn labels(&self, text: &str) -> Vec<(usize, usize, Option<Kind>)> {
        let bytes = text.as_bytes();
        self.labels
            .find_iter(text)
            .filter_map(|hit| {
                let word = words::LABELS.get(hit.pattern().as_usize());
                let ascii = text.get(hit.range())?.is_ascii();
                let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
                // `tel` is no part of `hotel`, `mail` may be one of `userMail`.
                let lower = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_lowercase);
                let inner =
                    ascii && hit.start() > 0 && letter(bytes.get(hit.start() - 1)) && lower(bytes.get(hit.start()));
                let more = ascii && lower(bytes.get(hit.end())) && hit.len() <= 4;
                if inner || more {
                    return None;
                }
                Some((hit.start(), hit.end(), word.map(|(_, kind)| *kind)))
            })
            .collect()
    }

    /// `氏名：山田 太郎`, `"birth_date": "1975-01-02"`: the value right after its label.
    fn labelled(seen: &mut Scan<'_, '_>, end: usize, kind: Option<Kind>) {
        let Some(kind) = kind else { return };
        let text = seen.text;
        let stop = line_end(text, end).min(floor(text, end + 160));
        let rest = text.get(end..stop).unwrap_or_default();
        // The rest of the label's own word: `氏名(漢字)`, `birth_date`, `passport_no`.
        let Some(mark) = rest.find([':', '=', '：', '\t', ',']) else { return };
        let label = rest.get(..mark).unwrap_or_default();
        if label.chars().count() > 16 || label.contains(['。', '、', '.', ';', '{']) {
            return;
        }
        let after = rest
            .get(mark + rest.get(mark..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)..)
            .unwrap_or_default();
        let trimmed = after.trim_start_matches([' ', '"', '\'', '>', '　']);
        let value_end = trimmed.find(['"', '\'', ',', '\t', '<', '、', '}', '|', ';', '(']).unwrap_or(trimmed.len());
        let value = trimmed.get(..value_end).unwrap_or_default().trim().trim_end_matches(['様', '殿']).trim();
        if value.is_empty() {
            return;
        }
        let start = end + (rest.len() - trimmed.len());
        let confidence = match kind {
            Kind::Name if !value.is_ascii() && cell::name(value) => {
                // A word of Japanese is no name of a person by itself.
                let kana = value.chars().all(|c| matches!(c, '\u{3041}'..='\u{30FF}' | ' '));
                if cell::surname(value) {
                    Confidence::High
                } else if kana && value.contains(' ') || value.contains(' ') && value.chars().count() <= 8 {
                    Confidence::Medium
                } else {
                    return;
                }
            }
            Kind::Name => {
                let words: Vec<&str> = value.split(' ').collect();
                let person = words.len() >= 2
                    && words.len() <= 3
                    && words.iter().all(|word| {
                        word.len() >= 2
                            && word.starts_with(|c: char| c.is_ascii_uppercase())
                            && word.chars().skip(1).all(|c| c.is_ascii_lowercase())
                    });
                if !person {
                    return;
                }
                Confidence::Low
            }
            kind if cell::is(kind, value) => Confidence::High,
            kind => {
                let word = value.split([' ', '　']).next().unwrap_or_default();
                if !cell::is(kind, word) {
                    return;
                }
                Confidence::High
            }
        };
        seen.add(kind, start, confidence);
    }
}

struct Scan<'t, 'a> {
    text: &'t str,
    counted: usize,
    number: u64,
    inside: &'t str,
    all: &'a mut Classification,
}

impl Scan<'_, '_> {
    fn place(&mut self, at: usize) -> Place {
        // Places come nearly in order; where they do not, counting begins anew from the start of the text.
        if at >= self.counted {
            let between = self.text.as_bytes().get(self.counted..at).unwrap_or_default();
            self.number += memchr::memchr_iter(b'\n', between).count() as u64;
        } else {
            let between = self.text.as_bytes().get(at..self.counted).unwrap_or_default();
            self.number -= (memchr::memchr_iter(b'\n', between).count() as u64).min(self.number);
        }
        self.counted = at;
        Place { inside: self.inside.to_owned(), line: self.number, column: None }
    }

    fn add(&mut self, kind: Kind, at: usize, confidence: Confidence) {
        let place = self.place(at);
        self.all.add(kind.name(), 1, confidence, place);
    }
}

fn image(value: &str) -> bool {
    // `icon@2x.png`
    [".png", ".jpg", ".svg", ".gif", ".webp", ".css", ".js"].iter().any(|ending| value.ends_with(ending))
}

/// Every run of digits with single dashes, spaces or stops between its groups.
fn numbers(text: &str, give: &mut dyn FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at + 1;
        loop {
            match bytes.get(end) {
                Some(byte) if byte.is_ascii_digit() => end += 1,
                Some(b'-' | b' ') if bytes.get(end + 1).is_some_and(u8::is_ascii_digit) && end - start < 32 => end += 2,
                Some(b')') if bytes.get(end + 1).is_some_and(u8::is_ascii_digit) && end - start < 8 => end += 2,
                _ => break,
            }
        }
        at = end;
        if end - start < 6 || end - start > 32 {
            continue;
        }
        // Part of an identifier, a decimal, a version, an ARN.
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'/' | b'#' | b'$');
        let before = start.checked_sub(1).and_then(|index| bytes.get(index));
        let corporate =
            before == Some(&b'T') && !start.checked_sub(2).and_then(|index| bytes.get(index)).is_some_and(word);
        let plus = before == Some(&b'+');
        let arn = before == Some(&b':')
            && start.checked_sub(2).and_then(|index| bytes.get(index)).is_some_and(|byte| {
                !matches!(byte, b'"' | b'\'' | b' ') && byte.is_ascii() && !byte.is_ascii_uppercase()
            })
            && text.get(line_start(text, start)..start).is_some_and(|line| line.contains("arn:"));
        let after = bytes.get(end).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'/'))
            || bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if before.is_some_and(word) && !corporate && !plus || after || arn {
            continue;
        }
        give(start, end);
    }
}

fn number(seen: &mut Scan<'_, '_>, start: usize, end: usize, label: Option<Kind>) {
    let text = seen.text;
    let value = text.get(start..end).unwrap_or_default();
    let before = text.get(..start).unwrap_or_default();
    let digits = crate::digits::of(value);
    if let Some(kind) = label {
        let holds = match kind {
            Kind::MyNumber
            | Kind::CorporateNumber
            | Kind::Licence
            | Kind::HealthInsurance
            | Kind::Pension
            | Kind::EmploymentInsurance
            | Kind::BankAccount
            | Kind::Card
            | Kind::Phone
            | Kind::Ssn => cell::is(kind, value),
            Kind::Address => digits.len() == 7 && value.as_bytes().get(3) == Some(&b'-'),
            _ => false,
        };
        if holds {
            seen.add(kind, start, Confidence::High);
            return;
        }
    }
    let groups: Vec<usize> = value.split(['-', ' ', ')']).map(str::len).collect();
    if digits.len() == 13 && before.ends_with('T') && crate::digits::corporate_number(&digits) {
        seen.add(Kind::CorporateNumber, start - 1, Confidence::High);
    } else if matches!(groups.as_slice(), [4, 4, 4, 4] | [4, 6, 4 | 5]) && cell::card(&digits) {
        seen.add(Kind::Card, start, Confidence::Medium);
    } else if before.ends_with('〒') && matches!(groups.as_slice(), [3, 4]) {
        seen.add(Kind::Address, start, Confidence::High);
    } else if before.ends_with('+')
        && value.starts_with("81")
        && groups.len() >= 3
        && cell::phone(&format!("+{value}"), &digits)
    {
        seen.add(Kind::Phone, start, Confidence::Medium);
    } else if matches!(groups.as_slice(), [2 | 3, 4, 4] | [4, 3, 3] | [3 | 4, 2 | 3, 4])
        && value.starts_with('0')
        && cell::phone(value, &digits)
    {
        // A mobile's form is nobody else's; a landline's may be an order's number.
        let mobile = matches!(digits.as_slice(), [0, 5 | 7 | 8 | 9, 0, ..] | [0, 1, 2, 0, ..]);
        let city = value.starts_with("03-") || value.starts_with("06-");
        if mobile || city {
            seen.add(Kind::Phone, start, Confidence::Medium);
        }
    }
}

/// IBANs need no label: of a hundred made-up ones, ninety-nine have wrong check digits, and their beginning is a country's.
fn ibans(text: &str, seen: &mut Scan<'_, '_>) {
    const COUNTRIES: &[(&str, usize)] = &[
        ("AT", 20),
        ("BE", 16),
        ("BG", 22),
        ("CH", 21),
        ("CY", 28),
        ("CZ", 24),
        ("DE", 22),
        ("DK", 18),
        ("EE", 20),
        ("ES", 24),
        ("FI", 18),
        ("FR", 27),
        ("GB", 22),
        ("GR", 27),
        ("HR", 21),
        ("HU", 28),
        ("IE", 22),
        ("IS", 26),
        ("IT", 27),
        ("LI", 21),
        ("LT", 20),
        ("LU", 20),
        ("LV", 21),
        ("MC", 27),
        ("MT", 31),
        ("NL", 18),
        ("NO", 15),
        ("PL", 28),
        ("PT", 25),
        ("RO", 24),
        ("SE", 24),
        ("SI", 19),
        ("SK", 24),
        ("AE", 23),
        ("IL", 23),
        ("SA", 24),
        ("TR", 26),
    ];
    let bytes = text.as_bytes();
    let mut at = 0;
    while at + 15 <= bytes.len() {
        let country = bytes.get(at..at + 4).is_some_and(|head| matches!(head, [a, b, c, d] if a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_digit() && d.is_ascii_digit()));
        let begins = at == 0 || !bytes.get(at - 1).is_some_and(u8::is_ascii_alphanumeric);
        if country
            && begins
            && let Some((_, length)) =
                text.get(at..at + 2).and_then(|code| COUNTRIES.iter().find(|(country, _)| *country == code))
        {
            let mut plain = String::with_capacity(*length);
            let mut end = at;
            while plain.len() < *length {
                match bytes.get(end) {
                    Some(byte) if byte.is_ascii_uppercase() || byte.is_ascii_digit() => plain.push(char::from(*byte)),
                    Some(b' ') if end > at && bytes.get(end - 1) != Some(&b' ') => {}
                    _ => break,
                }
                end += 1;
            }
            if plain.len() == *length
                && !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric)
                && crate::digits::iban(&plain)
            {
                seen.add(Kind::Iban, at, Confidence::High);
                at = end;
                continue;
            }
        }
        at += 1;
    }
}

/// The two lines of a passport's machine readable zone.
fn machine_readable(text: &str, seen: &mut Scan<'_, '_>) {
    for (start, _) in text.match_indices("P<") {
        if start != line_start(text, start) {
            continue;
        }
        let first = line_end(text, start);
        let second = text.get(first + 1..line_end(text, first + 1)).unwrap_or_default().trim_end();
        if text.get(start..first).is_some_and(|line| line.trim_end().len() == 44) && cell::mrz_number(second) {
            seen.add(Kind::Passport, start, Confidence::High);
        }
    }
}
