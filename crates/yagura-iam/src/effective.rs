//! What a principal can really do: its identity policies within its boundary, session policy and SCPs.

use std::collections::BTreeMap;
use std::fmt;

use crate::evaluate::matching::action_covers;
use crate::glob::Tri;
use crate::grants::{Grant, Layers, Resources, StatementRef, allows_within};
use crate::policy::{Clause, Effect, Gap, Policy, Statement};
use crate::reference::Reference;

pub use say::to_policy;

mod say;

/// Actions that fare alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The actions, sorted.
    pub actions: Vec<String>,
    /// The resource patterns of the identity statements that allow them.
    pub resources: Vec<String>,
    /// Resource patterns that the allowing statements leave out (`NotResource`).
    pub not_resources: Vec<String>,
    /// The identity statements that allow them.
    pub allows: Vec<StatementRef>,
    /// The Deny statements of all layers that take away some resource or context.
    pub denies: Vec<StatementRef>,
    /// Conditions decide: an Allow has some, or a Deny is escaped by its own.
    pub conditional: bool,
    /// The conditions of the statements above and of those that allow in the other layers (boundary, session policy,
    /// SCPs), in the order of the statements.
    pub conditions: Vec<Residual>,
    /// Whether it is granted cannot be told.
    pub gap: Option<Gap>,
    /// The entry as statements of one identity policy that grants neither more nor less; `None` where one policy cannot
    /// say it.
    pub statements: Option<Vec<serde_json::Value>>,
}

/// A condition that is left over: it decides with the context of each request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Residual {
    /// The statement that has it.
    pub at: StatementRef,
    /// The statement denies: the permission goes away when all of its conditions hold.
    pub denies: bool,
    /// The operator as written.
    pub operator: String,
    /// The context key as written.
    pub key: String,
    /// The values as written.
    pub values: Vec<String>,
    /// Not all values are known.
    pub gap: Option<Gap>,
}

impl fmt::Display for Residual {
    /// As in the policy, on one line: `StringEquals aws:PrincipalOrgID = o-a, o-b`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} = {}", self.operator, self.key, self.values.join(", "))?;
        match &self.gap {
            Some(gap) => write!(f, " ({gap})"),
            None => Ok(()),
        }
    }
}

/// Which statements cover an action, its service, and its resource types.
type Class = (Vec<u8>, String, Vec<usize>);

/// Every action that survives all layers, grouped.
/// The first layer is the identity policies; see [`Layers`].
/// Actions come from the reference data; a statement for an action that AWS does not list grants nothing here.
pub fn effective(layers: &Layers<'_>, reference: &Reference) -> Vec<Entry> {
    let policies: Vec<&Policy> = layers.iter().flat_map(|(_, list)| list.iter().copied()).collect();
    // The layer of each policy.
    let layer_of: Vec<usize> =
        layers.iter().enumerate().flat_map(|(at, (_, list))| std::iter::repeat_n(at, list.len())).collect();
    let identity = layers.first().map_or(0, |(_, list)| list.len());
    let statements: Vec<(StatementRef, &Statement)> = policies
        .iter()
        .enumerate()
        .flat_map(|(p, policy)| {
            policy.statements.iter().map(move |s| (StatementRef { policy: p, statement: s.index }, s))
        })
        .collect();
    // Actions that the same statements cover and that work on the same resource types have the same answer.
    let mut classes: BTreeMap<Class, Vec<&str>> = BTreeMap::new();
    for prefix in reference.services() {
        let Some(service) = reference.service(prefix) else { continue };
        for action in &service.actions {
            let signature: Vec<u8> = statements
                .iter()
                .map(|(_, s)| match action_covers(&s.action, &action.lower) {
                    Tri::No => 0,
                    Tri::Yes => 1,
                    Tri::Unknown => 2,
                })
                .collect();
            let allowed = statements
                .iter()
                .zip(&signature)
                .any(|((at, s), sign)| *sign > 0 && at.policy < identity && s.effect != Effect::Deny);
            let unread = policies.iter().take(identity).any(|p| p.gap.is_some());
            if allowed || unread {
                let types = action.resources.iter().map(|(at, _)| *at).collect();
                classes.entry((signature, prefix.to_owned(), types)).or_default().push(&action.name);
            }
        }
    }
    let mut out: BTreeMap<(Vec<u8>, bool, bool), Entry> = BTreeMap::new();
    for ((signature, _, _), actions) in classes {
        let Some(first) = actions.first() else { continue };
        let grant = allows_within(layers, first, Resources::Some);
        let (conditional, gap) = match grant {
            Grant::No => continue,
            Grant::Yes(_) => (false, None),
            Grant::Conditional(_) => (true, None),
            Grant::Unknown(gap) => (false, Some(gap)),
        };
        let entry = out.entry((signature.clone(), conditional, gap.is_some())).or_insert_with(|| {
            let mut entry = Entry {
                actions: Vec::new(),
                resources: Vec::new(),
                not_resources: Vec::new(),
                allows: Vec::new(),
                denies: Vec::new(),
                conditional,
                conditions: Vec::new(),
                gap,
                statements: None,
            };
            for ((at, statement), sign) in statements.iter().zip(&signature) {
                if *sign == 0 {
                    continue;
                }
                entry.conditions.extend(statement.conditions.iter().map(|condition| Residual {
                    at: *at,
                    denies: statement.effect == Effect::Deny,
                    operator: condition.operator_text.to_string(),
                    key: condition.key.to_string(),
                    values: condition.values.items.iter().map(ToString::to_string).collect(),
                    gap: condition.values.gap.as_deref().cloned(),
                }));
                if statement.effect == Effect::Deny {
                    entry.denies.push(*at);
                } else if at.policy < identity {
                    entry.allows.push(*at);
                    let texts = statement.resource.items().iter().map(|i| i.text.to_string());
                    if matches!(statement.resource, Clause::Not(_)) {
                        entry.not_resources.extend(texts);
                    } else {
                        entry.resources.extend(texts);
                    }
                }
            }
            for list in [&mut entry.resources, &mut entry.not_resources] {
                list.sort_unstable();
                list.dedup();
            }
            entry
        });
        entry.actions.extend(actions.into_iter().map(str::to_owned));
    }
    let mut entries: Vec<Entry> = Vec::with_capacity(out.len());
    for ((signature, ..), mut entry) in out {
        entry.actions.sort_unstable();
        if entry.gap.is_none() {
            let covering: Vec<say::Covering<'_>> = statements
                .iter()
                .zip(&signature)
                .filter(|(_, sign)| **sign > 0)
                .filter_map(|((at, statement), sign)| {
                    let version = policies.get(at.policy)?.version;
                    let layer = layer_of.get(at.policy).copied()?;
                    let kind = layers.get(layer)?.0;
                    Some(say::Covering { layer, kind, statement, version, certain: *sign == 1 })
                })
                .collect();
            entry.statements = say::statements(&entry.actions, &covering, layers.len());
        }
        entries.push(entry);
    }
    entries.sort_by(|a, b| a.actions.cmp(&b.actions));
    entries
}
