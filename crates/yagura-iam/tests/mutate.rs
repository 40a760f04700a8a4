//! Damaged policies: whatever comes in, the parser and everything behind it answer, and soon.
//!
//! The same as the fuzz targets in `fuzz/`, in small and with a fixed seed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod random;

use std::time::{Duration, Instant};

use serde_json::json;
use yagura_iam::evaluate::{Policies, decide};
use yagura_iam::glob::{ArnPattern, Pattern, ShortArn, SplitArn, Value};
use yagura_iam::lint::{LintContext, lint};
use yagura_iam::reach::{ResourceContext, is_public};
use yagura_iam::{Caller, Policy, PolicyKind, Request, trust};

use random::{Random, count};

const CORPUS: &[&str] = &[
    r#"{"Version": "2012-10-17", "Id": "p", "Statement": [{"Sid": "A", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringLike": {"aws:Referer": ["a*", "${aws:username}"]}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#,
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotPrincipal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/app"],"Service":"sns.amazonaws.com"},"NotAction":["s3:*","sqs:?end*"],"NotResource":"*","Condition":{"ForAllValues:StringNotEquals":{"aws:TagKeys":["a","b"]},"DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"},"NumericGreaterThan":{"s3:max-keys":10},"Null":{"aws:SourceVpce":true}}}}"#,
    "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Federated%22%3A%22arn%3Aaws%3Aiam%3A%3A111122223333%3Aoidc-provider%2Ftoken.actions.githubusercontent.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRoleWithWebIdentity%22%7D%5D%7D",
    r#""{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"arn:aws:s3:::${*}/\\u00e9\\ud83d\\ude00\"}]}""#,
    r#"{"Statement": [{"$unknown": {"kind": "denied", "message": "not read"}}, {"Effect": "Allow", "Action": {"$unknown": {"kind": "x", "message": "y"}}, "Resource": "*"}]}"#,
];

/// Pieces that break things more often than single bytes do.
const PIECES: &[&str] = &[
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "*",
    "?",
    "${",
    "}",
    "${aws:username}",
    "${*}",
    "%7B",
    "%",
    "%zz",
    "\\u",
    "\\ud800",
    "\u{0}",
    "\u{feff}",
    "é",
    "😀",
    "null",
    "true",
    "1e999",
    "-0",
    "\"Statement\":",
    "\"Effect\":\"Allow\",",
    "\"Action\":\"*\",",
    "\"$unknown\":{}",
    "arn:aws:s3:::",
    "::::::",
    "ForAllValues:",
    "IfExists",
    "/33",
    "0.0.0.0/0",
    "::/0",
    "99999-99-99T99:99:99Z",
    "[[[[[[[[[[[[[[[[",
    "{\"a\":{\"a\":{\"a\":",
];

fn mutated(r: &mut Random) -> Vec<u8> {
    let mut bytes = r.of(CORPUS).as_bytes().to_vec();
    // Most damage breaks the JSON at once: some cases take little of it, so that the rest is reached too.
    for _ in 0..=r.next(3) {
        let at = r.next(bytes.len() + 1);
        match r.next(7) {
            0 => bytes.truncate(at.max(1)),
            1 if at < bytes.len() => {
                bytes.remove(at);
            }
            2 if at < bytes.len() => bytes[at] = u8::try_from(r.next(256)).unwrap(),
            3 => {
                let piece: Vec<u8> =
                    if r.chance(15) { r.of(PIECES).repeat(50) } else { r.of(PIECES).to_owned() }.into();
                bytes.splice(at..at, piece);
            }
            4 => {
                let value = r.some(PIECES).to_string().into_bytes();
                bytes.splice(at..at, value);
            }
            5 => {
                // A stretch of another policy.
                let other = r.of(CORPUS).as_bytes();
                let (from, to) = (r.next(other.len()), r.next(other.len()));
                bytes.splice(at..at, other[from.min(to)..from.max(to)].to_vec());
            }
            _ => {
                // A stretch of this one, again.
                let to = (at + r.next(60)).min(bytes.len());
                let again = bytes[at..to].to_vec();
                bytes.splice(at..at, again);
            }
        }
    }
    bytes
}

#[test]
fn damaged_policies_are_answered_without_panic_and_in_time() {
    let limit = Duration::from_secs(20);
    let request = Request::new(
        Caller::parse("arn:aws:sts::111122223333:assumed-role/app/s").unwrap(),
        "s3:GetObject",
        "arn:aws:s3:::b/a",
    )
    .with_resource_account("111122223333");
    let (mut read, mut refused) = (0, 0);
    for seed in 0..count(1_500).min(50_000) {
        let mut r = Random::of_case(0x0bad_f00d_5eed_0005, seed);
        let bytes = mutated(&mut r);
        let start = Instant::now();
        match Policy::parse_bytes(&bytes) {
            Err(error) => {
                refused += 1;
                assert!(!error.to_string().is_empty());
            }
            Ok(policy) => {
                read += 1;
                let again = Policy::parse(&policy.print()).unwrap();
                assert_eq!(again.statements.len(), policy.statements.len(), "seed {seed}");
                let policies = Policies { identity: vec![&policy], resource: Some(&policy), ..Policies::default() };
                let _ = decide(&request, &policies);
                let _ = is_public(&policy, &ResourceContext::service("s3"));
                let _ = trust::entries(&policy);
                let _ = lint(&policy, &LintContext::new(PolicyKind::Resource));
            }
        }
        // Generous, for a busy machine; a quadratic reader or a search without bounds would take far longer.
        assert!(start.elapsed() < limit, "seed {seed}: {:?}", start.elapsed());
    }
    assert!(read > 50 && refused > 50, "{read} {refused}");
}

#[test]
fn patterns_of_rubbish_match_without_panic_and_alike() {
    for seed in 0..count(20_000).min(1_000_000) {
        let mut r = Random::of_case(0x0a11_ce00_5eed_0006, seed);
        let pattern: String = (0..r.next(8)).map(|_| r.of(PIECES)).collect();
        let text: String = (0..r.next(8)).map(|_| r.of(PIECES)).collect();
        let lookup = |key: &str| if key.starts_with("aws:") { Value::Is("me*".into()) } else { Value::Absent };
        let with = Pattern::new(&pattern, true);
        let truth = with.matches_with(&text, &lookup);
        if !with.has_variables() {
            assert_eq!(truth, yagura_iam::Tri::of(with.matches(&text)), "{pattern:?} on {text:?}");
        }
        assert!(Pattern::exact(&text, false).matches(&text), "{text:?}");
        for short in [ShortArn::Padded, ShortArn::NeedsStar, ShortArn::NeedsTrailingStar, ShortArn::Refused] {
            let _ = ArnPattern::new(&pattern, true).matches_with(&SplitArn::new(&text), short, &lookup);
        }
    }
}

#[test]
fn long_patterns_match_in_time_linear_in_the_text() {
    let start = Instant::now();
    let text = "a".repeat(20_000);
    for pattern in ["*a".repeat(2_000) + "b", "*?a*".repeat(500) + "b", "${".repeat(20_000), "a*".repeat(3_000)] {
        let _ = Pattern::new(&pattern, true).matches(&text);
    }
    let document =
        json!({"Statement": {"Effect": "Allow", "Action": "*a".repeat(5_000), "Resource": "${".repeat(20_000)}});
    assert!(Policy::from_value(&document).is_ok());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}
