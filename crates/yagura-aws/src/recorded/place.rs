//! Where an answer is from, what it is about, and which part of it was asked for.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use yagura_model::Arn;

use super::question::{self, Asked};
use super::{Recording, is_global};
use crate::catalog;

/// What an answer says of its place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) accounts: BTreeSet<String>,
    /// The region, where all that the answer says of one agrees.
    pub(super) region: Option<String>,
}

/// The region that a folder is named after.
pub(super) fn of_folders(file: &str) -> Option<String> {
    let folders = Path::new(file).iter().rev().skip(1).filter_map(|part| part.to_str());
    folders.into_iter().find(|name| catalog::is_region(name)).map(str::to_owned)
}

/// What the service's own ARNs, owners and Availability Zones in an answer say.
pub(super) fn of_answer(service: &str, answer: &Value) -> Place {
    let mut place = Place::default();
    let mut regions = BTreeSet::new();
    let names = [Some(service), catalog::signing_name(service), catalog::endpoint_prefix(service)];
    look(answer, "", &mut |name, text| {
        if let Some(arn) = Arn::parse(text) {
            if names.contains(&Some(arn.service)) {
                if is_account(arn.account) {
                    place.accounts.insert(arn.account.to_owned());
                }
                if !arn.region.is_empty() {
                    regions.insert(arn.region.to_owned());
                }
            }
        } else if name == "OwnerId" && is_account(text) {
            place.accounts.insert(text.to_owned());
        } else if name == "AvailabilityZone" {
            let region = text.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
            regions.extend(catalog::is_region(region).then(|| region.to_owned()));
        }
    });
    if !is_global(service) {
        place.region = regions.pop_first().filter(|_| regions.is_empty());
    }
    place
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Every text with the name it stands under; policies are of others too and are left out.
fn look(value: &Value, name: &str, see: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(text) => see(name, text),
        Value::Array(list) => list.iter().for_each(|value| look(value, name, see)),
        Value::Object(members) => {
            for (name, value) in members {
                if !(name.contains("Document") || name == "Policy" || name.starts_with("UserIdGroupPairs")) {
                    look(value, name, see);
                }
            }
        }
        _ => {}
    }
}

/// Names that stand in answers for many things.
const COMMON_NAMES: [&str; 4] = ["Id", "Name", "id", "name"];

/// Whether an answer is about what was asked: by what it says itself, else by the name of its file.
pub(super) fn fits(one: &Recording, asked: &Asked, service: &str, operation: &str) -> bool {
    if !asked.batch.is_empty() {
        return true;
    }
    let mut open = Vec::new();
    for (name, wanted) in &asked.needs {
        let mut said = BTreeSet::new();
        if let (Ok(answer), false) = (&one.answer, COMMON_NAMES.contains(&name.as_str())) {
            look(answer, "", &mut |own, text| {
                if own == name {
                    said.insert(text.to_owned());
                }
            });
        }
        match said.iter().next() {
            None => open.push(wanted.as_str()),
            Some(_) if said.iter().all(|text| is_same(text, wanted)) => {}
            Some(_) => return false,
        }
    }
    match &one.key {
        None => open.is_empty(),
        // A key that tells of another question to the same operation.
        Some(key) if asked.needs.is_empty() => {
            !question::variants(service, operation).iter().any(|other| is_form(key, other))
        }
        Some(key) => {
            let all: Vec<&str> = asked.needs.iter().map(|(_, text)| text.as_str()).collect();
            open.is_empty() || is_key(key, &open) || is_key(key, &all)
        }
    }
}

/// Whether two texts name one thing: both whole, or one by its ARN.
fn is_same(said: &str, wanted: &str) -> bool {
    let tail_of = |arn: &str, plain: &str| {
        arn.starts_with("arn:")
            && !plain.starts_with("arn:")
            && arn.strip_suffix(plain).is_some_and(|head| head.ends_with(['/', ':']))
    };
    said == wanted || tail_of(said, wanted) || tail_of(wanted, said)
}

/// Whether the key names these texts, in their order.
fn is_key(key: &str, texts: &[&str]) -> bool {
    match texts {
        [] => key.is_empty(),
        [only] => is_form(key, only),
        [first, others @ ..] => (1..key.len()).any(|at| {
            let (Some(head), Some(tail)) = (key.get(..at), key.get(at..)) else { return false };
            is_form(head, first) && tail.strip_prefix(['-', '_', '.']).is_some_and(|tail| is_key(tail, others))
        }),
    }
}

/// Whether a key names a text: whole, or by what an ARN ends in; what no file's name may hold is `-` or `_` there.
fn is_form(key: &str, text: &str) -> bool {
    let plain = |text: &str| -> String {
        text.trim_start_matches(['$', '/']).replace(['/', ':', '$', ' ', '\\'], "-").replace("--", "-")
    };
    let mut forms = vec![text.to_owned()];
    if let Some(arn) = Arn::parse(text) {
        let parts: Vec<&str> = arn.resource.split(['/', ':']).collect();
        for from in 1..parts.len() {
            forms.push(parts.get(from..).unwrap_or_default().join("/"));
        }
        // A load balancer's name stands before its id.
        if let (true, [_, _, name, _]) = (arn.service == "elasticloadbalancing", parts.as_slice()) {
            forms.push((*name).to_owned());
        }
    } else if text.starts_with("https://") {
        forms.extend(text.rsplit('/').next().map(str::to_owned));
    }
    let constant = text.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_' || letter == '$');
    forms.iter().any(|form| key == form || key == plain(form))
        || (constant && key.replace('-', "_").eq_ignore_ascii_case(text))
        || (text.starts_with('$') && key.eq_ignore_ascii_case(text.trim_start_matches('$')))
}

