//! Resources of templates, of whose ARN some parts are known at deployment only.
//!
//! Such parts are symbols: `{Bucket}`, `{Balancer.Suffix}`, and `{6chr}` for six characters that AWS adds to a secret's name
//! (<https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html>).
//! A pattern that covers the symbol covers whatever will stand there; one that spells something out in its place may or may not.
//! The account's and the region's symbols are texts like any other: policies of the same template have them too.
//!
//! Policies have such symbols as well. Asked of an ARN that is spelled out and that no resource of the template bears, a symbol in a
//! pattern may become it, the account's and the region's too; the same holds of principals.

use crate::evaluate::matching::action_covers;
use crate::glob::{ArnPattern, ShortArn, SplitArn, Token, Tri, Value};
use crate::policy::{Clause, Elements, Gap, Place, Policy, Principal, ResourcePattern, Statement};
use crate::reason::lang::{Budget, Class, Lang, exists};

/// Steps that one pattern may take: a row as long as an ARN takes far fewer.
const BUDGET: u64 = 100_000;

const SIX_CHARACTERS: &str = "6chr";

/// The policy as it is to be read for an action on a resource whose ARN has symbols: statements of which it hangs on a symbol whether
/// they mean the resource have a gap in their resources. `None` where nothing hangs on a symbol.
pub fn asked_of(policy: &Policy, action: &str, arn: &str) -> Option<Policy> {
    let action = action.to_lowercase();
    let resource = language(arn)?;
    let split = SplitArn::new(arn);
    // What stands before the first symbol of the name.
    let name = split.part(5).unwrap_or_default();
    let symbol = arn.len() - name.len() + name.find('{').unwrap_or(name.len());
    let fixed = arn.get(..symbol).unwrap_or_default();
    let doubtful = |item: &ResourcePattern| {
        // Mostly the beginning tells already.
        let begins = item.text.split(['*', '?', '$']).next().unwrap_or_default();
        if !begins.starts_with(fixed) && !fixed.starts_with(begins) {
            return false;
        }
        let surely = item.pattern.matches_with(&split, ShortArn::Padded, &|_| Value::Unknown);
        surely == Tri::No
            && exists(&[Lang::arn(&item.pattern, ShortArn::Padded), vec![resource.clone()]], &[], &Budget::new(BUDGET))
                .unwrap_or(true)
    };
    with_gaps(policy, &action, doubtful)
}

/// The policy as it is to be read for an action on a resource whose ARN is spelled out and is none of the template's own:
/// statements of which it hangs on a symbol of theirs whether they mean it have a gap in their resources.
/// `None` where nothing hangs on a symbol.
pub fn asked_of_spelled(policy: &Policy, action: &str, arn: &str) -> Option<Policy> {
    if arn.contains('{') {
        return None;
    }
    let split = SplitArn::new(arn);
    let doubtful = |item: &ResourcePattern| {
        item.text.contains('{')
            && item.pattern.matches_with(&split, ShortArn::Padded, &|_| Value::Unknown) == Tri::No
            && becomes(&item.text).is_some_and(|lang| lang.accepts(arn))
    };
    with_gaps(policy, &action.to_lowercase(), doubtful)
}

/// The policy with a gap in the resources of each statement that speaks of the action and has a doubtful pattern.
fn with_gaps(policy: &Policy, action: &str, doubtful: impl Fn(&ResourcePattern) -> bool) -> Option<Policy> {
    let mut changed: Option<Policy> = None;
    for (at, statement) in policy.statements.iter().enumerate() {
        if action_covers(&statement.action, action) == Tri::No {
            continue;
        }
        let Some(Elements { items, gap: None }) = statement.resource.elements() else { continue };
        let Some(item) = items.iter().find(|item| doubtful(item)) else { continue };
        let gap = hangs(&item.text, "this resource", &item.place);
        let copy = changed.get_or_insert_with(|| policy.clone());
        if let Some(Clause::Is(elements) | Clause::Not(elements)) =
            copy.statements.get_mut(at).map(|statement| &mut statement.resource)
        {
            elements.gap = Some(Box::new(gap));
        }
    }
    changed
}

fn hangs(text: &str, what: &str, place: &Place) -> Gap {
    let message = format!("whether `{text}` is {what} is known at deployment only");
    Gap { place: place.clone(), ..Gap::new("unresolved", message) }
}

