//! Random policies and requests: the evaluator and the slow one must agree, and the reasoner's proofs must hold.
//!
//! `YAGURA_IAM_CASES=1000000 cargo test -p yagura-iam --release --test agree` runs a million.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod oracle;
mod random;

use serde_json::{Map, Value, json};
use yagura_iam::Policy;
use yagura_iam::cases::Case;
use yagura_iam::glob::Pattern;
use yagura_iam::reach::{Answer, ResourceContext, is_public};

use random::{Random, count};

const ACTIONS: &[&str] = &["s3:GetObject", "s3:PutObject", "s3:getobject", "sqs:SendMessage", "kms:Decrypt"];
const ACTION_PATTERNS: &[&str] = &[
    "*",
    "s3:*",
    "s3:Get*",
    "S3:getobject",
    "s3:?etObject",
    "s3:PutObject",
    "sqs:*",
    "kms:Decrypt",
    "kms:*",
    "*:*Object",
    "ec2:*",
    "s3:*Object*",
];
const RESOURCES: &[&str] = &[
    "arn:aws:s3:::b/a",
    "arn:aws:s3:::b/u/me",
    "arn:aws:s3:::c/x:y",
    "arn:aws:sqs:us-east-1:111122223333:q",
    "arn:aws:kms:us-east-1:111122223333:key/k",
];
const RESOURCE_PATTERNS: &[&str] = &[
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b/a",
    "arn:aws:s3:::*",
    "arn:*:s3:::?/*",
    "arn:aws:s3:*",
    "arn:aws:s3",
    "arn:aws:*",
    "arn:aws:s3:::b/u/${aws:username}",
    "arn:aws:s3:::b/${aws:PrincipalTag/team, 'u'}/*",
    "arn:aws:s3:::c/*:y",
    "arn:aws:sqs:*:*:q",
    "arn:aws:sqs:us-east-1:${aws:PrincipalAccount}:*",
    "arn:aws:kms:*:*:key/*",
    "*:*",
    "arn:aws:s3:::${*}/a",
];
const CALLERS: &[&str] = &[
    "arn:aws:iam::111122223333:user/me",
    "arn:aws:sts::111122223333:assumed-role/app/s",
    "arn:aws:sts::999900001111:assumed-role/app/s",
    "arn:aws:iam::999900001111:user/me",
    "anonymous",
    "sns.amazonaws.com",
];
const AWS_PRINCIPALS: &[&str] = &[
    "*",
    "111122223333",
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::111122223333:user/me",
    "arn:aws:iam::111122223333:role/app",
    "arn:aws:sts::111122223333:assumed-role/app/s",
    "999900001111",
    "arn:aws:iam::999900001111:role/app",
    "arn:aws:iam::999900001111:role/other",
    "AIDAEXAMPLEEXAMPLE12",
];
const OPERATORS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "ArnLike",
    "ArnNotLike",
    "ArnEquals",
    "Bool",
    "NumericLessThan",
    "NumericNotEquals",
    "NumericGreaterThanEquals",
    "IpAddress",
    "NotIpAddress",
    "Null",
    "StringEqualsIfExists",
    "StringNotLikeIfExists",
    "ForAllValues:StringLike",
    "ForAnyValue:StringEquals",
    "ForAllValues:StringNotEquals",
    "ForAnyValue:StringNotLike",
    "ForAnyValue:StringEqualsIfExists",
    "IpAddressIfExists",
    "BoolIfExists",
    "StringSomething",
];
const KEYS: &[&str] = &[
    "aws:Referer",
    "aws:referer",
    "aws:SourceIp",
    "aws:PrincipalTag/team",
    "aws:TagKeys",
    "aws:SecureTransport",
    "s3:max-keys",
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:username",
];
const VALUES: &[&str] = &[
    "a",
    "A",
    "a*",
    "*",
    "?",
    "true",
    "false",
    "5",
    "10",
    "203.0.113.0/24",
    "203.0.113.7",
    "0.0.0.0/0",
    "arn:aws:iam::111122223333:user/me",
    "arn:aws:iam::*:role/app",
    "arn:aws:iam::111122223333:*",
    "${aws:username}",
    "${aws:Referer}",
    "x${*}",
    "me",
    "111122223333",
    "arn:aws:*",
    "",
];

