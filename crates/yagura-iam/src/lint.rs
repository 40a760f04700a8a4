//! What is wrong, useless or dangerous in a policy, each with its place in the JSON.
//!
//! Every rule has an id that names the bad state, a title and an explanation in Japanese and English.

mod rules;

use smol_str::{SmolStr, format_smolstr};

use crate::compare::allows_more;
use crate::condition::{OperatorKind, SetOperator, Test};
use crate::evaluate::PolicyKind;
use crate::glob::{ArnPattern, SplitArn, Tri, Value};
use crate::policy::{Clause, Condition, Effect, Place, Policy, Principal, Statement, Version};
use crate::reach::ResourceContext;
use crate::reason::lang::{Budget, Lang, find};
use crate::reason::world::is_open_provider;
use crate::reference::{Key, KeyType, Reference, key_matches};

pub use rules::{RULES, Rule, Severity};

/// What the linter is told about the policy.
#[derive(Clone, Copy, Debug)]
pub struct LintContext<'a> {
    /// What kind of policy it is.
    pub kind: PolicyKind,
    /// The account that owns it.
    pub account: Option<&'a str>,
    /// Other reference data than the embedded one.
    pub reference: Option<&'a Reference>,
}

impl LintContext<'_> {
    /// A policy of this kind, nothing else known.
    pub fn new(kind: PolicyKind) -> Self {
        Self { kind, account: None, reference: None }
    }
}

/// A finding of the linter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// The rule.
    pub rule: &'static Rule,
    /// Where.
    pub place: Place,
    /// What exactly: the action, key or value, as written.
    pub subject: String,
}

/// Above this many statements, redundancy (quadratic in their number) is not looked for.
const MAX_COMPARED: usize = 30;

struct Linter<'a> {
    policy: &'a Policy,
    context: LintContext<'a>,
    reference: &'a Reference,
    out: Vec<Lint>,
}

/// Every finding, in the order of the document.
pub fn lint(policy: &Policy, context: &LintContext<'_>) -> Vec<Lint> {
    let reference = context.reference.unwrap_or_else(|| Reference::embedded());
    let mut linter = Linter { policy, context: *context, reference, out: Vec::new() };
    linter.document();
    for statement in &policy.statements {
        linter.principal(statement);
        linter.actions(statement);
        linter.resources(statement);
        linter.conditions(statement);
        linter.negated(statement);
        linter.deputies(statement);
    }
    linter.redundant();
    linter.out
}

