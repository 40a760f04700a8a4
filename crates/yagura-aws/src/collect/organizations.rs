//! AWS Organizations.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "organizations", reach: Reach::Global, kinds: &[] };