fn statement(r: &mut Random, layer: &str) -> Value {
    let mut out = Map::new();
    out.insert("Effect".into(), json!(if r.chance(if layer == "rcp" { 100 } else { 25 }) { "Deny" } else { "Allow" }));
    out.insert(if r.chance(15) { "NotAction" } else { "Action" }.into(), r.some(ACTION_PATTERNS));
    if layer != "resource" || r.chance(90) {
        out.insert(if r.chance(15) { "NotResource" } else { "Resource" }.into(), r.some(RESOURCE_PATTERNS));
    }
    if layer == "resource" {
        let principal = match r.next(5) {
            0 => json!("*"),
            1 => json!({"Service": "sns.amazonaws.com"}),
            2 => json!({"AWS": r.some(AWS_PRINCIPALS), "Service": "sqs.amazonaws.com"}),
            _ => json!({"AWS": r.some(AWS_PRINCIPALS)}),
        };
        if r.chance(95) {
            out.insert(if r.chance(15) { "NotPrincipal" } else { "Principal" }.into(), principal);
        }
    }
    if layer == "rcp" || layer == "endpoint" {
        out.insert("Principal".into(), json!("*"));
    }
    if r.chance(40) {
        let mut block = Map::new();
        for _ in 0..=r.next(2) {
            let operator = r.of(OPERATORS);
            let values = if operator == "Null" { json!(r.of(&["true", "false"])) } else { r.some(VALUES) };
            block.insert(operator.to_owned(), json!({r.of(KEYS): values}));
        }
        out.insert("Condition".into(), Value::Object(block));
    }
    Value::Object(out)
}

fn document(r: &mut Random, layer: &str) -> Value {
    let statements: Vec<Value> = (0..=r.next(3)).map(|_| statement(r, layer)).collect();
    match r.next(4) {
        0 => json!({"Statement": statements}),
        1 => json!({"Version": "2008-10-17", "Statement": statements}),
        _ => json!({"Version": "2012-10-17", "Statement": statements}),
    }
}

fn documents(r: &mut Random, layer: &str, most: usize) -> Value {
    let n = r.next(most + 1);
    Value::Array((0..n).map(|_| document(r, layer)).collect())
}

fn case(r: &mut Random) -> Value {
    let caller = r.of(CALLERS);
    let mut context = Map::new();
    for key in
        ["aws:Referer", "aws:SourceIp", "aws:PrincipalTag/team", "aws:TagKeys", "aws:SecureTransport", "s3:max-keys"]
    {
        if r.chance(60) {
            let value = match key {
                "aws:SourceIp" => json!(r.of(&["203.0.113.7", "198.51.100.1", "x"])),
                "aws:SecureTransport" => json!(r.of(&["true", "false"])),
                "s3:max-keys" => json!(r.of(&["5", "10", "7.5", "many"])),
                "aws:TagKeys" => [json!(["a"]), json!(["a", "b"]), json!([]), json!("a")][r.next(4)].clone(),
                _ => json!(r.of(&["a", "A", "ab", "*", "me", ""])),
            };
            context.insert(key.into(), value);
        }
    }
    // What AWS itself would put there, so that both evaluators see it.
    let account = caller.split(':').nth(4);
    let implied = [
        ("aws:PrincipalAccount", account.map(str::to_owned)),
        (
            "aws:PrincipalArn",
            account.map(|a| {
                if caller.contains(":user/") { caller.to_owned() } else { format!("arn:aws:iam::{a}:role/app") }
            }),
        ),
        ("aws:username", caller.contains(":user/").then(|| "me".to_owned())),
    ];
    for (key, value) in implied {
        if let Some(value) = value {
            context.insert(key.into(), json!(value));
        }
    }
    let mut out = json!({"name": "", "request": {"principal": caller, "action": r.of(ACTIONS), "resource": r.of(RESOURCES), "resource_account": "111122223333", "context": context}});
    let mut put = |key: &str, value: Value| out.as_object_mut().unwrap().insert(key.into(), value);
    put("identity_policies", documents(r, "identity", 3));
    if r.chance(60) {
        put("resource_policy", document(r, "resource"));
    }
    if r.chance(25) {
        put("permission_boundaries", json!([document(r, "identity")]));
    }
    if r.chance(20) {
        put("session_policy", document(r, "identity"));
    }
    if r.chance(25) {
        put(
            "service_control_policies",
            json!([documents(r, "scp", 2), [{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}]]),
        );
    }
    if r.chance(20) {
        put("resource_control_policies", json!([documents(r, "rcp", 1)]));
    }
    if r.chance(15) {
        put("endpoint_policies", json!([document(r, "endpoint")]));
    }
    out
}

