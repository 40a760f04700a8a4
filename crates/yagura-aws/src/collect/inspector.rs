//! Amazon Inspector.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "inspector2", reach: Reach::Regional, kinds: &[] };
