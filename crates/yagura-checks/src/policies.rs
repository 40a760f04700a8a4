//! Resource policies: read, and asked who is let in.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};
use yagura_finding::Verdict;
use yagura_iam::glob::{ArnPattern, Pattern, ShortArn, SplitArn, Tri, Value as Known};
use yagura_iam::policy::{ActionPattern, Clause, Effect, Elements, Principal, ResourcePattern, Statement};
use yagura_iam::reach::{Answer, ResourceContext, Witness, Zone, is_public, reaches_outside};
use yagura_iam::{Place, Policy};
use yagura_model::{Document, Gap, GapKind, Meta, Resource, Snapshot};

/// A policy, or why it does not read; in a box, for it seldom does not.
pub(crate) type Read = Result<Arc<Policy>, Box<Gap>>;

/// What is kept beside a text: the policy as it is written, and as its own account's documents are read.
#[derive(Default)]
pub(crate) struct Kept {
    written: OnceLock<Read>,
    /// With the account whose id has become a symbol in it.
    pub(crate) own: OnceLock<(Box<str>, Read)>,
    /// Of which services it names actions, as the questions about an account's own documents count them.
    pub(crate) services: OnceLock<u64>,
}

/// What is kept beside a text.
pub(crate) fn kept(document: &Document) -> Option<&Kept> {
    document.text_memo(Kept::default)
}

/// Whether strangers get in, kept beside a document: several checks ask, and it hangs on the resource too.
#[derive(Default)]
struct Open(OnceLock<Result<Option<Box<Witness>>, Box<Gap>>>);

/// Reads a document.
/// Fails with a gap when it is no policy.
pub(crate) fn read(document: &Document) -> Result<Arc<Policy>, Gap> {
    match kept(document) {
        Some(_) => shared(document).cloned(),
        None => of_text(document.text()).map(Arc::new),
    }
}

/// Reads a document once for all who ask.
/// Fails with a gap when it is no policy.
pub(crate) fn parsed(document: &Document) -> Result<&Policy, Gap> {
    shared(document).map(|policy| &**policy)
}

fn shared(document: &Document) -> Result<&Arc<Policy>, Gap> {
    let kept = kept(document).ok_or_else(|| Gap::error("the policy does not read"))?;
    written(kept, document).as_ref().map_err(|gap| (**gap).clone())
}

fn written<'d>(kept: &'d Kept, document: &Document) -> &'d Read {
    kept.written.get_or_init(|| of_text(document.text()).map(Arc::new).map_err(Box::new))
}

/// Reads a document's text.
pub(crate) fn of_text(text: &str) -> Result<Policy, Gap> {
    Policy::from_json(text).map_err(|error| unreadable(&error))
}

fn unreadable(error: &yagura_iam::policy::ParseError) -> Gap {
    Gap::error(format!("the policy does not read: {}", error.message))
}

/// Reads a document that is kept nowhere.
pub(crate) fn parse(json: &Value) -> Result<Policy, Gap> {
    Policy::from_value(json).map_err(|error| unreadable(&error))
}

/// A gap of the policy library as one of the model's.
pub(crate) fn gap(gap: &yagura_iam::Gap) -> Gap {
    let kind = match gap.kind.as_str() {
        "denied" => GapKind::Denied,
        "unreachable" => GapKind::Unreachable,
        "error" | "malformed" | "duplicate-key" => GapKind::Error,
        "unsupported" | "budget" => GapKind::Unsupported,
        _ => GapKind::Unresolved,
    };
    Gap { undecided: gap.kind == "undecided", ..Gap::new(kind, gap.to_string()) }
}

/// A request by which a stranger gets in, where there is one.
pub(crate) fn stranger(
    snapshot: &Snapshot,
    meta: &Meta,
    service: &str,
    policy: &Policy,
) -> Result<Option<Box<Witness>>, Gap> {
    answer(is_public(policy, &context(snapshot, meta, service)))
}

/// As [`stranger`], asked of a resource's whole policy: answered once for all who ask.
pub(crate) fn open(
    snapshot: &Snapshot,
    meta: &Meta,
    service: &str,
    document: &Document,
) -> Result<Option<Box<Witness>>, Gap> {
    let Some(Open(kept)) = document.memo(Open::default) else {
        return stranger(snapshot, meta, service, parsed(document)?);
    };
    let ask = || stranger(snapshot, meta, service, parsed(document)?).map_err(Box::new);
    kept.get_or_init(ask).clone().map_err(|gap| *gap)
}

/// A request by which another account, known by name or not, gets in, where there is one.
/// The accounts of the own organization and those that the user trusts are not others, and neither are AWS's services.
pub(crate) fn foreigner(
    snapshot: &Snapshot,
    meta: &Meta,
    service: &str,
    policy: &Policy,
    trusted: &BTreeSet<String>,
) -> Result<Option<Box<Witness>>, Gap> {
    answer(reaches_outside(policy, &zone(snapshot, meta, trusted), &context(snapshot, meta, service)))
}

