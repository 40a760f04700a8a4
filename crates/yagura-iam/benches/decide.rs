//! How fast: prepared decisions, proofs, effective permissions.
//! `cargo bench -p yagura-iam`
#![expect(clippy::unwrap_used, reason = "a bench")]

use serde_json::{Value, json};
use yagura_iam::evaluate::{Outcome, Policies, decide};
use yagura_iam::grants::is_admin;
use yagura_iam::reach::{ResourceContext, is_public};
use yagura_iam::reference::Reference;
use yagura_iam::who::{Holder, who_can};
use yagura_iam::{Caller, Policy, PolicyKind, Request};

fn main() {
    divan::main();
}

fn policy(statements: &Value) -> Policy {
    Policy::from_value(&json!({"Version": "2012-10-17", "Statement": statements})).unwrap()
}

/// Three identity policies, a boundary, an SCP, and a bucket policy with conditions.
#[divan::bench]
fn thousand_typical_decisions(bencher: divan::Bencher<'_, '_>) {
    let identity = [
        policy(
            &json!([{"Effect": "Allow", "Action": ["ec2:Describe*", "elasticloadbalancing:Describe*"], "Resource": "*"}, {"Effect": "Allow", "Action": "logs:*", "Resource": "arn:aws:logs:*:111122223333:*"}]),
        ),
        policy(
            &json!([{"Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Resource": "arn:aws:sqs:us-east-1:111122223333:jobs-*"}]),
        ),
        policy(
            &json!([{"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::web-assets", "arn:aws:s3:::web-assets/${aws:PrincipalTag/team}/*"]}]),
        ),
    ];
    let boundary =
        policy(&json!([{"Effect": "Allow", "Action": ["s3:*", "sqs:*", "logs:*", "ec2:Describe*"], "Resource": "*"}]));
    let scp = policy(
        &json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "NotAction": ["iam:*", "s3:*", "sqs:*"], "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "ap-northeast-1"]}}}]),
    );
    let bucket = policy(&json!([
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::web-assets", "arn:aws:s3:::web-assets/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999900001111:role/reader"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::web-assets/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]));
    let policies = Policies {
        identity: identity.iter().collect(),
        boundaries: vec![&boundary],
        scps: vec![vec![&scp]],
        resource: Some(&bucket),
        ..Policies::default()
    };
    let request = Request::new(
        Caller::parse("arn:aws:sts::111122223333:assumed-role/app/s").unwrap(),
        "s3:GetObject",
        "arn:aws:s3:::web-assets/blue/app.js",
    )
    .with_resource_account("111122223333")
    .with("aws:PrincipalTag/team", "blue")
    .with("aws:SecureTransport", "true")
    .with("aws:SourceIp", "203.0.113.7")
    .with("aws:RequestedRegion", "us-east-1");
    assert_eq!(decide(&request, &policies).outcome, Outcome::Allowed);
    // A thousand at a time: one alone is too short to be timed.
    bencher.counter(divan::counter::ItemsCount::new(1000_usize)).bench(|| {
        for _ in 0..1000 {
            divan::black_box(decide(divan::black_box(&request), divan::black_box(&policies)));
        }
    });
}

#[divan::bench]
fn typical_public_proof(bencher: divan::Bencher<'_, '_>) {
    let policy = policy(&json!([
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}}]));
    assert!(is_public(&policy, &ResourceContext::service("s3")).is_no());
    bencher.bench(|| is_public(divan::black_box(&policy), &ResourceContext::service("s3")));
}

/// About 20 kB of statements made to be hard.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn adversarial_public_proof(bencher: divan::Bencher<'_, '_>) {
    let statements: Vec<Value> = (0..40)
        .map(|i| {
            json!({"Effect": if i % 2 == 0 { "Allow" } else { "Deny" }, "Principal": "*", "NotAction": format!("s3:*{i}*"),
                "NotResource": ["*?*?".repeat(60), format!("arn:aws:s3:::*a*{i}*b*")],
                "Condition": {"StringLike": {"aws:UserAgent": "*a*b*c*d*".repeat(i % 5 + 1)}, "StringNotLike": {"aws:Referer": format!("*{i}*?*x")}}})
        })
        .collect();
    let policy = policy(&json!(statements));
    bencher.bench(|| is_public(divan::black_box(&policy), &ResourceContext::service("s3")));
}