impl Linter<'_> {
    fn add(&mut self, id: &str, place: &Place, subject: impl Into<String>) {
        if let Some(rule) = Rule::find(id) {
            self.out.push(Lint { rule, place: place.clone(), subject: subject.into() });
        }
    }

    fn document(&mut self) {
        for problem in &self.policy.problems {
            self.add("policy-malformed", &problem.place, problem.message.clone());
        }
        let top = Place::default();
        let uses_variables = |s: &Statement| {
            let resources = s.resource.items().iter().map(|i| i.text.as_str());
            resources
                .chain(s.conditions.iter().flat_map(|c| c.values.items.iter().map(SmolStr::as_str)))
                .any(|t| t.contains("${"))
        };
        if self.policy.version == Version::V2008 {
            let found: Vec<Place> =
                self.policy.statements.iter().filter(|s| uses_variables(s)).map(|s| s.place.clone()).collect();
            for place in found {
                self.add("variable-under-old-version", &place, "${…}");
            }
            self.add("version-missing-or-old", &top, "Version");
        }
        let mut sids = std::collections::BTreeSet::new();
        for statement in &self.policy.statements {
            if let Some(sid) = statement.sid.as_deref().filter(|s| !s.is_empty())
                && !sids.insert(sid)
            {
                self.add("sid-repeated", &statement.place, sid);
            }
        }
    }

    fn principal(&mut self, statement: &Statement) {
        for entry in statement.principal.items() {
            match &entry.principal {
                Principal::Everyone if statement.effect == Effect::Allow && !statement.principal.is_not() => {
                    self.add("principal-everyone", &entry.place, "*");
                }
                Principal::Deleted(id) => self.add("principal-deleted", &entry.place, id.clone()),
                _ => {}
            }
        }
    }

    fn actions(&mut self, statement: &Statement) {
        for item in statement.action.items() {
            let text = item.text.to_lowercase();
            if text == "*" {
                continue;
            }
            let Some((prefix, _)) = text.split_once(':') else {
                self.add("action-unknown", &item.place, item.text.clone());
                continue;
            };
            if prefix.contains(['*', '?']) {
                continue;
            }
            match self.reference.service(prefix) {
                None => self.add("service-unknown", &item.place, item.text.clone()),
                Some(service) if !service.actions.iter().any(|a| item.pattern.matches(&a.lower)) => {
                    self.add("action-unknown", &item.place, item.text.clone());
                }
                Some(_) => {}
            }
        }
    }

    /// The actions that a statement lists, as far as they belong to services named literally.
    fn listed<'r>(
        &'r self,
        statement: &Statement,
    ) -> Option<Vec<(&'r crate::reference::Service, &'r crate::reference::Action)>> {
        let Clause::Is(elements) = &statement.action else { return None };
        if elements.gap.is_some() {
            return None;
        }
        let mut out = Vec::new();
        for item in &elements.items {
            let (prefix, _) = item.pattern.prefix().split_once(':')?;
            let service = self.reference.service(prefix)?;
            let before = out.len();
            out.extend(service.actions.iter().filter(|a| item.pattern.matches(&a.lower)).map(|a| (service, a)));
            if out.len() == before {
                return None;
            }
        }
        Some(out)
    }

    fn resources(&mut self, statement: &Statement) {
        let kind = self.context.kind;
        let mut found: Vec<(&'static str, Place, String)> = Vec::new();
        let listed = self.listed(statement);
        for item in statement.resource.items() {
            if item.pattern.is_any() {
                continue;
            }
            if item.pattern.parts().len() < 6 && !item.text.starts_with('{') {
                let id = if item.pattern.is_usable(kind.short_arn()) {
                    "resource-arn-short"
                } else {
                    "resource-never-matches"
                };
                found.push((id, item.place.clone(), item.text.to_string()));
                continue;
            }
            let Some(listed) = listed.as_ref().filter(|_| !statement.resource.is_not() && !item.text.starts_with('{'))
            else {
                continue;
            };
            let own = Lang::arn(&item.pattern, kind.short_arn());
            let taken = listed.iter().any(|(service, action)| {
                action.resources.iter().filter_map(|(at, _)| service.resources.get(*at)).any(|resource| {
                    let format = Lang::format(&resource.arn, service.prefix == "s3" && resource.name == "bucket");
                    !matches!(find(&[own.clone(), vec![format]], &[], &Budget::new(20_000)), Ok(None))
                })
            });
            if !taken {
                let all_without = listed.iter().all(|(_, action)| action.resources.is_empty());
                let id = if all_without { "action-needs-star-resource" } else { "resource-taken-by-no-action" };
                found.push((id, item.place.clone(), item.text.to_string()));
            }
        }
        // PassRole on every role hands out the strongest one.
        if statement.effect == Effect::Allow
            && self.context.kind == PolicyKind::Identity
            && statement.resource.items().iter().any(|i| i.pattern.is_any() || matches_every_role(&i.pattern))
            && !statement.conditions.iter().any(|c| c.key_lower == "iam:passedtoservice")
        {
            for item in statement
                .action
                .items()
                .iter()
                .filter(|i| i.pattern.matches("iam:passrole") && !i.pattern.is_any() && !statement.action.is_not())
            {
                found.push(("pass-role-on-any-role", item.place.clone(), item.text.to_string()));
            }
        }
        for (id, place, subject) in found {
            self.add(id, &place, subject);
        }
    }

    fn conditions(&mut self, statement: &Statement) {
        let allow = statement.effect == Effect::Allow;
        for condition in &statement.conditions {
            let Some(kind) = condition.operator.kind else {
                self.add("operator-unknown", &condition.place, condition.operator_text.clone());
                continue;
            };
            self.values(condition, kind);
            self.key(statement, condition, kind);
            let others = statement
                .conditions
                .iter()
                .any(|c| c.key_lower == condition.key_lower && c.operator.kind == Some(OperatorKind::Null));
            if allow && condition.operator.set == SetOperator::ForAllValues && !others {
                self.add("for-all-values-alone", &condition.place, condition.key.clone());
            }
            if allow && condition.operator.if_exists && is_identity_key(&condition.key_lower) {
                self.add("if-exists-lets-all-pass", &condition.place, condition.key.clone());
            }
            if allow && matches!(condition.key_lower.as_str(), "aws:referer" | "aws:useragent") {
                self.add("condition-on-forgeable-key", &condition.place, condition.key.clone());
            }
            if is_void(condition, kind) {
                self.add("condition-restricts-nothing", &condition.place, condition.key.clone());
            }
        }
    }

    fn values(&mut self, condition: &Condition, kind: OperatorKind) {
        let bad = |test: &Test| -> Vec<usize> {
            fn none<T>(values: &[Option<T>]) -> Vec<usize> {
                values.iter().enumerate().filter(|(_, v)| v.is_none()).map(|(i, _)| i).collect()
            }
            match test {
                Test::Number(v) => none(v),
                Test::Date(v) => none(v),
                Test::Bool(v) | Test::Null(v) => none(v),
                Test::Binary(v) => none(v),
                Test::Ip(v) => none(v),
                Test::Arn(v) => {
                    v.iter().enumerate().filter(|(_, p)| p.parts().len() < 6 && !p.is_any()).map(|(i, _)| i).collect()
                }
                Test::Text { .. } | Test::Never => Vec::new(),
            }
        };
        for at in bad(&condition.test) {
            if let Some(text) = condition.values.items.get(at).filter(|t| !t.contains("${") && !t.starts_with('{')) {
                self.add("value-not-of-operator-type", &condition.place, text.clone());
            }
        }
        if matches!(kind, OperatorKind::StringEquals | OperatorKind::StringNotEquals) {
            for text in condition.values.items.iter().filter(|t| t.contains('*') && !t.contains("${*}")) {
                self.add("wildcard-in-exact-operator", &condition.place, text.clone());
            }
        }
    }

    fn key(&mut self, statement: &Statement, condition: &Condition, kind: OperatorKind) {
        // Claims of identity providers are not in the data.
        let host = condition
            .key_lower
            .rsplit_once(':')
            .is_some_and(|(host, _)| host.contains('.') || host.contains('/') || host == "saml");
        if host {
            return;
        }
        let Some(key) = self.reference.key(&condition.key_lower).cloned() else {
            self.add("condition-key-unknown", &condition.place, condition.key.clone());
            return;
        };
        if !type_fits(&key, kind) {
            self.add(
                "operator-does-not-fit-key",
                &condition.place,
                format!("{} {}", condition.operator_text, condition.key),
            );
        }
        if key.multi && condition.operator.set == SetOperator::Single && kind != OperatorKind::Null {
            self.add("multivalued-key-without-set-operator", &condition.place, condition.key.clone());
        }
        if !key.multi && condition.operator.set != SetOperator::Single {
            self.add("set-operator-on-single-valued-key", &condition.place, condition.key.clone());
        }
        if condition.key_lower.starts_with("aws:") {
            return;
        }
        let unknown = self.listed(statement).is_some_and(|listed| {
            !listed.iter().any(|(service, action)| {
                let by_resource = action
                    .resources
                    .iter()
                    .filter_map(|(at, _)| service.resources.get(*at))
                    .flat_map(|r| r.keys.iter());
                action
                    .keys
                    .iter()
                    .chain(by_resource)
                    .filter_map(|at| service.keys.get(*at))
                    .any(|k| key_matches(&k.name.to_lowercase(), &condition.key_lower))
            })
        });
        if unknown {
            self.add("condition-key-not-of-action", &condition.place, condition.key.clone());
        }
    }

    fn negated(&mut self, statement: &Statement) {
        if statement.effect != Effect::Allow {
            return;
        }
        let at = |name: &str| Place {
            pointer: format_smolstr!("{}/{name}", statement.place.pointer),
            span: statement.place.span.clone(),
        };
        if statement.principal.is_not() {
            self.add("not-principal-with-allow", &at("NotPrincipal"), "NotPrincipal");
        }
        if statement.action.is_not() {
            self.add("not-action-with-allow", &at("NotAction"), "NotAction");
        }
        if statement.resource.is_not() {
            self.add("not-resource-with-allow", &at("NotResource"), "NotResource");
        }
        let all = |clause: &Clause<crate::policy::ActionPattern>| {
            !clause.is_not() && clause.items().iter().any(|i| i.pattern.is_any())
        };
        if self.context.kind == PolicyKind::Identity
            && all(&statement.action)
            && !statement.resource.is_not()
            && statement.resource.items().iter().any(|i| i.pattern.is_any())
            && statement.conditions.is_empty()
        {
            self.add("full-administration", &statement.place, "*");
        }
    }

    fn deputies(&mut self, statement: &Statement) {
        if statement.effect != Effect::Allow || statement.condition_gap.is_some() {
            return;
        }
        let asks = |key: &str| {
            statement.conditions.iter().any(|c| {
                c.key_lower == key && !c.operator.if_exists && !c.operator.kind.is_some_and(OperatorKind::is_negated)
            })
        };
        let source =
            ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"].into_iter().any(asks);
        let mut found: Vec<(&'static str, Place, String)> = Vec::new();
        for entry in statement.principal.items() {
            match &entry.principal {
                Principal::Service(name) if !source && self.context.kind == PolicyKind::Resource => {
                    found.push(("service-without-source", entry.place.clone(), name.to_string()));
                }
                Principal::Federated(name) if is_open_provider(name) => {
                    let host = crate::reason::world::provider_host(name).to_lowercase();
                    if !["sub", "oaud", "aud"].iter().any(|claim| {
                        (*claim != "aud" || !host.contains("githubusercontent")) && asks(&format!("{host}:{claim}"))
                    }) {
                        found.push(("oidc-without-subject", entry.place.clone(), name.to_string()));
                    }
                }
                other => {
                    let foreign = other
                        .account()
                        .is_some_and(|a| self.context.account.is_some_and(|own| own != a) && a != "{AccountId}");
                    if foreign && self.context.kind == PolicyKind::Trust && !asks("sts:externalid") {
                        found.push((
                            "foreign-account-without-external-id",
                            entry.place.clone(),
                            entry.text.to_string(),
                        ));
                    }
                }
            }
        }
        for (id, place, subject) in found {
            self.add(id, &place, subject);
        }
    }

    /// Statements without which the policy would allow the same.
    fn redundant(&mut self) {
        if self.policy.first_gap().is_some() || self.policy.statements.len() > MAX_COMPARED {
            return;
        }
        let context = ResourceContext {
            account: self.context.account,
            reference: self.context.reference,
            ..ResourceContext::default()
        };
        for (at, statement) in self.policy.statements.iter().enumerate() {
            let mut without = self.policy.clone();
            without.statements.remove(at);
            for (index, left) in without.statements.iter_mut().enumerate() {
                left.index = index;
            }
            // A Deny works on what other policies allow, so it is never without effect for sure.
            let same = statement.effect == Effect::Allow
                && allows_more(&without, self.policy, self.context.kind, &context).is_no();
            if same {
                let subject = statement.sid.as_deref().map_or_else(|| at.to_string(), str::to_owned);
                self.add("statement-without-effect", &statement.place, subject);
            }
        }
    }
}

fn matches_every_role(pattern: &ArnPattern) -> bool {
    let role = SplitArn::new("arn:aws:iam::yagura:role/yaguraunheardof");
    pattern.matches_with(&role, crate::glob::ShortArn::Padded, &|_| Value::Absent) == Tri::Yes
}

/// Keys that tell whose request it is: the caller who lacks one is not who was meant.
fn is_identity_key(lower: &str) -> bool {
    [
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourceip",
    ]
    .contains(&lower)
}

/// A positive condition that every value meets.
fn is_void(condition: &Condition, kind: OperatorKind) -> bool {
    if kind.is_negated() || condition.values.gap.is_some() {
        return false;
    }
    match &condition.test {
        Test::Text { patterns, .. } => patterns.iter().any(crate::glob::Pattern::is_any),
        Test::Arn(patterns) => patterns.iter().any(ArnPattern::is_any),
        Test::Ip(blocks) => {
            let mut v4: Vec<(u128, u128)> =
                blocks.iter().flatten().filter(|b| !b.v6).map(|b| (b.first, b.last)).collect();
            v4.sort_unstable();
            let mut next = 0;
            for (first, last) in v4 {
                if first > next {
                    return false;
                }
                next = next.max(last + 1);
            }
            next > u128::from(u32::MAX)
        }
        _ => false,
    }
}

fn type_fits(key: &Key, kind: OperatorKind) -> bool {
    use OperatorKind as K;
    match kind {
        K::Null => true,
        // Arn operators on strings and string operators on ARNs are common and work.
        K::StringEquals
        | K::StringNotEquals
        | K::StringEqualsIgnoreCase
        | K::StringNotEqualsIgnoreCase
        | K::StringLike
        | K::StringNotLike => {
            matches!(key.kind, KeyType::String | KeyType::Arn | KeyType::Bool)
        }
        K::ArnEquals | K::ArnLike | K::ArnNotEquals | K::ArnNotLike => {
            matches!(key.kind, KeyType::String | KeyType::Arn)
        }
        K::NumericEquals
        | K::NumericNotEquals
        | K::NumericLessThan
        | K::NumericLessThanEquals
        | K::NumericGreaterThan
        | K::NumericGreaterThanEquals => {
            matches!(key.kind, KeyType::Numeric | KeyType::Date)
        }
        K::DateEquals
        | K::DateNotEquals
        | K::DateLessThan
        | K::DateLessThanEquals
        | K::DateGreaterThan
        | K::DateGreaterThanEquals => {
            matches!(key.kind, KeyType::Date | KeyType::Numeric)
        }
        K::Bool => matches!(key.kind, KeyType::Bool | KeyType::String),
        K::BinaryEquals => matches!(key.kind, KeyType::String),
        K::IpAddress | K::NotIpAddress => key.kind == KeyType::IpAddress || key.name.to_lowercase().ends_with("ip"),
    }
}
