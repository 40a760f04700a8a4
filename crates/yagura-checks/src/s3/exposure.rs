//! What of a bucket strangers reach: its policy and its ACL, and the switches that take both away.

use yagura_finding::{Confidence, Verdict};
use yagura_iam::Policy;
use yagura_iam::reach::Witness;
use yagura_model::services::s3::{AccountPublicAccessBlock, Bucket, OwnershipControls, PublicAccessBlock};
use yagura_model::{Gap, Meta, Resource, Snapshot, Typed};

use crate::access::points::{self, Door};
use crate::policies;

/// Whether a switch is on for a bucket: by its own block, or by the account's.
pub(super) fn switched_on(
    snapshot: &Snapshot,
    bucket: &Resource<Bucket>,
    switch: fn(&PublicAccessBlock) -> bool,
) -> Result<bool, Gap> {
    let own = if is_default(bucket, "/PublicAccessBlockConfiguration") {
        Ok(false)
    } else {
        bucket.public_access_block_configuration.get().map(switch)
    };
    if own == Ok(true) {
        return Ok(true);
    }
    match (own, account_block(snapshot, &bucket.meta).map(|block| switch(&block))) {
        (_, Ok(true)) => Ok(true),
        (Err(gap), _) | (_, Err(gap)) => Err(gap),
        _ => Ok(false),
    }
}

/// Whether a template leaves a property to AWS.
///
/// AWS's defaults are those of a new bucket, and for a new bucket a public policy or ACL is refused: a template that gives
/// one and nothing beside it is that of a bucket from before April 2023, which is open.
fn is_default(bucket: &Resource<Bucket>, pointer: &str) -> bool {
    bucket.meta.template().is_some_and(|template| template.defaults.keys().any(|key| key.starts_with(pointer)))
}

/// How sure a finding is: less where it rests on the bucket being older than the defaults.
pub(super) fn confidence(bucket: &Resource<Bucket>) -> Confidence {
    if is_default(bucket, "/PublicAccessBlockConfiguration") { Confidence::Medium } else { Confidence::High }
}

/// The block of the account that a bucket is in; all off for a template, which may be deployed anywhere.
fn account_block(snapshot: &Snapshot, near: &Meta) -> Result<PublicAccessBlock, Gap> {
    if near.template().is_some() {
        return Ok(PublicAccessBlock::default());
    }
    if let Some(block) = snapshot.s3.account_blocks.iter().find(|block| block.meta.account == near.account) {
        return block.public_access_block_configuration.get().cloned();
    }
    let mut lists = snapshot
        .contents
        .lists
        .iter()
        .filter(|list| list.resource_type == AccountPublicAccessBlock::TYPE && list.account == near.account);
    match lists.next() {
        Some(list) => list.gap.clone().map_or_else(|| Ok(PublicAccessBlock::default()), Err),
        None => Err(Gap::unsupported("the account's public access block was not read")),
    }
}

/// How strangers get in.
pub(super) struct Opening<'s> {
    /// A request that is allowed, with the statements of the bucket's policy that allow it.
    witness: Box<Witness>,
    /// The access point that it comes through.
    point: Option<&'s Meta>,
}

impl<'s> Opening<'s> {
    /// A request that comes by the bucket's own name.
    pub(super) fn direct(witness: Box<Witness>) -> Self {
        Self { witness, point: None }
    }

    /// A request that comes through an access point.
    pub(super) fn through(door: &Door<'s>, mut witness: Box<Witness>) -> Self {
        let of_bucket = |index: &usize| door.through.from.get(*index).map(|(own, _)| *own);
        witness.statements = witness.statements.iter().filter_map(of_bucket).collect();
        Self { witness, point: Some(door.point) }
    }

    /// Japanese and English.
    pub(super) fn words(&self) -> (String, String) {
        let (ja, en) = (self.witness.to_japanese(), self.witness.to_string());
        match self.point {
            None => (ja, en),
            Some(point) => {
                let name = &point.name;
                (
                    format!("アクセスポイント `{name}` を経由して、{ja}"),
                    format!("{en}, through the access point `{name}`"),
                )
            }
        }
    }