#[test]
fn both_evaluators_agree_on_random_cases() {
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    for seed in 0..count(20_000) {
        let mut r = Random::of_case(0x9e37_79b9_7f4a_7c15, seed);
        let case = case(&mut r);
        let ours = serde_json::from_value::<Case>(case.clone()).unwrap().decide();
        let theirs = oracle::decide(&case);
        assert_eq!(ours.decision, theirs, "seed {seed}: {ours:?}\n{case:#}");
        *seen.entry(ours.decision).or_default() += 1;
    }
    // The cases are worth something only if all answers occur.
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert!(seen.values().all(|n| *n * 20 > count(20_000)), "{seen:?}");
}

#[test]
fn what_is_unknown_never_changes_a_known_answer() {
    let unknown = json!({"$unknown": {"kind": "test", "message": "hidden"}});
    for seed in 0..count(4_000) {
        let mut r = Random::of_case(0x1234_5678_9abc_def1, seed);
        let case = case(&mut r);
        let whole = serde_json::from_value::<Case>(case.clone()).unwrap().decide();
        let mut hidden = case.clone();
        let mut places = Vec::new();
        collect(&case, "", &mut places);
        if places.is_empty() {
            continue;
        }
        for _ in 0..=r.next(2) {
            let place = &places[r.next(places.len())];
            if let Some(slot) = hidden.pointer_mut(place) {
                *slot = unknown.clone();
            }
        }
        let part = serde_json::from_value::<Case>(hidden.clone()).unwrap().decide();
        if part.decision == "unknown" {
            assert!(part.gap.is_some());
            continue;
        }
        let allowed = |d: &str| d == "allowed";
        assert_eq!(allowed(&part.decision), allowed(&whole.decision), "seed {seed}: {part:?}\n{hidden:#}\n{whole:?}");
    }
}

/// Every place in the policies of a case where an unknown may stand.
fn collect(value: &Value, pointer: &str, out: &mut Vec<String>) {
    let inside = [
        "/identity_policies/",
        "/resource_policy",
        "/permission_boundaries/",
        "/session_policy",
        "/service_control_policies/0/",
        "/endpoint_policies/",
    ]
    .iter()
    .any(|p| pointer.starts_with(p));
    let name = pointer.rsplit('/').next().unwrap_or_default();
    if inside && name != "Version" && name != "AWS" && name != "Service" {
        out.push(pointer.to_owned());
    }
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| collect(v, &format!("{pointer}/{i}"), out)),
        Value::Object(map) => map
            .iter()
            .for_each(|(k, v)| collect(v, &format!("{pointer}/{}", k.replace('~', "~0").replace('/', "~1")), out)),
        _ => {}
    }
}

