//! Comparing policies, effective permissions, and who can.
#![expect(clippy::unwrap_used, clippy::needless_pass_by_value, reason = "tests")]

use serde_json::{Value, json};
use yagura_iam::compare::allows_more;
use yagura_iam::effective::effective;
use yagura_iam::evaluate::{Outcome, Policies, decide};
use yagura_iam::reach::{Answer, ResourceContext};
use yagura_iam::reference::Reference;
use yagura_iam::who::{Access, Holder, who_can};
use yagura_iam::{Policy, PolicyKind};

fn policy(statements: Value) -> Policy {
    Policy::from_value(&json!({"Version": "2012-10-17", "Statement": statements})).unwrap()
}

#[track_caller]
fn compare(expect: &str, kind: PolicyKind, old: Value, new: Value) -> Answer {
    let answer = allows_more(&policy(old), &policy(new), kind, &ResourceContext::default());
    let word = match &answer {
        Answer::Yes(_) => "yes",
        Answer::No(_) => "no",
        Answer::Unknown(_) => "unknown",
    };
    assert_eq!(word, expect, "{answer:?}");
    answer
}

fn allow(action: Value, resource: Value) -> Value {
    json!({"Effect": "Allow", "Action": action, "Resource": resource})
}

#[test]
fn a_wider_identity_policy_is_shown_by_a_witness() {
    let narrow = || allow(json!("s3:GetObject"), json!("arn:aws:s3:::b/*"));
    let answer = compare("yes", PolicyKind::Identity, narrow(), allow(json!("s3:Get*"), json!("arn:aws:s3:::b/*")));
    assert!(answer.witness().unwrap().action.starts_with("s3:Get"));
    let answer = compare("yes", PolicyKind::Identity, narrow(), allow(json!("s3:GetObject"), json!("arn:aws:s3:::*")));
    assert!(!answer.witness().unwrap().resource.starts_with("arn:aws:s3:::b/"));
    compare("no", PolicyKind::Identity, narrow(), narrow());
    compare("no", PolicyKind::Identity, allow(json!("s3:*"), json!("*")), narrow());
    compare(
        "no",
        PolicyKind::Identity,
        json!([allow(json!("s3:Get*"), json!("*")), allow(json!("s3:Put*"), json!("*"))]),
        allow(json!(["s3:GetObject", "s3:PutObject"]), json!("*")),
    );
}

#[test]
fn denies_on_either_side_count() {
    let all = || allow(json!("s3:*"), json!("*"));
    let deny = |condition: Value| json!({"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*", "Condition": condition});
    compare("yes", PolicyKind::Identity, json!([all(), deny(json!({}))]), all());
    compare("no", PolicyKind::Identity, all(), json!([all(), deny(json!({}))]));
    let tls = || json!({"Bool": {"aws:SecureTransport": "false"}});
    let answer = compare("yes", PolicyKind::Identity, json!([all(), deny(tls())]), all());
    assert!(answer.witness().unwrap().to_string().contains("aws:SecureTransport = false"));
    compare("no", PolicyKind::Identity, json!([all(), deny(tls())]), json!([all(), deny(tls())]));
}

#[test]
fn resource_policies_compare_by_principal_too() {
    let to = |principal: Value| json!({"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": "*"});
    let answer = compare(
        "yes",
        PolicyKind::Resource,
        to(json!({"AWS": "111122223333"})),
        to(json!({"AWS": ["111122223333", "999900001111"]})),
    );
    assert!(answer.witness().unwrap().to_string().starts_with("account 999900001111 may call sqs:SendMessage"));
    compare("no", PolicyKind::Resource, to(json!("*")), to(json!({"AWS": "111122223333"})));
    compare("yes", PolicyKind::Resource, to(json!({"AWS": "111122223333"})), to(json!("*")));
}

#[test]
fn a_condition_that_goes_away_is_more() {
    let under = |condition: Value| json!({"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*", "Condition": condition});
    let vpce = |id: &str| json!({"StringEquals": {"aws:SourceVpce": id}});
    compare("yes", PolicyKind::Resource, under(vpce("vpce-1a2b3c4d")), under(json!({})));
    compare("no", PolicyKind::Resource, under(json!({})), under(vpce("vpce-1a2b3c4d")));
    compare("yes", PolicyKind::Resource, under(vpce("vpce-1a2b3c4d")), under(vpce("vpce-99999999")));
}

#[test]
fn unknown_parts_make_the_comparison_unknown() {
    let unknown = json!({"$unknown": {"kind": "x", "message": "no value"}});
    compare(
        "unknown",
        PolicyKind::Identity,
        allow(json!("s3:GetObject"), json!("*")),
        allow(unknown.clone(), json!("*")),
    );
    compare("no", PolicyKind::Identity, allow(json!("*"), json!("*")), allow(unknown, json!("*")));
}

