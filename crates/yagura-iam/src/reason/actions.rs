//! Which actions to try, and on which resources each can work.

use std::collections::BTreeSet;

use crate::evaluate::PolicyKind;
use crate::policy::Clause;
use crate::reason::lang::Lang;
use crate::reason::rules::{Reach, Rule};
use crate::reference::{Action, Reference, Service};

/// An action, and the sets of resources to try it on, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) name: String,
    pub(crate) lower: String,
    pub(crate) resources: Vec<Vec<Vec<Lang>>>,
}

/// One action of each kind that the statements tell apart: those with the same resource types that the same Denies cover.
/// They are worked out as they are asked for: mostly the first one answers.
pub(crate) fn candidates<'c>(
    reference: &'c Reference,
    service: Option<&'c str>,
    allow: &'c Rule<'c>,
    denies: &'c [Rule<'c>],
    kind: PolicyKind,
) -> impl Iterator<Item = Candidate> + 'c {
    let signature = |lower: &str| -> Vec<bool> { denies.iter().map(|d| d.covers_action(lower)).collect() };
    let services = services(reference, service, allow).into_iter();
    let known = services.filter_map(|prefix| reference.service(&prefix)).flat_map(move |found| {
        let mut seen: BTreeSet<(Vec<usize>, Vec<bool>)> = BTreeSet::new();
        telling_first(found).filter(|action| allow.covers_action(&action.lower)).filter_map(move |action| {
            let types: Vec<usize> = action.resources.iter().map(|(at, _)| *at).collect();
            seen.insert((types.clone(), signature(&action.lower))).then(|| Candidate {
                name: action.name.clone(),
                lower: action.lower.clone(),
                resources: resources(found, &types, allow, kind),
            })
        })
    });
    // Actions that the data does not know may exist all the same: new ones, and whole services.
    let mut seen: BTreeSet<Vec<bool>> = BTreeSet::new();
    let unknown = allow.statement.action.items().iter().filter_map(move |item| {
        let (prefix, _) = item.text.split_once(':').unwrap_or((&item.text, ""));
        let name = match item.pattern.as_literal() {
            Some(lower) if reference.action(lower).is_none() => item.text.to_string(),
            None if !allow.statement.action.is_not()
                && !prefix.contains(['*', '?'])
                && reference.service(&prefix.to_lowercase()).is_none() =>
            {
                item.text.replace('*', "Any").replace('?', "x")
            }
            _ => return None,
        };
        let lower = name.to_lowercase();
        if !allow.covers_action(&lower) || service.is_some_and(|s| !lower.starts_with(&format!("{s}:"))) {
            return None;
        }
        seen.insert(signature(&lower)).then(|| Candidate { name, lower, resources: vec![vec![vec![Lang::any()]]] })
    });
    known.chain(unknown)
}

