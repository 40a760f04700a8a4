//! What stands beside a principal's own policies: SCPs, resource policies, and what of them was not read.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{ACCOUNT, add, listed};
use yagura_checks::access::{Question, Within, can, holder, who_can};
use yagura_finding::{Options, Report, VerdictKind};
use yagura_iam::evaluate::Outcome;
use yagura_model::{Fact, Gap, GapKind, Snapshot};

const USER: &str = r#"
UserName: alice
Groups: []
ManagedPolicyArns: []
PermissionsBoundary:
Policies:
  - PolicyName: all
    PolicyDocument: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } }
"#;

/// An account with an administrator, of which users and roles were listed in full.
fn account() -> Snapshot {
    let mut snapshot = common::account(&["AWS::IAM::User", "AWS::IAM::Role"]);
    add(&mut snapshot, "AWS::IAM::User", "alice", "arn:aws:iam::111122223333:user/alice", USER);
    snapshot
}

/// The account as a member of an organization whose control policies were read.
fn member(scps: &[(&str, &str, &str)]) -> Snapshot {
    let mut snapshot = account();
    listed(&mut snapshot, "AWS::Organizations::Organization", None);
    listed(&mut snapshot, "AWS::Organizations::Policy", None);
    let organization = "{ FeatureSet: ALL, MasterAccountId: \"999900001111\" }";
    add(
        &mut snapshot,
        "AWS::Organizations::Organization",
        "o-shop",
        "arn:aws:organizations::999900001111:organization/o-shop",
        organization,
    );
    for (name, target, statement) in scps {
        let yaml = format!(
            "{{ Name: {name}, Type: SERVICE_CONTROL_POLICY, AwsManaged: false, TargetIds: [\"{target}\"],
               Content: {{ Version: \"2012-10-17\", Statement: {statement} }} }}"
        );
        add(&mut snapshot, "AWS::Organizations::Policy", name, name, &yaml);
    }
    snapshot
}

const ALL: &str = "{ Effect: Allow, Action: \"*\", Resource: \"*\" }";
const NO_EC2: &str = "{ Effect: Deny, Action: \"ec2:*\", Resource: \"*\" }";

fn ask(snapshot: &Snapshot, action: &str, within: Within) -> (Outcome, Option<String>) {
    let question = Question {
        principal: "alice".to_owned(),
        action: action.to_owned(),
        resource: "*".to_owned(),
        ..Question::default()
    };
    let answer = can(snapshot, &question, within).unwrap();
    (answer.outcome, answer.gap)
}

fn outcome(snapshot: &Snapshot, action: &str) -> Outcome {
    ask(snapshot, action, Within::default()).0
}

#[test]
fn an_scp_of_the_root_binds_and_one_of_another_account_does_not() {
    let root = member(&[("full", "r-abcd", ALL), ("no-ec2", "r-abcd", NO_EC2)]);
    assert_eq!(outcome(&root, "ec2:RunInstances"), Outcome::ExplicitDeny);
    assert_eq!(outcome(&root, "s3:ListAllMyBuckets"), Outcome::Allowed);
    let other = member(&[("full", "r-abcd", ALL), ("no-ec2", "444455556666", NO_EC2)]);
    assert_eq!(outcome(&other, "ec2:RunInstances"), Outcome::Allowed);
}

#[test]
fn an_scp_of_a_unit_that_may_hold_the_account_leaves_unknown_what_it_denies() {
    let unit = member(&[("full", "r-abcd", ALL), ("all", "ou-abcd-1", ALL), ("no-ec2", "ou-abcd-1", NO_EC2)]);
    let (outcome_of, gap) = ask(&unit, "ec2:RunInstances", Within::default());
    assert_eq!(outcome_of, Outcome::Unknown);
    assert!(gap.unwrap().contains("ou-abcd-1"));
    assert_eq!(outcome(&unit, "s3:ListAllMyBuckets"), Outcome::Allowed);
}

#[test]
fn where_the_tree_was_read_the_units_above_the_account_bind_and_others_do_not() {
    let within = |unit: &str| {
        let mut snapshot = member(&[("full", "r-abcd", ALL), ("all", unit, ALL), ("no-ec2", unit, NO_EC2)]);
        let own = "{ Id: \"111122223333\", ParentId: ou-abcd-1 }";
        add(&mut snapshot, "AWS::Organizations::Account", ACCOUNT, "account", own);
        for (id, parent) in [("ou-abcd-1", "ou-abcd-2"), ("ou-abcd-2", "r-abcd"), ("ou-abcd-3", "r-abcd")] {
            add(&mut snapshot, "AWS::Organizations::OrganizationalUnit", id, id, &format!("{{ ParentId: {parent} }}"));
        }
        outcome(&snapshot, "ec2:RunInstances")
    };
    assert_eq!(within("ou-abcd-1"), Outcome::ExplicitDeny);
    assert_eq!(within("ou-abcd-2"), Outcome::ExplicitDeny);
    assert_eq!(within("ou-abcd-3"), Outcome::Allowed);
}

#[test]
fn control_policies_that_were_not_read_keep_an_allow_from_being_known() {
    let denied = |resource_type: &str| {
        let mut snapshot = account();
        listed(&mut snapshot, resource_type, Some(Gap::new(GapKind::Denied, "organizations:DescribeOrganization")));
        snapshot
    };
    let snapshot = denied("AWS::Organizations::Organization");
    assert_eq!(outcome(&snapshot, "ec2:RunInstances"), Outcome::Unknown);
    assert_eq!(outcome(&account(), "ec2:RunInstances"), Outcome::Unknown, "the organization was left out of the scan");
    let without = Within { without_organization: true };
    assert_eq!(ask(&snapshot, "ec2:RunInstances", without).0, Outcome::Allowed);

    let mut alone = account();
    listed(&mut alone, "AWS::Organizations::Organization", None);
    assert_eq!(outcome(&alone, "ec2:RunInstances"), Outcome::Allowed, "in no organization");
}

#[test]
fn somebody_of_an_account_that_was_not_read_is_unknown_and_somebody_who_is_not_there_an_error() {
    let within = Within { without_organization: true };
    let stranger = holder(&account(), "arn:aws:iam::444455556666:role/app", within).unwrap();
    assert!(stranger.identity.iter().all(|attached| attached.policy.first_gap().is_some()));
    assert!(!stranger.identity.is_empty());
    assert!(holder(&account(), "arn:aws:iam::111122223333:role/app", within).is_err());
}

#[test]
fn a_public_bucket_that_is_restricted_is_its_own_accounts_alone() {
    let within = Within { without_organization: true };
    let who = |restrict: bool| {
        let mut snapshot = account();
        let yaml = format!(
            "{{ PublicAccessBlockConfiguration: {{ RestrictPublicBuckets: {restrict} }},
               OwnershipControls: {{ Rules: [{{ ObjectOwnership: BucketOwnerEnforced }}] }}, PolicyDocument: {{ Statement:
               {{ Effect: Allow, Principal: \"*\", Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::web/*\" }} }} }}"
        );
        add(&mut snapshot, "AWS::S3::Bucket", "web", "arn:aws:s3:::web", &yaml);
        let account_wide = "{ PublicAccessBlockConfiguration: {} }";
        add(&mut snapshot, "AWS::S3::AccountPublicAccessBlock", ACCOUNT, ACCOUNT, account_wide);
        let found = who_can(&snapshot, "s3:GetObject", "arn:aws:s3:::web/*", within).unwrap();
        found.ways.into_iter().map(|way| way.kind).collect::<Vec<_>>()
    };
    assert!(who(false).contains(&"anonymous"));
    // S3 leaves its own account and the services of AWS.
    assert_eq!(who(true), ["principal", "root", "service"]);
}

const BOB: &str = r"
UserName: bob
Groups: []
ManagedPolicyArns: []
PermissionsBoundary:
Policies: []
";

/// Who may, as `kind by who`, with ` ?` where it cannot be told and ` if` where conditions decide.
fn ways(snapshot: &Snapshot, action: &str, arn: &str) -> Vec<String> {
    let found = who_can(snapshot, action, arn, Within::default()).unwrap();
    let line = |way: &yagura_checks::access::Way| {
        let end = if way.gap.is_some() {
            " ?"
        } else if way.conditional {
            " if"
        } else {
            ""
        };
        format!("{} {} {}{end}", way.kind, way.by, way.who)
    };
    found.ways.iter().map(line).collect()
}

/// An account in no organization, with one user who may do nothing by itself.
fn alone() -> Snapshot {
    let mut snapshot = account();
    listed(&mut snapshot, "AWS::Organizations::Organization", None);
    add(&mut snapshot, "AWS::IAM::User", "bob", "arn:aws:iam::111122223333:user/bob", BOB);
    snapshot
}

const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/k";

fn with_key(grants: &str) -> Snapshot {
    let mut snapshot = alone();
    let yaml = format!(
        r#"{{ KeyManager: CUSTOMER, KeyPolicy: {{ Statement: {{ Effect: Allow, Principal: {{ AWS: "arn:aws:iam::111122223333:root" }},
            Action: "kms:*", Resource: "*" }} }}, {grants} }}"#
    );
    add(&mut snapshot, "AWS::KMS::Key", "k", KEY, &yaml);
    snapshot
}

