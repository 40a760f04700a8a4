//! Amazon EC2 and Amazon VPC.

use super::table::{Reach, Service};

pub(super) static SERVICE: Service = Service { name: "ec2", reach: Reach::Regional, kinds: &[] };
