//! The policy documents of an account's principals, one by one and together.

use std::sync::Arc;

use yagura_finding::{Check, Report, Severity, Verdict};
use yagura_iam::Policy;
use yagura_iam::grants::{Grant, Resources, allows, are_silent, is_admin};
use yagura_iam::policy::{Clause, Condition, Effect, OperatorKind};
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
pub(super) struct Question {
    /// The services that it is about. A document that names actions of others one by one, without a wildcard, finds nothing:
    /// what is asked of every service at once is asked of wildcards.
    pub(super) services: &'static [&'static str],
    /// Asks it.
    pub(super) ask: fn(&Policy) -> Result<Option<Hit>, Gap>,
}

impl Question {
    fn of<'d>(&self, meta: &Meta, document: &'d Document) -> Result<Option<(Hit, &'d Policy)>, Gap> {
        if self.is_idle(meta, document) {
            return Ok(None);
        }
        let policy = parsed(meta, document)?;
        Ok((self.ask)(policy)?.map(|hit| (hit, policy)))
    }

    /// Whether the document is one that finds nothing, by what is kept beside it: most are, and every question asks.
    fn is_idle(&self, meta: &Meta, document: &Document) -> bool {
        policies::kept(document).is_some_and(|kept| {
            let named = *kept.services.get_or_init(|| parsed(meta, document).map_or(ANY, services));
            named != ANY && self.services.iter().all(|service| named & bit(service) == 0)
        })
    }
}

/// The services of a document that may name actions of any.
const ANY: u64 = u64::MAX;

/// The services of which a policy names actions one by one, a bit each (some share one); [`ANY`] where it says more than that,
/// or something in it is not known.
fn services(policy: &Policy) -> u64 {
    if policy.first_gap().is_some() {
        return ANY;
    }
    let mut named = 0;
    for statement in policy.statements.iter().filter(|statement| statement.effect != Effect::Deny) {
        let (Clause::Is(actions), false) = (&statement.action, statement.resource.is_not()) else { return ANY };
        for action in &actions.items {
            let Some((service, _)) = action.pattern.as_literal().and_then(|action| action.split_once(':')) else {
                return ANY;
            };
            named |= bit(service);
        }
    }
    named
}

/// One of 63 bits: all 64 are [`ANY`].
fn bit(service: &str) -> u64 {
    let sum = service.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    1 << (sum % 63)
}

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
        let policy = if document.text().contains(&meta.account) {
            policies::of_text(&with_symbol(document, &meta.account)).map(Arc::new)
        } else {
            policies::read(document)
        };
        (meta.account.as_str().into(), policy.map_err(Box::new))
    });
    // INVARIANT: a document belongs to one resource, and only documents of one account share their text.
    if **account != *meta.account {
        return Err(Gap::error(format!("a policy of account {account} was taken for one of {}", meta.account)));
    }
    policy.as_ref().map_err(|gap| (**gap).clone())
}

/// The text with the symbol in place of the id, in strings that are values: names of members stay, and so do numbers.
fn with_symbol(document: &Document, account: &str) -> String {
    let text = document.text();
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, quoted)) = rest.split_once('"') {
        out.push_str(before);
        let end = end_of_string(quoted);
        let (string, after) = (quoted.get(..end).unwrap_or(quoted), quoted.get(end..).unwrap_or_default());
        out.push('"');
        // The text is compact: nothing stands between a name and its colon.
        if after.starts_with("\":") || !string.contains(account) {
            out.push_str(string);
        } else {
            out.push_str(&string.replace(account, OWN_ACCOUNT));
        }
        rest = after;
        if let Some(closed) = rest.strip_prefix('"') {
            out.push('"');
            rest = closed;
        }
    }
    out.push_str(rest);
    out
}

