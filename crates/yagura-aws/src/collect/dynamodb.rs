//! Amazon DynamoDB.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "dynamodb", reach: Reach::Regional, kinds: &[] };
