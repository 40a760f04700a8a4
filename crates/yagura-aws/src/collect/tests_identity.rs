//! What accounts, analyzers, organizations and keys answer, as it reaches the model.

use serde_json::{Value, json};
use yagura_model::{GapKind, Snapshot};

use super::engine::Run;
use super::table::Service;
use super::tests::{AT, Recorded};

const DENIED: Result<Value, (GapKind, &str)> = Err((GapKind::Denied, "AccessDeniedException"));

/// Reads every kind of a service into a snapshot; the gaps of its lists go along.
fn snapshot(api: &Recorded, service: &'static Service) -> Snapshot {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let run = Run::new(api, service, AT);
    let mut snapshot = Snapshot::default();
    for kind in service.kinds {
        let found = runtime.block_on(run.kind(kind));
        for (meta, node) in found.resources {
            snapshot.insert(kind.resource_type, meta, &node).unwrap();
        }
        snapshot.contents.gaps.extend(found.gap);
    }
    snapshot
}

#[test]
fn each_fact_about_the_account_is_known_absent_or_denied_by_itself() {
    let api = Recorded::of(&[
        (
            "GetCallerIdentity",
            Ok(json!({"UserId": "x", "Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/x"})),
        ),
        ("GetAccountSummary", Ok(json!({"SummaryMap": {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0}}))),
        ("GetAccountPasswordPolicy", Err((GapKind::Error, "NoSuchEntity"))),
        (
            r#"account GetAlternateContact us-east-1 {"AlternateContactType":"SECURITY"}"#,
            Ok(json!({"AlternateContact": {"AlternateContactType": "SECURITY", "EmailAddress": "sec@example.com"}})),
        ),
        (
            r#"account GetAlternateContact us-east-1 {"AlternateContactType":"BILLING"}"#,
            Err((GapKind::Error, "ResourceNotFoundException")),
        ),
    ]);
    let snapshot = snapshot(&api, &super::account::SERVICE);
    let [account] = &snapshot.account.accounts[..] else { panic!("one account") };
    assert_eq!(account.meta.arn.as_deref(), Some("arn:aws:iam::111122223333:root"));
    assert_eq!(account.summary("AccountMFAEnabled"), Ok(Some(1)));
    assert_eq!(account.password_policy.known(), Some(&None), "absent, and that is known");
    assert!(account.security_contact.known().is_some_and(Option::is_some));
    assert_eq!(account.billing_contact.known(), Some(&None));
    assert_eq!(account.operations_contact.get().unwrap_err().kind, GapKind::Denied, "unread, and no absence");
    assert!(!serde_json::to_string(&snapshot).unwrap().contains("example.com"), "nobody's address is kept");
}

#[test]
fn all_of_iam_is_one_answer_and_boundaries_and_versions_are_taken_from_it() {
    let api = Recorded::of(&[(
        "GetAccountAuthorizationDetails",
        Ok(json!({
            "UserDetailList": [{"UserName": "tanaka", "Arn": "arn:aws:iam::111122223333:user/tanaka", "Path": "/",
                "GroupList": ["admins"], "AttachedManagedPolicies": [],
                "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": "%7B%22Version%22%3A%222012-10-17%22%7D"}],
                "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/b"}}],
            "GroupDetailList": [{"GroupName": "admins", "Arn": "arn:aws:iam::111122223333:group/admins",
                "AttachedManagedPolicies": [{"PolicyName": "b", "PolicyArn": "arn:aws:iam::111122223333:policy/b"}]}],
            "RoleDetailList": [{"RoleName": "app", "Path": "/", "CreateDate": "2024-01-01T00:00:00+00:00", "RoleLastUsed": {}}],
            "Policies": [{"PolicyName": "b", "Arn": "arn:aws:iam::111122223333:policy/b", "PolicyVersionList": [
                {"VersionId": "v1", "IsDefaultVersion": false, "Document": {"Id": "old"}},
                {"VersionId": "v2", "IsDefaultVersion": true, "Document": {"Id": "new"}}]}],
        })),
    )]);
    let snapshot = snapshot(&api, &super::iam::SERVICE);
    let [user] = &snapshot.iam.users[..] else { panic!("one user") };
    assert_eq!(user.groups.known().unwrap().len(), 1);
    assert_eq!(user.policies.known().unwrap().len(), 1);
    assert_eq!(user.permissions_boundary.known(), Some(&Some("arn:aws:iam::111122223333:policy/b".to_owned())));
    assert!(user.login_profile.get().is_err(), "the API does not say");
    let [group] = &snapshot.iam.groups[..] else { panic!("one group") };
    let arn = group.managed_policy_arns.known().unwrap().first().and_then(|arn| arn.known()).unwrap();
    let policy = snapshot.iam.managed_policies.require(&group.meta, arn).unwrap();
    assert_eq!(policy.policy_document.known().unwrap().as_ref().unwrap().value(), json!({"Id": "new"}));
    let [role] = &snapshot.iam.roles[..] else { panic!("one role") };
    assert_eq!(role.permissions_boundary.known(), Some(&None));
    let asked = api.asked();
    assert_eq!(asked.iter().filter(|call| call.contains("GetAccountAuthorizationDetails")).count(), 1, "{asked:?}");
}

