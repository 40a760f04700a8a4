//! A pattern, a text and a value for its variables: matching agrees with plain recursion.
#![no_main]

use libfuzzer_sys::fuzz_target;
use yagura_iam::glob::{ArnPattern, Pattern, ShortArn, SplitArn, Value};

/// One row of the table of "pattern up to here matches text up to there" at a time.
fn slow(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut row: Vec<bool> = (0..=text.len()).map(|i| i == 0).collect();
    for p in pattern.chars() {
        let mut next = vec![false; text.len() + 1];
        next[0] = p == '*' && row[0];
        for (i, c) in text.iter().enumerate() {
            next[i + 1] = match p {
                '*' => row[i + 1] || next[i],
                '?' => row[i],
                p => row[i] && p == *c,
            };
        }
        row = next;
    }
    row[text.len()]
}

fuzz_target!(|input: (&str, &str, &str)| {
    let (pattern, text, value) = input;
    if pattern.len() * text.len() < 1_000_000 {
        assert_eq!(Pattern::new(pattern, false).matches(text), slow(pattern, text));
    }
    let lookup = |_: &str| Value::Is(value.into());
    let _ = Pattern::new(pattern, true).matches_with(text, &lookup);
    let arn = SplitArn::new(text);
    for short in [ShortArn::Padded, ShortArn::NeedsStar, ShortArn::NeedsTrailingStar, ShortArn::Refused] {
        let _ = ArnPattern::new(pattern, true).matches_with(&arn, short, &lookup);
    }
});
