//! Requests that come to a bucket through an access point: the bucket's policy and the access point's must both allow them
//! (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html>).
//!
//! Both become one policy about the bucket, of which whatever is asked of a bucket's policy can be asked.

use smol_str::SmolStr;

use crate::condition::{Held, Lookup, holds};
use crate::evaluate::matching::action_covers;
use crate::glob::{ArnPattern, Pattern, ShortArn, Tri};
use crate::policy::{
    ActionPattern, Clause, Condition, Effect, Elements, Gap, Policy, Principal, PrincipalEntry, ResourcePattern,
    Statement, Version,
};
use crate::reason::lang::{Budget, Lang, exists};
use crate::reference::Reference;

/// Steps that one comparison of patterns may take.
const BUDGET: u64 = 100_000;

/// What a request brings with it that comes through an access point
/// (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys>).
const KEYS: [&str; 3] = ["s3:dataaccesspointaccount", "s3:dataaccesspointarn", "s3:accesspointnetworkorigin"];

/// An access point, as a policy sees it.
#[derive(Clone, Copy, Debug)]
pub struct AccessPoint<'a> {
    /// Its ARN (`arn:aws:s3:eu-west-1:111122223333:accesspoint/orders`).
    pub arn: &'a str,
    /// Its account.
    pub account: &'a str,
    /// The id of the VPC from which alone it can be reached; else it is reached from the internet.
    pub vpc: Option<&'a str>,
    /// The ARN of its bucket.
    pub bucket: &'a str,
}

/// What a bucket's policy and an access point's allow together.
#[derive(Clone, Debug)]
pub struct Through {
    /// The policy, about the bucket's own ARNs.
    pub policy: Policy,
    /// For each statement that allows, by index: the statement of the bucket's policy that it comes from, and the access point's.
    pub from: Vec<(usize, usize)>,
}

/// Whether a bucket's policy tells requests that come through access points from others: only then can an access point open
/// what is not open without it.
pub fn is_told_apart(policy: &Policy) -> bool {
    policy.gap.is_some()
        || policy.statements.iter().any(|statement| {
            statement.condition_gap.is_some()
                || statement.conditions.iter().any(|condition| KEYS.contains(&condition.key_lower.as_str()))
        })
}

/// The policy of a bucket and that of an access point, as one for the requests that come through it.
pub fn through(bucket: &Policy, point: &Policy, at: &AccessPoint<'_>) -> Through {
    let mut out = Through { policy: Policy::empty(), from: Vec::new() };
    out.policy.gap = bucket.gap.clone().or_else(|| point.gap.clone());
    let bucket: Vec<Statement> = bucket.statements.iter().filter_map(|statement| settled(statement, at)).collect();
    let variables = point.version == Version::V2012;
    let point: Vec<Statement> = point
        .statements
        .iter()
        .filter_map(|statement| settled(statement, at))
        .map(|statement| on_bucket(statement, at, variables))
        .collect();
    let inside = at.vpc.and_then(from_vpc);
    for own in bucket.iter().filter(|statement| statement.effect != Effect::Deny) {
        for other in point.iter().filter(|statement| statement.effect != Effect::Deny) {
            if let Some(mut statement) = both(own, other) {
                statement.index = out.policy.statements.len();
                statement.conditions.extend(inside.clone());
                out.policy.statements.push(statement);
                out.from.push((own.index, other.index));
            }
        }
    }
    for statement in bucket.into_iter().chain(point).filter(|statement| statement.effect != Effect::Allow) {
        // One that allows, for all that is known, stands above already.
        let (effect, condition_gap) = match statement.effect {
            Effect::Unknown(gap) => (Effect::Deny, statement.condition_gap.or(Some(gap))),
            effect => (effect, statement.condition_gap),
        };
        let index = out.policy.statements.len();
        out.policy.statements.push(Statement { index, effect, condition_gap, ..statement });
    }
    out
}

/// That a request comes from a VPC.
fn from_vpc(id: &str) -> Option<Condition> {
    let statement = serde_json::json!({"Effect": "Allow", "Condition": {"StringEquals": {"aws:SourceVpc": id}}});
    let policy = Policy::from_value(&serde_json::json!({"Version": "2012-10-17", "Statement": statement})).ok()?;
    policy.statements.into_iter().next()?.conditions.into_iter().next()
}

/// What is known of a request that comes through the access point.
impl Lookup for AccessPoint<'_> {
    fn held(&self, key: &str) -> Held<'_> {
        match key {
            "s3:dataaccesspointaccount" => Held::One(self.account),
            "s3:dataaccesspointarn" => Held::One(self.arn),
            "s3:accesspointnetworkorigin" => Held::One(if self.vpc.is_some() { "VPC" } else { "Internet" }),
            _ => Held::Unknown,
        }
    }
}

