//! AWS Lambda.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "lambda", reach: Reach::Regional, kinds: &[] };
