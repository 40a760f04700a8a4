//! Who may do what: a snapshot as the policy engine needs it.
//!
//! What has a say in a request and was not read stands in its place as an unknown policy, so that no answer rests on it
//! without saying so.

mod assume;
mod beside;
mod organization;
pub(crate) mod points;
mod readers;
mod resource;
mod template;
mod unsettled;
mod ways;

use std::collections::BTreeSet;
use std::sync::Arc;

use yagura_iam::evaluate::{Deciding, KmsGrant, Layer, Outcome, Policies, S3Settings, Settings, decide};
use yagura_iam::policy::Gap as PolicyGap;
use yagura_iam::reference::Reference;
use yagura_iam::{Caller, ContextValue, Policy, PolicyKind, Request};
use yagura_model::services::iam::{Role, User};
use yagura_model::{Arn, Document, Fact, Gap, OWN_ACCOUNT, Resource, Snapshot, Typed};

use crate::iam::principals::{self, Holdings};
use crate::policies;
use organization::{Control, Membership};
use resource::Target;
use unsettled::Unsettled;

pub(crate) use assume::Sure;
pub(crate) use organization::scps;
pub(crate) use readers::{Asked, MOST as MOST_READERS, Readers};
pub use resource::ObjectAcl;
pub(crate) use template::homes;
pub use ways::{Asking, Way, Ways, who_can};

/// A policy with where it comes from, for people.
#[derive(Debug, Clone)]
pub struct Attached {
    /// The policy's name, with the group's where it comes through one.
    pub label: String,
    /// What it says; who holds the same policy holds the same one in memory.
    pub policy: Arc<Policy>,
}

impl Attached {
    fn unknown(label: &str, gap: &Gap) -> Self {
        Self { label: label.to_owned(), policy: Arc::new(Policy::unknown(gap_of(gap))) }
    }

    fn read(label: &str, document: &Document) -> Self {
        let policy = policies::read(document).unwrap_or_else(|gap| Arc::new(Policy::unknown(gap_of(&gap))));
        Self { label: label.to_owned(), policy }
    }

    fn of(label: &str, document: &Fact<Option<Document>>) -> Option<Self> {
        match document.get() {
            Ok(None) => None,
            Ok(Some(document)) => Some(Self::read(label, document)),
            Err(gap) => Some(Self::unknown(label, &gap)),
        }
    }
}

/// A principal with everything that is attached to it.
#[derive(Debug, Clone)]
pub struct Holder {
    /// Its ARN, or what it was called.
    pub arn: String,
    /// Who it is.
    pub caller: Caller,
    /// Its identity policies, through groups too.
    pub identity: Vec<Attached>,
    /// Its permissions boundary.
    pub boundaries: Vec<Attached>,
    /// The SCPs of its account: one list per level, root first.
    pub scps: Vec<Vec<Attached>>,
    management: Option<String>,
    organization: Membership,
}

/// What an answer takes into account.
#[derive(Debug, Clone, Copy, Default)]
pub struct Within {
    /// Leave SCPs and RCPs out, as where they cannot be read.
    pub without_organization: bool,
}

/// Who asks for what.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// An ARN, the name of a user or role, a service principal, or `anonymous`.
    pub principal: String,
    /// `service:Operation`.
    pub action: String,
    /// An ARN, or `*`.
    pub resource: String,
    /// Context keys; one without a value is absent from the request.
    pub context: Vec<(String, Option<String>)>,
    /// The policies that were passed when the session was made.
    pub session: Vec<Attached>,
}

/// A statement that made a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// `identity`, `resource`, `boundary`, `scp` …
    pub layer: &'static str,
    /// The policy's name.
    pub policy: String,
    /// Its position in the policy.
    pub index: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
    /// It denies.
    pub denies: bool,
}

/// Whether somebody may.
#[derive(Debug, Clone)]
pub struct Can {
    /// Who was asked about, by ARN.
    pub principal: String,
    /// The result.
    pub outcome: Outcome,
    /// The layers behind it.
    pub by: Vec<&'static str>,
    /// The statements behind it.
    pub statements: Vec<Ground>,
    /// What keeps an unknown result from being known.
    pub gap: Option<String>,
}

