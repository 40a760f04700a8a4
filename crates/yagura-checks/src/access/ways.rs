//! Everyone who may call an action on a resource, directly and through roles.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use yagura_iam::Policy;
use yagura_iam::glob::{ShortArn, SplitArn, Tri, Value};
use yagura_iam::grants::Grant;
use yagura_iam::policy::{Clause, Effect, Gap as PolicyGap, ResourcePattern};
use yagura_iam::reach::{Answer, ResourceContext, Who, is_public};
use yagura_iam::reference::Reference;
use yagura_iam::who::{Access, Holder as Layered, who_can as ask};
use yagura_model::services::iam::{Role, User};
use yagura_model::{Snapshot, Typed};

use super::assume::{Assume, Sure};
use super::readers::Asked;
use super::resource::{self, ObjectAcl, Target};
use super::unsettled::{self, Unsettled, asked, one_account};
use super::{
    Attached, Can, Holder, Question, Within, beside, can_of, gap_of, of_role, of_user, organization, unlisted,
};

/// The type of the policies that bind what an account owns.
const RCP: &str = "RESOURCE_CONTROL_POLICY";

/// One way to a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Who: an ARN, an account, a service, a provider, or `anyone`.
    pub who: String,
    /// `principal`, `root`, `account`, `service`, `federated`, `any-aws-principal` or `anonymous`.
    pub kind: &'static str,
    /// What lets them: `identity` (their own policies), `resource` (its policy), `root` (the root user of the resource's
    /// account), `grant` (of a KMS key), `acl` (of a bucket or its objects) or `access-point` (its policy and the bucket's).
    pub by: &'static str,
    /// The roles that they assume on the way, first to last.
    pub through: Vec<String>,
    /// Conditions decide.
    pub conditional: bool,
    /// Why it cannot be told.
    pub gap: Option<String>,
    /// A request that is allowed, in words: Japanese, English.
    pub witness: Option<(String, String)>,
}

impl Way {
    /// A way of which nothing is known yet but what lets them.
    pub(super) fn by(by: &'static str) -> Self {
        Self {
            who: String::new(),
            kind: "principal",
            by,
            through: Vec::new(),
            conditional: false,
            gap: None,
            witness: None,
        }
    }
}

/// All ways to a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ways {
    /// The ways, direct ones first.
    pub ways: Vec<Way>,
    /// Roles that give access and of which who may assume them was not looked for, because there are too many.
    pub not_followed: usize,
}

/// Everyone who may call the action on a resource that the ARN (or pattern) means.
/// Fails with a message when the question names no action or resource.
pub fn who_can(snapshot: &Snapshot, action: &str, arn: &str, within: Within) -> Result<Ways, String> {
    Asking::of(snapshot, within).who_can(action, arn)
}

/// The users and roles of a snapshot, made ready once for many questions.
pub struct Asking<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) within: Within,
    holders: Vec<Holder>,
    /// Those who cannot be told apart.
    unread: Vec<Way>,
    assume: Assume,
}

impl<'s> Asking<'s> {
    /// Takes in the users and roles.
    pub fn of(snapshot: &'s Snapshot, within: Within) -> Self {
        Self::beside(snapshot, within, &Asked::default())
    }

    /// The same, with roles followed as far as others leave room for it.
    pub(crate) fn beside(snapshot: &'s Snapshot, within: Within, asked: &Asked) -> Self {
        let (holders, unread) = principals(snapshot, within);
        Self { snapshot, within, holders, unread, assume: Assume::of(asked, within) }
    }

    /// As [`who_can`].
    pub fn who_can(&mut self, action: &str, arn: &str) -> Result<Ways, String> {
        let direct = self.direct(action, arn, None, None)?;
        Ok(self.follow(direct))
    }

