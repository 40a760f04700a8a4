//! Points in time, as AWS writes them in its answers.

use yagura_model::{Gap, Snapshot};

const DAY: i64 = 86_400;

/// How many whole days before the snapshot a time lies; negative for a time after it.
/// Fails with a gap when the text is no time.
pub(crate) fn days_since(snapshot: &Snapshot, text: &str) -> Result<i64, Gap> {
    let then = epoch(text).ok_or_else(|| Gap::error(format!("`{text}` is no point in time")))?;
    Ok((snapshot.contents.taken_epoch - then).div_euclid(DAY))
}

/// Seconds since 1970 of an ISO 8601 time (`2026-01-31T09:00:00+09:00`, a date alone) or of a number of seconds.
pub(crate) fn epoch(text: &str) -> Option<i64> {
    let text = text.trim();
    if !text.get(1..)?.contains('-') {
        #[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
        return text.parse::<f64>().ok().filter(|seconds| seconds.abs() < 9e15).map(|seconds| seconds.floor() as i64);
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let sign = |at: usize, mark: &str| (text.get(at..=at)? == mark).then_some(());
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    sign(4, "-")?;
    sign(7, "-")?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let days = days_from_civil(year, month, day);
    if text.len() == 10 {
        return Some(days * DAY);
    }
    if !matches!(text.get(10..11)?, "T" | "t" | " ") {
        return None;
    }
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    sign(13, ":")?;
    sign(16, ":")?;
    if !(0..=23).contains(&hour) || !(0..=59).contains(&minute) || !(0..=60).contains(&second) {
        return None;
    }
    let mut rest = text.get(19..)?;
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|letter: char| letter.is_ascii_digit());
    }
    Some(days * DAY + hour * 3600 + minute * 60 + second - offset(rest)?)
}

/// Seconds east of Greenwich; a time without a zone is UTC.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "" | "Z" | "z") {
        return Some(0);
    }
    let sign = match zone.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let digits = zone.get(1..)?.replace(':', "");
    if digits.len() != 4 {
        return None;
    }
    let (hours, minutes) = (digits.get(..2)?.parse::<i64>().ok()?, digits.get(2..)?.parse::<i64>().ok()?);
    Some(sign * (hours * 3600 + minutes * 60))
}

/// Days from 1970-01-01 to a day of the Gregorian calendar; years begin in March so that the leap day comes last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let of_era_days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    era * 146_097 + of_era_days - 719_468
}

#[cfg(test)]
mod tests {
    use super::epoch;

    #[test]
    fn times_are_read_in_every_form_that_aws_writes() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-01-31T00:00:00Z", 1_769_817_600),
            ("2026-01-31T09:00:00+09:00", 1_769_817_600),
            ("2026-01-31T09:00:00.123+0900", 1_769_817_600),
            ("2026-01-31", 1_769_817_600),
            ("1769817600", 1_769_817_600),
            ("1769817600.5", 1_769_817_600),
            ("2024-02-29T00:00:00+00:00", 1_709_164_800),
        ] {
            assert_eq!(epoch(text), Some(seconds), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in
            ["", "x", "N/A", "2026-13-01", "2026-01-31T25:00:00Z", "2026-01-31X", "2026-01-31T00:00:00+9", "日本-01-01"]
        {
            assert_eq!(epoch(text), None, "{text}");
        }
    }
}