#[test]
fn analyzers_get_the_names_of_the_model() {
    let api = Recorded::of(&[(
        "ListAnalyzers",
        Ok(json!({"analyzers": [{"arn": "arn:aws:access-analyzer:us-east-1:111122223333:analyzer/a", "name": "a",
            "type": "ORGANIZATION", "status": "ACTIVE", "createdAt": "2024-01-01T00:00:00Z", "tags": {"env": "prod"}}]})),
    )]);
    let snapshot = snapshot(&api, &super::accessanalyzer::SERVICE);
    let [analyzer] = &snapshot.accessanalyzer.analyzers[..] else { panic!("one analyzer") };
    assert_eq!(analyzer.meta.name, "a");
    assert_eq!(analyzer.kind.known(), Some(&Some("ORGANIZATION".to_owned())));
    assert_eq!(analyzer.status.known(), Some(&Some("ACTIVE".to_owned())));
}

#[test]
fn an_account_without_an_organization_is_no_gap_and_a_member_that_may_not_look_is_one() {
    let alone = Recorded::of(&[
        ("DescribeOrganization", Err((GapKind::Error, "AWSOrganizationsNotInUseException"))),
        ("ListRoots", Err((GapKind::Error, "AWSOrganizationsNotInUseException"))),
        ("ListAccounts", Err((GapKind::Error, "AWSOrganizationsNotInUseException"))),
        ("ListPolicies", Err((GapKind::Error, "AWSOrganizationsNotInUseException"))),
        ("ListDelegatedAdministrators", Err((GapKind::Error, "AWSOrganizationsNotInUseException"))),
    ]);
    let read = snapshot(&alone, &super::organizations::SERVICE);
    assert!(read.organizations.organizations.is_empty() && read.contents.gaps.is_empty());
    let member = Recorded::of(&[
        (
            "DescribeOrganization",
            Ok(json!({"Organization": {"Id": "o-1", "FeatureSet": "ALL", "MasterAccountId": "444455556666"}})),
        ),
        ("ListPolicies", DENIED),
    ]);
    let read = snapshot(&member, &super::organizations::SERVICE);
    assert_eq!(read.organizations.organizations.len(), 1);
    assert!(!read.contents.gaps.is_empty() && read.contents.gaps.iter().all(|gap| gap.kind == GapKind::Denied));
}

#[test]
fn policies_of_an_organization_come_with_their_text_and_targets() {
    let api = Recorded::of(&[
        (
            r#"organizations ListPolicies us-east-1 {"Filter":"SERVICE_CONTROL_POLICY"}"#,
            Ok(
                json!({"Policies": [{"Id": "p-1", "Arn": "arn:aws:organizations::1:policy/p-1", "Name": "Keep", "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": false}]}),
            ),
        ),
        (r#"organizations ListPolicies us-east-1 {"Filter":"RESOURCE_CONTROL_POLICY"}"#, Ok(json!({"Policies": []}))),
        (
            "DescribePolicy",
            Ok(json!({"Policy": {"PolicySummary": {"Id": "p-1"}, "Content": "{\"Version\":\"2012-10-17\"}"}})),
        ),
        ("ListTargetsForPolicy", Ok(json!({"Targets": [{"TargetId": "r-abcd", "Type": "ROOT"}]}))),
    ]);
    let snapshot = snapshot(&api, &super::organizations::SERVICE);
    let [policy] = &snapshot.organizations.policies[..] else { panic!("one policy") };
    assert_eq!(policy.content.known().unwrap().as_ref().unwrap().value(), json!({"Version": "2012-10-17"}));
    assert_eq!(policy.target_ids.known().unwrap().len(), 1);
}

#[test]
fn only_keys_of_the_customer_are_asked_for_policy_and_rotation() {
    let api = Recorded::of(&[
        ("ListKeys", Ok(json!({"Keys": [{"KeyId": "own"}, {"KeyId": "sign"}, {"KeyId": "s3"}]}))),
        (
            r#"kms DescribeKey us-east-1 {"KeyId":"own"}"#,
            Ok(
                json!({"KeyMetadata": {"KeyId": "own", "KeyManager": "CUSTOMER", "KeySpec": "SYMMETRIC_DEFAULT", "Origin": "AWS_KMS", "KeyState": "Enabled"}}),
            ),
        ),
        (
            r#"kms DescribeKey us-east-1 {"KeyId":"sign"}"#,
            Ok(json!({"KeyMetadata": {"KeyId": "sign", "KeyManager": "CUSTOMER", "KeySpec": "RSA_2048"}})),
        ),
        (
            r#"kms DescribeKey us-east-1 {"KeyId":"s3"}"#,
            Ok(json!({"KeyMetadata": {"KeyId": "s3", "KeyManager": "AWS"}})),
        ),
        ("GetKeyPolicy", Ok(json!({"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[]}"}))),
        (r#"kms GetKeyRotationStatus us-east-1 {"KeyId":"own"}"#, Ok(json!({"KeyRotationEnabled": true}))),
        (
            r#"kms GetKeyRotationStatus us-east-1 {"KeyId":"sign"}"#,
            Err((GapKind::Error, "UnsupportedOperationException")),
        ),
        (
            "ListAliases",
            Ok(
                json!({"Aliases": [{"AliasName": "alias/shop", "AliasArn": "arn:aws:kms:us-east-1:111122223333:alias/shop", "TargetKeyId": "own"}]}),
            ),
        ),
    ]);
    let snapshot = snapshot(&api, &super::kms::SERVICE);
    let rotation: Vec<(&str, Option<bool>)> =
        snapshot.kms.keys.iter().map(|key| (key.meta.id.as_str(), key.enable_key_rotation.known().copied())).collect();
    assert_eq!(rotation, [("own", Some(true)), ("sign", Some(false)), ("s3", None)]);
    assert!(!api.asked().iter().any(|call| call.contains("GetKeyPolicy") && call.contains("s3")));
}
