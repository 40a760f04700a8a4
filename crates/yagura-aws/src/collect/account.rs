//! The account itself: contacts, regions, password policy.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "account", reach: Reach::Global, kinds: &[] };