fn decrypt(snapshot: &Snapshot) -> (Outcome, Option<String>) {
    let question = Question {
        principal: "bob".to_owned(),
        action: "kms:Decrypt".to_owned(),
        resource: KEY.to_owned(),
        ..Question::default()
    };
    let answer = can(snapshot, &question, Within::default()).unwrap();
    (answer.outcome, answer.gap)
}

#[test]
fn a_grant_on_a_key_is_a_way_in_and_one_for_others_is_none() {
    let grant = |who: &str, more: &str| {
        with_key(&format!("Grants: [{{ GranteePrincipal: {who}, Operations: [Decrypt]{more} }}]"))
    };
    let given = grant("\"arn:aws:iam::111122223333:user/bob\"", "");
    assert_eq!(decrypt(&given).0, Outcome::Allowed);
    assert!(
        ways(&given, "kms:Decrypt", KEY).contains(&"principal grant arn:aws:iam::111122223333:user/bob".to_owned())
    );
    assert!(!ways(&given, "kms:Encrypt", KEY).iter().any(|way| way.contains("bob")));
    let other = grant("\"arn:aws:iam::444455556666:role/partner\"", "");
    assert_eq!(decrypt(&other).0, Outcome::ImplicitDeny);
    let constrained = ", Constraints: { EncryptionContextSubset: { Department: IT } }";
    let tied = grant("\"arn:aws:iam::111122223333:user/bob\"", constrained);
    assert_eq!(decrypt(&tied).0, Outcome::Unknown);
    assert!(
        ways(&tied, "kms:Decrypt", KEY).contains(&"principal grant arn:aws:iam::111122223333:user/bob if".to_owned())
    );
    assert_eq!(decrypt(&with_key("Grants: []")).0, Outcome::ImplicitDeny);
}

