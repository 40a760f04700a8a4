//! Amazon SNS.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "sns", reach: Reach::Regional, kinds: &[] };
