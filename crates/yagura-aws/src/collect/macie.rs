//! Amazon Macie.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "macie2", reach: Reach::Regional, kinds: &[] };