#[test]
fn grants_that_were_not_read_keep_an_answer_from_being_known() {
    let mut snapshot = with_key("Grants: []");
    for key in snapshot.kms.keys.items_mut() {
        key.props.grants = Fact::unknown(Gap::new(GapKind::Denied, "kms:ListGrants was denied"));
    }
    let (outcome, gap) = decrypt(&snapshot);
    assert_eq!(outcome, Outcome::Unknown);
    assert!(gap.unwrap().contains("kms:ListGrants"));
    assert!(ways(&snapshot, "kms:Decrypt", KEY).iter().any(|way| way.ends_with('?')));
}

const BUCKET: &str = "arn:aws:s3:::web";
const OFF: &str =
    "BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false";

fn with_bucket(mut snapshot: Snapshot, block: &str, grants: &str) -> Snapshot {
    let yaml = format!(
        "{{ PolicyDocument: , PublicAccessBlockConfiguration: {{ {block} }}, OwnershipControls: {{ Rules: [{{ ObjectOwnership: ObjectWriter }}] }}, Grants: [{grants}] }}"
    );
    add(&mut snapshot, "AWS::S3::Bucket", "web", BUCKET, &yaml);
    let none = format!("{{ PublicAccessBlockConfiguration: {{ {OFF} }} }}");
    add(&mut snapshot, "AWS::S3::AccountPublicAccessBlock", "block", "", &none);
    snapshot
}

