//! The questions that the collection tables ask, as a recorded answer must know them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use crate::catalog;
use crate::collect::table::{self, List, Reach, Service};

/// One line of a table.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) service: &'static str,
    pub(super) operation: &'static str,
    /// Its parameters, with placeholders.
    pub(super) params: Value,
    /// The member of the answer that it is about; empty for the whole.
    pub(super) part: &'static str,
    /// Where its items stand.
    pub(super) items: &'static str,
    /// What each item is known by, where the list itself says it.
    pub(super) id: &'static str,
    /// It lists, and what it does not name is not there.
    pub(super) lists: bool,
    /// Each region is asked.
    pub(super) regional: bool,
}

static ALL: LazyLock<Vec<Question>> = LazyLock::new(|| table::all().iter().flat_map(|table| of(table)).collect());

/// The lines about one operation.
pub(super) fn about(service: &str, operation: &str) -> impl Iterator<Item = &'static Question> {
    ALL.iter().filter(move |question| question.service == service && question.operation == operation)
}

/// Every operation of the tables, once and in order.
pub(super) fn operations() -> BTreeSet<(&'static str, &'static str)> {
    ALL.iter().map(|question| (question.service, question.operation)).collect()
}

fn of(table: &'static Service) -> Vec<Question> {
    let regional = table.reach == Reach::Regional;
    let question = |service: &'static str, operation, params: &str, path: &'static str, lists| Question {
        service: if service.is_empty() { table.name } else { service },
        operation,
        params: serde_json::from_str(params).unwrap_or_default(),
        part: path.split(['.', '[']).next().unwrap_or_default(),
        items: path,
        id: "",
        lists,
        regional,
    };
    let list = |list: &List| question(list.service, list.operation, list.params, list.items, true);
    let mut found = Vec::new();
    for kind in table.kinds {
        let itself = kind.steps.is_empty() && kind.list.split.is_none() && !kind.id.starts_with('^');
        found.push(Question { id: if itself { kind.id } else { "" }, ..list(&kind.list) });
        found.extend(kind.parent.iter().map(list));
        found.extend(kind.marks.iter().map(|mark| list(&mark.list)));
        found.extend(kind.steps.iter().map(|step| question("", step.operation, step.params, step.items, true)));
        found.extend(
            kind.details
                .iter()
                .map(|detail| question(detail.service, detail.operation, detail.params, detail.take, false)),
        );
    }
    found
}

/// A question as it is asked of one item.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The parameters by which its answer differs from that to other questions to the same operation: name and text.
    pub(super) needs: Vec<(String, String)>,
    /// Parameters that hold several texts at once.
    pub(super) batch: Vec<String>,
    /// It is asked of each item of a list.
    pub(super) of_item: bool,
    pub(super) regional: bool,
}

/// Which question of the tables these parameters ask.
pub(super) fn asked(service: &str, operation: &str, params: &Value) -> Asked {
    let mut common: Option<BTreeSet<String>> = None;
    for question in about(service, operation) {
        let own = constants(&question.params);
        common = Some(common.map_or_else(|| own.clone(), |common| common.intersection(&own).cloned().collect()));
    }
    let common = common.unwrap_or_default();
    for question in about(service, operation) {
        let mut asked = Asked { regional: question.regional, ..Asked::default() };
        if read(&question.params, params, "", &common, &mut asked) {
            return asked;
        }
    }
    Asked::default()
}

/// The texts that questions to this operation differ by, other than those of items: `SECURITY`, `all`.
pub(super) fn variants(service: &str, operation: &str) -> BTreeSet<String> {
    let mut all = about(service, operation).map(|question| constants(&question.params));
    let Some(first) = all.next() else { return BTreeSet::new() };
    let (mut every, mut common) = (first.clone(), first);
    for own in all {
        common = common.intersection(&own).cloned().collect();
        every.extend(own);
    }
    every.difference(&common).cloned().collect()
}

/// The plain text behind `$$`, or nothing for what stands for a part of an item or place.
fn constant(text: &str) -> Option<&str> {
    match text.as_bytes() {
        [b'$', b'$', ..] => text.get(1..),
        [b'$' | b'^' | b'*', ..] => None,
        [b'@', ..] if text == "@account" || text == "@region" => None,
        _ => Some(text),
    }
}

fn constants(params: &Value) -> BTreeSet<String> {
    match params {
        Value::String(text) => constant(text).map(str::to_owned).into_iter().collect(),
        Value::Array(list) => list.iter().flat_map(constants).collect(),
        Value::Object(map) => map.values().flat_map(constants).collect(),
        _ => BTreeSet::new(),
    }
}

