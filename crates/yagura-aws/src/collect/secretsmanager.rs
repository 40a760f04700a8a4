//! AWS Secrets Manager; never the values.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "secretsmanager", reach: Reach::Regional, kinds: &[] };
