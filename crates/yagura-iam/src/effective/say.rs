//! What survives all layers, said as one identity policy.
//!
//! Layers intersect and a policy's Allows unite, so each layer behind the first becomes what limits the Allows of the
//! first: resources that it leaves out are denied, its conditions join those of the Allow.
//! Where the language cannot say that (several Allows of one layer, each with conditions of its own), nothing is said.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Entry;
use crate::condition::{OperatorKind, SetOperator};
use crate::evaluate::PolicyKind;
use crate::glob::ShortArn;
use crate::policy::{Clause, Condition, Effect, Statement, Version};

/// A statement that covers the actions of an entry.
pub(super) struct Covering<'a> {
    /// The position of its layer.
    pub(super) layer: usize,
    pub(super) kind: PolicyKind,
    pub(super) statement: &'a Statement,
    pub(super) version: Version,
    /// It covers them for certain.
    pub(super) certain: bool,
}

/// The entries as a policy document that grants no more than what was found.
/// Entries with gaps, and those that one policy cannot say ([`Entry::statements`]), are left out.
pub fn to_policy(entries: &[Entry]) -> Value {
    let statements: Vec<&Value> = entries.iter().filter_map(|entry| entry.statements.as_ref()).flatten().collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// Statements of one policy that grant these actions exactly as all layers together do.
pub(super) fn statements(actions: &[String], covering: &[Covering<'_>], layers: usize) -> Option<Vec<Value>> {
    if covering.iter().any(|at| !at.certain || at.statement.gap().is_some() || reads_otherwise(at)) {
        return None;
    }
    let allows = |layer: usize| {
        covering.iter().filter(move |at| at.layer == layer && at.statement.effect == Effect::Allow).collect::<Vec<_>>()
    };
    let mut limits: Vec<Value> = Vec::new();
    let mut shared: Vec<(&Condition, Version)> = Vec::new();
    for layer in 1..layers {
        let allows = allows(layer);
        let free = |at: &&Covering<'_>| at.statement.conditions.is_empty();
        if allows.iter().any(|at| free(at) && everywhere(at.statement)) {
            continue;
        }
        match allows.as_slice() {
            [one] => {
                shared.extend(one.statement.conditions.iter().map(|condition| (condition, one.version)));
                if !everywhere(one.statement) {
                    limits.push(denied(actions, &opposite(&[one])?, &Map::new()));
                }
            }
            several if several.iter().all(free) => limits.push(denied(actions, &opposite(several)?, &Map::new())),
            _ => return None,
        }
    }
    let mut out: Vec<Value> = Vec::new();
    for at in allows(0) {
        let mut block = block(at.statement.conditions.iter().map(|condition| (condition, at.version)))?;
        for (condition, version) in &shared {
            join(&mut block, condition, *version)?;
        }
        let (name, texts) = resources(at);
        let statement = statement("Allow", actions, (name, &texts), &block);
        if !out.contains(&statement) {
            out.push(statement);
        }
    }
    for at in covering.iter().filter(|at| at.statement.effect == Effect::Deny) {
        let block = block(at.statement.conditions.iter().map(|condition| (condition, at.version)))?;
        limits.push(denied(actions, &resources(at), &block));
    }
    for limit in limits {
        if !out.contains(&limit) {
            out.push(limit);
        }
    }
    Some(out)
}

/// A resource pattern with fewer than six parts means another thing in the policy that has it than in an identity policy.
fn reads_otherwise(at: &Covering<'_>) -> bool {
    at.kind.short_arn() != ShortArn::Padded
        && at.statement.resource.items().iter().any(|item| !item.pattern.is_usable(ShortArn::Refused))
}

/// The statement covers every resource.
fn everywhere(statement: &Statement) -> bool {
    match &statement.resource {
        Clause::Is(elements) => elements.items.iter().any(|item| item.pattern.is_any()),
        _ => false,
    }
}

/// `Resource` or `NotResource` with its patterns.
type Resources = (&'static str, Vec<String>);

fn resources(at: &Covering<'_>) -> Resources {
    let texts: BTreeSet<String> =
        at.statement.resource.items().iter().map(|item| literal(&item.text, at.version)).collect();
    let name = if at.statement.resource.is_not() { "NotResource" } else { "Resource" };
    (name, texts.into_iter().collect())
}

/// The resources that none of these statements covers.
fn opposite(allows: &[&Covering<'_>]) -> Option<Resources> {
    let mut texts = BTreeSet::new();
    match allows {
        [one] if one.statement.resource.is_not() => return Some(("Resource", resources(one).1)),
        _ => {}
    }
    for at in allows {
        if !matches!(at.statement.resource, Clause::Is(_)) {
            return None;
        }
        texts.extend(resources(at).1);
    }
    Some(("NotResource", texts.into_iter().collect()))
}

fn denied(actions: &[String], (name, texts): &Resources, block: &Map<String, Value>) -> Value {
    statement("Deny", actions, (name, texts), block)
}

fn statement(effect: &str, actions: &[String], resources: (&str, &Vec<String>), block: &Map<String, Value>) -> Value {
    let mut out = json!({"Effect": effect, "Action": actions, resources.0: resources.1});
    if let Some(out) = out.as_object_mut().filter(|_| !block.is_empty()) {
        out.insert("Condition".into(), Value::Object(block.clone()));
    }
    out
}

/// A text under the version that the document has: under the old one `${` is no variable.
fn literal(text: &str, version: Version) -> String {
    match version {
        Version::V2012 => text.to_owned(),
        Version::V2008 => text.replace("${", "${$}{"),
    }
}

fn block<'a>(conditions: impl Iterator<Item = (&'a Condition, Version)>) -> Option<Map<String, Value>> {
    let mut out = Map::new();
    for (condition, version) in conditions {
        join(&mut out, condition, version)?;
    }
    Some(out)
}

/// Adds a condition that must hold too; `None` where the block has another one of the same operator and key, and both
/// cannot be one.
fn join(block: &mut Map<String, Value>, condition: &Condition, version: Version) -> Option<()> {
    let texts: Vec<String> = condition.values.items.iter().map(|text| literal(text, version)).collect();
    let keys = block.entry(condition.operator_text.as_str()).or_insert_with(|| json!({})).as_object_mut()?;
    let same = keys.iter().find(|(key, _)| key.eq_ignore_ascii_case(&condition.key));
    let Some((key, held)) = same.map(|(key, held)| (key.clone(), held.clone())) else {
        keys.insert(condition.key.to_string(), json!(texts));
        return Some(());
    };
    let held: Vec<String> = serde_json::from_value(held).ok()?;
    let plain = condition.operator.set == SetOperator::Single;
    let joined: Vec<String> = if held == texts {
        held
    } else if plain && condition.operator.kind.is_some_and(OperatorKind::is_negated) {
        // None of these, and none of those.
        held.into_iter().chain(texts).collect()
    } else if plain
        && condition.operator.kind == Some(OperatorKind::StringEquals)
        && !held.iter().chain(&texts).any(|text| text.contains("${"))
    {
        held.into_iter().filter(|text| texts.contains(text)).collect()
    } else {
        return None;
    };
    keys.insert(key, json!(joined));
    Some(())
}
