//! A bucket's policy and an access point's, as one.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};
use yagura_iam::Policy;
use yagura_iam::access_point::{AccessPoint, is_told_apart, through};
use yagura_iam::reach::{Answer, ResourceContext, Who, who_by_resource};

const POINT: &str = "arn:aws:s3:eu-west-1:111122223333:accesspoint/orders";

fn policy(statements: &Value) -> Policy {
    Policy::from_value(&json!({"Version": "2012-10-17", "Statement": statements})).unwrap()
}

fn delegates() -> Value {
    json!({"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"],
           "Condition": {"StringEquals": {"s3:DataAccessPointAccount": "111122223333"}}})
}

fn partner(resource: &str) -> Value {
    json!({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/partner"},
           "Action": "s3:GetObject", "Resource": resource})
}

/// Whom both let at an object, each with `?` where that is not known.
fn readers(bucket: &Value, point: &Value, object: &str, vpc: Option<&str>) -> Vec<String> {
    let at = AccessPoint { arn: POINT, account: "111122223333", vpc, bucket: "arn:aws:s3:::shop" };
    let both = through(&policy(bucket), &policy(point), &at);
    let context = ResourceContext { account: Some("111122223333"), ..ResourceContext::service("s3") };
    let found = who_by_resource(&both.policy, "s3:GetObject", &format!("arn:aws:s3:::shop/{object}"), &context);
    let named = |(who, answer): (Who, Answer)| match answer {
        Answer::Yes(_) => who.to_string(),
        _ => format!("{who} ?"),
    };
    found.into_iter().map(named).collect()
}

const PARTNER: &str = "arn:aws:iam::444455556666:role/partner";

#[test]
fn both_must_allow() {
    let objects = format!("{POINT}/object/*");
    assert_eq!(readers(&delegates(), &partner(&objects), "a", None), [PARTNER]);
    // Another account's access points, a bucket that lets nobody in, and an access point that does not.
    let mut other = delegates();
    other["Condition"]["StringEquals"]["s3:DataAccessPointAccount"] = json!("777788889999");
    assert_eq!(readers(&other, &partner(&objects), "a", None), [""; 0]);
    assert_eq!(readers(&json!([]), &partner(&objects), "a", None), [""; 0]);
    assert_eq!(readers(&delegates(), &json!([]), "a", None), [""; 0]);
    // The bucket names whom it delegates for.
    let mut narrow = delegates();
    narrow["Principal"] = json!({"AWS": "444455556666"});
    assert_eq!(readers(&narrow, &partner(&objects), "a", None), [PARTNER]);
    narrow["Principal"] = json!({"AWS": "777788889999"});
    assert_eq!(readers(&narrow, &partner(&objects), "a", None), [""; 0]);
    // Actions.
    narrow = delegates();
    narrow["Action"] = json!(["s3:Get*", "s3:List*"]);
    assert_eq!(readers(&narrow, &partner(&objects), "a", None), [PARTNER]);
    narrow["Action"] = json!("s3:Put*");
    assert_eq!(readers(&narrow, &partner(&objects), "a", None), [""; 0]);
    narrow["Action"] = Value::Null;
    narrow.as_object_mut().unwrap().remove("Action");
    narrow["NotAction"] = json!("s3:Delete*");
    assert_eq!(readers(&narrow, &partner(&objects), "a", None), [PARTNER]);
}

#[test]
fn objects_go_by_both_names() {
    let folder = format!("{POINT}/object/partner/*");
    assert_eq!(readers(&delegates(), &partner(&folder), "partner/a", None), [PARTNER]);
    assert_eq!(readers(&delegates(), &partner(&folder), "own/a", None), [""; 0]);
    assert_eq!(
        readers(&delegates(), &partner("arn:aws:s3:eu-west-1:111122223333:accesspoint/*"), "a", None),
        [PARTNER]
    );
    assert_eq!(readers(&delegates(), &partner("*"), "a", None), [PARTNER]);
    let other = "arn:aws:s3:eu-west-1:111122223333:accesspoint/other/object/*";
    assert_eq!(readers(&delegates(), &partner(other), "a", None), [""; 0]);
    // Whatever both say, no other bucket is reached.
    let mut all = delegates();
    all["Resource"] = json!("*");
    assert_eq!(readers(&all, &partner("*"), "a", None), [PARTNER]);
    let at = AccessPoint { arn: POINT, account: "111122223333", vpc: None, bucket: "arn:aws:s3:::shop" };
    let both = through(&policy(&all), &policy(&partner("*")), &at).policy;
    let found = who_by_resource(&both, "s3:GetObject", "arn:aws:s3:::other/a", &ResourceContext::service("s3"));
    assert_eq!(found, []);
    let mut narrow = delegates();
    narrow["Resource"] = json!("arn:aws:s3:::shop/partner/*");
    assert_eq!(readers(&narrow, &partner("*"), "own/a", None), [""; 0]);
    // What both mean is more than one of the patterns: not known, and no pass.
    narrow["Resource"] = json!("arn:aws:s3:::shop/*/open/*");
    assert_eq!(readers(&narrow, &partner(&folder), "partner/open/a", None), [format!("{PARTNER} ?")]);
}

#[test]
fn either_denial_holds() {
    let objects = format!("{POINT}/object/*");
    let deny = json!({"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": format!("{POINT}/object/own/*")});
    let point = json!([partner(&objects), deny]);
    assert_eq!(readers(&delegates(), &point, "own/a", None), [""; 0]);
    assert_eq!(readers(&delegates(), &point, "a", None), [PARTNER]);
    // A bucket that wants all requests to come through access points denies the others alone.
    let only = json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::shop/*",
                      "Condition": {"StringNotEquals": {"s3:DataAccessPointAccount": "111122223333"}}});
    let mut allow = delegates();
    allow.as_object_mut().unwrap().remove("Condition");
    assert_eq!(readers(&json!([allow, only]), &partner(&objects), "a", None), [PARTNER]);
    assert!(is_told_apart(&policy(&json!([allow, only]))));
    assert!(!is_told_apart(&policy(&json!([allow]))));
}

#[test]
fn an_access_point_of_a_vpc_is_reached_from_there() {
    let everyone = json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"});
    let named = readers(&delegates(), &everyone, "a", None);
    assert!(named.contains(&"anyone on the internet".to_owned()), "{named:?}");
    let named = readers(&delegates(), &everyone, "a", Some("vpc-0a1b2c3d"));
    assert!(!named.contains(&"anyone on the internet ?".to_owned()), "{named:?}");
    let mut internet = delegates();
    internet["Condition"] = json!({"StringEquals": {"s3:AccessPointNetworkOrigin": "Internet"}});
    assert_eq!(readers(&internet, &partner("*"), "a", Some("vpc-0a1b2c3d")), [""; 0]);
    assert_eq!(readers(&internet, &partner("*"), "a", None), [PARTNER]);
}

#[test]
fn a_symbol_of_a_template_may_be_the_account() {
    let mut symbol = delegates();
    symbol["Condition"]["StringEquals"]["s3:DataAccessPointAccount"] = json!("{AccountId}");
    assert_eq!(readers(&symbol, &partner("*"), "a", None), [format!("{PARTNER} ?")]);
}
