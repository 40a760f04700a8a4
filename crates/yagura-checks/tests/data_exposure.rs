//! Who can read what lies in a bucket, object by object.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use common::{ACCOUNT, add};
use yagura_checks::access::{ObjectAcl, Within};
use yagura_checks::data::{Asked, Exposures};
use yagura_finding::data::Exposure;
use yagura_model::Snapshot;

const OFF: &str =
    "BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false";

/// An account of organization `o-shop` without users and roles, with a bucket `crm` of this policy and ownership of objects.
fn shop(statements: &str, ownership: &str) -> Snapshot {
    let types = ["AWS::IAM::User", "AWS::IAM::Role", "AWS::Organizations::Organization", "AWS::Organizations::Policy"];
    let mut snapshot = common::account(&types);
    let organization = format!("{{ FeatureSet: ALL, MasterAccountId: \"{ACCOUNT}\" }}");
    let arn = format!("arn:aws:organizations::{ACCOUNT}:organization/o-shop");
    add(&mut snapshot, "AWS::Organizations::Organization", "o-shop", &arn, &organization);
    let block = format!("{{ PublicAccessBlockConfiguration: {{ {OFF} }} }}");
    add(&mut snapshot, "AWS::S3::AccountPublicAccessBlock", ACCOUNT, ACCOUNT, &block);
    let yaml = format!(
        "{{ PublicAccessBlockConfiguration: {{ {OFF} }}, Grants: [],
           OwnershipControls: {{ Rules: [{{ ObjectOwnership: {ownership} }}] }},
           PolicyDocument: {{ Version: \"2012-10-17\", Statement: [{statements}] }} }}"
    );
    add(&mut snapshot, "AWS::S3::Bucket", "crm", "arn:aws:s3:::crm", &yaml);
    snapshot
}

const ALONE: Within = Within { without_organization: true };

fn exposures(snapshot: &Snapshot) -> Exposures<'_> {
    Exposures::of(snapshot, BTreeSet::new(), BTreeSet::new(), ALONE)
}

/// An object of which nothing but its key decides.
fn plain(key: &str) -> Asked<'_> {
    Asked { key, old: false, kms: None, acl: None }
}

/// Who can read an object, or something in the bucket where that is the same.
fn of(exposures: &Exposures<'_>, object: &Asked<'_>) -> Exposure {
    let own = exposures.of_object("crm", object);
    own.map_or_else(|| exposures.of_bucket("crm"), |own| (*own.exposure).clone())
}

/// Who can read an object of a bucket with this policy, or something in it.
fn readers(statements: &str, key: Option<&str>) -> Exposure {
    let snapshot = shop(statements, "BucketOwnerEnforced");
    let exposures = exposures(&snapshot);
    key.map_or_else(|| exposures.of_bucket("crm"), |key| of(&exposures, &plain(key)))
}

/// A statement for everyone.
fn everyone(effect: &str, resource: &str, condition: &str) -> String {
    let arn = format!("arn:aws:s3:::crm/{resource}");
    format!("{{ Effect: {effect}, Principal: \"*\", Action: \"s3:GetObject\", Resource: \"{arn}\"{condition} }}")
}

#[test]
fn what_one_folder_opens_leaves_the_others_closed() {
    for own in [
        "StringEquals: { \"aws:PrincipalOrgID\": o-shop }",
        "StringEquals: { \"aws:SourceVpce\": vpce-0123456789abcdef0 }",
        "IpAddress: { \"aws:SourceIp\": 203.0.113.0/24 }",
        "StringEquals: { \"aws:PrincipalAccount\": \"111122223333\" }",
    ] {
        let own = format!(", Condition: {{ {own} }}");
        let policy = format!("{}, {}", everyone("Allow", "open/*", ""), everyone("Allow", "kept/*", &own));
        let public = |key: Option<&str>| readers(&policy, key).public;
        assert!(public(None), "somewhere in the bucket");
        assert!(public(Some("open/a.csv")));
        assert!(!public(Some("kept/a.csv")), "no stranger: {own}");
        assert!(!public(Some("a.csv")));
        let told = readers(&policy, Some("kept/a.csv"));
        assert!(told.gaps.is_empty() && told.outside.is_empty(), "{told:?}");
    }
}

