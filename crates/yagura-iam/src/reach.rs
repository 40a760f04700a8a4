//! Is this public, does this reach outside: a witness request, or the proof that there is none.
//!
//! ```
//! use yagura_iam::Policy;
//! use yagura_iam::reach::{Answer, ResourceContext, is_public};
//!
//! let policy = Policy::parse(r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*",
//!     "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*"}}"#).unwrap();
//! let Answer::Yes(witness) = is_public(&policy, &ResourceContext::service("s3")) else { panic!() };
//! assert_eq!(witness.to_string(), "anyone on the internet may call s3:GetObject on arn:aws:s3:::site/a");
//! assert_eq!(witness.statements, [0]);
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::evaluate::PolicyKind;
use crate::evaluate::matching::principal_covers;
use crate::evaluate::policy_result;
use crate::glob::{ArnPattern, ShortArn, Tri};
use crate::policy::{Clause, Effect, Gap, Policy, Principal, Statement};
use crate::reason::actions::{Candidate, candidates};
use crate::reason::keys::{Choice, Domain};
use crate::reason::lang::{Budget, Exhausted, Lang};
use crate::reason::rules::{Rule, Side};
use crate::reason::search::{Failure, Search};
use crate::reason::world::{Kind, Names, Road, Spec, World, account_specs, is_open_provider, named_caller};
use crate::reference::Reference;
use crate::request::{Caller, ContextValue, Request};

/// How much work one question may take; beyond it the answer is unknown.
const BUDGET: u64 = 1_500_000;

/// What is known of the resource that a policy is attached to.
#[derive(Clone, Copy, Debug, Default)]
pub struct ResourceContext<'a> {
    /// The prefix of the service's actions, such as `s3`; without it the actions and resources of the policy tell.
    pub service: Option<&'a str>,
    /// The policy is a role's trust policy.
    pub trust: bool,
    /// The account that owns the resource.
    pub account: Option<&'a str>,
    /// The organization of that account.
    pub organization: Option<&'a str>,
    /// The present time in milliseconds since 1970: conditions on dates that have passed count as passed.
    /// Without it, any date may be reached.
    pub now: Option<i64>,
    /// Other reference data than the embedded one.
    pub reference: Option<&'a Reference>,
}

impl<'a> ResourceContext<'a> {
    /// A resource of this service.
    pub fn service(prefix: &'a str) -> Self {
        Self { service: Some(prefix), ..Self::default() }
    }

    /// A role, asked about its trust policy.
    pub fn role() -> Self {
        Self { service: Some("sts"), trust: true, ..Self::default() }
    }

    fn kind(&self) -> PolicyKind {
        if self.trust { PolicyKind::Trust } else { PolicyKind::Resource }
    }
}

/// The symbol that template readers use for the own account.
const OWN_ACCOUNT: &str = "{AccountId}";

/// The zone of trust: whoever is in it is inside.
/// `{AccountId}`, the symbol that template readers use for the own account, is always inside.
#[derive(Clone, Debug, Default)]
pub struct Zone {
    /// Trusted accounts, the own one included.
    pub accounts: BTreeSet<String>,
    /// The organization, when it is known; its members are inside.
    pub org_id: Option<String>,
    /// Services of AWS are trusted even when the policy does not say for whose resource they act
    /// (`aws:SourceAccount`, `aws:SourceArn`).
    pub services: bool,
}

impl Zone {
    /// The zone of one account; services without a restriction of their source count as outside.
    pub fn account(id: &str) -> Self {
        Self { accounts: BTreeSet::from([id.to_owned()]), ..Self::default() }
    }

    /// Whether an account is inside.
    pub fn contains(&self, account: &str) -> bool {
        account == OWN_ACCOUNT || self.accounts.contains(account)
    }
}