#[test]
fn effective_permissions_are_cut_by_every_layer() {
    let identity = policy(json!([allow(json!(["sqs:*", "s3:GetObject"]), json!("*"))]));
    let boundary = policy(json!([allow(json!(["sqs:Send*", "s3:*"]), json!("*"))]));
    let scp = policy(
        json!([allow(json!("*"), json!("*")), {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]),
    );
    let layers = [
        (PolicyKind::Identity, vec![&identity]),
        (PolicyKind::Boundary, vec![&boundary]),
        (PolicyKind::Scp, vec![&scp]),
    ];
    let entries = effective(&layers, Reference::embedded());
    let all: Vec<(&str, bool)> =
        entries.iter().flat_map(|e| e.actions.iter().map(|a| (a.as_str(), e.conditional))).collect();
    assert_eq!(all, [("s3:GetObject", true), ("sqs:SendMessage", false)]);
    assert_eq!(entries[0].denies.len(), 1);
    assert_eq!(
        yagura_iam::effective::to_policy(&entries)["Statement"],
        json!([
            {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]},
            {"Effect": "Deny", "Action": ["s3:GetObject"], "Resource": ["*"], "Condition": {"Bool": {"aws:SecureTransport": ["false"]}}},
            {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": ["*"]},
        ])
    );
}

/// One policy that says what several layers leave must decide as they do.
#[test]
fn effective_permissions_as_a_policy_grant_no_more_than_all_layers() {
    let allow_if = |action: &str, resource: &str, condition: Value| json!({"Effect": "Allow", "Action": action, "Resource": resource, "Condition": condition});
    let identity = policy(json!([
        allow_if("s3:GetObject", "arn:aws:s3:::a/*", json!({"StringEquals": {"aws:username": ["x", "y"]}})),
        allow_if("s3:GetObject", "arn:aws:s3:::b/*", json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
        allow(json!("sqs:SendMessage"), json!("*")),
    ]));
    let boundary = policy(json!([
        allow_if("s3:*", "*", json!({"StringEquals": {"aws:username": ["y", "z"]}})),
        allow(json!("sqs:*"), json!("arn:aws:sqs:*:*:jobs-*")),
    ]));
    let scp = policy(json!([
        allow(json!("*"), json!("*")),
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}},
    ]));
    let layers = [
        (PolicyKind::Identity, vec![&identity]),
        (PolicyKind::Boundary, vec![&boundary]),
        (PolicyKind::Scp, vec![&scp]),
    ];
    let entries = effective(&layers, Reference::embedded());
    let one = yagura_iam::Policy::from_value(&yagura_iam::effective::to_policy(&entries)).unwrap();
    let mut allowed = 0;
    for action in ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"] {
        for resource in [
            "arn:aws:s3:::a/k",
            "arn:aws:s3:::b/k",
            "arn:aws:sqs:eu-west-1:111122223333:jobs-1",
            "arn:aws:sqs:eu-west-1:111122223333:mail",
        ] {
            for name in ["x", "y", "z"] {
                for (mfa, region) in [("true", "eu-west-1"), ("false", "eu-west-1"), ("true", "us-east-1")] {
                    let caller = yagura_iam::Caller::parse(&format!("arn:aws:iam::111122223333:user/{name}")).unwrap();
                    let request = yagura_iam::Request::new(caller, action, resource)
                        .with_resource_account("111122223333")
                        .with("aws:MultiFactorAuthPresent", mfa)
                        .with("aws:RequestedRegion", region);
                    let all = decide(
                        &request,
                        &Policies {
                            identity: vec![&identity],
                            boundaries: vec![&boundary],
                            scps: vec![vec![&scp]],
                            ..Policies::default()
                        },
                    );
                    let same = decide(&request, &Policies { identity: vec![&one], ..Policies::default() });
                    assert_eq!(
                        all.outcome == Outcome::Allowed,
                        same.outcome == Outcome::Allowed,
                        "{name} {action} {resource} {mfa} {region}\n{}",
                        one.print()
                    );
                    allowed += usize::from(all.outcome == Outcome::Allowed);
                }
            }
        }
    }
    assert!(allowed >= 8, "{allowed}");
}

