//! The rules of policy evaluation, one test each.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::needless_pass_by_value, reason = "tests")]

use serde_json::{Value, json};
use yagura_iam::cases::{CaseResult, decide_line};

const USER: &str = "arn:aws:iam::111122223333:user/me";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/app/s";
const ROLE: &str = "arn:aws:iam::111122223333:role/app";

/// A case with the given request and parts; the resource belongs to 111122223333.
fn run(principal: &str, action: &str, resource: &str, parts: Value) -> CaseResult {
    let mut case = json!({"name": "t", "request": {"principal": principal, "action": action, "resource": resource, "resource_account": "111122223333"}});
    for (key, value) in parts.as_object().unwrap() {
        if key == "context" || key == "resource_account" {
            case["request"][key] = value.clone();
        } else {
            case[key] = value.clone();
        }
    }
    decide_line(&case.to_string())
}

#[track_caller]
fn check(expect: &str, principal: &str, action: &str, resource: &str, parts: Value) -> CaseResult {
    let result = run(principal, action, resource, parts);
    assert_eq!(result.decision, expect, "{result:?}");
    result
}

fn doc(effect: &str, action: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": {"Effect": effect, "Action": action, "Resource": "*"}})
}

fn named(effect: &str, principal: Value, action: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": {"Sid": "R", "Effect": effect, "Principal": principal, "Action": action, "Resource": "*"}})
}

const OBJECT: &str = "arn:aws:s3:::b/a";

#[track_caller]
fn get(expect: &str, principal: &str, parts: Value) -> CaseResult {
    check(expect, principal, "s3:GetObject", OBJECT, parts)
}

#[test]
fn without_policies_everything_is_implicitly_denied() {
    let result = get("implicit_deny", USER, json!({}));
    assert_eq!(result.by, ["identity"]);
}

#[test]
fn an_identity_policy_allows_in_its_own_account() {
    let result = get("allowed", USER, json!({"identity_policies": [doc("Allow", "ec2:*"), doc("Allow", "s3:Get*")]}));
    assert_eq!(result.by, ["identity"]);
    assert_eq!(result.statements.first().unwrap().policy, "/identity_policies/1");
}

#[test]
fn a_deny_anywhere_wins() {
    let allow = doc("Allow", "*");
    let deny = doc("Deny", "s3:*");
    for part in ["permission_boundaries", "endpoint_policies", "identity_policies"] {
        let result = get(
            "explicit_deny",
            USER,
            json!({"resource_policy": named("Allow", json!("*"), "s3:*"), part: [allow, deny]}),
        );
        assert_eq!(result.statements.first().unwrap().effect, "Deny", "{part}");
    }
    let result =
        get("explicit_deny", USER, json!({"identity_policies": [allow], "service_control_policies": [[allow, deny]]}));
    assert_eq!(
        (result.by, result.statements.first().unwrap().policy.as_str()),
        (vec!["scp".to_owned()], "/service_control_policies/0/1")
    );
    get(
        "explicit_deny",
        USER,
        json!({"identity_policies": [allow], "resource_policy": named("Deny", json!("*"), "s3:*")}),
    );
    get("explicit_deny", SESSION, json!({"identity_policies": [allow], "session_policy": deny}));
    get(
        "explicit_deny",
        USER,
        json!({"identity_policies": [allow], "resource_control_policies": [[named("Deny", json!("*"), "s3:*")]]}),
    );
}

#[test]
fn every_level_of_scps_must_allow() {
    let allow = doc("Allow", "*");
    get(
        "allowed",
        USER,
        json!({"identity_policies": [allow], "service_control_policies": [[allow], [allow, doc("Allow", "ec2:*")]]}),
    );
    let result = get(
        "implicit_deny",
        USER,
        json!({"identity_policies": [allow], "service_control_policies": [[allow], [doc("Allow", "ec2:*")]]}),
    );
    assert_eq!(result.by, ["scp"]);
    get("implicit_deny", USER, json!({"identity_policies": [allow], "service_control_policies": [[allow], []]}));
}