/// Where the quote stands that ends a string of JSON.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(text.len())
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
    question: &Question,
) {
    report.each(check, &snapshot.iam.managed_policies, |policy| {
        if of_aws(&policy.meta) {
            return Ok(Verdict::Skip);
        }
        let Some(document) = policy.policy_document.get()? else { return Ok(Verdict::Skip) };
        Ok(match question.of(&policy.meta, document)? {
            None => Verdict::Pass,
            Some((hit, parsed)) => {
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
    question: &Question,
) -> Result<Verdict, Gap> {
    // A managed policy is judged where it stands.
    let own = |(_, policy): &(usize, &InlinePolicy)| policy.attached().is_none();
    let mut list = policies.get()?.iter().enumerate().filter(own).peekable();
    if list.peek().is_none() {
        return Ok(Verdict::Skip);
    }
    let mut gap = None;
    let mut found: Option<Hit> = None;
    let mut paths = Vec::new();
    for (index, policy) in list {
        let answer = policy.policy_document.get().and_then(|document| {
            let found = question.of(&owner.meta, document)?;
            Ok(found.map(|(hit, parsed)| (hit.paths(&format!("/Policies/{index}/PolicyDocument"), parsed), hit)))
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
    if are_silent(&[policy], action) || is_admin(&[policy]).is_yes() {
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
    let everything = || {
        let has = |wanted: &str| condition.values.items.iter().any(|value| value == wanted);
        has("0.0.0.0/0") || has("::/0") || (has("0.0.0.0/1") && has("128.0.0.0/1"))
    };
    match condition.key_lower.as_str() {
        "aws:useragent" | "aws:referer" | "aws:securetransport" => true,
        "aws:sourceip" => condition.operator.kind == Some(OperatorKind::IpAddress) && everything(),
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use yagura_model::{Document, Fact, Meta, OWN_ACCOUNT, Origin, Snapshot, Tags, decode};

    use super::{read, with_symbol};

    const ACCOUNT: &str = "111122223333";

    fn meta_of(account: &str, id: &str) -> Meta {
        Meta {
            account: account.to_owned(),
            region: "global".to_owned(),
            id: id.to_owned(),
            arn: None,
            name: "role".to_owned(),
            tags: Fact::Known(Tags::new()),
            origin: Origin::Live { call: String::new() },
        }
    }

    #[test]
    fn the_id_becomes_a_symbol_in_values_and_nowhere_else() {
        let said = |json: &Value| serde_json::from_str::<Value>(&with_symbol(&Document::new(json), ACCOUNT)).unwrap();
        let json = json!({
            "a": ["arn:aws:iam::111122223333:role/\"x\\", "111122223333", 111_122_223_333_u64, "\\", "日本\n111122223333\""],
            "111122223333": {"k111122223333\"": "x", "e": ""},
        });
        let expect = json!({
            "a": [format!("arn:aws:iam::{OWN_ACCOUNT}:role/\"x\\"), OWN_ACCOUNT, 111_122_223_333_u64, "\\",
                  format!("日本\n{OWN_ACCOUNT}\"")],
            "111122223333": {"k111122223333\"": "x", "e": ""},
        });
        assert_eq!(said(&json), expect);
        assert_eq!(said(&json!("111122223333")), json!(OWN_ACCOUNT));
        assert_eq!(said(&json!({})), json!({}));
    }

    /// What the shortcut passes over finds nothing when it is asked all the same.
    #[test]
    fn a_document_that_is_passed_over_would_find_nothing() {
        let questions = [
            &super::super::policy_allows_all::QUESTION,
            &super::super::policy_assume_role_on_all::QUESTION,
            &super::super::policy_kms_decrypt_on_all::QUESTION,
            &super::super::policy_not_action_allow::QUESTION,
            &super::super::policy_pass_role_on_all::QUESTION,
            &super::super::policy_reads_all_secrets::QUESTION,
            &super::super::policy_service_wide::QUESTION,
        ];
        let meta = meta_of(ACCOUNT, "role");
        let actions = [
            "*",
            "kms:*",
            "kms:Decrypt",
            "KMS:ReEncryptFrom",
            "sts:AssumeRole",
            "sts:assume*",
            "iam:PassRole",
            "i?m:PassRole",
            "secretsmanager:GetSecretValue",
            "ssm:GetParametersByPath",
            "s3:GetObject",
            "s3:*",
            "dynamodb:GetItem",
            "nonsense",
        ];
        let (mut idle, mut found) = (0, 0);
        for one in actions {
            for other in actions {
                for (action, resource) in [("Action", "Resource"), ("NotAction", "Resource"), ("Action", "NotResource")]
                {
                    let mut allow = json!({"Effect": "Allow"});
                    allow[action] = json!([one, other]);
                    allow[resource] = json!("*");
                    let deny = json!({"Effect": "Deny", "Action": "s3:*", "NotResource": "*"});
                    let document = Document::new(&json!({"Version": "2012-10-17", "Statement": [allow, deny]}));
                    for question in questions {
                        let hit = (question.ask)(&read(&meta, &document).unwrap()).unwrap().is_some();
                        let passed_over = question.is_idle(&meta, &document);
                        assert!(!hit || !passed_over, "{one} {other} {action} {resource}");
                        idle += usize::from(passed_over);
                        found += usize::from(hit);
                    }
                }
            }
        }
        assert!(idle > 100 && found > 100, "{idle} {found}");
        let unknown = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
            {"$unknown": {"kind": "unresolved", "message": "Ref: A"}}]});
        let unknown = Document::new(&unknown);
        assert!(questions.iter().all(|question| !question.is_idle(&meta, &unknown)));
    }

    #[test]
    fn equal_policies_of_two_accounts_are_each_read_for_their_own() {
        let mut snapshot = Snapshot::default();
        for account in [ACCOUNT, "444455556666", ACCOUNT] {
            let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}]});
            let meta = meta_of(account, &format!("role-{}", snapshot.iam.roles.iter().count()));
            let props = decode(&(&json!({ "AssumeRolePolicyDocument": trust })).into()).unwrap();
            snapshot.iam.roles.push(yagura_model::Resource { meta, props });
        }
        snapshot.sort();
        let texts = snapshot.iam.roles.iter().map(|role| {
            let document = role.assume_role_policy_document.get().unwrap().as_ref().unwrap();
            let policy = read(&role.meta, document).unwrap();
            (role.meta.account.clone(), policy.statements[0].principal.items()[0].text.to_string())
        });
        let own = (ACCOUNT.to_owned(), format!("arn:aws:iam::{OWN_ACCOUNT}:root"));
        let other = ("444455556666".to_owned(), "arn:aws:iam::111122223333:root".to_owned());
        assert_eq!(texts.collect::<Vec<_>>(), [own.clone(), own, other]);
    }
}
