//! What identity policies grant together, and who may assume a role.
#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};
use yagura_iam::Policy;
use yagura_iam::grants::{Grant, Resources, allows, full_service, is_admin};
use yagura_iam::trust::entries;

fn policy(statements: &Value) -> Policy {
    Policy::from_value(&json!({"Version": "2012-10-17", "Statement": statements})).unwrap()
}

fn word(grant: &Grant) -> &'static str {
    match grant {
        Grant::Yes(_) => "yes",
        Grant::Conditional(_) => "conditional",
        Grant::No => "no",
        Grant::Unknown(_) => "unknown",
    }
}

#[track_caller]
fn admin(expect: &str, documents: &[Value]) {
    let policies: Vec<Policy> = documents.iter().map(policy).collect();
    let list: Vec<&Policy> = policies.iter().collect();
    assert_eq!(word(&is_admin(&list)), expect);
}

fn all() -> Value {
    json!({"Effect": "Allow", "Action": "*", "Resource": "*"})
}

#[test]
fn full_access_is_administration() {
    admin("yes", &[all()]);
    admin("yes", &[json!({"Effect": "Allow", "Action": "*:*", "Resource": "*"})]);
    admin("yes", &[json!({"Effect": "Allow", "Action": ["s3:Get*", "*"], "Resource": ["arn:aws:s3:::x", "*"]})]);
    admin("yes", &[json!({"Effect": "Allow", "NotAction": "organizations:*", "Resource": "*"})]);
    admin("yes", &[json!({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::x/*"})]);
}

#[test]
fn full_access_may_come_from_several_policies() {
    admin(
        "yes",
        &[
            json!({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
            json!({"Effect": "Allow", "Action": "iam:*", "Resource": "*"}),
        ],
    );
}

#[test]
fn full_access_without_permissions_management_is_not_administration() {
    admin("no", &[json!({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"})]);
    admin("no", &[json!([all(), {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}])]);
    admin("no", &[json!({"Effect": "Allow", "Action": ["s3:*", "ec2:*"], "Resource": "*"})]);
    admin("no", &[]);
}

#[test]
fn denies_in_another_policy_count() {
    admin("no", &[all(), json!({"Effect": "Deny", "Action": "*", "Resource": "*"})]);
    admin("yes", &[all(), json!({"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"})]);
}

#[test]
fn conditions_make_it_conditional() {
    admin(
        "conditional",
        &[
            json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}),
        ],
    );
    admin(
        "conditional",
        &[
            json!([all(), {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]),
        ],
    );
}

#[test]
fn unknown_parts_make_it_unknown() {
    let unknown = json!({"$unknown": {"kind": "unresolved", "message": "no value"}});
    admin("unknown", &[json!({"Effect": "Allow", "Action": unknown, "Resource": "*"})]);
    admin("unknown", &[json!([all(), {"Effect": "Deny", "Action": unknown, "Resource": "*"}])]);
    admin("unknown", &[json!([unknown])]);
    admin("yes", &[json!([all(), {"Effect": "Allow", "Action": unknown, "Resource": "*"}])]);
    admin("no", &[json!({"Effect": "Deny", "Action": unknown, "Resource": "*"})]);
}

#[track_caller]
fn may(expect: &str, statements: &Value, action: &str, resources: Resources<'_>) {
    assert_eq!(word(&allows(&[&policy(statements)], action, resources)), expect, "{action}");
}

#[test]
fn some_all_and_this_resource_are_told_apart() {
    let read = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs-*/*"});
    may("yes", &read, "s3:GetObject", Resources::Some);
    may("no", &read, "s3:GetObject", Resources::All);
    may("yes", &read, "s3:getobject", Resources::This("arn:aws:s3:::logs-1/a"));
    may("no", &read, "s3:GetObject", Resources::This("arn:aws:s3:::other/a"));
    may("no", &read, "s3:PutObject", Resources::Some);
    may(
        "yes",
        &json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::*"}),
        "s3:GetObject",
        Resources::All,
    );
    may(
        "yes",
        &json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}),
        "sts:AssumeRole",
        Resources::All,
    );
}

#[test]
fn an_action_without_resources_needs_a_star() {
    may(
        "no",
        &json!({"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "arn:aws:s3:::b"}),
        "s3:ListAllMyBuckets",
        Resources::Some,
    );
    may(
        "yes",
        &json!({"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}),
        "s3:ListAllMyBuckets",
        Resources::All,
    );
}

#[test]
fn resources_taken_away_by_a_deny_are_not_allowed() {
    let statements = json!([{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a/*"}, {"Effect": "Deny", "Action": "s3:Get*", "NotResource": "arn:aws:s3:::b/*"}]);
    may("no", &statements, "s3:GetObject", Resources::Some);
    may("yes", &statements, "s3:PutObject", Resources::Some);
}

#[test]
fn a_whole_service_is_granted_or_not() {
    let full = |statements: Value| full_service(&[&policy(&statements)], "sqs");
    assert!(full(json!({"Effect": "Allow", "Action": "sqs:*", "Resource": "*"})).is_yes());
    assert!(full(all()).is_yes());
    assert!(full(json!({"Effect": "Allow", "Action": "sqs:Send*", "Resource": "*"})).is_no());
    assert!(full(json!([all(), {"Effect": "Deny", "Action": "sqs:DeleteQueue", "Resource": "*"}])).is_no());
    assert!(full(json!({"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:jobs-*"})).is_no());
}

#[test]
fn a_grant_names_its_statement() {
    let first = policy(&json!([{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]));
    let second = policy(
        &json!([{"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}, {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]),
    );
    let grant = allows(&[&first, &second], "s3:GetObject", Resources::All);
    assert_eq!((grant.statements()[0].policy, grant.statements()[0].statement), (1, 1));
}

#[test]
fn trust_entries_tell_what_a_caller_must_show() {
    let trust = policy(&json!([
        {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::999900001111:root", "*"]}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "x-1"}}},
        {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sts:AssumeRole", "Condition": {"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}}},
        {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
         "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}, "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}},
        {"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "sts:*"},
        {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"},
    ]));
    let (entries, gap) = entries(&trust);
    assert_eq!(gap, None);
    assert_eq!(entries.len(), 5);
    assert_eq!(entries[0].account(), Some("999900001111"));
    assert_eq!(entries[0].external_ids(), Some(["x-1".to_owned()].as_slice()));
    assert_eq!(entries[0].pointer, "/Statement/0/Principal/AWS/0");
    assert!(entries[1].is_everyone());
    assert_eq!((entries[2].service(), entries[2].has_source()), (Some("sns.amazonaws.com"), false));
    assert!(entries[3].is_open_provider());
    assert_eq!(entries[3].claim("sub").unwrap().values, ["repo:acme/*"]);
    assert_eq!(entries[3].claim("aud").unwrap().values, ["sts.amazonaws.com"]);
    assert_eq!(entries[3].actions, ["sts:AssumeRoleWithWebIdentity"]);
    assert!(entries[4].is_everyone() && entries[4].not_principal);
    assert_eq!(entries[4].actions.len(), 3);
}