#[test]
fn scps_leave_the_management_account_service_linked_roles_and_services_alone() {
    let scp = json!([[doc("Deny", "*")]]);
    let allow = json!([doc("Allow", "*")]);
    get(
        "allowed",
        USER,
        json!({"identity_policies": allow, "service_control_policies": scp, "service_settings": {"management_account": "111122223333"}}),
    );
    get(
        "allowed",
        "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/R",
        json!({"identity_policies": allow, "service_control_policies": scp}),
    );
    get(
        "allowed",
        "sns.amazonaws.com",
        json!({"resource_policy": named("Allow", json!({"Service": "sns.amazonaws.com"}), "s3:*"), "service_control_policies": scp}),
    );
}

#[test]
fn rcps_reach_foreign_and_anonymous_callers_but_only_supported_services() {
    let deny = json!([[named("Deny", json!("*"), "*")]]);
    let open = named("Allow", json!("*"), "*");
    get("explicit_deny", "anonymous", json!({"resource_policy": open, "resource_control_policies": deny}));
    check(
        "allowed",
        USER,
        "ec2:RunInstances",
        "*",
        json!({"identity_policies": [doc("Allow", "*")], "resource_control_policies": deny}),
    );
    get(
        "allowed",
        "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/R",
        json!({"identity_policies": [doc("Allow", "*")], "resource_control_policies": deny}),
    );
    get("allowed", USER, json!({"identity_policies": [doc("Allow", "*")], "resource_control_policies": [[]]}));
}

#[test]
fn an_endpoint_policy_must_allow() {
    let result = get(
        "implicit_deny",
        USER,
        json!({"identity_policies": [doc("Allow", "*")], "endpoint_policies": [named("Allow", json!("*"), "s3:PutObject")]}),
    );
    assert_eq!(result.by, ["endpoint"]);
}

#[test]
fn the_boundary_limits_identity_policies_but_not_what_names_the_user() {
    let boundary = json!([doc("Allow", "ec2:*")]);
    get("implicit_deny", USER, json!({"identity_policies": [doc("Allow", "*")], "permission_boundaries": boundary}));
    get(
        "allowed",
        USER,
        json!({"resource_policy": named("Allow", json!({"AWS": USER}), "s3:*"), "permission_boundaries": boundary}),
    );
    get(
        "allowed",
        USER,
        json!({"resource_policy": named("Allow", json!("*"), "s3:*"), "permission_boundaries": boundary}),
    );
    get(
        "implicit_deny",
        USER,
        json!({"identity_policies": [doc("Allow", "*")], "resource_policy": named("Allow", json!({"AWS": "111122223333"}), "s3:*"), "permission_boundaries": boundary}),
    );
}

#[test]
fn boundary_and_session_policy_limit_a_grant_to_the_role_but_not_to_the_session() {
    for part in
        [json!({"permission_boundaries": [doc("Allow", "ec2:*")]}), json!({"session_policy": doc("Allow", "ec2:*")})]
    {
        let with = |principal: &str| {
            let mut part = part.clone();
            part["resource_policy"] = named("Allow", json!({"AWS": principal}), "s3:*");
            part
        };
        get("implicit_deny", SESSION, with(ROLE));
        get("allowed", SESSION, with(SESSION));
        get("allowed", SESSION, with("*"));
    }
    get("allowed", SESSION, json!({"resource_policy": named("Allow", json!({"AWS": ROLE}), "s3:*")}));
}

#[test]
fn naming_the_account_delegates_and_grants_nothing_alone() {
    let policy = named("Allow", json!({"AWS": "arn:aws:iam::111122223333:root"}), "s3:*");
    get("implicit_deny", USER, json!({"resource_policy": policy}));
    get("allowed", USER, json!({"resource_policy": policy, "identity_policies": [doc("Allow", "s3:*")]}));
}

#[test]
fn across_accounts_both_sides_must_allow() {
    let foreign = "arn:aws:iam::999900001111:user/x";
    let allow = json!([doc("Allow", "*")]);
    get("implicit_deny", foreign, json!({"identity_policies": allow}));
    get("implicit_deny", foreign, json!({"resource_policy": named("Allow", json!({"AWS": foreign}), "s3:*")}));
    for principal in [foreign, "999900001111", "*"] {
        let result = get(
            "allowed",
            foreign,
            json!({"identity_policies": allow, "resource_policy": named("Allow", json!({"AWS": principal}), "s3:*")}),
        );
        assert_eq!(result.by, ["identity", "resource"]);
    }
    get(
        "implicit_deny",
        foreign,
        json!({"identity_policies": allow, "resource_policy": named("Allow", json!({"AWS": "111122223333"}), "s3:*")}),
    );
}

