//! Who of those whom S3 lets read an object may use the KMS key that it is encrypted with.

use std::cell::RefCell;
use std::collections::HashMap;

use yagura_iam::evaluate::Outcome;
use yagura_model::services::kms::Key as KmsKey;
use yagura_model::{Arn, Gap, Resource, Snapshot, Typed};

use crate::access::{Asking, Way};
use crate::policies;

/// What reading an object needs of its key
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html>).
const DECRYPT: &str = "kms:Decrypt";

/// What is known of a key.
enum Key {
    /// Nothing, for this reason.
    Unread(String),
    /// The one that S3 makes for an account: whoever of the account S3 lets read may use it, through S3, and nobody else may
    /// (<https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk>).
    Managed(String),
    /// Whom its policy and grants let in, and its ARN.
    Own(String, Vec<Way>),
}

/// The keys of a snapshot, each asked about once.
pub(super) struct Keys<'s> {
    snapshot: &'s Snapshot,
    known: RefCell<HashMap<String, Key>>,
    /// By key and principal whether it may decrypt: yes, no, or not known for a reason.
    may: RefCell<HashMap<(String, String), Result<bool, String>>>,
}

impl<'s> Keys<'s> {
    pub(super) fn of(snapshot: &'s Snapshot) -> Self {
        Self { snapshot, known: RefCell::default(), may: RefCell::default() }
    }

    /// Of these ways to an object, what the key that it is encrypted with leaves of them.
    pub(super) fn through(&self, asking: &Asking<'_>, arn: &str, ways: Vec<Way>) -> Vec<Way> {
        let mut known = self.known.borrow_mut();
        let key = known.entry(arn.to_owned()).or_insert_with(|| self.learn(asking, arn));
        let mut out: Vec<Way> = Vec::new();
        for way in ways {
            for met in self.meet(asking, key, way) {
                if !out.iter().any(|other| other.who == met.who && other.kind == met.kind && other.gap == met.gap) {
                    out.push(met);
                }
            }
        }
        out
    }

    fn learn(&self, asking: &Asking<'_>, arn: &str) -> Key {
        let Some(key) = self.snapshot.kms.keys.iter().find(|key| key.meta.arn.as_deref() == Some(arn)) else {
            return Key::Unread(self.unread(arn));
        };
        if key.key_manager.known().is_some_and(|manager| manager.as_deref() == Some("AWS")) {
            return Key::Managed(key.meta.account.clone());
        }
        let ways = match asking.direct(DECRYPT, arn, None, None) {
            Ok(ways) => ways,
            Err(message) => return Key::Unread(message),
        };
        let mut named = Vec::new();
        for way in ways {
            // Conditions may leave no stranger.
            if way.gap.is_none() && matches!(way.kind, "anonymous" | "any-aws-principal") {
                match self.stranger(key) {
                    Ok(true) => named.push(way),
                    Ok(false) => {}
                    Err(gap) => named.push(Way { gap: Some(gap.message), ..way }),
                }
            } else {
                named.push(way);
            }
        }
        Key::Own(arn.to_owned(), named)
    }

    fn unread(&self, arn: &str) -> String {
        if arn.is_empty() {
            return "which KMS key it is encrypted with was not told".to_owned();
        }
        let failed = Arn::parse(arn).and_then(|parsed| {
            self.snapshot.contents.lists.iter().find_map(|list| {
                let here = list.resource_type == KmsKey::TYPE
                    && list.account == parsed.account
                    && list.region == parsed.region;
                list.gap.as_ref().filter(|_| here)
            })
        });
        match failed {
            Some(gap) => format!("the policy of `{arn}` was not read: {gap}"),
            None => format!("the policy of `{arn}` was not read"),
        }
    }

    /// Whether somebody whom the key's policy does not name may decrypt with it.
    fn stranger(&self, key: &Resource<KmsKey>) -> Result<bool, Gap> {
        let Some(document) = key.key_policy.get()? else { return Ok(false) };
        let reads = policies::only(policies::parsed(document)?, &[DECRYPT]);
        policies::stranger(self.snapshot, &key.meta, "kms", &reads).map(|witness| witness.is_some())
    }

