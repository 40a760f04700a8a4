//! Which operation an answer is of: by the name of its file, else by its members.

use std::path::Path;

use serde_json::Value;

use super::question::{self, cli_service};
use crate::catalog;

/// The operation that an answer is of, and what else the file's name says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) service: &'static str,
    pub(super) operation: &'static str,
    /// What follows the operation in the name: the item that the answer is about.
    pub(super) key: Option<String>,
}

/// Reads `s3api-get-bucket-policy-BUCKET.json`, or `get-bucket-policy-BUCKET.json` in a folder `s3api`.
pub(super) fn of_file(file: &str) -> Option<Named> {
    let path = Path::new(file);
    let name = path.file_name()?.to_str()?;
    let stem =
        ["json", "txt", "err", "out"].iter().find_map(|end| name.strip_suffix(end)?.strip_suffix('.')).unwrap_or(name);
    let stem = after(stem, "aws").unwrap_or(stem);
    let folders: Vec<&str> = path.iter().rev().skip(1).filter_map(|part| part.to_str()).collect();
    let mut best: Option<(usize, Named)> = None;
    for (service, operation) in question::operations() {
        for called in [cli_service(service), service] {
            let own = after(stem, called);
            let rest = own.or_else(|| folders.contains(&called).then_some(stem));
            let Some(key) = rest.and_then(|rest| after(rest, operation)) else { continue };
            // Of two operations the longer name is meant: it leaves less over.
            if best.as_ref().is_none_or(|(left, _)| key.len() < *left) {
                let key_text = (!key.is_empty()).then(|| key.to_owned());
                best = Some((key.len(), Named { service, operation, key: key_text }));
            }
        }
    }
    best.map(|(_, named)| named)
}

/// What follows a name, whose words may be parted by `-`, `_` or `.` or not at all: `get-bucket-policy` for `GetBucketPolicy`.
fn after<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let is_break = |letter: char| matches!(letter, '-' | '_' | '.' | ' ');
    let mut wanted = name.chars().filter(|letter| !is_break(*letter)).map(|letter| letter.to_ascii_lowercase());
    let mut next = wanted.next();
    for (at, letter) in text.char_indices() {
        match next {
            None if is_break(letter) => return Some(text.get(at..)?.trim_start_matches(is_break)),
            Some(expect) if letter.to_ascii_lowercase() == expect => next = wanted.next(),
            Some(_) if is_break(letter) && at > 0 => {}
            None | Some(_) => return None,
        }
    }
    next.is_none().then_some("")
}

/// The operations whose answers have these members, lists first: a name that only one has is the answer's.
pub(super) fn of_members(answer: &Value) -> Vec<(&'static str, &'static str)> {
    let Some(members) = answer.as_object().filter(|members| !members.is_empty()) else { return Vec::new() };
    let fits = |(service, operation): &(&'static str, &'static str)| {
        let Ok(model) = catalog::service(service) else { return false };
        let output = model.operations.get(*operation).and_then(|operation| operation.output.as_ref());
        let Some(output) = output.and_then(|output| model.structure(output)) else { return false };
        members.keys().all(|name| name == "NextToken" || output.member(name).is_some())
            && question::about(service, operation)
                .all(|question| question.part.is_empty() || members.contains_key(question.part))
            && question::about(service, operation).any(|question| !question.part.is_empty())
    };
    question::operations().into_iter().filter(fits).collect()
}

/// The operations of this name, in whatever service.
pub(super) fn of_operation(name: &str) -> Vec<(&'static str, &'static str)> {
    question::operations().into_iter().filter(|(_, operation)| *operation == name).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Named, of_file, of_members};

    #[test]
    fn names_of_files_say_the_operation_and_the_item() {
        for (file, service, operation, key) in [
            ("rec/ec2-describe-security-groups.json", "ec2", "DescribeSecurityGroups", None),
            ("s3api-get-bucket-policy-shop.data.json", "s3", "GetBucketPolicy", Some("shop.data")),
            ("s3api/get-bucket-policy-shop-data.json", "s3", "GetBucketPolicy", Some("shop-data")),
            ("us-east-1/s3api/get_bucket_policy_x.json", "s3", "GetBucketPolicy", Some("x")),
            ("aws-ec2-DescribeSnapshots-all.json", "ec2", "DescribeSnapshots", Some("all")),
            ("ec2.describe-snapshot-attribute.snap-1.json", "ec2", "DescribeSnapshotAttribute", Some("snap-1")),
            ("configservice-describe-configuration-recorders.json", "config", "DescribeConfigurationRecorders", None),
            ("cognito-idp-describe-user-pool-p.json", "cognito-idp", "DescribeUserPool", Some("p")),
            ("dynamodb/describe-table-shop.json", "dynamodb", "DescribeTable", Some("shop")),
        ] {
            let key = key.map(str::to_owned);
            assert_eq!(of_file(file), Some(Named { service, operation, key }), "{file}");
        }
        assert_eq!(of_file("notes.json"), None);
        assert_eq!(of_file("ec2-describe-security-groupsmore.json"), None);
    }

    #[test]
    fn members_say_the_operation_where_only_one_has_them() {
        assert_eq!(of_members(&json!({"SecurityGroups": []})), [("ec2", "DescribeSecurityGroups")]);
        assert_eq!(of_members(&json!({"Reservations": []})), [("ec2", "DescribeInstances")]);
        assert_eq!(of_members(&json!({"DBInstances": []})), [("rds", "DescribeDBInstances")]);
        assert_eq!(of_members(&json!({"KeyMetadata": {}})), [("kms", "DescribeKey")]);
        assert!(of_members(&json!({"Policy": "{}"})).len() > 1);
        assert_eq!(of_members(&json!({"SecurityGroups": [], "Else": 1})), []);
        assert_eq!(of_members(&json!({})), []);
    }
}