#[test]
fn the_root_user_is_allowed_in_its_account_within_scps_and_resource_denies() {
    let root = "arn:aws:iam::111122223333:root";
    get("allowed", root, json!({}));
    get("implicit_deny", root, json!({"service_control_policies": [[doc("Allow", "ec2:*")]]}));
    get("explicit_deny", root, json!({"resource_policy": named("Deny", json!("*"), "s3:*")}));
    let trust =
        json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}});
    check("implicit_deny", root, "sts:AssumeRole", ROLE, json!({"resource_policy": trust}));
}

#[test]
fn a_kms_key_policy_is_the_root_of_trust() {
    let key = "arn:aws:kms:us-east-1:111122223333:key/k";
    let allow = json!([doc("Allow", "kms:*")]);
    let on = |expect: &str, parts: Value| check(expect, USER, "kms:Decrypt", key, parts);
    on("implicit_deny", json!({"identity_policies": allow}));
    on(
        "implicit_deny",
        json!({"identity_policies": allow, "resource_policy": named("Allow", json!({"AWS": ROLE}), "kms:*")}),
    );
    on(
        "allowed",
        json!({"identity_policies": allow, "resource_policy": named("Allow", json!({"AWS": "111122223333"}), "kms:*")}),
    );
    on("allowed", json!({"resource_policy": named("Allow", json!({"AWS": USER}), "kms:*")}));
    on("allowed", json!({"service_settings": {"kms_grants": [{"grantee": USER, "operations": ["Decrypt"]}]}}));
    on("implicit_deny", json!({"service_settings": {"kms_grants": [{"grantee": USER, "operations": ["Encrypt"]}]}}));
    check("allowed", USER, "kms:ListKeys", "*", json!({"identity_policies": allow}));
    // AWS KMS Developer Guide, "Key policies": no principal, the root user included, without the key policy.
    let root = |expect: &str, policy: Value| {
        check(expect, "arn:aws:iam::111122223333:root", "kms:Decrypt", key, json!({"resource_policy": policy}))
    };
    root("implicit_deny", named("Allow", json!({"AWS": ROLE}), "kms:*"));
    root("allowed", named("Allow", json!({"AWS": "111122223333"}), "kms:*"));
}

#[test]
fn assuming_a_role_always_needs_its_trust_policy() {
    let trust = |principal: Value| json!({"Statement": {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}});
    let on = |expect: &str, parts: Value| check(expect, USER, "sts:AssumeRole", ROLE, parts);
    let allow = json!([doc("Allow", "sts:*")]);
    on("implicit_deny", json!({"identity_policies": allow}));
    on("allowed", json!({"resource_policy": trust(json!({"AWS": USER}))}));
    on("implicit_deny", json!({"resource_policy": trust(json!({"AWS": "111122223333"}))}));
    on("allowed", json!({"resource_policy": trust(json!({"AWS": "111122223333"})), "identity_policies": allow}));
}

#[test]
fn get_caller_identity_is_always_allowed() {
    check("allowed", USER, "sts:GetCallerIdentity", "*", json!({"identity_policies": [doc("Deny", "*")]}));
}

#[test]
fn not_principal_with_deny_needs_account_role_and_session_and_always_hits_the_bounded() {
    let deny = |list: Value| json!({"identity_policies": [doc("Allow", "*")], "resource_policy": {"Statement": {"Effect": "Deny", "NotPrincipal": {"AWS": list}, "Action": "*", "Resource": "*"}}});
    get("explicit_deny", SESSION, deny(json!([ROLE])));
    get("explicit_deny", SESSION, deny(json!([ROLE, "111122223333"])));
    get("allowed", SESSION, deny(json!([ROLE, "111122223333", SESSION])));
    let mut bounded = deny(json!([USER, "111122223333"]));
    get("allowed", USER, bounded.clone());
    bounded["permission_boundaries"] = json!([doc("Allow", "*")]);
    get("explicit_deny", USER, bounded);
}