/// Small policies over a small universe: every request of a stranger is tried.
#[test]
fn proofs_of_not_public_hold_on_every_request_of_a_small_universe() {
    let (mut yes, mut no) = (0, 0);
    for seed in 0..count(250).min(20_000) {
        let mut r = Random::of_case(0xfeed_beef_1234_5678, seed);
        let document = public_document(&mut r);
        let policy = Policy::from_value(&document).unwrap();
        match is_public(&policy, &ResourceContext::service("s3")) {
            // The witness was confirmed by the evaluator before it was given; the slow one must agree.
            Answer::Yes(witness) => {
                yes += 1;
                let context: Map<String, Value> = witness
                    .request
                    .context()
                    .filter_map(|(k, v)| match v {
                        yagura_iam::ContextValue::One(t) => Some((k.to_owned(), json!(t))),
                        yagura_iam::ContextValue::Many(t) => Some((k.to_owned(), json!(t))),
                        yagura_iam::ContextValue::Unknown(_) => None,
                    })
                    .collect();
                let caller = witness.request.caller.name();
                let allow = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
                let case = json!({"request": {"principal": caller, "action": witness.action, "resource": witness.resource, "resource_account": "{AccountId}", "context": context},
                    "identity_policies": [allow], "resource_policy": document});
                assert_eq!(oracle::decide(&case), "allowed", "seed {seed}: {witness}\n{document:#}");
            }
            Answer::No(_) => {
                no += 1;
                for case in strangers(&document) {
                    assert_ne!(oracle::decide(&case), "allowed", "seed {seed}\n{document:#}\n{case:#}");
                }
            }
            Answer::Unknown(gap) => panic!("seed {seed}: {gap}\n{document:#}"),
        }
    }
    assert!(yes > 20 && no > 20, "{yes} {no}");
}