/// The actions that say most to a reader, by service, the best known first: what reads and writes the data, and what
/// hands out permissions. Services are in the order in which they are tried.
const TELLING: &[(&str, &[&str])] = &[
    ("s3", &["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"]),
    ("sqs", &["sqs:SendMessage", "sqs:ReceiveMessage"]),
    ("sns", &["sns:Publish", "sns:Subscribe"]),
    ("kms", &["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]),
    ("secretsmanager", &["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"]),
    ("lambda", &["lambda:InvokeFunction", "lambda:InvokeFunctionUrl"]),
    ("sts", &["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"]),
    ("iam", &["iam:PassRole", "iam:CreateUser", "iam:AttachRolePolicy"]),
    ("dynamodb", &["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan"]),
    ("ecr", &["ecr:BatchGetImage", "ecr:PutImage", "ecr:GetDownloadUrlForLayer"]),
    ("es", &["es:ESHttpGet", "es:ESHttpPost", "es:ESHttpPut"]),
    ("elasticfilesystem", &["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]),
    ("execute-api", &["execute-api:Invoke"]),
    ("events", &["events:PutEvents", "events:PutRule"]),
    ("logs", &["logs:PutLogEvents", "logs:GetLogEvents", "logs:PutSubscriptionFilter"]),
    ("kinesis", &["kinesis:PutRecord", "kinesis:GetRecords"]),
    ("firehose", &["firehose:PutRecord"]),
    ("glacier", &["glacier:GetJobOutput", "glacier:UploadArchive"]),
    ("backup", &["backup:StartRestoreJob", "backup:CopyIntoBackupVault"]),
    ("backup-storage", &["backup-storage:GetObjectMetadata"]),
    ("iot", &["iot:Publish", "iot:Receive", "iot:Connect"]),
    ("glue", &["glue:GetTable", "glue:GetTables"]),
    ("codeartifact", &["codeartifact:ReadFromRepository", "codeartifact:PublishPackageVersion"]),
    ("ssm", &["ssm:GetParameter", "ssm:PutParameter"]),
    ("ec2", &["ec2:RunInstances", "ec2:DescribeInstances"]),
];

fn telling_first(service: &Service) -> impl Iterator<Item = &Action> {
    let first = TELLING.iter().find(|(prefix, _)| *prefix == service.prefix).map_or(&[][..], |(_, first)| *first);
    let named = first.iter().flat_map(|name| service.actions.iter().filter(move |action| action.name == *name));
    named.chain(service.actions.iter().filter(|action| !first.contains(&action.name.as_str())))
}

fn services(reference: &Reference, service: Option<&str>, allow: &Rule<'_>) -> Vec<String> {
    let mut out = services_of(reference, service, allow);
    out.sort_by_key(|prefix| TELLING.iter().position(|(known, _)| known == prefix).unwrap_or(TELLING.len()));
    out
}

fn services_of(reference: &Reference, service: Option<&str>, allow: &Rule<'_>) -> Vec<String> {
    if let Some(service) = service {
        return vec![service.to_owned()];
    }
    let mut out: BTreeSet<String> = BTreeSet::new();
    if let Clause::Is(elements) = &allow.statement.action
        && elements.gap.is_none()
    {
        for item in &elements.items {
            match item.pattern.prefix().split_once(':') {
                Some((prefix, _)) => {
                    out.insert(prefix.to_owned());
                }
                None => return of_resources(reference, allow),
            }
        }
        return out.into_iter().collect();
    }
    of_resources(reference, allow)
}

/// The services in the resources' ARNs, or all.
fn of_resources(reference: &Reference, allow: &Rule<'_>) -> Vec<String> {
    let mut out: BTreeSet<String> = BTreeSet::new();
    if let Clause::Is(elements) = &allow.statement.resource
        && elements.gap.is_none()
    {
        for item in &elements.items {
            match item.pattern.parts().get(2).and_then(|p| p.as_literal()) {
                Some(service) if reference.service(service).is_some() => {
                    out.insert(service.to_owned());
                }
                _ => return reference.services().map(str::to_owned).collect(),
            }
        }
        if !out.is_empty() {
            return out.into_iter().collect();
        }
    }
    reference.services().map(str::to_owned).collect()
}

fn resources(service: &Service, types: &[usize], allow: &Rule<'_>, kind: PolicyKind) -> Vec<Vec<Vec<Lang>>> {
    if types.is_empty() || kind == PolicyKind::Trust {
        return vec![vec![vec![Lang::literal("*")]]];
    }
    let mut langs: Vec<Lang> = Vec::new();
    for at in types {
        if let Some(resource) = service.resources.get(*at) {
            langs.push(Lang::format(&resource.arn, service.prefix == "s3" && resource.name == "bucket"));
        }
    }
    // A template's name for a resource in the place of its ARN can be any resource.
    if let Reach::In(_) = allow.reach {
        let symbols = allow.statement.resource.items().iter().filter(|i| i.text.starts_with('{'));
        langs.extend(symbols.flat_map(|i| Lang::arn(&i.pattern, kind.short_arn())));
    }
    let mut out = vec![vec![langs]];
    // Buckets and objects are told apart by their names alone, so the formats decide there; elsewhere a format that the
    // data lacks must not turn into a proof.
    if service.prefix != "s3" {
        out.push(vec![vec![Lang::any()]]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telling_actions_exist_under_these_names() {
        for (prefix, actions) in TELLING {
            for action in *actions {
                let found = Reference::embedded().action(&action.to_lowercase());
                assert!(found.is_some_and(|(s, a)| s.prefix == *prefix && a.name == *action), "{action}");
            }
        }
    }
}