#[divan::bench]
fn administrator(bencher: divan::Bencher<'_, '_>) {
    let policy = policy(&json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}]));
    bencher.bench(|| is_admin(divan::black_box(&[&policy])));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn effective_of_an_administrator(bencher: divan::Bencher<'_, '_>) {
    let identity = policy(&json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}]));
    let scp = policy(
        &json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": ["organizations:*", "iam:Delete*"], "Resource": "*"}]),
    );
    let layers = [(PolicyKind::Identity, vec![&identity]), (PolicyKind::Scp, vec![&scp])];
    bencher.bench(|| yagura_iam::effective::effective(divan::black_box(&layers), Reference::embedded()));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn who_can_among_5000_roles(bencher: divan::Bencher<'_, '_>) {
    let policies: Vec<Policy> = (0..5000)
        .map(|i| policy(&json!([{"Effect": "Allow", "Action": ["logs:*", "sqs:Send*"], "Resource": "*"}, {"Effect": "Allow", "Action": "s3:Get*", "Resource": format!("arn:aws:s3:::bucket-{}/*", i % 50)}])))
        .collect();
    let arns: Vec<String> = (0..5000).map(|i| format!("arn:aws:iam::111122223333:role/r{i}")).collect();
    let holders: Vec<Holder<'_>> = arns
        .iter()
        .zip(&policies)
        .map(|(arn, p)| Holder { arn, layers: vec![(PolicyKind::Identity, vec![p])], sees: None })
        .collect();
    bencher.bench(|| {
        who_can(
            "s3:GetObject",
            "arn:aws:s3:::bucket-7/*",
            divan::black_box(&holders),
            None,
            &ResourceContext::service("s3"),
        )
    });
}

/// Every role carries two shared policies and one of its own, a boundary and two levels of SCPs; the bucket policy denies
/// and grants.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn who_can_among_5000_roles_with_boundaries_and_scps(bencher: divan::Bencher<'_, '_>) {
    let shared = [
        policy(&json!([{"Effect": "Allow", "Action": ["logs:*", "cloudwatch:*", "xray:Put*"], "Resource": "*"}])),
        policy(
            &json!([{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}}]),
        ),
    ];
    let boundary = policy(&json!([{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}]));
    let root = policy(&json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}]));
    let scp = policy(
        &json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "ap-northeast-1"]}}}]),
    );
    let bucket = policy(&json!([
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::bucket-7", "arn:aws:s3:::bucket-7/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Effect": "Deny", "NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:role/r7", "111122223333"]}, "Action": "s3:Put*", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999900001111:role/reader"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket-7/*"}]));
    let own: Vec<Policy> = (0..5000)
        .map(|i| policy(&json!([{"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": [format!("arn:aws:s3:::bucket-{}", i % 50), format!("arn:aws:s3:::bucket-{}/r{i}/*", i % 50)]}])))
        .collect();
    let arns: Vec<String> = (0..5000).map(|i| format!("arn:aws:iam::111122223333:role/r{i}")).collect();
    let holders: Vec<Holder<'_>> = arns
        .iter()
        .zip(&own)
        .map(|(arn, own)| Holder {
            arn,
            layers: vec![
                (PolicyKind::Identity, vec![&shared[0], &shared[1], own]),
                (PolicyKind::Boundary, vec![&boundary]),
                (PolicyKind::Scp, vec![&root]),
                (PolicyKind::Scp, vec![&scp]),
            ],
            sees: None,
        })
        .collect();
    bencher.bench(|| {
        who_can(
            "s3:GetObject",
            "arn:aws:s3:::bucket-7/*",
            divan::black_box(&holders),
            Some(&bucket),
            &ResourceContext::service("s3"),
        )
    });
}

#[divan::bench]
fn typical_public_witness(bencher: divan::Bencher<'_, '_>) {
    let policy = policy(&json!([
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]));
    assert!(is_public(&policy, &ResourceContext::service("s3")).is_yes());
    bencher.bench(|| is_public(divan::black_box(&policy), &ResourceContext::service("s3")));
}
