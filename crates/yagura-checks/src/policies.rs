//! Resource policies: read, and asked who is let in.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use yagura_finding::Verdict;
use yagura_iam::glob::Pattern;
use yagura_iam::policy::{ActionPattern, Clause, Effect, Elements, Statement};
use yagura_iam::reach::{Answer, ResourceContext, Witness, Zone, is_public, reaches_outside};
use yagura_iam::{Place, Policy};
use yagura_model::{Document, Gap, GapKind, Meta, Resource, Snapshot};

/// Reads a document.
/// Fails with a gap when it is no policy.
pub(crate) fn read(document: &Document) -> Result<Policy, Gap> {
    Policy::from_value(&document.0).map_err(|error| Gap::error(format!("the policy does not read: {}", error.message)))
}

/// A gap of the policy library as one of the model's.
pub(crate) fn gap(gap: &yagura_iam::Gap) -> Gap {
    let kind = match gap.kind.as_str() {
        "denied" => GapKind::Denied,
        "unreachable" => GapKind::Unreachable,
        "error" | "malformed" | "duplicate-key" => GapKind::Error,
        "unsupported" | "budget" => GapKind::Unsupported,
        _ => GapKind::Unresolved,
    };
    Gap::new(kind, gap.to_string())
}

/// A request by which a stranger gets in, where there is one.
pub(crate) fn stranger(
    snapshot: &Snapshot,
    meta: &Meta,
    service: &str,
    policy: &Policy,
) -> Result<Option<Box<Witness>>, Gap> {
    answer(is_public(policy, &context(snapshot, meta, service)))
}

/// A request by which another account, known by name or not, gets in, where there is one.
/// The accounts of the own organization are not others, and neither are AWS's services.
pub(crate) fn foreigner(
    snapshot: &Snapshot,
    meta: &Meta,
    service: &str,
    policy: &Policy,
) -> Result<Option<Box<Witness>>, Gap> {
    let own = &meta.account;
    let organization = snapshot.organizations.organizations.iter().find(|item| item.meta.account == *own);
    let mut accounts = BTreeSet::from([own.clone()]);
    accounts.extend(organization.and_then(|item| item.master_account_id.known().cloned().flatten()));
    for member in snapshot.organizations.accounts.iter().filter(|member| member.meta.account == *own) {
        accounts.extend(member.account_id.known().cloned().flatten());
    }
    let org_id = organization.map(|item| item.meta.id.clone()).filter(|id| id.starts_with("o-"));
    let zone = Zone { accounts, org_id, services: true };
    answer(reaches_outside(policy, &zone, &context(snapshot, meta, service)))
}

/// The same policy with its allowances narrowed to some actions (`s3:PutObject`); denials stay as they are.
pub(crate) fn only(policy: &Policy, actions: &[&str]) -> Policy {
    let mut policy = policy.clone();
    policy.statements.retain_mut(|statement| !matches!(statement.effect, Effect::Allow) || narrow(statement, actions));
    policy
}

fn narrow(statement: &mut Statement, actions: &[&str]) -> bool {
    let place = statement.place.clone();
    let covers = |elements: &Elements<ActionPattern>, action: &str| {
        elements.items.iter().any(|item| item.pattern.matches(&action.to_ascii_lowercase()))
    };
    let wanted = actions.iter().filter(|action| match &statement.action {
        Clause::Absent => false,
        Clause::Is(elements) => covers(elements, action),
        Clause::Not(elements) => !covers(elements, action),
    });
    let items = wanted
        .map(|action| ActionPattern {
            text: (*action).to_owned(),
            pattern: Pattern::exact(&action.to_ascii_lowercase(), false),
            place: Place::clone(&place),
        })
        .collect::<Vec<_>>();
    let gap = statement.action.gap().cloned();
    let keep = !items.is_empty() || gap.is_some();
    statement.action = Clause::Is(Elements { items, gap });
    keep
}

/// The documents' denials beside one allowance of everything to everyone under a condition: what they leave of it.
/// A request that comes through shows that the denials do not cover the condition.
pub(crate) fn left_open(document: Option<&Document>, allowance: Value) -> Result<Policy, Gap> {
    let mut statements = vec![allowance];
    if let Some(document) = document {
        if let Some(gap) = document.0.get("$unknown") {
            return Err(serde_json::from_value(gap.clone()).unwrap_or_else(|_| Gap::error("unknown policy")));
        }
        match document.0.get("Statement") {
            Some(Value::Array(list)) => statements.extend(list.iter().filter(|item| !allows(item)).cloned()),
            Some(one) if !allows(one) => statements.push(one.clone()),
            _ => {}
        }
    }
    read(&Document(json!({ "Version": "2012-10-17", "Statement": statements })))
}

fn allows(statement: &Value) -> bool {
    statement.get("Effect").is_some_and(|effect| effect == "Allow")
}

/// Fails with the statement of a policy property that lets a witness in, and says who may do what.
pub(crate) fn let_in<T: serde::Serialize>(resource: &Resource<T>, property: &str, witness: &Witness) -> Verdict {
    let path = match witness.statements.first() {
        Some(index) => format!("{property}/Statement/{index}"),
        None => property.to_owned(),
    };
    let verdict = Verdict::fail(resource, &path);
    // One statement may stand without a list around it.
    let alone = matches!(&verdict, Verdict::Fail(failure)
        if failure.evidence.first().is_some_and(|evidence| evidence.value.is_null()));
    let verdict = if alone { Verdict::fail(resource, &format!("{property}/Statement")) } else { verdict };
    verdict.detail(witness.to_japanese(), witness.to_string())
}

fn context<'a>(snapshot: &Snapshot, meta: &'a Meta, service: &'a str) -> ResourceContext<'a> {
    ResourceContext {
        service: Some(service),
        account: Some(&meta.account),
        now: Some(snapshot.contents.taken_epoch.saturating_mul(1000)).filter(|now| *now > 0),
        ..ResourceContext::default()
    }
}

fn answer(answer: Answer) -> Result<Option<Box<Witness>>, Gap> {
    match answer {
        Answer::Yes(witness) => Ok(Some(witness)),
        Answer::No(_) => Ok(None),
        Answer::Unknown(reason) => Err(gap(&reason)),
    }
}
