//! Amazon SQS.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "sqs", reach: Reach::Regional, kinds: &[] };
