//! Resources of templates, of whose ARN some parts are known at deployment only.
//!
//! Such parts are symbols: `{Bucket}`, `{Balancer.Suffix}`, and `{6chr}` for six characters that AWS adds to a secret's name
//! (<https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html>).
//! A pattern that covers the symbol covers whatever will stand there; one that spells something out in its place may or may not.
//! The account's and the region's symbols are texts like any other: policies of the same template have them too.

use crate::evaluate::matching::action_covers;
use crate::glob::{ShortArn, SplitArn, Tri, Value};
use crate::policy::{Clause, Elements, Gap, Policy, ResourcePattern};
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
    let mut changed: Option<Policy> = None;
    for (at, statement) in policy.statements.iter().enumerate() {
        if action_covers(&statement.action, &action) == Tri::No {
            continue;
        }
        let Some(Elements { items, gap: None }) = statement.resource.elements() else { continue };
        let Some(item) = items.iter().find(|item| doubtful(item)) else { continue };
        let message = format!("whether `{}` is this resource is known at deployment only", item.text);
        let gap = Gap { place: item.place.clone(), ..Gap::new("unresolved", message) };
        let copy = changed.get_or_insert_with(|| policy.clone());
        if let Some(Clause::Is(elements) | Clause::Not(elements)) =
            copy.statements.get_mut(at).map(|statement| &mut statement.resource)
        {
            elements.gap = Some(Box::new(gap));
        }
    }
    changed
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
    use super::asked_of;
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
}
