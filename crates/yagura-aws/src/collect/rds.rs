//! Amazon RDS and Aurora.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "rds", reach: Reach::Regional, kinds: &[] };
