//! Amazon CloudFront.

use yagura_finding::Check;

mod distribution_default_root_object_missing;
mod distribution_logging_off;
mod distribution_no_waf;
mod distribution_old_tls;
mod distribution_plain_http;
mod origin_s3_without_access_control;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &origin_s3_without_access_control::CHECK,
    &distribution_no_waf::CHECK,
    &distribution_plain_http::CHECK,
    &distribution_old_tls::CHECK,
    &distribution_logging_off::CHECK,
    &distribution_default_root_object_missing::CHECK,
];
