//! The statements of a policy in which a secret stood, as they may stand without it.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use yagura_finding::Finding;
use yagura_model::{Meta, OWN_ACCOUNT, Snapshot};
use yagura_secrets::Detector;

use super::context::Found;
use super::plain::secrets;

/// Words that are to be filled in, and what they stand for: Japanese, English.
pub(super) const FILL: &[(&str, &str, &str)] = &[
    ("ORGANIZATION_ID", "組織のID", "the id of your organization"),
    ("SOURCE_ARN", "呼び出し元のリソースのARN", "the ARN of the resource that the service acts for"),
    ("RESOURCE_ARN", "リソースのARN", "the ARN of the resource"),
    ("PRINCIPAL_ARN", "プリンシパルのARN", "the ARN of the principal"),
    ("SERVICE:ACTION", "アクション", "the action"),
    ("AS_WRITTEN", "今書かれている値", "what stands there now"),
    ("STATEMENT_ID", "get-policyで表示されるSid", "the Sid, as get-policy shows it"),
    ("STAGE_NAME", "ステージ名", "the stage's name"),
];

/// A statement that held a secret.
pub(super) struct Rewritten {
    /// Its `Sid`, where that holds none.
    pub(super) sid: Option<String>,
    /// What takes its place; `None` where it is to go: what it denied it denied to whoever sent the secret.
    pub(super) statement: Option<Value>,
}

/// The statements of the policies of a finding that held a secret.
pub(super) fn of(
    snapshot: &Snapshot,
    finding: &Finding<'_>,
    found: &[Found],
    detector: &OnceCell<Option<Detector>>,
) -> Vec<Rewritten> {
    let resource = &finding.resource;
    let place = finding.location.as_ref().map(|location| (location.root, location.address));
    let is = |meta: &Meta| {
        meta.id == resource.id
            && meta.account == resource.account
            && meta.region == resource.region
            && meta.template().map(|template| (template.home(), template.address.as_str())) == place
    };
    let Some(props) = snapshot.json_of(resource.resource_type, &is) else { return Vec::new() };
    // What decides over access stands there still: it is looked for again.
    let Some(detector) = detector.get_or_init(|| Detector::new().ok()) else { return Vec::new() };
    let marks: BTreeSet<String> = found.iter().map(|one| format!("secret-{}", one.hash)).collect();
    let organization = snapshot.organizations.organizations.iter().find(|own| own.meta.account == resource.account);
    let organization = organization.map(|own| own.meta.id.as_str()).filter(|id| id.starts_with("o-"));
    let held = Held {
        marks,
        detector,
        account: if resource.account.is_empty() { OWN_ACCOUNT } else { resource.account },
        organization: organization.unwrap_or("ORGANIZATION_ID"),
        arn: resource.arn.filter(|_| !resource.resource_type.starts_with("AWS::IAM::")).unwrap_or("RESOURCE_ARN"),
    };
    let paths: BTreeSet<&str> = finding.evidence.iter().map(|proof| proof.evidence.path.as_str()).collect();
    let mut all = Vec::new();
    for path in paths {
        let Some(document) = props.pointer(path) else { continue };
        match document.get("Statement") {
            Some(Value::Array(list)) => all.extend(list.iter().filter_map(|one| held.rewrite(one))),
            Some(one) => all.extend(held.rewrite(one)),
            None => {}
        }
    }
    all
}

/// What is a secret here, and what may stand in its place.
struct Held<'a> {
    marks: BTreeSet<String>,
    detector: &'a Detector,
    account: &'a str,
    organization: &'a str,
    arn: &'a str,
}

