//! `dynamodb-end-user-access-without-leading-keys`

use std::sync::Arc;

use serde_json::json;
use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::condition::{OperatorKind, SetOperator};
use yagura_iam::grants::{Resources, allows};
use yagura_iam::policy::{Condition, Effect};
use yagura_iam::{Policy, trust};
use yagura_model::services::iam::Role;
use yagura_model::{Document, Gap, Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "dynamodb-end-user-access-without-leading-keys",
    title: Text {
        ja: "エンドユーザー用ロールがDynamoDBの全項目にアクセスできる",
        en: "Role of end users reaches every item of a DynamoDB table",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "ログインした利用者が、ブラウザーから直接他人の項目を読み書きする。",
        en: "A user who signed in reads and changes the items of all other users, straight from the browser.",
    },
    fix: Text {
        ja: "`dynamodb:LeadingKeys` 条件でパーティションキーを本人のIDに限定し、Scanは許可しない。",
        en: "Hold the partition key to the caller with `dynamodb:LeadingKeys`, and do not allow Scan.",
    },
    maps: &[Map::Sl(14), Map::Sl(12), Map::Owasp(5), Map::Csa(4), Map::Attack("T1530")],
    types: &["AWS::IAM::Role"],
    page: include_str!("end_user_access_without_leading_keys.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.iam.roles, |role| judge(snapshot, role)),
};

/// The actions on items.
const DATA: &[&str] = &[
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLSelect",
    "dynamodb:PartiQLUpdate",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
];

fn judge(snapshot: &Snapshot, role: &Resource<Role>) -> Judgement {
    let Some(trust) = role.assume_role_policy_document.get()? else { return Ok(Verdict::Skip) };
    let (ways, gap) = trust::entries(policies::parsed(trust)?);
    if !ways.iter().any(|way| way.provider() == Some("cognito-identity.amazonaws.com")) {
        let unread = gap.as_ref().or_else(|| ways.iter().find_map(|way| way.gap.as_ref()));
        return unread.map_or(Ok(Verdict::Skip), |gap| Err(policies::gap(gap)));
    }
    let (held, mut unread) = held(snapshot, role);
    let boundary = match role.permissions_boundary.get()? {
        None => None,
        Some(arn) => Some(managed(snapshot, role, arn)?),
    };
    for action in DATA {
        let open: Vec<Policy> = held.iter().map(|(_, policy)| without_restricted(policy, action)).collect();
        let mut grant = allows(&open.iter().collect::<Vec<_>>(), action, Resources::Some);
        if let Some(boundary) = &boundary {
            grant = grant.and(allows(&[&without_restricted(boundary, action)], action, Resources::Some));
        }
        if grant.is_possible() {
            let place = grant.statements().first().and_then(|at| held.get(at.policy));
            let path = place.map_or("", |(path, _)| path);
            return Ok(Verdict::fail(role, path).detail(
                format!("{action} が `dynamodb:LeadingKeys` で制限されていない"),
                format!("{action} is not held to the caller's own keys"),
            ));
        }
        if let Some(gap) = grant.gap() {
            unread = unread.or_else(|| Some(policies::gap(gap)));
        }
    }
    unread.map_or(Ok(Verdict::Pass), Err)
}

/// The role's policies with their places, and why there may be more.
fn held(snapshot: &Snapshot, role: &Resource<Role>) -> (Vec<(String, Arc<Policy>)>, Option<Gap>) {
    let mut held = Vec::new();
    let mut unread = None;
    match role.policies.get() {
        Ok(list) => {
            for (index, inline) in list.iter().enumerate() {
                match inline.policy_document.get().and_then(policies::read) {
                    Ok(policy) => held.push((format!("/Policies/{index}"), policy)),
                    Err(gap) => unread = unread.or(Some(gap)),
                }
            }
        }
        Err(gap) => unread = Some(gap),
    }
    match role.managed_policy_arns.get() {
        Ok(list) => {
            for (index, arn) in list.iter().enumerate() {
                match arn.get().and_then(|arn| managed(snapshot, role, arn)) {
                    Ok(policy) => held.push((format!("/ManagedPolicyArns/{index}"), policy)),
                    Err(gap) => unread = unread.or(Some(gap)),
                }
            }
        }
        Err(gap) => unread = unread.or(Some(gap)),
    }
    (held, unread)
}

fn managed(snapshot: &Snapshot, role: &Resource<Role>, arn: &str) -> Result<Arc<Policy>, Gap> {
    if let Some(policy) = snapshot.iam.managed_policies.find(&role.meta, arn) {
        let document = policy.policy_document.get()?.as_ref();
        return policies::read(document.ok_or_else(|| Gap::unresolved(format!("the policy `{arn}` has no document")))?);
    }
    // AWS's own policies do not know a caller's keys
    // (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonDynamoDBFullAccess.html, 2026-01).
    let actions = match arn.rsplit('/').next() {
        Some(
            "AmazonDynamoDBFullAccess" | "AmazonDynamoDBFullAccess_v2" | "AdministratorAccess" | "PowerUserAccess",
        ) => {
            json!("dynamodb:*")
        }
        Some("AmazonDynamoDBReadOnlyAccess" | "ReadOnlyAccess") => {
            json!(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"])
        }
        _ => return Err(Gap::unresolved(format!("the policy `{arn}` was not read"))),
    };
    policies::read(&Document::new(&json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": "*" }],
    })))
}

/// A policy without the allowances that hold an action to keys of the caller.
fn without_restricted(policy: &Policy, action: &str) -> Policy {
    let mut policy = policy.clone();
    policy.statements.retain(|statement| {
        !matches!(statement.effect, Effect::Allow)
            || !statement.conditions.iter().any(|condition| {
                holds_to_keys(condition)
                    && (!passes_without_keys(condition, action) || demands_keys(&statement.conditions))
            })
    });
    policy
}

fn holds_to_keys(condition: &Condition) -> bool {
    let equals = matches!(
        condition.operator.kind,
        Some(OperatorKind::StringEquals | OperatorKind::StringEqualsIgnoreCase | OperatorKind::StringLike)
    );
    let values = &condition.values.items;
    condition.key_lower == "dynamodb:leadingkeys"
        && equals
        && !values.is_empty()
        // A key that begins with the caller's id; `*` alone, or in front, is anybody's.
        && values.iter().all(|value| !value.starts_with('*') && (value.contains("${") || !value.contains('*')))
}

/// `ForAllValues` holds for a request without any key, and a scan names none
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html>, 2026-01).
fn passes_without_keys(condition: &Condition, action: &str) -> bool {
    let optional = condition.operator.set == SetOperator::ForAllValues || condition.operator.if_exists;
    optional && matches!(action, "dynamodb:Scan" | "dynamodb:PartiQLSelect")
}

/// `Null: { "dynamodb:LeadingKeys": "false" }` beside it: a request without keys does not pass.
fn demands_keys(conditions: &[Condition]) -> bool {
    conditions.iter().any(|condition| {
        condition.key_lower == "dynamodb:leadingkeys"
            && condition.operator.kind == Some(OperatorKind::Null)
            && condition.values.items.iter().all(|value| value.eq_ignore_ascii_case("false"))
    })
}
