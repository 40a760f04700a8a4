//! Questions to the emulated account: who may do what, asked of the live API.

use serde_json::{Value, json};
use yagura_faults::{Fault, Proxy, Rule};

use crate::account::{REGIONS, clean, replay};
use crate::run::{Output, output, text, yagura};

/// `yagura iam …` of the account behind a proxy.
fn ask(proxy: &Proxy, arguments: &[&str]) -> Output {
    let url = proxy.url();
    let mut all = vec!["iam"];
    all.extend(arguments);
    all.extend(["--endpoint-url", &url, "--region", REGIONS, "--format", "json"]);
    output(yagura(&all))
}

fn can(proxy: &Proxy, principal: &str, action: &str, resource: &str) -> (i32, Value) {
    let Output { code, stdout, stderr, .. } =
        ask(proxy, &["can", "--principal", principal, "--action", action, "--resource", resource]);
    (code, serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stderr}")))
}

/// Who may, as `kind by who`.
fn who_can(proxy: &Proxy, action: &str, resource: &str) -> Vec<String> {
    let Output { stdout, stderr, .. } = ask(proxy, &["who-can", action, resource]);
    let found: Value = serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("{stderr}"));
    let line = |way: &Value| format!("{} {} {}", text(way, "kind"), text(way, "by"), text(way, "who"));
    found["ways"].as_array().unwrap().iter().map(line).collect()
}

const ORDERS: &str = "arn:aws:dynamodb:us-east-1:123456789012:table/right-orders";

#[test]
fn can_reads_what_the_question_needs() {
    let proxy = replay(Vec::new());
    let (code, answer) = can(&proxy, "right-reader", "dynamodb:GetItem", ORDERS);
    assert_eq!((code, &answer["decision"]), (0, &json!("allowed")), "{answer}");
    assert!(text(&answer["statements"][0], "policy").contains("right-read-orders"), "{answer}");
    assert_eq!(can(&proxy, "right-reader", "dynamodb:DeleteItem", ORDERS).0, 1);
    assert_eq!(can(&proxy, "right-reader", "s3:GetObject", "arn:aws:s3:::right-private/a").0, 1);
    let (code, answer) = can(&proxy, "anonymous", "s3:GetObject", "arn:aws:s3:::wrong-public/a");
    assert_eq!(code, 0, "{answer}");
    assert_eq!(proxy.strangers(), Vec::<String>::new());
    // Nothing is asked of services that have no say.
    assert!(!proxy.log().iter().any(|call| call.service == "lambda"), "{:?}", proxy.log());
}

#[test]
fn a_grant_on_a_key_is_read_with_the_key() {
    let key = clean().findings().iter().find(|finding| finding["resource"]["name"] == "right-key").unwrap();
    let key = text(&key["resource"], "arn");
    let proxy = replay(Vec::new());
    let (code, answer) = can(&proxy, "right-function", "kms:Decrypt", &key);
    assert_eq!((code, &answer["by"]), (0, &json!(["resource"])), "{answer}");
    assert_eq!(can(&proxy, "right-function", "kms:Encrypt", &key).0, 1);
    let found = who_can(&proxy, "kms:Decrypt", &key);
    assert!(
        found.iter().any(|way| way.starts_with("principal grant ") && way.ends_with("role/right-function")),
        "{found:?}"
    );
}

#[test]
fn who_can_finds_strangers_and_those_behind_roles() {
    let proxy = replay(Vec::new());
    let found = who_can(&proxy, "s3:GetObject", "arn:aws:s3:::wrong-foreign/*");
    let has = |end: &str| found.iter().any(|way| way.ends_with(end));
    assert!(has("account resource 444455556666"), "{found:?}");
    assert!(has("root root arn:aws:iam::123456789012:root"), "{found:?}");
    assert!(has("principal identity arn:aws:iam::123456789012:user/wrong-admin"), "{found:?}");
    assert!(has("service resource lambda.amazonaws.com"), "{found:?}");
    assert!(!has("user/right-reader"), "{found:?}");
    let found = who_can(&proxy, "s3:GetObject", "arn:aws:s3:::wrong-door/*");
    assert!(found.contains(&"anonymous access-point anyone".to_owned()), "{found:?}");
    let found = who_can(&proxy, "s3:ListBucket", "arn:aws:s3:::wrong-acl");
    assert!(found.contains(&"anonymous acl anyone".to_owned()), "{found:?}");
    assert_eq!(proxy.strangers(), Vec::<String>::new());
}

#[test]
fn effective_lists_what_a_user_may_through_its_groups() {
    let proxy = replay(Vec::new());
    let Output { code, stdout, .. } = ask(&proxy, &["effective", "right-reader"]);
    let found: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(code, 0, "{stdout}");
    assert_eq!(found["permissions"][0]["actions"], json!(["dynamodb:GetItem"]));
    assert_eq!(found["permissions"][0]["resources"], json!([ORDERS]));
    assert_eq!(found["permissions"].as_array().unwrap().len(), 1);
}

#[test]
fn what_was_denied_is_unknown_and_never_allowed() {
    let organization = || vec![Rule::always(Fault::Deny).of("organizations", "DescribeOrganization")];
    let (code, answer) = can(&replay(organization()), "right-reader", "dynamodb:GetItem", ORDERS);
    assert_eq!((code, &answer["decision"]), (3, &json!("unknown")), "{answer}");
    assert!(text(&answer, "gap").contains("organizations:DescribeOrganization"), "{answer}");
    let Output { code, stdout, .. } = ask(&replay(organization()), &["effective", "right-reader"]);
    assert_eq!(code, 3, "{stdout}");
    let Output { code, stdout, .. } =
        ask(&replay(organization()), &["effective", "right-reader", "--without-organization"]);
    assert_eq!(code, 0, "{stdout}");
    let policy = vec![Rule::always(Fault::Deny).of("s3", "GetBucketPolicy")];
    let (code, answer) = can(&replay(policy), "wrong-admin", "s3:GetObject", "arn:aws:s3:::wrong-public/a");
    assert_eq!(code, 3, "{answer}");
}