    /// Who may call the action on the resource without assuming a role first. `acl`: that of the object, where it was read.
    /// `among`: of the users and roles only these are asked.
    pub(crate) fn direct(
        &self,
        action: &str,
        arn: &str,
        acl: Option<&ObjectAcl>,
        among: Option<&BTreeSet<String>>,
    ) -> Result<Vec<Way>, String> {
        if !action.contains(':') || action.contains(['*', '?']) {
            return Err(format!("action `{action}` is not of the form service:Operation"));
        }
        if arn != "*" && !arn.starts_with("arn:") {
            return Err(format!("resource `{arn}` is neither an ARN nor `*`"));
        }
        let target = resource::target_of(self.snapshot, action, arn, acl);
        // The root user may do everything in its own account, within its SCPs; it cannot assume roles
        // (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html).
        let own = target.account.as_deref().filter(|_| !target.trust);
        let root = own.and_then(|account| root(self.snapshot, arn, account, self.within));
        // Of one resource alone most say at once that they do not mean it.
        let one = (!arn.contains(['*', '?', '{'])).then(|| SplitArn::new(arn));
        let means = |one: &SplitArn<'_>, holder: &Holder| {
            let own = &target.policy;
            holder.identity.iter().any(|held| may_mean(&held.policy, one))
                || own.as_ref().is_some_and(|own| unsettled::by(self.snapshot, &own.policy, &holder.arn).is_some())
        };
        let may_be = |holder: &&Holder| {
            among.is_none_or(|among| among.contains(&holder.arn)) && one.as_ref().is_none_or(|one| means(one, holder))
        };
        let holders: Vec<&Holder> = self.holders.iter().filter(may_be).chain(&root).collect();
        let mut found = ways(self.snapshot, action, arn, &holders, &target, self.within, &[]);
        found.extend(unlisted_principals(self.snapshot, &target));
        found.extend(self.unread.iter().cloned());
        beside::add(self.snapshot, action, arn, &target, self.within, &mut found);
        Ok(found)
    }

    /// The patterns of resources by which the policies that have a say tell apart what lies below this ARN: those of the
    /// resource, of these users and roles, and of their organization. What the same of them match has the same readers.
    pub(crate) fn patterns(&self, action: &str, base: &str, among: &BTreeSet<String>) -> Vec<ResourcePattern> {
        let target = resource::target(self.snapshot, action, base);
        let control = |account: &str| organization::control(self.snapshot, account, RCP, self.within);
        let rcps = target.account.as_deref().map(control).unwrap_or_default();
        let own = self.holders.iter().filter(|holder| among.contains(&holder.arn));
        let held = own.flat_map(|own| own.identity.iter().chain(&own.boundaries).chain(own.scps.iter().flatten()));
        let mut seen: HashSet<usize> = HashSet::new();
        let mut found: BTreeMap<&str, &ResourcePattern> = BTreeMap::new();
        for attached in held.chain(&target.policy).chain(rcps.levels.iter().flatten()) {
            if !seen.insert(Arc::as_ptr(&attached.policy).addr()) {
                continue;
            }
            for item in attached.policy.statements.iter().flat_map(|statement| statement.resource.items()) {
                let begins = item.text.split(['*', '?', '$']).next().unwrap_or_default();
                if begins.starts_with(base) || base.starts_with(begins) {
                    found.insert(&item.text, item);
                }
            }
        }
        found.into_values().cloned().collect()
    }

    /// Whether a user or role of the snapshot may call the action, in a request with these context keys; `None` where the
    /// ARN is of none.
    pub(crate) fn may(&self, arn: &str, action: &str, resource: &str, context: &[(&str, &str)]) -> Option<Can> {
        let holder = self.holders.iter().find(|holder| holder.arn == arn)?;
        let question = Question {
            principal: arn.to_owned(),
            action: action.to_owned(),
            resource: resource.to_owned(),
            context: context.iter().map(|(key, value)| ((*key).to_owned(), Some((*value).to_owned()))).collect(),
            ..Question::default()
        };
        Some(can_of(self.snapshot, Holder::clone(holder), &question, self.within))
    }

    /// These ways with those of whoever may assume a role among them: it has the role's access too.
    pub(crate) fn follow(&mut self, direct: Vec<Way>) -> Ways {
        let chains = self.through(&direct);
        let mut ways = direct;
        ways.extend(chains.ways.iter().cloned());
        Ways { ways, not_followed: chains.not_followed }
    }

    /// Those alone who may assume a role among these.
    pub(crate) fn through(&mut self, direct: &[Way]) -> Rc<Ways> {
        let ends = direct.iter().map(|way| (way.who.clone(), Sure::of(way), way.gap.as_deref().map(Rc::from)));
        self.assume.chains(self.snapshot, &self.holders, ends)
    }
}

/// The users and roles of a snapshot with what is attached to them, and those who cannot be told apart, each with why.
pub(super) fn principals(snapshot: &Snapshot, within: Within) -> (Vec<Holder>, Vec<Way>) {
    let users = snapshot.iam.users.iter().map(|user| (&user.meta, of_user(snapshot, user, within)));
    let roles = snapshot.iam.roles.iter().map(|role| (&role.meta, of_role(snapshot, role, None, within)));
    let (mut holders, mut unread) = (Vec::new(), Vec::new());
    for (meta, read) in users.chain(roles) {
        match read {
            Ok(holder) => holders.push(holder),
            Err(message) => {
                unread.push(Way { who: meta.name.clone(), gap: Some(message), ..Way::by("identity") });
            }
        }
    }
    (holders, unread)
}