#[test]
fn the_public_access_block_takes_a_public_policy_from_strangers_only() {
    let parts = |block: bool| json!({"resource_policy": named("Allow", json!("*"), "s3:*"), "service_settings": {"s3": {"restrict_public_buckets": block}}});
    get("allowed", "anonymous", parts(false));
    get("implicit_deny", "anonymous", parts(true));
    get("allowed", USER, parts(true));
}

#[test]
fn acls_are_a_way_of_their_own_unless_disabled_or_ignored() {
    let parts = |s3: Value| json!({"service_settings": {"s3": s3}});
    let acl = json!([{"grantee": "AllUsers", "permission": "READ"}]);
    get("allowed", "anonymous", parts(json!({"object_acl": acl})));
    get("implicit_deny", "anonymous", parts(json!({"object_acl": acl, "ignore_public_acls": true})));
    get("implicit_deny", "anonymous", parts(json!({"object_acl": acl, "object_ownership": "BucketOwnerEnforced"})));
    get("implicit_deny", "anonymous", parts(json!({"bucket_acl": acl})));
}

#[test]
fn what_belongs_to_aws_cannot_be_changed() {
    let allow = json!({"identity_policies": [doc("Allow", "*")]});
    check(
        "implicit_deny",
        USER,
        "iam:DeleteRole",
        "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/R",
        allow.clone(),
    );
    check("implicit_deny", USER, "iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/ReadOnlyAccess", allow.clone());
    check("allowed", USER, "iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess", allow);
}

#[test]
fn an_action_without_resources_needs_a_star_and_ignores_specific_denies() {
    let on =
        |effect: &str, resource: &str| json!({"Statement": {"Effect": effect, "Action": "s3:*", "Resource": resource}});
    check(
        "implicit_deny",
        USER,
        "s3:ListAllMyBuckets",
        "*",
        json!({"identity_policies": [on("Allow", "arn:aws:s3:::b")]}),
    );
    check(
        "allowed",
        USER,
        "s3:ListAllMyBuckets",
        "*",
        json!({"identity_policies": [on("Allow", "*"), on("Deny", "arn:aws:s3:::b")]}),
    );
}

#[test]
fn short_arns_read_differently_by_kind_of_policy() {
    let with =
        |arn: &str| json!({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": arn}});
    let plain = |arn: &str| json!({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": arn}});
    get("allowed", USER, json!({"identity_policies": [plain("arn:aws:s3")]}));
    get("implicit_deny", "anonymous", json!({"resource_policy": with("arn:aws:s3")}));
    get("allowed", "anonymous", json!({"resource_policy": with("arn:aws:*")}));
    let all = doc("Allow", "*");
    get("implicit_deny", USER, json!({"identity_policies": [all], "service_control_policies": [[plain("arn:*:s3")]]}));
    get("allowed", USER, json!({"identity_policies": [all], "service_control_policies": [[plain("arn:aws:s3:*")]]}));
    get(
        "allowed",
        USER,
        json!({"identity_policies": [all], "resource_control_policies": [[{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "arn:aws:*"}}]]}),
    );
}

#[test]
fn a_deleted_principal_matches_nobody_and_no_principal_never_matches() {
    get(
        "implicit_deny",
        USER,
        json!({"resource_policy": named("Allow", json!({"AWS": "AIDAEXAMPLEEXAMPLE12"}), "s3:*")}),
    );
    get("implicit_deny", USER, json!({"resource_policy": doc("Allow", "s3:*")}));
}

#[track_caller]
fn condition(expect: &str, condition: Value, context: Value) {
    let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}});
    get(expect, USER, json!({"identity_policies": [policy], "context": context}));
}

#[test]
fn dates_are_iso_or_epoch_on_either_side() {
    condition(
        "allowed",
        json!({"DateLessThan": {"aws:CurrentTime": "2024-01-01T00:00:00Z"}}),
        json!({"aws:CurrentTime": "2023-12-31T23:59:59Z"}),
    );
    condition(
        "allowed",
        json!({"DateLessThan": {"aws:EpochTime": "1704067200"}}),
        json!({"aws:EpochTime": "2023-12-31T23:59:59Z"}),
    );
    condition(
        "allowed",
        json!({"DateGreaterThan": {"aws:EpochTime": "2023-12-31"}}),
        json!({"aws:EpochTime": "1704067200"}),
    );
    condition("allowed", json!({"DateEquals": {"k:d": "2024-01-01T09:00:00+09:00"}}), json!({"k:d": "1704067200"}));
    condition("implicit_deny", json!({"DateLessThan": {"k:d": "2024-02-30"}}), json!({"k:d": "1704067200"}));
}