/// A statement without its conditions on the access point; `None` where they do not hold.
fn settled(statement: &Statement, at: &AccessPoint<'_>) -> Option<Statement> {
    let mut statement = statement.clone();
    let conditions = std::mem::take(&mut statement.conditions);
    for condition in conditions {
        if !KEYS.contains(&condition.key_lower.as_str()) {
            statement.conditions.push(condition);
            continue;
        }
        match held(&condition, at) {
            Tri::Yes => {}
            Tri::No => return None,
            Tri::Unknown => {
                let gap = condition.values.gap.clone().unwrap_or_else(|| {
                    let message = format!("whether `{}` is `{}` is known at deployment only", condition.key, at.arn);
                    Box::new(Gap { place: condition.place.clone(), ..Gap::new("unresolved", message) })
                });
                statement.condition_gap.get_or_insert(gap);
            }
        }
    }
    Some(statement)
}

fn held(condition: &Condition, at: &AccessPoint<'_>) -> Tri {
    let gap = condition.values.gap.is_some();
    let result = holds(condition.operator, &condition.test, gap, &condition.key_lower, at);
    let Held::One(value) = at.held(&condition.key_lower) else { return result };
    // A symbol of a template may turn out to be what is spelled out, and the other way round.
    let symbolic = |text: &str| text.contains('{');
    let doubtful = |text: &SmolStr| symbolic(text) != symbolic(value) && !text.contains(['*', '?']);
    if condition.key_lower != KEYS[2] && condition.values.items.iter().any(doubtful) { Tri::Unknown } else { result }
}

/// A statement of the access point's policy, about the bucket.
fn on_bucket(mut statement: Statement, at: &AccessPoint<'_>, variables: bool) -> Statement {
    statement.resource = match statement.resource {
        Clause::Absent => Clause::Absent,
        Clause::Is(elements) => Clause::Is(translated(elements, at, variables)),
        Clause::Not(elements) => Clause::Not(translated(elements, at, variables)),
    };
    statement
}

fn translated(elements: Elements<ResourcePattern>, at: &AccessPoint<'_>, variables: bool) -> Elements<ResourcePattern> {
    let mut out = Elements { items: Vec::new(), gap: elements.gap };
    for item in elements.items {
        let mut add = |text: String| {
            let pattern = ArnPattern::new(&text, variables);
            out.items.push(ResourcePattern { text: text.into(), pattern, place: item.place.clone() });
        };
        // What comes through it is about its bucket.
        if item.pattern.is_any() {
            add(at.bucket.to_owned());
            add(format!("{}/*", at.bucket));
            continue;
        }
        let objects = format!("{}/object/", at.arn);
        if let Some(rest) = item.text.strip_prefix(&objects) {
            add(format!("{}/{rest}", at.bucket));
            continue;
        }
        let wanted = Lang::arn(&item.pattern, ShortArn::NeedsStar);
        if wanted.iter().any(|lang| lang.accepts(at.arn)) {
            add(at.bucket.to_owned());
        }
        let all = vec![Lang::literal(&objects).many(crate::reason::lang::Class::Any)];
        if !exists(&[wanted.clone(), all.clone()], &[], &Budget::new(BUDGET)).unwrap_or(true) {
            continue;
        }
        if item.text.contains("${") || exists(&[all], &wanted, &Budget::new(BUDGET)).unwrap_or(true) {
            let message = format!("which objects of `{}` `{}` means is not worked out", at.arn, item.text);
            let gap = Gap { place: item.place.clone(), ..Gap::new("unsupported", message) };
            out.gap.get_or_insert(Box::new(gap));
        } else {
            add(format!("{}/*", at.bucket));
        }
    }
    out
}

/// What two statements that allow something allow together; `None` where that is nothing.
fn both(one: &Statement, two: &Statement) -> Option<Statement> {
    let principal = filled(principals(&one.principal, &two.principal)?)?;
    let action = actions(&one.action, &two.action)?;
    let resource = filled(resources(&one.resource, &two.resource)?)?;
    let unknown = [one, two].into_iter().find(|statement| statement.effect != Effect::Allow);
    let mut conditions = one.conditions.clone();
    conditions.extend(two.conditions.iter().cloned());
    Some(Statement {
        effect: unknown.map_or(Effect::Allow, |statement| statement.effect.clone()),
        principal: Clause::Is(principal),
        action,
        resource: Clause::Is(resource),
        conditions,
        condition_gap: one.condition_gap.clone().or_else(|| two.condition_gap.clone()),
        ..one.clone()
    })
}

/// Elements of which there are some, or may be.
fn filled<T>(elements: Elements<T>) -> Option<Elements<T>> {
    (!elements.items.is_empty() || elements.gap.is_some()).then_some(elements)
}