/// The zone of trust of a resource: its account, that account's organization as far as it is known, and the accounts that
/// the user trusts.
pub(crate) fn zone(snapshot: &Snapshot, meta: &Meta, trusted: &BTreeSet<String>) -> Zone {
    let own = &meta.account;
    let organization = snapshot.organizations.organizations.iter().find(|item| item.meta.account == *own);
    let mut accounts = trusted.clone();
    accounts.insert(own.clone());
    accounts.extend(organization.and_then(|item| item.master_account_id.known().cloned().flatten()));
    for member in snapshot.organizations.accounts.iter().filter(|member| member.meta.account == *own) {
        accounts.extend(member.account_id.known().cloned().flatten());
    }
    let org_id = organization.map(|item| item.meta.id.clone()).filter(|id| id.starts_with("o-"));
    Zone { accounts, org_id, services: true }
}

/// A request by which a service of AWS gets in on behalf of anybody's resource, where there is one: the policy names the
/// service and does not say for whom it may act
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>).
pub(crate) fn deputy(
    snapshot: &Snapshot,
    meta: &Meta,
    service: &str,
    policy: &Policy,
) -> Result<Option<Box<Witness>>, Gap> {
    let service_in = |statement: &Statement| match &statement.principal {
        Clause::Is(named) => {
            named.gap.is_some() || named.items.iter().any(|entry| matches!(entry.principal, Principal::Service(_)))
        }
        Clause::Absent | Clause::Not(_) => false,
    };
    let lets_no_service_in = |statement: &Statement| match statement.effect {
        Effect::Deny => true,
        Effect::Allow => !service_in(statement),
        Effect::Unknown(_) => false,
    };
    if policy.gap.is_none() && policy.statements.iter().all(lets_no_service_in) {
        return Ok(None);
    }
    let mut policy = policy.clone();
    policy.statements.retain_mut(|statement| {
        if !matches!(statement.effect, Effect::Allow) {
            return true;
        }
        match &mut statement.principal {
            Clause::Is(named) => {
                named.items.retain(|entry| matches!(entry.principal, Principal::Service(_)));
                !named.items.is_empty() || named.gap.is_some()
            }
            // Whoever else they let in is the matter of other questions.
            Clause::Absent | Clause::Not(_) => false,
        }
    });
    let zone = Zone::account(&meta.account);
    answer(reaches_outside(&policy, &zone, &context(snapshot, meta, service)))
}

/// The same policy with its allowances narrowed to some actions (`s3:PutObject`); denials stay as they are.
pub(crate) fn only(policy: &Policy, actions: &[&str]) -> Policy {
    let mut policy = policy.clone();
    policy.statements.retain_mut(|statement| !matches!(statement.effect, Effect::Allow) || narrow(statement, actions));
    policy
}

/// The same policy with its allowances narrowed to one resource; denials stay as they are.
pub(crate) fn on(policy: &Policy, arn: &str) -> Policy {
    // A resource is no pattern: what would be one in it stands for itself.
    let exact = arn.replace('$', "${$}").replace('*', "${*}").replace('?', "${?}");
    let split = SplitArn::new(arn);
    let covers = |elements: &Elements<ResourcePattern>| {
        let covered = elements.items.iter().fold(Tri::No, |covered, item| {
            covered.or(item.pattern.matches_with(&split, ShortArn::NeedsStar, &|_| Known::Unknown))
        });
        if elements.gap.is_some() { covered.or(Tri::Unknown) } else { covered }
    };
    let mut policy = policy.clone();
    policy.statements.retain_mut(|statement| {
        if !matches!(statement.effect, Effect::Allow) {
            return true;
        }
        let covered = match &statement.resource {
            Clause::Absent => Tri::No,
            Clause::Is(elements) => covers(elements),
            Clause::Not(elements) => covers(elements).negate(),
        };
        if covered == Tri::Yes {
            let pattern = ArnPattern::new(&exact, true);
            let item = ResourcePattern { text: arn.into(), pattern, place: Place::clone(&statement.place) };
            statement.resource = Clause::Is(Elements { items: vec![item], gap: None });
        }
        covered != Tri::No
    });
    policy
}

fn narrow(statement: &mut Statement, actions: &[&str]) -> bool {
    let place = statement.place.clone();
    let covers = |elements: &Elements<ActionPattern>, action: &str| {
        elements.items.iter().any(|item| item.pattern.matches(&action.to_ascii_lowercase()))
    };
    let wanted = actions.iter().filter(|action| match &statement.action {
        Clause::Absent => false,
        Clause::Is(elements) => covers(elements, action),
        Clause::Not(elements) => !covers(elements, action),
    });
    let items = wanted
        .map(|action| ActionPattern {
            text: (*action).into(),
            pattern: Pattern::exact(&action.to_ascii_lowercase(), false),
            place: Place::clone(&place),
        })
        .collect::<Vec<_>>();
    let gap = statement.action.gap().cloned().map(Box::new);
    let keep = !items.is_empty() || gap.is_some();
    statement.action = Clause::Is(Elements { items, gap });
    keep
}