#[test]
fn missing_and_multivalued_keys() {
    condition("implicit_deny", json!({"StringEquals": {"k:a": "x"}}), json!({}));
    condition("allowed", json!({"StringNotEquals": {"k:a": "x"}}), json!({}));
    condition("allowed", json!({"StringEqualsIfExists": {"k:a": "x"}}), json!({}));
    condition("allowed", json!({"Null": {"k:a": "true"}}), json!({}));
    condition("implicit_deny", json!({"Null": {"k:a": "false"}}), json!({}));
    condition("allowed", json!({"ForAllValues:StringEquals": {"k:a": "x"}}), json!({}));
    condition("allowed", json!({"ForAllValues:StringEquals": {"k:a": "x"}}), json!({"k:a": []}));
    condition("implicit_deny", json!({"ForAnyValue:StringEquals": {"k:a": "x"}}), json!({}));
    condition("implicit_deny", json!({"StringEquals": {"k:a": "x"}}), json!({"k:a": ["x", "y"]}));
    condition("allowed", json!({"ForAnyValue:StringEquals": {"k:a": "x"}}), json!({"k:a": "x"}));
    condition("allowed", json!({"StringEquals": {"K:A": "x"}}), json!({"k:a": "x"}));
}

#[test]
fn operators_compare_as_their_types() {
    condition("allowed", json!({"NumericLessThanEquals": {"k:n": "10"}}), json!({"k:n": 9.5}));
    condition("allowed", json!({"Bool": {"k:b": "TRUE"}}), json!({"k:b": true}));
    condition("allowed", json!({"BinaryEquals": {"k:b": "aGk="}}), json!({"k:b": "aGk="}));
    condition(
        "allowed",
        json!({"IpAddress": {"aws:SourceIp": "2001:db8::/32"}}),
        json!({"aws:SourceIp": "2001:db8::1"}),
    );
    condition(
        "implicit_deny",
        json!({"IpAddress": {"aws:SourceIp": "203.0.113.7"}}),
        json!({"aws:SourceIp": "203.0.113.8"}),
    );
    condition(
        "allowed",
        json!({"ArnEquals": {"k:arn": "arn:aws:sns:*:111122223333:t*"}}),
        json!({"k:arn": "arn:aws:sns:us-east-1:111122223333:topic"}),
    );
    condition(
        "implicit_deny",
        json!({"ArnLike": {"k:arn": "arn:aws:sns:*:topic"}}),
        json!({"k:arn": "arn:aws:sns:us-east-1:111122223333:topic"}),
    );
    condition("allowed", json!({"StringLike": {"k:s": "a*c"}}), json!({"k:s": "a\nc"}));
    condition("implicit_deny", json!({"StringLike": {"k:s": "A*"}}), json!({"k:s": "abc"}));
    condition("implicit_deny", json!({"StringMatches": {"k:s": "*"}}), json!({"k:s": "abc"}));
}

#[test]
fn variables_work_only_under_the_new_version_and_are_literal() {
    let policy = |version: Value, arn: &str| {
        let mut policy = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": arn}});
        if !version.is_null() {
            policy["Version"] = version;
        }
        json!({"identity_policies": [policy], "context": {"aws:PrincipalTag/team": "*"}})
    };
    let on = |expect: &str, version: Value, arn: &str, resource: &str| {
        check(expect, USER, "s3:GetObject", resource, policy(version, arn))
    };
    let new = || json!("2012-10-17");
    on("allowed", new(), "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/me/x");
    on("implicit_deny", Value::Null, "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/me/x");
    on("allowed", json!("2008-10-17"), "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/${aws:username}/x");
    on("implicit_deny", new(), "arn:aws:s3:::b/${aws:PrincipalTag/team}", "arn:aws:s3:::b/x");
    on("allowed", new(), "arn:aws:s3:::b/${aws:PrincipalTag/team}", "arn:aws:s3:::b/*");
    on("allowed", new(), "arn:aws:s3:::b/${aws:PrincipalTag/none, 'x'}", "arn:aws:s3:::b/x");
    on("implicit_deny", new(), "arn:aws:s3:::b/${aws:PrincipalTag/none}*", "arn:aws:s3:::b/x");
    on("allowed", new(), "arn:aws:s3:::b/${*}", "arn:aws:s3:::b/*");
    on("implicit_deny", new(), "arn:aws:s3:::b/${*}", "arn:aws:s3:::b/x");
}