/// The described items of a batch, from however many answers. Fails with the first text that none describes.
pub(super) fn batch(answers: &[&Recording], wanted: &[String]) -> Result<Value, Option<String>> {
    let names = |item: &Value, text: &str| match item {
        Value::String(own) => own == text,
        Value::Object(members) => members.values().any(|value| value == text),
        _ => false,
    };
    let mut found = serde_json::Map::new();
    let mut seen = BTreeSet::new();
    for answer in answers.iter().filter_map(|one| one.answer.as_ref().ok()) {
        for (name, value) in answer.as_object().into_iter().flatten() {
            let Value::Array(items) = value else { continue };
            let list = found.entry(name.clone()).or_insert_with(|| Value::Array(Vec::new()));
            for item in items {
                let Some(text) = wanted.iter().find(|text| names(item, text)) else { continue };
                if let (true, Value::Array(list)) = (seen.insert((name.clone(), text.clone())), &mut *list) {
                    list.push(item.clone());
                }
            }
        }
    }
    if answers.is_empty() {
        return Err(None);
    }
    match wanted.iter().find(|text| !seen.iter().any(|(_, seen)| seen == *text)) {
        Some(missing) => Err(Some(missing.clone())),
        None => Ok(Value::Object(found)),
    }
}

/// Leaves out of a list what the parameters leave out: a person records it without them.
pub(super) fn narrow(answer: &mut Value, service: &str, operation: &str, params: &Value, region: &str, account: &str) {
    let keep = |value: &mut Value, list: &str, wanted: &dyn Fn(&Value) -> bool| {
        if let Some(Value::Array(items)) = value.get_mut(list) {
            items.retain(wanted);
        }
    };
    let is = |path: &'static str, wanted: &[&str]| {
        let wanted: Vec<String> = wanted.iter().map(|text| (*text).to_owned()).collect();
        move |item: &Value| {
            item.pointer(path).and_then(Value::as_str).is_none_or(|text| wanted.iter().any(|wanted| wanted == text))
        }
    };
    match (service, operation) {
        ("ec2", "DescribeInstances") => {
            let states = ["pending", "running", "stopping", "stopped", "shutting-down"];
            for reservation in answer.get_mut("Reservations").and_then(Value::as_array_mut).into_iter().flatten() {
                keep(reservation, "Instances", &is("/State/Name", states.get(..4).unwrap_or_default()));
            }
        }
        ("ec2", "DescribeImages") => keep(answer, "Images", &is("/OwnerId", &[account])),
        ("ssm", "ListDocuments") => keep(answer, "DocumentIdentifiers", &is("/Owner", &[account])),
        ("rds", "DescribeDBSnapshots") => keep(answer, "DBSnapshots", &is("/SnapshotType", &["manual"])),
        ("rds", "DescribeDBClusterSnapshots") => {
            keep(answer, "DBClusterSnapshots", &is("/SnapshotType", &["manual"]));
        }
        ("iam", "ListVirtualMFADevices") => {
            keep(answer, "VirtualMFADevices", &|device| device.get("User").is_some());
        }
        ("cloudtrail", "DescribeTrails") if params.get("includeShadowTrails") == Some(&Value::Bool(false)) => {
            keep(answer, "trailList", &is("/HomeRegion", &[region]));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Place, is_form, is_key, of_answer, of_folders};

    #[test]
    fn an_answer_says_its_region_and_account_and_others_policies_do_not() {
        let role = json!({"Functions": [{
            "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f",
            "Role": "arn:aws:iam::444455556666:role/x",
            "PolicyDocument": "arn:aws:lambda:us-east-1:444455556666:function:g",
        }]});
        let place = Place { accounts: ["111122223333".to_owned()].into(), region: Some("eu-west-1".to_owned()) };
        assert_eq!(of_answer("lambda", &role), place);
        let zones =
            json!({"Volumes": [{"AvailabilityZone": "ap-northeast-1a"}, {"AvailabilityZone": "ap-northeast-1c"}]});
        assert_eq!(of_answer("ec2", &zones).region.as_deref(), Some("ap-northeast-1"));
        let two = json!({"Volumes": [{"AvailabilityZone": "ap-northeast-1a"}, {"AvailabilityZone": "us-east-1c"}]});
        assert_eq!(of_answer("ec2", &two).region, None);
        assert_eq!(of_folders("rec/us-east-1/ec2/x.json").as_deref(), Some("us-east-1"));
        assert_eq!(of_folders("rec/us-east-1.json"), None);
    }

    #[test]
    fn keys_name_items_whole_or_by_the_end_of_their_arn() {
        let arn = "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/web/50dc6c495c0c9188";
        for key in ["web", "50dc6c495c0c9188", "web-50dc6c495c0c9188", arn] {
            assert!(is_form(key, arn), "{key}");
        }
        assert!(!is_form("eb", arn));
        assert!(is_form("security", "SECURITY") && is_form("service-control-policy", "SERVICE_CONTROL_POLICY"));
        assert!(is_form("default", "$Default"));
        assert!(is_form("arn-aws-kms", "arn:aws:kms") && !is_form("my-fn", "my_fn") && !is_form("Fn", "fn"));
        assert!(is_key("shop-data-sha256-1", &["shop-data", "sha256:1"]));
        assert!(!is_key("shop-data", &["shop-data", "sha256:1"]));
    }
}
