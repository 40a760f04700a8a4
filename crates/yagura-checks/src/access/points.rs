//! What comes to a bucket through its access points
//! (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html>).

use yagura_iam::Policy;
use yagura_iam::access_point::{AccessPoint as Point, Through, is_told_apart, through};
use yagura_model::services::s3::{AccessPoint, Bucket, MultiRegionAccessPoint, PublicAccessBlock};
use yagura_model::{Document, Fact, GLOBAL, Gap, Meta, Resource, Snapshot, Typed};

use crate::policies;

/// An access point that a bucket's policy has a word on.
pub(crate) struct Door<'s> {
    /// The access point.
    pub(crate) point: &'s Meta,
    /// What its policy and the bucket's allow together.
    pub(crate) through: Through,
    /// Whether its own block keeps out whom a public policy lets in.
    pub(crate) restricted: bool,
}

/// An access point, of one region or of several.
struct Seen<'s> {
    meta: &'s Meta,
    policy: &'s Fact<Option<Document>>,
    block: &'s Fact<PublicAccessBlock>,
    vpc: Option<&'s str>,
}

/// The access points through which a bucket may be open to whom its policy lets in there alone, and why others are not known.
pub(crate) fn doors<'s>(
    snapshot: &'s Snapshot,
    bucket: &Resource<Bucket>,
    policy: &Policy,
) -> (Vec<Door<'s>>, Option<Gap>) {
    if !is_told_apart(policy) {
        return (Vec::new(), None);
    }
    let mut gap = unlisted(snapshot, bucket);
    let mut doors = Vec::new();
    let ones = snapshot.s3.access_points.iter().map(|point| one(snapshot, bucket, point));
    let more = snapshot.s3.multi_region_access_points.iter().map(|point| multi_region(snapshot, bucket, point));
    for seen in ones.chain(more) {
        match seen.and_then(|seen| seen.map_or(Ok(None), |seen| door(bucket, policy, &seen))) {
            Ok(door) => doors.extend(door),
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    (doors, gap)
}

/// `None` where it is another bucket's.
fn one<'s>(
    snapshot: &Snapshot,
    bucket: &Resource<Bucket>,
    point: &'s Resource<AccessPoint>,
) -> Result<Option<Seen<'s>>, Gap> {
    let Some(name) = point.bucket.get()? else { return Ok(None) };
    if !is_of(snapshot, bucket, &point.meta, name) {
        return Ok(None);
    }
    let vpc = match point.vpc_configuration.get()? {
        Some(vpc) => Some(vpc.vpc_id.get()?.as_deref().unwrap_or_default()),
        None => None,
    };
    let (policy, block) = (&point.policy_document, &point.public_access_block_configuration);
    Ok(Some(Seen { meta: &point.meta, policy, block, vpc }))
}

/// `None` where none of its buckets is this one.
fn multi_region<'s>(
    snapshot: &Snapshot,
    bucket: &Resource<Bucket>,
    point: &'s Resource<MultiRegionAccessPoint>,
) -> Result<Option<Seen<'s>>, Gap> {
    let mut gap = None;
    for region in point.regions.get()? {
        match region.bucket.get() {
            Ok(Some(name)) if is_of(snapshot, bucket, &point.meta, name) => {
                let (policy, block) = (&point.policy_document, &point.public_access_block_configuration);
                return Ok(Some(Seen { meta: &point.meta, policy, block, vpc: None }));
            }
            Ok(_) => {}
            Err(reason) => gap = Some(reason),
        }
    }
    gap.map_or(Ok(None), Err)
}

fn is_of(snapshot: &Snapshot, bucket: &Resource<Bucket>, near: &Meta, name: &str) -> bool {
    snapshot.s3.buckets.find(near, name).is_some_and(|found| std::ptr::eq(found, bucket))
}

/// `None` where it has no policy that could let somebody in.
fn door<'s>(bucket: &Resource<Bucket>, policy: &Policy, seen: &Seen<'s>) -> Result<Option<Door<'s>>, Gap> {
    let Some(document) = seen.policy.get()? else { return Ok(None) };
    let unnamed = || Gap::unresolved(format!("access point `{}` has no ARN", seen.meta.name));
    let at = Point {
        arn: seen.meta.arn.as_deref().ok_or_else(unnamed)?,
        account: &seen.meta.account,
        vpc: seen.vpc,
        bucket: bucket.meta.arn.as_deref().ok_or_else(unnamed)?,
    };
    let through = through(policy, policies::parsed(document)?, &at);
    Ok(Some(Door { point: seen.meta, through, restricted: seen.block.get()?.restrict_public_buckets }))
}

/// Why the access points of a bucket's region are not known; a template has those that it makes.
fn unlisted(snapshot: &Snapshot, bucket: &Resource<Bucket>) -> Option<Gap> {
    let meta = &bucket.meta;
    if meta.template().is_some() {
        return None;
    }
    let region = match bucket.bucket_region.get() {
        Ok(region) => region.as_deref().unwrap_or(&meta.region),
        Err(gap) => return Some(gap),
    };
    if region == GLOBAL {
        return Some(Gap::unsupported("which region the bucket is in was not told".to_owned()));
    }
    let list = |kind: &str, region: Option<&str>| {
        let own = snapshot.contents.lists.iter().find(|list| {
            list.resource_type == kind
                && list.account == meta.account
                && region.is_none_or(|region| list.region == region)
        });
        match own {
            Some(list) => list.gap.clone(),
            None => Some(Gap::unsupported(format!("{kind} of account {} was not read", meta.account))),
        }
    };
    list(AccessPoint::TYPE, Some(region)).or_else(|| list(MultiRegionAccessPoint::TYPE, None))
}
