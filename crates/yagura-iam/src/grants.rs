//! What the holder of identity policies may do: several policies together, Denies, `NotAction` and wildcards included.
//!
//! Boundaries and SCPs are not looked at here; pass what is left of the policies, or use `evaluate::decide`.
//!
//! ```
//! use yagura_iam::Policy;
//! use yagura_iam::grants::{Resources, allows, is_admin};
//!
//! let admin = Policy::parse(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#).unwrap();
//! assert!(is_admin(&[&admin]).is_yes());
//! let reader = Policy::parse(r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}}"#).unwrap();
//! assert!(allows(&[&reader], "s3:GetObject", Resources::Some).is_yes());
//! assert!(allows(&[&reader], "s3:GetObject", Resources::All).is_no());
//! ```

use crate::evaluate::PolicyKind;
use crate::evaluate::matching::action_covers;
use crate::glob::{ArnPattern, ShortArn, Tri};
use crate::policy::{Clause, Effect, Gap, Policy, Statement};
use crate::reason::keys::{Domain, Values};
use crate::reason::lang::{Budget, Exhausted, Lang};
use crate::reason::rules::{Known, Rule, Side};
use crate::reason::search::Search;
use crate::reference::Reference;

const BUDGET: u64 = 200_000;

/// A statement among several policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatementRef {
    /// Position of the policy in the list that was passed.
    pub policy: usize,
    /// Position of the statement in the policy.
    pub statement: usize,
}

/// Whether something is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Yes, whatever the context of the request.
    Yes(Vec<StatementRef>),
    /// Yes, when the context of the request fits: an Allow has conditions, or a Deny is escaped by its conditions.
    Conditional(Vec<StatementRef>),
    /// No request is allowed.
    No,
    /// It cannot be told: something that decides was not read.
    Unknown(Gap),
}

impl Grant {
    /// Whether it is `Yes`.
    pub fn is_yes(&self) -> bool {
        matches!(self, Self::Yes(_))
    }
    /// Whether it is `Yes` or `Conditional`.
    pub fn is_possible(&self) -> bool {
        matches!(self, Self::Yes(_) | Self::Conditional(_))
    }
    /// Whether it is `No`.
    pub fn is_no(&self) -> bool {
        matches!(self, Self::No)
    }
    /// The gap of an `Unknown`.
    pub fn gap(&self) -> Option<&Gap> {
        match self {
            Self::Unknown(gap) => Some(gap),
            _ => None,
        }
    }
    /// The statements that grant it.
    pub fn statements(&self) -> &[StatementRef] {
        match self {
            Self::Yes(statements) | Self::Conditional(statements) => statements,
            Self::No | Self::Unknown(_) => &[],
        }
    }

    /// Both must be granted; the weaker answer stays, with the statements of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Unknown(gap), _) | (_, Self::Unknown(gap)) => Self::Unknown(gap),
            (a, b) => {
                let all = a.is_yes() && b.is_yes();
                let mut statements = a.statements().to_vec();
                statements.extend_from_slice(b.statements());
                statements.sort_unstable();
                statements.dedup();
                if all { Self::Yes(statements) } else { Self::Conditional(statements) }
            }
        }
    }

    /// One of them suffices; the stronger answer stays.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let rank = |grant: &Self| match grant {
            Self::Yes(_) => 3,
            Self::Conditional(_) => 2,
            Self::Unknown(_) => 1,
            Self::No => 0,
        };
        if rank(&other) > rank(&self) { other } else { self }
    }
}

/// On which resources something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resources<'a> {
    /// At least one, whichever.
    Some,
    /// All of the account: asked of a resource that no policy names.
    /// `arn:aws:s3:::*` covers all buckets; `arn:aws:s3:::logs-*` does not.
    All,
    /// This one, by ARN.
    This(&'a str),
    /// At least one that this ARN pattern matches.
    Matching(&'a str),
}

/// Policies that must all allow: each list is one kind, of which one Allow suffices.
/// Denies count wherever they stand.
/// A caller's layers are its identity policies, its boundary, its session policy, and each level of SCPs.
pub type Layers<'a> = [(PolicyKind, Vec<&'a Policy>)];

/// Whether the holder may call the action (`service:Operation`) on these resources.
pub fn allows(policies: &[&Policy], action: &str, resources: Resources<'_>) -> Grant {
    allows_within(&[(PolicyKind::Identity, policies.to_vec())], action, resources)
}