/// The documents' denials beside one allowance of everything to everyone under a condition: what they leave of it.
/// A request that comes through shows that the denials do not cover the condition.
pub(crate) fn left_open(document: Option<&Document>, allowance: Value) -> Result<Policy, Gap> {
    let mut statements = vec![allowance];
    if let Some(document) = document {
        let json = document.value();
        if let Some(gap) = json.get("$unknown") {
            return Err(serde_json::from_value(gap.clone()).unwrap_or_else(|_| Gap::error("unknown policy")));
        }
        match json.get("Statement") {
            Some(Value::Array(list)) => statements.extend(list.iter().filter(|item| !allows(item)).cloned()),
            Some(one) if !allows(one) => statements.push(one.clone()),
            _ => {}
        }
    }
    parse(&json!({ "Version": "2012-10-17", "Statement": statements }))
}

fn allows(statement: &Value) -> bool {
    statement.get("Effect").is_some_and(|effect| effect == "Allow")
}

/// Fails with the statement of a policy property that lets a witness in, and says who may do what.
pub(crate) fn let_in<T: serde::Serialize>(resource: &Resource<T>, property: &str, witness: &Witness) -> Verdict {
    let path = match witness.statements.first() {
        Some(index) => format!("{property}/Statement/{index}"),
        None => property.to_owned(),
    };
    let verdict = Verdict::fail(resource, &path);
    // One statement may stand without a list around it.
    let alone = matches!(&verdict, Verdict::Fail(failure)
        if failure.evidence.first().is_some_and(|evidence| evidence.value.is_null()));
    let verdict = if alone { Verdict::fail(resource, &format!("{property}/Statement")) } else { verdict };
    verdict.detail(witness.to_japanese(), witness.to_string())
}

fn context<'a>(snapshot: &Snapshot, meta: &'a Meta, service: &'a str) -> ResourceContext<'a> {
    ResourceContext {
        service: Some(service),
        account: Some(&meta.account),
        now: Some(snapshot.contents.taken_epoch.saturating_mul(1000)).filter(|now| *now > 0),
        ..ResourceContext::default()
    }
}

fn answer(answer: Answer) -> Result<Option<Box<Witness>>, Gap> {
    match answer {
        Answer::Yes(witness) => Ok(Some(witness)),
        Answer::No(_) => Ok(None),
        Answer::Unknown(reason) => Err(gap(&reason)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use yagura_model::{Document, Fact, Meta, Origin, Snapshot, Tags};

    use std::collections::BTreeSet;

    use super::{foreigner, left_open, only, read, stranger};

    fn meta() -> Meta {
        Meta {
            account: "111122223333".to_owned(),
            region: "us-east-1".to_owned(),
            id: "assets".to_owned(),
            arn: Some("arn:aws:s3:::assets".to_owned()),
            name: "assets".to_owned(),
            tags: Fact::Known(Tags::new()),
            origin: Origin::Live { call: String::new() },
        }
    }

    fn narrowed(action: &serde_json::Value, to: &str) -> bool {
        let mut statement = json!({"Effect": "Allow", "Principal": "*", "Resource": "arn:aws:s3:::assets/*"});
        for (name, value) in action.as_object().unwrap() {
            statement[name] = value.clone();
        }
        let policy = read(&Document::new(&json!({"Version": "2012-10-17", "Statement": [statement]}))).unwrap();
        stranger(&Snapshot::default(), &meta(), "s3", &only(&policy, &[to])).unwrap().is_some()
    }

    #[test]
    fn a_narrowed_policy_allows_what_it_allowed_of_the_actions_and_no_more() {
        assert!(narrowed(&json!({"Action": "*"}), "s3:PutObject"));
        assert!(narrowed(&json!({"Action": ["S3:putobject"]}), "s3:PutObject"));
        assert!(narrowed(&json!({"NotAction": "s3:Get*"}), "s3:PutObject"));
        assert!(!narrowed(&json!({"Action": "s3:Get*"}), "s3:PutObject"));
        assert!(!narrowed(&json!({"NotAction": "s3:*"}), "s3:PutObject"));
    }

    #[test]
    fn a_trusted_account_is_no_foreigner() {
        let document = Document::new(&json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::assets/*"}]}));
        let policy = read(&document).unwrap();
        let found = |trusted: &[&str]| {
            let trusted: BTreeSet<String> = trusted.iter().map(|id| (*id).to_owned()).collect();
            foreigner(&Snapshot::default(), &meta(), "s3", &policy, &trusted).unwrap().is_some()
        };
        assert!(found(&[]));
        assert!(found(&["777788889999"]));
        assert!(!found(&["444455556666"]));
    }

    #[test]
    fn a_denial_that_was_not_read_closes_nothing() {
        let everything =
            json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::assets/*"});
        let document = Document::new(&json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Deny", "Principal": "*", "Action": {"$unknown": {"kind": "unresolved", "message": "Ref: A"}},
             "Resource": "*"},
        ]}));
        let left = left_open(Some(&document), everything.clone()).unwrap();
        assert!(stranger(&Snapshot::default(), &meta(), "s3", &left).is_err());
        let left = left_open(None, everything).unwrap();
        assert!(stranger(&Snapshot::default(), &meta(), "s3", &left).unwrap().is_some());
    }
}