/// The policy as it is to be read for a caller: statements of which it hangs on a symbol whether they name it, the caller's or
/// their own, have a gap in their principals. `None` where nothing hangs on a symbol.
/// `taken`: whether an ARN is that of another user or role, whose name nobody else can have.
pub fn asked_by(policy: &Policy, caller: &str, taken: &impl Fn(&str) -> bool) -> Option<Policy> {
    let account = SplitArn::new(caller).part(4).unwrap_or_default();
    let doubtful = |principal: &Principal| match principal {
        Principal::Account(named) => may_be_one(named, account),
        Principal::Role { arn, .. } | Principal::User { arn, .. } => may_be_one(arn, caller) && !taken(arn),
        _ => false,
    };
    let mut changed: Option<Policy> = None;
    for (at, statement) in policy.statements.iter().enumerate() {
        let Some(Elements { items, gap: None }) = statement.principal.elements() else { continue };
        let Some(item) = items.iter().find(|item| doubtful(&item.principal)) else { continue };
        let gap = hangs(&item.text, "who asks", &item.place);
        let copy = changed.get_or_insert_with(|| policy.clone());
        let principal = |statement: &mut Statement| match &mut statement.principal {
            Clause::Is(elements) | Clause::Not(elements) => elements.gap = Some(Box::new(gap.clone())),
            Clause::Absent => {}
        };
        if let Some(statement) = copy.statements.get_mut(at) {
            principal(statement);
        }
    }
    changed
}

/// Whether two texts that are not the same may be so at deployment. What is a symbol in both is settled: the account is the
/// template's own in both, and two resources have two names.
fn may_be_one(one: &str, two: &str) -> bool {
    if one == two || !(one.contains('{') || two.contains('{')) {
        return false;
    }
    let (mut one, mut two) = (one.to_owned(), two.to_owned());
    for own in ["{AccountId}", "{Region}"] {
        if one.contains(own) && two.contains(own) {
            (one, two) = (one.replace(own, "own"), two.replace(own, "own"));
        }
    }
    let becomes = |symbolic: &str, spelled: &str| {
        symbolic.contains('{') && symbols(Lang::default(), symbolic, Class::NoBrace).accepts(spelled)
    };
    becomes(&one, &two) || becomes(&two, &one)
}

/// A text with anything of a class in the place of each symbol.
fn symbols(mut lang: Lang, text: &str, class: Class) -> Lang {
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once('{') {
        let Some((_, after)) = inside.split_once('}') else { break };
        lang = lang.text(before).times(class, 1).many(class);
        rest = after;
    }
    lang.text(rest)
}

/// A pattern whose symbols hold nothing: a colon in one (`{aws_s3_bucket.b["a:b"]}`) parts no ARN.
fn emptied(text: &str) -> String {
    let mut emptied = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once('{') {
        let Some((symbol, after)) = inside.split_once('}') else { break };
        emptied.push_str(before);
        emptied.push('{');
        // What stands behind a `$` is a variable of the policy language.
        emptied.push_str(if before.ends_with('$') { symbol } else { "" });
        emptied.push('}');
        rest = after;
    }
    emptied.push_str(rest);
    emptied
}

/// The ARNs that a pattern with symbols in it may come to mean; `None` where it has none.
fn becomes(text: &str) -> Option<Lang> {
    let pattern = ArnPattern::new(&emptied(text), true);
    let parts = pattern.parts();
    if parts.len() != 6 {
        return None;
    }
    let bucket = parts.get(2).and_then(|service| service.as_literal()) == Some("s3");
    let mut lang = Lang::default();
    let mut found = false;
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            lang = lang.text(":");
        }
        let wild = if at == 5 { Class::Any } else { Class::NoColon };
        for token in part.tokens() {
            lang = match token {
                Token::Literal(text) => {
                    found |= text.contains('{');
                    // No name of a bucket has a slash.
                    let class = if at < 5 || bucket { Class::NoSlash } else { Class::NoBrace };
                    symbols(lang, text, class)
                }
                Token::One => lang.times(wild, 1),
                Token::Many | Token::Variable(_) => lang.many(wild),
            };
        }
    }
    found.then_some(lang)
}

/// The ARNs that one with symbols may become; `None` where there is no symbol in its last part, or where it is itself a pattern.
fn language(arn: &str) -> Option<Lang> {
    let name = SplitArn::new(arn).part(5)?;
    if arn.contains(['*', '?']) || !name.contains('{') {
        return None;
    }
    let mut lang = Lang::literal(arn.strip_suffix(name)?);
    let mut rest = name;
    while let Some((before, inside)) = rest.split_once('{') {
        lang = lang.text(before);
        match inside.split_once('}') {
            Some((SIX_CHARACTERS, after)) => {
                lang = lang.times(Class::Alphanumeric, 6);
                rest = after;
            }
            Some((_, after)) => {
                lang = lang.times(Class::NoBrace, 1).many(Class::NoBrace);
                rest = after;
            }
            None => return None,
        }
    }
    Some(lang.text(rest))
}

#[cfg(test)]
mod tests {
    use super::{asked_by, asked_of, asked_of_spelled};
    use crate::Policy;

    const SECRET: &str = "arn:aws:secretsmanager:{Region}:{AccountId}:secret:shop/db-{6chr}";

    /// The gap of one statement about a resource, asked of an ARN.
    fn gap(resource: &str, arn: &str) -> Option<String> {
        let text = r#"{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "RESOURCE"}}"#;
        let policy = Policy::parse(&text.replace("RESOURCE", resource)).unwrap();
        let asked = asked_of(&policy, "s3:GetObject", arn)?;
        Some(asked.statements.first()?.resource.gap()?.message.clone())
    }