impl Held<'_> {
    fn is_secret(&self, text: &str) -> bool {
        self.marks.contains(text) || !secrets(self.detector, text, None, self.account).is_empty()
    }

    /// A statement without its secrets; `None` where it has none.
    fn rewrite(&self, statement: &Value) -> Option<Rewritten> {
        let mut changed = false;
        let mut kept = Map::new();
        let mut open: Vec<(String, bool)> = Vec::new();
        for (name, value) in statement.as_object()? {
            let instead = match name.as_str() {
                "Condition" => {
                    let (condition, gone) = self.condition(value);
                    changed |= condition != *value;
                    open = gone;
                    if condition.as_object().is_none_or(|object| !object.is_empty()) {
                        kept.insert(name.clone(), condition);
                    }
                    continue;
                }
                "Principal" | "NotPrincipal" => "PRINCIPAL_ARN",
                "Action" | "NotAction" => "SERVICE:ACTION",
                "Resource" | "NotResource" => self.arn,
                _ => "",
            };
            if self.is_secret(name) || (name == "Sid" && value.as_str().is_some_and(|text| self.is_secret(text))) {
                changed = true;
                continue;
            }
            let without = self.without(value, instead);
            changed |= without != *value;
            kept.insert(name.clone(), without);
        }
        if !changed {
            return None;
        }
        let sid = kept.get("Sid").and_then(Value::as_str).map(str::to_owned);
        let stays = open.into_iter().all(|(_, negated)| self.close(&mut kept, negated));
        Some(Rewritten { sid, statement: stays.then(|| written(Value::Object(kept))) })
    }

    /// A value in which `instead` takes the place of each secret.
    fn without(&self, value: &Value, instead: &str) -> Value {
        match value {
            Value::String(text) if self.is_secret(text) => instead.into(),
            Value::Array(list) => list.iter().map(|item| self.without(item, instead)).collect(),
            Value::Object(object) => {
                let kept = object.iter().filter(|(name, _)| !self.is_secret(name));
                kept.map(|(name, item)| (name.clone(), self.without(item, instead))).collect()
            }
            other => other.clone(),
        }
    }

    /// The conditions without those that compared with a secret alone, and each of these: its key, and whether it asked that the
    /// two differ.
    fn condition(&self, condition: &Value) -> (Value, Vec<(String, bool)>) {
        let Some(blocks) = condition.as_object() else { return (condition.clone(), Vec::new()) };
        let mut gone = Vec::new();
        let mut left = Map::new();
        for (operator, keys) in blocks {
            let Some(keys) = keys.as_object() else {
                left.insert(operator.clone(), keys.clone());
                continue;
            };
            let mut kept = Map::new();
            for (key, values) in keys {
                let held = |value: &Value| value.as_str().is_some_and(|text| self.is_secret(text));
                let rest = match values {
                    _ if self.is_secret(key) => None,
                    Value::Array(list) => {
                        let rest: Vec<Value> = list.iter().filter(|value| !held(value)).cloned().collect();
                        (!rest.is_empty() || list.is_empty()).then(|| Value::from(rest))
                    }
                    one if held(one) => None,
                    one => Some(one.clone()),
                };
                match rest {
                    Some(rest) => {
                        kept.insert(key.clone(), rest);
                    }
                    None => gone.push((key.clone(), operator.to_ascii_lowercase().contains("not"))),
                }
            }
            if !kept.is_empty() {
                left.insert(operator.clone(), Value::Object(kept));
            }
        }
        (Value::Object(left), gone)
    }

    /// Puts in the place of a condition one that no caller can meet by what it sends
    /// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>); whether the statement stays.
    fn close(&self, statement: &mut Map<String, Value>, negated: bool) -> bool {
        let denies = statement.get("Effect").is_some_and(|effect| effect == "Deny");
        // Who holds a policy, or is named in it, needs no secret beside; a Deny would hit whoever it spared.
        let Some(principal) = statement.get("Principal") else { return !denies };
        if denies && !negated {
            return false;
        }
        let everyone = |value: &Value| match value {
            Value::String(text) => text == "*",
            Value::Array(list) => list.iter().any(|item| item == "*"),
            _ => false,
        };
        let open = everyone(principal) || principal.get("AWS").is_some_and(everyone);
        let service = principal.get("Service").is_some();
        let mut conditions: Vec<(&str, &str, &str)> = Vec::new();
        if open {
            let operator = if denies { "StringNotEquals" } else { "StringEquals" };
            conditions.push((operator, "aws:PrincipalOrgID", self.organization));
            if denies {
                // Services of AWS are of no organization
                // (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice).
                conditions.push(("BoolIfExists", "aws:PrincipalIsAWSService", "false"));
            }
        } else if service && denies {
            conditions.push(("StringNotEquals", "aws:SourceAccount", self.account));
        } else if service {
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
            conditions.push(("StringEquals", "aws:SourceAccount", self.account));
            conditions.push(("ArnLike", "aws:SourceArn", "SOURCE_ARN"));
        } else {
            return !denies;
        }
        let all = statement.entry("Condition").or_insert_with(|| json!({}));
        for (operator, key, value) in conditions {
            let stands = all.as_object().is_some_and(|blocks| {
                let keys = blocks.values().filter_map(Value::as_object).flat_map(Map::keys);
                keys.into_iter().any(|known| known.eq_ignore_ascii_case(key))
            });
            if let (Some(blocks), false) = (all.as_object_mut(), stands) {
                let block = blocks.entry(operator).or_insert_with(|| json!({}));
                if let Some(block) = block.as_object_mut() {
                    block.insert(key.to_owned(), value.into());
                }
            }
        }
        true
    }
}

/// What is not known stays as it is written.
fn written(value: Value) -> Value {
    match value {
        Value::Object(object) if object.contains_key("$unknown") => "AS_WRITTEN".into(),
        Value::Object(object) => object.into_iter().map(|(name, item)| (name, written(item))).collect(),
        Value::Array(list) => list.into_iter().map(written).collect(),
        other => other,
    }
}