/// Who the caller of a witness is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anyone, without credentials.
    Anonymous,
    /// Any principal of any AWS account.
    AnyAwsPrincipal,
    /// Principals of this account.
    Account(String),
    /// This principal, by ARN.
    Principal(String),
    /// This service, for a resource of anyone.
    Service(String),
    /// Any service of AWS that acts for a resource of anyone.
    AnyService,
    /// Anyone to whom this identity provider gives a token.
    Federated(String),
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anyone on the internet"),
            Self::AnyAwsPrincipal => f.write_str("any AWS principal of any account"),
            Self::Account(account) => write!(f, "account {account}"),
            Self::Principal(arn) => f.write_str(arn),
            Self::Service(name) => write!(f, "{name}, acting for a resource of any account,"),
            Self::AnyService => f.write_str("an AWS service acting for a resource of any account"),
            Self::Federated(provider) => write!(f, "anyone with a token of {provider}"),
        }
    }
}

/// A request that the policy allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Who calls, in general.
    pub who: Who,
    /// The action.
    pub action: String,
    /// The resource; `*` where the policy's own resource is meant (role trust).
    pub resource: String,
    /// The context keys that matter and the values they must have.
    /// A key that must be absent is not here.
    pub context: BTreeMap<String, ContextValue>,
    /// Keys that must be absent.
    pub without: Vec<String>,
    /// Indexes of the statements that allow it.
    pub statements: Vec<usize>,
    /// The whole request; our own evaluator allows it.
    pub request: Request,
}

impl fmt::Display for Witness {
    /// In words: "anyone on the internet may call s3:PutObject on arn:aws:s3:::b/a".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} may call {}", self.who, self.action)?;
        if self.resource != "*" {
            write!(f, " on {}", self.resource)?;
        }
        let mut before = " with";
        for (key, value) in &self.context {
            match value {
                ContextValue::One(text) => write!(f, "{before} {key} = {text}")?,
                ContextValue::Many(texts) => write!(f, "{before} {key} = [{}]", texts.join(", "))?,
                ContextValue::Unknown(_) => continue,
            }
            before = ",";
        }
        for key in &self.without {
            write!(f, "{before} no {key}")?;
            before = ",";
        }
        Ok(())
    }
}

impl Witness {
    /// The same sentence in Japanese.
    pub fn to_japanese(&self) -> String {
        let who = match &self.who {
            Who::Anonymous => "インターネット上の誰でも".to_owned(),
            Who::AnyAwsPrincipal => "任意のAWSアカウントの任意のプリンシパルが".to_owned(),
            Who::Account(account) => format!("アカウント {account} が"),
            Who::Principal(arn) => format!("{arn} が"),
            Who::Service(name) => format!("{name} が任意のアカウントのリソースに代わって"),
            Who::AnyService => "AWSサービスが任意のアカウントのリソースに代わって".to_owned(),
            Who::Federated(provider) => format!("{provider} のトークンを持つ誰でも"),
        };
        let on = if self.resource == "*" { String::new() } else { format!(" {} に対して", self.resource) };
        let mut terms: Vec<String> = Vec::new();
        for (key, value) in &self.context {
            match value {
                ContextValue::One(text) => terms.push(format!("{key} = {text}")),
                ContextValue::Many(texts) => terms.push(format!("{key} = [{}]", texts.join(", "))),
                ContextValue::Unknown(_) => {}
            }
        }
        terms.extend(self.without.iter().map(|key| format!("{key} なし")));
        let terms = if terms.is_empty() { String::new() } else { format!("（条件: {}）", terms.join("、")) };
        format!("{who}{on} {} を呼び出せます{terms}", self.action)
    }
}

/// Why a statement that allows something does not allow it to a stranger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// Its principals are all inside.
    Principal,
    /// No stranger meets its conditions on these keys.
    Conditions(Vec<String>),
    /// Its actions and resources do not fit each other.
    Resource,
    /// Deny statements take everything away again.
    Denied,
}

/// Why no stranger is allowed anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// For every Allow statement, by index: what keeps strangers out.
    pub barriers: Vec<(usize, Barrier)>,
}

/// The answer to "does this policy let strangers in".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes, with a request that shows it.
    Yes(Box<Witness>),
    /// No request from outside is allowed.
    No(Proof),
    /// It cannot be told: something that decides was not read.
    Unknown(Gap),
}

