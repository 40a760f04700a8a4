use serde_json::json;

use super::*;

const EXAMPLE: &str = r#"{
  "Version": "2012-10-17",
  "Id": "Key",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Principal": {
        "AWS": [
          "111122223333",
          "arn:aws:iam::111122223333:role/app"
        ],
        "Service": "sns.amazonaws.com"
      },
      "Action": "s3:Get*",
      "NotResource": "arn:aws:s3:::b/*",
      "Condition": {
        "ForAnyValue:StringLikeIfExists": {
          "aws:TagKeys": "a*"
        },
        "NumericLessThan": {
          "s3:max-keys": 10.50
        }
      }
    }
  ]
}"#;

#[test]
fn statement_is_read_with_its_places() {
    let policy = Policy::parse(EXAMPLE).unwrap();
    assert_eq!(policy.problems, []);
    assert_eq!(policy.first_gap(), None);
    let statement = &policy.statements[0];
    assert_eq!(statement.sid.as_deref(), Some("Read"));
    assert_eq!(statement.effect, Effect::Allow);
    assert_eq!(statement.principal.items().len(), 3);
    assert_eq!(statement.principal.items()[0].principal, Principal::Account("111122223333".into()));
    assert!(statement.resource.is_not());
    let entry = &statement.principal.items()[1];
    assert_eq!(entry.place.pointer, "/Statement/0/Principal/AWS/1");
    assert_eq!(entry.place.span.as_ref().unwrap().line, 11);
    let condition = &statement.conditions[0];
    assert_eq!(
        condition.operator,
        Operator { kind: Some(OperatorKind::StringLike), set: SetOperator::ForAnyValue, if_exists: true }
    );
    assert_eq!(condition.key_lower, "aws:tagkeys");
    assert_eq!(statement.conditions[1].values.items, ["10.50"]);
}

#[test]
fn printing_what_was_parsed_gives_the_same_policy() {
    let policy = Policy::parse(EXAMPLE).unwrap();
    assert_eq!(policy.print(), EXAMPLE);
}

#[test]
fn printing_keeps_escapes_and_duplicate_keys() {
    let text = "{\"Statement\": [], \"Id\": \"a\\u0001\\\"\\\\\\u001b\", \"Id\": \"é\\ud83d\\ude00\"}";
    let printed = Policy::parse(text).unwrap().print();
    assert_eq!(Policy::parse(&printed).unwrap().print(), printed);
    assert!(printed.contains("\"Id\": \"a\\u0001\\\"\\\\\\u001b\""));
    assert!(printed.contains("é😀"));
}

#[test]
fn url_encoded_text_is_read() {
    let text = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%7D";
    assert_eq!(Policy::parse(text).unwrap().statements.len(), 1);
    assert_eq!(Policy::from_value(&json!(text)).unwrap().statements.len(), 1);
}

#[test]
fn broken_url_encoding_is_an_error() {
    assert!(Policy::parse("%7B%2").unwrap_err().to_string().contains("without two hexadecimal digits"));
}

#[test]
fn a_string_that_holds_a_policy_is_unwrapped() {
    let text = serde_json::to_string(EXAMPLE).unwrap();
    assert_eq!(Policy::parse(&text).unwrap().statements.len(), 1);
    assert_eq!(Policy::from_value(&json!(EXAMPLE)).unwrap().statements.len(), 1);
}

#[test]
fn a_single_statement_needs_no_list() {
    let policy =
        Policy::from_value(&json!({"Statement": {"Effect": "Deny", "Action": ["a:b", "c:d"], "Resource": "*"}}))
            .unwrap();
    assert_eq!(policy.version, Version::V2008);
    assert_eq!(policy.statements[0].action.items().len(), 2);
    assert_eq!(policy.statements[0].place.pointer, "/Statement");
}