#[test]
fn the_acl_of_a_bucket_lets_everyone_in() {
    let everyone =
        "{ Grantee: { Type: Group, URI: \"http://acs.amazonaws.com/groups/global/AllUsers\" }, Permission: READ }";
    let signed = "{ Grantee: { Type: Group, URI: \"http://acs.amazonaws.com/groups/global/AuthenticatedUsers\" }, Permission: READ }";
    let partner = "{ Grantee: { Type: CanonicalUser, ID: 79a59df9 }, Permission: FULL_CONTROL }";
    let list = |grants: &str, block: &str| ways(&with_bucket(alone(), block, grants), "s3:ListBucket", BUCKET);
    assert!(list(everyone, OFF).contains(&"anonymous acl anyone".to_owned()), "{:?}", list(everyone, OFF));
    assert!(list(signed, OFF).contains(&"any-aws-principal acl any AWS principal".to_owned()));
    assert!(list(partner, OFF).contains(&"account acl canonical user 79a59df9".to_owned()));
    let ignored = OFF.replace("IgnorePublicAcls: false", "IgnorePublicAcls: true");
    assert!(!list(everyone, &ignored).iter().any(|way| way.contains("anyone")), "{:?}", list(everyone, &ignored));
    // What the ACL of the bucket does not give, an object's may: it is not read.
    let objects = ways(&with_bucket(alone(), OFF, everyone), "s3:GetObject", "arn:aws:s3:::web/a");
    assert!(objects.contains(&"anonymous acl anyone ?".to_owned()), "{objects:?}");
}

#[test]
fn the_root_user_may_within_its_scps() {
    let root = "root root arn:aws:iam::111122223333:root".to_owned();
    assert!(ways(&with_bucket(alone(), OFF, ""), "s3:ListBucket", BUCKET).contains(&root));
    let no_s3 = "{ Effect: Deny, Action: \"s3:*\", Resource: \"*\" }";
    let bound = member(&[("full", "r-abcd", ALL), ("no-s3", "r-abcd", no_s3)]);
    assert_eq!(ways(&with_bucket(bound, OFF, ""), "s3:ListBucket", BUCKET), Vec::<String>::new());
    assert!(!ways(&with_key("Grants: []"), "sts:AssumeRole", "arn:aws:iam::111122223333:role/x").contains(&root));
}

