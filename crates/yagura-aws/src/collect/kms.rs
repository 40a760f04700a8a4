//! AWS Key Management Service.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "kms", reach: Reach::Regional, kinds: &[] };