#[test]
fn what_one_policy_cannot_say_is_left_out_of_it() {
    let identity = policy(json!([allow(json!("s3:GetObject"), json!("*"))]));
    let under = |key: &str| json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {key: "x"}}});
    let boundary = policy(json!([under("aws:username"), under("aws:PrincipalTag/team")]));
    let layers = [(PolicyKind::Identity, vec![&identity]), (PolicyKind::Boundary, vec![&boundary])];
    let entries = effective(&layers, Reference::embedded());
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].conditions.len(), 2);
    assert!(entries[0].statements.is_none());
    assert_eq!(yagura_iam::effective::to_policy(&entries)["Statement"], json!([]));
}

#[test]
fn a_short_arn_of_an_scp_is_not_said_in_a_policy_that_reads_it_otherwise() {
    let identity = policy(json!([allow(json!("s3:GetObject"), json!("*"))]));
    let scp = |resource: &str| {
        policy(json!([
            allow(json!("*"), json!("*")),
            {"Effect": "Deny", "Action": "s3:*", "Resource": resource, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        ]))
    };
    let said = |scp: &yagura_iam::Policy| {
        let layers = [(PolicyKind::Identity, vec![&identity]), (PolicyKind::Scp, vec![scp])];
        effective(&layers, Reference::embedded())[0].statements.is_some()
    };
    assert!(said(&scp("arn:aws:s3:::*")));
    // In an SCP it denies nothing; in an identity policy it would deny all buckets.
    assert!(!said(&scp("arn:aws:s3")));
}

#[test]
fn who_can_finds_principals_and_those_whom_the_resource_lets_in() {
    let reader = policy(json!([allow(json!("s3:Get*"), json!("arn:aws:s3:::b/*"))]));
    let writer = policy(json!([allow(json!("s3:Put*"), json!("*"))]));
    let bucket = policy(json!([
        {"Effect": "Allow", "Principal": {"AWS": "999900001111"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"},
        {"Effect": "Allow", "Principal": {"Service": "logs.amazonaws.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"},
        {"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:role/blocked"}, "Action": "*", "Resource": "*"},
    ]));
    let holder = |arn, policy| Holder { arn, layers: vec![(PolicyKind::Identity, vec![policy])], sees: None };
    let holders = [
        holder("arn:aws:iam::111122223333:role/reader", &reader),
        holder("arn:aws:iam::111122223333:role/writer", &writer),
        holder("arn:aws:iam::111122223333:role/blocked", &reader),
    ];
    let found: Vec<String> =
        who_can("s3:GetObject", "arn:aws:s3:::b/*", &holders, Some(&bucket), &ResourceContext::service("s3"))
            .iter()
            .map(|access| match access {
                Access::Identity { arn, grant } => format!("{arn} {}", grant.is_yes()),
                Access::Resource { who, answer } => format!("{who} {}", answer.is_yes()),
            })
            .collect();
    assert_eq!(
        found,
        [
            "arn:aws:iam::111122223333:role/reader true",
            "account 999900001111 true",
            "logs.amazonaws.com, acting for a resource of any account, true"
        ]
    );
}

#[test]
fn a_trust_policy_leaves_to_an_account_only_what_it_leaves_to_the_account() {
    let assumes = policy(json!([allow(json!("sts:AssumeRole"), json!("*"))]));
    let role = "arn:aws:iam::111122223333:role/deploy";
    let who = |principal: Value, condition: Option<Value>| {
        let mut statement = json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"});
        if let Some(condition) = condition {
            statement["Condition"] = condition;
        }
        let trust = policy(json!([statement]));
        let holders = ["arn:aws:iam::111122223333:user/dev", "arn:aws:iam::111122223333:user/other"]
            .map(|arn| Holder { arn, layers: vec![(PolicyKind::Identity, vec![&assumes])], sees: None });
        let found = who_can("sts:AssumeRole", role, &holders, Some(&trust), &ResourceContext::role());
        let said = found.iter().filter_map(|access| match access {
            Access::Identity { arn, grant } => {
                Some(format!("{} {}", arn.rsplit('/').next().unwrap(), if grant.is_yes() { "yes" } else { "if" }))
            }
            Access::Resource { .. } => None,
        });
        said.collect::<Vec<_>>()
    };
    let mfa = json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}});
    assert_eq!(who(json!({"AWS": "111122223333"}), None), ["dev yes", "other yes"]);
    assert_eq!(who(json!({"AWS": "arn:aws:iam::111122223333:root"}), Some(mfa)), ["dev if", "other if"]);
    // It names a user: the others may assume whatever they like, but not this one.
    assert_eq!(who(json!({"AWS": "arn:aws:iam::111122223333:user/dev"}), None), [""; 0]);
    assert_eq!(who(json!({"AWS": "999900001111"}), None), [""; 0]);
    assert_eq!(who(json!({"Service": "ec2.amazonaws.com"}), None), [""; 0]);
}
