//! Amazon CloudWatch Logs.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "logs", reach: Reach::Regional, kinds: &[] };
