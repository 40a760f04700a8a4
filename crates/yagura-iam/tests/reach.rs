//! Public or not, outside or not: one line per case, as a person would put it.
#![expect(clippy::unwrap_used, clippy::needless_pass_by_value, reason = "tests")]

use serde_json::{Value, json};
use yagura_iam::Policy;
use yagura_iam::reach::{Answer, Barrier, ResourceContext, Zone, is_public, reaches_outside};

fn policy(statements: &Value) -> Policy {
    let policy = Policy::from_value(&json!({"Version": "2012-10-17", "Statement": statements})).unwrap();
    assert_eq!(policy.problems, []);
    policy
}

fn word(answer: &Answer) -> &'static str {
    match answer {
        Answer::Yes(_) => "yes",
        Answer::No(_) => "no",
        Answer::Unknown(_) => "unknown",
    }
}

#[track_caller]
fn public(expect: &str, statements: &Value) -> Answer {
    let answer = is_public(&policy(statements), &ResourceContext::service("s3"));
    assert_eq!(word(&answer), expect, "{answer:?}");
    answer
}

/// An Allow for everyone to read objects, under this condition.
#[track_caller]
fn under(expect: &str, condition: Value) {
    public(
        expect,
        &json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": condition}),
    );
}

const OWN: &str = "111122223333";

