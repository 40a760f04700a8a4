//! Who can read what lies in a bucket, object by object.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use yagura_checks::access::Within;
use yagura_checks::data::of_bucket;
use yagura_finding::data::Exposure;
use yagura_model::{Fact, GLOBAL, Listed, Meta, Node, Origin, Scope, ScopeKind, Snapshot, Tags};

const ACCOUNT: &str = "111122223333";

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

/// Who can read an object of a bucket with this policy, in an account of organization `o-shop` without users and roles.
fn readers(statements: &str, key: Option<&str>) -> Exposure {
    let mut snapshot = Snapshot::default();
    snapshot.contents.scopes.push(Scope {
        kind: ScopeKind::Account,
        account: ACCOUNT.to_owned(),
        name: ACCOUNT.to_owned(),
        regions: Vec::new(),
        caller: String::new(),
    });
    let types = ["AWS::IAM::User", "AWS::IAM::Role", "AWS::Organizations::Organization", "AWS::Organizations::Policy"];
    for resource_type in types {
        snapshot.contents.lists.push(Listed {
            resource_type: resource_type.to_owned(),
            account: ACCOUNT.to_owned(),
            region: GLOBAL.to_owned(),
            gap: None,
        });
    }
    let organization = format!("{{ FeatureSet: ALL, MasterAccountId: \"{ACCOUNT}\" }}");
    let arn = format!("arn:aws:organizations::{ACCOUNT}:organization/o-shop");
    add(&mut snapshot, "AWS::Organizations::Organization", "o-shop", &arn, &organization);
    let off = "BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false";
    let block = format!("{{ PublicAccessBlockConfiguration: {{ {off} }} }}");
    add(&mut snapshot, "AWS::S3::AccountPublicAccessBlock", ACCOUNT, ACCOUNT, &block);
    let yaml = format!(
        "{{ PublicAccessBlockConfiguration: {{ {off} }}, Grants: [],
           OwnershipControls: {{ Rules: [{{ ObjectOwnership: BucketOwnerEnforced }}] }},
           PolicyDocument: {{ Version: \"2012-10-17\", Statement: [{statements}] }} }}"
    );
    add(&mut snapshot, "AWS::S3::Bucket", "crm", "arn:aws:s3:::crm", &yaml);
    of_bucket(&snapshot, "crm", key, &BTreeSet::new(), Within { without_organization: true })
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