/// What a principal may do.
#[derive(Debug, Clone)]
pub struct Effective {
    /// Who, by ARN.
    pub principal: String,
    /// What it may do; statement references number the policies in `policies`.
    pub entries: Vec<yagura_iam::effective::Entry>,
    /// The names of the policies of all layers, each with its layer.
    pub policies: Vec<(&'static str, String)>,
}

/// Whether a principal may call an action on a resource.
/// Fails with a message when the question names nobody, or no action.
pub fn can(snapshot: &Snapshot, question: &Question, within: Within) -> Result<Can, String> {
    let Question { action, resource, .. } = question;
    if action.split_once(':').is_none_or(|(service, operation)| service.is_empty() || operation.is_empty()) {
        return Err(format!("action `{action}` is not of the form service:Operation"));
    }
    if action.contains(['*', '?']) {
        return Err(format!("`{action}` is no single action"));
    }
    if resource != "*" && Arn::parse(resource).is_none() {
        return Err(format!("resource `{resource}` is neither an ARN nor `*`"));
    }
    let holder = holder(snapshot, &question.principal, within)?;
    Ok(can_of(snapshot, holder, question, within))
}

/// The same of a principal with what is attached to it; the question is one that can be asked.
fn can_of(snapshot: &Snapshot, holder: Holder, question: &Question, within: Within) -> Can {
    let Question { action, resource, .. } = question;
    let mut unsettled = Unsettled::of(snapshot, action, resource);
    let holder = unsettled.holder(holder);
    let mut target = resource::target(snapshot, action, resource);
    target.policy = target.policy.map(|policy| {
        let policy = unsettled.policy(policy);
        let sees = unsettled::by(snapshot, &policy.policy, &holder.arn).map(Arc::new);
        Attached { policy: sees.unwrap_or(policy.policy), ..policy }
    });
    let mut rcps = match &target.account {
        Some(account) => organization::control(snapshot, account, "RESOURCE_CONTROL_POLICY", within),
        None => Control::default(),
    };
    rcps.levels = unsettled.levels(rcps.levels);
    let endpoints = unsettled.policies(endpoints(snapshot, &question.context));
    let question = &Question { session: unsettled.policies(question.session.clone()), ..question.clone() };
    let request = request(snapshot, question, &holder, &target, &rcps, &endpoints);
    let mut policies = Policies {
        identity: list(&holder.identity),
        boundaries: list(&holder.boundaries),
        session: list(&question.session),
        resource: target.policy.as_ref().map(|attached| &*attached.policy),
        scps: holder.scps.iter().map(|level| list(level)).collect(),
        rcps: rcps.levels.iter().map(|level| list(level)).collect(),
        endpoints: list(&endpoints),
        settings: Settings {
            management_account: holder.management.clone().or_else(|| rcps.management.clone()),
            kms_grants: target.kms.clone().and_then(Result::ok).unwrap_or_default(),
            s3: target.closed(),
            ..Settings::default()
        },
    };
    let decision = decide(&request, &policies);
    let answer = Can {
        principal: holder.arn.clone(),
        outcome: decision.outcome,
        by: decision.by.iter().map(|layer| layer.name()).collect(),
        statements: decision
            .statements
            .iter()
            .map(|at| ground(at, &holder, &target, &rcps, (&question.session, &endpoints)))
            .collect(),
        gap: decision.gap.as_ref().map(ToString::to_string),
    };
    // Whether a caller of a template is of an account that is spelled out.
    if let Some(gap) = unsettled::one_account(holder.caller.account(), target.account.as_deref())
        && let Some(account) = holder.caller.account()
    {
        let near = decide(&request.clone().with_resource_account(account), &policies);
        if near.outcome != answer.outcome {
            return Can { outcome: Outcome::Unknown, by: Vec::new(), statements: Vec::new(), gap: Some(gap), ..answer };
        }
    }
    // What is not read beside policies may only open more: the answer stands if it stays the same with all of it open.
    let (open, gap) = wide_open(&target, &holder, action);
    policies.settings = Settings { management_account: policies.settings.management_account.clone(), ..open };
    let Some(gap) = gap else { return answer };
    if decide(&request, &policies).outcome == answer.outcome {
        return answer;
    }
    Can { outcome: Outcome::Unknown, by: Vec::new(), statements: Vec::new(), gap: Some(gap), ..answer }
}

/// The policies of the VPC endpoints that a request says it comes through
/// (<https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html>).
fn endpoints(snapshot: &Snapshot, context: &[(String, Option<String>)]) -> Vec<Attached> {
    let named = context.iter().filter(|(key, _)| key.eq_ignore_ascii_case("aws:SourceVpce"));
    named
        .filter_map(|(_, value)| value.as_deref())
        .filter_map(|id| {
            let label = format!("VPC endpoint {id}");
            let Some(endpoint) = snapshot.ec2.vpc_endpoints.iter().find(|endpoint| endpoint.meta.id == id) else {
                let gap = Gap::unresolved(format!("the policy of `{id}` was not read"));
                return Some(Attached::unknown(&label, &gap));
            };
            Attached::of(&label, &endpoint.policy_document)
        })
        .collect()
}

/// Everything that a principal may do; `session` are the policies that were passed when its session was made.
/// Fails with a message when nobody is of that name.
pub fn effective(
    snapshot: &Snapshot,
    principal: &str,
    session: &[Attached],
    within: Within,
    reference: &Reference,
) -> Result<Effective, String> {
    let holder = holder(snapshot, principal, within)?;
    if !matches!(holder.caller, Caller::User { .. } | Caller::RoleSession { .. }) {
        return Err(format!("`{principal}` is neither a user nor a role"));
    }
    let mut layers = holder.layers();
    // Every policy that was passed must allow.
    layers.extend(session.iter().map(|attached| (PolicyKind::Session, vec![&*attached.policy])));
    let mut policies: Vec<(&'static str, String)> = Vec::new();
    let mut rows = vec![("identity", holder.identity.as_slice()), ("boundary", holder.boundaries.as_slice())];
    if !holder.caller.is_service_linked() {
        rows.extend(holder.scps.iter().map(|level| ("scp", level.as_slice())));
    }
    rows.push(("session", session));
    for (layer, attached) in rows {
        policies.extend(attached.iter().map(|attached| (layer, attached.label.clone())));
    }
    let entries = yagura_iam::effective::effective(&layers, reference);
    Ok(Effective { principal: holder.arn.clone(), entries, policies })
}

/// Names of actions in fewer words: `s3:*` where all of a service's are there, `*` where all are.
pub fn condensed(actions: &[String], reference: &Reference) -> Vec<String> {
    let mut words = Vec::new();
    let given: BTreeSet<String> = actions.iter().map(|action| action.to_lowercase()).collect();
    let mut whole = 0_usize;
    let mut services = 0_usize;
    for prefix in reference.services() {
        let Some(service) = reference.service(prefix) else { continue };
        if service.actions.is_empty() {
            continue;
        }
        services += 1;
        if service.actions.iter().all(|action| given.contains(&action.lower)) {
            whole += 1;
            words.push(format!("{prefix}:*"));
        } else {
            let some = service.actions.iter().filter(|action| given.contains(&action.lower));
            words.extend(some.map(|action| action.name.clone()));
        }
    }
    if whole == services { vec!["*".to_owned()] } else { words }
}

/// A principal by its ARN or name, with what is attached to it.
/// Fails with a message when nobody is of that name.
pub fn holder(snapshot: &Snapshot, text: &str, within: Within) -> Result<Holder, String> {
    // A name stands for the user or role that bears it.
    let named = |id: &str, name: &str, arn: Option<&str>| arn == Some(text) || id == text || name == text;
    let user = snapshot.iam.users.iter().find(|user| named(&user.meta.id, &user.meta.name, user.meta.arn.as_deref()));
    if let Some(user) = user {
        return of_user(snapshot, user, within);
    }
    let role = snapshot.iam.roles.iter().find(|role| named(&role.meta.id, &role.meta.name, role.meta.arn.as_deref()));
    if let Some(role) = role {
        return of_role(snapshot, role, None, within);
    }
    let caller = Caller::parse(text)?;
    let Some(account) = caller.account().map(str::to_owned) else {
        return Ok(Holder::new(caller, Vec::new(), Vec::new(), Control::default()));
    };
    // A session's ARN has the role's name and not its path.
    if let Caller::RoleSession { session_arn: Some(session), .. } = &caller {
        let name = text.rsplit(":assumed-role/").next().and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let role = snapshot.iam.roles.iter().find(|role| role.meta.account == account && role.meta.name == name);
        if let Some(role) = role {
            return of_role(snapshot, role, Some(session), within);
        }
    }
    let control = organization::control(snapshot, &account, "SERVICE_CONTROL_POLICY", within);
    let resource_type = match &caller {
        Caller::Root { .. } => return Ok(Holder::new(caller, Vec::new(), Vec::new(), control)),
        Caller::User { .. } => User::TYPE,
        _ => Role::TYPE,
    };
    let gap = unlisted(snapshot, resource_type, &account)
        .ok_or_else(|| format!("account {account} has no user or role `{text}`"))?;
    let unread = vec![Attached::unknown("identity policies", &gap)];
    Ok(Holder::new(caller, unread, Vec::new(), control))
}

/// Why a type may have more in an account than was read; `None` where it was listed in full.
pub(crate) fn unlisted(snapshot: &Snapshot, resource_type: &str, account: &str) -> Option<Gap> {
    if account == OWN_ACCOUNT {
        return None;
    }
    let mut lists = snapshot
        .contents
        .lists
        .iter()
        .filter(|list| list.resource_type == resource_type && list.account == account)
        .peekable();
    if lists.peek().is_none() {
        return Some(Gap::unsupported(format!("{resource_type} of account {account} was not read")));
    }
    lists.find_map(|list| list.gap.clone())
}

fn of_user(snapshot: &Snapshot, user: &Resource<User>, within: Within) -> Result<Holder, String> {
    let arn = user.meta.arn.clone().ok_or_else(|| format!("user `{}` has no ARN", user.meta.name))?;
    let caller = Caller::User { account: user.meta.account.clone(), arn };
    let holdings = principals::user_read_by(snapshot, user, |_, document| policies::read(document));
    Ok(held(snapshot, caller, holdings, &user.meta.account, within))
}

fn of_role(
    snapshot: &Snapshot,
    role: &Resource<Role>,
    session: Option<&str>,
    within: Within,
) -> Result<Holder, String> {
    let arn = role.meta.arn.clone().ok_or_else(|| format!("role `{}` has no ARN", role.meta.name))?;
    let caller = Caller::RoleSession {
        account: role.meta.account.clone(),
        role_arn: arn,
        session_arn: session.map(str::to_owned),
        path_unknown: false,
    };
    let holdings = principals::role_read_by(snapshot, role, |_, document| policies::read(document));
    Ok(held(snapshot, caller, holdings, &role.meta.account, within))
}

fn held(snapshot: &Snapshot, caller: Caller, holdings: Holdings, account: &str, within: Within) -> Holder {
    let Holdings { held, of_aws, gap, boundary } = holdings;
    let mut identity: Vec<Attached> =
        held.into_iter().map(|held| Attached { label: held.label, policy: held.policy }).collect();
    for (name, _) in of_aws {
        let gap = Gap::unsupported(format!("the text of AWS's policy `{name}` was not read"));
        identity.push(Attached::unknown(&name, &gap));
    }
    identity.extend(gap.map(|gap| Attached::unknown("identity policies", &gap)));
    let boundaries = boundary.map(|boundary| match boundary {
        Ok(policy) => Attached { label: "permissions boundary".to_owned(), policy },
        Err(gap) => Attached::unknown("permissions boundary", &gap),
    });
    let control = organization::control(snapshot, account, "SERVICE_CONTROL_POLICY", within);
    Holder::new(caller, identity, boundaries.into_iter().collect(), control)
}

impl Holder {
    fn new(caller: Caller, identity: Vec<Attached>, boundaries: Vec<Attached>, control: Control) -> Self {
        let Control { levels, management, organization } = control;
        Self { arn: caller.name(), caller, identity, boundaries, scps: levels, management, organization }
    }

    /// The layers that must all allow.
    fn layers(&self) -> Vec<(PolicyKind, Vec<&Policy>)> {
        let mut layers = vec![(PolicyKind::Identity, list(&self.identity))];
        if !self.boundaries.is_empty() {
            layers.push((PolicyKind::Boundary, list(&self.boundaries)));
        }
        if !self.caller.is_service_linked() {
            layers.extend(self.scps.iter().map(|level| (PolicyKind::Scp, list(level))));
        }
        layers
    }
}

fn list(attached: &[Attached]) -> Vec<&Policy> {
    attached.iter().map(|attached| &*attached.policy).collect()
}

fn gap_of(gap: &Gap) -> PolicyGap {
    // What people can act on is the permission that is missing; AWS's own words do not always name it.
    let message = match &gap.needs {
        Some(needs) if !gap.message.contains(needs.as_str()) => format!("{needs} was denied: {}", gap.message),
        _ => gap.message.clone(),
    };
    PolicyGap::new(gap.kind.name(), message)
}

/// Keys that follow from the caller, or that only a service sends
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>).
const FOLLOWS: &[&str] = &[
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principaltype",
    "aws:username",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
];

/// The request, with every key that a policy asks for and nobody gave as unknown.
fn request(
    snapshot: &Snapshot,
    question: &Question,
    holder: &Holder,
    target: &Target,
    rcps: &Control,
    endpoints: &[Attached],
) -> Request {
    let mut request = Request::new(holder.caller.clone(), &question.action, &question.resource);
    if let Some(account) = &target.account {
        request = request.with_resource_account(account);
    }
    let organizations = [("aws:PrincipalOrgID", &holder.organization), ("aws:ResourceOrgID", &rcps.organization)];
    let mut settled: BTreeSet<String> = BTreeSet::new();
    for (key, membership) in organizations {
        match membership {
            Membership::Unread => continue,
            Membership::Alone => {}
            Membership::In(id) => request.set(key, id.as_str()),
        }
        settled.insert(key.to_lowercase());
    }
    if let Some(region) = Arn::parse(&question.resource).map(|arn| arn.region).filter(|region| !region.is_empty()) {
        settled.insert("aws:requestedregion".to_owned());
        request.set("aws:RequestedRegion", region);
    }
    if snapshot.contents.taken_epoch > 0 {
        settled.insert("aws:currenttime".to_owned());
        settled.insert("aws:epochtime".to_owned());
        request.set("aws:CurrentTime", snapshot.contents.taken.as_str());
        request.set("aws:EpochTime", snapshot.contents.taken_epoch.to_string());
    }
    if target.account.is_some() {
        settled.insert("aws:resourceaccount".to_owned());
    }
    if holder.caller.account().is_some() {
        settled.extend(FOLLOWS.iter().map(|key| (*key).to_owned()));
    }
    let attached = holder.identity.iter().chain(&holder.boundaries).chain(holder.scps.iter().flatten());
    let attached = attached.chain(&target.policy).chain(rcps.levels.iter().flatten());
    let attached = attached.chain(&question.session).chain(endpoints);
    for key in attached.flat_map(|attached| keys(&attached.policy)) {
        if settled.insert(key.clone()) {
            let gap = PolicyGap::new("context", format!("the value of `{key}` is not given"));
            request.set(&key, ContextValue::Unknown(gap));
        }
    }
    for (key, value) in &question.context {
        request.remove(key);
        if value.is_none() {
            continue;
        }
        let values: Vec<String> =
            question.context.iter().filter(|(other, _)| other == key).filter_map(|(_, value)| value.clone()).collect();
        match values.as_slice() {
            [one] => request.set(key, one.as_str()),
            _ => request.set(key, values),
        }
    }
    request
}

/// The context keys that a policy asks for, in conditions and in variables.
fn keys(policy: &Policy) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for statement in &policy.statements {
        let resources = statement.resource.items().iter().map(|item| item.text.as_str());
        let values = statement.conditions.iter().flat_map(|condition| condition.values.items.iter());
        for text in resources.chain(values.map(AsRef::<str>::as_ref)) {
            for part in text.split("${").skip(1) {
                let name = part.split(['}', ',']).next().unwrap_or_default().trim();
                if name.contains(':') {
                    keys.insert(name.to_lowercase());
                }
            }
        }
        keys.extend(statement.conditions.iter().map(|condition| condition.key_lower.to_string()));
    }
    keys
}