impl Answer {
    /// Whether it is `Yes`.
    pub fn is_yes(&self) -> bool {
        matches!(self, Self::Yes(_))
    }
    /// Whether it is `No`.
    pub fn is_no(&self) -> bool {
        matches!(self, Self::No(_))
    }
    /// The witness of a `Yes`.
    pub fn witness(&self) -> Option<&Witness> {
        match self {
            Self::Yes(witness) => Some(witness),
            _ => None,
        }
    }
    /// The gap of an `Unknown`.
    pub fn gap(&self) -> Option<&Gap> {
        match self {
            Self::Unknown(gap) => Some(gap),
            _ => None,
        }
    }
}

/// Whether a stranger may do anything: somebody whom the policy does not name and who owns nothing that it names.
///
/// A resource policy's statement for a service (`{"Service": …}`) is not public; see [`reaches_outside`] for those.
/// Rests on the Amazon S3 User Guide, "The meaning of public", and the IAM User Guide, "AWS global condition context keys".
pub fn is_public(policy: &Policy, context: &ResourceContext<'_>) -> Answer {
    if let Some(proof) = speaks_only_of(policy, |principal| match principal {
        Principal::Everyone => false,
        Principal::Federated(provider) => !is_open_provider(provider),
        _ => true,
    }) {
        return Answer::No(proof);
    }
    let names = Names::of(policy);
    let view = View { names: &names, zone: None, organizations: names.organizations(), context: *context };
    view.answer(policy)
}

/// Whether anyone outside the zone of trust may do anything: strangers, named accounts and principals outside, and,
/// unless the zone trusts them, services that may act for anyone's resource.
///
/// Literal VPC ids, VPC endpoint ids, addresses, role ids and bucket names are taken for the owner's own.
/// An organization that is named while the zone does not know its own makes the answer unknown.
pub fn reaches_outside(policy: &Policy, zone: &Zone, context: &ResourceContext<'_>) -> Answer {
    if let Some(proof) = speaks_only_of(policy, |principal| match principal {
        Principal::Service(_) => zone.services,
        other => other.account().is_some_and(|account| zone.contains(account)),
    }) {
        return Answer::No(proof);
    }
    let names = Names::of(policy);
    let orgs = names.organizations();
    let own: BTreeSet<String> = zone.org_id.iter().cloned().collect();
    let mut view = View { names: &names, zone: Some(zone), organizations: own.clone(), context: *context };
    if zone.org_id.is_some() || orgs.is_empty() {
        return view.answer(policy);
    }
    view.organizations.clone_from(&orgs);
    let strict = view.answer(policy);
    if !strict.is_no() {
        return strict;
    }
    view.organizations = own;
    match view.answer(policy) {
        Answer::No(proof) => Answer::No(proof),
        Answer::Unknown(gap) => Answer::Unknown(gap),
        Answer::Yes(_) => {
            let list: Vec<&str> = orgs.iter().map(String::as_str).collect();
            Answer::Unknown(Gap::new(
                "organization",
                format!("whether organization {} is the account's own is not known", list.join(", ")),
            ))
        }
    }
}

/// The proof without a search, where every statement that may allow something names its principals and all of them are inside.
/// `None` says nothing.
fn speaks_only_of(policy: &Policy, inside: impl Fn(&Principal) -> bool) -> Option<Proof> {
    if policy.gap.is_some() {
        return None;
    }
    let mut barriers = Vec::new();
    for statement in policy.statements.iter().filter(|statement| statement.effect != Effect::Deny) {
        match &statement.principal {
            Clause::Is(named) if named.gap.is_none() && named.items.iter().all(|entry| inside(&entry.principal)) => {
                barriers.push((statement.index, Barrier::Principal));
            }
            _ => return None,
        }
    }
    Some(Proof { barriers })
}

/// Everybody whom the policy could speak of: strangers, and everyone whom it names.
pub(crate) fn everyone(policy: &Policy, names: &Names, context: &ResourceContext<'_>) -> Option<Vec<Spec>> {
    let zone = Zone::default();
    let view = View {
        names,
        zone: Some(&zone),
        organizations: BTreeSet::new(),
        context: ResourceContext { account: None, ..*context },
    };
    view.specs(policy, true)
}

