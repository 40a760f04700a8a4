//! The policy documents of an account's principals, one by one and together.

use std::sync::Arc;

use yagura_finding::{Check, Report, Severity, Verdict};
use yagura_iam::Policy;
use yagura_iam::grants::{Grant, Resources, allows, is_admin};
use yagura_iam::policy::{Condition, OperatorKind};
use yagura_model::services::iam::InlinePolicy;
use yagura_model::{Arn, Document, Fact, Gap, Meta, OWN_ACCOUNT, Resource, Snapshot};

use crate::policies;

/// What a question found in one document.
pub(super) struct Hit {
    /// Positions of the statements that prove it.
    pub(super) statements: Vec<usize>,
    /// In place of the check's severity.
    pub(super) severity: Option<Severity>,
    /// What exactly, Japanese and English.
    pub(super) detail: Option<(String, String)>,
}

/// A question about one document.
pub(super) type Question = fn(&Policy) -> Result<Option<Hit>, Gap>;

/// Reads a document of an account's own; its account's id becomes the symbol that templates have in its place,
/// so that "all roles of this account" is the same words everywhere.
pub(super) fn read(meta: &Meta, document: &Document) -> Result<Arc<Policy>, Gap> {
    if has_no_id(meta) {
        return policies::read(document);
    }
    own(meta, document).cloned()
}

/// As [`read`], borrowed.
fn parsed<'d>(meta: &Meta, document: &'d Document) -> Result<&'d Policy, Gap> {
    if has_no_id(meta) {
        return policies::parsed(document);
    }
    own(meta, document).map(|policy| &**policy)
}

fn has_no_id(meta: &Meta) -> bool {
    meta.account == OWN_ACCOUNT || meta.account.is_empty()
}

/// Reads it once for all who ask.
fn own<'d>(meta: &Meta, document: &'d Document) -> Result<&'d Arc<Policy>, Gap> {
    let kept = policies::kept(document).ok_or_else(|| Gap::error("the policy does not read"))?;
    let (account, policy) = kept.own.get_or_init(|| {
        let text = document.text();
        let policy = if text.contains(&meta.account) {
            let mut json = document.value();
            with_symbol(&mut json, &meta.account);
            policies::of_text(&json.to_string()).map(Arc::new)
        } else {
            policies::read(document)
        };
        (meta.account.clone(), policy)
    });
    // INVARIANT: a document belongs to one resource, and so to one account.
    if *account != meta.account {
        return Err(Gap::error(format!("a policy of account {account} was taken for one of {}", meta.account)));
    }
    policy.as_ref().map_err(Gap::clone)
}

fn with_symbol(json: &mut serde_json::Value, account: &str) {
    match json {
        serde_json::Value::String(text) if text.contains(account) => *text = text.replace(account, OWN_ACCOUNT),
        serde_json::Value::Array(list) => list.iter_mut().for_each(|item| with_symbol(item, account)),
        serde_json::Value::Object(object) => object.values_mut().for_each(|item| with_symbol(item, account)),
        _ => {}
    }
}

/// One of AWS's own policies, which an account cannot change.
pub(super) fn of_aws(meta: &Meta) -> bool {
    meta.arn.as_deref().and_then(Arn::parse).is_some_and(|arn| arn.account == "aws")
}

/// A role that AWS makes for a service and that nobody can change.
pub(super) fn service_linked(path: &Fact<Option<String>>) -> bool {
    path.known().is_some_and(|path| path.as_deref().is_some_and(|path| path.starts_with("/aws-service-role/")))
}

/// Asks a question of every document that the account itself wrote: customer managed and inline policies.
pub(super) fn each_document<'s>(
    snapshot: &'s Snapshot,
    report: &mut Report<'s>,
    check: &'static Check,
    question: Question,
) {
    report.each(check, &snapshot.iam.managed_policies, |policy| {
        if of_aws(&policy.meta) {
            return Ok(Verdict::Skip);
        }
        let Some(document) = policy.policy_document.get()? else { return Ok(Verdict::Skip) };
        let parsed = parsed(&policy.meta, document)?;
        Ok(match question(parsed)? {
            None => Verdict::Pass,
            Some(hit) => {
                let paths = hit.paths("/PolicyDocument", parsed);
                hit.verdict(policy, &paths)
            }
        })
    });
    report.each(check, &snapshot.iam.users, |user| inline(user, &user.policies, question));
    report.each(check, &snapshot.iam.groups, |group| inline(group, &group.policies, question));
    report.each(check, &snapshot.iam.roles, |role| {
        if service_linked(&role.path) {
            return Ok(Verdict::Skip);
        }
        inline(role, &role.policies, question)
    });
}

