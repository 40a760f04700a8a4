//! The linter: one policy per rule, with the place it must point at.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    clippy::panic,
    reason = "tests: statements are written as values where they are used"
)]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use yagura_iam::lint::{LintContext, RULES, lint};
use yagura_iam::{Policy, PolicyKind};

fn found(kind: PolicyKind, document: &Value) -> Vec<(String, String)> {
    let policy = Policy::from_value(document).unwrap();
    let context = LintContext { account: Some("111122223333"), ..LintContext::new(kind) };
    lint(&policy, &context).into_iter().map(|l| (l.rule.id.to_owned(), l.place.pointer.to_string())).collect()
}

fn statement(parts: Value) -> Value {
    let mut out = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"});
    for (key, value) in parts.as_object().unwrap() {
        if value.is_null() {
            out.as_object_mut().unwrap().remove(key);
        } else {
            out[key] = value.clone();
        }
    }
    json!({"Version": "2012-10-17", "Statement": [out]})
}

fn cases() -> Vec<(&'static str, &'static str, PolicyKind, Value)> {
    use PolicyKind::{Identity, Resource, Trust};
    let condition = |c: Value| statement(json!({"Condition": c}));
    let to = |principal: Value| statement(json!({"Principal": principal}));
    let trust =
        |principal: Value, action: &str| statement(json!({"Principal": principal, "Action": action, "Resource": null}));
    vec![
        ("policy-malformed", "/Statement/0/Effect", Identity, statement(json!({"Effect": "Permit"}))),
        ("version-missing-or-old", "", Identity, json!({"Statement": []})),
        (
            "variable-under-old-version",
            "/Statement/0",
            Identity,
            json!({"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}/*"}]}),
        ),
        (
            "sid-repeated",
            "/Statement/1",
            Identity,
            json!({"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}, {"Sid": "A", "Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"}]}),
        ),
        ("principal-everyone", "/Statement/0/Principal", Resource, to(json!("*"))),
        ("principal-deleted", "/Statement/0/Principal/AWS", Resource, to(json!({"AWS": "AROAEXAMPLEEXAMPLE12"}))),
        ("action-unknown", "/Statement/0/Action", Identity, statement(json!({"Action": "s3:GetObjekt"}))),
        ("service-unknown", "/Statement/0/Action", Identity, statement(json!({"Action": "s33:GetObject"}))),
        ("resource-arn-short", "/Statement/0/Resource", Identity, statement(json!({"Resource": "arn:aws:s3"}))),
        (
            "resource-never-matches",
            "/Statement/0/Resource",
            Resource,
            statement(json!({"Resource": "arn:aws:s3", "Principal": {"AWS": "111122223333"}})),
        ),
        (
            "resource-taken-by-no-action",
            "/Statement/0/Resource",
            Identity,
            statement(json!({"Resource": "arn:aws:s3:::b"})),
        ),
        (
            "action-needs-star-resource",
            "/Statement/0/Resource",
            Identity,
            statement(json!({"Action": "s3:ListAllMyBuckets"})),
        ),
        (
            "operator-unknown",
            "/Statement/0/Condition/StringMatches/aws:username",
            Identity,
            condition(json!({"StringMatches": {"aws:username": "x"}})),
        ),
        (
            "value-not-of-operator-type",
            "/Statement/0/Condition/IpAddress/aws:SourceIp",
            Identity,
            condition(json!({"IpAddress": {"aws:SourceIp": "300.1.1.1"}})),
        ),
        (
            "wildcard-in-exact-operator",
            "/Statement/0/Condition/StringEquals/aws:username",
            Identity,
            condition(json!({"StringEquals": {"aws:username": "a*"}})),
        ),
        (
            "condition-key-unknown",
            "/Statement/0/Condition/StringEquals/aws:SourceAcount",
            Identity,
            condition(json!({"StringEquals": {"aws:SourceAcount": "x"}})),
        ),
        (
            "condition-key-not-of-action",
            "/Statement/0/Condition/StringEquals/s3:prefix",
            Identity,
            condition(json!({"StringEquals": {"s3:prefix": "x"}})),
        ),
        (
            "operator-does-not-fit-key",
            "/Statement/0/Condition/NumericEquals/aws:username",
            Identity,
            condition(json!({"NumericEquals": {"aws:username": "5"}})),
        ),
        (
            "multivalued-key-without-set-operator",
            "/Statement/0/Condition/StringEquals/aws:TagKeys",
            Identity,
            condition(json!({"StringEquals": {"aws:TagKeys": "x"}})),
        ),
        (
            "set-operator-on-single-valued-key",
            "/Statement/0/Condition/ForAnyValue:StringEquals/aws:username",
            Identity,
            condition(json!({"ForAnyValue:StringEquals": {"aws:username": "x"}})),
        ),
        (
            "for-all-values-alone",
            "/Statement/0/Condition/ForAllValues:StringEquals/aws:TagKeys",
            Identity,
            condition(json!({"ForAllValues:StringEquals": {"aws:TagKeys": "x"}})),
        ),
        (
            "if-exists-lets-all-pass",
            "/Statement/0/Condition/StringEqualsIfExists/aws:PrincipalOrgID",
            Identity,
            condition(json!({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abcdefghij"}})),
        ),
        (
            "condition-on-forgeable-key",
            "/Statement/0/Condition/StringEquals/aws:Referer",
            Identity,
            condition(json!({"StringEquals": {"aws:Referer": "x"}})),
        ),
        (
            "condition-restricts-nothing",
            "/Statement/0/Condition/IpAddress/aws:SourceIp",
            Identity,
            condition(json!({"IpAddress": {"aws:SourceIp": ["128.0.0.0/1", "0.0.0.0/1"]}})),
        ),
        (
            "not-principal-with-allow",
            "/Statement/0/NotPrincipal",
            Resource,
            statement(json!({"NotPrincipal": {"AWS": "111122223333"}})),
        ),
        (
            "not-action-with-allow",
            "/Statement/0/NotAction",
            Identity,
            statement(json!({"Action": null, "NotAction": "iam:*", "Resource": "*"})),
        ),
        (
            "not-resource-with-allow",
            "/Statement/0/NotResource",
            Identity,
            statement(json!({"Resource": null, "NotResource": "arn:aws:s3:::b/*"})),
        ),
        ("full-administration", "/Statement/0", Identity, statement(json!({"Action": "*", "Resource": "*"}))),
        (
            "pass-role-on-any-role",
            "/Statement/0/Action",
            Identity,
            statement(json!({"Action": "iam:PassRole", "Resource": "*"})),
        ),
        (
            "service-without-source",
            "/Statement/0/Principal/Service",
            Resource,
            to(json!({"Service": "sns.amazonaws.com"})),
        ),
        (
            "foreign-account-without-external-id",
            "/Statement/0/Principal/AWS",
            Trust,
            trust(json!({"AWS": "999900001111"}), "sts:AssumeRole"),
        ),
        (
            "oidc-without-subject",
            "/Statement/0/Principal/Federated",
            Trust,
            trust(
                json!({"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}),
                "sts:AssumeRoleWithWebIdentity",
            ),
        ),
        (
            "statement-without-effect",
            "/Statement/1",
            Identity,
            json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}),
        ),
    ]
}

#[test]
fn every_rule_finds_its_case_at_its_place() {
    for (id, pointer, kind, document) in cases() {
        let found = found(kind, &document);
        assert!(found.contains(&(id.to_owned(), pointer.to_owned())), "{id} not at {pointer}: {found:?}");
    }
}

#[test]
fn every_rule_has_a_case() {
    let tested: BTreeSet<&str> = cases().iter().map(|(id, ..)| *id).collect();
    // A text that gives no policy never gets as far as the linter.
    let known: BTreeSet<&str> = RULES.iter().map(|r| r.id).filter(|id| *id != "policy-unreadable").collect();
    assert_eq!(tested, known);
    assert_eq!(known.len() + 1, RULES.len());
}

#[test]
fn a_sound_policy_has_no_findings() {
    let sound = json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/${aws:PrincipalTag/team}/*"], "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}},
        {"Sid": "Tls", "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Sid": "Pass", "Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/app", "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}},
    ]});
    assert_eq!(found(PolicyKind::Identity, &sound), []);
    let bucket = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/E1"}}}]});
    assert_eq!(found(PolicyKind::Resource, &bucket), []);
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]});
    assert_eq!(found(PolicyKind::Trust, &trust), []);
}

/// The fences of a page: type, whether the rule finds it, policy.
fn fences(page: &str) -> Vec<(PolicyKind, bool, String)> {
    let mut out = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```json ") else { continue };
        let word = |name: &str| info.split(' ').find_map(|word| word.strip_prefix(name)).unwrap();
        let kind = match word("type=") {
            "identity" => PolicyKind::Identity,
            "resource" => PolicyKind::Resource,
            "trust" => PolicyKind::Trust,
            other => panic!("no type `{other}`"),
        };
        let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        out.push((kind, word("expect=") == "fail", text.join("\n")));
    }
    out
}

#[test]
fn the_pages_show_what_each_rule_finds_and_what_it_does_not() {
    for rule in RULES {
        let fences = fences(rule.page);
        for bad in [true, false] {
            assert!(fences.iter().any(|(_, fails, _)| *fails == bad), "{}: no fence for {bad}", rule.id);
        }
        for (kind, fails, text) in fences {
            let found: Vec<&str> = match Policy::parse(&text) {
                Ok(policy) => {
                    let context = LintContext { account: Some("111122223333"), ..LintContext::new(kind) };
                    lint(&policy, &context).into_iter().map(|lint| lint.rule.id).collect()
                }
                Err(_) => vec!["policy-unreadable"],
            };
            assert_eq!(found.contains(&rule.id), fails, "{}: {found:?}\n{text}", rule.id);
            assert!(fails || found.is_empty(), "{}: its good policy has {found:?}\n{text}", rule.id);
        }
        assert!(rule.page.contains(rule.text_en) && rule.page.contains(rule.text_ja), "{}", rule.id);
    }
}
