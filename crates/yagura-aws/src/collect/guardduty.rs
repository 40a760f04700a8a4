//! Amazon GuardDuty.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "guardduty", reach: Reach::Regional, kinds: &[] };