#[test]
fn the_last_part_of_an_arn_crosses_colons_and_slashes_the_others_do_not() {
    let on = |expect: &str, arn: &str, resource: &str| {
        check(
            expect,
            USER,
            "lambda:InvokeFunction",
            resource,
            json!({"identity_policies": [{"Statement": {"Effect": "Allow", "Action": "*", "Resource": arn}}]}),
        )
    };
    on("allowed", "arn:aws:lambda:*:*:function:*", "arn:aws:lambda:us-east-1:111122223333:function:f:1");
    on("implicit_deny", "arn:aws:lambda:*:function:f", "arn:aws:lambda:us-east-1:111122223333:function:f");
    on(
        "implicit_deny",
        "arn:aws:lambda:us*1:111122223333:function:g",
        "arn:aws:lambda:us-east-1:111122223333:function:f",
    );
}

#[test]
fn unknown_inputs_give_unknown_never_allowed() {
    let unknown = json!({"$unknown": {"kind": "denied", "message": "iam:GetPolicyVersion was denied"}});
    let result = get("unknown", USER, json!({"identity_policies": [unknown]}));
    assert_eq!(result.gap.as_deref(), Some("iam:GetPolicyVersion was denied"));
    get("unknown", USER, json!({"identity_policies": [doc("Allow", "*"), unknown]}));
    get("implicit_deny", USER, json!({"service_control_policies": [[]], "identity_policies": [unknown]}));
    get("explicit_deny", USER, json!({"identity_policies": [doc("Deny", "*"), unknown]}));
    let policy = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"k:a": "x"}}}});
    let result = get(
        "unknown",
        USER,
        json!({"identity_policies": [policy], "context": {"k:a": {"$unknown": {"message": "not recorded"}}}}),
    );
    assert_eq!(result.gap.as_deref(), Some("not recorded"));
}

#[test]
fn bad_lines_are_answered_with_the_reason() {
    assert!(decide_line("{").gap.unwrap().starts_with("case is not readable"));
    assert!(
        decide_line(r#"{"name": "x", "request": {"principal": "bob", "action": "s3:GetObject", "resource": "*"}}"#)
            .gap
            .unwrap()
            .contains("`bob` is no ARN")
    );
    assert!(
        decide_line(r#"{"name": "x", "request": {"principal": "anonymous", "action": "s3", "resource": "*"}}"#)
            .gap
            .unwrap()
            .contains("not of the form")
    );
    let result = get("unknown", USER, json!({"identity_policies": ["not json"]}));
    assert!(result.gap.unwrap().contains("expected a value"));
}

#[test]
fn a_bucket_whose_account_is_not_known_is_decided_only_when_it_does_not_matter() {
    let policy = named("Allow", json!({"AWS": USER}), "s3:*");
    let unknown = json!({"resource_policy": policy, "resource_account": null});
    get("unknown", USER, unknown);
    get(
        "allowed",
        USER,
        json!({"resource_policy": policy, "resource_account": null, "identity_policies": [doc("Allow", "*")]}),
    );
}

#[test]
fn a_statement_of_unknown_effect_may_name_the_caller_more_closely_than_what_was_read_of_its_principals() {
    let unknown = json!({"$unknown": {"kind": "test", "message": "hidden"}});
    let mut document = named("Allow", json!({"AWS": [unknown, "111122223333"]}), "*");
    document["Statement"]["Effect"] = unknown.clone();
    get("unknown", SESSION, json!({"resource_policy": document}));
    // As a Deny it would hit the session, as an Allow it would not reach it.
    document["Statement"]["Effect"] = unknown;
    document["Statement"].as_object_mut().unwrap().remove("Principal");
    document["Statement"]["NotPrincipal"] = json!({"AWS": "111122223333"});
    get("unknown", SESSION, json!({"resource_policy": document, "identity_policies": [doc("Allow", "*")]}));
}