    /// Fails with the statement of the bucket's policy, and says who may do what.
    pub(super) fn verdict(&self, bucket: &Resource<Bucket>) -> Verdict {
        let (ja, en) = self.words();
        policies::let_in(bucket, "/PolicyDocument", &self.witness).detail(ja, en)
    }
}

/// A request by which a stranger gets in by the bucket's own name, through its policy or through the part of it that `narrow`
/// leaves, where there is one and nothing takes it away.
pub(super) fn by_name(
    snapshot: &Snapshot,
    bucket: &Resource<Bucket>,
    narrow: impl Fn(&Policy) -> Option<Policy>,
) -> Result<Option<Box<Witness>>, Gap> {
    let witness = match bucket.policy_document.get() {
        Ok(None) => return Ok(None),
        Ok(Some(document)) => policies::parsed(document).and_then(|policy| {
            let whole = policies::open(snapshot, &bucket.meta, "s3", document);
            part(snapshot, bucket, whole, policy, narrow)
        }),
        Err(gap) => Err(gap),
    };
    if matches!(witness, Ok(None)) || switched_on(snapshot, bucket, |block| block.restrict_public_buckets)? {
        return Ok(None);
    }
    witness
}

/// The same of a part of a policy, the answer of the whole of it being known.
fn part(
    snapshot: &Snapshot,
    bucket: &Resource<Bucket>,
    whole: Result<Option<Box<Witness>>, Gap>,
    policy: &Policy,
    narrow: impl Fn(&Policy) -> Option<Policy>,
) -> Result<Option<Box<Witness>>, Gap> {
    // A stranger is somebody whom the policy does not name. Allowances only add, and a part keeps all denials: where
    // the whole lets none in, no part lets in one of the same. Asked by itself a part names fewer, and might call
    // somebody a stranger whom the rest of the policy names: the whole has the word on whether there is one.
    match whole {
        Ok(None) => Ok(None),
        whole => match narrow(policy) {
            None => whole,
            Some(part) => policies::stranger(snapshot, &bucket.meta, "s3", &part),
        },
    }
}

/// As [`by_name`], or through an access point of the bucket.
pub(super) fn by_policy<'s>(
    snapshot: &'s Snapshot,
    bucket: &Resource<Bucket>,
    narrow: impl Fn(&Policy) -> Option<Policy>,
) -> Result<Option<Opening<'s>>, Gap> {
    let named = by_name(snapshot, bucket, &narrow);
    if let Ok(Some(witness)) = named {
        return Ok(Some(Opening::direct(witness)));
    }
    let Some(policy) =
        bucket.policy_document.known().and_then(Option::as_ref).and_then(|own| policies::parsed(own).ok())
    else {
        return named.map(|_| None);
    };
    let (doors, unread) = points::doors(snapshot, bucket, policy);
    let mut gap = named.err().or(unread);
    if (doors.is_empty() && gap.is_none()) || switched_on(snapshot, bucket, |block| block.restrict_public_buckets)? {
        return Ok(None);
    }
    for door in doors.iter().filter(|door| !door.restricted) {
        let policy = &door.through.policy;
        let whole = policies::stranger(snapshot, &bucket.meta, "s3", policy);
        match part(snapshot, bucket, whole, policy, &narrow) {
            Ok(Some(witness)) => return Ok(Some(Opening::through(door, witness))),
            Ok(None) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    gap.map_or(Ok(None), Err)
}

/// What an ACL gives to a group of strangers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PublicGrant {
    /// Every holder of AWS credentials; else everyone.
    pub(super) authenticated: bool,
    /// List the objects.
    pub(super) read: bool,
    /// Add, replace and delete objects.
    pub(super) write: bool,
    /// Change the ACL itself.
    pub(super) write_acl: bool,
}

