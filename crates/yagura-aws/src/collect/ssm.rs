//! AWS Systems Manager: parameters, documents, managed instances.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "ssm", reach: Reach::Regional, kinds: &[] };