#[test]
fn the_request_of_a_stranger_is_one_for_the_object() {
    let asked = ", Condition: { StringLike: { \"aws:Referer\": \"https://shop.example/*\" } }";
    let policy = format!("{}, {}", everyone("Allow", "open/*", ""), everyone("Allow", "kept/*", asked));
    for (key, condition) in [("open/a.csv", false), ("kept/a.csv", true)] {
        let told = readers(&policy, Some(key));
        let (_, words) = told.witness.unwrap();
        assert!(told.public && words.contains(key), "{words}");
        assert_eq!(words.contains("aws:referer"), condition, "{words}");
    }
}

#[test]
fn a_denial_closes_what_it_names() {
    let policy = format!("{}, {}", everyone("Allow", "*", ""), everyone("Deny", "kept/*", ""));
    let public = |key: &str| readers(&policy, Some(key)).public;
    assert!(public("open/a.csv"));
    assert!(!public("kept/a.csv"));
    // A name that looks like a pattern is a name.
    assert!(!public("kept/*"));
    let star = everyone("Allow", "a${*}b", "");
    assert!(!readers(&star, Some("a-b")).public);
}

/// A user with these statements.
fn user(snapshot: &mut Snapshot, name: &str, statements: &str) {
    let yaml = format!(
        "{{ UserName: {name}, Groups: [], ManagedPolicyArns: [], PermissionsBoundary: null, Policies: [{{ PolicyName: own,
           PolicyDocument: {{ Version: \"2012-10-17\", Statement: [{statements}] }} }}] }}"
    );
    add(snapshot, "AWS::IAM::User", name, &format!("arn:aws:iam::{ACCOUNT}:user/{name}"), &yaml);
}

const KEY: &str = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const READS: &str = "{ Effect: Allow, Action: \"s3:GetObject\", Resource: \"*\" }";
const DECRYPTS: &str = "{ Effect: Allow, Action: \"kms:Decrypt\", Resource: \"*\" }";
const DELEGATES: &str =
    "{ Effect: Allow, Principal: { AWS: \"arn:aws:iam::111122223333:root\" }, Action: \"kms:*\", Resource: \"*\" }";

/// Who can read what is encrypted with a key of this policy, in a bucket of this policy.
fn under(bucket: &str, key: &str, grants: &str) -> Exposure {
    let mut snapshot = shop(bucket, "BucketOwnerEnforced");
    user(&mut snapshot, "both", &format!("{READS}, {DECRYPTS}"));
    user(&mut snapshot, "reads", READS);
    user(&mut snapshot, "decrypts", DECRYPTS);
    let yaml = format!(
        "{{ KeyManager: CUSTOMER, Grants: [{grants}],
           KeyPolicy: {{ Version: \"2012-10-17\", Statement: [{key}] }} }}"
    );
    add(&mut snapshot, "AWS::KMS::Key", "1234abcd-12ab-34cd-56ef-1234567890ab", KEY, &yaml);
    of(&exposures(&snapshot), &Asked { kms: Some(KEY), ..plain("a.csv") })
}

#[test]
fn who_reads_what_is_encrypted_may_use_the_key_too() {
    let told = under("", DELEGATES, "");
    assert_eq!((told.principals, told.public, told.outside.len()), (1, false, 0), "{told:?}");
    // A policy that names users itself needs nothing of theirs; one that does not delegate takes nothing from theirs.
    let named = "{ Effect: Allow, Principal: { AWS: \"arn:aws:iam::111122223333:user/reads\" }, Action: \"kms:Decrypt\", Resource: \"*\" }";
    assert_eq!(under("", named, "").principals, 1);
    assert_eq!(under("", &format!("{named}, {DELEGATES}"), "").principals, 2);
    let denied = "{ Effect: Deny, Principal: \"*\", Action: \"kms:Decrypt\", Resource: \"*\" }";
    assert_eq!(under("", &format!("{DELEGATES}, {denied}"), "").principals, 0);
    // A grant is a way in as well.
    let grant = "{ GrantId: g, GranteePrincipal: \"arn:aws:iam::111122223333:user/reads\", Operations: [Decrypt] }";
    assert_eq!(under("", DELEGATES, grant).principals, 2);
    // A policy through which S3 alone may come is no obstacle to whom S3 reads for; one for another service is.
    for (service, principals) in [("s3", 2), ("sqs", 0)] {
        let through = format!(
            "{{ Effect: Allow, Principal: \"*\", Action: \"kms:Decrypt\", Resource: \"*\", Condition: {{ StringEquals: {{
               \"kms:CallerAccount\": \"{ACCOUNT}\", \"kms:ViaService\": {service}.eu-west-1.amazonaws.com }} }} }}"
        );
        let told = under("", &through, "");
        assert_eq!((told.principals, told.gaps.len()), (principals, 0), "{service}: {told:?}");
    }
}

#[test]
fn a_public_bucket_under_a_key_is_open_to_whom_the_key_is() {
    let open = everyone("Allow", "*", "");
    let told = under(&open, DELEGATES, "");
    // Whom the bucket lets in and the key too: who may decrypt need not be allowed to read.
    assert_eq!((told.public, told.principals, told.outside.len(), told.gaps.len()), (false, 2, 0, 0), "{told:?}");
    let partner = "{ Effect: Allow, Principal: { AWS: \"arn:aws:iam::444455556666:root\" }, Action: \"kms:Decrypt\", Resource: \"*\" }";
    let told = under(&open, &format!("{DELEGATES}, {partner}"), "");
    assert_eq!((told.public, told.outside), (false, vec!["444455556666".to_owned()]));
    let all = "{ Effect: Allow, Principal: \"*\", Action: \"kms:Decrypt\", Resource: \"*\" }";
    let told = under(&open, all, "");
    assert!(told.public && told.signed, "only with credentials: {told:?}");
    // The bucket for one account, the key for another.
    let third = "{ Effect: Allow, Principal: { AWS: \"arn:aws:iam::777788889999:root\" }, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::crm/*\" }";
    assert_eq!(under(third, &format!("{DELEGATES}, {partner}"), "").outside.len(), 0);
    assert_eq!(under(third, all, "").outside, ["777788889999"]);
}

#[test]
fn of_a_key_that_was_not_read_nothing_is_known() {
    let mut snapshot = shop(&everyone("Allow", "*", ""), "BucketOwnerEnforced");
    user(&mut snapshot, "both", &format!("{READS}, {DECRYPTS}"));
    for kms in [KEY, ""] {
        let told = of(&exposures(&snapshot), &Asked { kms: Some(kms), ..plain("a.csv") });
        assert!(!told.public && told.least && !told.gaps.is_empty(), "{told:?}");
        assert_eq!(told.principals, 0);
    }
    // The key that S3 makes for the account is the account's own.
    let managed = "{ KeyManager: AWS }";
    add(&mut snapshot, "AWS::KMS::Key", "1234abcd-12ab-34cd-56ef-1234567890ab", KEY, managed);
    let told = of(&exposures(&snapshot), &Asked { kms: Some(KEY), ..plain("a.csv") });
    assert_eq!((told.public, told.principals, told.gaps.len()), (false, 1, 0), "{told:?}");
}

#[expect(clippy::unnecessary_wraps, reason = "as the answer of a call")]
fn acl(readers: &[&str], foreign: Option<&str>) -> Result<ObjectAcl, String> {
    let readers = readers.iter().map(|reader| (*reader).to_owned()).collect();
    Ok(ObjectAcl { readers, foreign: foreign.map(str::to_owned) })
}

#[test]
fn the_acl_of_an_object_opens_that_object() {
    const ALL: &str = "http://acs.amazonaws.com/groups/global/AllUsers";
    const SIGNED: &str = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
    let told = |ownership: &str, policy: &str, acl: &Result<ObjectAcl, String>| {
        let snapshot = shop(policy, ownership);
        of(&exposures(&snapshot), &Asked { acl: Some(acl), ..plain("a.csv") })
    };
    let own = told("ObjectWriter", "", &acl(&[], None));
    assert!(!own.public && own.gaps.is_empty() && own.outside.is_empty(), "{own:?}");
    for (group, signed) in [(ALL, false), (SIGNED, true)] {
        let open = told("BucketOwnerPreferred", "", &acl(&[group], None));
        assert_eq!((open.public, open.signed, open.gaps.len()), (true, signed, 0), "{open:?}");
        // A denial closes it, and so does turning ACLs off.
        let denied = everyone("Deny", "*", "").replace("s3:GetObject", "s3:Get*");
        assert!(!told("ObjectWriter", &denied, &acl(&[group], None)).public);
        assert!(!told("BucketOwnerEnforced", "", &acl(&[group], None)).public);
    }
    assert_eq!(told("ObjectWriter", "", &acl(&["79a5"], None)).outside, ["canonical user 79a5"]);
    let unknown = told("ObjectWriter", "", &Err("s3:GetObjectAcl".to_owned()));
    assert!(unknown.gaps[0].1.contains("s3:GetObjectAcl"), "{unknown:?}");
    // The bucket's policy does not speak for what another account owns.
    let open = everyone("Allow", "*", "");
    assert!(told("ObjectWriter", &open, &acl(&[], None)).public);
    let foreign = told("ObjectWriter", &open, &acl(&[], Some("79a5")));
    assert_eq!((foreign.public, foreign.outside), (false, vec!["canonical user 79a5".to_owned()]));
}

#[test]
fn older_versions_are_an_action_of_their_own() {
    let mut snapshot = shop("", "BucketOwnerEnforced");
    user(&mut snapshot, "reads", READS);
    user(&mut snapshot, "older", "{ Effect: Allow, Action: \"s3:GetObjectVersion\", Resource: \"*\" }");
    let exposures = exposures(&snapshot);
    // With the id of a version the current one is read by the same action.
    assert_eq!(of(&exposures, &plain("a.csv")).principals, 2);
    assert_eq!(of(&exposures, &Asked { old: true, ..plain("a.csv") }).principals, 1);
}

#[test]
fn however_many_objects_there_are_their_readers_are_known() {
    let policy = format!("{}, {}", everyone("Allow", "open/*", ""), everyone("Deny", "open/kept/*", ""));
    let mut snapshot = shop(&policy, "BucketOwnerEnforced");
    let own = "{ Effect: Allow, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::crm/home/${aws:username}/*\" }";
    user(&mut snapshot, "alice", own);
    let exposures = exposures(&snapshot);
    for at in 0..5_000 {
        for (folder, public) in [("open", true), ("open/kept", false), ("closed", false)] {
            let told = of(&exposures, &plain(&format!("{folder}/{at}.csv")));
            assert_eq!((told.public, told.gaps.len()), (public, 0), "{folder}/{at}: {told:?}");
        }
    }
    // What a variable stands for differs from folder to folder.
    let own = of(&exposures, &plain("home/alice/a.csv"));
    assert_eq!(own.principals, 1, "{own:?}");
    assert_eq!(of(&exposures, &plain("home/bob/a.csv")).principals, 0);
    // So many that they are not asked about one by one are said to be unknown.
    let told: Vec<Exposure> = (0..1_100).map(|at| of(&exposures, &plain(&format!("home/user-{at}/a.csv")))).collect();
    assert!(told[0].gaps.is_empty() && told[1_099].gaps[0].1.contains("one by one"), "{:?}", told[1_099]);
}