/// Whether all layers together let the action through.
/// Conditions of several layers are not held against each other: the answer is then conditional, never a plain yes.
/// Statement references number the policies of all layers in one row.
pub fn allows_within(layers: &Layers<'_>, action: &str, resources: Resources<'_>) -> Grant {
    let lower = action.to_lowercase();
    if silent(layers, &lower) {
        return Grant::No;
    }
    let groups = groups(&lower, resources);
    // A resource of every required type must be granted; without required types one suffices.
    let mut result: Option<Grant> = None;
    for group in &groups.each {
        let one = ask(layers, &lower, group);
        result = Some(match result {
            None => one,
            Some(before) if groups.all => before.and(one),
            Some(before) => before.or(one),
        });
    }
    result.unwrap_or(Grant::No)
}

/// Whether a layer has no statement that could allow the action, whatever the resource.
fn silent(layers: &Layers<'_>, lower: &str) -> bool {
    let speaks = |policies: &[&Policy]| {
        let statements = policies.iter().flat_map(|policy| &policy.statements);
        statements.filter(|s| s.effect != Effect::Deny).any(|s| action_covers(&s.action, lower) != Tri::No)
    };
    layers.iter().flat_map(|(_, policies)| policies).all(|policy| policy.gap.is_none())
        && layers.iter().any(|(_, policies)| !speaks(policies))
}

/// Whether the holder may call every action of the service on all resources.
pub fn full_service(policies: &[&Policy], service: &str) -> Grant {
    let service = service.to_lowercase();
    // An action that does not exist yet tells whether a wildcard covers the service; it is asked first, as most fail there.
    let mut result = allows(policies, &format!("{service}:{UNHEARD}"), Resources::All);
    if result.is_no() {
        return result;
    }
    for action in Reference::embedded().service(&service).map(|s| s.actions.as_slice()).unwrap_or_default() {
        result = result.and(allows(policies, &action.name, Resources::All));
        if result.is_no() {
            break;
        }
    }
    result
}

/// Whether the holder is an administrator: may call actions of every service on all resources, permissions included.
///
/// Denies that take away single actions (leaving an organization, say) do not make an administrator less than one;
/// what a policy without the means to change permissions (`NotAction: iam:*`) grants is not administration.
/// CIS AWS Foundations Benchmark, "Ensure IAM policies that allow full `*:*` administrative privileges are not attached".
pub fn is_admin(policies: &[&Policy]) -> Grant {
    if let Some(plain) = everything(policies) {
        return Grant::Yes(vec![plain]);
    }
    searched_admin(policies)
}

fn searched_admin(policies: &[&Policy]) -> Grant {
    let mut result = allows(policies, &format!("{UNHEARD}:{UNHEARD}"), Resources::All);
    if result.is_no() {
        return result;
    }
    let mut way = Grant::No;
    for action in WAYS_TO_PERMISSIONS {
        way = way.or(allows(policies, action, Resources::All));
    }
    result = result.and(way);
    result
}

/// The statement that allows everything on everything, where nothing denies and no statement before it would be named for it:
/// the usual administrator, seen without a search.
fn everything(policies: &[&Policy]) -> Option<StatementRef> {
    let statements =
        || policies.iter().enumerate().flat_map(|(at, policy)| policy.statements.iter().map(move |s| (at, s)));
    if policies.iter().any(|policy| policy.gap.is_some()) || statements().any(|(_, s)| s.effect != Effect::Allow) {
        return None;
    }
    let (unheard, way) = (format!("{UNHEARD}:{UNHEARD}"), WAYS_TO_PERMISSIONS.first()?.to_lowercase());
    let speaks = |s: &Statement| [&unheard, &way].into_iter().any(|action| action_covers(&s.action, action) != Tri::No);
    let (at, first) = statements().find(|(_, statement)| speaks(statement))?;
    let any_action = matches!(&first.action, Clause::Is(actions) if actions.items.iter().any(|item| item.text == "*"));
    let any_resource =
        matches!(&first.resource, Clause::Is(resources) if resources.items.iter().any(|item| item.pattern.is_any()));
    let plain = first.principal == Clause::Absent && first.conditions.is_empty() && first.gap().is_none();
    (any_action && any_resource && plain).then_some(StatementRef { policy: at, statement: first.index })
}

/// Whether the policies have no statement that could allow the action, whatever the resource: quickly told of most.
pub fn are_silent(policies: &[&Policy], action: &str) -> bool {
    silent(&[(PolicyKind::Identity, policies.to_vec())], &action.to_lowercase())
}

