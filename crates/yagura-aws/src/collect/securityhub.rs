//! AWS Security Hub.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "securityhub", reach: Reach::Regional, kinds: &[] };