#[test]
fn everyone_without_a_condition_is_public() {
    let answer = public(
        "yes",
        &json!({"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::web-assets/*"}),
    );
    let witness = answer.witness().unwrap();
    assert_eq!(witness.to_string(), "anyone on the internet may call s3:PutObject on arn:aws:s3:::web-assets/a");
    assert_eq!(
        witness.to_japanese(),
        "インターネット上の誰でも arn:aws:s3:::web-assets/a に対して s3:PutObject を呼び出せます"
    );
    public("yes", &json!({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": "*"}));
}

#[test]
fn a_named_account_or_service_is_not_public() {
    public("no", &json!({"Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "s3:*", "Resource": "*"}));
    public(
        "no",
        &json!({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999900001111:role/x"}, "Action": "s3:*", "Resource": "*"}),
    );
    public(
        "no",
        &json!({"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:*", "Resource": "*"}),
    );
    public("no", &json!([]));
}

#[test]
fn a_statement_whose_actions_and_resources_do_not_fit_allows_nothing() {
    let answer = public(
        "no",
        &json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b"}),
    );
    let Answer::No(proof) = answer else { panic!() };
    assert_eq!(proof.barriers, [(0, Barrier::Resource)]);
}

#[test]
fn conditions_that_anyone_meets_restrict_nothing() {
    under("yes", json!({"StringLike": {"aws:Referer": "https://example.com/*"}}));
    under("yes", json!({"StringEquals": {"aws:UserAgent": "secret"}}));
    under("yes", json!({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}));
    under("yes", json!({"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}));
    under("yes", json!({"IpAddress": {"aws:SourceIp": "::/0"}}));
    under("yes", json!({"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}));
    under("yes", json!({"Bool": {"aws:SecureTransport": "true"}}));
    under("yes", json!({"StringLike": {"aws:PrincipalArn": "*"}}));
    under("yes", json!({"StringLike": {"aws:SourceVpce": "vpce-*"}}));
    under("yes", json!({"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}));
    under("yes", json!({"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": ["o-abcdefghij/r-abcd/"]}}));
    under("yes", json!({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abcdefghij"}}));
    under("yes", json!({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-0123456789"}}));
    under("yes", json!({"IpAddressIfExists": {"aws:SourceIp": "10.0.0.0/8"}, "StringLike": {"aws:SourceVpce": "*"}}));
    under("yes", json!({"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}));
    under("yes", json!({"Null": {"aws:SourceVpce": "true"}}));
    under("yes", json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}}));
    under("yes", json!({"StringLike": {"aws:PrincipalOrgID": "o-*"}}));
    under("yes", json!({"NumericLessThan": {"s3:max-keys": "10"}}));
    under("yes", json!({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}));
}

#[test]
fn conditions_on_what_a_stranger_cannot_have_restrict() {
    under("no", json!({"StringEquals": {"aws:SourceAccount": OWN}}));
    under("no", json!({"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}));
    under("no", json!({"StringEquals": {"aws:PrincipalAccount": OWN}}));
    under("no", json!({"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}));
    under("no", json!({"StringEquals": {"aws:SourceVpc": "vpc-0123456789abcdef0"}}));
    under("no", json!({"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/E1"}}));
    under("no", json!({"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:my-bucket"}}));
    under("no", json!({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"}}));
    under("no", json!({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:*"}}));
    under("no", json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}));
    under("no", json!({"IpAddress": {"aws:SourceIp": ["203.0.113.7", "2001:db8::/48"]}}));
    under("no", json!({"StringLike": {"aws:userid": ["AROAEXAMPLEEXAMPLE12:*"]}}));
    under("no", json!({"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}));
    under("no", json!({"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}));
    under("no", json!({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-abcdefghij/r-abcd/*"]}}));
    under("no", json!({"StringEquals": {"aws:Referer": []}}));
    under("no", json!({"Bool": {"aws:PrincipalIsAWSService": "true"}, "StringEquals": {"aws:SourceAccount": OWN}}));
}

#[test]
fn a_source_arn_of_any_account_is_public() {
    let answer = public(
        "yes",
        &json!({"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*",
        "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}}),
    );
    assert!(
        answer
            .witness()
            .unwrap()
            .to_string()
            .starts_with("an AWS service acting for a resource of any account may call s3:PutObject")
    );
}

#[test]
fn several_conditions_must_all_be_met_by_one_request() {
    under("no", json!({"StringEquals": {"aws:Referer": "x"}, "StringNotEquals": {"aws:referer": "x"}}));
    under("no", json!({"StringLike": {"aws:UserAgent": "a*"}, "StringNotLike": {"aws:UserAgent": "?*"}}));
    under("yes", json!({"StringLike": {"aws:UserAgent": "a*"}, "StringNotLike": {"aws:UserAgent": ["ab*", "a"]}}));
    under("no", json!({"NumericLessThan": {"s3:max-keys": "10"}, "NumericGreaterThan": {"s3:max-keys": "10"}}));
    under("yes", json!({"NumericLessThan": {"s3:max-keys": "10"}, "NumericGreaterThan": {"s3:max-keys": "9"}}));
    under(
        "no",
        json!({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}, "NotIpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/2"]}}),
    );
}

#[test]
fn allow_with_not_principal_is_public() {
    public("yes", &json!({"Effect": "Allow", "NotPrincipal": {"AWS": OWN}, "Action": "s3:GetObject", "Resource": "*"}));
}

#[test]
fn not_action_and_not_resource_leave_something_open() {
    public("yes", &json!({"Effect": "Allow", "Principal": "*", "NotAction": "s3:Delete*", "Resource": "*"}));
    public(
        "yes",
        &json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::b/secret/*"}),
    );
    public("no", &json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "NotResource": "*"}));
    public("no", &json!({"Effect": "Allow", "Principal": "*", "NotAction": "*", "Resource": "*"}));
}

#[test]
fn denies_are_subtracted() {
    let allow = json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"});
    let deny = |rest: Value| {
        let mut deny = json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"});
        deny.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        json!([allow, deny])
    };
    public("no", &deny(json!({})));
    public("no", &deny(json!({"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}})));
    public("no", &deny(json!({"Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}})));
    public("no", &deny(json!({"Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}})));
    public("yes", &deny(json!({"Condition": {"Bool": {"aws:SecureTransport": "false"}}})));
    public("yes", &deny(json!({"Resource": "arn:aws:s3:::b/private/*"})));
    public("no", &deny(json!({"Resource": ["arn:aws:s3:::b/?*"]})));
    public("yes", &deny(json!({"Action": "s3:PutObject"})));
    public("yes", &deny(json!({"Principal": {"AWS": OWN}})));
    public("yes", &deny(json!({"Condition": {"StringNotEqualsIfExists": {"aws:Referer": "x"}}})));
    // Two denies that together leave only one road, which the third closes.
    public(
        "no",
        &json!([allow,
        {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]),
    );
    public(
        "no",
        &json!([allow,
        {"Effect": "Deny", "NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:root"]}, "Action": "*", "Resource": "*"}]),
    );
}

#[test]
fn unknown_parts_make_the_answer_unknown_unless_they_do_not_matter() {
    let unknown = json!({"$unknown": {"kind": "unresolved", "message": "`Fn::ImportValue` is not known"}});
    let answer =
        public("unknown", &json!({"Effect": "Allow", "Principal": unknown, "Action": "s3:GetObject", "Resource": "*"}));
    assert_eq!(answer.gap().unwrap().message, "`Fn::ImportValue` is not known");
    under("unknown", json!({"StringEquals": {"aws:PrincipalOrgID": unknown}}));
    under("unknown", unknown.clone());
    // A value that is not known cannot make a void condition strict.
    under("yes", json!({"StringEqualsIfExists": {"aws:SourceVpce": ["vpce-0123456789abcdef0"]}}));
    public("unknown", &json!([unknown]));
    // The unknown resource is in a statement for the own account only.
    public("no", &json!({"Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "s3:GetObject", "Resource": unknown}));
    // One action is known, and that suffices.
    public("yes", &json!({"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", unknown], "Resource": "*"}));
    // The deny may take everything away.
    public(
        "unknown",
        &json!([{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"},
        {"Effect": "Deny", "Principal": "*", "Action": unknown, "Resource": "*"}]),
    );
    public(
        "unknown",
        &json!([{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}, unknown]),
    );
}

#[test]
fn what_closes_a_statement_with_an_operator_of_no_meaning_is_the_condition() {
    let condition = json!({"StringSame": {"aws:SourceIp": "203.0.113.7"}});
    let statement =
        json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": condition});
    let parsed = Policy::from_value(&json!({"Version": "2012-10-17", "Statement": statement})).unwrap();
    match is_public(&parsed, &ResourceContext::service("s3")) {
        Answer::No(proof) => {
            let closed: Vec<&Barrier> = proof.barriers.iter().map(|(_, barrier)| barrier).collect();
            assert!(matches!(closed[..], [Barrier::Conditions(keys)] if keys == &["aws:SourceIp"]), "{closed:?}");
        }
        answer => assert_eq!(word(&answer), "unknown", "{answer:?}"),
    }
}

#[test]
fn a_malformed_statement_is_unknown_never_no() {
    let broken = Policy::from_value(&json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::*:root"}, "Action": "s3:*", "Resource": "*"}})).unwrap();
    assert_eq!(word(&is_public(&broken, &ResourceContext::service("s3"))), "unknown");
}

#[test]
fn variables_under_the_old_version_are_text() {
    let old = Policy::from_value(&json!({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*",
        "Condition": {"StringEquals": {"aws:UserAgent": "${aws:username}"}}}})).unwrap();
    let answer = is_public(&old, &ResourceContext::service("s3"));
    assert!(answer.witness().unwrap().to_string().ends_with("with aws:UserAgent = ${aws:username}"));
}

#[test]
fn past_dates_count_when_the_time_is_told() {
    let policy = policy(
        &json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}}),
    );
    let context = ResourceContext { now: Some(1_800_000_000_000), ..ResourceContext::service("s3") };
    assert!(is_public(&policy, &context).is_no());
}

#[track_caller]
fn outside(expect: &str, zone: &Zone, statements: &Value) -> Answer {
    let answer = reaches_outside(
        &policy(statements),
        zone,
        &ResourceContext { account: Some(OWN), ..ResourceContext::default() },
    );
    assert_eq!(word(&answer), expect, "{answer:?}");
    answer
}

fn allow(principal: Value) -> Value {
    json!({"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:111122223333:q"})
}

#[test]
fn a_foreign_account_or_principal_is_outside() {
    let zone = Zone::account(OWN);
    let answer = outside("yes", &zone, &allow(json!({"AWS": "arn:aws:iam::999900001111:root"})));
    assert_eq!(
        answer.witness().unwrap().to_string(),
        "account 999900001111 may call sqs:SendMessage on arn:aws:sqs:us-east-1:111122223333:q"
    );
    let answer = outside("yes", &zone, &allow(json!({"AWS": "arn:aws:iam::999900001111:role/ci"})));
    assert_eq!(
        answer.witness().unwrap().to_string(),
        "arn:aws:iam::999900001111:role/ci may call sqs:SendMessage on arn:aws:sqs:us-east-1:111122223333:q"
    );
    outside("no", &zone, &allow(json!({"AWS": OWN})));
    outside("no", &zone, &allow(json!({"AWS": "arn:aws:iam::{AccountId}:root"})));
    outside("no", &zone, &allow(json!({"AWS": "{AccountId}"})));
    outside("unknown", &zone, &allow(json!({"AWS": "arn:aws:iam::{Partner}:root"})));
    outside(
        "unknown",
        &zone,
        &allow(json!({"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"})),
    );
    outside("no", &zone, &allow(json!({"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"})));
}

#[test]
fn trusted_accounts_are_inside() {
    let zone = Zone { accounts: [OWN.to_owned(), "999900001111".to_owned()].into(), ..Zone::default() };
    outside("no", &zone, &allow(json!({"AWS": "999900001111"})));
}

#[test]
fn the_organization_is_inside_once_it_is_known() {
    let statement = |org: &str| {
        let mut statement = allow(json!("*"));
        statement
            .as_object_mut()
            .unwrap()
            .insert("Condition".into(), json!({"StringEquals": {"aws:PrincipalOrgID": org}}));
        statement
    };
    let known = Zone { org_id: Some("o-abcdefghij".into()), ..Zone::account(OWN) };
    outside("no", &known, &statement("o-abcdefghij"));
    outside("yes", &known, &statement("o-zzzzzzzzzz"));
    outside("unknown", &Zone::account(OWN), &statement("o-abcdefghij"));
}

#[test]
fn a_service_without_a_source_is_outside_unless_services_are_trusted() {
    let statement = |condition: Value| {
        let mut statement = allow(json!({"Service": "sns.amazonaws.com"}));
        statement.as_object_mut().unwrap().insert("Condition".into(), condition);
        statement
    };
    let zone = Zone::account(OWN);
    let answer = outside("yes", &zone, &statement(json!({})));
    assert!(
        answer
            .witness()
            .unwrap()
            .to_string()
            .starts_with("sns.amazonaws.com, acting for a resource of any account, may call")
    );
    outside("no", &zone, &statement(json!({"StringEquals": {"aws:SourceAccount": OWN}})));
    outside("no", &zone, &statement(json!({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}})));
    outside("yes", &zone, &statement(json!({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:999900001111:*"}})));
    outside("yes", &zone, &statement(json!({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}})));
    outside("no", &Zone { services: true, ..zone }, &statement(json!({})));
}

#[test]
fn partial_account_numbers_are_gone_through() {
    under("yes", json!({"StringLike": {"aws:PrincipalAccount": "12*"}}));
    under(
        "yes",
        json!({"StringLike": {"aws:PrincipalAccount": "12*"}, "StringNotLike": {"aws:PrincipalAccount": "120*"}}),
    );
    under(
        "no",
        json!({"StringLike": {"aws:PrincipalAccount": "12*"}, "StringNotLike": {"aws:PrincipalAccount": "1*"}}),
    );
}

#[test]
fn a_role_that_anyone_may_assume_is_public() {
    let trust = |principal: Value, condition: Value, action: &str| {
        is_public(
            &policy(&json!({"Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition})),
            &ResourceContext::role(),
        )
    };
    assert!(trust(json!({"AWS": "*"}), json!({}), "sts:AssumeRole").is_yes());
    assert!(
        trust(json!({"AWS": "*"}), json!({"StringEquals": {"sts:ExternalId": "guessable"}}), "sts:AssumeRole").is_yes()
    );
    assert!(trust(json!({"AWS": OWN}), json!({}), "sts:AssumeRole").is_no());
    assert!(trust(json!({"Service": "lambda.amazonaws.com"}), json!({}), "sts:AssumeRole").is_no());
    let github = json!({"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"});
    let on = |sub: &str| {
        trust(
            github.clone(),
            json!({"StringLike": {"token.actions.githubusercontent.com:sub": sub}}),
            "sts:AssumeRoleWithWebIdentity",
        )
    };
    let answer = trust(
        github.clone(),
        json!({"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}),
        "sts:AssumeRoleWithWebIdentity",
    );
    assert!(answer.is_yes(), "{answer:?}");
    assert!(on("repo:acme/*").is_no());
    assert!(on("repo:acme/app:ref:refs/heads/main").is_no());
    assert!(on("repo:acme*").is_yes());
    assert!(on("repo:*:ref:refs/heads/main").is_yes());
    assert!(
        trust(
            json!({"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC"}),
            json!({}),
            "sts:AssumeRoleWithWebIdentity"
        )
        .is_no()
    );
}

#[test]
fn kms_key_policy_limited_by_caller_account_is_not_public() {
    let key = json!({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["kms:Encrypt", "kms:Decrypt"], "Resource": "*",
        "Condition": {"StringEquals": {"kms:CallerAccount": OWN, "kms:ViaService": "s3.us-east-1.amazonaws.com"}}});
    assert!(is_public(&policy(&key), &ResourceContext::service("kms")).is_no());
}

#[test]
fn template_symbols_are_ordinary_text() {
    let answer = public(
        "yes",
        &json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::{AssetsBucket}/*"}),
    );
    assert!(answer.witness().unwrap().resource.starts_with("arn:aws:s3:::{AssetsBucket}/"));
    public(
        "yes",
        &json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "{AssetsBucket.Arn}/*"}),
    );
}

#[test]
fn hostile_policies_are_answered_in_time() {
    let statements: Vec<Value> = (0..40)
        .map(|i| json!({"Effect": if i % 2 == 0 { "Allow" } else { "Deny" }, "Principal": "*", "NotAction": format!("s3:*{i}*"),
            "NotResource": ["*?*?".repeat(100), format!("arn:aws:s3:::*a*{i}*b*")],
            "Condition": {"StringLike": {"aws:UserAgent": "*a*b*c*d*".repeat(i % 5)}, "StringNotLike": {"aws:Referer": format!("*{i}*?*x")}}}))
        .collect();
    let started = std::time::Instant::now();
    let _ = is_public(&policy(&json!(statements)), &ResourceContext::service("s3"));
    // Optimised it must stay under 100 ms; a debug build is some thirty times slower.
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn the_reason_is_that_of_the_statement_that_may_allow_even_where_others_were_taken_out() {
    let hidden = |what: &str| json!({"StringEquals": {"aws:PrincipalArn": {"$unknown": {"kind": "unresolved", "message": what}}}});
    let mut policy = policy(&json!([
        {"Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b"},
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": hidden("who may")},
        {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*", "Condition": hidden("who may not")},
    ]));
    policy.statements.remove(0);
    let answer = is_public(&policy, &ResourceContext::service("s3"));
    assert!(answer.gap().unwrap().message.contains("who may"), "{answer:?}");
    assert!(!answer.gap().unwrap().message.contains("not"), "{answer:?}");
}
