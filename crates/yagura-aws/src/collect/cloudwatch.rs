//! Amazon CloudWatch alarms.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "cloudwatch", reach: Reach::Regional, kinds: &[] };
