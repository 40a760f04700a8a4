//! What stands beside a principal's own policies: SCPs, resource policies, and what of them was not read.

#![expect(clippy::unwrap_used, reason = "tests")]

use yagura_checks::access::{Question, Within, can, holder, who_can};
use yagura_iam::evaluate::Outcome;
use yagura_model::{Fact, GLOBAL, Gap, GapKind, Listed, Meta, Node, Origin, Scope, ScopeKind, Snapshot, Tags};

const ACCOUNT: &str = "111122223333";

const USER: &str = r#"
UserName: alice
Groups: []
ManagedPolicyArns: []
PermissionsBoundary:
Policies:
  - PolicyName: all
    PolicyDocument: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } }
"#;

fn add(snapshot: &mut Snapshot, resource_type: &str, id: &str, arn: &str, yaml: &str) {
    let meta = Meta {
        account: ACCOUNT.to_owned(),
        region: GLOBAL.to_owned(),
        id: id.to_owned(),
        arn: Some(arn.to_owned()),
        name: id.to_owned(),
        tags: Fact::Known(Tags::new()),
        origin: Origin::Live { call: "test".to_owned() },
    };
    let properties: Node = yagura_cloudformation::parse(yaml).unwrap();
    snapshot.insert(resource_type, meta, &properties).unwrap();
}

fn listed(snapshot: &mut Snapshot, resource_type: &str, gap: Option<Gap>) {
    snapshot.contents.lists.push(Listed {
        resource_type: resource_type.to_owned(),
        account: ACCOUNT.to_owned(),
        region: GLOBAL.to_owned(),
        gap,
    });
}

/// An account with an administrator, of which users and roles were listed in full.
fn account() -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.contents.scopes.push(Scope {
        kind: ScopeKind::Account,
        account: ACCOUNT.to_owned(),
        name: ACCOUNT.to_owned(),
        regions: Vec::new(),
        caller: String::new(),
    });
    listed(&mut snapshot, "AWS::IAM::User", None);
    listed(&mut snapshot, "AWS::IAM::Role", None);
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
        context: Vec::new(),
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
            "{{ PublicAccessBlockConfiguration: {{ RestrictPublicBuckets: {restrict} }}, PolicyDocument: {{ Statement:
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
    assert_eq!(who(true), ["principal", "service"]);
}
