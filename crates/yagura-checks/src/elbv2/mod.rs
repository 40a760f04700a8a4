//! Elastic Load Balancing: application, network and gateway load balancers.

use yagura_finding::Check;

use yagura_model::services::elbv2::LoadBalancer;
use yagura_model::{Gap, Resource};

/// The value of an attribute; `None` where a template does not set it.
fn attribute<'b>(balancer: &'b Resource<LoadBalancer>, key: &str) -> Result<Option<&'b str>, Gap> {
    let mut gap = None;
    for attribute in balancer.load_balancer_attributes.get()? {
        let found = attribute.get().and_then(|attribute| {
            let this = attribute.key.get()?.as_deref() == Some(key);
            Ok(if this { Some(attribute.value.get()?.as_deref()) } else { None })
        });
        match found {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    gap.map_or(Ok(None), Err)
}

mod listener_old_tls_policy;
mod listener_plain_http;
mod load_balancer_access_logs_off;
mod load_balancer_drops_no_invalid_headers;
mod load_balancer_no_waf;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &listener_plain_http::CHECK,
    &listener_old_tls_policy::CHECK,
    &load_balancer_access_logs_off::CHECK,
    &load_balancer_drops_no_invalid_headers::CHECK,
    &load_balancer_no_waf::CHECK,
];
