//! AWS Config.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "configservice", reach: Reach::Regional, kinds: &[] };