    /// What of one way the key leaves.
    fn meet(&self, asking: &Asking<'_>, key: &Key, way: Way) -> Vec<Way> {
        // The root user is named for itself, and users and roles that were not listed are not known either way.
        if way.kind == "root" || (way.gap.is_some() && way.kind == "principal" && !way.who.starts_with("arn:")) {
            return vec![way];
        }
        let everyone = matches!(way.kind, "anonymous" | "any-aws-principal");
        match key {
            // Whoever it is, it needs credentials: nobody uses a key without
            // (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html).
            Key::Unread(why) if everyone => {
                vec![Way {
                    who: ANY.to_owned(),
                    kind: "any-aws-principal",
                    witness: None,
                    gap: Some(why.clone()),
                    ..way
                }]
            }
            Key::Unread(why) => vec![Way { gap: way.gap.clone().or_else(|| Some(why.clone())), ..way }],
            Key::Managed(account) => {
                if account_of(&way) == Some(account) {
                    vec![way]
                } else {
                    Vec::new()
                }
            }
            Key::Own(arn, named) => {
                if way.kind == "principal"
                    && let Some(may) = self.may(asking, arn, named, &way.who)
                {
                    return match may {
                        Ok(true) => vec![way],
                        Ok(false) => Vec::new(),
                        Err(why) => vec![Way { gap: way.gap.clone().or(Some(why)), ..way }],
                    };
                }
                named.iter().filter_map(|entry| narrower(&way, entry, arn)).collect()
            }
        }
    }

    /// Whether a user or role of the snapshot may decrypt; `None` where it is none of those.
    fn may(&self, asking: &Asking<'_>, arn: &str, named: &[Way], who: &str) -> Option<Result<bool, String>> {
        let question = (arn.to_owned(), who.to_owned());
        if let Some(known) = self.may.borrow().get(&question) {
            return Some(known.clone());
        }
        let region = arn.split(':').nth(3).unwrap_or_default();
        let through = format!("s3.{region}.amazonaws.com");
        let account = who.split(':').nth(4).unwrap_or_default();
        // What S3 sends along (https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html).
        let context = [("kms:ViaService", through.as_str()), ("kms:CallerAccount", account)];
        let answer = asking.may(who, DECRYPT, arn, &context)?;
        let may = match answer.outcome {
            Outcome::Allowed => Ok(true),
            Outcome::ExplicitDeny | Outcome::ImplicitDeny => Ok(false),
            // Under conditions that a request may meet.
            Outcome::Unknown if named.iter().any(|way| way.who == who && way.gap.is_none()) => Ok(true),
            Outcome::Unknown => Err(answer.gap.unwrap_or_else(|| format!("the policy of `{arn}` was not read"))),
        };
        self.may.borrow_mut().insert(question, may.clone());
        Some(may)
    }
}

/// What everyone with credentials is called.
const ANY: &str = "any AWS principal";

/// The account of a way, where it has one.
fn account_of(way: &Way) -> Option<&str> {
    match way.kind {
        "account" => Some(way.who.as_str()),
        "principal" | "root" => way.who.split(':').nth(4),
        _ => None,
    }
}

/// Who is meant by both: whom S3 lets in, and whom the key does.
fn narrower(way: &Way, entry: &Way, key: &str) -> Option<Way> {
    let of = |met: &Way, gap: Option<String>| {
        let gap = way.gap.clone().or_else(|| entry.gap.clone()).or(gap);
        let conditional = way.conditional || entry.conditional;
        Some(Way { who: met.who.clone(), kind: met.kind, gap, conditional, witness: None, ..way.clone() })
    };
    let everyone = |way: &Way| matches!(way.kind, "anonymous" | "any-aws-principal");
    // The account of the key is named in its policy so that its users' and roles' own policies count: they are asked one by
    // one (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
    if entry.kind == "account" && key.split(':').nth(4) == Some(&entry.who) {
        return None;
    }
    if everyone(way) && everyone(entry) {
        let met = of(entry, None)?;
        return Some(Way { who: ANY.to_owned(), kind: "any-aws-principal", ..met });
    }
    if everyone(way) {
        return of(entry, None);
    }
    if everyone(entry) {
        return of(way, None);
    }
    if way.who.starts_with("canonical user ") {
        let named = matches!(entry.kind, "account" | "principal");
        return named.then(|| of(way, Some(CANONICAL.to_owned()))).flatten();
    }
    match (way.kind, entry.kind) {
        ("account", "account") if way.who == entry.who => of(way, None),
        ("account", "principal") if account_of(entry) == Some(&way.who) => of(entry, None),
        ("principal", "account") if account_of(way) == Some(&entry.who) => of(way, None),
        ("service", "service") if entry.who == "any AWS service" => of(way, None),
        ("service", "service") if way.who == "any AWS service" => of(entry, None),
        (a, b) if a == b && way.who == entry.who => of(way, None),
        _ => None,
    }
}

/// Why it is not known whether a key lets an account in.
const CANONICAL: &str = "which account a canonical user id is, is not known";
