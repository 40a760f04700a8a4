//! AWS Identity and Access Management.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "iam", reach: Reach::Global, kinds: &[] };