fn inline<T: serde::Serialize>(
    owner: &Resource<T>,
    policies: &Fact<Vec<InlinePolicy>>,
    question: Question,
) -> Result<Verdict, Gap> {
    let list = policies.get()?;
    if list.is_empty() {
        return Ok(Verdict::Skip);
    }
    let mut gap = None;
    let mut found: Option<Hit> = None;
    let mut paths = Vec::new();
    for (index, policy) in list.iter().enumerate() {
        let answer = policy.policy_document.get().and_then(|document| {
            let parsed = parsed(&owner.meta, document)?;
            let hit = question(parsed)?;
            Ok(hit.map(|hit| (hit.paths(&format!("/Policies/{index}/PolicyDocument"), parsed), hit)))
        });
        match answer {
            Ok(None) => {}
            Ok(Some((more, hit))) => {
                paths.extend(more);
                found = Some(match found {
                    Some(worst) if worst.severity >= hit.severity => worst,
                    _ => hit,
                });
            }
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    match (found, gap) {
        (Some(hit), _) => Ok(hit.verdict(owner, &paths)),
        (None, Some(gap)) => Err(gap),
        (None, None) => Ok(Verdict::Pass),
    }
}

impl Hit {
    /// The statements that grant something.
    pub(super) fn of(grant: &Grant) -> Self {
        let mut statements: Vec<usize> = grant.statements().iter().map(|at| at.statement).collect();
        statements.sort_unstable();
        statements.dedup();
        Self { statements, severity: None, detail: None }
    }

    /// The same with what exactly it is.
    pub(super) fn detail(mut self, ja: impl Into<String>, en: impl Into<String>) -> Self {
        self.detail = Some((ja.into(), en.into()));
        self
    }

    /// The same with another severity.
    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// JSON pointers to the statements, below the document's own.
    fn paths(&self, document: &str, policy: &Policy) -> Vec<String> {
        self.statements
            .iter()
            .filter_map(|index| policy.statement(*index))
            .map(|statement| format!("{document}{}", statement.place.pointer))
            .collect()
    }

    fn verdict<T: serde::Serialize>(self, resource: &Resource<T>, paths: &[String]) -> Verdict {
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let mut verdict = Verdict::fail_all(resource, &paths);
        if let Some(severity) = self.severity {
            verdict = verdict.severity(severity);
        }
        match self.detail {
            Some((ja, en)) => verdict.detail(ja, en),
            None => verdict,
        }
    }
}

/// What a question found, by a grant: conditions that keep nobody out do not count.
pub(super) fn hit(policy: &Policy, grant: &Grant) -> Result<Option<Hit>, Gap> {
    match grant {
        Grant::Yes(_) => Ok(Some(Hit::of(grant))),
        Grant::Conditional(_) if !restricted(policy, grant) => Ok(Some(Hit::of(grant))),
        Grant::Conditional(_) | Grant::No => Ok(None),
        Grant::Unknown(gap) => Err(policies::gap(gap)),
    }
}

/// Asks for an action on all resources; of a policy that allows everything another check speaks.
pub(super) fn unless_admin(policy: &Policy, action: &str, format: &str) -> Result<Option<Hit>, Gap> {
    if is_admin(&[policy]).is_yes() {
        return Ok(None);
    }
    hit(policy, &everywhere(&[policy], action, format))
}

/// Whether the statements behind a grant hang on conditions that keep somebody out.
fn restricted(policy: &Policy, grant: &Grant) -> bool {
    match grant {
        Grant::Conditional(statements) => {
            let allowing = statements.iter().filter_map(|at| policy.statement(at.statement));
            let mut conditions = allowing.flat_map(|statement| &statement.conditions).peekable();
            // Without a condition of its own it is a Deny that makes it conditional.
            conditions.peek().is_none() || conditions.any(|condition| !void(condition))
        }
        _ => false,
    }
}

/// A condition that every caller meets or can meet at will: what the client writes itself, and the whole internet.
fn void(condition: &Condition) -> bool {
    let everything = |values: &[String]| {
        let has = |wanted: &str| values.iter().any(|value| value == wanted);
        has("0.0.0.0/0") || has("::/0") || (has("0.0.0.0/1") && has("128.0.0.0/1"))
    };
    match condition.key_lower.as_str() {
        "aws:useragent" | "aws:referer" | "aws:securetransport" => true,
        "aws:sourceip" => {
            condition.operator.kind == Some(OperatorKind::IpAddress) && everything(&condition.values.items)
        }
        _ => {
            condition.operator.kind == Some(OperatorKind::StringLike)
                && condition.values.items.iter().any(|value| value == "*")
        }
    }
}

/// Whether an action is granted on all resources: also where one region stands for all (`arn:aws:kms:us-east-1:…:key/*`).
/// `format` is the ARN of a resource that nobody has, with `{region}` for the region.
pub(super) fn everywhere(policies: &[&Policy], action: &str, format: &str) -> Grant {
    let mut grant = allows(policies, action, Resources::All);
    let service = format.split(':').nth(2).unwrap_or_default();
    for region in regions(policies, service) {
        if grant.is_yes() {
            break;
        }
        grant = grant.or(allows(policies, action, Resources::This(&format.replace("{region}", region))));
    }
    grant
}

/// The regions that the resources of the policies name for a service.
fn regions<'p>(policies: &[&'p Policy], service: &str) -> Vec<&'p str> {
    let mut found: Vec<&str> = policies
        .iter()
        .flat_map(|policy| &policy.statements)
        .flat_map(|statement| statement.resource.items())
        .filter_map(|resource| Arn::parse(&resource.text))
        .filter(|arn| arn.service == service && !arn.region.is_empty() && !arn.region.contains(['*', '?', '$']))
        .map(|arn| arn.region)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