    #[test]
    fn one_exact_suffix_may_be_the_secrets() {
        let before = "arn:aws:secretsmanager:{Region}:{AccountId}:secret:shop/";
        assert!(gap(&format!("{before}db-a1B2c3"), SECRET).unwrap().contains("db-a1B2c3"));
        assert!(gap(&format!("{before}*-a1B2c3"), SECRET).is_some());
        for settled in ["db-??????", "db-*", "db", "db-a1B2c", "db-a1B2c34", "db-a-b-cd", "other-a1B2c3", "db-{6chr}"] {
            assert_eq!(gap(&format!("{before}{settled}"), SECRET), None, "{settled}");
        }
    }

    #[test]
    fn a_name_that_aws_makes_may_be_any_but_another_resource_of_the_template() {
        let bucket = "arn:aws:s3:::{Logs}/a";
        assert!(gap("arn:aws:s3:::shop-logs/*", bucket).is_some());
        assert_eq!(gap("arn:aws:s3:::{Logs}/*", bucket), None);
        assert_eq!(gap("arn:aws:s3:::{Assets}/*", bucket), None);
        assert_eq!(gap("arn:aws:s3:::shop-logs/b", bucket), None);
        assert_eq!(gap("arn:aws:s3:::shop-logs/*", "arn:aws:s3:::shop-assets/a"), None);
    }

    /// The gap of one statement about a resource with symbols, asked of an ARN that is spelled out.
    fn spelled(resource: &str, arn: &str) -> Option<String> {
        let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "RESOURCE"}}"#;
        let policy = Policy::parse(&text.replace("RESOURCE", resource)).unwrap();
        let asked = asked_of_spelled(&policy, "s3:GetObject", arn)?;
        Some(asked.statements.first()?.resource.gap()?.message.clone())
    }

    #[test]
    fn a_symbol_in_a_policy_may_become_what_is_spelled_out() {
        let object = "arn:aws:s3:::shop-logs/2026/a";
        for doubtful in [
            "arn:aws:s3:::{Logs}/*",
            "arn:aws:s3:::{Logs}/2026/?",
            "arn:aws:s3:::shop-{Logs}/*",
            "arn:{Partition}:s3:::shop-logs/*",
            "arn:aws:s3:::{Logs}*",
            "arn:aws:s3:::{aws_s3_bucket.logs[a:b]}/*",
        ] {
            assert!(spelled(doubtful, object).unwrap().contains(doubtful), "{doubtful}");
        }
        for settled in [
            "arn:aws:s3:::{Logs}",
            "arn:aws:s3:::{Logs}/2025/*",
            "arn:aws:s3:::other-{Logs}/*",
            "arn:aws:sqs:::{Logs}/*",
            "arn:aws:s3:::shop-logs/*",
            "arn:aws:s3:::${aws:username}/*",
        ] {
            assert_eq!(spelled(settled, object), None, "{settled}");
        }
        let queue = "arn:aws:sqs:eu-west-1:111122223333:jobs";
        let text =
            r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:sqs:{Region}:{AccountId}:NAME"}}"#;
        let asked = |name: &str| {
            let policy = Policy::parse(&text.replace("NAME", name)).unwrap();
            asked_of_spelled(&policy, "sqs:SendMessage", queue).is_some()
        };
        assert!(asked("jobs") && asked("{Jobs}") && !asked("mails"));
    }

    /// Whether it hangs on a symbol if a statement names a caller.
    fn named(principal: &str, caller: &str) -> bool {
        let text = r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "WHO"}, "Action": "*", "Resource": "*"}}"#;
        asked_by(&Policy::parse(&text.replace("WHO", principal)).unwrap(), caller, &|_| false).is_some()
    }

    #[test]
    fn a_symbol_in_a_principal_may_become_who_asks() {
        let (own, there) = ("arn:aws:iam::{AccountId}:role", "arn:aws:iam::111122223333:role");
        for (principal, caller) in [
            (format!("{own}/{{App}}"), format!("{own}/app")),
            (format!("{own}/app"), format!("{own}/{{App}}")),
            (format!("{own}/app"), format!("{there}/app")),
            (format!("{there}/app"), format!("{own}/app")),
            (format!("{there}/app"), format!("{own}/{{App}}")),
            ("111122223333".to_owned(), format!("{own}/app")),
            ("arn:aws:iam::{AccountId}:root".to_owned(), format!("{there}/app")),
        ] {
            assert!(named(&principal, &caller), "{principal} {caller}");
        }
        for (principal, caller) in [
            (format!("{own}/app"), format!("{own}/app")),
            (format!("{own}/{{App}}"), format!("{own}/{{Other}}")),
            (format!("{own}/app"), format!("{own}/other")),
            (format!("{there}/app"), format!("{own}/other")),
            (format!("{there}/app"), format!("{there}/other")),
            ("arn:aws:iam::{AccountId}:user/app".to_owned(), format!("{there}/app")),
            ("111122223333".to_owned(), "arn:aws:iam::444455556666:role/app".to_owned()),
        ] {
            assert!(!named(&principal, &caller), "{principal} {caller}");
        }
    }
}