#[test]
fn an_rcp_takes_from_strangers_and_from_the_account_alike() {
    let policy = "{ Effect: Allow, Principal: { AWS: \"444455556666\" }, Action: \"s3:ListBucket\", Resource: \"arn:aws:s3:::web\" }";
    let asked = |rcp: &str| {
        let mut snapshot = with_bucket(member(&[("full", "r-abcd", ALL)]), OFF, "");
        for bucket in snapshot.s3.buckets.items_mut() {
            let text = format!("{{ Statement: {policy} }}");
            let node = yagura_cloudformation::parse(&format!("{{ PolicyDocument: {text} }}")).unwrap();
            let read: yagura_model::services::s3::Bucket = yagura_model::decode(&node).unwrap();
            bucket.props.policy_document = read.policy_document;
        }
        let yaml = format!(
            "{{ Name: rcp, Type: RESOURCE_CONTROL_POLICY, AwsManaged: false, TargetIds: [\"r-abcd\"],
               Content: {{ Version: \"2012-10-17\", Statement: {rcp} }} }}"
        );
        add(&mut snapshot, "AWS::Organizations::Policy", "rcp", "rcp", &yaml);
        ways(&snapshot, "s3:ListBucket", BUCKET)
    };
    let nothing = "{ Effect: Allow, Principal: \"*\", Action: \"*\", Resource: \"*\" }";
    let open = asked(nothing);
    assert!(
        open.iter().any(|way| way.contains("user/alice")) && open.iter().any(|way| way.contains("444455556666")),
        "{open:?}"
    );
    assert_eq!(asked("{ Effect: Deny, Principal: \"*\", Action: \"s3:*\", Resource: \"*\" }"), Vec::<String>::new());
    let stranger = "{ Effect: Deny, Principal: \"*\", Action: \"s3:*\", Resource: \"*\", Condition: { StringNotEquals: { \"aws:PrincipalAccount\": \"111122223333\" } } }";
    let own = asked(stranger);
    assert!(
        own.iter().any(|way| way.contains("user/alice")) && !own.iter().any(|way| way.contains("444455556666")),
        "{own:?}"
    );
}

#[test]
fn a_session_policy_and_the_endpoint_on_the_way_must_allow_too() {
    let mut snapshot = with_bucket(alone(), OFF, "");
    let endpoint = "{ PolicyDocument: { Statement: { Effect: Allow, Principal: \"*\", Action: \"s3:ListBucket\", Resource: \"*\" } } }";
    add(
        &mut snapshot,
        "AWS::EC2::VPCEndpoint",
        "vpce-1a2b3c4d",
        "arn:aws:ec2:us-east-1:111122223333:vpc-endpoint/vpce-1a2b3c4d",
        endpoint,
    );
    let ask = |action: &str, through: Option<&str>, session: Option<&str>| {
        let session = session.map(|text| yagura_checks::access::Attached {
            label: "session".to_owned(),
            policy: std::sync::Arc::new(yagura_iam::Policy::parse(text).unwrap()),
        });
        let question = Question {
            principal: "alice".to_owned(),
            action: action.to_owned(),
            resource: BUCKET.to_owned(),
            context: through.map(|id| ("aws:sourceVpce".to_owned(), Some(id.to_owned()))).into_iter().collect(),
            session: session.into_iter().collect(),
        };
        let answer = can(&snapshot, &question, Within::default()).unwrap();
        (answer.outcome, answer.by)
    };
    assert_eq!(ask("s3:ListBucket", Some("vpce-1a2b3c4d"), None).0, Outcome::Allowed);
    assert_eq!(ask("s3:DeleteBucket", None, None).0, Outcome::Allowed);
    assert_eq!(ask("s3:DeleteBucket", Some("vpce-1a2b3c4d"), None), (Outcome::ImplicitDeny, vec!["endpoint"]));
    assert_eq!(ask("s3:DeleteBucket", Some("vpce-99999999"), None).0, Outcome::Unknown);
    let list = r#"{"Statement":{"Effect":"Allow","Action":"s3:List*","Resource":"*"}}"#;
    assert_eq!(ask("s3:ListBucket", None, Some(list)).0, Outcome::Allowed);
    assert_eq!(ask("s3:DeleteBucket", None, Some(list)), (Outcome::ImplicitDeny, vec!["session"]));
}

/// The verdicts of a check.
fn verdicts(snapshot: &Snapshot, check: &str) -> Vec<VerdictKind> {
    let check = yagura_checks::find(check).unwrap();
    let options = Options { include_pass: true, ..Options::default() };
    Report::run(snapshot, &[check], options).findings.into_iter().map(|finding| finding.verdict).collect()
}

#[test]
fn scps_limit_administration_and_escalation_in_the_scan() {
    let scp = |statement: &str| {
        member(&[("full", "r-abcd", ALL), ("guard", "111122223333", statement), ("all", "111122223333", ALL)])
    };
    let open = scp(NO_EC2);
    assert_eq!(verdicts(&open, "iam-user-admin"), [VerdictKind::Fail]);
    let no_iam = scp("{ Effect: Deny, Action: \"iam:*\", Resource: \"*\" }");
    assert_eq!(verdicts(&no_iam, "iam-user-admin"), [VerdictKind::Pass]);
    // What is left leads on: whoever may update code under a role of a function acts as that role.
    assert_eq!(verdicts(&no_iam, "iam-principal-escalates"), [VerdictKind::Fail]);
    let reads = member(&[
        ("full", "r-abcd", ALL),
        ("reads", "111122223333", "{ Effect: Allow, Action: \"s3:Get*\", Resource: \"*\" }"),
    ]);
    assert_eq!(verdicts(&reads, "iam-user-admin"), [VerdictKind::Pass]);
    assert_eq!(verdicts(&reads, "iam-principal-escalates"), [VerdictKind::Pass]);
    // A Deny outside of some regions leaves an administrator in the others.
    let regions = scp(
        "{ Effect: Deny, Action: \"*\", Resource: \"*\", Condition: { StringNotEquals: { \"aws:RequestedRegion\": us-east-1 } } }",
    );
    assert_eq!(verdicts(&regions, "iam-user-admin"), [VerdictKind::Fail]);
    let elsewhere = member(&[
        ("full", "r-abcd", ALL),
        ("none", "444455556666", "{ Effect: Deny, Action: \"*\", Resource: \"*\" }"),
    ]);
    assert_eq!(verdicts(&elsewhere, "iam-user-admin"), [VerdictKind::Fail]);
}

#[test]
fn an_scp_that_allows_all_but_one_service_leaves_an_administrator() {
    let allowed = |statement: &str| member(&[("some", "r-abcd", statement)]);
    let but_one =
        "{ Effect: Allow, Action: [\"iam:*\", \"s3:*\", \"lambda:*\", \"kms:*\", \"sts:*\"], Resource: \"*\" }";
    assert_eq!(verdicts(&allowed(but_one), "iam-user-admin"), [VerdictKind::Fail]);
    assert_eq!(
        verdicts(&allowed("{ Effect: Allow, NotAction: \"ec2:*\", Resource: \"*\" }"), "iam-user-admin"),
        [VerdictKind::Fail]
    );
    let without_iam = "{ Effect: Allow, Action: [\"s3:*\", \"kms:*\"], Resource: \"*\" }";
    assert_eq!(verdicts(&allowed(without_iam), "iam-user-admin"), [VerdictKind::Pass]);
    // One way that is left is enough.
    let deny = |actions: &str| {
        let statement = format!("{{ Effect: Deny, Action: [{actions}], Resource: \"*\" }}");
        verdicts(&member(&[("full", "r-abcd", ALL), ("guard", "r-abcd", &statement)]), "iam-user-admin")
    };
    let but_trust = "\"iam:AttachRolePolicy\", \"iam:AttachUserPolicy\", \"iam:Put*\", \"iam:CreatePolicyVersion\"";
    assert_eq!(deny(but_trust), [VerdictKind::Fail]);
    assert_eq!(deny(&format!("{but_trust}, \"iam:UpdateAssumeRolePolicy\"")), [VerdictKind::Pass]);
}

#[test]
fn an_scp_with_a_short_arn_denies_only_what_organizations_reads_in_it() {
    let deny = |resource: &str| {
        let statement = format!("{{ Effect: Deny, Action: \"iam:*\", Resource: \"{resource}\" }}");
        verdicts(&member(&[("full", "r-abcd", ALL), ("guard", "r-abcd", &statement)]), "iam-user-admin")
    };
    assert_eq!(deny("arn:aws:iam"), [VerdictKind::Fail]);
    assert_eq!(deny("arn:aws:iam:*"), [VerdictKind::Pass]);
}

#[test]
fn users_and_roles_that_were_not_listed_may_be_among_those_who_can() {
    let denied = |resource_type: &str| {
        let mut snapshot = alone();
        for list in &mut snapshot.contents.lists {
            if list.resource_type == resource_type {
                let mut gap = Gap::new(GapKind::Denied, "not authorized");
                gap.needs = Some("iam:GetAccountAuthorizationDetails".to_owned());
                list.gap = Some(gap);
            }
        }
        snapshot
    };
    let ask = |snapshot: &Snapshot| ways(snapshot, "sns:ListTopics", "*");
    let full = ask(&alone());
    assert_eq!(full, ["principal identity arn:aws:iam::111122223333:user/alice"]);
    let users = ask(&denied("AWS::IAM::User"));
    assert_eq!(users[1..], ["principal identity users of account 111122223333 ?"]);
    let roles = ask(&denied("AWS::IAM::Role"));
    assert_eq!(roles[1..], ["principal identity roles of account 111122223333 ?"]);
    let found = who_can(&denied("AWS::IAM::Role"), "sns:ListTopics", "*", Within::default()).unwrap();
    assert!(found.ways[1].gap.as_ref().unwrap().contains("iam:GetAccountAuthorizationDetails was denied"));
    // An account that was left out of the scan.
    let other = ways(&alone(), "sns:Publish", "arn:aws:sns:us-east-1:777788889999:news");
    assert!(other.contains(&"principal identity users of account 777788889999 ?".to_owned()), "{other:?}");
}

#[test]
fn a_principal_that_cannot_be_named_may_be_among_those_who_can() {
    let mut snapshot = alone();
    for user in snapshot.iam.users.items_mut() {
        if user.meta.name == "bob" {
            user.meta.arn = None;
        }
    }
    assert_eq!(
        ways(&snapshot, "sns:ListTopics", "*"),
        ["principal identity arn:aws:iam::111122223333:user/alice", "principal identity bob ?"]
    );
}

#[test]
fn a_service_of_which_it_is_not_known_that_resources_have_no_policies_keeps_answers_open() {
    let snapshot = alone();
    let ask = |action: &str, arn: &str| {
        let question = Question {
            principal: "alice".to_owned(),
            action: action.to_owned(),
            resource: arn.to_owned(),
            ..Question::default()
        };
        can(&snapshot, &question, Within::default()).unwrap().outcome
    };
    for (action, arn) in [
        ("oam:CreateLink", "arn:aws:oam:us-east-1:111122223333:sink/1"),
        ("xray:PutTraceSegments", "arn:aws:xray:us-east-1:111122223333:group/a/1"),
        ("cloudtrail:StartQuery", "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/1"),
        ("imagebuilder:GetImage", "arn:aws:imagebuilder:us-east-1:111122223333:image/a/1.0.0/1"),
        ("sagemaker:DescribeModelPackageGroup", "arn:aws:sagemaker:us-east-1:111122223333:model-package-group/a"),
        ("network-firewall:DescribeRuleGroup", "arn:aws:network-firewall:us-east-1:111122223333:stateful-rulegroup/a"),
        ("comprehend:ImportModel", "arn:aws:comprehend:us-east-1:111122223333:document-classifier/a"),
        ("cloudhsm:CopyBackupToRegion", "arn:aws:cloudhsm:us-east-1:111122223333:backup/a"),
        ("osis:Ingest", "arn:aws:osis:us-east-1:111122223333:pipeline/a"),
        ("es:ESHttpGet", "arn:aws:es:us-east-1:111122223333:domain/a"),
        ("glue:GetTable", "arn:aws:glue:us-east-1:111122223333:catalog"),
        ("dynamodb:GetRecords", "arn:aws:dynamodb:us-east-1:111122223333:table/a/stream/2026"),
        ("madeup:Get", "arn:aws:madeup:us-east-1:111122223333:thing/a"),
        // Of a service whose resources have none, the few that do.
        ("ec2:AllocateIpamPoolCidr", "arn:aws:ec2::111122223333:ipam-pool/ipam-pool-1"),
        (
            "elasticloadbalancing:DescribeTrustStores",
            "arn:aws:elasticloadbalancing:us-east-1:111122223333:truststore/a/1",
        ),
        // The action is one service's, the resource another's.
        ("ce:GetCostAndUsage", "arn:aws:billing::111122223333:billingview/a"),
        ("sso:DescribeApplication", "arn:aws:sso::111122223333:application/ssoins-1/apl-1"),
        ("elasticmapreduce:DescribeEditor", "arn:aws:elasticmapreduce:us-east-1:111122223333:editor/e-1"),
    ] {
        assert_eq!(ask(action, arn), Outcome::Unknown, "{action}");
    }
    for (action, arn) in [
        ("ec2:StopInstances", "arn:aws:ec2:us-east-1:111122223333:instance/i-1"),
        (
            "elasticloadbalancing:DeleteRule",
            "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener-rule/app/a/1/2/3",
        ),
        ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1"),
        ("iam:GetUser", "arn:aws:iam::111122223333:user/bob"),
        ("athena:StartQueryExecution", "arn:aws:athena:us-east-1:111122223333:workgroup/a"),
        ("rds:StopDBInstance", "arn:aws:rds:us-east-1:111122223333:db:a"),
    ] {
        assert_eq!(ask(action, arn), Outcome::Allowed, "{action}");
    }
}

#[test]
fn an_organization_of_which_not_all_was_read_leaves_its_control_policies_unknown() {
    let of = |organization: &str| {
        let mut snapshot = account();
        listed(&mut snapshot, "AWS::Organizations::Organization", None);
        listed(&mut snapshot, "AWS::Organizations::Policy", None);
        add(&mut snapshot, "AWS::Organizations::Organization", "o-shop", "arn:aws:organizations::x", organization);
        ask(&snapshot, "ec2:RunInstances", Within::default())
    };
    let unread = "{ $unknown: { kind: denied, message: access denied } }";
    let (outcome, gap) = of(&format!("{{ FeatureSet: ALL, MasterAccountId: {unread} }}"));
    assert_eq!(outcome, Outcome::Unknown);
    assert!(gap.unwrap().contains("whether `111122223333` is the management account"));
    assert_eq!(of(&format!("{{ FeatureSet: {unread}, MasterAccountId: \"999900001111\" }}")).0, Outcome::Unknown);
    // What is known is enough.
    assert_eq!(of(&format!("{{ FeatureSet: {unread}, MasterAccountId: \"111122223333\" }}")).0, Outcome::Allowed);
    assert_eq!(of(&format!("{{ FeatureSet: CONSOLIDATED_BILLING, MasterAccountId: {unread} }}")).0, Outcome::Allowed);
}

#[test]
fn who_can_read_a_log_group_is_known_where_the_principals_were_read() {
    const GROUP: &str = "/aws/lambda/signup";
    let reader = |name: &str, statement: &str| {
        BOB.replace("UserName: bob", &format!("UserName: {name}")).replace(
            "Policies: []",
            &format!("Policies: [{{ PolicyName: own, PolicyDocument: {{ Statement: {statement} }} }}]"),
        )
    };
    let mut snapshot = account();
    listed(&mut snapshot, "AWS::Organizations::Organization", None);
    for (name, statement) in [
        (
            "filter",
            "{ Effect: Allow, Action: 'logs:FilterLogEvents', Resource: 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/signup:*' }",
        ),
        (
            "other",
            "{ Effect: Allow, Action: 'logs:Get*', Resource: 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/quiet:*' }",
        ),
        ("writer", "{ Effect: Allow, Action: ['logs:PutLogEvents', 'logs:CreateLogStream'], Resource: '*' }"),
    ] {
        let arn = format!("arn:aws:iam::111122223333:user/{name}");
        add(&mut snapshot, "AWS::IAM::User", name, &arn, &reader(name, statement));
    }
    let exposure = yagura_checks::data::of_log_group(&snapshot, ACCOUNT, "us-east-1", GROUP, Within::default());
    // Alice may do everything.
    assert_eq!((exposure.principals, exposure.gaps.as_slice()), (2, &[][..]), "{exposure:?}");
    assert!(!exposure.public && exposure.outside.is_empty(), "{exposure:?}");
    // What a policy on the group may say is not known.
    let arn = format!("arn:aws:logs:us-east-1:111122223333:log-group:{GROUP}:log-stream:a");
    assert!(ways(&snapshot, "logs:PutLogEvents", &arn).iter().any(|way| way.ends_with('?')));
    // Nor who else there is.
    snapshot.contents.lists.retain(|list| list.resource_type != "AWS::IAM::Role");
    listed(&mut snapshot, "AWS::IAM::Role", Some(Gap::new(GapKind::Denied, "iam:ListRoles")));
    let exposure = yagura_checks::data::of_log_group(&snapshot, ACCOUNT, "us-east-1", GROUP, Within::default());
    assert_eq!((exposure.principals, exposure.gaps.len()), (2, 1), "{exposure:?}");
}