/// Everyone whom a resource policy lets call one action on a resource that the ARN pattern matches: strangers, accounts,
/// principals, services and federated users, each with a witness, in a stable order.
/// Callers for whom it cannot be told come with the gap.
///
/// An account in the answer means that its own policies decide which of its principals may.
pub fn who_by_resource(
    policy: &Policy,
    action: &str,
    resource: &str,
    context: &ResourceContext<'_>,
) -> Vec<(Who, Answer)> {
    let names = Names::of(policy);
    let Some(mut specs) = everyone(policy, &names, context) else {
        return vec![(
            Who::AnyAwsPrincipal,
            Answer::Unknown(Gap::new("budget", "policy has too many patterns of account numbers to go through")),
        )];
    };
    let zone = Zone { accounts: names.accounts.clone(), ..Zone::default() };
    let organizations = names.organizations();
    let mut out: Vec<(Who, Answer)> = Vec::new();
    specs.sort_by_key(|s| s.kind != Kind::Anonymous);
    let view = View { names: &names, zone: Some(&zone), organizations, context: *context };
    let only = Only { lower: action.to_lowercase(), name: action, resource: ArnPattern::new(resource, false) };
    for spec in specs {
        let answer = view.answer_of(policy, std::slice::from_ref(&spec), Some(&only));
        if answer.is_no() {
            continue;
        }
        let who = match &answer {
            Answer::Yes(witness) => witness.who.clone(),
            _ => who(&spec),
        };
        if !out.iter().any(|(known, before)| *known == who && (before.is_yes() || !answer.is_yes())) {
            out.retain(|(known, _)| *known != who);
            out.push((who, answer));
        }
    }
    out
}

/// One action on some resources, instead of all.
struct Only<'a> {
    lower: String,
    name: &'a str,
    resource: ArnPattern,
}

struct View<'a> {
    names: &'a Names,
    /// `None`: only strangers count.
    zone: Option<&'a Zone>,
    organizations: BTreeSet<String>,
    context: ResourceContext<'a>,
}

enum Found {
    Witness(Box<Witness>),
    Proof(Proof),
    Exhausted,
}

/// What the statements are for a caller: those for whom it is the same get the same answer.
struct Question<'a> {
    allows: Vec<Rule<'a>>,
    denies: Vec<Rule<'a>>,
    /// What the keys of all conditions may be, in the order of the conditions.
    domains: Vec<Domain>,
}

impl Question<'_> {
    fn is(&self, allows: &[Rule<'_>], denies: &[Rule<'_>], domains: &[Domain]) -> bool {
        let same = |own: &[Rule<'_>], other: &[Rule<'_>]| {
            own.len() == other.len() && own.iter().zip(other).all(|(own, other)| own.is(other))
        };
        same(&self.allows, allows) && same(&self.denies, denies) && self.domains == domains
    }
}

