//! Amazon ECS.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "ecs", reach: Reach::Regional, kinds: &[] };
