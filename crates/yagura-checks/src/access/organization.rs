//! The control policies of an account, as far as its organization was read.

use std::sync::Arc;

use yagura_iam::Policy;
use yagura_iam::policy::{Effect, Statement};
use yagura_model::services::organizations as model;
use yagura_model::{Fact, Gap, OWN_ACCOUNT, Resource, Snapshot, Typed};

use super::{Attached, Within, gap_of, unlisted};

/// What an organization says of one of its accounts.
#[derive(Debug, Default)]
pub(super) struct Control {
    /// The policies: one list per level, root first.
    pub(super) levels: Vec<Vec<Attached>>,
    /// The management account, which they do not bind.
    pub(super) management: Option<String>,
    /// Whether the account is in an organization.
    pub(super) organization: Membership,
}

/// Whether an account is in an organization.
#[derive(Debug, Clone, Default)]
pub(super) enum Membership {
    /// It was not read.
    #[default]
    Unread,
    /// In none.
    Alone,
    /// In the one of this id.
    In(String),
}

impl Control {
    fn unknown(self, label: &str, gap: &Gap) -> Self {
        Self { levels: vec![vec![Attached::unknown(label, gap)]], ..self }
    }
}

/// The control policies of a type that bind an account.
/// Those that were not read are unknown; a template is in no organization that could be known.
pub(super) fn control(snapshot: &Snapshot, account: &str, policy_type: &str, within: Within) -> Control {
    let mut control = Control::default();
    if account == OWN_ACCOUNT {
        return control;
    }
    let label = if policy_type.starts_with("SERVICE") { "SCP" } else { "RCP" };
    let organizations = &snapshot.organizations;
    let seen_from = |item: &&Resource<model::Organization>| {
        let near = &item.meta.account;
        near == account
            || organizations
                .accounts
                .iter()
                .any(|member| member.meta.account == *near && is(&member.account_id, account))
    };
    let Some(organization) = organizations.organizations.iter().find(seen_from) else {
        match unlisted(snapshot, model::Organization::TYPE, account) {
            None => control.organization = Membership::Alone,
            Some(gap) if !within.without_organization => return control.unknown(label, &gap),
            Some(_) => {}
        }
        return control;
    };
    let near = organization.meta.account.as_str();
    control.organization = Membership::In(organization.meta.id.clone());
    control.management = organization.master_account_id.known().cloned().flatten();
    let off = is(&organization.feature_set, "CONSOLIDATED_BILLING");
    if within.without_organization || off || control.management.as_deref() == Some(account) {
        return control;
    }
    // They bind neither the management account nor an organization without all features
    // (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html).
    if let Err(gap) = organization.master_account_id.get() {
        let gap = Gap {
            message: format!("whether `{account}` is the management account was not read: {}", gap.message),
            ..gap
        };
        return control.unknown(label, &gap);
    }
    if let Err(gap) = organization.feature_set.get() {
        return control.unknown(label, &gap);
    }
    let roots: Vec<_> = organizations.roots.iter().filter(|root| root.meta.account == near).collect();
    let enabled = |root: &&Resource<model::Root>| {
        root.policy_types
            .known()
            .is_none_or(|types| types.iter().any(|item| item.kind == policy_type && item.status == "ENABLED"))
    };
    if !roots.is_empty() && !roots.iter().any(enabled) {
        return control;
    }
    if let Some(gap) = unlisted(snapshot, model::Policy::TYPE, near) {
        return control.unknown(label, &gap);
    }
    let mut at_root = Vec::new();
    let mut at_units: Vec<(String, Vec<Attached>)> = Vec::new();
    let mut at_account = Vec::new();
    for policy in organizations.policies.iter().filter(|policy| policy.meta.account == near) {
        match policy.kind.get() {
            Ok(Some(kind)) if kind == policy_type => {}
            Ok(_) => continue,
            Err(gap) => return control.unknown(label, &gap),
        }
        let targets = match policy.target_ids.get() {
            Ok(targets) => targets,
            Err(gap) => return control.unknown(label, &gap),
        };
        let name = format!("{label} {}", policy.meta.name);
        let attached = Attached::of(&name, &policy.content)
            .unwrap_or_else(|| Attached { label: name.clone(), policy: Arc::new(Policy::empty()) });
        for target in targets {
            match target.get() {
                Ok(id) if id == account => at_account.push(attached.clone()),
                Ok(id) if id.starts_with("r-") => at_root.push(attached.clone()),
                Ok(id) if id.starts_with("ou-") => match at_units.iter_mut().find(|(unit, _)| unit == id) {
                    Some((_, list)) => list.push(attached.clone()),
                    None => at_units.push((id.clone(), vec![attached.clone()])),
                },
                Ok(_) => {}
                Err(gap) => return control.unknown(label, &gap),
            }
        }
    }
    control.levels.push(at_root);
    if let Some(above) = units_above(snapshot, near, account) {
        let place = |unit: &String| above.iter().position(|other| other == unit);
        at_units.retain(|(unit, _)| place(unit).is_some());
        at_units.sort_by_key(|(unit, _)| place(unit));
        control.levels.extend(at_units.into_iter().map(|(_, list)| list));
    } else {
        at_units.sort_by(|a, b| a.0.cmp(&b.0));
        control.levels.extend(at_units.into_iter().map(|(unit, list)| may_apply(&unit, list)));
    }
    control.levels.push(at_account);
    control.levels.retain(|level| !level.is_empty());
    control
}