#[test]
fn unknown_parts_stay_as_gaps_at_their_place() {
    let unknown = json!({"$unknown": {"kind": "unresolved", "message": "parameter `Bucket` has no value"}});
    let policy = Policy::from_value(&json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": unknown, "Action": ["s3:GetObject", unknown], "Resource": unknown,
         "Condition": {"StringEquals": {"aws:SourceAccount": unknown}, "Bool": unknown}},
        unknown,
        {"Effect": unknown, "Action": "*", "Resource": "*"},
    ]}))
    .unwrap();
    assert_eq!(policy.gap.as_ref().unwrap().place.pointer, "/Statement/1");
    let statement = &policy.statements[0];
    assert_eq!(statement.action.items().len(), 1);
    assert_eq!(statement.action.gap().unwrap().place.pointer, "/Statement/0/Action/1");
    assert_eq!(statement.action.gap().unwrap().message, "parameter `Bucket` has no value");
    assert_eq!(statement.principal.gap().unwrap().kind, "unresolved");
    assert_eq!(statement.resource.gap().unwrap().place.pointer, "/Statement/0/Resource");
    assert!(statement.conditions[0].values.gap.is_some());
    assert!(statement.condition_gap.is_some());
    assert!(matches!(policy.statements[1].effect, Effect::Unknown(_)));
    assert_eq!(policy.problems, []);
}

#[test]
fn a_whole_unknown_policy_is_a_gap() {
    let policy =
        Policy::from_value(&json!({"$unknown": {"kind": "denied", "message": "s3:GetBucketPolicy was denied"}}))
            .unwrap();
    assert_eq!(policy.gap.unwrap().message, "s3:GetBucketPolicy was denied");
}

#[test]
fn duplicate_keys_are_warned_and_make_the_element_unknown() {
    let policy = Policy::parse(r#"{"Statement": {"Effect": "Allow", "Action": "a:b", "Resource": "*", "Action": "*", "Condition": {"Bool": {}, "Bool": {}}}}"#).unwrap();
    let statement = &policy.statements[0];
    assert_eq!(statement.action.gap().unwrap().kind, "duplicate-key");
    assert!(statement.action.items().is_empty());
    assert_eq!(statement.condition_gap.as_ref().unwrap().kind, "duplicate-key");
    assert!(
        policy
            .problems
            .iter()
            .any(|p| p.message == "key `Action` stands more than once" && p.place.pointer == "/Statement/0/Action"
                || p.place.pointer == "/Statement/Action")
    );
}

#[test]
fn malformed_elements_are_problems_and_gaps_never_an_allow() {
    let cases = [
        (json!({"Statement": null}), "`Statement` is an object or a list, this is a null"),
        (json!({"Statement": ["x"]}), "a statement is an object, this is a string"),
        (json!({}), "policy has no `Statement`"),
        (
            json!({"Statement": {"Effect": "Permit", "Action": "*", "Resource": "*"}}),
            "effect `Permit` is neither Allow nor Deny",
        ),
        (json!({"Statement": {"effect": "Allow", "Action": "*", "Resource": "*"}}), "unknown element `effect`"),
        (json!({"Statement": {"Effect": "Allow", "Resource": "*"}}), "statement has neither `Action` nor `NotAction`"),
        (
            json!({"Statement": {"Effect": "Allow", "Action": 5, "Resource": "*"}}),
            "`Action` takes strings, this is a number",
        ),
        (
            json!({"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*"}}),
            "statement has both `Action` and `NotAction`, or one of them twice",
        ),
        (
            json!({"Statement": {"Effect": "Allow", "Action": "*", "Principal": "bob"}}),
            "principal `bob` needs a type such as `AWS` or `Service`",
        ),
        (
            json!({"Statement": {"Effect": "Allow", "Action": "*", "Principal": {"AWS": "arn:aws:iam::*:root"}}}),
            "principal `arn:aws:iam::*:root` has a wildcard in it, which AWS does not match",
        ),
        (json!({"Statement": {"Effect": "Allow", "Action": "*", "condition": {}}}), "unknown element `condition`"),
        (
            json!({"Statement": {"Effect": "Allow", "Action": "*", "Condition": []}}),
            "`Condition` is an object, this is a array",
        ),
        (
            json!({"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": "x"}}}),
            "an operator takes an object of keys, this is a string",
        ),
        (
            json!({"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": {"k": null}}}}),
            "a condition value is a string, number or boolean, this is a null",
        ),
    ];
    for (document, message) in cases {
        let policy = Policy::from_value(&document).unwrap();
        assert!(policy.problems.iter().any(|p| p.message == message && p.refused), "{message}: {:?}", policy.problems);
        assert!(policy.first_gap().is_some(), "{message} leaves no gap");
    }
}

