//! Elastic Load Balancing: application, network and gateway load balancers.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "elbv2", reach: Reach::Regional, kinds: &[] };
