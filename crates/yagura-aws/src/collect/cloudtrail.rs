//! AWS CloudTrail.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "cloudtrail", reach: Reach::Regional, kinds: &[] };