/// Actions of which any one, on all resources, lets its holder give itself every permission: what makes an administrator
/// of whoever may call actions of every service ([`is_admin`]).
///
/// Rests on <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>.
pub const WAYS_TO_PERMISSIONS: &[&str] = &[
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:CreatePolicyVersion",
    "iam:UpdateAssumeRolePolicy",
];

/// A name that no service and no action has.
const UNHEARD: &str = "yaguraunheardof";

struct Groups {
    each: Vec<Vec<Lang>>,
    all: bool,
}

fn groups(lower: &str, resources: Resources<'_>) -> Groups {
    let known = Reference::embedded().action(lower);
    let wildcard_only = known.is_some_and(|(_, action)| action.resources.is_empty());
    let one = |lang: Lang| Groups { each: vec![vec![lang]], all: false };
    if wildcard_only {
        return one(Lang::literal("*"));
    }
    match (resources, known) {
        (Resources::This(arn), _) => one(Lang::literal(arn)),
        (Resources::Matching(pattern), _) => {
            Groups { each: vec![Lang::arn(&ArnPattern::new(pattern, false), ShortArn::Padded)], all: false }
        }
        (Resources::Some, Some((service, action))) => {
            let mut langs: Vec<Lang> = Vec::new();
            for (at, _) in &action.resources {
                if let Some(resource) = service.resources.get(*at) {
                    langs.push(Lang::format(&resource.arn, service.prefix == "s3" && resource.name == "bucket"));
                }
            }
            // A template's name in the place of an ARN, and formats that the data lacks.
            let mut each = vec![langs];
            if service.prefix != "s3" {
                each.push(vec![Lang::any()]);
            }
            Groups { each, all: false }
        }
        (Resources::Some, None) => one(Lang::any()),
        (Resources::All, Some((service, action))) => {
            let any_required = action.resources.iter().any(|(_, required)| *required);
            let each = action
                .resources
                .iter()
                .filter(|(_, required)| *required || !any_required)
                .filter_map(|(at, _)| service.resources.get(*at))
                .map(|resource| vec![Lang::literal(&stranger(&resource.arn))])
                .collect();
            Groups { each, all: any_required }
        }
        (Resources::All, None) => {
            let prefix = lower.split_once(':').map_or(lower, |(prefix, _)| prefix);
            one(Lang::literal(&format!("arn:aws:{prefix}:{UNHEARD}:{UNHEARD}:{UNHEARD}/{UNHEARD}")))
        }
    }
}

/// An ARN of this format whose names no policy names.
fn stranger(format: &str) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(match name {
            "Partition" => "aws",
            // Region and account are the holder's own: naming them leaves nothing out.
            "Region" => OWN_REGION,
            "Account" => OWN_ACCOUNT,
            _ => UNHEARD,
        });
        rest = after;
    }
    out.push_str(rest);
    out.replace('*', UNHEARD)
}

const OWN_REGION: &str = "{Region}";
const OWN_ACCOUNT: &str = "{AccountId}";

fn ask(layers: &Layers<'_>, lower: &str, resources: &[Lang]) -> Grant {
    let mut result: Option<Grant> = None;
    for layer in 0..layers.len() {
        let one = ask_layer(layers, layer, lower, resources);
        let both = match result {
            None => one,
            Some(before) => before.and(one),
        };
        if both.is_no() {
            return Grant::No;
        }
        result = Some(both);
    }
    result.unwrap_or(Grant::No)
}

fn ask_layer(layers: &Layers<'_>, layer: usize, lower: &str, resources: &[Lang]) -> Grant {
    let gap = layers.iter().flat_map(|(_, policies)| policies).find_map(|p| p.gap.as_ref());
    if gap.is_none() {
        // First without any condition: Allows that have none, Denies as if theirs always held.
        if let Ok(Some(statements)) = run(layers, layer, lower, resources, Side::Under, true) {
            return Grant::Yes(statements);
        }
        if let Ok(Some(statements)) = run(layers, layer, lower, resources, Side::Under, false) {
            return Grant::Conditional(statements);
        }
    }
    match (run(layers, layer, lower, resources, Side::Over, false), gap) {
        (Ok(None), None) => Grant::No,
        (_, Some(gap)) => Grant::Unknown((**gap).clone()),
        (Ok(Some(statements)), None) => Grant::Unknown(reason(layers, &statements)),
        (Err(Exhausted), None) => {
            Grant::Unknown(Gap::new("budget", "policies are too intricate to be decided within the time allowed"))
        }
    }
}