impl View<'_> {
    fn reference(&self) -> &Reference {
        self.context.reference.unwrap_or_else(|| Reference::embedded())
    }

    fn answer(&self, policy: &Policy) -> Answer {
        match self.specs(policy, false) {
            Some(specs) => self.answer_of(policy, &specs, None),
            None => {
                Answer::Unknown(Gap::new("budget", "policy has too many patterns of account numbers to go through"))
            }
        }
    }

    fn answer_of(&self, policy: &Policy, specs: &[Spec], only: Option<&Only<'_>>) -> Answer {
        let world = World {
            names: self.names,
            organizations: self.organizations.clone(),
            own_account: self.context.account.map(str::to_owned),
            own_organization: self
                .context
                .organization
                .map(str::to_owned)
                .or_else(|| self.zone.and_then(|z| z.org_id.clone())),
            now: self.context.now,
            reference: self.reference(),
            everyone: false,
        };
        let budget = Budget::new(BUDGET);
        // A statement that was not read may be a Deny: then nothing is certain.
        if policy.gap.is_none()
            && let Found::Witness(witness) = self.search(policy, &world, specs, only, Side::Under, &budget)
        {
            return Answer::Yes(witness);
        }
        if let Some(gap) = &policy.gap {
            return Answer::Unknown((**gap).clone());
        }
        let budget = Budget::new(BUDGET);
        match self.search(policy, &world, specs, only, Side::Over, &budget) {
            Found::Proof(proof) => match self.unnamed(policy).filter(|_| only.is_none()) {
                Some(gap) => Answer::Unknown(gap),
                None => Answer::No(proof),
            },
            Found::Witness(witness) => Answer::Unknown(reason(policy, &witness)),
            Found::Exhausted => {
                Answer::Unknown(Gap::new("budget", "policy is too intricate to be decided within the time allowed"))
            }
        }
    }

    /// A principal of which it is not known whether it is inside.
    fn unnamed(&self, policy: &Policy) -> Option<Gap> {
        let zone = self.zone?;
        for statement in policy.statements.iter().filter(|s| s.effect != Effect::Deny) {
            let Clause::Is(elements) = &statement.principal else { continue };
            for entry in &elements.items {
                let message = match &entry.principal {
                    Principal::CanonicalUser(id) => format!("whose canonical user id `{id}` is, is not known"),
                    Principal::Account(account)
                        if is_symbol(account) && !zone.contains(account) && !is_own_symbol(account) =>
                    {
                        format!("whether `{account}` is inside the zone of trust is not known")
                    }
                    _ => continue,
                };
                return Some(Gap { kind: "principal".into(), message, place: entry.place.clone() });
            }
        }
        None
    }

    /// The callers to try, those of a template's own account too where `own` is set; `None` when they are too many.
    fn specs(&self, policy: &Policy, own: bool) -> Option<Vec<Spec>> {
        let partition = self.names.partition.as_str();
        let mut trusted: BTreeSet<String> = self.context.account.iter().map(|a| (*a).to_owned()).collect();
        trusted.extend(self.zone.into_iter().flat_map(|z| z.accounts.iter().cloned()));
        let strangers = self.names.strangers(&trusted)?;
        let mut specs = vec![Spec {
            kind: Kind::Anonymous,
            caller: Caller::Anonymous,
            account: None,
            named: false,
            fixed: false,
            road: Road::Internet,
        }];
        let mut accounts: Vec<(String, bool)> = strangers.into_iter().map(|a| (a, false)).collect();
        if let Some(zone) = self.zone {
            let outside = |a: &&String| !zone.contains(a) && !is_symbol(a) && Some(a.as_str()) != self.context.account;
            let counts = |a: &&String| outside(a) || (own && *a == OWN_ACCOUNT);
            let named = self.names.accounts.iter().filter(counts);
            accounts.extend(named.filter(|a| *a != "cloudfront").map(|a| (a.clone(), true)));
        }
        for (account, named) in &accounts {
            specs.extend(account_specs(partition, account, *named));
        }
        let mut services: BTreeSet<&str> = BTreeSet::new();
        for entry in policy.statements.iter().flat_map(|s| s.principal.items()) {
            match &entry.principal {
                Principal::Service(name) => {
                    services.insert(name);
                }
                Principal::Federated(provider) if is_open_provider(provider) => {
                    specs.push(Spec {
                        kind: Kind::Provider,
                        caller: Caller::Federated(provider.to_string()),
                        account: None,
                        named: true,
                        fixed: true,
                        road: Road::Internet,
                    });
                }
                other => {
                    let outside =
                        other.account().is_some_and(|a| accounts.iter().any(|(account, named)| *named && account == a));
                    if let (true, Some(caller)) = (outside, named_caller(other)) {
                        let kind = match caller {
                            Caller::User { .. } => Kind::User,
                            _ => Kind::Role,
                        };
                        let account = caller.account().map(str::to_owned);
                        specs.push(Spec { kind, caller, account, named: true, fixed: true, road: Road::Internet });
                    }
                }
            }
        }
        // A service acts for a stranger's resource; which service, matters only where the policy names one.
        let named_services = self.zone.is_some_and(|zone| !zone.services);
        for (account, named) in &accounts {
            let spec = |name: &str, fixed| Spec {
                kind: Kind::Service,
                caller: Caller::Service(name.to_owned()),
                account: Some(account.clone()),
                named: *named,
                fixed,
                road: Road::Internet,
            };
            if named_services {
                specs.extend(services.iter().map(|name| spec(name, true)));
            }
            specs.push(spec("service.amazonaws.com", false));
        }
        if self.names.network {
            let direct: Vec<Spec> = specs
                .iter()
                .filter(|s| s.kind != Kind::Service && s.kind != Kind::Provider)
                .map(|s| Spec { road: Road::VpcEndpoint, ..s.clone() })
                .collect();
            specs.extend(direct);
        }
        Some(specs)
    }

    fn search(
        &self,
        policy: &Policy,
        world: &World<'_>,
        specs: &[Spec],
        only: Option<&Only<'_>>,
        side: Side,
        budget: &Budget,
    ) -> Found {
        let kind = self.context.kind();
        let other = if side == Side::Over { Side::Under } else { Side::Over };
        let mut exhausted = false;
        let mut barriers: BTreeMap<usize, Barrier> = BTreeMap::new();
        let mut seen: Vec<Question<'_>> = Vec::new();
        for spec in specs {
            let variable = |key: &str| world.variable(spec, key);
            let speaks =
                |statement: &Statement, side: Side| match principal_covers(statement, kind, &spec.caller, false).0 {
                    Tri::Yes => true,
                    Tri::No => false,
                    Tri::Unknown => side == Side::Over,
                };
            let rules = |wanted: &Effect, side: Side| -> Vec<Rule<'_>> {
                let takes = |s: &Statement| match &s.effect {
                    Effect::Unknown(_) => side == Side::Over,
                    effect => effect == wanted,
                };
                policy
                    .statements
                    .iter()
                    .filter(|s| takes(s) && speaks(s, side))
                    .filter_map(|s| Rule::new(s, 0, kind, side, &variable))
                    .collect()
            };
            let allows = rules(&Effect::Allow, side);
            if allows.is_empty() {
                continue;
            }
            let denies = rules(&Effect::Deny, other);
            let domain = |key: &str| world.domain(spec, key);
            // Callers that the statements do not tell apart fare the same: the first of them is asked about.
            let domains: Vec<Domain> =
                allows.iter().chain(&denies).flat_map(|rule| &rule.lits).map(|lit| domain(&lit.key)).collect();
            if seen.iter().any(|before| before.is(&allows, &denies, &domains)) {
                continue;
            }
            let mut doubted = false;
            for allow in &allows {
                // Services that the policy means are named in it; a generic one counts only where everyone is meant.
                let all = || candidates(self.reference(), self.context.service, allow, &denies, kind);
                let one = only.filter(|only| allow.covers_action(&only.lower)).map(|only| {
                    // An action without resource types is decided on `*`, whatever was asked.
                    let whole = self.reference().action(&only.lower).is_some_and(|(_, a)| a.resources.is_empty());
                    let asked =
                        if whole { vec![Lang::literal("*")] } else { Lang::arn(&only.resource, ShortArn::Padded) };
                    let resources = vec![vec![asked]];
                    Candidate { name: only.name.to_owned(), lower: only.lower.clone(), resources }
                });
                for candidate in only.is_none().then(all).into_iter().flatten().chain(one) {
                    let relevant: Vec<&Rule<'_>> =
                        denies.iter().filter(|d| d.covers_action(&candidate.lower)).collect();
                    let search = Search { denies: relevant, domain: &domain, budget, within: None };
                    let mut outcome = Ok(Err(Failure::default()));
                    for resources in &candidate.resources {
                        outcome = search.run(allow, resources);
                        if !matches!(outcome, Ok(Err(Failure { resource: true, .. }))) {
                            break;
                        }
                    }
                    match outcome {
                        Ok(Ok(model)) => {
                            let witness = witness(world, spec, &candidate, &model.resource, &model.context, allow);
                            if side == Side::Over || confirm(policy, kind, &witness) {
                                return Found::Witness(Box::new(witness));
                            }
                            exhausted = true;
                            doubted = true;
                        }
                        Ok(Err(failure)) => {
                            let barrier = match failure {
                                Failure { denied: true, .. } => Barrier::Denied,
                                Failure { keys, .. } if !keys.is_empty() => Barrier::Conditions(keys),
                                _ => Barrier::Resource,
                            };
                            let slot = barriers.entry(allow.statement.index).or_insert_with(|| barrier.clone());
                            if *slot == Barrier::Resource {
                                *slot = barrier;
                            }
                        }
                        Err(Exhausted) => exhausted = true,
                    }
                }
            }
            if !doubted {
                seen.push(Question { allows, denies, domains });
            }
        }
        if exhausted {
            return Found::Exhausted;
        }
        let allows = policy.statements.iter().filter(|s| s.effect != Effect::Deny);
        Found::Proof(Proof {
            barriers: allows
                .map(|s| (s.index, barriers.get(&s.index).cloned().unwrap_or_else(|| unasked(s))))
                .collect(),
        })
    }
}

