//! What comes to a bucket through its access points
//! (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html>).

use yagura_iam::Policy;
use yagura_iam::access_point::{AccessPoint as Point, Through, is_told_apart, through};
use yagura_model::services::s3::{AccessPoint, Bucket};
use yagura_model::{GLOBAL, Gap, Resource, Snapshot, Typed};

use crate::policies;

/// An access point that a bucket's policy has a word on.
pub(crate) struct Door<'s> {
    /// The access point.
    pub(crate) point: &'s Resource<AccessPoint>,
    /// What its policy and the bucket's allow together.
    pub(crate) through: Through,
    /// Whether its own block keeps out whom a public policy lets in.
    pub(crate) restricted: bool,
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
    for point in snapshot.s3.access_points.iter() {
        match door(snapshot, bucket, policy, point) {
            Ok(door) => doors.extend(door),
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    (doors, gap)
}

/// `None` where it is another bucket's, or has no policy that could let somebody in.
fn door<'s>(
    snapshot: &'s Snapshot,
    bucket: &Resource<Bucket>,
    policy: &Policy,
    point: &'s Resource<AccessPoint>,
) -> Result<Option<Door<'s>>, Gap> {
    let Some(name) = point.bucket.get()? else { return Ok(None) };
    if !snapshot.s3.buckets.find(&point.meta, name).is_some_and(|found| std::ptr::eq(found, bucket)) {
        return Ok(None);
    }
    let Some(document) = point.policy_document.get()? else { return Ok(None) };
    let unnamed = || Gap::unresolved(format!("access point `{}` has no ARN", point.meta.name));
    let at = Point {
        arn: point.meta.arn.as_deref().ok_or_else(unnamed)?,
        account: &point.meta.account,
        vpc: match point.vpc_configuration.get()? {
            Some(vpc) => Some(vpc.vpc_id.get()?.as_deref().unwrap_or_default()),
            None => None,
        },
        bucket: bucket.meta.arn.as_deref().ok_or_else(unnamed)?,
    };
    let through = through(policy, policies::parsed(document)?, &at);
    let restricted = point.public_access_block_configuration.get()?.restrict_public_buckets;
    Ok(Some(Door { point, through, restricted }))
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
    let mut lists = snapshot.contents.lists.iter();
    let own = lists
        .find(|list| list.resource_type == AccessPoint::TYPE && list.account == meta.account && list.region == region);
    match own {
        Some(list) => list.gap.clone(),
        None => Some(Gap::unsupported(format!("{} of account {} was not read", AccessPoint::TYPE, meta.account))),
    }
}
