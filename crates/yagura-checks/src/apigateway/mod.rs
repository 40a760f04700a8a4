//! Amazon API Gateway: REST, HTTP and WebSocket APIs.

use yagura_finding::Check;

mod api_cors_any_origin;
mod default_endpoint_beside_custom_domain;
mod method_without_authorizer;
mod stage_logging_off;
mod stage_no_waf;
mod stage_variable_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &method_without_authorizer::CHECK,
    &stage_no_waf::CHECK,
    &stage_logging_off::CHECK,
    &default_endpoint_beside_custom_domain::CHECK,
    &api_cors_any_origin::CHECK,
    &stage_variable_secret::CHECK,
];
