//! Check digits.

/// The decimal digits of a text, full-width ones included, without what stands between them.
pub(crate) fn of(text: &str) -> Vec<u8> {
    text.chars().filter_map(|c| half(c).to_digit(10)).filter_map(|digit| u8::try_from(digit).ok()).collect()
}

/// A full-width character as its half-width form.
pub(crate) fn half(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FF70}' => '-',
        other => other,
    }
}

/// The Luhn check digit (ISO/IEC 7812-1 annex B).
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| {
            let digit = u32::from(*digit);
            match (index % 2, digit) {
                (0, _) => digit,
                (_, 0..=4) => digit * 2,
                _ => digit * 2 - 9,
            }
        })
        .sum();
    digits.len() > 1 && sum.is_multiple_of(10)
}

/// The check digit of an individual number (行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知カード及び
/// 個人番号カード並びに情報提供ネットワークシステムによる特定個人情報の提供等に関する省令 5条).
pub(crate) fn my_number(digits: &[u8]) -> bool {
    let [body @ .., check] = digits else { return false };
    if body.len() != 11 {
        return false;
    }
    let rest = weighted(body, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    u32::from(*check) == if rest <= 1 { 0 } else { 11 - rest }
}

/// The check digit of a corporate number, its first (法人番号の指定等に関する省令 2条).
pub(crate) fn corporate_number(digits: &[u8]) -> bool {
    let [check, body @ ..] = digits else { return false };
    body.len() == 12 && u32::from(*check) == 9 - weighted(body, &[2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]) % 9
}

/// The check digit of a driver's licence, its eleventh; the twelfth counts how often it was lost.
pub(crate) fn licence(digits: &[u8]) -> bool {
    let (Some(body), Some(check)) = (digits.get(..10), digits.get(10)) else { return false };
    digits.len() == 12 && u32::from(*check) == (11 - weighted(body, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 10
}

fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

/// The check digits of an IBAN (ISO 13616-1, ISO 7064 mod 97-10).
pub(crate) fn iban(text: &str) -> bool {
    let plain: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
    if !(15..=34).contains(&plain.len()) {
        return false;
    }
    let (Some(head), Some(body)) = (plain.get(..4), plain.get(4..)) else { return false };
    let mut rest: u32 = 0;
    for byte in body.iter().chain(head) {
        let Some(value) = char::from(*byte).to_digit(36) else { return false };
        rest = if value < 10 { (rest * 10 + value) % 97 } else { (rest * 100 + value) % 97 };
    }
    rest == 1
}

/// The 7-3-1 check digit of machine readable travel documents (ICAO 9303 part 3, 4.9).
pub(crate) fn icao(text: &str) -> Option<u32> {
    let mut sum = 0;
    for (index, c) in text.chars().enumerate() {
        let value = if c == '<' { 0 } else { c.to_digit(36)? };
        let weight = match index % 3 {
            0 => 7,
            1 => 3,
            _ => 1,
        };
        sum += value * weight;
    }
    Some(sum % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_have_the_right_digits() {
        assert!(my_number(&of("983205673214")) && !my_number(&of("983205673215")) && !my_number(&of("98320567321")));
        assert!(corporate_number(&of("7000012050002")) && !corporate_number(&of("8000012050002")));
        assert!(my_number(&of("９８３２－０５６７－３２１４")), "full-width");
        assert!(luhn(&of("4111 1111 1111 1111")) && !luhn(&of("4111111111111112")));
        // From the registry of ISO 13616.
        assert!(iban("GB29 NWBK 6016 1331 9268 19") && !iban("GB28 NWBK 6016 1331 9268 19"));
        // ICAO 9303 part 4, appendix B.
        assert_eq!(icao("L898902C3"), Some(6));
        assert_eq!(icao("740812"), Some(2));
    }
}