#[test]
fn not_a_policy_is_an_error_with_its_line() {
    let cases = [
        ("hello", "expected a value, found `h` at line 1, column 1"),
        ("[1]", "a policy is an object, this is a array at line 1, column 1"),
        ("{\n  \"a\": NaN}", "expected a value, found `N` at line 2, column 8"),
        ("\u{feff}{}", "text begins with a byte order mark at line 1, column 1"),
        ("{\n\"a\": \"b\n\"}", "control character inside a string at line 2, column 8"),
        ("{\"a\": 1} x", "text goes on after the value at line 1, column 10"),
        ("{\"a\": 01}", "not a JSON number at line 1, column 7"),
        ("{\"a\": \"\\ud800\"}", "half of a surrogate pair at line 1, column 14"),
        ("", "expected a value, found the end of the text at line 1, column 1"),
    ];
    for (text, message) in cases {
        assert_eq!(Policy::parse(text).unwrap_err().to_string(), message, "{text}");
    }
}

#[test]
fn utf16_is_refused() {
    assert_eq!(Policy::parse_bytes(&[0xff, 0xfe, b'{', 0]).unwrap_err().message, "text is UTF-16, not UTF-8");
}

#[test]
fn depth_is_bounded() {
    let text = format!("{{\"a\": {}", "[".repeat(100_000));
    assert!(Policy::parse(&text).unwrap_err().message.starts_with("nested deeper"));
    let mut value = json!(1);
    for _ in 0..100 {
        value = json!([value]);
    }
    assert!(Policy::from_value(&json!({"Statement": value})).is_err());
}

#[test]
fn a_text_over_the_limit_is_refused() {
    let text = format!("{{\"Id\": \"{}\"}}", "x".repeat(crate::json::MAX_TEXT));
    assert!(Policy::parse(&text).unwrap_err().message.contains("over the limit"));
}

#[test]
fn principals_are_told_apart() {
    let kinds = |value: serde_json::Value| -> Vec<Principal> {
        let policy =
            Policy::from_value(&json!({"Statement": {"Effect": "Allow", "Principal": value, "Action": "*"}})).unwrap();
        policy.statements[0].principal.items().iter().map(|e| e.principal.clone()).collect()
    };
    assert_eq!(kinds(json!("*")), [Principal::Everyone]);
    assert_eq!(kinds(json!({"AWS": "*"})), [Principal::Everyone]);
    assert_eq!(kinds(json!({"AWS": "arn:aws:iam::111122223333:root"})), [Principal::Account("111122223333".into())]);
    assert_eq!(kinds(json!({"AWS": "{AccountId}"})), [Principal::Account("{AccountId}".into())]);
    assert_eq!(kinds(json!({"AWS": "arn:aws:iam::{AccountId}:root"})), [Principal::Account("{AccountId}".into())]);
    assert_eq!(kinds(json!({"AWS": "AIDAEXAMPLEEXAMPLE12"})), [Principal::Deleted("AIDAEXAMPLEEXAMPLE12".into())]);
    assert!(matches!(kinds(json!({"AWS": "arn:aws:iam::111122223333:user/a/b"})).as_slice(), [Principal::User { .. }]));
    assert!(matches!(
        kinds(json!({"AWS": "arn:aws:sts::111122223333:assumed-role/r/s"})).as_slice(),
        [Principal::RoleSession { .. }]
    ));
    assert!(matches!(
        kinds(json!({"Federated": "cognito-identity.amazonaws.com"})).as_slice(),
        [Principal::Federated(_)]
    ));
    assert!(matches!(kinds(json!({"CanonicalUser": "abc"})).as_slice(), [Principal::CanonicalUser(_)]));
}

#[test]
fn a_large_hostile_document_is_read_in_time_linear_in_its_size() {
    let members: Vec<String> = (0..20_000).map(|i| format!("\"k{i}\": [\"*?*?\"]")).collect();
    let text = format!(
        "{{\"Statement\": {{\"Effect\": \"Allow\", \"Action\": \"*\", \"Condition\": {{\"StringLike\": {{{}}}}}}}}}",
        members.join(",")
    );
    let started = std::time::Instant::now();
    assert_eq!(Policy::parse(&text).unwrap().statements[0].conditions.len(), 20_000);
    assert!(started.elapsed().as_secs() < 5);
}