/// Lays a line's parameters over those of a call; false where the call is another line's.
fn read(line: &Value, call: &Value, name: &str, common: &BTreeSet<String>, asked: &mut Asked) -> bool {
    match (line, call) {
        (Value::Object(line), Value::Object(call)) => {
            call.keys().all(|name| line.contains_key(name))
                && line.iter().all(|(name, line)| match call.get(name) {
                    Some(call) => read(line, call, name, common, asked),
                    None => constants(line).is_empty() && !line.is_boolean(),
                })
        }
        (Value::Array(line), Value::Array(call)) if line.first().is_some_and(|only| only == "*") => {
            asked.of_item = true;
            asked.batch.extend(call.iter().filter_map(Value::as_str).map(str::to_owned));
            true
        }
        (Value::Array(line), Value::Array(call)) => {
            line.len() == call.len() && line.iter().zip(call).all(|(line, call)| read(line, call, name, common, asked))
        }
        (Value::String(line), call) => match constant(line) {
            Some(text) => {
                if !common.contains(text) {
                    asked.needs.push((name.to_owned(), text.to_owned()));
                }
                call == text
            }
            None if line.starts_with('@') => true,
            None => {
                asked.of_item = true;
                let text = call.as_str().map_or_else(|| call.to_string(), str::to_owned);
                asked.needs.push((name.to_owned(), text));
                true
            }
        },
        (line, call) => line == call,
    }
}

/// The service as the AWS CLI calls it.
pub(super) fn cli_service(service: &str) -> &str {
    catalog::cli_name(service)
}

/// The operation as the AWS CLI calls it: `DescribeDBInstances` is `describe-db-instances`.
pub(super) fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let capital = |at: usize| letters.get(at).is_some_and(char::is_ascii_uppercase);
    let small =
        |at: usize| letters.get(at).is_some_and(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit());
    // An acronym in the plural is one word: `ListWebACLs`.
    let plural = |at: usize| letters.get(at) == Some(&'s') && at + 1 == letters.len();
    let mut out = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let begins = capital(at) && at > 0 && (small(at - 1) || (capital(at - 1) && small(at + 1) && !plural(at + 1)));
        if begins {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// The command that records the answer to a question, and into which file.
pub(super) fn command(service: &str, operation: &str, region: &str, params: &Value, asked: &Asked) -> String {
    let cli = cli_service(service);
    let mut command = format!("aws {cli} {}", kebab(operation));
    for (name, value) in params.as_object().into_iter().flatten() {
        let texts: Vec<String> = match value {
            Value::String(text) => vec![quoted(text)],
            Value::Array(list) if list.iter().all(Value::is_string) => {
                list.iter().filter_map(Value::as_str).map(quoted).collect()
            }
            _ => continue,
        };
        command = format!("{command} --{} {}", kebab(name), texts.join(" "));
    }
    let mut file = format!("{cli}-{}", kebab(operation));
    for (_, text) in &asked.needs {
        let tail = text.rsplit(['/', ':']).next().unwrap_or(text);
        let plain: String =
            tail.chars().map(|letter| if is_plain(letter) && letter != '/' { letter } else { '-' }).collect();
        file = format!("{file}-{}", plain.trim_start_matches('-'));
    }
    let region = if asked.regional { format!(" --region {region}") } else { String::new() };
    let errors = if asked.of_item { " 2>&1" } else { "" };
    format!("{command}{region} --output json > {file}.json{errors}")
}

fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/' | ':' | '@' | '+' | '=')
}

fn quoted(text: &str) -> String {
    if text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{asked, command, kebab, variants};

    #[test]
    fn operations_are_called_as_the_aws_cli_calls_them() {
        for (name, expect) in [
            ("DescribeDBInstances", "describe-db-instances"),
            ("GetBucketPolicy", "get-bucket-policy"),
            ("ListVirtualMFADevices", "list-virtual-mfa-devices"),
            ("ListWebACLs", "list-web-acls"),
            ("ListResourcesForWebACL", "list-resources-for-web-acl"),
            ("GetOpenIDConnectProvider", "get-open-id-connect-provider"),
            ("Bucket", "bucket"),
        ] {
            assert_eq!(kebab(name), expect);
        }
    }

    #[test]
    fn what_tells_two_questions_apart_is_needed_and_nothing_else() {
        let needs = |operation, params| asked("ec2", operation, &params).needs;
        assert_eq!(needs("DescribeSnapshots", json!({"OwnerIds": ["self"]})), []);
        assert_eq!(
            needs("DescribeSnapshots", json!({"OwnerIds": ["self"], "RestorableByUserIds": ["all"]})),
            [("RestorableByUserIds".to_owned(), "all".to_owned())]
        );
        assert_eq!(
            needs("DescribeInstanceAttribute", json!({"InstanceId": "i-1", "Attribute": "userData"})),
            [("InstanceId".to_owned(), "i-1".to_owned())]
        );
        assert_eq!(variants("ec2", "DescribeSnapshots").into_iter().collect::<Vec<_>>(), ["all"]);
    }

    #[test]
    fn the_command_to_run_is_whole() {
        let params = json!({"Bucket": "shop"});
        assert_eq!(
            command("s3", "GetBucketPolicy", "us-east-1", &params, &asked("s3", "GetBucketPolicy", &params)),
            "aws s3api get-bucket-policy --bucket shop --output json > s3api-get-bucket-policy-shop.json 2>&1"
        );
        let none = json!({});
        assert_eq!(
            command("ec2", "DescribeVpcs", "us-east-1", &none, &asked("ec2", "DescribeVpcs", &none)),
            "aws ec2 describe-vpcs --region us-east-1 --output json > ec2-describe-vpcs.json"
        );
    }
}