/// The way to take a role that policies of users and roles speak of.
pub(super) const ASSUME: &str = "sts:AssumeRole";
/// The ways of those who have no credentials of AWS yet
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html>).
const FEDERATED: [&str; 2] = ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"];

/// Who may assume a role: of these users and roles, and of all others whom it trusts.
pub(super) fn into_role(snapshot: &Snapshot, role: &str, holders: &[&Holder], within: Within) -> Vec<Way> {
    let trust = resource::target(snapshot, ASSUME, role);
    let mut found = ways(snapshot, ASSUME, role, holders, &trust, within, &[]);
    for action in FEDERATED {
        found.extend(ways(snapshot, action, role, &[], &trust, within, &[]));
    }
    found
}

/// The users and roles that may be there and were not listed: one way for each kind in each account whose own policies
/// could let them in.
pub(super) fn unlisted_principals(snapshot: &Snapshot, target: &Target) -> Vec<Way> {
    let accounts: BTreeSet<&str> = match &target.account {
        // Across accounts the resource must let them in by itself.
        Some(account) => BTreeSet::from([account.as_str()]),
        None => snapshot.contents.scopes.iter().map(|scope| scope.account.as_str()).collect(),
    };
    let mut ways = Vec::new();
    for account in accounts {
        for (kind, resource_type) in [("users", User::TYPE), ("roles", Role::TYPE)] {
            if let Some(gap) = unlisted(snapshot, resource_type, account) {
                let gap = Some(format!("{kind} of account {account} were not listed: {}", gap_of(&gap)));
                ways.push(Way { who: format!("{kind} of account {account}"), gap, ..Way::by("identity") });
            }
        }
    }
    ways
}

/// Whether a statement of a policy that allows something may mean a resource.
fn may_mean(policy: &Policy, arn: &SplitArn<'_>) -> bool {
    let allows = policy.statements.iter().filter(|statement| statement.effect != Effect::Deny);
    policy.gap.is_some()
        || allows.into_iter().any(|statement| match &statement.resource {
            Clause::Is(elements) => {
                // A symbol of a template may stand for what the ARN spells out.
                let means = |item: &ResourcePattern| {
                    item.text.contains('{')
                        || item.pattern.matches_with(arn, ShortArn::Padded, &|_| Value::Unknown) != Tri::No
                };
                elements.gap.is_some() || elements.items.iter().any(means)
            }
            Clause::Not(_) | Clause::Absent => true,
        })
}

pub(super) fn layered<'h>(holders: &[&'h Holder]) -> Vec<Layered<'h>> {
    holders.iter().map(|holder| Layered { arn: &holder.arn, layers: holder.layers(), sees: None }).collect()
}

/// The same, each with how the policy of the resource reads for it.
fn seeing<'h>(snapshot: &Snapshot, holders: &[&'h Holder], policy: Option<&Policy>) -> Vec<Layered<'h>> {
    let mut holders = layered(holders);
    for holder in &mut holders {
        holder.sees = policy.and_then(|policy| unsettled::by(snapshot, policy, holder.arn));
    }
    holders
}

/// The root user of an account.
pub(super) fn root(snapshot: &Snapshot, arn: &str, account: &str, within: Within) -> Option<Holder> {
    let partition = arn.split(':').nth(1).unwrap_or("aws");
    let mut holder = super::holder(snapshot, &format!("arn:{partition}:iam::{account}:root"), within).ok()?;
    let everything = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    holder.identity.push(Attached { label: "root user".to_owned(), policy: Arc::new(Policy::parse(everything).ok()?) });
    Some(holder)
}

/// The policy of the resource with what the RCPs of its account deny; `None` where there are none.
pub(super) fn with_rcps(snapshot: &Snapshot, target: &Target, within: Within) -> Option<Policy> {
    let account = target.account.as_deref()?;
    if !Reference::embedded().supports_rcp(&target.service) {
        return None;
    }
    let control = organization::control(snapshot, account, RCP, within);
    let denies = organization::denies(&control);
    if denies.is_empty() {
        return None;
    }
    let mut policy = target.policy.as_ref().map_or_else(Policy::empty, |attached| Policy::clone(&attached.policy));
    for mut statement in denies {
        statement.index = policy.statements.len();
        policy.statements.push(statement);
    }
    Some(policy)
}

