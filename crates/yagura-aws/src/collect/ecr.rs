//! Amazon ECR.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "ecr", reach: Reach::Regional, kinds: &[] };