fn reason(layers: &Layers<'_>, statements: &[StatementRef]) -> Gap {
    let policies: Vec<&Policy> = layers.iter().flat_map(|(_, policies)| policies.iter().copied()).collect();
    let of = |r: &StatementRef| policies.get(r.policy).and_then(|p| p.statement(r.statement)).and_then(Statement::gap);
    let allow = statements.iter().find_map(of);
    let other =
        || policies.iter().flat_map(|p| &p.statements).filter(|s| s.effect != Effect::Allow).find_map(Statement::gap);
    allow
        .or_else(other)
        .cloned()
        .unwrap_or_else(|| Gap::new("variable", "the answer hangs on the value of a policy variable"))
}

fn run(
    layers: &Layers<'_>,
    layer: usize,
    lower: &str,
    resources: &[Lang],
    side: Side,
    unconditional: bool,
) -> Result<Option<Vec<StatementRef>>, Exhausted> {
    let budget = Budget::new(BUDGET);
    let other = if side == Side::Over { Side::Under } else { Side::Over };
    let variable = |_: &str| Known::Free;
    let rules = |wanted: &Effect, side: Side, only: Option<usize>| -> Vec<Rule<'_>> {
        let mut out = Vec::new();
        let mut at = 0;
        for (i, (kind, policies)) in layers.iter().enumerate() {
            for policy in policies {
                if only.is_none_or(|only| only == i) {
                    for statement in &policy.statements {
                        let takes = match &statement.effect {
                            Effect::Unknown(_) => side == Side::Over,
                            effect => effect == wanted,
                        };
                        // Most statements speak of other actions: look before building.
                        if takes
                            && action_covers(&statement.action, lower) != Tri::No
                            && let Some(rule) = Rule::new(statement, at, *kind, side, &variable)
                        {
                            out.push(rule);
                        }
                    }
                }
                at += 1;
            }
        }
        out
    };
    let allows = rules(&Effect::Allow, side, Some(layer));
    if allows.is_empty() {
        return Ok(None);
    }
    let mut denies = rules(&Effect::Deny, other, None);
    if unconditional {
        for deny in &mut denies {
            deny.lits.clear();
        }
    }
    let denies: Vec<&Rule<'_>> = denies.iter().filter(|d| d.covers_action(lower)).collect();
    let domain = holder_domain;
    let groups = [resources.to_vec()];
    let mut exhausted = false;
    for allow in allows.iter().filter(|a| a.covers_action(lower) && (!unconditional || a.lits.is_empty())) {
        let search = Search { denies: denies.clone(), domain: &domain, budget: &budget, within: None };
        match search.exists(allow, &groups) {
            Ok(true) => {
                return Ok(Some(vec![StatementRef { policy: allow.policy, statement: allow.statement.index }]));
            }
            Ok(false) => {}
            Err(Exhausted) => exhausted = true,
        }
    }
    if exhausted { Err(Exhausted) } else { Ok(None) }
}

/// The values that a key can have for a holder of whom nothing else is known.
pub(crate) fn holder_domain(key: &str) -> Domain {
    match key {
        "aws:sourceip" | "aws:vpcsourceip" => {
            Domain { absent: true, multi: false, values: Values::Ip { anyone: false } }
        }
        "aws:currenttime" | "aws:epochtime" => {
            Domain { absent: false, multi: false, values: Values::Time { from: None } }
        }
        _ => Domain::free(Reference::embedded().key(key).is_none_or(|k| k.multi)),
    }
}

#[cfg(test)]
mod tests {
    use super::{everything, is_admin, searched_admin};
    use crate::Policy;

    #[test]
    fn the_plain_administrator_is_named_as_the_search_names_him() {
        let statements = [
            r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": ["s3:Get*", "*"], "Resource": ["arn:aws:s3:::b", "*"]}"#,
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "iam:*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::*"}"#,
            r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}"#,
            r#"{"Effect": "Allow", "Action": "*", "Resource": {"$unknown": {"kind": "unresolved", "message": "m"}}}"#,
            r#"{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}"#,
        ];
        let policy =
            |text: &str| Policy::parse(&format!(r#"{{"Version": "2012-10-17", "Statement": [{text}]}}"#)).unwrap();
        let mut quick = 0;
        for one in statements {
            for two in statements {
                let together = policy(&format!("{one}, {two}"));
                let apart = [policy(one), policy(two)];
                for list in [vec![&together], apart.iter().collect()] {
                    assert_eq!(is_admin(&list), searched_admin(&list), "{one} {two}");
                    quick += usize::from(everything(&list).is_some());
                }
            }
        }
        assert!(quick > 20, "{quick}");
    }
}