pub(super) fn ways(
    snapshot: &Snapshot,
    action: &str,
    arn: &str,
    holders: &[&Holder],
    target: &Target,
    within: Within,
    through: &[String],
) -> Vec<Way> {
    let mut unsettled = Unsettled::of(snapshot, action, arn);
    let possible = unsettled.is_possible();
    let read: Vec<Holder> = if possible {
        holders.iter().map(|holder| unsettled.holder(Holder::clone(holder))).collect()
    } else {
        Vec::new()
    };
    let read: Vec<&Holder> = read.iter().collect();
    let holders = if possible { read.as_slice() } else { holders };
    // Across accounts the resource must let them in by itself.
    let owner = target.account.as_deref();
    let near = |holder: &&Holder| {
        owner.is_none() || owner == holder.caller.account() || one_account(owner, holder.caller.account()).is_some()
    };
    // RCPs leave service-linked roles alone.
    let (linked, bound): (Vec<&Holder>, Vec<&Holder>) =
        holders.iter().copied().filter(near).partition(|holder| holder.caller.is_service_linked());
    let context = ResourceContext {
        service: Some(&target.service),
        trust: target.trust,
        account: target.account.as_deref(),
        now: Some(snapshot.contents.taken_epoch.saturating_mul(1000)).filter(|now| *now > 0),
        ..ResourceContext::default()
    };
    let own = target.policy.clone().map(|attached| unsettled.policy(attached).policy);
    let plain = own.as_deref();
    let merged = with_rcps(snapshot, target, within);
    let merged = merged.map(|policy| asked(&policy, action, arn).filter(|_| possible).unwrap_or(policy));
    let policy = merged.as_ref().or(plain);
    // With RestrictPublicBuckets on, S3 ignores what a public policy grants outside the bucket's account.
    let public = target.service == "s3" && policy.is_some_and(|policy| !is_public(policy, &context).is_no());
    let restricted = match public {
        true if target.restricted => Some(true),
        true => resource::restricted(snapshot, arn),
        false => Some(false),
    };
    let mut found = Vec::new();
    let mut accesses = ask(action, arn, &seeing(snapshot, &bound, policy), policy, &context);
    let by_itself = |access: &Access| matches!(access, Access::Identity { .. });
    accesses.extend(ask(action, arn, &seeing(snapshot, &linked, plain), plain, &context).into_iter().filter(by_itself));
    for access in accesses {
        let way = Way { through: through.to_vec(), ..Way::by("identity") };
        found.push(match access {
            Access::Identity { arn, grant } => Way {
                gap: match &grant {
                    Grant::Unknown(gap) => Some(gap.to_string()),
                    _ => one_account(owner, arn.split(':').nth(4)),
                },
                kind: if arn.ends_with(":root") { "root" } else { "principal" },
                by: if arn.ends_with(":root") { "root" } else { "identity" },
                who: arn,
                conditional: matches!(grant, Grant::Conditional(_)),
                ..way
            },
            Access::Resource { who, answer } => {
                let inside = match &who {
                    Who::Service(_) | Who::AnyService => true,
                    Who::Account(account) => Some(account) == target.account.as_ref(),
                    Who::Principal(arn) => arn.split(':').nth(4) == target.account.as_deref(),
                    Who::Anonymous | Who::AnyAwsPrincipal | Who::Federated(_) => false,
                };
                let answer = match (inside, restricted) {
                    (false, Some(true)) => continue,
                    (false, None) => Answer::Unknown(PolicyGap::new("denied", "the public access block was not read")),
                    _ => answer,
                };
                let (kind, name) = match who {
                    Who::Anonymous => ("anonymous", "anyone".to_owned()),
                    Who::AnyAwsPrincipal => ("any-aws-principal", "any AWS principal".to_owned()),
                    Who::Account(account) => ("account", account),
                    Who::Principal(arn) => ("principal", arn),
                    Who::Service(name) => ("service", name),
                    Who::AnyService => ("service", "any AWS service".to_owned()),
                    Who::Federated(name) => ("federated", name),
                };
                let witness = answer.witness();
                Way {
                    who: name,
                    kind,
                    by: "resource",
                    conditional: witness.is_some_and(|w| !w.context.is_empty() || !w.without.is_empty()),
                    gap: answer.gap().map(ToString::to_string),
                    witness: witness.map(|witness| (witness.to_japanese(), witness.to_string())),
                    ..way
                }
            }
        });
    }
    // One line each: who is let in by both is let in.
    let mut seen = BTreeSet::new();
    found.retain(|way| seen.insert((way.who.clone(), way.gap.is_some())));
    found
}
