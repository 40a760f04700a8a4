//! Elastic Load Balancing: application, network and gateway load balancers.

use yagura_finding::Check;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[];