/// Why a statement was asked about for no caller: a condition of it holds for nobody, or it speaks of nobody outside.
fn unasked(statement: &Statement) -> Barrier {
    let unknown = statement.conditions.iter().filter(|condition| condition.operator.kind.is_none());
    let keys: Vec<String> = unknown.map(|condition| condition.key.to_string()).collect();
    if keys.is_empty() { Barrier::Principal } else { Barrier::Conditions(keys) }
}

fn who(spec: &Spec) -> Who {
    match (&spec.caller, spec.kind) {
        (_, Kind::Anonymous) => Who::Anonymous,
        (Caller::Service(name), _) if spec.fixed => Who::Service(name.clone()),
        (Caller::Service(_), _) => Who::AnyService,
        (Caller::Federated(provider), _) => Who::Federated(provider.clone()),
        (caller, _) if spec.fixed => Who::Principal(caller.name()),
        _ if spec.named => Who::Account(spec.account.clone().unwrap_or_default()),
        _ => Who::AnyAwsPrincipal,
    }
}

/// The witness of a found model.
pub(crate) fn witness(
    world: &World<'_>,
    spec: &Spec,
    candidate: &Candidate,
    resource: &str,
    context: &[(String, Choice)],
    allow: &Rule<'_>,
) -> Witness {
    let caller = World::caller(spec, context);
    let mut request = Request::new(caller, &candidate.name, resource).with_resource_account(&world.owner());
    request.set("aws:ResourceOrgID", world.owner_organization());
    let mut shown = BTreeMap::new();
    let mut without = Vec::new();
    for (key, choice) in context {
        let name = world
            .reference
            .key(key)
            .map_or_else(|| key.clone(), |k| if k.name.contains(['$', '<']) { key.clone() } else { k.name.clone() });
        let value = match choice {
            Choice::Absent => {
                request.remove(key);
                without.push(name);
                continue;
            }
            Choice::One(text) => ContextValue::One(text.clone()),
            Choice::Many(texts) => ContextValue::Many(texts.clone()),
        };
        request.set(&name, value.clone());
        shown.insert(name, value);
    }
    let who = who(spec);
    Witness {
        who,
        action: candidate.name.clone(),
        resource: resource.to_owned(),
        context: shown,
        without,
        statements: vec![allow.statement.index],
        request,
    }
}

/// Our own evaluator has the last word on every witness.
fn confirm(policy: &Policy, kind: PolicyKind, witness: &Witness) -> bool {
    policy_result(policy, kind, &witness.request, false).granted() == Tri::Yes
}

fn is_symbol(account: &str) -> bool {
    account.starts_with('{') && account.ends_with('}')
}

/// An attribute of a resource of the same template, such as `{Role.Arn}`.
fn is_own_symbol(account: &str) -> bool {
    account == OWN_ACCOUNT || account.contains('.')
}

/// Which gap keeps a possible witness from being a real one.
fn reason(policy: &Policy, witness: &Witness) -> Gap {
    let allow = witness.statements.iter().filter_map(|i| policy.statement(*i)).find_map(Statement::gap);
    let gap = allow.or_else(|| policy.statements.iter().filter(|s| s.effect != Effect::Allow).find_map(Statement::gap));
    gap.cloned().unwrap_or_else(|| {
        let place =
            witness.statements.first().and_then(|i| policy.statement(*i)).map(|s| s.place.clone()).unwrap_or_default();
        Gap { kind: "variable".into(), message: "the answer hangs on the value of a policy variable".into(), place }
    })
}