fn public_document(r: &mut Random) -> Value {
    let statements: Vec<Value> = (0..=r.next(3))
        .map(|_| {
            let mut out = json!({"Effect": if r.chance(40) { "Deny" } else { "Allow" }});
            let mut put = |key: &str, value: Value| out.as_object_mut().unwrap().insert(key.into(), value);
            put(
                if r.chance(15) { "NotAction" } else { "Action" },
                r.some(&["*", "s3:*", "s3:Get*", "s3:GetObject", "s3:PutObject", "s3:List*"]),
            );
            put(
                if r.chance(15) { "NotResource" } else { "Resource" },
                r.some(&[
                    "*",
                    "arn:aws:s3:::b/*",
                    "arn:aws:s3:::b",
                    "arn:aws:s3:::b/a",
                    "arn:aws:s3:::b/a*",
                    "arn:aws:s3:::?/*",
                ]),
            );
            let principal = match r.next(4) {
                0 => json!({"AWS": "111122223333"}),
                1 => json!({"AWS": ["111122223333", "arn:aws:iam::111122223333:role/app"]}),
                _ => json!("*"),
            };
            put(if r.chance(10) { "NotPrincipal" } else { "Principal" }, principal);
            if r.chance(60) {
                let mut block = Map::new();
                for _ in 0..=r.next(2) {
                    let (key, values): (&str, &[&str]) = [
                        ("aws:Referer", ["a", "a*", "*", "b"].as_slice()),
                        ("aws:UserAgent", ["a", "*b", "??"].as_slice()),
                        ("aws:PrincipalAccount", ["111122223333", "1*", "*"].as_slice()),
                        ("aws:SecureTransport", ["true", "false"].as_slice()),
                        ("aws:SourceVpce", ["vpce-1a2b3c4d", "vpce-*", "*"].as_slice()),
                        ("aws:TagKeys", ["a", "b*"].as_slice()),
                    ][r.next(6)];
                    let operator = r.of(&[
                        "StringEquals",
                        "StringNotEquals",
                        "StringLike",
                        "StringNotLike",
                        "StringEqualsIfExists",
                        "StringLikeIfExists",
                        "StringNotEqualsIfExists",
                        "ForAllValues:StringLike",
                        "ForAnyValue:StringLike",
                        "ForAllValues:StringNotEquals",
                        "ForAnyValue:StringNotEquals",
                        "Null",
                    ]);
                    let values = if operator == "Null" { json!(r.of(&["true", "false"])) } else { r.some(values) };
                    block.insert(operator.to_owned(), json!({key: values}));
                }
                put("Condition", Value::Object(block));
            }
            out
        })
        .collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn strangers(document: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    let allow = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
    let account = "999988887777";
    let callers = [
        ("anonymous".to_owned(), vec![]),
        (
            format!("arn:aws:sts::{account}:assumed-role/x/s"),
            vec![("aws:PrincipalAccount", account), ("aws:PrincipalArn", "arn:aws:iam::999988887777:role/x")],
        ),
        (
            "arn:aws:iam::120000000000:user/x".to_owned(),
            vec![("aws:PrincipalAccount", "120000000000"), ("aws:PrincipalArn", "arn:aws:iam::120000000000:user/x")],
        ),
    ];
    for (caller, implied) in &callers {
        for (action, resources) in [
            ("s3:GetObject", ["arn:aws:s3:::b/a", "arn:aws:s3:::c/z"]),
            ("s3:PutObject", ["arn:aws:s3:::b/ab", "arn:aws:s3:::b/z"]),
            ("s3:ListBucket", ["arn:aws:s3:::b", "arn:aws:s3:::c"]),
        ] {
            for resource in resources {
                for referer in [None, Some("a"), Some("ab"), Some("c")] {
                    for agent in [None, Some("a"), Some("xb"), Some("zzz")] {
                        for (tls, vpce, tags) in [
                            ("true", None, None),
                            ("false", Some("vpce-99999999"), Some(json!(["a"]))),
                            ("true", None, Some(json!(["a", "b"]))),
                            ("true", Some("vpce-99999999"), Some(json!("c"))),
                        ] {
                            let mut context: Map<String, Value> =
                                implied.iter().map(|(k, v)| ((*k).to_owned(), json!(v))).collect();
                            let mut put =
                                |key: &str, value: Option<&str>| value.map(|v| context.insert(key.into(), json!(v)));
                            put("aws:Referer", referer);
                            put("aws:UserAgent", agent);
                            put("aws:SecureTransport", Some(tls));
                            put("aws:SourceVpce", vpce);
                            if let Some(tags) = tags {
                                context.insert("aws:TagKeys".into(), tags);
                            }
                            out.push(json!({"request": {"principal": caller, "action": action, "resource": resource, "resource_account": "111122223333", "context": context},
                                "identity_policies": [allow], "resource_policy": document}));
                        }
                    }
                }
            }
        }
    }
    out
}

#[test]
fn wildcards_agree_with_regular_expressions() {
    let mut r = Random(0x5eed);
    let alphabet = ["a", "b", "é", "*", "?", "/", "\n", ":"];
    for _ in 0..count(20_000) {
        let pattern: String = (0..r.next(9)).map(|_| r.of(&alphabet)).collect();
        let text: String = (0..r.next(9)).map(|_| r.of(&["a", "b", "é", "/", "\n", ":", "*"])).collect();
        let mut expression = String::from("(?s)^");
        for c in pattern.chars() {
            match c {
                '*' => expression.push_str(".*"),
                '?' => expression.push('.'),
                c => expression.push_str(&regex::escape(&c.to_string())),
            }
        }
        expression.push('$');
        // `$` without multi-line mode is the very end.
        let expected = regex::Regex::new(&expression).unwrap().is_match(&text);
        assert_eq!(Pattern::new(&pattern, false).matches(&text), expected, "{pattern:?} on {text:?}");
    }
}

#[test]
fn printing_and_parsing_again_changes_nothing() {
    for seed in 0..count(3_000).min(50_000) {
        let mut r = Random(0xabcd_ef01 + seed as u64 * 7919);
        let document = document(&mut r, "resource");
        let first = Policy::parse(&document.to_string()).unwrap();
        let second = Policy::parse(&first.print()).unwrap();
        assert_eq!(first.print(), second.print());
        assert_eq!(serde_json::from_str::<Value>(&first.print()).unwrap(), document);
        assert_eq!(first.statements.len(), second.statements.len());
    }
}
