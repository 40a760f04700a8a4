//! AWS WAF.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "wafv2", reach: Reach::Regional, kinds: &[] };