/// The SCPs that bind an account, as far as they were read: one list per level, root first.
/// A level of which something was not read is left out: it may allow everything.
pub(crate) fn scps(snapshot: &Snapshot, account: &str) -> Vec<Vec<Policy>> {
    let levels = control(snapshot, account, "SERVICE_CONTROL_POLICY", Within::default()).levels;
    let read = |level: &Vec<Attached>| level.iter().all(|attached| attached.policy.first_gap().is_none());
    let policies =
        |level: Vec<Attached>| level.into_iter().map(|attached| Arc::unwrap_or_clone(attached.policy)).collect();
    levels.into_iter().filter(read).map(policies).collect()
}

/// What RCPs take away, as statements that can stand in the policy of the resource itself: like its own Denies they bind
/// whoever calls (<https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>).
pub(super) fn denies(control: &Control) -> Vec<Statement> {
    let mut denies = Vec::new();
    for policy in control.levels.iter().flatten().map(|attached| &attached.policy) {
        denies.extend(policy.statements.iter().filter(|statement| statement.effect != Effect::Allow).cloned());
        // What was not read of an RCP may deny anything.
        if let Some(gap) = &policy.gap {
            let everything = r#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}"#;
            for mut statement in Policy::parse(everything).into_iter().flat_map(|policy| policy.statements) {
                statement.condition_gap = Some(gap.clone());
                denies.push(statement);
            }
        }
    }
    denies
}

/// The units above an account, the uppermost first; `None` where the tree was not read as far as that.
fn units_above(snapshot: &Snapshot, near: &str, account: &str) -> Option<Vec<String>> {
    let organizations = &snapshot.organizations;
    let member =
        organizations.accounts.iter().find(|member| member.meta.account == near && is(&member.account_id, account))?;
    let mut above = Vec::new();
    let mut parent = member.parent_id.known()?.clone()?;
    while !parent.starts_with("r-") {
        // A tree that goes round in circles is none.
        if above.contains(&parent) {
            return None;
        }
        let unit = organizations.units.iter().find(|unit| unit.meta.account == near && unit.meta.id == parent)?;
        above.push(parent);
        parent = unit.parent_id.known()?.clone()?;
    }
    above.reverse();
    Some(above)
}

/// The policies of an organizational unit to which the account may belong or not, where the tree was not read.
/// What they allow is allowed either way; what they deny, or leave out, is unknown.
fn may_apply(unit: &str, mut list: Vec<Attached>) -> Vec<Attached> {
    let gap = gap_of(&Gap::unsupported(format!("whether the account is in `{unit}` is not read")));
    for attached in &mut list {
        for statement in &mut Arc::make_mut(&mut attached.policy).statements {
            if statement.effect != Effect::Allow {
                statement.condition_gap.get_or_insert_with(|| Box::new(gap.clone()));
            }
        }
    }
    let everything = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    let mut policy = Policy::parse(everything).unwrap_or_else(|_| Policy::unknown(gap.clone()));
    for statement in &mut policy.statements {
        statement.condition_gap = Some(Box::new(gap.clone()));
    }
    list.push(Attached { label: unit.to_owned(), policy: Arc::new(policy) });
    list
}

fn is(fact: &Fact<Option<String>>, wanted: &str) -> bool {
    fact.known().and_then(Option::as_deref) == Some(wanted)
}
