//! Amazon S3.

use yagura_finding::Check;
use yagura_iam::Policy;
use yagura_model::services::s3::Bucket;
use yagura_model::{Gap, Resource, Snapshot};

mod access_point_public_access_block_off;
mod account_public_access_block_off;
mod bucket_access_log_off;
mod bucket_cors_any_origin_write;
mod bucket_policy_foreign_account;
mod bucket_policy_service_without_source;
mod bucket_public_access_block_off;
mod bucket_public_acl;
mod bucket_public_policy;
mod bucket_public_write;
mod bucket_replication_foreign_account;
mod bucket_staging_twin_open;
mod bucket_tls_not_required;
mod bucket_versioning_off;
mod bucket_website_public_http;
mod exposure;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &access_point_public_access_block_off::CHECK,
    &account_public_access_block_off::CHECK,
    &bucket_access_log_off::CHECK,
    &bucket_cors_any_origin_write::CHECK,
    &bucket_policy_foreign_account::CHECK,
    &bucket_policy_service_without_source::CHECK,
    &bucket_public_access_block_off::CHECK,
    &bucket_public_acl::CHECK,
    &bucket_public_policy::CHECK,
    &bucket_public_write::CHECK,
    &bucket_replication_foreign_account::CHECK,
    &bucket_staging_twin_open::CHECK,
    &bucket_tls_not_required::CHECK,
    &bucket_versioning_off::CHECK,
    &bucket_website_public_http::CHECK,
];

/// A request by which a stranger reads objects, or this one, through the bucket's policy, in words, where there is one and nothing
/// takes it away.
pub(crate) fn reads_by_policy(
    snapshot: &Snapshot,
    bucket: &Resource<Bucket>,
    actions: &[&str],
    object: Option<&str>,
) -> Result<Option<(String, String)>, Gap> {
    let reads = |policy: &Policy| {
        let reads = crate::policies::only(policy, actions);
        Some(match object {
            Some(object) => crate::policies::on(&reads, object),
            None => reads,
        })
    };
    Ok(exposure::by_policy(snapshot, bucket, reads)?.map(|opening| opening.words()))
}