/// A grant to strangers, and where it stands.
pub(super) struct Granted {
    /// What is given to whom.
    pub(super) grant: PublicGrant,
    /// JSON pointer.
    pub(super) path: String,
}

/// The grants to strangers that have effect.
///
/// Rests on <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html>.
pub(super) fn by_acl(snapshot: &Snapshot, bucket: &Resource<Bucket>) -> Result<Vec<Granted>, Gap> {
    let granted = granted(bucket);
    if granted.as_ref().is_ok_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let mut gap = None;
    if !is_default(bucket, "/OwnershipControls") {
        match bucket.ownership_controls.get() {
            Ok(Some(controls)) if controls.acls_disabled() => return Ok(Vec::new()),
            Ok(_) => {}
            Err(reason) => gap = Some(reason),
        }
    }
    match switched_on(snapshot, bucket, |block| block.ignore_public_acls) {
        Ok(true) => return Ok(Vec::new()),
        Ok(false) => {}
        Err(reason) => gap = gap.or(Some(reason)),
    }
    gap.map_or(granted, Err)
}

fn granted(bucket: &Resource<Bucket>) -> Result<Vec<Granted>, Gap> {
    let mut found = Vec::new();
    let canned = match bucket.access_control.get()?.as_deref() {
        Some("PublicRead") => Some(PublicGrant { authenticated: false, read: true, write: false, write_acl: false }),
        Some("PublicReadWrite") => {
            Some(PublicGrant { authenticated: false, read: true, write: true, write_acl: false })
        }
        Some("AuthenticatedRead") => {
            Some(PublicGrant { authenticated: true, read: true, write: false, write_acl: false })
        }
        _ => None,
    };
    found.extend(canned.map(|grant| Granted { grant, path: "/AccessControl".to_owned() }));
    // No need of the grants where they can have no effect.
    if bucket.ownership_controls.known().is_some_and(|own| own.as_ref().is_some_and(OwnershipControls::acls_disabled)) {
        return Ok(found);
    }
    for (index, grant) in bucket.grants.get()?.iter().enumerate() {
        let authenticated = match grant.grantee.uri.as_deref() {
            Some("http://acs.amazonaws.com/groups/global/AllUsers") => false,
            Some("http://acs.amazonaws.com/groups/global/AuthenticatedUsers") => true,
            _ => continue,
        };
        let permission = grant.permission.as_deref().unwrap_or_default();
        let full = permission == "FULL_CONTROL";
        let grant = PublicGrant {
            authenticated,
            read: full || permission == "READ",
            write: full || permission == "WRITE",
            write_acl: full || permission == "WRITE_ACP",
        };
        found.push(Granted { grant, path: format!("/Grants/{index}") });
    }
    Ok(found)
}

/// Fails with a grant, and says what is given to whom.
pub(super) fn granted_to(bucket: &Resource<Bucket>, granted: &Granted) -> Verdict {
    let PublicGrant { authenticated, read, write, write_acl } = granted.grant;
    let (who_ja, who_en) = if authenticated {
        ("AWSの認証情報を持つ誰でも", "anyone with AWS credentials")
    } else {
        ("インターネット上の誰でも", "anyone on the internet")
    };
    let mut ja = Vec::new();
    let mut en = Vec::new();
    for (given, what_ja, what_en) in [
        (read, "オブジェクトの一覧表示", "list the objects"),
        (write, "オブジェクトの書き込みと削除", "write and delete objects"),
        (write_acl, "ACLの変更", "change the ACL"),
    ] {
        if given {
            ja.push(what_ja);
            en.push(what_en);
        }
    }
    if ja.is_empty() {
        ja.push("ACLの読み取り");
        en.push("read the ACL");
    }
    Verdict::fail(bucket, &granted.path)
        .detail(format!("{who_ja}{}ができる", ja.join("、")), format!("{who_en} may {}", en.join(", ")))
}