/// The settings of the resource with everything open that was not read, and what that is.
fn wide_open(target: &Target, holder: &Holder, action: &str) -> (Settings<'static>, Option<String>) {
    if let Some((_, open, gap)) = &target.s3 {
        let mut open: S3Settings = open.clone();
        resource::grant_to(&mut open, holder.caller.account(), target.account.as_deref());
        return (Settings { s3: Some(open), ..Settings::default() }, gap.clone());
    }
    if let Some(Err(gap)) = &target.kms {
        let operation = action.split_once(':').map_or("", |(_, operation)| operation).to_owned();
        let grantee = match &holder.caller {
            Caller::RoleSession { role_arn, .. } => role_arn.clone(),
            caller => caller.name(),
        };
        let grant = KmsGrant { grantee, operations: vec![operation], ..KmsGrant::default() };
        return (Settings { kms_grants: vec![grant], ..Settings::default() }, Some(gap.clone()));
    }
    (Settings::default(), None)
}

fn ground(
    at: &Deciding<'_>,
    holder: &Holder,
    target: &Target,
    rcps: &Control,
    (session, endpoints): (&[Attached], &[Attached]),
) -> Ground {
    let attached = match at.layer {
        Layer::Identity => holder.identity.get(at.policy),
        Layer::Boundary => holder.boundaries.get(at.policy),
        Layer::Scp => holder.scps.get(at.level).and_then(|level| level.get(at.policy)),
        Layer::Rcp => rcps.levels.get(at.level).and_then(|level| level.get(at.policy)),
        Layer::Resource => target.policy.as_ref(),
        Layer::Session => session.get(at.policy),
        Layer::Endpoint => endpoints.get(at.policy),
    };
    Ground {
        layer: at.layer.name(),
        policy: attached.map(|attached| attached.label.clone()).unwrap_or_default(),
        index: at.statement,
        sid: at.sid.map(str::to_owned),
        denies: at.denies,
    }
}