/// What two clauses mean together, pair by pair. `None` where one is absent.
fn pairs<T: Clone>(
    one: &Clause<T>,
    two: &Clause<T>,
    what: &str,
    pair: impl Fn(&T, &T) -> Result<Option<T>, Gap>,
) -> Option<Elements<T>> {
    let (Clause::Is(first), Clause::Is(second)) = (one, two) else {
        if matches!(one, Clause::Absent) || matches!(two, Clause::Absent) {
            return None;
        }
        let message = format!("what `Not{what}` leaves of the other policy is not worked out");
        return Some(Elements { items: Vec::new(), gap: Some(Box::new(Gap::new("unsupported", message))) });
    };
    let mut out = Elements { items: Vec::new(), gap: first.gap.clone().or_else(|| second.gap.clone()) };
    for a in &first.items {
        for b in &second.items {
            match pair(a, b) {
                Ok(item) => out.items.extend(item),
                Err(gap) => {
                    out.gap.get_or_insert(Box::new(gap));
                }
            }
        }
    }
    Some(out)
}

fn principals(one: &Clause<PrincipalEntry>, two: &Clause<PrincipalEntry>) -> Option<Elements<PrincipalEntry>> {
    pairs(one, two, "Principal", |a, b| {
        let symbolic = |entry: &PrincipalEntry| entry.text.contains('{');
        Ok(match (&a.principal, &b.principal) {
            (Principal::Everyone, _) => Some(b.clone()),
            (_, Principal::Everyone) => Some(a.clone()),
            (one, two) if one == two => Some(a.clone()),
            (Principal::Account(account), other) if other.account() == Some(account) => Some(b.clone()),
            (other, Principal::Account(account)) if other.account() == Some(account) => Some(a.clone()),
            (Principal::Role { account: one, .. }, Principal::RoleSession { account: two, .. })
            | (Principal::RoleSession { account: one, .. }, Principal::Role { account: two, .. })
                if one == two =>
            {
                return Err(together(&a.text, &b.text));
            }
            _ if symbolic(a) != symbolic(b) => return Err(together(&a.text, &b.text)),
            _ => None,
        })
    })
}

fn together(one: &str, two: &str) -> Gap {
    Gap::new("unsupported", format!("whom `{one}` and `{two}` both name is not worked out"))
}

fn resources(one: &Clause<ResourcePattern>, two: &Clause<ResourcePattern>) -> Option<Elements<ResourcePattern>> {
    pairs(one, two, "Resource", |a, b| {
        if a.text == b.text || b.pattern.is_any() {
            return Ok(Some(a.clone()));
        }
        if a.pattern.is_any() {
            return Ok(Some(b.clone()));
        }
        let (first, second) = (Lang::arn(&a.pattern, ShortArn::NeedsStar), Lang::arn(&b.pattern, ShortArn::NeedsStar));
        let more = |one: &Vec<Lang>, two: &[Lang]| {
            exists(std::slice::from_ref(one), two, &Budget::new(BUDGET)).unwrap_or(true)
        };
        // A variable counts as anything: what is within it is not within each of its values.
        let varies = |item: &ResourcePattern| item.text.contains("${");
        if !varies(b) && !more(&first, &second) {
            Ok(Some(a.clone()))
        } else if !varies(a) && !more(&second, &first) {
            Ok(Some(b.clone()))
        } else if exists(&[first, second], &[], &Budget::new(BUDGET)).unwrap_or(true) {
            let message = format!("what `{}` and `{}` both mean is not worked out", a.text, b.text);
            Err(Gap::new("unsupported", message))
        } else {
            Ok(None)
        }
    })
}

/// The actions of two clauses: one of them where the other means all, else action by action.
fn actions(one: &Clause<ActionPattern>, two: &Clause<ActionPattern>) -> Option<Clause<ActionPattern>> {
    let all = |clause: &Clause<ActionPattern>| match clause {
        Clause::Is(elements) => {
            elements.items.iter().any(|item| ["*", "s3:*"].iter().any(|all| item.text.eq_ignore_ascii_case(all)))
        }
        Clause::Not(_) | Clause::Absent => false,
    };
    if matches!(one, Clause::Absent) || matches!(two, Clause::Absent) {
        return None;
    }
    if all(one) {
        return Some(two.clone());
    }
    if all(two) {
        return Some(one.clone());
    }
    let known = Reference::embedded().service("s3").map(|service| service.actions.as_slice()).unwrap_or_default();
    let place = one.items().first().or(two.items().first()).map(|item| item.place.clone()).unwrap_or_default();
    let shared = known.iter().filter(|action| {
        let covers = |clause| action_covers(clause, &action.lower) == Tri::Yes;
        covers(one) && covers(two)
    });
    let items: Vec<ActionPattern> = shared
        .map(|action| ActionPattern {
            text: action.name.as_str().into(),
            pattern: Pattern::exact(&action.lower, false),
            place: place.clone(),
        })
        .collect();
    let gap = one.gap().or(two.gap()).cloned().map(Box::new);
    filled(Elements { items, gap }).map(Clause::Is)
}
